import SASL
import Testing

@Suite struct ExchangeTests {
    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("PLAIN by RFC 4616 §2")
    func plain() throws {
        var exchange = SASLServer(.plain)
        #expect(try exchange.start(initialResponse: nil) == .challenge([]))
        #expect(
            try exchange.respond(octets("\0tim\0tanstaaftanstaaf"))
                == .ask(.password(Credentials(login: "tim", password: "tanstaaftanstaaf"))))
        #expect(throws: SASLFault.unexpected) { try exchange.respond([]) }
        var other = SASLServer(.plain)
        #expect(
            try other.start(initialResponse: octets("Ursel\0Kurt\0xipj3plmq"))
                == .ask(
                    .password(
                        Credentials(
                            authorizationID: "Ursel", login: "Kurt", password: "xipj3plmq"))))
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
            var exchange = SASLServer(.plain)
            #expect(throws: fault) { try exchange.respond(octets(message)) }
        }
        var exchange = SASLServer(.plain)
        #expect(throws: SASLFault.notUTF8) { try exchange.respond([0, 0xFF, 0, 0x61]) }
    }

    @Test("PLAIN and LOGIN carry the password itself, and say when it has gone")
    func together() throws {
        let credentials = Credentials(login: "alice@example.com", password: "wonder land é")
        for method in [SASLMethod.plain, .login] {
            var client = try SASLClient(
                method, login: credentials.login, .password(credentials.password))
            var server = SASLServer(method)
            #expect(!client.hasSentSecret)
            var outcome = try server.start(initialResponse: client.initialResponse())
            while case .challenge(let challenge) = outcome {
                outcome = try server.respond(try client.respond(to: challenge))
            }
            #expect(outcome == .ask(.password(credentials)))
            #expect(client.hasSentSecret)
            #expect(throws: SASLFault.unexpected) { try client.respond(to: []) }
        }
        #expect(throws: SASLFault.controlOctet) {
            try SASLClient(.plain, login: "a\r\nb", .password("x"))
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
        #expect(SASLMethod(named: "plain") == .plain)
        #expect(SASLMethod(named: "GSSAPI") == nil)
        for way in SASLWay.all { #expect(SASLWay(named: way.name.uppercased()) == way) }
        #expect(SASLWay(named: "kerberos") == nil)
        #expect(Set(SASLWay.all).count == SASLMethod.allCases.count + 3)
    }
}
