import Clockwork
import DNS
import Session
import Support
import Testing
import Wire

private let resolver = SmallInternet.resolver
private let client = SmallInternet.client
private let leaves = [address("198.51.100.4"), address("198.51.100.5")]

@Suite("The recursive resolver")
struct ResolverTests {
    @Test("goes down from the root by referrals", arguments: Seeds.few)
    func iterates(seed: UInt64) throws {
        var net = try SmallInternet.standard(seed: seed)
        let outcome = try net.resolve("mail.example.jp", .a)
        #expect(
            outcome
                == .records([
                    DNSRecord(name("mail.example.jp"), .address(address("203.0.113.10")))
                ]))
        let leaf = net.wire.contains("192.0.2.53 > 198.51.100.4 A mail.example.jp?") ? 4 : 5
        #expect(
            net.wire == [
                "192.0.2.99 > 192.0.2.53 A mail.example.jp?",
                "192.0.2.53 > 198.51.100.1 A mail.example.jp?",
                "198.51.100.1 > 192.0.2.53 A mail.example.jp referral to jp: ns.jp",
                "192.0.2.53 > 198.51.100.2 A mail.example.jp?",
                "198.51.100.2 > 192.0.2.53 A mail.example.jp referral to example.jp: "
                    + "ns1.example.jp, ns2.example.jp",
                "192.0.2.53 > 198.51.100.\(leaf) A mail.example.jp?",
                "198.51.100.\(leaf) > 192.0.2.53 A mail.example.jp 203.0.113.10",
                "192.0.2.53 > 192.0.2.99 A mail.example.jp 203.0.113.10",
            ])
        #expect(net.keys.filter { $0 == "dns.referral-followed" }.count == 2)
    }

    @Test("answers a second time from memory, its time counted down")
    func caches() throws {
        var net = try SmallInternet.standard()
        _ = try net.resolve("mail.example.jp", .a)
        net.wait(.seconds(100))
        net.forgetTraces()
        guard case .records(let records) = try net.resolve("MAIL.example.JP", .a) else {
            Issue.record("no records")
            return
        }
        #expect(net.wire.count == 2)
        #expect(net.keys.contains("dns.cache-hit"))
        // 100 seconds have gone by, and the run before them took some more.
        #expect((3_400...3_500).contains(records[0].timeToLive))
    }

    @Test("forgets when the time to live is over")
    func expires() throws {
        var net = try SmallInternet.standard()
        _ = try net.resolve("web.example.jp", .a)
        net.wait(.seconds(61))
        net.forgetTraces()
        _ = try net.resolve("web.example.jp", .a)
        // The servers of the zone are still known, so one of them is asked at once.
        #expect(net.wire.count == 4)
        #expect(leaves.contains { net.wire[1].hasPrefix("192.0.2.53 > \($0)") })
    }

    @Test("keeps a negative answer as long as SOA says (RFC 2308 §5)")
    func negativeCache() throws {
        var net = try SmallInternet.standard()
        #expect(try net.resolve("nobody.example.jp", .mx) == .noSuchName)
        net.forgetTraces()
        // No such name holds for every type.
        #expect(try net.resolve("nobody.example.jp", .a) == .noSuchName)
        #expect(net.wire.count == 2)
        #expect(net.keys.contains("dns.negative-cache-hit"))
        #expect(try net.resolve("mail.example.jp", .mx) == .noData)
        net.forgetTraces()
        #expect(try net.resolve("mail.example.jp", .mx) == .noData)
        #expect(net.wire.count == 2)
        // No data holds for that type only.
        guard case .records = try net.resolve("mail.example.jp", .a) else {
            Issue.record("no records")
            return
        }
        net.wait(.seconds(301))
        net.forgetTraces()
        #expect(try net.resolve("nobody.example.jp", .mx) == .noSuchName)
        #expect(net.wire.count == 4)
    }

    @Test("finds a server's address where no glue came along")
    func glueless() throws {
        var net = try SmallInternet.standard()
        let outcome = try net.resolve("www.glueless.jp", .a)
        #expect(
            outcome
                == .records([
                    DNSRecord(
                        name("www.glueless.jp"), timeToLive: 600,
                        .address(address("203.0.113.50")))
                ]))
        #expect(net.keys.contains("dns.glue-missing"))
    }

    @Test("follows aliases into other zones")
    func aliases() throws {
        var net = try SmallInternet.standard()
        guard case .records(let records) = try net.resolve("far.example.jp", .a) else {
            Issue.record("no records")
            return
        }
        #expect(records.map(\.name) == [name("host.far.example")])
        net.forgetTraces()
        _ = try net.resolve("far.example.jp", .a)
        #expect(
            net.wire.last
                == "192.0.2.53 > 192.0.2.99 A far.example.jp CNAME host.far.example, 203.0.113.40"
        )
        #expect(net.wire.count == 2)
        #expect(try net.resolve("dangling.example.jp", .a) == .noSuchName)
        #expect(try net.resolve("dangling.example.jp", .a) == .noSuchName)
    }

    @Test(
        "aliases that lead in a circle are a failure",
        arguments: ["loop1.example.jp", "loop.glueless.jp"])
    func aliasLoop(text: String) throws {
        var net = try SmallInternet.standard()
        #expect(try net.resolve(text, .a) == .serverFailure)
        #expect(net.keys.contains("dns.alias-loop"))
        #expect(net.wire.count < 60)
    }

    @Test("servers that can only be found through each other are given up")
    func circularServers() throws {
        var net = try SmallInternet.standard()
        #expect(try net.resolve("www.chicken.jp", .a) == .serverFailure)
        #expect(net.keys.contains("dns.server-unfindable"))
    }

    @Test("tries the next server after two seconds")
    func deadServer() throws {
        for seed in Seeds.few {
            var net = try SmallInternet.standard(seed: seed)
            net.dead = [leaves[0]]
            guard case .records = try net.resolve("mail.example.jp", .a) else {
                Issue.record("no records")
                return
            }
        }
    }

    @Test("says failure before the client's patience ends when all servers are dead")
    func allDead() throws {
        var net = try SmallInternet.standard()
        net.dead = leaves
        #expect(try net.resolve("mail.example.jp", .a) == .serverFailure)
        #expect(net.keys.contains("dns.server-silent"))
        #expect(!net.keys.contains("dns.stub-gave-up") || net.keys.contains("dns.server-failed"))
    }

    @Test("a dead resolver is a time-out")
    func deadResolver() throws {
        var net = try SmallInternet.standard()
        net.dead = [resolver]
        try net.ask("mail.example.jp", .a)
        net.run(for: .milliseconds(9_999))
        #expect(net.results().isEmpty)
        // The clock stands at the second query now, five seconds in.
        net.run(for: .seconds(5))
        #expect(net.now == .zero + .seconds(10))
        #expect(net.results().map(\.outcome) == [.timedOut])
        #expect(net.wire.count == 2)
    }

    @Test("loss is made good by asking again", arguments: 1...20 as ClosedRange<UInt64>)
    func loss(seed: UInt64) throws {
        var net = try SmallInternet.standard(seed: seed)
        net.lossOneIn = 8
        for text in ["mail.example.jp", "www.glueless.jp"] {
            let outcome = try net.resolve(text, .a)
            switch outcome {
            case .records, .timedOut, .serverFailure: break
            case .noSuchName, .noData: Issue.record("loss became \(outcome)")
            }
        }
        net.lossOneIn = 0
        guard case .records = try net.resolve("mail.example.jp", .a) else {
            Issue.record("the net did not recover")
            return
        }
    }

    @Test("equal questions at one time are asked once")
    func coalesces() throws {
        var net = try SmallInternet.standard()
        let tokens = try (0..<5).map { _ in try net.ask("mail.example.jp", .a) }
        net.run(for: .seconds(5))
        #expect(net.results().map(\.token).sorted() == tokens)
        #expect(net.wire.count == 5 + 6 + 5)
        #expect(net.keys.filter { $0 == "dns.joined-question" }.count == 4)
    }

    @Test("strangers are refused")
    func strangers() throws {
        var net = try SmallInternet.standard()
        let query = DNSMessage(
            asking: DNSQuestion(name("mail.example.jp"), .a), id: 9, recursionDesired: true)
        net.inject(
            query.octets(), from: Endpoint(address("203.0.113.7"), 4_000),
            to: Endpoint(resolver, 53))
        net.run(for: .seconds(1))
        #expect(net.wire == ["192.0.2.53 > 203.0.113.7 A mail.example.jp REFUSED"])
    }

    @Test("without RD only the memory answers")
    func noRecursion() throws {
        var net = try SmallInternet.standard()
        let query = DNSMessage(
            asking: DNSQuestion(name("mail.example.jp"), .a), id: 9, recursionDesired: false)
        let from = Endpoint(address("192.0.2.7"), 4_000)
        net.inject(query.octets(), from: from, to: Endpoint(resolver, 53))
        net.run(for: .seconds(1))
        #expect(net.wire == ["192.0.2.53 > 192.0.2.7 A mail.example.jp no data"])
        _ = try net.resolve("mail.example.jp", .a)
        net.forgetTraces()
        net.inject(query.octets(), from: from, to: Endpoint(resolver, 53))
        net.run(for: .seconds(1))
        #expect(net.wire == ["192.0.2.53 > 192.0.2.7 A mail.example.jp 203.0.113.10"])
    }

    @Test("lists what it remembers")
    func listing() throws {
        var net = try SmallInternet.standard()
        _ = try net.resolve("mail.example.jp", .a)
        _ = try net.resolve("nobody.example.jp", .a)
        guard case .resolver(let service) = net[resolver] else { return }
        let rows = service.cacheListing(at: net.now)
        #expect(rows.map(\.name) == rows.map(\.name).sorted())
        #expect(rows.contains { $0.name == name("mail.example.jp") && !$0.isHearsay })
        #expect(rows.contains { $0.name == name("ns1.example.jp") && $0.isHearsay })
        #expect(rows.contains { $0.content == .noSuchName && $0.secondsLeft <= 300 })
    }

    @Test("the same seed gives the same datagrams")
    func repeatable() throws {
        var wires: [[String]] = []
        for _ in 0..<2 {
            var net = try SmallInternet.standard(seed: 8)
            net.lossOneIn = 4
            _ = try net.resolve("far.example.jp", .a)
            _ = try net.resolve("www.glueless.jp", .a)
            wires.append(net.wire)
        }
        #expect(wires[0] == wires[1])
    }
}
