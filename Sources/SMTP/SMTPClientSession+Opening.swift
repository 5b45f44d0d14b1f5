import Clockwork
import SASL
import Session

extension SMTPClientSession {
    /// Takes one whole reply.
    mutating func take(
        _ reply: SMTPReply, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        let isExpected = outstanding > 0 && !hasUnaskedOctets
        if isExpected { outstanding -= 1 }
        if reply.code == .serviceUnavailable, state != .quitting {
            fail(.serviceClosing(reply, stage: stage), .close, at: now, into: &outbox)
            return
        }
        guard isExpected else {
            fail(
                .protocolError(.unasked(reply), stage: stage), .close, at: now, into: &outbox)
            return
        }
        switch state {
        case .awaitingGreeting: greeted(reply, at: now, into: &outbox)
        case .awaitingHello(let isExtended):
            helloAnswered(reply, isExtended, at: now, into: &outbox)
        case .awaitingStartTLS: startTLSAnswered(reply, at: now, into: &outbox)
        case .authenticating(let exchange):
            authenticationAnswered(reply, exchange, at: now, into: &outbox)
        case .sender(let transaction): senderAnswered(reply, transaction, at: now, into: &outbox)
        case .recipients(let transaction):
            recipientAnswered(reply, transaction, at: now, into: &outbox)
        case .dataStart(let transaction):
            dataAnswered(reply, transaction, at: now, into: &outbox)
        case .message(let transaction):
            messageAnswered(reply, transaction, at: now, into: &outbox)
        case .resetting(let result): ask(after: result, into: &outbox)
        case .quitting:
            outbox.append(.close)
            finish()
        case .unopened, .securing, .asking, .askingInVain, .sendingLetter, .finished:
            fail(
                .protocolError(.unasked(reply), stage: stage), .close, at: now, into: &outbox)
        }
    }

    /// Asks the host what comes next; no time runs meanwhile.
    mutating func ask(
        after result: SMTPClientResult?, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        state = .asking
        deadline = nil
        outbox.append(.ask(.next(after: result)))
    }

    func outOfPlace(_ reply: SMTPReply) -> SMTPClientFailure {
        .protocolError(.outOfPlace(reply), stage: stage)
    }

    private mutating func greeted(
        _ reply: SMTPReply, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        guard reply.isPositive else {
            let failure =
                reply.isIntermediate ? outOfPlace(reply) : SMTPClientFailure.greetingRefused(reply)
            fail(failure, reply.isIntermediate ? .close : .quit, at: now, into: &outbox)
            return
        }
        note(
            "smtp.client-greeted", ["reply": reply.lines[0]], source: "RFC 5321 §3.1", into: &outbox
        )
        hello(isExtended: true, at: now, into: &outbox)
    }

    private mutating func hello(
        isExtended: Bool, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        send(line: "\(isExtended ? "EHLO" : "HELO") \(helloName)", into: &outbox)
        wait(.awaitingHello(isExtended: isExtended), configuration.timeouts.command, from: now)
    }

    /// The name for EHLO without anything that could end the line.
    private var helloName: String {
        let name = configuration.helloName.unicodeScalars.filter {
            (0x21...0x7E).contains($0.value)
        }
        return name.isEmpty ? "[127.0.0.1]" : String(String.UnicodeScalarView(name))
    }

    private mutating func helloAnswered(
        _ reply: SMTPReply, _ isExtended: Bool, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        guard reply.isPositive else {
            if isExtended, reply.code == .unrecognized || reply.code == .notImplemented {
                note("smtp.client-helo", source: "RFC 5321 §3.2", into: &outbox)
                hello(isExtended: false, at: now, into: &outbox)
            } else if reply.isIntermediate {
                fail(outOfPlace(reply), .close, at: now, into: &outbox)
            } else {
                fail(.helloRefused(reply), .quit, at: now, into: &outbox)
            }
            return
        }
        extensions = isExtended ? reply.lines.dropFirst().compactMap(Self.extensionLine) : []
        note(
            "smtp.client-extensions",
            ["list": extensions.map(\.keyword).joined(separator: " ")],
            source: "RFC 5321 §4.1.1.1", into: &outbox)
        proceed(at: now, into: &outbox)
    }

    /// `ehlo-line = ehlo-keyword *( SP ehlo-param )` (RFC 5321 §4.1.1.1).
    private static func extensionLine(_ line: String) -> SMTPExtension? {
        let words = line.split(separator: " ").map(String.init)
        guard let keyword = words.first else { return nil }
        return SMTPExtension(keyword: keyword.uppercased(), parameters: Array(words.dropFirst()))
    }

    /// Whether the server offers an extension; the keyword in upper case.
    package func offers(_ keyword: String) -> Bool {
        extensions.contains { $0.keyword == keyword }
    }

