import Simulation

extension EventText {
    /// What happened to a message in a mail server.
    func mailSentence(_ event: Event) -> String {
        guard case .mail(let happening) = event.what else { return "" }
        switch happening {
        case .queued(let queueID, let from, let to, let size):
            return words(
                "shell.mail.queued",
                [
                    "id": queueID, "from": path(from), "to": list(to), "size": "\(size)",
                ])
        case .attempting(let queueID, let to, let host):
            return words(
                "shell.mail.attempting", ["id": queueID, "to": list(to), "host": host])
        case .relayed(let queueID, let to, let host, let reply):
            return words(
                "shell.mail.relayed",
                [
                    "id": queueID, "to": list(to), "host": host,
                    "reply": ProtocolText.shown(reply),
                ])
        case .deferred(let queueID, let to, let reason, let attempt, let next):
            let why = words.remark(
                Remark(
                    key: reason.key, values: reason.values.map { ($0.name, $0.text) },
                    source: reason.source))
            return words(
                "shell.mail.deferred",
                [
                    "id": queueID, "to": list(to), "reason": why, "attempt": "\(attempt)",
                    "next": VirtualTime.dayAndTime(next.nanoseconds),
                ])
        case .bounced(let queueID, let to, let reason, let notice):
            let why = words.remark(
                Remark(
                    key: reason.key, values: reason.values.map { ($0.name, $0.text) },
                    source: reason.source))
            return words(
                notice == nil ? "shell.mail.bounced-silently" : "shell.mail.bounced",
                ["id": queueID, "to": list(to), "reason": why, "notice": notice ?? ""])
        case .delivered(let queueID, let login, let mailbox, let uid):
            return words(
                "shell.mail.delivered",
                ["id": queueID, "login": login, "mailbox": mailbox, "uid": "\(uid)"])
        case .removed(let queueID):
            return words("shell.mail.removed", ["id": queueID])
        case .loggedIn(let login, let service, let mechanism):
            return words(
                "shell.mail.logged-in",
                [
                    "login": ProtocolText.shown(login), "service": service.rawValue,
                    "mechanism": mechanism,
                ])
        case .loginFailed(let login, let service, let mechanism):
            return words(
                "shell.mail.login-failed",
                [
                    "login": ProtocolText.shown(login), "service": service.rawValue,
                    "mechanism": mechanism,
                ])
        case .fetched(let login, let mailbox, let uid, let service):
            return words(
                "shell.mail.fetched",
                [
                    "login": login, "mailbox": mailbox, "uid": "\(uid)",
                    "service": service.rawValue.uppercased(),
                ])
        case .mailboxChanged(let login, let mailbox):
            return words(
                "shell.mail.mailbox-changed", ["login": login, "mailbox": mailbox])
        }
    }

    private func path(_ address: String) -> String {
        let bare = address.hasPrefix("<") ? address : "<\(address)>"
        return ProtocolText.shown(bare)
    }

    private func list(_ addresses: [String]) -> String {
        let shown = addresses.prefix(3).map { ProtocolText.shown($0) }.joined(separator: ", ")
        return addresses.count > 3 ? "\(shown), … (\(addresses.count))" : shown
    }
}
