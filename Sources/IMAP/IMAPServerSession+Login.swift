import Clockwork
import Mail
import SASL
import Session

extension IMAPServerSession {
    /// STARTTLS: what came in the clear behind it must not be obeyed (RFC 3501 §6.2.1, §11.1).
    mutating func beginTLS(_ tag: String, into outbox: inout Outbox) {
        guard offersTLSNow else {
            reply(
                IMAPCompletion(
                    tag, .bad, isSecured ? "TLS is active already" : "STARTTLS is not offered"))
            return
        }
        reply(IMAPCompletion(tag, .ok, "Begin TLS now"))
        if framer.pendingCount > 0 {
            note(
                Note(
                    "imap.clear-octets-dropped", ["count": "\(framer.pendingCount)"],
                    source: "RFC 3501 §11.1"), into: &outbox)
        }
        framer.discardAll()
        output.flush(into: &outbox)
        outbox.append(.startTLS)
    }

    mutating func logIn(
        _ tag: String, _ user: [UInt8], _ password: [UInt8], at now: Instant,
        into outbox: inout Outbox
    ) {
        guard mayUsePasswords(tag, "LOGIN", into: &outbox) else { return }
        // The same limits as SASL has: a control octet in a name would reach logs and headers.
        let texts = [user, password].compactMap { octets -> String? in
            guard octets.count <= 255, octets.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                return nil
            }
            return String(validating: octets, as: UTF8.self)
        }
        guard texts.count == 2 else {
            passwordIsWrong(tag, at: now, into: &outbox)
            return
        }
        noteClearPassword(into: &outbox)
        let claim = SASLClaim.password(Credentials(login: texts[0], password: texts[1]))
        ask(.authenticate(claim, nil), tag, for: .login(nil), into: &outbox)
    }

    private mutating func mayUsePasswords(
        _ tag: String, _ verb: String, into outbox: inout Outbox
    ) -> Bool {
        guard takesPasswordsNow else {
            note(Note("imap.login-disabled", source: "RFC 3501 §11.2"), into: &outbox)
            reply(
                IMAPCompletion(
                    tag, .no, code: "PRIVACYREQUIRED", "\(verb) only inside TLS: STARTTLS first"))
            return false
        }
        return true
    }

    private mutating func noteClearPassword(into outbox: inout Outbox) {
        guard !isSecured else { return }
        note(Note("imap.password-in-clear", source: "RFC 3501 §11.2"), into: &outbox)
    }

    private var bindings: [SASLBinding]? { isSecured ? security?.saslBindings ?? [] : nil }

    /// What can be used on the connection as it is.
    var offeredMethods: [SASLMethod] { sasl.methods(on: bindings) }

    mutating func authenticate(
        _ tag: String, _ mechanism: String, _ response: [UInt8]?, at now: Instant,
        into outbox: inout Outbox
    ) {
        guard let method = SASLMethod(named: mechanism), sasl.methods.contains(method) else {
            let names = offeredMethods.map(\.description)
            let list = names.isEmpty ? "" : "; known: " + names.joined(separator: " ")
            reply(IMAPCompletion(tag, .no, "No such mechanism" + list))
            return
        }
        guard mayUsePasswords(tag, "AUTHENTICATE", into: &outbox) else { return }
        guard offeredMethods.contains(method) else {
            reply(
                IMAPCompletion(
                    tag, .no, code: "PRIVACYREQUIRED", "\(method) only inside TLS"))
            return
        }
        var exchange = sasl.begin(
            method, stamp: now.nanoseconds / 1_000_000_000, on: bindings)
        step(tag, at: now, into: &outbox) { () throws(SASLFault) in
            // An empty initial response is written "=" (RFC 4959 §3).
            let octets = response == [0x3D] ? [] : response
            let first: [UInt8]? =
                if let octets { try SASLBase64.decode(octets[...]) } else { nil }
            return (try exchange.start(initialResponse: first), exchange)
        }
    }

    /// Takes what the host says to a claim.
    mutating func judged(
        _ verdict: SASLVerdict, _ exchange: SASLServer, _ tag: String, at now: Instant,
        into outbox: inout Outbox
    ) {
        var exchange = exchange
        step(tag, at: now, into: &outbox) { () throws(SASLFault) in
            (try exchange.answer(verdict), exchange)
        }
    }

    private mutating func step(
        _ tag: String, at now: Instant, into outbox: inout Outbox,
        _ advance: () throws(SASLFault) -> (SASLOutcome, SASLServer)
    ) {
        do {
            let (outcome, exchange) = try advance()
            switch outcome {
            case .challenge(let octets):
                output.writer.raw("+ ")
                output.writer.line(String(decoding: SASLBase64.encode(octets), as: UTF8.self))
                activity = .authenticating(tag: tag, exchange)
            case .ask(let claim):
                if case .password = claim { noteClearPassword(into: &outbox) }
                ask(
                    .authenticate(claim, exchange.method), tag, for: .login(exchange),
                    into: &outbox)
            case .succeeded(let login, _): loggedIn(login, tag, into: &outbox)
            case .refused: passwordIsWrong(tag, at: now, into: &outbox)
            }
        } catch {
            guard !error.isRefusal else {
                note(Note(error.key, source: error.source), into: &outbox)
                passwordIsWrong(tag, at: now, into: &outbox)
                return
            }
            reply(IMAPCompletion(tag, .bad, Self.text(of: error)))
        }
    }

    /// Takes the client's next response; false if it has not come.
    mutating func takeResponse(
        _ tag: String, _ exchange: SASLServer, at now: Instant, into outbox: inout Outbox
    ) -> Bool {
        let line: [UInt8]
        do {
            guard let next = try framer.nextLine() else { return false }
            line = next
        } catch {
            reply(IMAPCompletion(tag, .bad, "The response is too long or badly ended"))
            return true
        }
        guard line != [0x2A] else {
            reply(IMAPCompletion(tag, .bad, "AUTHENTICATE cancelled"))
            return true
        }
        var exchange = exchange
        step(tag, at: now, into: &outbox) { () throws(SASLFault) in
            (try exchange.respond(try SASLBase64.decode(line[...])), exchange)
        }
        return true
    }

    private static func text(of fault: SASLFault) -> String {
        switch fault {
        case .notBase64: "The response is not base64"
        case .malformedPlain: "PLAIN wants a name, a login and a password with NUL between them"
        case .empty: "Login or password is empty"
        case .controlOctet: "Login or password holds a control octet"
        case .notUTF8: "Login or password is not UTF-8"
        case .tooLong: "Login or password is too long"
        case .unexpected: "The mechanism does not go on here"
        case .noInitialResponse: "The server speaks first in this mechanism"
        case .malformedCRAM, .malformedSCRAM, .malformedToken:
            "The response is not in the form of its mechanism"
        case .unknownExtension, .wrongNonce, .iterations, .serverNotProved, .wrongBinding,
            .bindingHidden, .noBinding, .wrongSecret:
            "The exchange cannot go on"
        }
    }

    mutating func loggedIn(_ login: String, _ tag: String, into outbox: inout Outbox) {
        wrongPasswords = 0
        change(to: .authenticated(login: login), into: &outbox)
        // The list is another one now; said here, the client need not ask (RFC 3501 §6.2.3).
        reply(IMAPCompletion(tag, .ok, code: "CAPABILITY \(capabilities)", "Logged in"))
    }

    /// The answer waits, so that passwords cannot be tried at speed; nobody is locked out.
    mutating func passwordIsWrong(_ tag: String, at now: Instant, into outbox: inout Outbox) {
        wrongPasswords = min(wrongPasswords + 1, 8)
        let completion = IMAPCompletion(
            tag, .no, code: "AUTHENTICATIONFAILED", "Login or password is wrong")
        note(Note("imap.password-wrong", source: "RFC 5530 §3"), into: &outbox)
        activity = .delaying(
            completion, until: now + configuration.wrongPasswordDelay * wrongPasswords)
    }
}