    /// What comes between EHLO and the first transaction.
    private mutating func proceed(
        at now: Instant, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        if !isSecured, configuration.startTLS != .never {
            if offers("STARTTLS") {
                send(line: "STARTTLS", into: &outbox)
                wait(.awaitingStartTLS, configuration.timeouts.command, from: now)
                return
            }
            if configuration.startTLS == .required {
                fail(.startTLSNotOffered, .quit, at: now, into: &outbox)
                return
            }
            note("smtp.client-stays-clear", source: "RFC 3207 §6", into: &outbox)
        }
        guard let identity = configuration.identity else {
            ask(after: nil, into: &outbox)
            return
        }
        authenticate(identity, at: now, into: &outbox)
    }

    private mutating func startTLSAnswered(
        _ reply: SMTPReply, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        guard reply.isPositive else {
            // Going on in the clear after a refusal is what an attacker would wish for.
            fail(.startTLSRefused(reply), .quit, at: now, into: &outbox)
            return
        }
        if reader.pendingCount > 0 {
            note(
                "smtp.starttls-discarded", ["count": "\(reader.pendingCount)"],
                source: "RFC 3207 §4.2", into: &outbox)
        }
        reader.discardAll()
        extensions = []
        outbox.append(.startTLS)
        wait(.securing, configuration.timeouts.command, from: now)
    }

    /// Encrypted now: either after STARTTLS, or from the first octet.
    mutating func secured(
        _ facts: TLSFacts, at now: Instant, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        security = facts
        guard case .securing = state else { return }
        note("smtp.secured", source: "RFC 3207 §4.2", into: &outbox)
        hello(isExtended: true, at: now, into: &outbox)
    }

    private mutating func authenticate(
        _ identity: SASLIdentity, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        let offered = extensions.filter { $0.keyword == "AUTH" }.flatMap(\.parameters)
        let bindings = security?.saslBindings
        guard let method = identity.method(of: offered, on: bindings) else {
            fail(.noMechanism(offered: offered), .quit, at: now, into: &outbox)
            return
        }
        do {
            var identity = identity
            var exchange = try identity.begin(method, offered: offered, on: bindings)
            note(
                "smtp.client-auth", ["mechanism": "\(method)"], source: "RFC 4954 §4",
                into: &outbox)
            var line = "AUTH \(method)"
            var opening = exchange
            if let response = opening.initialResponse() {
                let text = String(decoding: SASLBase64.encode(response), as: UTF8.self)
                // An initial response must fit into a command line (RFC 4954 §4).
                if line.utf8.count + 1 + text.utf8.count + 2 <= 512 {
                    line += " \(text)"
                    exchange = opening
                    noteSecret(exchange, into: &outbox)
                }
            }
            send(line: line, into: &outbox)
            wait(.authenticating(exchange), configuration.timeouts.command, from: now)
        } catch {
            fail(.unusableCredentials(error), .quit, at: now, into: &outbox)
        }
    }

    private func noteSecret(
        _ exchange: SASLClient, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        guard !isSecured, exchange.hasSentSecret, let identity = configuration.identity else {
            return
        }
        note(
            "smtp.password-in-clear", ["login": identity.login], source: "RFC 4954 §9",
            into: &outbox)
    }

    private mutating func authenticationAnswered(
        _ reply: SMTPReply, _ exchange: SASLClient, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        if reply.isPositive {
            // A server that skips its proof may not know the password at all (RFC 5802 §5).
            guard exchange.mayBelieveSuccess else {
                fail(.serverNotTrusted(.serverNotProved), .close, at: now, into: &outbox)
                return
            }
            note("smtp.client-authenticated", source: "RFC 4954 §4", into: &outbox)
            if exchange.serverIsProved {
                note("sasl.server-proved", source: "RFC 5802 §5", into: &outbox)
            }
            ask(after: nil, into: &outbox)
            return
        }
        guard reply.isIntermediate else {
            fail(.authenticationFailed(reply), .quit, at: now, into: &outbox)
            return
        }
        var exchange = exchange
        do {
            let challenge = try SASLBase64.decode(Array(reply.lines[0].utf8)[...])
            let response = try exchange.respond(to: challenge)
            noteSecret(exchange, into: &outbox)
            send(
                SASLBase64.encode(response) + [0x0D, 0x0A], answers: 1, into: &outbox)
            wait(.authenticating(exchange), configuration.timeouts.command, from: now)
        } catch {
            // What makes no sense is cancelled, so that the server knows (RFC 4954 §4).
            send(line: "*", into: &outbox)
            fail(.serverNotTrusted(error), .close, at: now, into: &outbox)
        }
    }
}
