import Clockwork
import Internet
import PostOffice
import Simulation
import Support
import Testing
import Wire

/// The rule set that Japanese providers announce, row by row (FIELD 1.3), told twice: by
/// `policy test`, and by connections that are really opened.
@Suite("The table of OP25B")
struct PolicyTableTests {
    static let edge = "edge.isp-a.example"
    static let own = "mail.isp-a.example"
    static let other = "mail.example.jp"

    struct Row: Sendable {
        let customer: String
        let party: PolicyMatrix.Party
        let target: String
        let targetParty: PolicyMatrix.Party
        let port: UInt16
        let isOpen: Bool
    }

    /// One row for each line of the table; the corporate LAN has a test of its own.
    static let table: [Row] = [
        // dynamic IP, ISP's own MTA: own MTA: allowed
        Row(
            customer: "alice-pc", party: .dynamic, target: own, targetParty: .ownMail, port: 25,
            isOpen: true),
        // dynamic IP: any other host: blocked
        Row(
            customer: "alice-pc", party: .dynamic, target: other, targetParty: .otherProvider,
            port: 25, isOpen: false),
        Row(
            customer: "alice-pc", party: .dynamic, target: "mx.mobile.example",
            targetParty: .mobileCarrier, port: 25, isOpen: false),
        // static IP option: any: allowed
        Row(
            customer: "mail.office.example", party: .fixed, target: other,
            targetParty: .otherProvider, port: 25, isOpen: true),
        Row(
            customer: "mail.office.example", party: .fixed, target: "mx.mobile.example",
            targetParty: .mobileCarrier, port: 25, isOpen: true),
        // static IP, using ISP's MTA: own MTA: allowed
        Row(
            customer: "mail.office.example", party: .fixed, target: own, targetParty: .ownMail,
            port: 25, isOpen: true),
        // own home server on dynamic IP: any: blocked
        Row(
            customer: "home-mta", party: .homeServer, target: other, targetParty: .otherProvider,
            port: 25, isOpen: false),
        // any: :587 of other provider: allowed
        Row(
            customer: "alice-pc", party: .dynamic, target: other, targetParty: .otherProvider,
            port: 587, isOpen: true),
        Row(
            customer: "cafe-laptop", party: .publicWifi, target: other, targetParty: .otherProvider,
            port: 587, isOpen: true),
        // webmail: :443: unaffected (nobody listens there: the answer is the host's own RST)
        Row(
            customer: "alice-pc", party: .dynamic, target: other, targetParty: .otherProvider,
            port: 443, isOpen: true),
        // receiving (110/143): any: unaffected
        Row(
            customer: "alice-pc", party: .dynamic, target: other, targetParty: .otherProvider,
            port: 110, isOpen: true),
        Row(
            customer: "alice-pc", party: .dynamic, target: other, targetParty: .otherProvider,
            port: 143, isOpen: true),
        // public Wi-Fi: others: blocked; the own server stays open
        Row(
            customer: "cafe-laptop", party: .publicWifi, target: other, targetParty: .otherProvider,
            port: 25, isOpen: false),
        Row(
            customer: "cafe-laptop", party: .publicWifi, target: own, targetParty: .ownMail,
            port: 25, isOpen: true),
    ]

    @Test("each row, by the matrix and by a connection", arguments: 0..<14)
    func eachRow(index: Int) throws {
        let row = Self.table[index]
        var bench = try Story.bench()
        let matrix = try bench.policyMatrix(of: Self.edge)
        let cells = try #require(
            matrix.rows.first { $0.source == row.party && $0.destination == row.targetParty })
        #expect(cells.sourceHost == row.customer)
        let column = try #require(matrix.ports.firstIndex(of: row.port))
        let cell = cells.cells[column]
        #expect(cell.verdict == (row.isOpen ? "accept" : "drop"))
        let decider = matrix.deciders[cell.decider]
        if !row.isOpen {
            #expect(decider.rule == "OP25B")
            #expect(decider.host == Self.edge)
        }
        let verdict = try bench.verdict(from: row.customer, to: row.target, port: row.port)
        #expect(verdict == cell.verdict)
        // Nothing was sent or counted for it.
        #expect(bench.journal.isEmpty)
        #expect(try bench.firewall(of: Self.edge).map(\.packets).reduce(0, +) == 0)

        try bench.perform(
            .connect(host: row.customer, target: row.target, port: row.port))
        _ = bench.run(until: .quiet)
        let syn = try #require(bench.opening(to: row.port))
        #expect(bench.reached(row.target, syn) == row.isOpen)
        let failure = bench.failure(of: syn)
        #expect((failure == "timedOut") == !row.isOpen)
        if row.isOpen { #expect(failure == (row.port == 443 ? "refused" : nil)) }
    }

