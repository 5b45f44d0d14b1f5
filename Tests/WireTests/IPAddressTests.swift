import Testing
import Wire

@Suite("Addresses as text")
struct IPAddressTests {
    @Test(
        "IPv6 text is read in any form and written in the shortest",
        arguments: [
            ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::", "::"), ("::1", "::1"),
            ("1::", "1::"), ("fe80::1", "fe80::1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("::0002:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ])
    func ipv6(text: String, shortest: String) throws {
        #expect(try #require(IPAddress(text)).description == shortest)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.", ":", ":::", "1:2", "1::2::3",
            "12345::",
            "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", "g::", "1:2:3:4:5:6:7::8",
            "::%1",
        ])
    func refused(text: String) { #expect(IPAddress(text) == nil) }

    @Test("a bare address is a prefix of itself alone")
    func prefixes() throws {
        #expect(IPPrefix("192.0.2.1")?.description == "192.0.2.1/32")
        #expect(IPPrefix("2001:db8::1")?.description == "2001:db8::1/128")
        let prefix = try #require(IPPrefix("2001:db8::/32"))
        #expect(prefix.contains(try #require(IPAddress("2001:db8:1::1"))))
        #expect(!prefix.contains(IPAddress(1, 2, 3, 4)))
        #expect(IPPrefix("1.2.3.4/33") == nil)
        #expect(IPPrefix("1.2.3.4/-1") == nil)
    }
}
