import Clockwork
import PostOffice
import Session
import Simulation
import Testing

@Suite("An attacker as a machine of the world")
struct AttackerTests {
    private func journal(_ bench: Workbench) -> [String] {
        bench.journal.map { bench.json(of: $0) }
    }

    @Test("the same seed gives the same journal and capture, and `back` the same story")
    func determinism() throws {
        func story(_ seed: UInt64) throws -> Workbench {
            var story = try Attacked(.init(.strip), Attacked.alice, seed: seed)
            _ = try story.everything(Attacked.alice, .opportunistic)
            try story.bench.perform(.removeAttacker(host: "attacker"))
            try story.bench.perform(
                .placeAttacker(
                    AttackOrder(
                        a: "alice-pc", b: "edge.isp-a.example", name: "eve",
                        plan: .init(.swap, certificate: .misissued))))
            _ = try story.everything(Attacked.alice, .starttls)
            #expect(story.bench.attackers.map(\.deeds) == [3])
            return story.bench
        }
        let first = try story(3)
        let second = try story(3)
        #expect(journal(first) == journal(second))
        #expect(first.capture() == second.capture())
        #expect(journal(try story(4)) != journal(first))
        var travelled = first
        try travelled.goto(event: 40)
        #expect(travelled.journal.count < first.journal.count)
        _ = travelled.run(until: .event(UInt64(first.journal.count)))
        #expect(journal(travelled) == journal(first))
    }

    @Test("each packet is shown with its own connection, though both have the same ends")
    func connections() throws {
        for kind in [AttackOrder.Plan.Kind.strip, .swap, .inject] {
            var story = try Attacked(
                .init(kind, certificate: .misissued), Attacked.alice)
            _ = try story.everything(Attacked.alice, .opportunistic)
            var opened: [String: [Int]] = [:]
            for event in story.bench.journal {
                if case .connection(.opening) = event.what, let number = event.connection {
                    opened[event.host, default: []].append(number)
                }
            }
            let (ours, theirs) = (
                try #require(opened["alice-pc"]), try #require(opened["attacker"])
            )
            #expect(ours.count == 3 && theirs.count == 3)
            var counts = (near: 0, far: 0)
            for event in story.bench.journal {
                guard case .packet(_, let facts) = event.what,
                    story.bench.summary(ofPacket: facts.octets).contains("TCP"),
                    let number = event.connection
                else { continue }
                switch event.host {
                case "alice-pc":
                    #expect(ours.contains(number), "#\(event.number)")
                    counts.near += 1
                case "edge.isp-a.example", "core.example":
                    #expect(!ours.contains(number), "#\(event.number)")
                case "mail.example.com":
                    #expect(theirs.contains(number), "#\(event.number)")
                    counts.far += 1
                case "attacker": #expect((ours + theirs).contains(number))
                default: break
                }
            }
            #expect(counts.near > 50 && counts.far > 50)
        }
    }

    @Test("nobody on the way sees it: ping and traceroute are as they were")
    func invisible() throws {
        func reports(withAttacker: Bool) throws -> [String] {
            var bench = try Story.bench()
            if withAttacker {
                try bench.perform(
                    .placeAttacker(
                        AttackOrder(
                            a: "alice-pc", b: "edge.isp-a.example", plan: .init(.swap))))
            }
            for isTraceroute in [false, true] {
                let plan: ProbeOrder.Plan =
                    isTraceroute
                    ? .traceroute(mostHops: 9, probesEach: 2) : .ping(count: 2, timeToLive: 64)
                try bench.perform(
                    .probe(
                        ProbeOrder(
                            host: "alice-pc", target: "mail.example.jp",
                            means: isTraceroute ? .udp : .echo, plan: plan)))
                _ = bench.run(until: .quiet)
            }
            return bench.journal.compactMap { event in
                guard case .answer(.probe(let report)) = event.what else { return nil }
                return "\(report.from.map { "\($0)" } ?? "*") \(report.roundTrip)"
            }
        }
        let without = try reports(withAttacker: false)
        #expect(without.count > 6)
        #expect(try reports(withAttacker: true) == without)
    }

