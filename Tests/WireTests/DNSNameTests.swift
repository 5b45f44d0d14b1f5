import Testing
import Wire

@Suite("Domain names")
struct DNSNameTests {
    @Test("case does not matter, spelling is kept")
    func caseInsensitive() throws {
        let one = try #require(DNSName("Mail.Example.JP."))
        let two = try #require(DNSName("mail.example.jp"))
        #expect(one == two)
        #expect(one.hashValue == two.hashValue)
        #expect(one.description == "Mail.Example.JP")
        #expect(one != DNSName("mail.example.com"))
        #expect(DNSName("ab.c") != DNSName("a.bc"))
    }

    @Test("the root is a dot")
    func root() {
        #expect(DNSName(".") == .root)
        #expect(DNSName.root.description == ".")
        #expect(DNSName.root.wireLength == 1)
        #expect(DNSName.root.parent == nil)
    }

    @Test("limits of 63 and 255 octets (RFC 1035 §2.3.4)")
    func limits() throws {
        let label = String(repeating: "a", count: 63)
        #expect(DNSName(label) != nil)
        #expect(throws: DNSNameError.labelTooLong(octets: 64)) {
            try DNSName(parsing: (label + "a").utf8)
        }
        // 3 × 64 + 62 + 1 = 255 octets on the wire.
        let longest = [label, label, label, String(label.dropLast(2))].joined(separator: ".")
        #expect(try #require(DNSName(longest)).wireLength == 255)
        #expect(throws: DNSNameError.nameTooLong(octets: 256)) {
            try DNSName(parsing: (longest + "a").utf8)
        }
    }

    @Test(
        "texts that are no names",
        arguments: ["", "..", ".a", "a..b", "a\\", "a\\25", "a\\256", "a\\2x5"])
    func refused(text: String) { #expect(DNSName(text) == nil) }

    @Test("escapes go there and back (RFC 1035 §5.1)")
    func escapes() throws {
        let name = try #require(DNSName(#"first\.last.a\032b\\.example"#))
        #expect(name.labels[0] == Array("first.last".utf8))
        #expect(name.labels[1] == Array(#"a b\"#.utf8))
        #expect(name.description == #"first\.last.a\032b\\.example"#)
        for octet in UInt8.min...UInt8.max {
            let odd = try DNSName(labels: [[octet, 65]])
            #expect(DNSName(odd.description) == odd)
        }
    }

    @Test("subdomains are at or below")
    func subdomains() throws {
        let domain = try #require(DNSName("example.jp"))
        #expect(domain.isSubdomain(of: domain))
        #expect(try #require(DNSName("mail.EXAMPLE.jp")).isSubdomain(of: domain))
        #expect(try !#require(DNSName("badexample.jp")).isSubdomain(of: domain))
        #expect(try !#require(DNSName("jp")).isSubdomain(of: domain))
        #expect(domain.isSubdomain(of: .root))
    }

    @Test("names for the way back from addresses (RFC 1035 §3.5)")
    func reverse() {
        #expect(
            DNSName(reverseOf: IPAddress(192, 0, 2, 10)).description == "10.2.0.192.in-addr.arpa")
        let six = DNSName(reverseOf: .v6(0x2001_0DB8_0000_0000, 1)).description
        #expect(six.hasPrefix("1.0.0.0."))
        #expect(six.hasSuffix("8.b.d.0.1.0.0.2.ip6.arpa"))
    }

    @Test("order goes from the root down")
    func order() {
        let names = ["b.example", "a.b.example", "example", "a.com"].compactMap { DNSName($0) }
        #expect(
            names.sorted().map(\.description) == ["a.com", "example", "b.example", "a.b.example"])
    }
}
