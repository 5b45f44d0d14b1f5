import Clockwork
import Mail
import Session

extension SMTPServerSession {
    /// MAIL, where it may come (RFC 5321 §4.1.1.2).
    mutating func begin(
        _ peer: Peer, _ path: ReversePath, _ parameters: SMTPMailParameters,
        into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        guard mayAsk else {
            requireAuthentication(into: &outbox)
            return
        }
        if let name = parameters.firstName, !peer.isExtended {
            note(
                "smtp.parameter-after-helo", ["name": name], source: "RFC 5321 §4.1.1.2",
                into: &outbox)
            complain(SMTPSyntaxError.unknownParameter("\(name), say EHLO").reply, into: &outbox)
            return
        }
        if parameters.submitter != nil, sasl.methods.isEmpty {
            complain(SMTPSyntaxError.unknownParameter("AUTH").reply, into: &outbox)
            return
        }
        if let size = parameters.size, size > configuration.maximumSize {
            tooLarge(into: &outbox)
            return
        }
        move(
            to: .judgingSender(peer, path, isEightBit: parameters.isEightBit ?? false),
            into: &outbox)
        outbox.append(.ask(.sender(path, login: peer.login)))
    }

    private func tooLarge(into outbox: inout [SessionOutput<SMTPQuestion>]) {
        note(
            "smtp.too-large", ["limit": "\(configuration.maximumSize)"], source: "RFC 1870 §6.1",
            into: &outbox)
        reply(
            SMTPReply(
                .tooMuch, .init(5, 3, 4),
                "Message too large, at most \(configuration.maximumSize) octets"), into: &outbox)
    }

    /// RCPT, where it may come (RFC 5321 §4.1.1.3).
    mutating func address(
        _ peer: Peer, _ envelope: Envelope, _ path: ForwardPath, _ hadRoute: Bool,
        into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        guard envelope.recipients.count < configuration.maximumRecipients else {
            note(
                "smtp.too-many-recipients", ["limit": "\(configuration.maximumRecipients)"],
                source: "RFC 5321 §4.5.3.1.10", into: &outbox)
            reply(
                SMTPReply(.insufficientStorage, .init(4, 5, 3), "Too many recipients"),
                into: &outbox)
            return
        }
        if hadRoute {
            note(
                "smtp.source-route", ["recipient": path.description],
                source: "RFC 5321 §4.1.1.3", into: &outbox)
        }
        move(to: .judgingRecipient(peer, envelope, path), into: &outbox)
        outbox.append(
            .ask(.recipient(path, from: envelope.reversePath, login: peer.login)))
    }

    /// DATA, where it may come (RFC 5321 §4.1.1.4).
    mutating func beginBody(
        _ peer: Peer, _ envelope: Envelope, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        note("smtp.data", source: "RFC 5321 §4.1.1.4", into: &outbox)
        body = SMTPBody(limit: configuration.maximumSize)
        move(to: .readingBody(peer, envelope), into: &outbox)
        reply(SMTPReply(.startMail, nil, "Start mail input; end with <CRLF>.<CRLF>"), into: &outbox)
    }

    /// Takes octets of the letter; what stands behind its end goes back to the framer.
    mutating func readBody(
        _ octets: [UInt8], into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        guard let end = body.take(octets) else { return }
        if end < octets.count { framer.append(Array(octets[end...])) }
        guard case .readingBody(let peer, let envelope) = state else { return }
        let fault = body.fault
        let letter = body.release()
        switch fault {
        case .none:
            move(to: .storing(peer), into: &outbox)
            outbox.append(
                .ask(
                    .store(
                        SMTPLetter(
                            envelope: envelope, octets: letter, client: peer.name,
                            protocolName: protocolName(peer), login: peer.login))))
        case .tooLarge:
            move(to: .identified(peer), into: &outbox)
            tooLarge(into: &outbox)
        case .bareLineEnd:
            move(to: .identified(peer), into: &outbox)
            note("smtp.body-bare-line-end", source: "RFC 5321 §2.3.8", into: &outbox)
            reply(
                SMTPReply(
                    .mailboxUnavailable, .init(5, 6, 11), "Message has CR or LF alone: refused"),
                into: &outbox)
        case .nul:
            move(to: .identified(peer), into: &outbox)
            note("smtp.body-nul", source: "RFC 2045 §2.8", into: &outbox)
            reply(
                SMTPReply(.mailboxUnavailable, .init(5, 6, 11), "Message has NUL: refused"),
                into: &outbox)
        }
    }

