import Clockwork
import DNS
import Session
import Support
import Testing
import Wire

private let resolver = SmallInternet.resolver
private let client = SmallInternet.client
private let leaves = [address("198.51.100.4"), address("198.51.100.5")]

private func texts(_ outcome: StubOutcome) -> Int? {
    guard case .records(let records) = outcome, case .txt(let strings) = records.first?.data
    else { return nil }
    return strings.count
}

@Suite("DNS over TCP, from stub to leaf")
struct OverTCPTests {
    @Test("what does not fit into 512 octets comes over TCP", arguments: Seeds.pieceSizes)
    func stubOverTCP(size: Int) throws {
        var net = try SmallInternet.standard()
        net.pieceSize = size
        let result = try net.result("big.example.jp", .txt)
        #expect(texts(result.outcome) == 7)
        let reply = try #require(result.reply)
        #expect(reply.isOverTCP && reply.wasTruncated)
        #expect(reply.server == Endpoint(resolver, 53))
        // The resolver itself takes 1,232 octets, so that UDP was enough for it.
        #expect(net.keys.filter { $0 == "dns.truncated-retry" }.count == 1)
        #expect(net.wire.contains("\(client) > \(resolver) SYN"))
        #expect(net.wire.contains("\(client) > \(resolver) TCP TXT big.example.jp?"))
        #expect(net.openEnds.isEmpty)
    }

    @Test("what does not fit into 1,232 octets comes over TCP from its server too")
    func resolverOverTCP() throws {
        for seed in Seeds.few {
            var net = try SmallInternet.standard(seed: seed)
            #expect(texts(try net.resolve("huge.example.jp", .txt)) == 6)
            #expect(net.keys.filter { $0 == "dns.truncated-retry" }.count == 2)
            #expect(leaves.contains { net.wire.contains("\(resolver) > \($0) SYN") })
            #expect(net.openEnds.isEmpty)
            // It is in the memory now: one connection, and no other server.
            net.forgetTraces()
            #expect(texts(try net.resolve("huge.example.jp", .txt)) == 6)
            #expect(net.wire.filter { $0.hasSuffix("SYN") } == ["\(client) > \(resolver) SYN"])
        }
    }

    @Test("questions at one time share a connection (RFC 7766 §6.2.1)")
    func shared() throws {
        var net = try SmallInternet.standard()
        for text in ["big.example.jp", "huge.example.jp", "big.example.jp"] {
            try net.ask(text, .txt)
        }
        net.run(for: .seconds(10))
        #expect(net.results().compactMap { texts($0.outcome) }.sorted() == [6, 7, 7])
        let connections = net.wire.filter { $0 == "\(client) > \(resolver) SYN" }
        #expect(connections.count <= 2)
        #expect(net.wire.filter { $0.hasPrefix("\(client) > \(resolver) TCP") }.count == 3)
        #expect(net.openEnds.isEmpty)
    }

    @Test("TCP from the beginning, when that is wished")
    func wished() throws {
        var net = try SmallInternet.standard()
        let result = try net.result("mail.example.jp", .a, StubWishes(overTCP: true))
        #expect(result.reply?.isOverTCP == true && result.reply?.wasTruncated == false)
        #expect(net.wire.first == "\(client) > \(resolver) SYN")
        #expect(!net.wire.contains("\(client) > \(resolver) A mail.example.jp?"))
    }

    @Test("a server can be named, and answers with authority")
    func named() throws {
        var net = try SmallInternet.standard()
        let result = try net.result("example.jp", .mx, StubWishes(server: leaves[0]))
        let reply = try #require(result.reply)
        #expect(reply.server.address == leaves[0] && reply.message.header.isAuthoritative)
        #expect(reply.message.answers.count == 2)
        #expect(net.wire.count == 2)
        let other = try net.result("example.jp", .mx, StubWishes(server: SmallInternet.root))
        #expect(other.outcome == .noData)
        #expect(other.reply?.message.authority.map(\.type) == [.ns])
    }

    @Test("a resolver without TCP leaves a stub with a failure, not in a circle")
    func refused() throws {
        var net = try SmallInternet.standard()
        net.withoutTCP = [resolver]
        #expect(try net.resolve("big.example.jp", .txt) == .serverFailure)
        #expect(net.keys.contains("dns.tcp-lost"))
        #expect(net.wire.filter { $0.hasSuffix("SYN") }.count == StubResolver.rounds)
        // Short answers are not touched by it.
        guard case .records = try net.resolve("mail.example.jp", .a) else {
            Issue.record("no records")
            return
        }
    }

    @Test("where one server has no TCP, the other one has")
    func oneWithoutTCP() throws {
        for seed in Seeds.few {
            var net = try SmallInternet.standard(seed: seed)
            net.withoutTCP = [leaves[0]]
            #expect(texts(try net.resolve("huge.example.jp", .txt)) == 6)
        }
    }

