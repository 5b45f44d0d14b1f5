import Clockwork
import Foundation
import Internet
import Session
import Testing
import Wire

@Suite("Firewall")
struct FirewallTests {
    static let pools = ["203.0.113.0/25"].compactMap { IPPrefix($0) }
    static let home = ["203.0.113.0/24", "192.0.2.0/24"].compactMap { IPPrefix($0) }
    static let ownServer = IPAddress(192, 0, 2, 25)

    static func op25b(_ verdict: Verdict = .drop) -> OP25BPolicy {
        OP25BPolicy(
            dynamicPools: pools, exemptDestinations: [ownServer], homeNetworks: home,
            verdict: verdict)
    }

    static func flow(_ source: String, _ destination: String, _ port: UInt16) -> Flow {
        Flow(
            .tcp, from: Endpoint(IPAddress(source) ?? ownServer, 49_152),
            to: Endpoint(IPAddress(destination) ?? ownServer, port))
    }

    // MARK: The rule set that providers announce (FIELD 1.3)

    @Test(
        "dynamic, static, own server, other ports",
        arguments: [
            ("203.0.113.7", "192.0.2.25", 25, Verdict.accept, "firewall.op25b-own-mail-server"),
            ("203.0.113.7", "198.51.100.25", 25, .drop, "firewall.op25b-dropped"),
            ("203.0.113.200", "198.51.100.25", 25, .accept, "firewall.op25b-static-source"),
            ("203.0.113.7", "198.51.100.25", 587, .accept, "firewall.op25b-other-port"),
            ("203.0.113.7", "198.51.100.25", 465, .accept, "firewall.op25b-other-port"),
            ("203.0.113.7", "198.51.100.25", 443, .accept, "firewall.default-accept"),
            ("203.0.113.7", "198.51.100.25", 110, .accept, "firewall.default-accept"),
            ("198.51.100.25", "203.0.113.7", 25, .accept, "firewall.default-accept"),
        ])
    func ruleSet(
        source: String, destination: String, port: Int, verdict: Verdict, key: String
    ) {
        var firewall = Firewall(op25b: Self.op25b())
        let flow = Self.flow(source, destination, UInt16(port))
        let steps = firewall.trace(flow, at: .zero)
        let ruling = firewall.judge(
            flow, flags: .syn, octets: 44, isForwarded: true, at: .zero)
        #expect(ruling.verdict == verdict)
        #expect(ruling.because.key == key)
        #expect(ruling.isNotable == (key != "firewall.default-accept"))
        // What the trace foretells is what happens.
        #expect(steps.last?.ruling?.verdict == verdict)
        #expect(steps.last?.ruling?.because == ruling.because)
        #expect(firewall.op25b?.counters.packets == (verdict == .drop ? 1 : 0))
    }

