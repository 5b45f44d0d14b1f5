import Simulation

// `ports HOST`: the two tables of ports, live, as they look from where one sits.
extension Interpreter {
    mutating func survey(_ target: HostView, from client: String) throws(Trouble) {
        tell("shell.ports.title", ["host": target.name, "from": client], role: .strong)
        var isAny = false
        for finding in try workbench.survey(target.name, from: client) {
            isAny = isAny || finding.failure == nil
            show(finding)
        }
        let others = target.listening.filter { !Workbench.mailPorts.contains($0) }
        if !others.isEmpty {
            tell(
                "shell.ports.others", ["ports": others.map { "\($0)" }.joined(separator: " ")],
                role: .faint)
        }
        if isAny { tell("shell.ports.both", role: .faint) }
    }

    private mutating func show(_ finding: PortFinding) {
        let head = "\(finding.port)"
        let start =
            String(repeating: " ", count: max(0, 3 - head.count)) + head + "  "
            + Width.pad(words(Self.serviceKey(finding.port)), to: 18)
        guard finding.failure == nil else {
            let reason = finding.failure.map(eventText.noteText) ?? words("shell.ports.no-answer")
            return show(start, words("shell.ports.closed", ["reason": reason]), .bad)
        }
        show(start, words(wayKey(finding)), finding.way == nil ? .warning : .good)
        showCertificate(finding)
        if !finding.before.isEmpty {
            showList("shell.ports.before", finding.before)
        }
        if !finding.after.isEmpty { showList("shell.ports.inside", finding.after) }
    }

    private func wayKey(_ finding: PortFinding) -> String {
        switch finding.way {
        case .implicit?: "shell.ports.open-at-once"
        case .upgrade?:
            finding.spoken == .pop3 ? "shell.ports.open-stls" : "shell.ports.open-starttls"
        case nil: "shell.ports.open-clear"
        }
    }

    private mutating func showCertificate(_ finding: PortFinding) {
        if let reason = finding.secureFailure {
            return tell(
                "shell.ports.no-tls", ["reason": eventText.noteText(reason)], indent: 5, role: .bad)
        }
        guard let security = finding.security, let peer = security.peer else { return }
        let version = security.protocolVersion
        let names = peer.names.isEmpty ? "–" : peer.names.joined(separator: ", ")
        let issuer = ProtocolText.shown(peer.issuer)
        switch security.verification {
        case .notAsked, .passed:
            tell(
                "shell.ports.certificate",
                ["version": version, "names": names, "issuer": issuer], indent: 5)
        case .overruled(let reason):
            tell(
                "shell.ports.bad-certificate",
                [
                    "version": version, "names": names, "issuer": issuer,
                    "reason": eventText.noteText(reason),
                ], indent: 5, role: .bad)
        }
    }

    private mutating func showList(_ key: String, _ names: [String]) {
        tell(key, ["list": names.map(ProtocolText.shown).joined(separator: ", ")], indent: 5)
    }

    private mutating func show(_ start: String, _ text: String, _ role: Role) {
        let indent = Width.of(start)
        for (index, line) in Width.wrap(text, to: Width.page - indent).enumerated() {
            show((index == 0 ? start : String(repeating: " ", count: indent)) + paint(role, line))
        }
    }

    /// The phrase that names a service by its port.
    static func serviceKey(_ port: UInt16) -> String {
        switch port {
        case 25: "shell.service.smtp"
        case 587, 465: "shell.service.submission"
        case 110, 995: "shell.service.pop3"
        case 143, 993: "shell.service.imap"
        case _: "shell.service.other"
        }
    }
}
