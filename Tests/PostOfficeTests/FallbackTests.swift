import Clockwork
import DNS
import Session
import Testing
import Wire

@testable import PostOffice

@Suite("A letter for which TLS is welcome, but not necessary")
struct FallbackTests {
    /// A courier with its server, which answers in a fixed order.
    private struct Errand {
        var task: SendTask
        var acts: [ProgramAct] = []

        init(_ security: TransportSecurity) throws {
            var order = try SendTask.Order(
                LetterOrder(
                    from: "a@a.example", envelopeFrom: nil, recipients: ["b@b.example"],
                    subject: "", body: "", letter: nil, date: "", messageID: "1"),
                helloName: "a.example", identity: nil,
                server: .server(name: "mail.b.example", port: 25, address: IPAddress(192, 0, 2, 1)))
            order.security = security
            task = SendTask(order, dice: Dice(seed: 1))
            turn { $0.start(in: &$1) }
        }

        mutating func turn(_ body: (inout SendTask, inout Turn) -> Void) {
            var turn = Turn(now: .zero, cause: nil, log: CausalLog(startingAt: 1))
            body(&task, &turn)
            acts = turn.log.items.map(\.entry)
        }

        mutating func give(_ input: ProgramInput) { turn { $0.handle(input, in: &$1) } }

        mutating func hear(_ key: ConnectionKey, _ text: String) {
            give(.received(key, Array((text + "\r\n").utf8)))
        }

        var said: [String] {
            acts.compactMap { act in
                guard case .send(_, let octets) = act else { return nil }
                return String(decoding: octets.dropLast(2), as: UTF8.self)
            }
        }

        var connections: [ConnectionKey] {
            acts.compactMap { act in
                guard case .connect(let key, _, _) = act else { return nil }
                return key
            }
        }

        /// Up to the server's yes to STARTTLS; returns the connection's key.
        mutating func upToTLS() throws -> ConnectionKey {
            let key = try #require(connections.first)
            give(.opened(key, security: nil))
            hear(key, "220 mail.b.example")
            hear(key, "250-mail.b.example\r\n250 STARTTLS")
            #expect(said == ["STARTTLS"])
            return key
        }
    }

    @Test("after a failed handshake it goes once more, in the clear, and says so")
    func failedHandshake() throws {
        var errand = try Errand(.opportunistic)
        let key = try errand.upToTLS()
        errand.hear(key, "220 ready")
        guard case .startTLS(key, let wish?)? = errand.acts.last else {
            Issue.record("no TLS was asked for")
            return
        }
        #expect(wish == TLSWish(peer: "mail.b.example", acceptsAnyCertificate: true))
        errand.give(.failed(key, .notSecured, because: Note("tls.failed-nothing-in-common")))
        let notes = errand.acts.compactMap { act -> String? in
            guard case .note(_, let note) = act else { return nil }
            return note.key
        }
        #expect(notes.contains("courier.falls-back"))
        let second = try #require(errand.connections.first)
        #expect(second != key)
        errand.give(.opened(second, security: nil))
        errand.hear(second, "220 mail.b.example")
        errand.hear(second, "250-mail.b.example\r\n250 STARTTLS")
        #expect(errand.said.first?.hasPrefix("MAIL FROM:<a@a.example>") == true)
    }

    @Test("a refused STARTTLS is no reason to give up either; nor to try for ever")
    func refused() throws {
        var errand = try Errand(.opportunistic)
        let key = try errand.upToTLS()
        errand.hear(key, "454 4.7.0 TLS not available")
        let second = try #require(errand.connections.first)
        errand.give(.failed(second, .refused, because: nil))
        #expect(errand.connections.isEmpty)
        #expect(errand.task.isOver)
    }

    @Test("where TLS is required there is no second try, and the reason is told")
    func required() throws {
        var errand = try Errand(.starttls)
        let key = try errand.upToTLS()
        errand.hear(key, "220 ready")
        errand.give(.failed(key, .notSecured, because: Note("tls.cert-revoked")))
        #expect(errand.connections.isEmpty)
        guard case .finished(.sent(let accepted, let refused))? = errand.acts.last else {
            Issue.record("no outcome")
            return
        }
        #expect(accepted.isEmpty && refused.map(\.reason.key) == ["tls.cert-revoked"])
    }

    @Test("what is slipped in behind the server's yes is not believed")
    func injected() throws {
        var errand = try Errand(.opportunistic)
        let key = try errand.upToTLS()
        errand.hear(key, "220 ready\r\n250-mail.b.example\r\n250 AUTH PLAIN")
        guard case .startTLS(key, _)? = errand.acts.last else {
            Issue.record("no TLS was asked for")
            return
        }
        errand.give(
            .secured(key, TLSFacts(protocolVersion: "TLS 1.3", cipherSuite: "any")))
        #expect(errand.said == ["EHLO a.example"])
    }
}
