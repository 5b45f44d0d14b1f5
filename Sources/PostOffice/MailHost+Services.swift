import Clockwork
import IMAP
import Mail
import POP3
import SASL
import SMTP
import Session
import Wire

/// What a connection brings to its engine, whatever the engine's own questions are.
enum LineInput: Sendable {
    case opened
    case received([UInt8])
    case closedByPeer
    case failed(TransportFailure)
    indirect case secured(TLSFacts)
    case deadlinePassed
    case notified(Notice)
    case writable(Int)
    case shuttingDown

    func forEngine<Answer>() -> SessionInput<Answer> {
        switch self {
        case .opened: .opened
        case .received(let octets): .received(octets)
        case .closedByPeer: .closedByPeer
        case .failed(let failure): .failed(failure)
        case .secured(let facts): .secured(facts)
        case .deadlinePassed: .deadlinePassed
        case .notified(let notice): .notified(notice)
        case .writable(let room): .writable(room)
        case .shuttingDown: .shuttingDown
        }
    }
}

extension MailHost {
    mutating func accept(
        _ key: ConnectionKey, _ port: UInt16, _ peer: Endpoint, _ security: TLSFacts?,
        in turn: inout Turn
    ) {
        guard let service = configuration.service(onPort: port) else {
            turn.act(.abort(key))
            return
        }
        services[key] = service
        let clear = configuration.takesCleartextPasswords
        let mayUpgrade = configuration.offersTLS && security == nil
        let name = configuration.hostName
        // No two connections ever meet the same nonce (RFC 5802 §5.1).
        let offer = SASLOffer(
            configuration.authentication.methods, hostName: name,
            chance: chance.stream("\(key) \(turn.now.nanoseconds)"))
        switch service {
        case .smtp, .submission:
            var setup = SMTPServerConfiguration(
                hostName: name, service: service == .submission ? .submission : .relay)
            setup.cleartextPasswords = clear
            setup.offersStartTLS = mayUpgrade
            setup.sasl = offer
            if service == .smtp, let refusal = configuration.clientRefusal,
                refusal.isAtGreeting(of: peer.address)
            {
                setup.refusal = ClientRefusal.text(peer.address)
            }
            smtpLines[key] = Line(
                engine: SMTPServerSession(configuration: setup), peer: peer, service: service)
        case .pop3:
            // The stamp must never come twice (RFC 1939 §7): key and moment see to that.
            var setup = POP3ServerConfiguration(
                hostName: name, offersSTLS: mayUpgrade, cleartextPasswords: clear,
                apopTimestamp: configuration.authentication.offersAPOP
                    && (clear || security != nil)
                    ? "<\(key).\(turn.now.nanoseconds)@\(name)>" : nil)
            setup.sasl = offer
            popLines[key] = Line(
                engine: POP3ServerSession(configuration: setup), peer: peer, service: service)
        case .imap:
            var setup = IMAPServerConfiguration(
                hostName: name, offersStartTLS: mayUpgrade, cleartextPasswords: clear,
                calendar: configuration.calendar)
            setup.sasl = offer
            imapLines[key] = Line(
                engine: IMAPServerSession(configuration: setup), peer: peer, service: service)
        }
        // On a secure port the session hears of TLS before anything else.
        if let security { drive(key, .secured(security), in: &turn) }
        drive(key, .opened, in: &turn)
    }

    /// Hands an input to the engine behind a connection.
    mutating func drive(_ key: ConnectionKey, _ input: LineInput, in turn: inout Turn) {
        switch services[key] {
        case nil: break
        case .smtp, .submission:
            guard var line = smtpLines.remove(key) else { return }
            let isOpen = converse(key, &line, input, in: &turn) { host, line, question, turn in
                host.answer(question, key, &line, in: &turn)
            }
            guard isOpen else { return dismiss(key) }
            noteWaiting(key, line.engine)
            smtpLines[key] = line
        case .pop3:
            guard var line = popLines.remove(key) else { return }
            let isOpen = converse(key, &line, input, in: &turn) { host, line, question, turn in
                host.answer(question, key, &line, in: &turn)
            }
            guard isOpen else { return dismiss(key) }
            noteWaiting(key, line.engine)
            popLines[key] = line
        case .imap:
            guard var line = imapLines.remove(key) else { return }
            let isOpen = converse(key, &line, input, in: &turn) { host, line, question, turn in
                host.answer(question, key, &line, in: &turn)
            }
            guard isOpen else { return dismiss(key) }
            noteWaiting(key, line.engine)
            imapLines[key] = line
        }
    }

