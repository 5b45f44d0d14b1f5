import Clockwork
import Simulation
import Support
import Testing

@Suite("The same seed and script, the same journal")
struct WorldDeterminismTests {
    /// A story with a loss-free submission, a blocked connection, a fetch and a waiting queue.
    private func story(seed: UInt64) throws -> Workbench {
        var bench = try Story.bench(seed: seed)
        try bench.send()
        _ = bench.run(until: .quiet)
        try bench.send(subject: "And again", route: .server(name: "mail.isp-a.example", port: 25))
        _ = bench.run(until: .quiet)
        try bench.send(subject: "And a third")
        _ = bench.run(until: .quiet)
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.jp", port: 25))
        _ = bench.run(until: .quiet)
        try bench.perform(
            .fetch(
                FetchOrder(
                    host: "bob-laptop", login: "bob@example.jp", using: .imap, deletes: false)))
        _ = bench.run(until: .quiet)
        try bench.send(
            on: "home-mta", from: "alice@isp-a.example",
            route: .server(name: "home-mta", port: 25))
        _ = bench.run(until: .moment(bench.now + .hours(2)))
        return bench
    }

    private func text(_ bench: Workbench) -> String {
        bench.journal.map { bench.json(of: $0) }.joined(separator: "\n")
    }

    @Test("twice the same, octet for octet", arguments: Seeds.few)
    func twice(seed: UInt64) throws {
        let first = try story(seed: seed)
        let second = try story(seed: seed)
        #expect(text(first) == text(second))
        #expect(first.capture() == second.capture())
        #expect(first.journal.count > 2_000)
    }

    @Test("another seed differs")
    func another() throws {
        let first = try story(seed: 1)
        let second = try story(seed: 2)
        #expect(text(first) != text(second))
        #expect(first.capture() != second.capture())
    }

    @Test("a thousand steps back and forward again end in the same journal", arguments: [1, 42])
    func backAndForth(seed: UInt64) throws {
        var bench = try story(seed: seed)
        try bench.send(to: "carol@example.jp")
        _ = bench.run(until: .quiet)
        let end = text(bench)
        let capture = bench.capture()
        let queue = try bench.queue(of: "home-mta").map(\.attempts)
        let moment = bench.now
        var steps = 0
        while steps < 1_000, bench.back(.packet) { steps += 1 }
        #expect(steps == 1_000)
        #expect(bench.isInThePast)
        #expect(bench.now < moment)
        while bench.isInThePast { _ = bench.step(.packet) }
        try bench.goto(moment: moment)
        #expect(text(bench) == end)
        #expect(bench.capture() == capture)
        #expect(try bench.queue(of: "home-mta").map(\.attempts) == queue)
    }

    /// A world in which nearly everything goes wrong: bad links, crashes, changed policies, probes.
    private func troubledStory(seed: UInt64) throws -> Workbench {
        var bench = try Story.bench(seed: seed)
        for (a, b) in [("alice-pc", "edge.isp-a.example"), ("edge.isp-a.example", "core.example")] {
            var change = LinkChange(a: a, b: b)
            change.lossPerMillion = 30_000
            change.jitter = .milliseconds(3)
            change.duplicationPerMillion = 20_000
            change.reorderingPerMillion = 20_000
            change.corruptionPerMillion = 10_000
            try bench.perform(.changeLink(change))
        }
        try bench.perform(.placeTap(a: "edge.isp-a.example", b: "core.example"))
        try bench.send(body: String(repeating: "A line of the letter.\r\n", count: 2_000))
        _ = bench.run(until: .quiet)
        try bench.perform(
            .probe(
                ProbeOrder(
                    host: "alice-pc", target: "mail.example.jp", means: .tcp(port: 25),
                    plan: .traceroute(mostHops: 6, probesEach: 2))))
        _ = bench.run(until: .quiet)
        try bench.perform(
            .changeFirewall(
                host: "edge.isp-a.example",
                .add(rule: "reset tcp from @dynamic to mail.example.com port 25", at: 1)))
        try bench.send(to: "carol@example.jp", route: .direct)
        for _ in 0..<30 { _ = bench.step(.packet) }
        try bench.perform(.crash(host: "mail.example.jp"))
        _ = bench.run(until: .moment(bench.now + .minutes(5)))
        try bench.perform(.restart(host: "mail.example.jp"))
        try bench.perform(
            .fetch(
                FetchOrder(
                    host: "bob-laptop", login: "bob@example.jp", using: .pop3, deletes: true)))
        _ = bench.run(until: .moment(bench.now + .hours(1)))
        return bench
    }

    @Test(
        "through loss, corruption, crashes and changed rules, twice the same", arguments: Seeds.few)
    func troubled(seed: UInt64) throws {
        let first = try troubledStory(seed: seed)
        let second = try troubledStory(seed: seed)
        #expect(text(first) == text(second), "\(Seeds.again(seed))")
        #expect(first.capture() == second.capture(), "\(Seeds.again(seed))")
        // The letter came through all of that whole.
        let letters = try first.mailbox(of: "bob@example.jp")
        let fetched = first.journal.contains { event in
            if case .answer(.fetchFinished(_, let letters, nil)) = event.what {
                return letters.contains { $0.count > 40_000 }
            }
            return false
        }
        #expect(fetched || letters.contains { $0.size > 40_000 }, "\(Seeds.again(seed))")
        var again = first
        let end = text(first)
        let moment = again.now
        for _ in 0..<200 { guard again.back(.packet) else { break } }
        try again.goto(moment: moment)
        #expect(text(again) == end, "\(Seeds.again(seed))")
    }

    /// Everything both stories leave behind, in one number (FNV-1a, 64 bits).
    private func digest(seed: UInt64) throws -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for bench in [try story(seed: seed), try troubledStory(seed: seed)] {
            for octet in Array(text(bench).utf8) + bench.capture() {
                digest = (digest ^ UInt64(octet)) &* 0x100_0000_01B3
            }
        }
        return digest
    }

    /// Swift's hashes differ from process to process; so does the order of its sets.
    @Test("two processes write the same journal and capture", .enabled(if: OwnProcess.isPossible))
    func otherProcess() throws {
        let said = try OwnProcess.run("WorldDeterminismTests/printed")
        #expect(said.contains("digest of the stories: \(try digest(seed: 42))."), "\(said)")
    }

    @Test("prints the digest", .enabled(if: OwnProcess.isThis, "the other process does"))
    func printed() throws {
        print("digest of the stories: \(try digest(seed: 42)).")
    }

    @Test("back to the start, mailboxes and counters too; a new deed cuts the future off")
    func allTheWay() throws {
        var bench = try Story.bench()
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(try bench.mailbox(of: "bob@example.jp").count == 1)
        while bench.back(.phase) {}
        #expect(bench.journal.isEmpty)
        #expect(try bench.mailbox(of: "bob@example.jp").isEmpty)
        try bench.send(to: "carol@example.jp")
        #expect(!bench.isInThePast)
        _ = bench.run(until: .quiet)
        #expect(try bench.mailbox(of: "bob@example.jp").isEmpty)
        #expect(try bench.mailbox(of: "carol@example.jp").count == 1)
    }
}