    /// The word behind `with` in a trace field (RFC 5321 §4.4, RFC 4954 §7).
    private func protocolName(_ peer: Peer) -> String {
        guard peer.isExtended else { return "SMTP" }
        return "ESMTP" + (security == nil ? "" : "S") + (peer.login == nil ? "" : "A")
    }
}

extension SMTPServerSession {
    /// Takes the host's answer to the open question.
    mutating func answered(
        _ answer: SMTPAnswer, at now: Instant,
        into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        switch (state, answer) {
        case (.judgingSender(let peer, let path, let isEightBit), .accepted):
            note(
                path == .null ? "smtp.null-sender" : "smtp.sender-accepted",
                ["sender": path.description],
                source: path == .null ? "RFC 5321 §4.5.5" : "RFC 5321 §3.3", into: &outbox)
            move(to: .senderGiven(peer, path, isEightBit: isEightBit), into: &outbox)
            reply(SMTPReply(.okay, .init(2, 1, 0), "Sender \(path) OK"), into: &outbox)
        case (.judgingSender(let peer, let path, _), .refused(let refusal)):
            note(
                "smtp.sender-refused",
                ["sender": path.description, "reply": refusal.description],
                source: "RFC 5321 §3.3", into: &outbox)
            move(to: .identified(peer), into: &outbox)
            reply(refusal, into: &outbox)
        case (.judgingRecipient(let peer, var envelope, let path), .accepted):
            envelope.recipients.append(path)
            note(
                "smtp.recipient-accepted", ["recipient": path.description],
                source: "RFC 5321 §3.3", into: &outbox)
            move(to: .addressed(peer, envelope), into: &outbox)
            reply(SMTPReply(.okay, .init(2, 1, 5), "Recipient \(path) OK"), into: &outbox)
        case (.judgingRecipient(let peer, let envelope, let path), .refused(let refusal)):
            note(
                "smtp.recipient-refused",
                ["recipient": path.description, "reply": refusal.description],
                source: "RFC 5321 §3.3", into: &outbox)
            move(to: Self.addressing(peer, envelope), into: &outbox)
            reply(refusal, into: &outbox)
        case (.storing(let peer), .stored(let queueID)):
            note(
                "smtp.responsibility", ["queue": queueID], source: "RFC 5321 §4.2.5",
                into: &outbox)
            move(to: .identified(peer), into: &outbox)
            reply(SMTPReply(.okay, .init(2, 6, 0), "Message taken as \(queueID)"), into: &outbox)
        case (.storing(let peer), .refused(let refusal)):
            note(
                "smtp.message-refused", ["reply": refusal.description],
                source: "RFC 5321 §4.2.5", into: &outbox)
            move(to: .identified(peer), into: &outbox)
            reply(refusal, into: &outbox)
        case (.judgingCredentials(let peer, let exchange), .verdict(let verdict)):
            judged(verdict, peer, exchange, at: now, into: &outbox)
        case (.judgingCredentials(let peer, _), .refused(let refusal)):
            authenticationFailed(peer, refusal, into: &outbox)
        case (.verifying(let previous), .verified(let verdict)),
            (.verifying(let previous), .refused(let verdict)):
            move(to: previous, into: &outbox)
            reply(verdict, into: &outbox)
        case (_, _):
            preconditionFailure("the host answered \(answer), which nobody asked")
        }
    }

    /// The state of a transaction with these recipients: none is a state of its own.
    private static func addressing(_ peer: Peer, _ envelope: Envelope) -> State {
        envelope.recipients.isEmpty
            ? .senderGiven(peer, envelope.reversePath, isEightBit: envelope.isEightBit)
            : .addressed(peer, envelope)
    }
}
