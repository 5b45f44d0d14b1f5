import Mail
import Testing

/// The Mailbox grammar (RFC 5321 §4.1.2).
@Suite struct MailAddressTests {
    @Test("addresses that are good, and how they are written again")
    func good() {
        for text in [
            "a@b", "ann@a.example", "ann+tag@a.example", "a.b.c@x-y.example",
            "!#$%&'*+-/=?^_`{|}~@a.b",
            "\"x y\"@a.example", "\"a\\\"b\"@a.example", "\"\"@a.example", "postmaster@[192.0.2.1]",
            "a@[ipv6:2001:db8::1]", "a@[ipv6:::]", "a@[ipv6:1:2:3:4:5:6:192.0.2.1]",
            "a@[ipv6:1:2:3:4:5:6:7:8]", "a@[tag:what-ever]", "a@1.2",
        ] {
            #expect(MailAddress(text)?.description == text)
        }
        #expect(MailAddress("\"ann\"@A.Example")?.description == "ann@a.example")
        #expect(MailAddress("\"a\\b\"@a.example")?.localPart == "ab")
        #expect(MailAddress("Ann@a.example") != MailAddress("ann@a.example"))
    }

    @Test("addresses that are not, with the mistake and its place")
    func bad() {
        let cases: [(String, MailAddressError.Problem, Int)] = [
            ("", .expectedLocalPart, 0), ("@a", .expectedLocalPart, 0), ("a", .expectedAtSign, 1),
            (".a@b", .expectedLocalPart, 0), ("a..b@c", .expectedLocalPart, 2),
            ("a.@c", .expectedLocalPart, 2), ("a b@c", .expectedAtSign, 1),
            ("a@", .expectedDomain, 2), ("a@b.", .expectedDomain, 4),
            ("a@b..c", .expectedDomain, 4), ("a@-b", .expectedDomain, 2),
            ("a@b-", .expectedDomain, 4), ("a@b_c", .unexpectedOctet, 3),
            ("a@b c", .unexpectedOctet, 3), ("a@b>", .unexpectedOctet, 3),
            ("\"a@b", .unclosedQuote, 4), ("\"a\\", .unclosedQuote, 3),
            ("\"a\rb\"@c", .badQuotedOctet, 2), ("\"a\\\n\"@c", .badQuotedOctet, 3),
            ("a@[1.2.3]", .badAddressLiteral, 2), ("a@[1.2.3.256]", .badAddressLiteral, 2),
            ("a@[1.2.3.4", .badAddressLiteral, 2), ("a@[ipv6:1:2]", .badAddressLiteral, 2),
            ("a@[ipv6::::1]", .badAddressLiteral, 2), ("a@[ipv6:1::2::3]", .badAddressLiteral, 2),
            ("a@[x y]", .badAddressLiteral, 4), ("é@b", .notASCII, 0), ("a@é", .notASCII, 2),
            ("aé@b", .notASCII, 1), ("a@bé", .notASCII, 3), ("a\r\n@b", .expectedAtSign, 1),
            ("a\0@b", .expectedAtSign, 1),
        ]
        for (text, problem, position) in cases {
            #expect(throws: MailAddressError(problem, at: position), "\(text)") {
                try MailAddress(parsing: Array(text.utf8)[...])
            }
            #expect(MailAddress(text) == nil)
        }
    }

    @Test("limits of RFC 5321 §4.5.3.1")
    func limits() {
        func x(_ count: Int) -> String { String(repeating: "x", count: count) }
        #expect(MailAddress(x(64) + "@a") != nil)
        #expect(MailAddress(x(65) + "@a") == nil)
        #expect(MailAddress("a@" + x(63)) != nil)
        #expect(MailAddress("a@" + x(64)) == nil)
        let domain = [x(63), x(63), x(63), x(60)].joined(separator: ".")
        #expect(domain.utf8.count == 252)
        #expect(MailAddress("a@" + domain) != nil)
        #expect(MailAddress("ab@" + domain) == nil)
        #expect(MailAddress("a@" + domain + ".abc") == nil)
    }

    @Test("paths, with and without a route")
    func paths() throws {
        var cursor = MailAddressCursor(Array("<> SIZE=1".utf8)[...])
        #expect(try cursor.reversePath() == .null)
        #expect(cursor.position == 2)
        cursor = MailAddressCursor(Array("<@a.example,@b.example:c@d.example>".utf8)[...])
        let (path, hasRoute) = try cursor.forwardPath()
        #expect(path.description == "<c@d.example>")
        #expect(hasRoute)
        #expect(cursor.isAtEnd)
        cursor = MailAddressCursor(Array("<POSTMASTER>".utf8)[...])
        #expect(try cursor.forwardPath().path == .postmaster)
        cursor = MailAddressCursor(Array("<Postmaster@a.example>".utf8)[...])
        #expect(try cursor.forwardPath().path.description == "<Postmaster@a.example>")
        for bad in ["", "<", "<a@b", "a@b", "<@a.example>", "<@a.example:>", "<@a,b:c@d>", "<a>"] {
            var cursor = MailAddressCursor(Array(bad.utf8)[...])
            #expect(throws: MailAddressError.self, "\(bad)") { try cursor.forwardPath() }
        }
    }

    @Test("a slice that does not begin at zero")
    func slice() throws {
        let line = Array("to: a@b.example".utf8)
        #expect(try MailAddress(parsing: line[4...]).description == "a@b.example")
    }
}
