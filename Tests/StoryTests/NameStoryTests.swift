import Clockwork
import Session
import Simulation
import Support
import Testing
import Wire

extension Blueprint {
    /// Adds lines to the first zone of a name server.
    fileprivate mutating func addRecords(_ lines: String, to server: String) {
        guard let index = hosts.firstIndex(where: { $0.name == server }),
            case .authoritative(var zones)? = hosts[index].nameService
        else { return }
        zones[0] += "\n" + lines
        hosts[index].nameService = .authoritative(zones: zones)
    }

    fileprivate mutating func edit(_ host: String, _ change: (inout HostPlan) -> Void) {
        for index in hosts.indices where hosts[index].name == host { change(&hosts[index]) }
    }
}

/// What a look-up came to, and when.
private struct Answer {
    let facts: Event.AnswerFacts?
    let outcome: String
    let seconds: Int
    let event: Event
}

extension Workbench {
    fileprivate mutating func resolve(
        _ name: String, _ type: String, on host: String = "alice-pc", server: String? = nil,
        overTCP: Bool = false
    ) throws -> Answer {
        let start = now
        try perform(
            .resolve(host: host, name: name, type: type, server: server, overTCP: overTCP))
        _ = run(until: .quiet)
        let event = try #require(
            journal.last { event in
                if case .dns(.answered) = event.what { return event.host == host }
                return false
            })
        guard case .dns(.answered(_, let outcome, _, let facts)) = event.what else {
            throw Trouble("trouble.no-connection")
        }
        return Answer(
            facts: facts, outcome: outcome, seconds: (event.moment - start).wholeSeconds,
            event: event)
    }

    /// The notes of a host so far.
    fileprivate func notes(of host: String) -> [String] {
        journal.compactMap { event in
            guard case .note(let note) = event.what, event.host == host else { return nil }
            return note.key
        }
    }

    fileprivate func count(_ test: (Event) -> Bool) -> Int { journal.count(where: test) }
}

@Suite("Names in the world")
struct NameStoryTests {
    private static let long = (0..<6).map { number in
        "\"" + String(repeating: "\(number)123456789", count: 25) + "\""
    }.joined(separator: " ")

    private func world(_ change: (inout Blueprint) -> Void) throws -> Workbench {
        var blueprint = try Story.internet()
        change(&blueprint)
        return try Workbench(blueprint, seed: 1)
    }

