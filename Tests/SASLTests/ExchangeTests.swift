import SASL
import Testing

@Suite struct ExchangeTests {
    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("PLAIN by RFC 4616 §2")
    func plain() throws {
        var exchange = SASLServerExchange(.plain)
        #expect(try exchange.start(initialResponse: nil) == .challenge([]))
        #expect(
            try exchange.respond(octets("\0tim\0tanstaaftanstaaf"))
                == .credentials(Credentials(login: "tim", password: "tanstaaftanstaaf")))
        #expect(throws: SASLFault.unexpected) { try exchange.respond([]) }
        var other = SASLServerExchange(.plain)
        #expect(
            try other.start(initialResponse: octets("Ursel\0Kurt\0xipj3plmq"))
                == .credentials(
                    Credentials(authorizationID: "Ursel", login: "Kurt", password: "xipj3plmq")))
    }

    @Test("messages that PLAIN refuses")
    func badPlain() {
        let long = String(repeating: "x", count: 256)
        let cases: [(String, SASLFault)] = [
            ("", .malformedPlain), ("a\0b", .malformedPlain), ("a\0b\0c\0d", .malformedPlain),
            ("\0\0secret", .empty), ("\0name\0", .empty), ("\0na\rme\0x", .controlOctet),
            ("\0name\0x\n", .controlOctet), ("\u{7F}\0name\0x", .controlOctet),
            ("\0\(long)\0x", .tooLong), ("\0x\0\(long)", .tooLong),
        ]
        for (message, fault) in cases {
            var exchange = SASLServerExchange(.plain)
            #expect(throws: fault) { try exchange.respond(octets(message)) }
        }
        var exchange = SASLServerExchange(.plain)
        #expect(throws: SASLFault.notUTF8) { try exchange.respond([0, 0xFF, 0, 0x61]) }
    }

    @Test("both sides of each mechanism understand one another")
    func together() throws {
        let credentials = Credentials(login: "alice@example.com", password: "wonder land é")
        for mechanism in SASLMechanism.allCases {
            var client = try SASLClientExchange(mechanism, credentials)
            var server = SASLServerExchange(mechanism)
            var step = try server.start(initialResponse: client.initialResponse())
            while case .challenge(let challenge) = step {
                step = try server.respond(try client.respond(to: challenge))
            }
            #expect(step == .credentials(credentials))
            #expect(client.hasSentPassword)
            #expect(throws: SASLFault.unexpected) { try client.respond(to: []) }
        }
        #expect(throws: SASLFault.controlOctet) {
            try SASLClientExchange(.plain, Credentials(login: "a\r\nb", password: "x"))
        }
    }

    @Test("base64 is strict (RFC 4954 §4)")
    func base64() throws {
        for (plain, coded) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
        ] {
            #expect(SASLBase64.encode(octets(plain)) == octets(coded))
            #expect(try SASLBase64.decode(octets(coded)[...]) == octets(plain))
        }
        for bad in [
            "Zg", "Zg=", "Z===", "====", "=AAA", "AAA=BBBB", "Zm9v ", "Zm9\n", "Zh==", "Zm9=", "A",
        ] {
            #expect(throws: SASLFault.notBase64, "\(bad)") {
                try SASLBase64.decode(octets(bad)[...])
            }
        }
        let all = (0...255).map { UInt8($0) }
        #expect(try SASLBase64.decode(SASLBase64.encode(all)[...]) == all)
    }

    @Test func names() {
        #expect(SASLMechanism(named: "plain") == .plain)
        #expect(SASLMechanism(named: "CRAM-MD5") == nil)
    }
}
