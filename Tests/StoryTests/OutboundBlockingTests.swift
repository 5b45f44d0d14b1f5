import Clockwork
import Internet
import Simulation
import Support
import Testing
import Wire

@Suite("OP25B")
struct OutboundBlockingTests {
    /// What a real network shows for each verdict (measured figures in the project's field notes).
    static let symptoms:
        [(verdict: BlockVerdict, failure: String, seconds: ClosedRange<Int>, syns: Int)] = [
            (.drop, "timedOut", 130...140, 11),
            (.reset, "refused", 0...0, 1),
            (.prohibited, "prohibited", 0...0, 1),
            (.portUnreachable, "portUnreachable", 0...0, 1),
            (.hostUnreachable, "unreachable", 0...0, 1),
        ]

    @Test("each verdict has its own symptom at alice-pc", arguments: 0..<5)
    func verdicts(index: Int) throws {
        let expected = Self.symptoms[index]
        var bench = try Story.bench()
        try bench.perform(
            .setOP25B(host: "edge.isp-a.example", isOn: true, verdict: expected.verdict))
        let start = bench.now
        try bench.perform(
            .connect(host: "alice-pc", target: "mail.example.jp", port: 25))
        _ = bench.run(until: .quiet)
        let failed = try #require(
            bench.journal.first { event in
                if case .connection(.failed) = event.what { return true }
                return false
            })
        guard case .connection(.failed(let failure, _)) = failed.what else { return }
        #expect("\(failure)" == expected.failure)
        #expect(expected.seconds.contains((failed.moment - start).wholeSeconds))
        #expect(syns(in: bench, to: 25) == expected.syns)
        let rows = try bench.firewall(of: "edge.isp-a.example")
        #expect(rows[0].packets == expected.syns)
        #expect(rows[0].flows == 1)
        // The verdict stands in the journal with its reason, and `why` leads back to the learner.
        let judged = try #require(
            bench.journal.first { event in
                if case .firewall(let facts) = event.what { return facts.rule == "OP25B" }
                return false
            })
        guard case .firewall(let facts) = judged.what else { return }
        #expect(facts.verdict == expected.verdict.rawValue)
        #expect(facts.destination.port == 25)
        guard case .action(.connect)? = bench.journal.chain(of: failed.number).last?.what else {
            Issue.record("no cause leads from the failure to the learner")
            return
        }
    }

    private func syns(in bench: Workbench, to port: UInt16) -> Int {
        bench.journal.count { event in
            guard case .packet(.sent, let facts) = event.what,
                let packet = try? IPv4Packet(parsing: facts.octets[...]),
                packet.protocolNumber == .tcp,
                let segment = try? TCPSegment(
                    parsing: packet.payload, from: packet.source, to: packet.destination)
            else { return false }
            return segment.flags == .syn && segment.destinationPort == port
        }
    }

    @Test("the ways out: the ISP's own server, and 587 with AUTH")
    func waysOut() throws {
        var bench = try Story.bench()
        try bench.send(route: .server(name: "mail.isp-a.example", port: 25))
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("queued@mail.isp-a.example"))
        #expect(bench.mailStory.filter { $0 == "delivered:bob@example.jp" }.count == 1)
        try bench.send(route: .server(name: "mail.example.com", port: 587))
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.filter { $0 == "delivered:bob@example.jp" }.count == 2)
        #expect(try bench.firewall(of: "edge.isp-a.example")[0].packets == 0)
    }

    @Test("with OP25B switched off, port 25 is open")
    func switchedOff() throws {
        var bench = try Story.bench()
        try bench.perform(.setOP25B(host: "edge.isp-a.example", isOn: false, verdict: nil))
        try bench.send(route: .direct)
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory == ["queued@mail.example.jp", "delivered:bob@example.jp"])
    }

    @Test("the office's static address is exempt")
    func office() throws {
        var bench = try Story.bench()
        try bench.send(on: "mail.office.example", from: "owner@office.example", route: .direct)
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory == ["queued@mail.example.jp", "delivered:bob@example.jp"])
        let passed = bench.journal.contains { event in
            if case .firewall(let facts) = event.what {
                return facts.verdict == "accept" && facts.destination.port == 25
            }
            return false
        }
        #expect(passed)
    }

    @Test("the spam bot is stopped and counted")
    func infected() throws {
        var bench = try Story.bench()
        let before = bench.now
        _ = bench.run(until: .moment(before + .minutes(20)))
        let rows = try bench.firewall(of: "edge.isp-a.example")
        #expect(rows[0].flows >= 2)
        #expect(rows[0].packets >= 11)
        #expect(try bench.mailbox(of: "bob@example.jp").isEmpty)
        #expect(try bench.mailbox(of: "dave@example.com").isEmpty)
        let stopped = bench.journal.contains { event in
            if case .firewall(let facts) = event.what {
                return "\(facts.source.address)" == "203.0.113.70" && facts.verdict == "drop"
            }
            return false
        }
        #expect(stopped)
    }

    @Test("what home-mta queued is deferred, and bounced after five simulated days")
    func homeServer() throws {
        var bench = try Story.bench()
        let message = try bench.send(
            on: "home-mta", from: "alice@isp-a.example",
            route: .server(name: "home-mta", port: 25))
        let start = bench.now
        _ = bench.run(until: .quiet)
        #expect(
            bench.mailStory == [
                "queued@home-mta", "attempting@home-mta", "attempting@home-mta",
                "deferred@home-mta",
            ])
        let row = try #require(try bench.queue(of: "home-mta").first)
        #expect(row.attempts == 1)
        #expect(row.reason?.key == "transport.timed-out")
        #expect(row.message == message)
        _ = bench.run(until: .settled(message: message))
        #expect(bench.mailStory.last { $0.hasPrefix("bounced") } == "bounced@home-mta")
        let days = (bench.now - start).wholeSeconds / 86_400
        #expect(days == 5)
        // The bounce goes out by ISP A's own server, which OP25B leaves alone.
        _ = bench.run(until: .quiet)
        #expect(try bench.queue(of: "home-mta").isEmpty)
        let bounce = try #require(try bench.mailbox(of: "alice@isp-a.example").last)
        #expect(bounce.from.contains("postmaster@"))
        let text = String(decoding: bounce.octets, as: UTF8.self)
        #expect(text.hasPrefix("Return-Path: <>\r\n"))
        #expect(text.contains("Status: 4.4.7\r\n"))
        #expect(text.contains("Final-Recipient: rfc822; bob@example.jp\r\n"))
    }

    @Test("an open relay it is not")
    func noOpenRelay() throws {
        var bench = try Story.bench()
        try bench.send(
            on: "visitor", from: "eve@example.net", to: "bob@example.jp",
            route: .server(name: "mail.example.com", port: 25))
        _ = bench.run(until: .quiet)
        guard case .sendFinished(_, let accepted, let refused)? = bench.lastOutcome else {
            Issue.record("\(String(describing: bench.lastOutcome))")
            return
        }
        #expect(accepted.isEmpty)
        #expect(refused[0].reason.values.contains { $0.text.hasPrefix("554 5.7.1") })
        #expect(bench.mailStory.isEmpty)
    }
}
