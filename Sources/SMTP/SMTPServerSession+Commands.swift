import Clockwork
import Mail
import SASL
import Session

extension SMTPServerSession {
    /// Takes one line: a response to AUTH, or else a command.
    mutating func take(
        _ line: [UInt8], at now: Instant, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        if case .authenticating(let peer, let exchange) = state {
            takeResponse(line, peer, exchange, at: now, into: &outbox)
            return
        }
        let command: SMTPCommand
        do {
            command = try SMTPCommand(parsing: line[...])
        } catch {
            note(
                "smtp.syntax", ["reply": error.reply.description], source: error.source,
                into: &outbox)
            complain(error.reply, into: &outbox)
            return
        }
        guard line.count + 2 <= command.lineLimit else {
            refuse(.tooLong(limit: command.lineLimit), into: &outbox)
            return
        }
        perform(command, at: now, into: &outbox)
    }

    /// Answers a line that has no grammar at all.
    mutating func refuse(
        _ fault: LineFramer.Fault, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        var enhanced = EnhancedStatusCode(5, 5, 2)
        if case .authenticating(let peer, _) = state {
            enhanced = EnhancedStatusCode(5, 5, 6)
            move(to: .identified(peer), into: &outbox)
        }
        switch fault {
        case .bareLineEnd:
            note("smtp.bare-line-end", source: "RFC 5321 §2.3.8", into: &outbox)
            complain(
                SMTPReply(.unrecognized, .init(5, 5, 2), "Lines end with CR LF, both and together"),
                into: &outbox)
        case .tooLong(let limit):
            note(
                "smtp.line-too-long", ["limit": "\(limit)"], source: "RFC 5321 §4.5.3.1.4",
                into: &outbox)
            complain(
                SMTPReply(.unrecognized, enhanced, "Line too long, at most \(limit) octets"),
                into: &outbox)
        }
    }

    /// The conversation: what each command does in each state (RFC 5321 §4.1.4).
    private mutating func perform(
        _ command: SMTPCommand, at now: Instant,
        into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        switch (state, command) {
        case (_, .quit):
            reply(closingReply, into: &outbox)
            outbox.append(.close)
            move(to: .finished, into: &outbox)
        case (.refused, _): refuseSequence(command, into: &outbox)
        case (_, .noop): reply(SMTPReply(.okay, .init(2, 0, 0), "OK"), into: &outbox)
        case (_, .help): help(into: &outbox)
        case (_, .rset): reset(into: &outbox)
        case (_, .vrfy(let name)): verify(name, into: &outbox)
        case (_, .expn):
            complain(
                SMTPReply(.notImplemented, .init(5, 5, 1), "EXPN is not implemented here"),
                into: &outbox)
        case (_, .ehlo(let name)): greet(name, isExtended: true, into: &outbox)
        case (_, .helo(let name)): greet(name, isExtended: false, into: &outbox)

        case (.identified(let peer), .mail(let path, let parameters)):
            begin(peer, path, parameters, into: &outbox)
        case (.senderGiven(let peer, let from, let isEightBit), .rcpt(let path, let hadRoute)):
            let envelope = Envelope(reversePath: from, recipients: [], isEightBit: isEightBit)
            address(peer, envelope, path, hadRoute, into: &outbox)
        case (.addressed(let peer, let envelope), .rcpt(let path, let hadRoute)):
            address(peer, envelope, path, hadRoute, into: &outbox)
        case (.addressed(let peer, let envelope), .data):
            beginBody(peer, envelope, into: &outbox)
        case (.identified(let peer), .auth(let mechanism, let response)):
            authenticate(peer, mechanism, response, at: now, into: &outbox)
        case (.identified(let peer), .startTLS): startTLS(peer, into: &outbox)

        case (.unidentified, .startTLS) where !configuration.offersStartTLS:
            refuseStartTLS(into: &outbox)
        case (.unidentified, .auth) where sasl.methods.isEmpty:
            refuseAuthentication(into: &outbox)
        case (_, .mail), (_, .rcpt), (_, .data), (_, .auth), (_, .startTLS):
            refuseSequence(command, into: &outbox)
        }
    }

