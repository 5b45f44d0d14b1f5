import Clockwork
import Simulation
import Testing

@Suite("Ping and traceroute")
struct ProbeTests {
    private func run(_ order: ProbeOrder, _ bench: inout Workbench) throws -> (
        reports: [ProbeReport], summary: ProbeSummary?
    ) {
        let first = bench.journal.count
        try bench.perform(.probe(order))
        _ = bench.run(until: .quiet)
        var reports: [ProbeReport] = []
        var summary: ProbeSummary?
        for event in bench.journal.suffix(from: first) {
            switch event.what {
            case .answer(.probe(let report)): reports.append(report)
            case .answer(.probed(let found)): summary = found
            case _: continue
            }
        }
        return (reports, summary)
    }

    private func trace(
        _ means: ProbeOrder.Means, from host: String = "alice-pc", to target: String,
        probesEach: Int = 1
    ) -> ProbeOrder {
        ProbeOrder(
            host: host, target: target, means: means,
            plan: .traceroute(mostHops: 30, probesEach: probesEach))
    }

    @Test("ping sends one echo a second and counts what comes back")
    func ping() throws {
        var bench = try Story.bench()
        let start = bench.now
        let (reports, summary) = try run(
            ProbeOrder(host: "alice-pc", target: "mail.example.jp"), &bench)
        #expect(reports.map(\.sequence) == [1, 2, 3, 4])
        #expect(reports.allSatisfy { $0.answer == .reached(how: "echo-reply") })
        // Two routers on the way back take one each off the 64.
        #expect(reports.allSatisfy { $0.answerTimeToLive == 62 })
        #expect(summary?.answered == 4)
        #expect((bench.now - start).wholeSeconds == 3)
    }

    @Test("a short time to live ends at a router, which says so")
    func shortLife() throws {
        var bench = try Story.bench()
        let (reports, summary) = try run(
            ProbeOrder(
                host: "alice-pc", target: "mail.example.jp", plan: .ping(count: 1, timeToLive: 1)),
            &bench)
        #expect(reports.map(\.answer) == [.passing])
        #expect(summary?.reached == false)
    }

    @Test("traceroute names every router, whatever it sends", arguments: 0..<3)
    func routers(index: Int) throws {
        let means: ProbeOrder.Means = [.udp, .echo, .tcp(port: 587)][index]
        var bench = try Story.bench()
        let (reports, summary) = try run(
            trace(means, to: "mail.example.jp", probesEach: 2), &bench)
        let names = reports.compactMap { report in report.from.map { bench.hostName(of: "\($0)") } }
        #expect(
            names == [
                "edge.isp-a.example", "edge.isp-a.example", "core.example", "core.example",
                "mail.example.jp", "mail.example.jp",
            ])
        let how = ["port-unreachable", "echo-reply", "SYN,ACK"][index]
        #expect(reports.last?.answer == .reached(how: how))
        #expect(summary?.reached == true)
    }

    @Test("SYNs to port 25 show where OP25B drops them; 587 and a closed port do not")
    func filter() throws {
        var bench = try Story.bench()
        let blocked = try run(trace(.tcp(port: 25), to: "mail.example.jp"), &bench)
        #expect(
            bench.hostName(of: "\(try #require(blocked.reports[0].from))") == "edge.isp-a.example")
        #expect(blocked.reports.dropFirst().allSatisfy { $0.answer == .silence })
        #expect(blocked.reports.count == 6)
        #expect(blocked.summary?.reached == false)
        let closed = try run(trace(.tcp(port: 26), to: "mail.example.jp"), &bench)
        #expect(closed.reports.last?.answer == .reached(how: "RST"))
        let outside = try run(
            trace(.tcp(port: 25), from: "visitor", to: "mail.example.jp"), &bench)
        #expect(outside.reports.last?.answer == .reached(how: "SYN,ACK"))
    }

    @Test("what a filter forbids aloud ends the trace with its reason")
    func prohibited() throws {
        var bench = try Story.bench()
        try bench.perform(
            .setOP25B(host: "edge.isp-a.example", isOn: true, verdict: .prohibited))
        let (reports, _) = try run(trace(.tcp(port: 25), to: "mail.example.jp"), &bench)
        guard case .refused(let note)? = reports.last?.answer else {
            Issue.record("the trace does not end with a refusal: \(reports)")
            return
        }
        #expect(note.values.contains { $0.text.contains("prohibited") })
    }

    @Test("a name without an address ends the errand, and is not answered for ever")
    func noName() throws {
        var bench = try Story.bench()
        let (reports, summary) = try run(
            ProbeOrder(host: "alice-pc", target: "nosuch.example.com"), &bench)
        #expect(reports.isEmpty)
        #expect(summary?.address == nil)
        #expect(bench.isQuiet)
    }

    @Test("two errands at once do not take each other's answers")
    func twoAtOnce() throws {
        var bench = try Story.bench()
        try bench.perform(.probe(trace(.udp, to: "mail.example.jp")))
        try bench.perform(.probe(trace(.udp, to: "visitor")))
        _ = bench.run(until: .quiet)
        let ends = bench.journal.compactMap { event -> String? in
            guard case .answer(.probe(let report)) = event.what,
                case .reached = report.answer
            else { return nil }
            return report.from.map { bench.hostName(of: "\($0)") }
        }
        #expect(ends.sorted() == ["mail.example.jp", "visitor"])
    }
}
