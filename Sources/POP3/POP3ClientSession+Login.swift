import SASL
import Session

extension POP3ClientSession {
    /// The mechanisms of the SASL capability (RFC 5034 §3).
    private var offeredMechanisms: [String] {
        let lines = capabilities.map { $0.split(separator: " ").map(String.init) }
        let line = lines.first { $0.first?.uppercased() == "SASL" }
        return Array((line ?? []).dropFirst())
    }

    /// Logs in otherwise than by USER and PASS.
    mutating func logIn(as identity: SASLIdentity, into outbox: inout Outbox) {
        let offered = offeredMechanisms
        let method = identity.method(of: offered, on: security?.saslBindings)
        switch (identity.way, method) {
        case (.usual, _): logIn(by: .password, into: &outbox)
        case (.apop, _): logIn(by: .apop, into: &outbox)
        case (.best, nil): logIn(by: .apopIfOffered, into: &outbox)
        case (.best, let method?) where method.sendsSecret && timestamp != nil:
            // APOP is weak, and shows the password to nobody (RFC 1939 §7).
            logIn(by: .apop, into: &outbox)
        case (.best, let method?), (.method, let method?):
            begin(method, identity, offered, into: &outbox)
        case (.method, nil): fail(.noMechanism(offered: offered), into: &outbox)
        }
    }

    private mutating func begin(
        _ method: SASLMethod, _ identity: SASLIdentity, _ offered: [String],
        into outbox: inout Outbox
    ) {
        do {
            var identity = identity
            var exchange = try identity.begin(
                method, offered: offered, on: security?.saslBindings)
            var line = "AUTH \(method)"
            var opening = exchange
            if let response = opening.initialResponse() {
                let text = String(decoding: SASLBase64.encode(response), as: UTF8.self)
                // A command has 255 octets at most, with its CRLF (RFC 5034 §4).
                if line.utf8.count + 1 + text.utf8.count + 2 <= 255 {
                    line += " \(text)"
                    exchange = opening
                }
            }
            state = .exchanging(exchange)
            send(line, into: &outbox)
        } catch {
            fail(.exchangeFailed(error), into: &outbox)
        }
    }

    /// Answers a challenge; one that makes no sense is cancelled (RFC 5034 §4).
    mutating func takeChallenge(
        _ text: ArraySlice<UInt8>, _ exchange: SASLClient, into outbox: inout Outbox
    ) {
        var exchange = exchange
        do {
            let response = try exchange.respond(to: try SASLBase64.decode(text))
            state = .exchanging(exchange)
            outbox.append(.send(SASLBase64.encode(response) + [0x0D, 0x0A]))
        } catch {
            send("*", into: &outbox)
            fail(.exchangeFailed(error), into: &outbox)
        }
    }
}
