import Clockwork
import Mail
import Session

extension IMAPServerSession {
    /// What is offered in the present state (RFC 3501 §6.1.1, §7.2.1).
    ///
    /// Before TLS, a server that wants no password in the clear says LOGINDISABLED, and offers no
    /// mechanism that would carry one (RFC 3501 §6.2.1, §11.1).
    var capabilities: String {
        var words = ["IMAP4rev1", "LITERAL+", "ID", "IDLE", "UIDPLUS", "UNSELECT", "CHILDREN"]
        guard stage.login == nil else { return words.joined(separator: " ") }
        if offersTLSNow { words.append("STARTTLS") }
        guard takesPasswordsNow else { return (words + ["LOGINDISABLED"]).joined(separator: " ") }
        words += ["SASL-IR"] + offeredMethods.map { "AUTH=\($0)" }
        return words.joined(separator: " ")
    }

    var offersTLSNow: Bool { configuration.offersStartTLS && !isSecured }
    var takesPasswordsNow: Bool { isSecured || configuration.cleartextPasswords }

    /// The conversation as one table (RFC 3501 §3).
    mutating func obey(
        _ command: IMAPCommand, _ tag: String, at now: Instant, into outbox: inout Outbox
    ) {
        switch (stage, command) {
        case (_, .capability):
            output.writer.line("* CAPABILITY \(capabilities)")
            finish(IMAPCompletion(tag, .ok, "CAPABILITY completed"), into: &outbox)
        case (_, .noop):
            isStale = true
            finish(IMAPCompletion(tag, .ok, "NOOP completed"), into: &outbox)
        case (_, .id):
            output.writer.line("* ID (\"name\" \"MailLab\")")
            finish(IMAPCompletion(tag, .ok, "ID completed"), into: &outbox)
        case (_, .logout):
            output.writer.line("* BYE Until next time")
            output.writer.line("\(tag) OK LOGOUT completed")
            hangUp(into: &outbox)
        case (.notAuthenticated, .startTLS): beginTLS(tag, into: &outbox)
        case (.notAuthenticated, .login(let user, let password)):
            logIn(tag, user, password, at: now, into: &outbox)
        case (.notAuthenticated, .authenticate(let mechanism, let response)):
            authenticate(tag, mechanism, response, at: now, into: &outbox)
        case (_, .startTLS), (_, .login), (_, .authenticate):
            refuse(tag, command, "you are logged in already")
        case (.unopened, _), (.loggedOut, _), (.notAuthenticated, _):
            refuse(tag, command, "log in first")
        case (.authenticated, .check), (.authenticated, .close), (.authenticated, .unselect),
            (.authenticated, .expunge), (.authenticated, .uidExpunge), (.authenticated, .search),
            (.authenticated, .fetch), (.authenticated, .store), (.authenticated, .copy):
            refuse(tag, command, "select a mailbox first")
        case (.selected(_, let mailbox, let isReadOnly), .check),
            (.selected(_, let mailbox, let isReadOnly), .close),
            (.selected(_, let mailbox, let isReadOnly), .unselect),
            (.selected(_, let mailbox, let isReadOnly), .expunge),
            (.selected(_, let mailbox, let isReadOnly), .uidExpunge),
            (.selected(_, let mailbox, let isReadOnly), .search),
            (.selected(_, let mailbox, let isReadOnly), .fetch),
            (.selected(_, let mailbox, let isReadOnly), .store),
            (.selected(_, let mailbox, let isReadOnly), .copy):
            obeyInMailbox(command, tag, mailbox, isReadOnly, into: &outbox)
        case (.authenticated, _), (.selected, _):
            obeyLoggedIn(command, tag, into: &outbox)
        }
    }

    private mutating func refuse(_ tag: String, _ command: IMAPCommand, _ reason: String) {
        reply(IMAPCompletion(tag, .bad, "\(command.verb) not now: \(reason)"))
    }

    /// Commands that need a login and no mailbox.
    private mutating func obeyLoggedIn(
        _ command: IMAPCommand, _ tag: String, into outbox: inout Outbox
    ) {
        let work = IMAPWork.change(verb: command.verb)
        switch command {
        case .select(let name): open(name, isReadOnly: false, tag, into: &outbox)
        case .examine(let name): open(name, isReadOnly: true, tag, into: &outbox)
        case .create(let name):
            // A separator at the end only says that names below will follow (RFC 3501 §6.3.3).
            let made = name.name.hasSuffix("/") ? MailboxName(String(name.name.dropLast())) : name
            guard made.isCreatable else {
                refuse(tag, command.verb, .invalidName, into: &outbox)
                return
            }
            ask(.create(made.name), tag, for: work, into: &outbox)
        case .delete(let name):
            guard selectedMailbox != name.name || name.isInbox else {
                finish(
                    IMAPCompletion(tag, .no, code: "CANNOT", "The mailbox is selected: close it"),
                    into: &outbox)
                return
            }
            ask(.delete(name.name), tag, for: work, into: &outbox)
        case .rename(let old, let new):
            guard new.isCreatable else {
                refuse(tag, command.verb, .invalidName, into: &outbox)
                return
            }
            let follows = selectedMailbox == old.name && !old.isInbox
            isStale = isStale || selectedMailbox == old.name
            ask(
                .rename(old.name, to: new.name), tag,
                for: follows ? .renameSelected(to: new) : work, into: &outbox)
        case .subscribe(let name): ask(.subscribe(name.name), tag, for: work, into: &outbox)
        case .unsubscribe(let name): ask(.unsubscribe(name.name), tag, for: work, into: &outbox)
        case .list(let reference, let pattern):
            list(tag, reference, pattern, isLsub: false, into: &outbox)
        case .lsub(let reference, let pattern):
            list(tag, reference, pattern, isLsub: true, into: &outbox)
        case .status(let name, let items):
            ask(.status(name.name), tag, for: .status(name, items), into: &outbox)
        case .append(let name, let flags, let date, let octets):
            append(octets, flags, date, to: name, tag, into: &outbox)
        case .idle: beginIdle(tag, into: &outbox)
        case .capability, .noop, .logout, .id, .startTLS, .authenticate, .login, .check, .close,
            .unselect, .expunge, .uidExpunge, .search, .fetch, .store, .copy:
            refuse(tag, command, "this is not the place")
        }
    }