    @Test("names, places and mistakes")
    func placing() throws {
        var bench = try Story.bench()
        func place(
            _ a: String, _ b: String, _ name: String? = nil
        ) throws(Trouble) {
            try bench.perform(
                .placeAttacker(AttackOrder(a: a, b: b, name: name, plan: .init(.strip))))
        }
        try place("alice-pc", "edge.isp-a.example")
        try place("edge.isp-b.example", "bob-laptop")
        try place("edge.isp-a.example", "core.example", "mallory")
        #expect(bench.attackers.map(\.host) == ["attacker", "attacker-2", "mallory"])
        #expect(bench.hosts.suffix(3).map(\.name) == ["attacker", "attacker-2", "mallory"])
        let mistakes: [(String, String, String?, String)] = [
            ("alice-pc", "edge.isp-a.example", nil, "trouble.attacker-there"),
            ("alice-pc", "bob-laptop", nil, "shell.link.none"),
            ("nobody", "bob-laptop", nil, "trouble.no-such-host"),
            ("bob-phone", "edge.isp-b.example", "alice-pc", "trouble.duplicate-host"),
            ("bob-phone", "edge.isp-b.example", "a b", "trouble.bad-name"),
            ("bob-phone", "edge.isp-b.example", "", "trouble.bad-name"),
        ]
        for (a, b, name, key) in mistakes {
            let count = bench.journal.count
            let trouble = #expect(throws: Trouble.self) { try place(a, b, name) }
            #expect(trouble?.key == key)
            #expect(bench.journal.count == count)
        }
        #expect(throws: Trouble("trouble.not-an-attacker", ["host": "alice-pc"])) {
            try bench.perform(.removeAttacker(host: "alice-pc"))
        }
        try bench.perform(.removeAttacker(host: "attacker"))
        #expect(bench.host(named: "attacker") == nil)
        #expect(bench.hosts.suffix(2).map(\.name) == ["attacker-2", "mallory"])
        try place("alice-pc", "edge.isp-a.example")
        #expect(bench.attackers.map(\.host) == ["attacker-2", "mallory", "attacker"])
        // Two in a row: the second takes the offer out before the first sees it.
        var story = try Attacked(.init(.strip), Attacked.alice)
        try story.bench.perform(
            .placeAttacker(
                AttackOrder(
                    a: "edge.isp-a.example", b: "core.example", name: "mallory",
                    plan: .init(.strip))))
        #expect(try story.send(Attacked.alice, .opportunistic) == "accepted")
        let hosts = story.bench.journal.compactMap { event in
            if case .attack = event.what { event.host } else { nil }
        }
        #expect(hosts == ["mallory", "mallory"] && story.leaks(Attacked.alice))
    }

    @Test("taken away, or without power: connections end, the link is whole, nothing is left over")
    func ending() throws {
        var story = try Attacked(.init(.strip), Attacked.bob)
        try story.bench.perform(
            .connect(host: "bob-laptop", target: "mail.example.jp", port: 143))
        _ = story.bench.run(until: .quiet)
        #expect(story.bench.terminals[0].state == .open)
        #expect(story.read.contains("IMAP4rev1"))
        try story.bench.perform(.removeAttacker(host: "attacker"))
        let before = story.bench.journal.count
        #expect(story.bench.attackers.isEmpty)
        #expect(
            try story.everything(Attacked.bob, .starttls) == ["accepted", "fetched", "fetched"])
        let late = story.bench.journal[before...].filter { $0.host == "attacker" }
        #expect(late.isEmpty)

        var dark = try Attacked(.init(.strip), Attacked.bob)
        try dark.bench.perform(.crash(host: "attacker"))
        #expect(try dark.send(Attacked.bob, .implicit) != "accepted")
        try dark.bench.perform(.restart(host: "attacker"))
        #expect(try dark.send(Attacked.bob, .implicit) == "accepted")
        #expect(try dark.send(Attacked.bob, .opportunistic) == "accepted")
        #expect(dark.leaks(Attacked.bob))
    }

    @Test("a link with an attacker in it is still one link: worse, cut and mended")
    func link() throws {
        var story = try Attacked(.init(.strip), Attacked.bob)
        let before = try story.bench.link("bob-laptop", "edge.isp-b.example").line
        var change = LinkChange(a: "bob-laptop", b: "edge.isp-b.example")
        change.isUp = false
        try story.bench.perform(.changeLink(change))
        #expect(try story.send(Attacked.bob, .opportunistic) != "accepted")
        change.isUp = true
        change.latency = .milliseconds(70)
        change.lossPerMillion = 50_000
        try story.bench.perform(.changeLink(change))
        #expect(try story.everything(Attacked.bob, .opportunistic).first == "accepted")
        change = LinkChange(a: "bob-laptop", b: "edge.isp-b.example")
        change.resets = true
        try story.bench.perform(.changeLink(change))
        #expect(try story.bench.link("bob-laptop", "edge.isp-b.example").line == before)
    }

    @Test("in front of a home router: it sees one address, and each connection is its own")
    func translated() throws {
        var bench = try FamilyStory.homeRouter()
        try bench.perform(
            .placeAttacker(
                AttackOrder(a: "home-router", b: "edge.isp.example", plan: .init(.strip))))
        for (host, from, to) in [
            ("alice-pc", "alice@example.com", "dave@example.com"),
            ("dave-pc", "dave@example.com", "alice@example.com"),
        ] {
            try bench.perform(
                .send(
                    SendOrder(
                        host: host, from: from, recipients: [to], security: .opportunistic)))
        }
        _ = bench.run(until: .quiet)
        #expect(
            bench.mailStory.filter { $0.hasPrefix("delivered") }.sorted() == [
                "delivered:alice@example.com", "delivered:dave@example.com",
            ])
        let peers = bench.journal.compactMap { event -> String? in
            guard event.host == "attacker", case .connection(.accepted(let peer)) = event.what
            else { return nil }
            return "\(peer.address)"
        }
        #expect(peers == ["203.0.113.74", "203.0.113.74"])
        let stripped = bench.journal.compactMap { event -> Int? in
            guard case .attack(let deed) = event.what, deed.kind == "stripped" else { return nil }
            return event.connection
        }
        #expect(stripped.sorted() == [1, 2])
    }

    @Test("a big letter over a slow way: the attacker waits with it")
    func bigLetter() throws {
        let body = (0..<120_000).map { "line \($0) of a long letter" }.joined(separator: "\r\n")
        let letter = Array("From: bob@example.jp\r\nSubject: long\r\n\r\n\(body)\r\n".utf8)
        for plan in [AttackOrder.Plan(.strip), .init(.swap, certificate: .misissued)] {
            var story = try Attacked(plan, Attacked.bob)
            // The way behind the attacker is much slower than that before it.
            var change = LinkChange(a: "edge.isp-b.example", b: "core.example")
            change.bitsPerSecond = 2_000_000
            try story.bench.perform(.changeLink(change))
            try story.bench.perform(
                .send(
                    SendOrder(
                        host: "bob-laptop", from: "bob@example.jp",
                        recipients: ["bob@example.jp"], letter: letter,
                        security: .opportunistic)))
            var most = 0
            for _ in 0..<600 where !story.bench.isQuiet {
                let next = story.bench.now + .milliseconds(100)
                _ = story.bench.run(until: .moment(next))
                let rows = try story.bench.sockets(of: "attacker")
                most = max(most, rows.map(\.sendQueue).max() ?? 0)
            }
            let stored = try #require(try story.bench.mailbox(of: "bob@example.jp").first)
            #expect(stored.octets.suffix(1_000).elementsEqual(letter.suffix(1_000)))
            // A receiver takes a mebioctet at a time, and so does the attacker; the rest waits at
            // the client.
            #expect(letter.count > 3_000_000 && most > 200_000)
            #expect(most < 2_200_000, "\(most)")
        }
    }
}