    @Test("the trace names every condition, and which one failed")
    func trace() throws {
        let firewall = Firewall(op25b: Self.op25b())
        let steps = firewall.trace(Self.flow("203.0.113.7", "198.51.100.25", 25), at: .zero)
        #expect(steps.map(\.rule) == ["known flows", "OP25B"])
        let conditions = try #require(steps.last).conditions
        #expect(
            conditions.map(\.kind) == [
                .isOn, .protocolIs, .portIs, .sourceIn, .destinationNotIn, .destinationNotIn,
            ])
        #expect(conditions.filter { !$0.holds }.isEmpty)
        let exempt = firewall.trace(Self.flow("203.0.113.200", "198.51.100.25", 25), at: .zero)
        #expect(exempt[1].conditions.filter { !$0.holds }.map(\.kind) == [.sourceIn])
    }

    @Test("a policy that is off, or spares destinations, lets pass")
    func switches() {
        var policy = Self.op25b()
        let blocked = Self.flow("203.0.113.7", "198.51.100.25", 25)
        #expect(policy.finding(blocked) == .blocked)
        policy.onlyDestinations = ["10.0.0.0/8"].compactMap { IPPrefix($0) }
        #expect(policy.finding(blocked) == .notConcerned)
        policy.isOn = false
        #expect(policy.finding(blocked) == .off)
        policy.isOn = true
        policy.onlyDestinations = []
        let inside = Self.flow("203.0.113.7", "203.0.113.200", 25)
        #expect(policy.finding(inside) == .notConcerned)
        let datagram = Flow(.udp, from: blocked.source, to: blocked.destination)
        #expect(policy.finding(datagram) == .otherProtocol)
    }

    @Test("IP25B stops the dynamic addresses of others at the door")
    func inbound() {
        let foreign = ["198.51.100.0/24"].compactMap { IPPrefix($0) }
        let policy = OP25BPolicy(
            direction: .inbound, dynamicPools: foreign, homeNetworks: Self.home)
        #expect(policy.finding(Self.flow("198.51.100.9", "192.0.2.25", 25)) == .blocked)
        #expect(policy.finding(Self.flow("203.0.113.9", "192.0.2.25", 25)) == .staticSource)
        #expect(policy.finding(Self.flow("198.51.100.9", "10.0.0.1", 25)) == .notConcerned)
        var firewall = Firewall(ip25b: policy)
        let ruling = firewall.judge(
            Self.flow("198.51.100.9", "192.0.2.25", 25), flags: .syn, octets: 44,
            isForwarded: true, at: .zero)
        #expect(ruling.because.key == "firewall.ip25b-dropped")
    }

    // MARK: One block, many symptoms (FIELD 1.7)

    @Test(
        "each verdict has its symptom",
        arguments: [
            (Verdict.drop, TransportFailure.timedOut, 133_400, 11), (.reset, .refused, 10, 1),
            (.prohibited, .prohibited, 10, 1),
        ])
    func symptoms(
        verdict: Verdict, failure: TransportFailure, milliseconds: Int, syns: Int
    ) throws {
        var world = World()
        let (ann, edge) = (world.ann, world.edge)
        world.network.listen(on: world.far, port: 25)
        world.network.setFirewall(Firewall(op25b: Self.op25b(verdict)), on: edge)
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        let found = try #require(world.failure)
        #expect(found.why == failure)
        #expect((found.at - .zero).wholeMilliseconds == milliseconds)
        #expect(world.syns == syns)
        #expect(world.network.firewall(on: edge)?.op25b?.counters.packets == syns)
        // `why` leads from the failure to the verdict and on to the SYN.
        let item = try #require(
            world.items.first { if case .failed = $0.entry { true } else { false } })
        let chain = world.chain(of: item)
        #expect(chain.contains { $0.hasPrefix("judged \(verdict) firewall.op25b-") }, "\(chain)")
        #expect(chain.last?.hasPrefix("sent 203.0.113.7:49152") == true)
    }

    @Test("without a block: connected by one SYN; with no listener: refused by one")
    func noBlock() throws {
        var world = World()
        let ann = world.ann
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .refused)
        #expect(world.syns == 1)
        world.items = []
        world.network.listen(on: world.far, port: 25)
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure == nil)
        #expect(world.syns == 1)
    }

    @Test("a rule before the policy wins, and is told and counted")
    func rulesComeFirst() throws {
        var world = World()
        let (ann, edge) = (world.ann, world.edge)
        world.network.listen(on: world.far, port: 25)
        world.network.setFirewall(Firewall(op25b: Self.op25b()), on: edge)
        let farPrefix = try #require(IPPrefix(World.farAddress, length: 32))
        world.network.modifyFirewall(on: edge) {
            $0.rules = [
                FirewallRule(
                    "friends", .accept, destinations: [farPrefix], protocolNumber: .tcp,
                    destinationPort: 25)
            ]
        }
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.network.state(of: client) == .established)
        let counters = world.network.firewall(on: edge)?.rules[0].counters
        #expect(counters?.flows == 1)
        #expect(counters?.packets == 1)
        #expect(world.words.filter { $0.contains("judged") }.count == 1)
        #expect(world.words.contains { $0.contains("judged accept firewall.rule-accept") })
    }

    @Test("a flow that was accepted goes on when the policy is switched on; a new one does not")
    func stateful() throws {
        var world = World()
        let (ann, edge) = (world.ann, world.edge)
        world.network.listen(on: world.far, port: 25)
        world.network.setFirewall(Firewall(), on: edge)
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        world.network.modifyFirewall(on: edge) { $0.op25b = Self.op25b(.reset) }
        world.act { $0.send([1, 2], on: client, because: nil, into: &$1) }
        world.runUntilQuiet()
        let server = try #require(world.acceptedSocket)
        #expect(world.received(on: server) == [1, 2])
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .refused)
        // Forgetting the flows makes the policy hold for the old one too.
        world.items = []
        world.network.modifyFirewall(on: edge) { $0.forgetFlows() }
        world.act { $0.send([3], on: client, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .reset)
    }

    @Test("answers pass a firewall that lets nothing in")
    func answersPass() throws {
        var world = World()
        let (ann, edge, far) = (world.ann, world.edge, world.far)
        let annPrefix = try #require(IPPrefix(World.annAddress, length: 32))
        world.network.setFirewall(
            Firewall(
                rules: [FirewallRule("out", .accept, sources: [annPrefix])],
                defaultVerdict: .drop), on: edge)
        world.network.listen(on: far, port: 25)
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.act {
            $0.ping(
                from: ann, to: World.farAddress, identifier: 3, sequence: 1, because: nil,
                into: &$1)
        }
        world.act {
            $0.sendDatagram(
                from: ann, port: 50_000, to: Endpoint(World.farAddress, 53), octets: [1],
                because: nil, into: &$1)
        }
        world.runUntilQuiet()
        #expect(world.network.state(of: client) == .established)
        #expect(world.words.contains { $0.contains("echo reply id 3") })
        // The ICMP error belongs to Ann's datagram, so it passes as well.
        #expect(world.words.contains { $0.contains("unreachable node 0 50000") })
        world.items = []
        world.network.listen(on: ann, port: 25)
        let annPort = Endpoint(World.annAddress, 25)
        world.act { _ = $0.open(from: far, to: annPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .timedOut)
    }

    @Test("a host's own firewall judges what comes to it")
    func hostFirewall() {
        var world = World()
        let ann = world.ann
        world.network.listen(on: world.far, port: 25)
        world.network.setFirewall(
            Firewall(
                rules: [
                    FirewallRule(
                        "closed", .reset, protocolNumber: .tcp, destinationPort: 25)
                ]), on: world.far)
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .refused)
    }

    // MARK: Words

    @Test("every note has a phrase")
    func phrases() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources")
        let text = try String(
            contentsOf: sources.appendingPathComponent("Phrases/InternetPhrases.swift"),
            encoding: .utf8)
        var keys = [
            DropReason.lostOnLink(LinkID(raw: 0)), .timeToLiveExceeded, .noRoute,
            .queueFull(LinkID(raw: 0)), .tooBig(mtu: 1), .malformed(.version(6)), .nobodyThere,
        ].map(\.note.key)
        keys += ["firewall.known-flow"]
        for verdict in Verdict.allCases {
            keys += ["firewall.rule-\(verdict)", "firewall.default-\(verdict)"]
        }
        for policy in ["op25b", "ip25b"] {
            for end in [
                "accepted", "dropped", "reset", "prohibited", "static-source", "own-mail-server",
            ] {
                keys.append("firewall.\(policy)-\(end)")
            }
        }
        keys.append("firewall.op25b-other-port")
        keys += Condition.Kind.allCases.map { "firewall.trace-\($0)" }
        for key in keys { #expect(text.contains("\"\(key)\""), "no phrase for \(key)") }
    }
}
