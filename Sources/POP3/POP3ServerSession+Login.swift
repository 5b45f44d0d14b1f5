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
        if !isSecure { notePassword(of: name, into: &outbox) }
        state = .authenticating(nil)
        let claim = SASLClaim.password(Credentials(login: name, password: password))
        outbox.append(.ask(.authenticate(claim, nil)))
    }

    mutating func takeDigest(_ digest: String, of name: String, into outbox: inout Outbox) {
        guard passwordsAreTaken(into: &outbox) else { return }
        guard let timestamp = offeredTimestamp else {
            forgetName()
            reply(
                false, "APOP is not offered: the greeting had no timestamp", into: &outbox)
            return
        }
        state = .authenticating(nil)
        outbox.append(.note(Note("pop3.apop", ["login": name], source: "RFC 1939 §7")))
        outbox.append(
            .ask(.authenticateAPOP(login: name, digest: digest, timestamp: timestamp)))
    }

    /// Everybody on the way could read it.
    private func notePassword(of login: String, into outbox: inout Outbox) {
        outbox.append(
            .note(Note("pop3.password-in-clear", ["login": login], source: "RFC 1939 §13")))
    }

    /// The password was right: the maildrop is opened.
    mutating func open(_ login: String, into outbox: inout Outbox) {
        state = .opening(login: login)
        holdsMaildrop = true
        outbox.append(.ask(.open(login: login)))
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

    /// What can be used on the connection as it is.
    var offeredMethods: [SASLMethod] { sasl.methods(on: security?.saslBindings) }

    /// Begins a SASL exchange, or lists the mechanisms for a client that does not know CAPA.
    mutating func startExchange(
        _ name: String?, _ response: [UInt8]?, at now: Instant, into outbox: inout Outbox
    ) {
        guard passwordsAreTaken(into: &outbox) else { return }
        forgetName()
        guard let name else {
            let names = offeredMethods.map(\.description)
            produce(POP3Production(lines: names), after: "Mechanisms follow", into: &outbox)
            return
        }
        guard let method = SASLMethod(named: name), offeredMethods.contains(method) else {
            let names = offeredMethods.map(\.description)
            let last = names.last ?? "nothing"
            let list =
                names.count < 2 ? last : names.dropLast().joined(separator: ", ") + " or " + last
            reply(false, "No such mechanism: expected \(list)", into: &outbox)
            return
        }
        var exchange = sasl.begin(
            method, stamp: now.nanoseconds / 1_000_000_000, on: security?.saslBindings)
        step(at: now, into: &outbox) { () throws(SASLFault) in
            // A single "=" is a response of no octets (RFC 5034 §4).
            let octets = response == [UInt8(ascii: "=")] ? [] : response
            let decoded: [UInt8]? =
                if let octets { try SASLBase64.decode(octets[...]) } else { nil }
            return (try exchange.start(initialResponse: decoded), exchange)
        }
    }

    /// Takes the next line of an exchange; a lone asterisk cancels it (RFC 5034 §4).
    mutating func continueExchange(
        _ exchange: SASLServer, with line: [UInt8], at now: Instant, into outbox: inout Outbox
    ) {
        guard line != [UInt8(ascii: "*")] else {
            endExchange()
            reply(false, "Authentication cancelled", into: &outbox)
            return
        }
        var exchange = exchange
        step(at: now, into: &outbox) { () throws(SASLFault) in
            (try exchange.respond(try SASLBase64.decode(line[...])), exchange)
        }
    }

    /// Takes what the host says to a claim.
    mutating func judged(
        _ verdict: SASLVerdict, _ exchange: SASLServer, at now: Instant,
        into outbox: inout Outbox
    ) {
        var exchange = exchange
        step(at: now, into: &outbox) { () throws(SASLFault) in
            (try exchange.answer(verdict), exchange)
        }
    }

    private mutating func step(
        at now: Instant, into outbox: inout Outbox,
        _ advance: () throws(SASLFault) -> (SASLOutcome, SASLServer)
    ) {
        do {
            let (outcome, exchange) = try advance()
            switch outcome {
            case .challenge(let octets):
                state = .exchanging(exchange)
                framer.limit = Self.longestResponse
                send(
                    Array("+ ".utf8) + SASLBase64.encode(octets) + [0x0D, 0x0A], into: &outbox)
            case .ask(let claim):
                if !isSecure, case .password(let credentials) = claim {
                    notePassword(of: credentials.login, into: &outbox)
                }
                framer.limit = Self.longestCommand
                state = .authenticating(exchange)
                outbox.append(.ask(.authenticate(claim, exchange.method)))
            case .succeeded(let login, _): open(login, into: &outbox)
            case .refused:
                endExchange()
                pause(at: now, into: &outbox)
            }
        } catch {
            guard !error.isRefusal else {
                outbox.append(.note(Note(error.key, source: error.source)))
                endExchange()
                pause(at: now, into: &outbox)
                return
            }
            refuse(error, into: &outbox)
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
            case .noInitialResponse: "The server speaks first in this mechanism"
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
        switch state {
        case .exchanging, .authenticating: state = .authorization(name: nil)
        case .unopened, .authorization, .opening, .pausing, .startingTLS, .transaction,
            .fetching, .sending, .updating, .finished:
            break
        }
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
