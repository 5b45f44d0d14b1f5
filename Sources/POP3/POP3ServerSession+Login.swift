import Clockwork
import SASL
import Session

extension POP3ServerSession {
    // MARK: USER and PASS, APOP

    /// Takes a name; whether it exists is told to nobody (RFC 1939 §13).
    mutating func takeName(_ name: String, into outbox: inout Outbox) {
        guard passwordsAreTaken(into: &outbox) else { return }
        state = .authorization(name: name)
        reply(true, "Now send PASS and the password", into: &outbox)
    }

    mutating func takePassword(
        _ password: String, of name: String, into outbox: inout Outbox
    ) {
        guard passwordsAreTaken(into: &outbox) else { return }
        ask(.authenticate(login: name, password: password), name, into: &outbox)
    }

    mutating func takeDigest(_ digest: String, of name: String, into outbox: inout Outbox) {
        guard passwordsAreTaken(into: &outbox) else { return }
        guard let timestamp = offeredTimestamp else {
            forgetName()
            reply(
                false, "APOP is not offered: the greeting had no timestamp", into: &outbox)
            return
        }
        state = .authenticating
        outbox.append(.note(Note("pop3.apop", ["login": name], source: "RFC 1939 §7")))
        outbox.append(
            .ask(.authenticateAPOP(login: name, digest: digest, timestamp: timestamp)))
    }

    /// Asks about a password, and says so where everybody on the way could read it.
    private mutating func ask(
        _ question: POP3Question, _ login: String, into outbox: inout Outbox
    ) {
        state = .authenticating
        if !isSecure {
            outbox.append(
                .note(
                    Note("pop3.password-in-clear", ["login": login], source: "RFC 1939 §13")))
        }
        outbox.append(.ask(question))
    }

    /// Whether a password may come now; where not, the refusal is said (RFC 2595 §2.3).
    private mutating func passwordsAreTaken(into outbox: inout Outbox) -> Bool {
        guard !takesPasswords else { return true }
        forgetName()
        let hint = configuration.offersSTLS ? "send STLS first" : "connect to the TLS port"
        reply(false, "Passwords are taken under TLS only: \(hint)", into: &outbox)
        outbox.append(.note(Note("pop3.cleartext-refused", source: "RFC 2595 §2.3")))
        return false
    }

    /// Answers a wrong password late, and each time later, so that guessing takes long.
    mutating func pause(at now: Instant, into outbox: inout Outbox) {
        wrongPasswords += 1
        let seconds = 1 << min(wrongPasswords - 1, 10)
        let pause = min(Interval.seconds(seconds), Self.longestPause)
        state = .pausing(until: now + pause)
        outbox.append(
            .note(
                Note(
                    "pop3.wrong-password", ["seconds": "\(pause.wholeSeconds)"],
                    source: "RFC 3206 §5")))
    }

    // MARK: AUTH

    /// Begins a SASL exchange, or lists the mechanisms for a client that does not know CAPA.
    mutating func startExchange(
        _ name: String?, _ response: [UInt8]?, into outbox: inout Outbox
    ) {
        guard passwordsAreTaken(into: &outbox) else { return }
        forgetName()
        guard let name else {
            let names = SASLMechanism.allCases.map(\.rawValue)
            produce(POP3Production(lines: names), after: "Mechanisms follow", into: &outbox)
            return
        }
        guard let mechanism = SASLMechanism(named: name) else {
            let names = SASLMechanism.allCases.map(\.rawValue).joined(separator: " or ")
            reply(false, "No such mechanism: expected \(names)", into: &outbox)
            return
        }
        var exchange = SASLServerExchange(mechanism)
        do {
            // A single "=" is a response of no octets (RFC 5034 §4).
            let decoded =
                response == [UInt8(ascii: "=")]
                ? []
                : try response.map { octets throws(SASLFault) in
                    try SASLBase64.decode(octets[...])
                }
            take(try exchange.start(initialResponse: decoded), exchange, into: &outbox)
        } catch {
            refuse(error, into: &outbox)
        }
    }

    /// Takes the next line of an exchange; a lone asterisk cancels it (RFC 5034 §4).
    mutating func continueExchange(
        _ exchange: SASLServerExchange, with line: [UInt8], into outbox: inout Outbox
    ) {
        guard line != [UInt8(ascii: "*")] else {
            endExchange()
            reply(false, "Authentication cancelled", into: &outbox)
            return
        }
        var exchange = exchange
        do {
            let response = try SASLBase64.decode(line[...])
            take(try exchange.respond(response), exchange, into: &outbox)
        } catch {
            refuse(error, into: &outbox)
        }
    }

    private mutating func take(
        _ step: SASLServerStep, _ exchange: SASLServerExchange, into outbox: inout Outbox
    ) {
        switch step {
        case .challenge(let octets):
            state = .exchanging(exchange)
            framer.limit = Self.longestResponse
            send(Array("+ ".utf8) + SASLBase64.encode(octets) + [0x0D, 0x0A], into: &outbox)
        case .credentials(let credentials):
            endExchange()
            let other = credentials.authorizationID
            guard other.isEmpty || other == credentials.login else {
                reply(
                    false, code: "AUTH", "Nobody may act for somebody else here", into: &outbox)
                return
            }
            ask(
                .authenticate(login: credentials.login, password: credentials.password),
                credentials.login, into: &outbox)
        }
    }

    private mutating func refuse(_ fault: SASLFault, into outbox: inout Outbox) {
        endExchange()
        let text =
            switch fault {
            case .notBase64: "Not base64: expected the response in base64"
            case .malformedPlain: "Expected authzid NUL authcid NUL passwd in base64"
            case .empty: "The name and the password must not be empty"
            case .controlOctet: "No control octets in a name or a password"
            case .notUTF8: "The name and the password must be UTF-8"
            case .tooLong: "A name or a password has 255 octets at most"
            case .unexpected: "The exchange was over"
            case .malformedCRAM, .malformedSCRAM, .malformedToken:
                "The response is not in the form of its mechanism"
            case .unknownExtension, .wrongNonce, .iterations, .serverNotProved, .wrongBinding,
                .bindingHidden, .noBinding, .wrongSecret:
                "The exchange cannot go on"
            }
        reply(false, text, into: &outbox)
    }

    /// Goes back to commands.
    mutating func endExchange() {
        framer.limit = Self.longestCommand
        if case .exchanging = state { state = .authorization(name: nil) }
    }

    // MARK: STLS

    /// Lets TLS begin; what came with the command in the clear is not obeyed (RFC 2595 §4).
    mutating func startTLS(into outbox: inout Outbox) {
        forgetName()
        guard !isSecure else {
            reply(false, "Command not permitted when TLS is active", into: &outbox)
            return
        }
        guard configuration.offersSTLS else {
            reply(false, "STLS is not offered here", into: &outbox)
            return
        }
        reply(true, "Begin TLS negotiation", into: &outbox)
        let count = framer.pendingCount
        if count > 0 {
            outbox.append(
                .note(
                    Note(
                        "pop3.discarded-before-tls", ["count": "\(count)"],
                        source: "RFC 2595 §4")))
        }
        framer.discardAll()
        state = .startingTLS
        outbox.append(.startTLS)
    }
}
