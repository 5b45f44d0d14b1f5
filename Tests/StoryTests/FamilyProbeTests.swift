import Clockwork
import Simulation
import Testing
import Wire

@Suite("Ping, traceroute and inspect over IPv6")
struct FamilyProbeTests {
    @Test("a host with both families prefers IPv6; the flag and the address decide otherwise")
    func preference() throws {
        var bench = try Story.bench()
        func target(_ host: String, _ name: String, _ wantsIPv6: Bool? = nil) throws -> String? {
            let order = ProbeOrder(
                host: host, target: name, plan: .ping(count: 1, timeToLive: 64),
                wantsIPv6: wantsIPv6)
            let summary = try bench.probe(order).summary
            #expect(summary?.answered == 1)
            return summary?.address.map { "\($0)" }
        }
        #expect(try target("visitor", "mail.example.jp") == "2001:db8:c::20")
        #expect(try target("visitor", "mail.example.jp", false) == "192.0.2.20")
        #expect(try target("visitor", "mail.example.jp", true) == "2001:db8:c::20")
        #expect(try target("visitor", "192.0.2.20") == "192.0.2.20")
        #expect(try target("alice-pc", "mail.example.jp") == "192.0.2.20")
        #expect(try target("erin-pc", "visitor") == "2001:db8:c::40")
        #expect(try target("alice-pc", "visitor") == "192.0.2.40")
        #expect(try target("erin-pc", "mx.mobile.example") == "192.0.2.30")
        #expect(try target("core.example", "2001:db8:a:d::78") == "2001:db8:a:d::78")
    }

    @Test(
        "what cannot be tried over a family is refused, and nothing is written down",
        arguments: [
            ("alice-pc", "mail.example.jp", true, "trouble.no-family"),
            ("alice-pc", "2001:db8:c::20", nil, "trouble.no-way-by-family"),
            ("visitor", "192.0.2.20", true, "trouble.no-way-by-family"),
            ("erin-pc", "alice-pc", true, "trouble.no-way-by-family"),
        ] as [(String, String, Bool?, String)])
    func refused(host: String, target: String, wantsIPv6: Bool?, key: String) throws {
        var bench = try Story.bench()
        do {
            try bench.perform(
                .probe(ProbeOrder(host: host, target: target, wantsIPv6: wantsIPv6)))
            Issue.record("no trouble")
        } catch { #expect(error.key == key) }
        #expect(bench.journal.isEmpty)
    }

    @Test("each hop takes one from the hop limit")
    func ping() throws {
        var bench = try Story.bench()
        let (reports, summary) = try bench.probe(
            ProbeOrder(host: "erin-pc", target: "mail.example.jp"))
        #expect(reports.map(\.answer) == Array(repeating: .reached(how: "echo-reply"), count: 4))
        #expect(reports.allSatisfy { $0.answerTimeToLive == 62 })
        #expect(summary?.answered == 4)
    }

    @Test("a long echo goes and comes back in fragments", arguments: [false, true])
    func fragments(wantsIPv6: Bool) throws {
        var bench = try Story.bench()
        let (reports, summary) = try bench.probe(
            ProbeOrder(
                host: "erin-pc", target: "mail.example.jp", plan: .ping(count: 2, timeToLive: 64),
                dataCount: 4_000, wantsIPv6: wantsIPv6))
        #expect(summary?.answered == 2)
        #expect(reports.allSatisfy { $0.answer == .reached(how: "echo-reply") })
        #expect(bench.packets(.delivered, at: "erin-pc").count(where: \.isPiece) == 6)
    }

    @Test("traceroute names every router, whatever it sends", arguments: 0..<3)
    func routers(index: Int) throws {
        let means: ProbeOrder.Means = [.udp, .echo, .tcp(port: 587)][index]
        var bench = try Story.bench()
        #expect(
            try bench.hops(means, from: "erin-pc", to: "mail.example.jp") == [
                "edge.isp-a.example", "core.example", "mail.example.jp",
            ])
        #expect(bench.packets(.sent, at: "erin-pc").contains { !$0.isV4 })
    }

