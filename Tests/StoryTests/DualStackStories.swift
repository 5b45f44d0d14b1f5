import Clockwork
import Internet
import PostOffice
import Session
import Simulation
import Support
import Testing
import Wire

@Suite("IPv4 and IPv6 side by side")
struct DualStackStories {
    private static let jp = IPAddress("2001:db8:c::20")

    @Test("servers relay over IPv6, the learner submits over IPv4, and the trace says so")
    func relay() throws {
        var bench = try Story.bench()
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(bench.openings(by: "alice-pc", port: 587) == [IPAddress(192, 0, 2, 10)])
        #expect(bench.openings(by: "mail.example.com") == [Self.jp])
        let letter = try #require(try bench.mailbox(of: "bob@example.jp").first)
        let text = String(decoding: letter.octets, as: UTF8.self)
        #expect(text.contains("[IPv6:2001:db8:c::10]"))
        #expect(text.contains("[203.0.113.66]"))
        // Packets of the relay belong to its connection, as those of IPv4 do.
        let opening = try #require(
            bench.journal.first { event in
                guard event.host == "mail.example.com",
                    case .connection(.opening) = event.what
                else { return false }
                return true
            })
        let delivered = bench.journal.count { event in
            guard event.connection == opening.connection, event.host == "mail.example.jp",
                case .packet(.delivered, _) = event.what
            else { return false }
            return true
        }
        #expect(delivered > 5)
    }

    @Test("where IPv6 is closed, the mail goes over IPv4", arguments: ["drop", "reset"])
    func fallback(verdict: String) throws {
        var bench = try Story.bench()
        try FamilyStory.rule(
            "\(verdict) tcp to 2001:db8::/32 port 25", on: "mail.example.jp", &bench)
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(
            bench.openings(by: "mail.example.com") == [Self.jp, IPAddress(192, 0, 2, 20)])
        #expect(bench.mailStory.contains("delivered:bob@example.jp"))
        #expect(bench.now - bench.blueprint.start < .minutes(verdict == "drop" ? 3 : 1))
    }

    @Test("an AAAA record that leads nowhere costs a moment, and then IPv4 is taken")
    func goneAddress() throws {
        var bench = try FamilyStory.internet(["mail.example.jp": { $0.address6 = nil }])
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(bench.openings(by: "mail.example.com").map(\.isV4) == [false, true])
        #expect(bench.mailStory.contains("delivered:bob@example.jp"))
        // The router says so at once: nobody has to wait for it.
        #expect(
            bench.packets(.sent, at: "core.example").contains { $0.icmpMessage?.isError == true })
    }

    /// The default world, where IPv6 between the ISP and the core goes another way than IPv4.
    private func apart() throws -> Workbench {
        var blueprint = try Story.internet()
        let six = "six.example"
        blueprint.hosts.append(
            HostPlan(
                name: six, role: blueprint.hosts[0].role, isRouter: true))
        for index in blueprint.links.indices where blueprint.links[index].a.contains("isp-a") {
            blueprint.links[index].addressA6 = nil
            blueprint.links[index].addressB6 = nil
        }
        for (index, end) in ["edge.isp-a.example", "core.example"].enumerated() {
            let low = UInt64(0x300 + 2 * index)
            blueprint.links.append(
                LinkPlan(
                    a: end, addressA: IPAddress(203, 0, 113, UInt8(240 + 2 * index)), b: six,
                    addressB: IPAddress(203, 0, 113, UInt8(241 + 2 * index)),
                    line: LineProperties(), addressA6: .v6(0x2001_0db8_000a_0000, low),
                    addressB6: .v6(0x2001_0db8_000a_0000, low + 1)))
        }
        return try Workbench(blueprint, seed: 1)
    }

    @Test("each family takes its own shortest way; where that of IPv6 is cut, IPv4 is left")
    func linkDown() throws {
        var bench = try apart()
        #expect(
            try bench.hops(.udp, from: "erin-pc", to: "mail.example.jp") == [
                "edge.isp-a.example", "six.example", "core.example", "mail.example.jp",
            ])
        #expect(
            try bench.hops(.udp, from: "erin-pc", to: "mail.example.jp", wantsIPv6: false) == [
                "edge.isp-a.example", "core.example", "mail.example.jp",
            ])
        var change = LinkChange(a: "core.example", b: "six.example")
        change.isUp = false
        try bench.perform(.changeLink(change))
        try bench.perform(.connect(host: "erin-pc", target: "mail.example.jp", port: 587))
        _ = bench.run(until: .quiet)
        #expect(
            bench.openings(by: "erin-pc", port: 587) == [Self.jp, IPAddress(192, 0, 2, 20)])
        #expect(bench.terminals.last?.state == .open)
    }

    @Test("a host with IPv6 alone sends mail, and introduces itself by its address")
    func onlyIPv6() throws {
        var bench = try FamilyStory.internet(["visitor": FamilyStory.onlyIPv6])
        try bench.send(on: "visitor", from: "someone@example.com", route: .direct)
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("delivered:bob@example.jp"))
        let ehlo = bench.journal.compactMap { event -> String? in
            guard event.host == "visitor", case .lines(.sent, _, let octets) = event.what else {
                return nil
            }
            return String(decoding: octets, as: UTF8.self)
        }
        #expect(ehlo.first == "EHLO [IPv6:2001:db8:c::40]\r\n")
        #expect(bench.packets(.sent, at: "visitor").allSatisfy { !$0.isV4 })
        let asked = bench.journal.compactMap { event -> String? in
            guard event.host == "visitor", case .dns(.asked(let question, _)) = event.what else {
                return nil
            }
            return question
        }
        #expect(asked.allSatisfy { !$0.hasPrefix("A ") } && !asked.isEmpty)
        #expect(bench.host(named: "visitor")?.address == IPAddress("2001:db8:c::40"))
    }

    @Test("a host with IPv6 alone cannot reach a server that has only IPv4, and is told so")
    func noCommonFamily() throws {
        var bench = try FamilyStory.internet(["visitor": FamilyStory.onlyIPv6])
        try bench.send(
            on: "visitor", from: "someone@example.com", to: "frank@mobile.example", route: .direct)
        _ = bench.run(until: .quiet)
        guard case .sendFinished(_, let accepted, let refused)? = bench.lastOutcome else {
            Issue.record("the errand has no outcome")
            return
        }
        #expect(accepted.isEmpty && refused.first?.reason.key == "route.no-address")
        #expect(bench.openings(by: "visitor").isEmpty)
    }

    @Test("OP25B holds over IPv6 too; submission passes")
    func outboundBlocking() throws {
        var bench = try Story.bench()
        try bench.send(on: "erin-pc", from: "erin@isp-a.example", route: .direct)
        _ = bench.run(until: .quiet)
        // The first choice of MX has two addresses, and so has the second.
        #expect(bench.openings(by: "erin-pc").map(\.isV4) == [false, true, false, true])
        #expect(!bench.mailStory.contains("delivered:bob@example.jp"))
        let dropped = bench.packets(.dropped, at: "edge.isp-a.example")
        #expect(dropped.count { !$0.isV4 } == 22 && dropped.count { $0.isV4 } == 22)
        try bench.perform(.connect(host: "erin-pc", target: "mail.example.jp", port: 587))
        _ = bench.run(until: .quiet)
        #expect(bench.openings(by: "erin-pc", port: 587) == [Self.jp])
        #expect(bench.terminals.last?.state == .open)
        try bench.perform(.connect(host: "erin-pc", target: "mail.isp-a.example", port: 25))
        _ = bench.run(until: .quiet)
        #expect(bench.terminals.last?.state == .open)
    }

    @Test("dry runs and the matrix know both families")
    func matrix() throws {
        let bench = try Story.bench()
        func verdict(_ from: String, _ to: String, _ family: IPFamily?) throws -> String? {
            try bench.verdict(from: from, to: to, port: 25, family: family)
        }
        #expect(try verdict("erin-pc", "mail.example.jp", .v6) == "drop")
        #expect(try verdict("erin-pc", "mail.isp-a.example", .v6) == "accept")
        #expect(try verdict("visitor", "mail.example.jp", .v6) == "accept")
        #expect(try verdict("alice-pc", "mail.example.jp", .v6) == nil)
        #expect(try verdict("alice-pc", "mail.example.jp", nil) == "drop")
        let rows = try bench.policyMatrix(of: "edge.isp-a.example").rows.filter {
            $0.family == .v6
        }
        let found = rows.map {
            "\($0.sourceHost) \($0.destinationHost) \($0.cells.map(\.verdict)[0])"
        }
        #expect(
            found == [
                "erin-pc mail.isp-a.example accept", "erin-pc mail.example.com drop",
                "mail.isp-a.example mail.example.com accept", "visitor mail.isp-a.example accept",
            ])
    }

    @Test("a set that names hosts holds the addresses of both families")
    func sets() throws {
        var bench = try Story.bench()
        try bench.perform(
            .changeFirewall(
                host: "mail.example.jp",
                .define(set: "rivals", addresses: "mail.example.com")))
        try FamilyStory.rule(
            "reset tcp from @rivals to any port 25 name closed", on: "mail.example.jp", &bench)
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(bench.openings(by: "mail.example.com").prefix(2).map(\.isV4) == [false, true])
        let judged = bench.journal.compactMap { event -> Bool? in
            guard case .firewall(let facts) = event.what, facts.rule == "closed" else { return nil }
            return facts.source.address.isV4
        }
        #expect(judged.prefix(2) == [false, true])
    }

    @Test("the dual-stack world is the same each time, octet for octet", arguments: Seeds.few)
    func twice(seed: UInt64) throws {
        func story() throws -> (journal: String, capture: [UInt8]) {
            var bench = try FamilyStory.internet(seed: seed, ["visitor": FamilyStory.onlyIPv6])
            try bench.send()
            _ = bench.run(until: .quiet)
            try bench.send(on: "visitor", from: "someone@example.com", route: .direct)
            _ = bench.run(until: .quiet)
            _ = try bench.probe(
                ProbeOrder(host: "erin-pc", target: "mail.example.jp", dataCount: 4_000))
            _ = try bench.hops(.udp, from: "visitor", to: "mail.isp-a.example")
            try bench.send(on: "erin-pc", from: "erin@isp-a.example")
            _ = bench.run(until: .moment(bench.now + .hours(1)))
            return (
                bench.journal.map { bench.json(of: $0) }.joined(separator: "\n"), bench.capture()
            )
        }
        let first = try story()
        let second = try story()
        #expect(first.journal == second.journal, "\(Seeds.again(seed))")
        #expect(first.capture == second.capture, "\(Seeds.again(seed))")
    }

    @Test(
        "Wireshark has nothing to say against it",
        .enabled(if: Tshark.path != nil, "tshark is not installed: apt-get install tshark"))
    func wireshark() throws {
        var bench = try FamilyStory.internet(["visitor": FamilyStory.onlyIPv6])
        try bench.send()
        _ = bench.run(until: .quiet)
        try bench.send(on: "visitor", from: "someone@example.com", route: .direct)
        _ = bench.run(until: .quiet)
        _ = try bench.probe(
            ProbeOrder(host: "erin-pc", target: "mail.example.jp", dataCount: 4_000))
        #expect(try Tshark.lines(bench, filter: Tshark.complaints) == [])
        for spoken in ["smtp and ipv6", "dns and ipv6", "icmpv6", "ipv6.fragment", "smtp and ip"] {
            #expect(try !Tshark.lines(bench, filter: spoken).isEmpty, "\(spoken)")
        }
        _ = try bench.hops(.udp, from: "visitor", to: "mail.isp-a.example")
        #expect(try Tshark.lines(bench, filter: "_ws.malformed") == [])
        #expect(try !Tshark.lines(bench, filter: "icmpv6.type == 3").isEmpty)
    }
}