    /// Feeds an engine until it asks nothing more; returns whether the connection is still open.
    private mutating func converse<Engine: ByteSession>(
        _ key: ConnectionKey, _ line: inout Line<Engine>, _ input: LineInput,
        in turn: inout Turn,
        _ answer: (inout MailHost, inout Line<Engine>, Engine.Question, inout Turn) -> Engine.Answer
    ) -> Bool {
        var isOpen = true
        var inputs: [SessionInput<Engine.Answer>] = [input.forEngine()]
        var next = 0
        while next < inputs.count {
            var outbox: [SessionOutput<Engine.Question>] = []
            line.engine.handle(inputs[next], at: turn.now, into: &outbox)
            next += 1
            for output in outbox {
                switch output {
                case .send(let octets):
                    turn.act(.send(key, octets))
                case .ask(let question):
                    inputs.append(.answered(answer(&self, &line, question, &turn)))
                case .startTLS: turn.act(.startTLS(key, nil))
                case .abort:
                    turn.act(.abort(key))
                    isOpen = false
                case .close:
                    turn.act(.close(key))
                    isOpen = false
                case .note(let note): turn.act(.note(key, note))
                }
            }
        }
        return isOpen
    }

    /// A connection is gone: what it held is given back.
    mutating func forget(_ key: ConnectionKey, in turn: inout Turn) {
        dismiss(key)
        smtpLines.remove(key)
        popLines.remove(key)
        imapLines.remove(key)
        if let login = accounts.login(lockedBy: UInt64(key)) {
            accounts[login]?.maildropLock = nil
        }
    }

    /// Tells every session that has the mailbox open.
    mutating func announceChange(
        login: String, mailbox: String, except: ConnectionKey?, in turn: inout Turn
    ) {
        turn.act(.mail(.mailboxChanged(login: login, mailbox: mailbox), nil))
        let notice = Notice.mailboxChanged(login: login, mailbox: mailbox)
        for (key, service) in services where key != except && service == .imap {
            if imapLines[key]?.login == login { drive(key, .notified(notice), in: &turn) }
        }
    }

    // MARK: SMTP

    private mutating func answer(
        _ question: SMTPQuestion, _ key: ConnectionKey, _ line: inout Line<SMTPServerSession>,
        in turn: inout Turn
    ) -> SMTPAnswer {
        switch question {
        case .authenticate(let claim, let method):
            let verdict = judge(claim, method.description, line.service, key, in: &turn)
            if case .accepted(let login) = verdict { line.login = login }
            return .verdict(verdict)
        case .sender:
            return .accepted
        case .recipient(let path, _, let login):
            if line.service == .smtp, let refusal = configuration.clientRefusal,
                let reply = refusal.reply(to: path, peer: line.peer.address, login: login)
            {
                turn.act(
                    .note(
                        key,
                        Note(
                            "post.client-refused", ["client": "\(line.peer.address)"],
                            source: "RFC 5321 §7.9")))
                return .refused(reply)
            }
            switch policy.judge(path, peer: line.peer.address, login: login, accounts: accounts) {
            case .local, .relay: return .accepted
            case .refused(let reply): return .refused(reply)
            }
        case .store(let letter):
            return store(letter, key, line.peer, in: &turn)
        case .verify:
            return .verified(.cannotVerify)
        }
    }