    @Test("a static customer may use the provider's server, and must prove who it is")
    func staticNeedsAuthentication() throws {
        var bench = try Story.bench()
        let matrix = try bench.policyMatrix(of: Self.edge)
        for (party, needs) in [(PolicyMatrix.Party.fixed, true), (.dynamic, false)] {
            let row = try #require(
                matrix.rows.first { $0.source == party && $0.destination == .ownMail })
            #expect(row.cells[0].isOpen)
            #expect(row.cells[0].needsAuthentication == needs)
        }
        // From the office without AUTH: refused; from the dynamic pool: relayed.
        try bench.send(
            on: "mail.office.example", from: "owner@office.example",
            route: .server(name: Self.own, port: 25))
        _ = bench.run(until: .quiet)
        guard case .sendFinished(_, let accepted, let refused)? = bench.lastOutcome else {
            Issue.record("\(String(describing: bench.lastOutcome))")
            return
        }
        #expect(accepted.isEmpty)
        #expect(refused.first?.reason.values.contains { $0.text.contains("5.7.1") } == true)
        try bench.send(
            on: "alice-pc", from: "alice@isp-a.example",
            route: .server(name: Self.own, port: 25))
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("delivered:bob@example.jp"))
    }

    @Test("a corporate LAN may close 587, too: the matrix and the connection say who did it")
    func corporateLAN() throws {
        var bench = try Story.bench()
        let office = "ns.office.example"
        try bench.perform(
            .changeFirewall(
                host: office, .add(rule: "reset out tcp to any port 25, 465, 587 name lan", at: nil)
            ))
        try bench.perform(.connect(host: office, target: Self.other, port: 587))
        _ = bench.run(until: .quiet)
        let syn = bench.opening(to: 587)
        #expect(syn == nil, "no SYN ever left the office")
        let failed = try #require(
            bench.journal.first { if case .connection(.failed) = $0.what { true } else { false } })
        guard case .connection(.failed(let failure, _)) = failed.what else { return }
        #expect(failure == .refused)
        let traces = try bench.policyTrace(of: failed.number)
        #expect(traces.map(\.host) == [office])
        #expect(traces[0].hook == "out")
        #expect(traces[0].steps.last?.rule == "lan")
    }

    @Test("the roll-out of 2006, month by month")
    func stages() throws {
        for (stage, stopped) in [
            (RolloutStage.off, [String]()), (.mobileCarriers, ["dynamic mobile-carrier"]),
            (
                .all,
                [
                    "dynamic other-provider", "dynamic mobile-carrier",
                    "public-wifi other-provider", "public-wifi mobile-carrier",
                ]
            ),
            (
                .homeServers,
                [
                    "dynamic other-provider", "dynamic mobile-carrier",
                    "home-server other-provider", "home-server mobile-carrier",
                    "public-wifi other-provider", "public-wifi mobile-carrier",
                ]
            ),
        ] {
            var bench = try Story.bench()
            try bench.perform(.setOP25BStage(host: Self.edge, stage: stage))
            let matrix = try bench.policyMatrix(of: Self.edge)
            func found(_ family: IPFamily) -> [String] {
                matrix.rows.filter { $0.family == family && !$0.cells[0].isOpen }.map {
                    "\($0.source.rawValue) \($0.destination.rawValue)"
                }
            }
            #expect(found(.v4) == stopped, "\(stage)")
            // Of those kinds of lines, only the dynamic ones have IPv6 here; no carrier has it.
            #expect(
                found(.v6) == stopped.filter { $0 == "dynamic other-provider" }, "\(stage)")
            // Home-mta's queue goes out until the last stage.
            try bench.send(
                on: "home-mta", from: "alice@isp-a.example",
                route: .server(name: "home-mta", port: 25))
            _ = bench.run(until: .quiet)
            let isDelivered = bench.mailStory.contains("delivered:bob@example.jp")
            #expect(isDelivered == (stage != .homeServers), "\(stage)")
        }
    }
}

extension Workbench {
    /// The first SYN to a port: its number.
    func opening(to port: UInt16) -> UInt64? {
        for event in journal {
            guard case .packet(.sent, let facts) = event.what,
                let packet = JudgedPacket(octets: facts.octets, hook: .output)
            else { continue }
            if packet.flags == .syn, packet.flow.destination.port == port { return facts.packet }
        }
        return nil
    }

    /// Whether a packet was delivered to a host.
    func reached(_ host: String, _ number: UInt64) -> Bool {
        journal.contains { event in
            guard event.host == host, case .packet(.delivered, let facts) = event.what else {
                return false
            }
            return facts.packet == number
        }
    }

    /// What the connection that a packet opened came to; nil when it did not fail.
    func failure(of packet: UInt64) -> String? {
        var connection: Int?
        for event in journal {
            if case .packet(.sent, let facts) = event.what, facts.packet == packet {
                connection = event.connection
            }
            if case .connection(.failed(let failure, _)) = event.what,
                event.connection == connection
            {
                return "\(failure)"
            }
        }
        return nil
    }
}
