import Clockwork
import Internet
import Simulation
import Testing
import Wire

/// Firewalls changed by hand, recorded, replayed and explained.
@Suite("Firewalls in the story")
struct FirewallStories {
    static let edge = "edge.isp-a.example"

    private func add(_ rule: String, at place: Int? = nil) -> Action {
        .changeFirewall(host: Self.edge, .add(rule: rule, at: place))
    }

    @Test("rules by hand: added, counted, removed by number and by name")
    func rules() throws {
        var bench = try Story.bench()
        try bench.perform(add("accept tcp from alice-pc to mail.example.jp port 25 name friend"))
        try bench.perform(add("drop icmp type echo-request log", at: 1))
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.jp", port: 25))
        try bench.perform(
            .probe(
                ProbeOrder(
                    host: "alice-pc", target: "visitor", plan: .ping(count: 1, timeToLive: 64))))
        _ = bench.run(until: .quiet)
        var rows = try bench.firewall(of: Self.edge)
        #expect(rows[0].text == "drop icmp type echo-request log")
        #expect(rows.prefix(2).map(\.packets) == [1, 1])
        #expect(rows[2].rule == "OP25B" && rows[2].packets == 0)
        try bench.perform(.changeFirewall(host: Self.edge, .resetCounters))
        #expect(try bench.firewall(of: Self.edge).allSatisfy { $0.packets == 0 })
        try bench.perform(.changeFirewall(host: Self.edge, .remove(rule: "friend")))
        try bench.perform(.changeFirewall(host: Self.edge, .remove(rule: "1")))
        rows = try bench.firewall(of: Self.edge)
        #expect(rows.map(\.rule) == ["OP25B", ""])
    }

    @Test("what cannot be done changes nothing, and says why")
    func mistakes() throws {
        var bench = try Story.bench()
        try bench.perform(add("drop tcp to any port 99 name first"))
        let count = bench.journal.count
        for (change, key) in [
            (
                FirewallChange.add(rule: "drop tcp to any prot 25", at: nil),
                "firewall.rule-unknown-word"
            ),
            (.add(rule: "drop name first", at: nil), "trouble.rule-name-taken"),
            (.add(rule: "drop", at: 9), "trouble.no-such-rule-place"),
            (.remove(rule: "7"), "trouble.no-such-rule"),
            (.forget(set: "x"), "trouble.no-such-set"),
            (.define(set: "9", addresses: "any"), "trouble.bad-set-name"),
            (.define(set: "dynamic", addresses: "@dynamic"), "trouble.set-circle"),
            (.define(set: "a", addresses: "192.0.2.1/24"), "firewall.rule-bad-prefix"),
        ] {
            do {
                try bench.perform(.changeFirewall(host: Self.edge, change))
                Issue.record("\(change) was done")
            } catch {
                #expect(error.key == key)
            }
        }
        #expect(bench.journal.count == count)
        try bench.perform(add("drop tcp from @static to any port 99"))
        do {
            try bench.perform(.changeFirewall(host: Self.edge, .forget(set: "static")))
            Issue.record("a set in use was forgotten")
        } catch { #expect(error.key == "trouble.set-in-use") }
    }

    @Test("back restores rules, sets and counters, octet for octet")
    func back() throws {
        var bench = try Story.bench()
        try bench.perform(add("reset tcp to any port 443"))
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.jp", port: 443))
        _ = bench.run(until: .quiet)
        let before = try state(bench)
        try bench.perform(
            .changeFirewall(host: Self.edge, .define(set: "dynamic", addresses: "none")))
        try bench.perform(.setOP25BStage(host: Self.edge, stage: .mobileCarriers))
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.jp", port: 443))
        _ = bench.run(until: .quiet)
        let after = try state(bench)
        #expect(before != after)
        let end = bench.now
        let journal = bench.journal.map { bench.json(of: $0) }
        while try state(bench) != before {
            let went = bench.back(.packet)
            try #require(went)
        }
        #expect(try bench.firewall(of: Self.edge)[0].packets == 1)
        _ = bench.run(until: .moment(end))
        #expect(try state(bench) == after)
        #expect(bench.journal.map { bench.json(of: $0) } == journal)
    }

    private func state(_ bench: Workbench) throws -> String {
        let view = try bench.firewallView(of: Self.edge)
        return "\(view.rows) \(view.sets) \(view.knownFlows)"
    }

    @Test("policy trace names every rule that was asked, as it stood then")
    func trace() throws {
        var bench = try Story.bench()
        try bench.perform(add("accept tcp from @static to any port 25"))
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.jp", port: 25))
        _ = bench.run(until: .quiet)
        let judged = try #require(
            bench.journal.first { event in
                if case .firewall(let facts) = event.what { return facts.rule == "OP25B" }
                return false
            })
        let failed = try #require(
            bench.journal.last { if case .connection(.failed) = $0.what { true } else { false } })
        let then = try bench.policyTrace(of: judged.number)
        #expect(then.map(\.host) == [Self.edge])
        #expect(!then[0].hasChangedSince)
        #expect(then[0].steps.map(\.asked) == [.knownFlows, .rule(1), .policy])
        #expect(then[0].steps[1].conditions.filter { !$0.holds }.map(\.kind) == [.sourceIn])
        #expect(then[0].steps[2].conditions.allSatisfy { $0.holds })
        #expect(then[0].steps[2].ruling?.verdict == .drop)
        // The failure leads to the last SYN that was stopped.
        let last = try bench.policyTrace(of: failed.number)
        #expect(last[0].steps.map(\.asked) == [.knownFlows, .rule(1), .policy])
        #expect(last[0].event > then[0].event)
        // Rules that come later do not rewrite the past.
        try bench.perform(add("accept tcp from alice-pc", at: 1))
        try bench.perform(.setOP25B(host: Self.edge, isOn: false, verdict: nil))
        let again = try bench.policyTrace(of: judged.number)
        #expect(again[0].hasChangedSince)
        #expect(again[0].steps == then[0].steps)
    }

    @Test("a packet that passes is traced at every firewall on its way")
    func passing() throws {
        var bench = try Story.bench()
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.jp", port: 587))
        _ = bench.run(until: .quiet)
        let syn = try #require(bench.opening(to: 587))
        let sent = try #require(
            bench.journal.first { event in
                if case .packet(.sent, let facts) = event.what { return facts.packet == syn }
                return false
            })
        let traces = try bench.policyTrace(of: sent.number)
        #expect(traces.map(\.host) == [Self.edge, "core.example"])
        #expect(traces.allSatisfy { $0.steps.last?.ruling?.verdict == .accept })
        #expect(traces[0].steps[0].conditions[0].found == "new")
    }

    @Test("no packet behind it: said, not guessed")
    func noPacket() throws {
        var bench = try Story.bench()
        try bench.perform(.setOP25B(host: Self.edge, isOn: false, verdict: nil))
        for (number, key) in [
            (UInt64(1), "trouble.no-packet-behind"), (999, "trouble.no-such-event"),
        ] {
            do {
                _ = try bench.policyTrace(of: number)
                Issue.record("event \(number) was traced")
            } catch { #expect(error.key == key) }
        }
    }
}
