import Clockwork
import DNS
import Session
import Support
import Testing
import Wire

private let resolver = SmallInternet.resolver
private let leaves = [address("198.51.100.4"), address("198.51.100.5")]

@Suite("Negative answers (RFC 2308)")
struct NegativeTests {
    /// What a server may put beside a negative answer (RFC 2308 §2.1, RFC 2308 §2.2).
    enum Authority: CaseIterable {
        case serversAndSOA, onlySOA, nothing, onlyServers
    }

    private func net(
        _ code: ResponseCode, _ authority: Authority, minimum: UInt32 = 100, time: UInt32 = 300
    ) throws -> SmallInternet {
        var net = try SmallInternet.standard()
        let soa = DNSRecord(
            name("example.jp"), timeToLive: time,
            .soa(
                StartOfAuthority(
                    primaryServer: name("ns1.example.jp"), mailbox: name("h.example.jp"),
                    minimum: minimum)))
        let servers = DNSRecord(name("example.jp"), .ns(name("ns1.example.jp")))
        for leaf in leaves {
            net[leaf] = .odd { query in
                var reply = DNSMessage(respondingTo: query, code: code)
                reply.header.isAuthoritative = true
                switch authority {
                case .serversAndSOA: reply.authority = [servers, soa]
                case .onlySOA: reply.authority = [soa]
                case .nothing: break
                case .onlyServers: reply.authority = [servers]
                }
                return reply
            }
        }
        return net
    }

    private func asks(_ net: SmallInternet) -> Int {
        net.wire.filter { line in leaves.contains { line.hasPrefix("\(resolver) > \($0)") } }.count
    }

    @Test("all forms are understood; those without SOA are not kept", arguments: Authority.allCases)
    func forms(authority: Authority) throws {
        let cases: [(ResponseCode, StubOutcome)] = [
            (.noSuchName, .noSuchName), (.noError, .noData),
        ]
        for (code, outcome) in cases {
            var net = try net(code, authority)
            #expect(try net.resolve("x.example.jp", .mx) == outcome)
            #expect(try net.resolve("x.example.jp", .mx) == outcome)
            let isKept = authority == .serversAndSOA || authority == .onlySOA
            #expect(asks(net) == (isKept ? 1 : 2), "\(code) \(authority)")
        }
    }

    @Test(
        "kept for the lesser of SOA's own time and its MINIMUM, three hours at most",
        arguments: [(100, 300, 100), (300, 100, 100), (100_000, 100_000, 10_800), (0, 300, 0)])
    func times(minimum: UInt32, time: UInt32, kept: Int) throws {
        var net = try net(.noSuchName, .onlySOA, minimum: minimum, time: time)
        _ = try net.resolve("x.example.jp", .a)
        guard case .resolver(let service) = net[resolver] else { return }
        let row = service.cacheListing(at: .zero).first { $0.content == .noSuchName }
        // The clock has moved on by less than a second.
        #expect((row?.secondsLeft ?? 0) == kept)
    }

    @Test("the SOA record goes along, its time counted down (RFC 2308 §6)")
    func countdown() throws {
        var net = try net(.noSuchName, .onlySOA)
        let first = try net.result("x.example.jp", .a)
        #expect(first.reply?.message.authority.map(\.timeToLive) == [100])
        net.wait(.seconds(40))
        let second = try net.result("x.example.jp", .a)
        let left = try #require(second.reply?.message.authority.first?.timeToLive)
        #expect((50...60).contains(left))
        #expect(asks(net) == 1)
    }

    @Test("what does not exist at the end of an alias does not make the alias vanish")
    func aliasToNothing() throws {
        var net = try SmallInternet.standard()
        let result = try net.result("dangling.example.jp", .a)
        #expect(result.outcome == .noSuchName)
        #expect(result.reply?.message.answers.map(\.type) == [.cname])
        guard case .records = try net.resolve("dangling.example.jp", .cname) else {
            Issue.record("no alias")
            return
        }
    }

    @Test("a negative answer from above the zone, or for another name, is not believed")
    func foreign() throws {
        var net = try SmallInternet.standard()
        let soa = DNSRecord(
            .root, timeToLive: 300,
            .soa(StartOfAuthority(primaryServer: name("evil"), mailbox: name("evil"))))
        for leaf in leaves {
            net[leaf] = .odd { query in
                var reply = DNSMessage(respondingTo: query, code: .noSuchName)
                reply.header.isAuthoritative = true
                reply.authority = [soa]
                return reply
            }
        }
        #expect(try net.resolve("x.example.jp", .a) == .noSuchName)
        guard case .resolver(let service) = net[resolver] else { return }
        // Nothing is kept of it: the record is outside what the server may speak of.
        #expect(!service.cacheListing(at: net.now).contains { $0.content == .noSuchName })
        #expect(net.keys.contains("dns.out-of-bailiwick"))
    }
}