    @Test("SYNs to port 25 show where OP25B stops them, in silence or aloud")
    func filter() throws {
        var bench = try Story.bench()
        let silent = try bench.hops(.tcp(port: 25), from: "erin-pc", to: "mail.example.jp")
        #expect(silent == ["edge.isp-a.example", nil, nil, nil, nil, nil])
        try bench.perform(
            .setOP25B(host: "edge.isp-a.example", isOn: true, verdict: .prohibited))
        let (reports, _) = try bench.probe(
            ProbeOrder(
                host: "erin-pc", target: "mail.example.jp", means: .tcp(port: 25),
                plan: .traceroute(mostHops: 30, probesEach: 1)))
        guard case .refused(let note)? = reports.last?.answer else {
            Issue.record("the trace does not end with a refusal: \(reports)")
            return
        }
        #expect(note.values.contains { $0.text.contains("prohibited") })
        // The text that says so for IPv6 is not at hand, so none is cited.
        #expect(note.source == "")
    }

    /// The layers of the first sent packet that holds what is looked for.
    private func layers(
        _ bench: Workbench, _ test: (IPPacket) -> Bool
    ) throws -> [DissectedLayer] {
        let octets = bench.journal.firstNonNil { event -> [UInt8]? in
            guard case .packet(_, let facts) = event.what, let packet = IPPacket(facts.octets),
                !packet.isV4, test(packet)
            else { return nil }
            return facts.octets
        }
        return bench.dissection(ofPacket: try #require(octets))
    }

    private func value(_ name: String, _ layer: DissectedLayer?) -> String? {
        layer?.fields.first { $0.name == name }?.value
    }

    @Test("inspect takes packets of IPv6 apart: TCP, DNS, ICMPv6 and fragments")
    func inspect() throws {
        var bench = try Story.bench()
        try bench.send()
        _ = bench.run(until: .quiet)
        let tcp = try layers(bench) { $0.tcpSegment?.flags == .syn }
        #expect(tcp.map(\.layer) == ["IPv6", "TCP"])
        #expect(value("hop limit", tcp[0]) == "64")
        #expect(value("payload length", tcp[0]) == "40")
        #expect(value("destination port", tcp[1]) == "25")
        #expect(value("MSS option", tcp[1]) == "1440")
        #expect(value("window scale option", tcp[1]) == "5")

        _ = try bench.probe(
            ProbeOrder(
                host: "visitor", target: "mail.example.jp", plan: .ping(count: 1, timeToLive: 64),
                dataCount: 4_000))
        let piece = try layers(bench) { $0.isPiece }
        #expect(piece.map(\.layer) == ["IPv6", "IPv6 fragment", "ICMPv6"])
        #expect(value("more fragments", piece[1]) == "yes")
        #expect(value("fragment offset", piece[1]) == "0")
        _ = try bench.hops(.udp, from: "visitor", to: "mail.isp-a.example")
        let error = try layers(bench) { $0.icmpMessage?.isError == true }
        #expect(error.map(\.layer) == ["IPv6", "ICMPv6"])
        #expect(value("type", error[1]) == "3")
        #expect(value("quoted destination", error[1]) == "2001:db8:a::10")
        #expect(value("quoted protocol", error[1]) == "UDP")
        #expect(value("message", error[1])?.hasPrefix("time exceeded") == true)
        let dns = try layers(bench) { $0.udpDatagram?.destinationPort == 53 }
        #expect(dns.map(\.layer) == ["IPv6", "UDP", "DNS"])
    }
}

extension Journal {
    fileprivate func firstNonNil<Found>(_ find: (Event) -> Found?) -> Found? {
        for event in self {
            if let found = find(event) { return found }
        }
        return nil
    }
}