    @Test("a long answer goes over TCP from its server to the learner", arguments: Seeds.few)
    func longAnswer(seed: UInt64) throws {
        var blueprint = try Story.internet()
        blueprint.addRecords("long IN TXT ( \(Self.long) )", to: "ns.example.jp")
        var bench = try Workbench(blueprint, seed: Seed(seed))
        let facts = try #require(try bench.resolve("long.example.jp", "TXT").facts)
        #expect(facts.status == "NOERROR" && facts.isOverTCP && facts.wasTruncated)
        #expect(facts.answer.count == 1 && facts.answer[0].data.utf8.count > 1_500)
        #expect(!facts.isFromCache)
        // Both hops had to do it, and both connections have come to an orderly end.
        let openers = bench.journal.compactMap { event -> String? in
            if case .connection(.opened(let peer)) = event.what, peer.port == 53 {
                return event.host
            }
            return nil
        }
        #expect(openers.sorted() == ["alice-pc", "resolver.isp-a.example"])
        let states = bench.journal.compactMap { event -> String? in
            if case .tcpState(_, let to) = event.what { return to }
            return nil
        }
        #expect(states.filter { $0 == "TIME-WAIT" }.count == 2)
        // The journal tells of messages of the DNS, never of mail lines.
        #expect(
            bench.count { event in
                if case .lines = event.what { return true }
                return false
            } == 0)
        let summaries = bench.journal.compactMap { event -> String? in
            switch event.what {
            case .dns(.sent(let summary, _, _)), .dns(.heard(let summary, _, _)): summary
            default: nil
            }
        }
        #expect(summaries.filter { $0 == "TXT long.example.jp? over TCP" }.count == 4)
        #expect(summaries.contains { $0.hasSuffix("(truncated)") })
        #expect(summaries.contains { $0.contains(" of a message over TCP") })
        let again = try #require(try bench.resolve("long.example.jp", "TXT").facts)
        #expect(again.isFromCache && again.isOverTCP)
        #expect(again.answer == facts.answer)
    }

    @Test("a domain with many mail hosts gets its letter: MX comes over TCP")
    func manyExchanges() throws {
        var bench = try world { blueprint in
            let more = (0..<40).map { "@ IN MX \(30 + $0) backup-\($0).example.jp." }
            blueprint.addRecords(more.joined(separator: "\n"), to: "ns.example.jp")
        }
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("delivered:bob@example.jp"))
        #expect(
            bench.count { event in
                if case .connection(.opened(let peer)) = event.what, peer.port == 53 {
                    return event.host == "mail.example.com"
                }
                return false
            } == 1)
    }

    @Test("a lame delegation is a failure, which is remembered for a minute")
    func lameDelegation() throws {
        var bench = try world { blueprint in
            // The office's name server knows nothing of this zone.
            blueprint.addRecords(
                "lame IN NS ns.office.example.", to: "ns.jp.example")
        }
        #expect(try bench.resolve("www.lame.jp", "A").outcome == "SERVFAIL")
        let notes = bench.notes(of: "resolver.isp-a.example")
        #expect(notes.contains("dns.glue-missing") && notes.contains("dns.server-failed"))
        #expect(bench.notes(of: "ns.office.example").contains("dns.not-our-zone"))
        let asked = bench.notes(of: "ns.office.example").count
        #expect(try bench.resolve("www.lame.jp", "A").outcome == "SERVFAIL")
        #expect(bench.notes(of: "ns.office.example").count == asked)
        #expect(bench.notes(of: "resolver.isp-a.example").contains("dns.failure-remembered"))
        // A letter there waits for better times.
        try bench.send(to: "someone@lame.jp")
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("deferred@mail.example.com"))
        #expect(!bench.mailStory.contains { $0.hasPrefix("bounced") })
    }

    @Test("where one of two servers is lame, the other one answers", arguments: Seeds.few)
    func halfLame(seed: UInt64) throws {
        var blueprint = try Story.internet()
        // The server of the zone stands behind `ns`; the second one knows nothing.
        blueprint.addRecords("example IN NS ns.office.example.", to: "ns.jp.example")
        var bench = try Workbench(blueprint, seed: Seed(seed))
        let facts = try bench.resolve("mail.example.jp", "A").facts
        #expect(facts?.answer.map(\.data) == ["192.0.2.20"])
    }

    @Test("a server behind a dead line is waited for, and the answer is a failure")
    func silentServer() throws {
        var bench = try world { blueprint in
            blueprint.edit("ns.example.jp") { $0.line.lossPerMillion = 1_000_000 }
        }
        let answer = try bench.resolve("mail.example.jp", "A")
        #expect(answer.outcome == "SERVFAIL")
        // The resolver gives up before its client does.
        #expect((8...10).contains(answer.seconds))
        #expect(bench.notes(of: "resolver.isp-a.example").contains("dns.server-silent"))
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("deferred@mail.example.com"))
    }

    @Test("a resolver behind a dead line is a time-out; one that is not there is found out at once")
    func deadResolver() throws {
        var bench = try world { blueprint in
            blueprint.edit("resolver.isp-a.example") { $0.line.lossPerMillion = 1_000_000 }
        }
        let silent = try bench.resolve("mail.example.jp", "A")
        #expect(silent.outcome == "TIMEOUT" && silent.seconds == 10)
        #expect(silent.facts?.status == "TIMEOUT" && silent.facts?.server == nil)
        // No name server runs there: its host says so (ICMP port unreachable).
        let nobody = try bench.resolve("mail.example.jp", "A", server: "visitor")
        #expect(nobody.outcome == "UNREACHABLE" && nobody.seconds == 0)
        let overTCP = try bench.resolve(
            "mail.example.jp", "A", server: "visitor", overTCP: true)
        #expect(overTCP.outcome == "UNREACHABLE" && overTCP.seconds == 0)
    }

    @Test("servers can be asked by hand, and say what they are")
    func byHand() throws {
        var bench = try Story.bench()
        let authority = try bench.resolve("example.jp", "MX", server: "ns.example.jp").facts
        #expect(authority?.flags == ["qr", "aa", "rd"])
        #expect(authority?.answer.count == 2)
        let root = try bench.resolve(
            "example.jp", "MX", server: "192.0.2.50", overTCP: true
        ).facts
        #expect(root?.referral == "jp" && root?.isOverTCP == true)
        let stranger = try bench.resolve(
            "example.jp", "MX", server: "resolver.isp-b.example")
        #expect(stranger.outcome == "REFUSED")
        let none = try bench.resolve("nobody.example.jp", "A").facts
        #expect(none?.status == "NXDOMAIN" && none?.negativeSeconds == 300)
        #expect(none?.isFromCache == false)
        #expect(try bench.resolve("nobody.example.jp", "MX").facts?.isFromCache == true)
        // A resolver has none of its own, but can be made to ask somebody.
        #expect(throws: Trouble.self) {
            try bench.resolve("example.jp", "MX", on: "resolver.isp-a.example")
        }
        let own = try bench.resolve(
            "example.jp", "MX", on: "resolver.isp-a.example", server: "ns.example.jp")
        #expect(own.facts?.answer.count == 2)
        #expect(throws: Trouble.self) {
            try bench.resolve("example.jp", "MX", server: "no-such-host")
        }
    }

    @Test("a connection to a name server that lies idle is closed by it")
    func idleConnection() throws {
        var bench = try Story.bench()
        try bench.perform(.connect(host: "visitor", target: "ns.example.jp", port: 53))
        _ = bench.run(until: .quiet)
        let state = try #require(bench.terminals.last).state
        #expect(state == .open)
        _ = bench.run(until: .moment(bench.now + .seconds(11)))
        #expect(try #require(bench.terminals.last).state == .closedByPeer)
        #expect(bench.notes(of: "ns.example.jp").contains("dns.tcp-idle"))
    }

    @Test("whatever a stranger says to a name server's TCP port, it stands", arguments: Seeds.few)
    func noise(seed: UInt64) throws {
        var dice = Dice(seed: seed).stream("noise at port 53")
        var bench = try Story.bench(seed: seed)
        let query = DNSMessage(
            asking: DNSQuestion(DNSName("example.jp") ?? .root, .mx), id: 7,
            recursionDesired: false)
        for host in ["ns.example.jp", "resolver.core.example"] {
            for _ in 0..<Seeds.rounds(soak: 2_000) {
                try bench.perform(.connect(host: "visitor", target: host, port: 53))
                _ = bench.run(until: .quiet)
                for _ in 0..<10 {
                    let terminal = try #require(bench.terminals.last)
                    guard terminal.state == .open else { break }
                    var octets = DNSMessageFramer.framed(query.octets())
                    for _ in 0..<dice.below(4) {
                        octets[Int(dice.below(UInt64(octets.count)))] = UInt8(dice.below(256))
                    }
                    try bench.perform(.say(terminal: terminal.number, octets: octets))
                    _ = bench.run(until: .quiet)
                }
                if try #require(bench.terminals.last).state == .open {
                    try bench.perform(.disconnect(terminal: bench.terminals.count))
                }
                _ = bench.run(until: .quiet)
            }
        }
        let facts = try bench.resolve("example.jp", "MX", on: "visitor", overTCP: true).facts
        #expect(facts?.answer.count == 2, "\(Seeds.again(seed))")
    }

    @Test("a host with IPv6 asks for both families, and falls back to the one that works")
    func dualStack() throws {
        var bench = try world { blueprint in
            // Its AAAA record stays.
            blueprint.edit("mail.example.com") { $0.address6 = nil }
            blueprint.edit("alice-pc") { $0.address6 = IPAddress("2001:db8:a::66") }
        }
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("delivered:bob@example.jp"))
        let asked = bench.journal.compactMap { event -> String? in
            if case .dns(.asked(let question, _)) = event.what, event.host == "alice-pc" {
                return question
            }
            return nil
        }
        #expect(asked == ["A mail.example.com", "AAAA mail.example.com"])
        let tried = bench.journal.compactMap { event -> Bool? in
            if case .connection(.opening(let peer)) = event.what, event.host == "alice-pc" {
                return peer.address.isV4
            }
            return nil
        }
        #expect(tried == [false, true])
        // Nobody asks for what it could not use.
        let hasIPv6 = bench.blueprint.hosts.filter { $0.address6 != nil }.map(\.name)
        #expect(
            bench.count { event in
                if case .dns(.asked(let question, _)) = event.what {
                    return question.hasPrefix("AAAA") && !hasIPv6.contains(event.host)
                }
                return false
            } == 0)
    }
}
