import Clockwork
import DNS
import Session
import Support
import Testing
import Wire

private let resolver = SmallInternet.resolver
private let leaf = address("198.51.100.4")

/// The standard net, with one server of `example.jp` that answers as `answer` says.
private func net(
    limits: ResolverLimits = ResolverLimits(),
    _ answer: @escaping @Sendable (DNSMessage) -> DNSMessage?
) throws -> SmallInternet {
    var net = try SmallInternet.standard(limits: limits)
    net[leaf] = .odd(answer)
    net[address("198.51.100.5")] = .odd(answer)
    return net
}

@Suite("A resolver among liars")
struct ResolverAttackTests {
    @Test("data outside the server's zone are not believed")
    func bailiwick() throws {
        var net = try net { query in
            var reply = DNSMessage(respondingTo: query)
            reply.header.isAuthoritative = true
            let asked = query.questions[0].name
            reply.answers = [
                DNSRecord(asked, .cname(name("host.far.example"))),
                DNSRecord(name("host.far.example"), .address(address("203.0.113.66"))),
            ]
            reply.authority = [DNSRecord(name("example"), .ns(name("ns.evil.example")))]
            reply.additional = [
                DNSRecord(name("ns.evil.example"), .address(address("203.0.113.66")))
            ]
            return reply
        }
        guard case .records(let records) = try net.resolve("www.example.jp", .a) else {
            Issue.record("no records")
            return
        }
        // The true owner of the other name was asked.
        #expect(records.map(\.data) == [.address(address("203.0.113.40"))])
        #expect(net.keys.contains("dns.out-of-bailiwick"))
    }

    @Test("a lame server is left for another, and no better one is a failure")
    func lame() throws {
        var net = try net { DNSMessage(respondingTo: $0) }
        #expect(try net.resolve("www.example.jp", .a) == .serverFailure)
        #expect(net.keys.contains("dns.lame-server"))
        #expect(net.wire.count < 12 + 6)
    }

    @Test("an upward or sideways referral is lame, not a circle")
    func sideways() throws {
        var net = try net { query in
            var reply = DNSMessage(respondingTo: query)
            reply.authority = [
                DNSRecord(name("example.jp"), .ns(name("ns1.example.jp"))),
                DNSRecord(.root, .ns(name("ns.root.example"))),
            ]
            return reply
        }
        #expect(try net.resolve("www.example.jp", .a) == .serverFailure)
        #expect(net.keys.contains("dns.lame-server"))
    }

    @Test("a server that answers rubbish or failure is left for another")
    func rubbish() throws {
        for code in [ResponseCode.serverFailure, .refused, .formatError, .notImplemented] {
            var net = try SmallInternet.standard()
            net[leaf] = .odd { DNSMessage(respondingTo: $0, code: code) }
            for _ in 0..<3 {
                guard case .records = try net.resolve("mail.example.jp", .a) else {
                    Issue.record("\(code) was not survived")
                    return
                }
                guard case .resolver(var service) = net[resolver] else { return }
                service.forgetAll()
                net[resolver] = .resolver(service)
            }
        }
    }

    @Test("endless aliases end")
    func endlessAliases() throws {
        var net = try net { query in
            var reply = DNSMessage(respondingTo: query)
            reply.header.isAuthoritative = true
            let asked = query.questions[0].name
            guard let number = Int(String(decoding: asked.labels[0].dropFirst(), as: UTF8.self))
            else { return nil }
            reply.answers = [DNSRecord(asked, .cname(name("a\(number + 1).example.jp")))]
            return reply
        }
        #expect(try net.resolve("a0.example.jp", .a) == .serverFailure)
        #expect(net.keys.contains("dns.alias-limit"))
    }

    @Test("a referral to many servers without addresses is bounded work")
    func manyServers() throws {
        var net = try net { query in
            var reply = DNSMessage(respondingTo: query)
            let asked = query.questions[0].name
            guard asked.labels.count > 2, let label = asked.labels.first else { return nil }
            let text = String(decoding: label, as: UTF8.self)
            let zone = asked.labels.count > 3 ? asked.ancestor(dropping: 1) : asked
            reply.authority = (0..<10).map {
                DNSRecord(zone, .ns(name("n\($0).\(text)\($0).example.jp")))
            }
            return reply
        }
        #expect(try net.resolve("x.example.jp", .a) == .serverFailure)
        #expect(net.wire.filter { $0.hasPrefix("192.0.2.53 > 198.") }.count <= 2 * 40 + 2)
    }