    /// Commands that need a selected mailbox.
    private mutating func obeyInMailbox(
        _ command: IMAPCommand, _ tag: String, _ mailbox: MailboxName, _ isReadOnly: Bool,
        into outbox: inout Outbox
    ) {
        switch command {
        case .check:
            isStale = true
            finish(IMAPCompletion(tag, .ok, "CHECK completed"), into: &outbox)
        case .close where !isReadOnly:
            ask(
                .expunge(uids: view.entries.map(\.uid), mailbox: mailbox.name), tag, for: .close,
                into: &outbox)
        case .close: leaveMailbox(tag, "CLOSE completed", into: &outbox)
        case .unselect: leaveMailbox(tag, "UNSELECT completed", into: &outbox)
        case .search(let charset, let key, let byUID):
            search(tag, charset, key, byUID: byUID, into: &outbox)
        case .fetch(let set, let items, let byUID):
            fetch(tag, set, items, byUID: byUID, into: &outbox)
        case .copy(let set, let target, let byUID):
            copy(tag, set, from: mailbox, to: target, byUID: byUID, into: &outbox)
        case .store, .expunge, .uidExpunge:
            guard !isReadOnly else {
                // RFC 3501 §6.3.2: no changes are permitted under EXAMINE.
                note(Note("imap.read-only", source: "RFC 3501 §6.3.2"), into: &outbox)
                finish(
                    IMAPCompletion(tag, .no, "The mailbox is open for reading only"),
                    allowsExpunge: false, into: &outbox)
                return
            }
            changeMessages(command, tag, mailbox, into: &outbox)
        case .capability, .noop, .logout, .id, .startTLS, .authenticate, .login, .select,
            .examine, .create, .delete, .rename, .subscribe, .unsubscribe, .list, .lsub, .status,
            .append, .idle:
            refuse(tag, command, "this is not the place")
        }
    }

    mutating func refuse(
        _ tag: String, _ verb: String, _ refusal: IMAPRefusal, into outbox: inout Outbox
    ) {
        let (code, text) = refusal.reply
        finish(IMAPCompletion(tag, .no, code: code, "\(verb): \(text)"), into: &outbox)
    }

    /// SELECT and EXAMINE leave the present mailbox even if they fail (RFC 3501 §6.3.1).
    private mutating func open(
        _ name: MailboxName, isReadOnly: Bool, _ tag: String, into outbox: inout Outbox
    ) {
        if let login { change(to: .authenticated(login: login), into: &outbox) }
        view = .empty
        isStale = false
        ask(
            .open(name.name, isReadOnly: isReadOnly), tag,
            for: .open(name, isReadOnly: isReadOnly), into: &outbox)
    }

    mutating func leaveMailbox(_ tag: String, _ text: String, into outbox: inout Outbox) {
        if let login { change(to: .authenticated(login: login), into: &outbox) }
        view = .empty
        isStale = false
        reply(IMAPCompletion(tag, .ok, text))
    }

    private mutating func list(
        _ tag: String, _ reference: [UInt8], _ pattern: [UInt8], isLsub: Bool,
        into outbox: inout Outbox
    ) {
        let request = ListRequest(
            pattern: MailboxPattern(reference: reference, pattern: pattern), isLsub: isLsub)
        guard !pattern.isEmpty || isLsub else {
            // An empty name asks for the separator and the root (RFC 3501 §6.3.8).
            output.writer.line("* LIST (\\Noselect) \"/\" \"\"")
            finish(IMAPCompletion(tag, .ok, "LIST completed"), into: &outbox)
            return
        }
        ask(.list, tag, for: .list(request), into: &outbox)
    }

    private mutating func beginIdle(_ tag: String, into outbox: inout Outbox) {
        output.writer.line("+ idling")
        note(Note("imap.idle", source: "RFC 2177 §3"), into: &outbox)
        activity = .idling(tag: tag, isRefreshing: false)
        refreshWhileIdle(into: &outbox)
    }

    mutating func refreshWhileIdle(into outbox: inout Outbox) {
        guard case .selected(_, let mailbox, let isReadOnly) = stage,
            case .idling(let tag, false) = activity
        else { return }
        isStale = false
        activity = .idling(tag: tag, isRefreshing: true)
        outbox.append(.ask(.refresh(mailbox.name, isReadOnly: isReadOnly)))
    }

    /// Takes the line that ends IDLE; false if it has not come.
    mutating func endIdle(_ tag: String, into outbox: inout Outbox) -> Bool {
        let isDone: Bool
        do {
            guard let line = try framer.nextLine() else { return false }
            isDone = ASCII.equal(line, "DONE".utf8)
        } catch {
            isDone = false
        }
        finish(
            isDone
                ? IMAPCompletion(tag, .ok, "IDLE ended")
                : IMAPCompletion(tag, .bad, "Expected DONE"),
            into: &outbox)
        return true
    }

    mutating func noteChange(_ login: String, _ mailbox: String, into outbox: inout Outbox) {
        guard self.login == login, selectedMailbox == MailboxName(mailbox).name else { return }
        isStale = true
        refreshWhileIdle(into: &outbox)
    }
}