    /// 503, with what is to be sent first (RFC 5321 §4.1.4).
    func refuseSequenceText(_ command: SMTPCommand) -> String {
        switch (state, command) {
        case (.unidentified, _): "send EHLO first"
        case (.refused, _): "no mail is taken from you; send QUIT"
        case (.identified, .rcpt), (.identified, .data): "send MAIL first"
        case (.senderGiven, .data): "send RCPT first, no recipient is accepted yet"
        case (.senderGiven, .mail), (.addressed, .mail):
            "a transaction is open; send RSET to give it up"
        case (.senderGiven, .auth), (.addressed, .auth), (.senderGiven, .startTLS),
            (.addressed, .startTLS):
            "not during a transaction; send RSET first"
        case (_, _): "out of sequence"
        }
    }

    private mutating func refuseSequence(
        _ command: SMTPCommand, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        let needed = refuseSequenceText(command)
        note(
            "smtp.bad-sequence", ["verb": command.verb, "needed": needed],
            source: "RFC 5321 §4.1.4", into: &outbox)
        complain(
            SMTPReply(.badSequence, .init(5, 5, 1), "\(command.verb) not now: \(needed)"),
            into: &outbox)
    }

    private var closingReply: SMTPReply {
        SMTPReply(.closing, .init(2, 0, 0), "\(configuration.hostName) closing connection")
    }

    private func help(into outbox: inout [SessionOutput<SMTPQuestion>]) {
        reply(
            SMTPReply(
                .help, .init(2, 0, 0), "Commands that are taken now:",
                validVerbs.joined(separator: " ")),
            into: &outbox)
    }

    private mutating func reset(into outbox: inout [SessionOutput<SMTPQuestion>]) {
        switch state {
        case .senderGiven(let peer, _, _), .addressed(let peer, _):
            note("smtp.reset", source: "RFC 5321 §4.1.1.5", into: &outbox)
            move(to: .identified(peer), into: &outbox)
        case .unopened, .unidentified, .refused, .identified, .authenticating,
            .judgingCredentials, .pausing, .judgingSender, .judgingRecipient, .readingBody,
            .storing,
            .verifying, .securing,
            .finished:
            break
        }
        reply(SMTPReply(.okay, .init(2, 0, 0), "Nothing is kept"), into: &outbox)
    }

    private mutating func verify(
        _ name: String, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        guard mayAsk else {
            requireAuthentication(into: &outbox)
            return
        }
        note("smtp.verify", ["name": name], source: "RFC 5321 §3.5.3", into: &outbox)
        move(to: .verifying(then: state), into: &outbox)
        outbox.append(.ask(.verify(name)))
    }

    /// Answers EHLO or HELO; both give up a transaction that is open (RFC 5321 §4.1.4).
    private mutating func greet(
        _ name: String, isExtended: Bool, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        note(
            isExtended ? "smtp.ehlo" : "smtp.helo", ["name": name], source: "RFC 5321 §4.1.1.1",
            into: &outbox)
        var cursor = MailAddressCursor(Array(name.utf8)[...])
        if (try? cursor.domainOrLiteral()) == nil || !cursor.isAtEnd {
            note(
                "smtp.name-no-domain", ["name": name], source: "RFC 5321 §4.1.1.1", into: &outbox)
        }
        move(to: .identified(Peer(name: name, isExtended: isExtended, login: login)), into: &outbox)
        let greeting = "\(configuration.hostName) greets \(name)"
        reply(
            SMTPReply(.okay, nil, lines: [greeting] + (isExtended ? extensions : [])),
            into: &outbox)
    }

    /// The lines of an EHLO response, as things stand now.
    var extensions: [String] {
        var lines = [
            "PIPELINING", "SIZE \(configuration.maximumSize)", "8BITMIME", "ENHANCEDSTATUSCODES",
        ]
        if configuration.offersStartTLS, security == nil { lines.append("STARTTLS") }
        if offersAuthentication {
            let names = offeredMethods.map(\.description).joined(separator: " ")
            lines.append("AUTH \(names)")
        }
        return lines + ["HELP"]
    }
}

extension SMTPSyntaxError {
    /// Where it is written what should have been sent.
    var source: String {
        switch self {
        case .unknownVerb, .notImplemented: "RFC 5321 §4.2.4"
        case .missingArgument, .expected: "RFC 5321 §4.1.1"
        case .unexpectedArgument: "RFC 5321 §4.3.2"
        case .badSender, .badRecipient: "RFC 5321 §4.1.2"
        case .unknownParameter, .badParameter, .repeatedParameter: "RFC 5321 §4.1.1.11"
        }
    }
}