    private mutating func store(
        _ letter: SMTPLetter, _ key: ConnectionKey, _ peer: Endpoint, in turn: inout Turn
    ) -> SMTPAnswer {
        // A letter that has passed a hundred hosts goes round in a circle (RFC 5321 §6.3).
        guard Trace.hopCount(letter.octets) < 100 else {
            return .refused(
                SMTPReply(
                    code: 554, enhanced: EnhancedStatusCode(5, 4, 6), "Too many hops: mail loop"))
        }
        let id = mintQueueID()
        let received = Trace.received(
            letter, peer: peer, by: configuration.hostName, queueID: id, at: turn.now,
            calendar: configuration.calendar)
        takeOver(letter.envelope, octets: received + letter.octets, id: id, key: key, in: &turn)
        return .stored(queueID: id)
    }

    // MARK: passwords

    /// Judges a claim; what came of it goes into the journal.
    private func judge(
        _ claim: SASLClaim, _ mechanism: String, _ service: MailService, _ key: ConnectionKey,
        in turn: inout Turn
    ) -> SASLVerdict {
        let now = configuration.calendar.unixNanoseconds(turn.now) / 1_000_000_000
        let (verdict, reason) = accounts.judge(claim, at: now)
        if let reason { turn.act(.note(key, reason)) }
        switch verdict {
        case .accepted(let login):
            turn.act(
                .mail(.loggedIn(login: login, service: service, mechanism: mechanism), key))
        case .refused:
            turn.act(
                .mail(
                    .loginFailed(login: claim.login, service: service, mechanism: mechanism),
                    key))
        case .verifier: break
        }
        return verdict
    }

    // MARK: POP3 and IMAP

    private mutating func answer(
        _ question: POP3Question, _ key: ConnectionKey, _ line: inout Line<POP3ServerSession>,
        in turn: inout Turn
    ) -> POP3Answer {
        if case .authenticate(let claim, let method) = question {
            let verdict = judge(claim, method?.description ?? "USER", .pop3, key, in: &turn)
            if case .accepted(let login) = verdict { line.login = login }
            return .verdict(verdict)
        }
        let (answer, events) = POP3Desk.answer(
            question, connection: UInt64(key), accounts: &accounts, at: turn.now)
        for event in events {
            switch event {
            case .loggedIn(let login):
                line.login = login
                turn.act(.mail(.loggedIn(login: login, service: .pop3, mechanism: "APOP"), key))
            case .loginFailed(let login):
                turn.act(.mail(.loginFailed(login: login, service: .pop3, mechanism: "APOP"), key))
            case .fetched(let login, let uid):
                turn.act(
                    .mail(
                        .fetched(login: login, mailbox: "INBOX", uid: uid, service: .pop3), key))
            case .mailboxChanged(let login, let mailbox):
                announceChange(login: login, mailbox: mailbox, except: key, in: &turn)
            }
        }
        return answer
    }

    private mutating func answer(
        _ question: IMAPQuestion, _ key: ConnectionKey, _ line: inout Line<IMAPServerSession>,
        in turn: inout Turn
    ) -> IMAPAnswer {
        if case .authenticate(let claim, let method) = question {
            let verdict = judge(claim, method?.description ?? "LOGIN", .imap, key, in: &turn)
            if case .accepted(let login) = verdict { line.login = login }
            return .verdict(verdict)
        }
        guard let login = line.login,
            let (answer, changed) = accounts[login]?.answer(
                question, at: turn.now, calendar: configuration.calendar)
        else { return .refused(.noSuchMailbox) }
        if case .read(let uid, let mailbox, _) = question {
            turn.act(
                .mail(.fetched(login: login, mailbox: mailbox, uid: uid, service: .imap), key))
        }
        for mailbox in changed {
            announceChange(login: login, mailbox: mailbox, except: key, in: &turn)
        }
        return answer
    }
}

extension Account {
    /// Answers in place: a store is too big to be copied for every question.
    fileprivate mutating func answer(
        _ question: IMAPQuestion, at now: Instant, calendar: Calendar
    ) -> (answer: IMAPAnswer, changed: [String]) {
        IMAPDesk.answer(question, from: &store, at: now, calendar: calendar)
    }
}
