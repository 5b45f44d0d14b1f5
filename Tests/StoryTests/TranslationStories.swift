import Clockwork
import Internet
import Session
import Simulation
import Support
import Testing
import Wire

@Suite("A home behind one address")
struct TranslationStories {
    private static let home = IPAddress(203, 0, 113, 74)

    /// Alice and Dave write to each other at the same time.
    private func bothWrite(_ bench: inout Workbench) throws {
        try bench.send(on: "alice-pc", from: "alice@example.com", to: "dave@example.com")
        try bench.send(on: "dave-pc", from: "dave@example.com", to: "alice@example.com")
        _ = bench.run(until: .quiet)
    }

    @Test("two PCs share an address: both letters arrive, and nobody outside sees who is inside")
    func shared() throws {
        var bench = try FamilyStory.homeRouter()
        try bothWrite(&bench)
        #expect(
            bench.mailStory.filter { $0.hasPrefix("delivered") }.sorted() == [
                "delivered:alice@example.com", "delivered:dave@example.com",
            ])
        let outside = bench.packets(.forwarded, at: "edge.isp.example")
        #expect(outside.count > 40)
        let inside = try #require(IPPrefix("192.168.1.0/24"))
        #expect(!outside.contains { inside.contains($0.source) || inside.contains($0.destination) })
        let view = try bench.translationView(of: "home-router")
        let flows = view.rows.filter { $0.protocolName == "tcp" }
        #expect(flows.map(\.inside) == ["192.168.1.10:49152", "192.168.1.12:49152"])
        #expect(flows[0].outside == "203.0.113.74:49152")
        // The same port is taken by the other PC: another one stands in for it.
        #expect(flows[1].outside != flows[0].outside)
        #expect(flows[1].outside.hasPrefix("203.0.113.74:"))
        // Whoever is behind the router is told of the same table.
        #expect(try bench.translationView(of: "dave-pc").rows == view.rows)
        // Servers see, and write down, the one address.
        let letter = try #require(try bench.mailbox(of: "dave@example.com").first)
        let text = String(decoding: letter.octets, as: UTF8.self)
        #expect(text.contains("[203.0.113.74]"))
    }

    @Test("a translation is a note in the journal, and belongs to its connection")
    func notes() throws {
        var bench = try FamilyStory.homeRouter()
        try bothWrite(&bench)
        let notes = bench.journal.filter { event in
            if case .note(let note) = event.what { return note.key == "internet.translated" }
            return false
        }
        #expect(notes.allSatisfy { $0.host == "home-router" })
        #expect(notes.compactMap(\.connection).sorted() == [1, 2])
        // Both sides of the router count as the same connection.
        for connection in [1, 2] {
            let hosts = bench.journal.filter { $0.connection == connection }.map(\.host)
            for host in ["home-router", "edge.isp.example", "mail.example.com"] {
                #expect(hosts.contains(host), "connection \(connection) at \(host)")
            }
        }
    }

    @Test("a forwarded port leads to the server inside; others lead nowhere")
    func forwarded() throws {
        var bench = try FamilyStory.homeRouter()
        try bench.perform(.connect(host: "visitor", target: "mx.home.example", port: 2_525))
        _ = bench.run(until: .quiet)
        let terminal = try #require(bench.terminals.last)
        #expect(terminal.state == .open)
        #expect(
            String(decoding: terminal.heard, as: UTF8.self).hasPrefix("220 home-server.home.exam"))
        let row = try #require(try bench.translationView(of: "home-router").rows.last)
        #expect(row.isForwarding)
        #expect(row.inside == "192.168.1.20:25" && row.outside == "203.0.113.74:2525")
        let verbs = bench.validVerbs(terminal: terminal.number)
        #expect(verbs.contains("EHLO"), "verbs of the server behind the router: \(verbs)")
        let accepted = try #require(
            bench.journal.first { event in
                if case .connection(.accepted) = event.what { return event.host == "home-server" }
                return false
            })
        #expect(accepted.connection == terminal.connection)
        try bench.perform(.connect(host: "visitor", target: "mx.home.example", port: 25))
        _ = bench.run(until: .quiet)
        guard case .failed(let key)? = bench.terminals.last?.state else {
            Issue.record("port 25 of the router is open")
            return
        }
        #expect(key == "transport.refused")
    }

    @Test("private addresses are no way in, and the ISP says so")
    func private_() throws {
        var bench = try FamilyStory.homeRouter()
        let (reports, summary) = try bench.probe(
            ProbeOrder(
                host: "visitor", target: "192.168.1.10", plan: .ping(count: 1, timeToLive: 64)))
        #expect(summary?.reached == false)
        guard case .refused? = reports.first?.answer else {
            Issue.record("no refusal: \(reports)")
            return
        }
        #expect(bench.packets(.delivered, at: "alice-pc").isEmpty)
        #expect(try bench.verdict(from: "visitor", to: "alice-pc", port: 25) == nil)
    }

    @Test("traceroute and ping work from inside, whatever they send", arguments: 0..<3)
    func traceroute(index: Int) throws {
        let means: ProbeOrder.Means = [.udp, .echo, .tcp(port: 587)][index]
        var bench = try FamilyStory.homeRouter()
        #expect(
            try bench.hops(means, from: "dave-pc", to: "mail.example.com") == [
                "home-router", "edge.isp.example", "core.example", "mail.example.com",
            ])
    }

    @Test("the ISP's OP25B sees the router's address, in packets, dry runs and the matrix")
    func outboundBlocking() throws {
        var bench = try FamilyStory.homeRouter()
        let hops = try bench.hops(.tcp(port: 25), from: "alice-pc", to: "mail.example.com")
        #expect(hops.prefix(3) == ["home-router", "edge.isp.example", nil])
        #expect(try bench.verdict(from: "alice-pc", to: "mail.example.com", port: 25) == "drop")
        #expect(try bench.verdict(from: "alice-pc", to: "mail.isp.example", port: 25) == "accept")
        #expect(try bench.verdict(from: "alice-pc", to: "mail.example.com", port: 587) == "accept")
        let rows = try bench.policyMatrix(of: "edge.isp.example").rows.filter {
            $0.source == .dynamic
        }
        #expect(rows.map { $0.cells[0].verdict } == ["accept", "drop"])
    }

    @Test("a crash of the router forgets every translation; what was open hangs")
    func crash() throws {
        var bench = try FamilyStory.homeRouter()
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.com", port: 587))
        _ = bench.run(until: .quiet)
        #expect(
            try bench.translationView(of: "alice-pc").rows.contains { $0.protocolName == "tcp" })
        try bench.perform(.crash(host: "home-router"))
        try bench.perform(.restart(host: "home-router"))
        let view = try bench.translationView(of: "alice-pc")
        #expect(view.rows.isEmpty)
        #expect(view.forwardings.map(\.port) == [2_525], "how it is set is on disk")
        // The next segment makes a translation anew: the port happens to be the same.
        try bench.perform(.say(terminal: 1, octets: Array("EHLO [192.168.1.10]\r\n".utf8)))
        _ = bench.run(until: .quiet)
        #expect(try bench.translationView(of: "alice-pc").rows.count == 1)
    }

    @Test("idle times grow, and old translations are forgotten")
    func idle() throws {
        var bench = try FamilyStory.homeRouter()
        try bothWrite(&bench)
        _ = bench.run(until: .moment(bench.now + .minutes(3)))
        let rows = try bench.translationView(of: "home-router").rows
        #expect(!rows.contains { $0.protocolName == "udp" })
        #expect(rows.allSatisfy { $0.idle > .minutes(2) && $0.idle < .minutes(4) })
        _ = bench.run(until: .moment(bench.now + .minutes(3)))
        #expect(try bench.translationView(of: "home-router").rows.isEmpty)
    }

    @Test("the same seed, the same story", arguments: Seeds.few)
    func twice(seed: UInt64) throws {
        func story() throws -> (journal: String, capture: [UInt8]) {
            var bench = try FamilyStory.homeRouter(seed: seed)
            try bothWrite(&bench)
            _ = try bench.hops(.udp, from: "dave-pc", to: "visitor")
            try bench.perform(.connect(host: "visitor", target: "mx.home.example", port: 2_525))
            _ = bench.run(until: .quiet)
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
        "Wireshark follows the conversations on both sides of the router",
        .enabled(if: Tshark.path != nil, "tshark is not installed: apt-get install tshark"))
    func wireshark() throws {
        var bench = try FamilyStory.homeRouter()
        try bothWrite(&bench)
        #expect(try Tshark.lines(bench, filter: Tshark.complaints) == [])
        for address in ["192.168.1.10", "203.0.113.74"] {
            let greeting = try Tshark.lines(
                bench, filter: "smtp.response.code == 220 and ip.dst == \(address)")
            #expect(!greeting.isEmpty, "\(address)")
        }
        let lost = "tcp.analysis.lost_segment or tcp.analysis.ack_lost_segment"
        #expect(try Tshark.lines(bench, filter: lost) == [])
    }
}