    /// The ways in which a forger can be wrong.
    enum Mistake: CaseIterable {
        case id, question, port, sender, senderPort
    }

    @Test(
        "an answer with another ID, question, port or sender is ignored",
        arguments: Mistake.allCases)
    func forged(mistake: Mistake) throws {
        var net = try SmallInternet.standard()
        try net.ask("mail.example.jp", .a)
        // The resolver has asked the root by now; the true answer is still on its way.
        net.run(for: .milliseconds(15))
        let sent = try #require(net.datagrams.last)
        var query = try DNSMessage(parsing: sent.octets)
        var from = sent.to
        var to = sent.from
        switch mistake {
        case .id: query.header.id &+= 1
        case .question: query.questions[0].type = .aaaa
        case .port: to.port = to.port == 32_768 ? 32_769 : to.port - 1
        case .sender: from.address = address("203.0.113.66")
        case .senderPort: from.port = 5_353
        }
        var reply = DNSMessage(respondingTo: query)
        reply.header.isAuthoritative = true
        reply.answers = [
            DNSRecord(query.questions[0].name, .address(address("203.0.113.66")))
        ]
        net.inject(reply.octets(), from: from, to: to)
        net.run(for: .seconds(5))
        #expect(net.keys.contains("dns.unexpected-response"))
        let outcomes = net.results().map(\.outcome)
        #expect(
            outcomes == [
                .records([
                    DNSRecord(name("mail.example.jp"), .address(address("203.0.113.10")))
                ])
            ])
    }

    @Test("each question has a port of its own, out of many")
    func ports() throws {
        var net = try SmallInternet.standard()
        for number in 0..<20 { try net.ask("n\(number).example.jp", .a) }
        net.run(for: .seconds(5))
        let ports = net.datagrams.filter { $0.from.address == resolver && $0.to.port == 53 }
            .map(\.from.port)
        #expect(Set(ports).count == 20)
        #expect(ports.allSatisfy { (32_768..<49_152).contains($0) })
        let own = net.datagrams.filter { $0.from.address == SmallInternet.client }.map(\.from.port)
        #expect(Set(own).count == 20)
    }

    @Test("random datagrams never trap a resolver, server or stub", arguments: Seeds.few)
    func noise(seed: UInt64) throws {
        var net = try SmallInternet.standard(seed: seed)
        var dice = Dice(seed: seed)
        let query = DNSMessage(
            asking: DNSQuestion(name("mail.example.jp"), .a), id: 7, recursionDesired: true)
        for round in 0..<300 {
            var octets = query.octets()
            for _ in 0...dice.below(4) {
                octets[Int(dice.below(UInt64(octets.count)))] = UInt8(dice.below(256))
            }
            if round % 3 == 0 { octets = Array(octets.prefix(Int(dice.below(30)))) }
            let targets = [resolver, leaf, SmallInternet.client]
            net.inject(
                octets, from: Endpoint(address("192.0.2.7"), 53),
                to: Endpoint(targets[round % 3], 53))
        }
        net.run(for: .minutes(2))
        guard case .resolver(let service) = net[resolver] else { return }
        #expect(service.nextDeadline == nil)
    }

    @Test("the memory stays within its limit")
    func boundedCache() throws {
        var limits = ResolverLimits()
        limits.cachedSets = 20
        var net = try SmallInternet.standard(limits: limits)
        for number in 0..<60 { _ = try net.resolve("n\(number).example.jp", .a) }
        guard case .resolver(let service) = net[resolver] else { return }
        let rows = service.cacheListing(at: net.now)
        // Sets with two servers have two rows.
        let sets = Set(rows.map { DNSQuestion($0.name, $0.type ?? .any) })
        #expect((10...20).contains(sets.count))
    }

    @Test("too many open questions are answered with a failure")
    func tooBusy() throws {
        var limits = ResolverLimits()
        limits.questions = 3
        var net = try SmallInternet.standard(limits: limits)
        for number in 0..<5 { try net.ask("n\(number).example.jp", .a) }
        net.run(for: .milliseconds(15))
        #expect(net.keys.filter { $0 == "dns.too-busy" }.count == 2)
    }
}
