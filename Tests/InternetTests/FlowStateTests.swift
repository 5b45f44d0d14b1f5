import Clockwork
import Internet
import Testing
import Wire

@Suite("What a firewall remembers of flows")
struct FlowStateTests {
    static let opening = Door.flow("203.0.113.7", "198.51.100.25", 25)

    static func packet(
        _ flow: Flow = opening, _ flags: TCPFlags? = .syn, about: Flow? = nil,
        type: UInt8? = nil
    ) -> JudgedPacket {
        JudgedPacket(flow, flags: flags, icmpType: type, about: about, octets: 40)
    }

    /// The state in which a firewall sees a packet, read off its trace.
    static func state(_ firewall: Firewall, _ packet: JudgedPacket, at now: Instant = .zero)
        -> String?
    {
        firewall.trace(packet, at: now).first { $0.asked == .knownFlows }?.conditions.first?.found
    }

    @Test("new, established, related, invalid")
    func states() throws {
        var firewall = try Door.firewall("drop from 192.0.2.99")
        let icmp = Flow(
            .icmp, from: Endpoint(IPAddress(192, 0, 2, 1), 0), to: Self.opening.source)
        let error = Self.packet(icmp, nil, about: Self.opening.reversed, type: 3)
        #expect(Self.state(firewall, Self.packet()) == "new")
        #expect(Self.state(firewall, Self.packet(Self.opening, .ack)) == "invalid")
        #expect(Self.state(firewall, Self.packet(Self.opening, [.syn, .ack])) == "invalid")
        #expect(Self.state(firewall, Self.packet(Self.opening, [.syn, .fin])) == "invalid")
        #expect(Self.state(firewall, error) == "invalid")
        _ = firewall.judge(Self.packet(), at: .zero)
        #expect(Self.state(firewall, Self.packet()) == "established")
        #expect(
            Self.state(firewall, Self.packet(Self.opening.reversed, [.syn, .ack]))
                == "established")
        #expect(Self.state(firewall, error) == "related")
        // An error about the answers is related, too.
        #expect(
            Self.state(firewall, Self.packet(icmp, nil, about: Self.opening, type: 11))
                == "related")
        let echo = Flow(
            .icmp, from: Endpoint(World.annAddress, 7), to: Endpoint(World.farAddress, 0))
        #expect(Self.state(firewall, Self.packet(echo.reversed, nil, type: 0)) == "invalid")
        #expect(Self.state(firewall, Self.packet(echo, nil, type: 8)) == "new")
        _ = firewall.judge(Self.packet(echo, nil, type: 8), at: .zero)
        #expect(Self.state(firewall, Self.packet(echo.reversed, nil, type: 0)) == "established")
    }

    @Test("rules that name established are asked about flows that stand")
    func establishedRules() throws {
        var firewall = try Door.firewall("accept tcp to any port 25 state new")
        #expect(firewall.judge(Self.packet(), at: .zero).verdict == .accept)
        #expect(firewall.judge(Self.packet(Self.opening, .ack), at: .zero).verdict == .accept)
        try firewall.setRules([Door.rule("drop tcp from ann state established")])
        #expect(firewall.judge(Self.packet(Self.opening, .ack), at: .zero).verdict == .drop)
        let answer = Self.packet(Self.opening.reversed, .ack)
        #expect(firewall.judge(answer, at: .zero).verdict == .accept)
    }

    @Test("a flow is forgotten: soon before its answer, late when it stands, soon after its end")
    func lifetimes() throws {
        var firewall = try Door.firewall(byDefault: .drop)
        try firewall.setRules([Door.rule("accept tcp from ann")])
        let answer = Self.packet(Self.opening.reversed, .ack)
        _ = firewall.judge(Self.packet(), at: .zero)
        #expect(Self.state(firewall, answer, at: .zero + .minutes(4)) == "established")
        #expect(Self.state(firewall, answer, at: .zero + .minutes(5)) == "invalid")
        _ = firewall.judge(answer, at: .zero + .seconds(1))
        #expect(Self.state(firewall, answer, at: .zero + .hours(2)) == "established")
        #expect(Self.state(firewall, answer, at: .zero + .hours(3)) == "invalid")
        _ = firewall.judge(Self.packet(Self.opening, [.fin, .ack]), at: .zero + .seconds(2))
        #expect(Self.state(firewall, answer, at: .zero + .minutes(4)) == "established")
        #expect(Self.state(firewall, answer, at: .zero + .minutes(5)) == "invalid")
        // The same ports again after the end are a new flow.
        #expect(Self.state(firewall, Self.packet(), at: .zero + .seconds(3)) == "new")
    }

    @Test("an ICMP error does not keep a flow alive")
    func errorsKeepNothingAlive() throws {
        var firewall = try Door.firewall("drop from 192.0.2.99")
        _ = firewall.judge(Self.packet(), at: .zero)
        let icmp = Flow(
            .icmp, from: Endpoint(IPAddress(192, 0, 2, 1), 0), to: Self.opening.source)
        let error = Self.packet(icmp, nil, about: Self.opening.reversed, type: 3)
        _ = firewall.judge(error, at: .zero + .minutes(3))
        #expect(Self.state(firewall, Self.packet(), at: .zero + .minutes(5)) == "new")
    }

    @Test("a million flows fill no more than the table")
    func bounded() throws {
        var firewall = try Door.firewall("accept tcp from any to any port 1-65535")
        for number in 0..<150_000 {
            var packet = Self.packet()
            packet.flow.source = Endpoint(
                .v4(0x0A00_0000 | UInt32(number >> 8)), UInt16(1_024 + number & 0xFF))
            _ = firewall.judge(packet, at: .zero)
        }
        #expect(firewall.trackedFlowCount == 65_536)
    }
}
