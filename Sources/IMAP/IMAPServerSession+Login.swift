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
        check(Credentials(login: texts[0], password: texts[1]), tag, into: &outbox)
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
        if !isSecured {
            note(Note("imap.password-in-clear", source: "RFC 3501 §11.2"), into: &outbox)
        }
        return true
    }

    private mutating func check(
        _ credentials: Credentials, _ tag: String, into outbox: inout Outbox
    ) {
        ask(.authenticate(credentials), tag, for: .login, into: &outbox)
    }

    mutating func authenticate(
        _ tag: String, _ mechanism: String, _ response: [UInt8]?, at now: Instant,
        into outbox: inout Outbox
    ) {
        guard let mechanism = SASLMechanism(named: mechanism) else {
            reply(IMAPCompletion(tag, .no, "No such mechanism; PLAIN and LOGIN are known"))
            return
        }
        guard mayUsePasswords(tag, "AUTHENTICATE", into: &outbox) else { return }
        var exchange = SASLServerExchange(mechanism)
        do {
            // An empty initial response is written "=" (RFC 4959 §3).
            let first = try response.map { octets throws(SASLFault) -> [UInt8] in
                octets == [0x3D] ? [] : try SASLBase64.decode(octets[...])
            }
            go(on: try exchange.start(initialResponse: first), exchange, tag, into: &outbox)
        } catch {
            reply(IMAPCompletion(tag, .bad, Self.text(of: error)))
        }
    }

    private mutating func go(
        on step: SASLServerStep, _ exchange: SASLServerExchange, _ tag: String,
        into outbox: inout Outbox
    ) {
        switch step {
        case .challenge(let octets):
            output.writer.raw("+ ")
            output.writer.line(String(decoding: SASLBase64.encode(octets), as: UTF8.self))
            activity = .authenticating(tag: tag, exchange)
        case .credentials(let credentials): check(credentials, tag, into: &outbox)
        }
    }

    /// Takes the client's next response; false if it has not come.
    mutating func takeResponse(
        _ tag: String, _ exchange: SASLServerExchange, at now: Instant, into outbox: inout Outbox
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
        do {
            let step = try exchange.respond(try SASLBase64.decode(line[...]))
            go(on: step, exchange, tag, into: &outbox)
        } catch {
            reply(IMAPCompletion(tag, .bad, Self.text(of: error)))
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
