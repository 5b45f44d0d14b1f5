import Clockwork
import Internet
import Simulation
import Testing

@Suite("Crash and restart of a host")
struct CrashTests {
    private func subjects(_ bench: Workbench, of login: String) throws -> [String] {
        try bench.mailbox(of: login).map(\.subject)
    }

    @Test("what is in a mailbox survives; mail that comes meanwhile waits at the backup MX")
    func mailbox() throws {
        var bench = try Story.bench()
        try bench.send(subject: "before")
        _ = bench.run(until: .quiet)
        #expect(try subjects(bench, of: "bob@example.jp") == ["before"])
        try bench.perform(.crash(host: "mail.example.jp"))
        try bench.send(subject: "meanwhile")
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("queued@mx2.example.jp"))
        #expect(try bench.queue(of: "mx2.example.jp").count == 1)
        try bench.perform(.restart(host: "mail.example.jp"))
        _ = bench.run(until: .moment(bench.now + .hours(3)))
        #expect(try subjects(bench, of: "bob@example.jp") == ["before", "meanwhile"])
        #expect(try bench.queue(of: "mx2.example.jp").isEmpty)
    }

    @Test("a message that was taken over is on disk: it goes out after the restart, once")
    func queue() throws {
        var bench = try Story.bench()
        let message = try bench.send(subject: "taken")
        while !bench.mailStory.contains("queued@mail.example.com") { _ = bench.step(.packet) }
        try bench.perform(.crash(host: "mail.example.com"))
        _ = bench.run(until: .moment(bench.now + .hours(1)))
        #expect(try subjects(bench, of: "bob@example.jp").isEmpty)
        #expect(try bench.queue(of: "mail.example.com").map(\.message) == [message])
        try bench.perform(.restart(host: "mail.example.com"))
        _ = bench.run(until: .quiet)
        #expect(try subjects(bench, of: "bob@example.jp") == ["taken"])
        #expect(try bench.queue(of: "mail.example.com").isEmpty)
    }

    @Test("a connection whose other end has forgotten it is reset at the next segment")
    func halfOpen() throws {
        var bench = try Story.bench()
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.com", port: 587))
        _ = bench.run(until: .quiet)
        #expect(bench.terminals.last?.state == .open)
        try bench.perform(.crash(host: "mail.example.com"))
        // Nobody has told the client.
        _ = bench.run(until: .moment(bench.now + .minutes(1)))
        #expect(bench.terminals.last?.state == .open)
        try bench.perform(.restart(host: "mail.example.com"))
        try bench.perform(.say(terminal: 1, octets: Array("NOOP\r\n".utf8)))
        _ = bench.run(until: .quiet)
        #expect(bench.terminals.last?.state == .failed("transport.reset"))
        // And the server answers new callers.
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.com", port: 587))
        _ = bench.run(until: .quiet)
        #expect(bench.terminals.last?.state == .open)
    }

    @Test("a resolver's memory is lost: it asks the root again")
    func resolver() throws {
        var bench = try Story.bench()
        /// Resolves a name, and counts the questions that the root has been asked so far.
        func rootQueries() throws -> Int {
            try bench.perform(.resolve(host: "alice-pc", name: "mail.example.com", type: "A"))
            _ = bench.run(until: .quiet)
            return bench.journal.count { event in
                if case .dns(.heard(_, _, isQuery: true)) = event.what {
                    return event.host == "ns.root.example"
                }
                return false
            }
        }
        let first = try rootQueries()
        #expect(first > 0)
        let second = try rootQueries()
        #expect(second == first)
        try bench.perform(.crash(host: "resolver.isp-a.example"))
        try bench.perform(.restart(host: "resolver.isp-a.example"))
        let third = try rootQueries()
        #expect(third > first)
    }

    @Test("a host without power does nothing, says so, and `back` brings it back")
    func withoutPower() throws {
        var bench = try Story.bench()
        try bench.perform(.crash(host: "alice-pc"))
        var keys: [String] = []
        for action in [
            Action.crash(host: "alice-pc"), .resolve(host: "alice-pc", name: "a.b", type: "A"),
        ] {
            do throws(Trouble) { try bench.perform(action) } catch { keys.append(error.key) }
        }
        #expect(keys == ["trouble.host-is-down", "trouble.host-is-down"])
        let wentBack = bench.back(.exchange)
        #expect(wentBack)
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(try subjects(bench, of: "bob@example.jp") == ["Hello"])
    }

    @Test("a mail program's errand is lost with its host, and the world comes to rest")
    func errand() throws {
        var bench = try Story.bench()
        try bench.send()
        for _ in 0..<40 { _ = bench.step(.packet) }
        try bench.perform(.crash(host: "alice-pc"))
        _ = bench.run(until: .quiet)
        #expect(bench.isQuiet)
        #expect(try subjects(bench, of: "bob@example.jp").isEmpty)
        let lost = bench.journal.contains { event in
            if case .note(let note) = event.what { return note.key == "sim.task-lost" }
            return false
        }
        #expect(lost)
    }

    @Test("a crashed router cuts off what is behind it; its counters begin again")
    func router() throws {
        var bench = try Story.bench()
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.jp", port: 25))
        _ = bench.run(until: .quiet)
        #expect(try bench.firewall(of: "edge.isp-a.example")[0].packets > 0)
        try bench.perform(.crash(host: "edge.isp-a.example"))
        let before = bench.now
        try bench.perform(.connect(host: "alice-pc", target: "192.0.2.10", port: 587))
        _ = bench.run(until: .quiet)
        #expect((bench.now - before).wholeSeconds > 100)
        try bench.perform(.restart(host: "edge.isp-a.example"))
        #expect(try bench.firewall(of: "edge.isp-a.example")[0].packets == 0)
        try bench.perform(.connect(host: "alice-pc", target: "192.0.2.10", port: 587))
        _ = bench.run(until: .quiet)
        #expect(bench.terminals.last?.state == .open)
    }
}

@Suite("The backup MX")
struct BackupMXTests {
    @Test("it knows the domain's recipients, and takes mail for nobody else")
    func recipients() throws {
        var bench = try Story.bench()
        try bench.perform(.connect(host: "visitor", target: "mx2.example.jp", port: 25))
        _ = bench.run(until: .quiet)
        let lines = [
            "EHLO visitor.example", "MAIL FROM:<a@visitor.example>", "RCPT TO:<bob@example.jp>",
            "RCPT TO:<postmaster@EXAMPLE.JP>", "RCPT TO:<postmaster>",
            "RCPT TO:<nobody@example.jp>",
            "RCPT TO:<alice@example.com>",
        ]
        for line in lines {
            try bench.perform(.say(terminal: 1, octets: Array("\(line)\r\n".utf8)))
            _ = bench.run(until: .quiet)
        }
        let heard = String(decoding: bench.terminals[0].heard, as: UTF8.self)
        let codes = heard.split(separator: "\r\n").filter { !$0.hasPrefix("250-") }.map {
            $0.prefix(9)
        }
        #expect(
            codes.suffix(5) == ["250 2.1.5", "250 2.1.5", "250 2.1.5", "550 5.1.1", "554 5.7.1"])
    }
}