    @Test("a server that only ever says TC is a failure in bounded time")
    func onlyTruncated() throws {
        var net = try SmallInternet.standard()
        for leaf in leaves {
            net[leaf] = .odd { query in
                var reply = DNSMessage(respondingTo: query)
                reply.header.isAuthoritative = true
                reply.header.isTruncated = true
                return reply
            }
        }
        #expect(try net.resolve("mail.example.jp", .a) == .serverFailure)
        #expect(net.wire.count < 40)
        #expect(net.openEnds.isEmpty)
    }

    @Test("a server that dies with the connection open is left after a while")
    func diesInBetween() throws {
        var net = try SmallInternet.standard()
        try net.ask("huge.example.jp", .txt)
        // Long enough for the resolver to have opened its connection.
        net.run(for: .milliseconds(90))
        #expect(leaves.contains { net.wire.contains("\(resolver) > \($0) SYN") })
        net.dead = leaves
        net.run(for: .seconds(30))
        #expect(net.results().map(\.outcome) == [.serverFailure])
        guard case .resolver(let service) = net[resolver] else { return }
        #expect(service.nextWork == nil)
    }

    @Test("several queries on one connection, answered as they are ready")
    func pipelined() throws {
        var net = try SmallInternet.standard()
        _ = try net.resolve("mail.example.jp", .a)
        net.forgetTraces()
        let peer = Endpoint(address("192.0.2.7"), 50_000)
        var stream: [UInt8] = []
        for (id, text) in ["www.example.jp", "mail.example.jp", "mx2.example.jp"].enumerated() {
            let query = DNSMessage(
                asking: DNSQuestion(name(text), .a), id: UInt16(id), recursionDesired: true)
            stream += DNSMessageFramer.framed(query.octets())
        }
        guard case .resolver(var service) = net[resolver] else { return }
        var outbox: [DNSOutput] = []
        service.handle(.stream(900, .accepted(peer: peer)), at: net.now, into: &outbox)
        service.handle(.stream(900, .received(stream)), at: net.now, into: &outbox)
        // What is in the memory is answered at once, though it was asked second.
        var framer = DNSMessageFramer()
        var asked = 0
        for output in outbox {
            if case .write(900, let octets) = output { framer.append(octets) }
            if case .send(_, _, let to) = output, to.port == 53 { asked += 1 }
        }
        let whole = framer.next()
        let first = try DNSMessage(parsing: try #require(whole))
        #expect(first.header.id == 1 && first.answers.count == 1)
        #expect(framer.next() == nil)
        #expect(asked == 2)
    }

    @Test("a stub with two resolvers goes on to the other one, over UDP and TCP")
    func failOver() throws {
        for text in ["mail.example.jp", "big.example.jp"] {
            var net = try SmallInternet.standard()
            let silent = address("192.0.2.54")
            net[SmallInternet.client] = .stub(
                StubResolver(servers: [silent, resolver], dice: Dice(seed: 3)))
            net.dead = [silent]
            let result = try net.result(text, text.hasPrefix("big") ? .txt : .a)
            guard case .records = result.outcome else {
                Issue.record("no records for \(text)")
                return
            }
            #expect(result.reply?.server.address == resolver)
            #expect(net.keys.filter { $0 == "dns.stub-retries" }.count == 1)
        }
    }

    @Test("strangers are refused over TCP too, and may ask again on the same connection")
    func strangers() throws {
        var net = try SmallInternet.standard()
        guard case .resolver(var service) = net[resolver] else { return }
        let query = DNSMessage(
            asking: DNSQuestion(name("mail.example.jp"), .a), id: 9, recursionDesired: true)
        let peer = Endpoint(address("203.0.113.7"), 50_000)
        var outbox: [DNSOutput] = []
        service.handle(.stream(1, .accepted(peer: peer)), at: .zero, into: &outbox)
        var framer = DNSMessageFramer()
        for _ in 0..<2 {
            service.handle(
                .stream(1, .received(DNSMessageFramer.framed(query.octets()))), at: .zero,
                into: &outbox)
        }
        for case .write(1, let octets) in outbox { framer.append(octets) }
        for _ in 0..<2 {
            let message = framer.next()
            #expect(try DNSMessage(parsing: #require(message)).header.code == .refused)
        }
        #expect(service.nextWork == nil)
        net[resolver] = .resolver(service)
    }

    @Test("one client cannot take all connections (RFC 7766 §6.2.2)")
    func connectionLimits() throws {
        let zone = try ZoneFile.parse(SmallInternet.exampleJPZone)
        var server = AuthoritativeServer(zones: [zone])
        var refused = 0
        for id in 1...200 {
            let peer = Endpoint(IPAddress(203, 0, 113, id <= 100 ? 1 : UInt8(id - 100)), 4_000)
            var outbox: [DNSOutput] = []
            server.handle(.stream(id, .accepted(peer: peer)), at: .zero, into: &outbox)
            for case .abort(let aborted) in outbox where aborted == id { refused += 1 }
        }
        // 20 of the first client, and all others up to 100.
        #expect(refused == 80 + 20)
        var outbox: [DNSOutput] = []
        server.handle(.deadlinePassed, at: .zero + .seconds(10), into: &outbox)
        #expect(server.nextDeadline == nil)
        var closed = 0
        for case .close in outbox { closed += 1 }
        #expect(closed == 100)
    }
}
