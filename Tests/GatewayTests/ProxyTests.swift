import Clockwork
import Gateway
import Session
import Simulation
import Testing

@Suite("The SOCKS proxy in the world", .serialized)
struct ProxyTests {
    private static func request(_ name: String, _ port: UInt16) -> [UInt8] {
        [5, 1, 0, 3, UInt8(name.utf8.count)] + Array(name.utf8)
            + [UInt8(port >> 8), UInt8(port & 255)]
    }

    /// Greets the proxy and asks for a connection; the octets of its reply.
    private func reply(
        of served: Served, for name: String, _ port: UInt16, door: Int = 0
    ) throws -> (client: RealClient, octets: [UInt8]) {
        let client = try served.client(door)
        client.send([5, 1, 0])
        #expect(client.read(2) == [5, 0])
        client.send(Self.request(name, port))
        return (client, client.read(10))
    }

    @Test("a name is looked up in the world, and the session is the server's")
    func success() throws {
        let served = try Served([.socks(host: "alice-pc")], isSlow: true)
        let (client, octets) = try reply(of: served, for: "mail.example.com", 587)
        #expect(octets.prefix(4) == [5, 0, 0, 1])
        // The end of the connection at Alice's PC.
        let address = try #require(
            try served.withWorld { $0.host(named: "alice-pc") }?.plan.address)
        #expect(Array(octets[4..<8]) == address.octets)
        #expect(client.reply().hasPrefix("220 mail.example.com"))
        let bench = try served.finish()
        #expect(bench.journal.contains { $0.host == "alice-pc" && $0.layer == .dns })
    }

    @Test(
        "each verdict of OP25B is told apart, and 587 works",
        arguments: [(BlockVerdict.reset, UInt8(5)), (.prohibited, 4)])
    func verdicts(verdict: BlockVerdict, code: UInt8) throws {
        let served = try Served([.socks(host: "alice-pc")]) { bench in
            try bench.perform(.setOP25B(host: "edge.isp-a.example", isOn: true, verdict: verdict))
        }
        #expect(try reply(of: served, for: "mail.example.com", 25).octets[1] == code)
        #expect(try reply(of: served, for: "mail.example.com", 587).octets[1] == 0)
    }

    @Test("silence is told when the simulated time is up")
    func timeOut() throws {
        let served = try Served([.socks(host: "alice-pc")]) { bench in
            try bench.perform(.setOP25B(host: "edge.isp-a.example", isOn: true, verdict: .drop))
        }
        let client = try served.client()
        client.send([5, 1, 0] + Self.request("mail.example.com", 25))
        #expect(client.read(2) == [5, 0])
        #expect(client.read(10, within: 0.3) == [])
        try served.withWorld { bench in
            _ = bench.run(until: .moment(bench.now + .minutes(3)))
        }
        #expect(client.read(10) == [5, 6, 0, 1, 0, 0, 0, 0, 0, 0])
        #expect(client.readToEnd().ending == .closed)
    }

    @Test("refused, no such name, no way there")
    func failures() throws {
        let served = try Served([.socks(host: "visitor")])
        #expect(try reply(of: served, for: "mail.example.com", 26).octets[1] == 5)
        #expect(try reply(of: served, for: "nosuch.example.com", 25).octets[1] == 4)
        #expect([3, 4].contains(try reply(of: served, for: "198.18.0.1", 25).octets[1]))
    }

    @Test("two proxies stand in two places")
    func places() throws {
        let served = try Served([.socks(host: "alice-pc"), .socks(host: "visitor")]) { bench in
            try bench.perform(.setOP25B(host: "edge.isp-a.example", isOn: true, verdict: .reset))
        }
        #expect(try reply(of: served, for: "mail.example.jp", 25).octets[1] == 5)
        #expect(try reply(of: served, for: "mail.example.jp", 25, door: 1).octets[1] == 0)
    }

    @Test(
        "an address of many hosts cannot be connected to, and that is said at once",
        arguments: ["255.255.255.255", "224.0.0.1", "239.255.255.250", "ff02::1"])
    func many(address: String) throws {
        let served = try Served([.socks(host: "erin-pc")])
        #expect(try reply(of: served, for: address, 587).octets.prefix(2) == [5, 3])
    }

    @Test("what is said behind the request belongs to the connection, however it is cut")
    func early() throws {
        let served = try Served([.socks(host: "visitor")])
        let all =
            [5, 1, 0] + Self.request("MAIL.example.com.", 25)
            + Array("EHLO here.example\r\nQUIT\r\n".utf8)
        for size in [1, 7, all.count] {
            let client = try served.client()
            var rest = all[...]
            while !rest.isEmpty {
                client.send(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            client.halfClose()
            let (octets, ending) = client.readToEnd()
            #expect(octets.starts(with: [5, 0, 5, 0, 0]))
            let text = String(decoding: octets, as: UTF8.self)
            #expect(text.contains("220 ") && text.contains("\r\n221 "))
            #expect(ending == .closed)
        }
    }

    @Test("a proxy at a host without power says that there is no network")
    func noPower() throws {
        let served = try Served([.socks(host: "visitor")]) { bench in
            try bench.perform(.crash(host: "visitor"))
        }
        #expect(try reply(of: served, for: "mail.example.com", 25).octets.prefix(2) == [5, 3])
    }
}
