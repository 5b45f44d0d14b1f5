import Clockwork
import Foundation
import Internet
import Session
import Testing
import Wire

/// One block, many symptoms: what comes back on the wire for each verdict.
@Suite("Verdicts on the wire")
struct VerdictTests {
    /// A world whose edge judges by these rules; mx.far listens on port 25.
    static func world(_ rules: String..., on host: String? = nil) throws -> World {
        var world = World()
        world.network.listen(on: world.far, port: 25)
        let node = host.flatMap { world.network.node(named: $0) } ?? world.edge
        world.network.setFirewall(
            try Firewall(rules: rules.map { try Door.rule($0) }, book: Door.book), on: node)
        return world
    }

    /// What ann's link brought back: the summaries of packets that were delivered to her.
    static func answers(_ world: World) -> [String] {
        world.items.compactMap { item in
            guard case .packetDelivered(let packet) = item.entry, packet.node == world.ann else {
                return nil
            }
            return Summary.line(packet.octets)
        }
    }

    @Test(
        "each verdict has its answer and its symptom",
        arguments: [
            (Verdict.drop, TransportFailure.timedOut, 133_400, 11, nil),
            (.reset, .refused, 10, 1, "TCP RST,ACK"),
            (.portUnreachable, .portUnreachable, 10, 1, "port unreachable"),
            (.hostUnreachable, .unreachable, 10, 1, "host unreachable"),
            (.prohibited, .prohibited, 10, 1, "administratively prohibited"),
        ] as [(Verdict, TransportFailure, Int, Int, String?)])
    func symptoms(
        verdict: Verdict, failure: TransportFailure, milliseconds: Int, syns: Int,
        answer: String?
    ) throws {
        var world = try Self.world("\(verdict) tcp from @dynamic to any port 25 name block")
        let (ann, edge) = (world.ann, world.edge)
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        let found = try #require(world.failure)
        #expect(found.why == failure)
        #expect((found.at - .zero).wholeMilliseconds == milliseconds)
        #expect(world.syns == syns)
        let rule = try #require(world.network.firewall(on: edge)?.rules.first)
        #expect(rule.counters.packets == syns)
        #expect(rule.counters.flows == 1)
        let answers = Self.answers(world)
        #expect(answers.count == (answer == nil ? 0 : 1))
        if let answer { #expect(answers.first?.contains(answer) == true, "\(answers)") }
        // `why` leads from the failure to the verdict and on to the SYN.
        let item = try #require(
            world.items.first { if case .failed = $0.entry { true } else { false } })
        let chain = world.chain(of: item)
        #expect(chain.contains { $0.hasPrefix("judged \(verdict) firewall.rule-") }, "\(chain)")
        #expect(chain.last?.hasPrefix("sent 203.0.113.7:49152") == true)
    }

    @Test("a reset speaks in the destination's name, an ICMP error in the router's")
    func whoAnswers() throws {
        for (verdict, source) in [("reset", "198.51.100.25"), ("prohibited", "203.0.113.1")] {
            var world = try Self.world("\(verdict) tcp to any port 25")
            let ann = world.ann
            world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
            world.runUntilQuiet()
            #expect(Self.answers(world).first?.contains(source) == true, "\(Self.answers(world))")
        }
    }

    @Test("datagrams: what answers RST to TCP says that the port is closed; a tarpit is silent")
    func datagrams() throws {
        for (verdict, answer) in [
            ("reset", "port unreachable"), ("prohibited", "administratively prohibited"),
            ("tarpit", nil), ("drop", nil),
        ] as [(String, String?)] {
            var world = try Self.world("\(verdict) udp to any port 53")
            let ann = world.ann
            world.act {
                $0.sendDatagram(
                    from: ann, port: 50_000, to: Endpoint(World.farAddress, 53), octets: [1],
                    because: nil, into: &$1)
            }
            world.runUntilQuiet()
            let answers = Self.answers(world)
            #expect(answers.count == (answer == nil ? 0 : 1), "\(verdict): \(answers)")
            if let answer { #expect(answers[0].contains(answer)) }
        }
    }

    @Test("a tarpit connects, and then nothing ever comes")
    func tarpit() throws {
        var world = try Self.world("tarpit tcp from @dynamic to any port 25")
        let (ann, edge) = (world.ann, world.edge)
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.run(until: .zero + .seconds(1))
        #expect(world.network.state(of: client) == .established)
        #expect(world.syns == 1)
        #expect(world.acceptedSocket == nil)
        let answer = try #require(Self.answers(world).first)
        #expect(answer.contains("TCP SYN,ACK") && answer.contains("198.51.100.25"), "\(answer)")
        #expect(answer.contains("win 0"), "\(answer)")
        // What ann says is probed for, answered with the same closed window, and never taken.
        world.act { $0.send(Array("EHLO ann\r\n".utf8), on: client, because: nil, into: &$1) }
        world.run(until: .zero + .minutes(5))
        let later = Self.answers(world).dropFirst()
        #expect(!later.isEmpty)
        #expect(later.allSatisfy { $0.contains("TCP ACK") && $0.contains("win 0") }, "\(later)")
        #expect(world.network.unsentCount(of: client) > 0)
        #expect(world.failure == nil)
        let mx = world.count {
            if case .packetDelivered(let packet) = $0 { packet.node == world.far } else { false }
        }
        #expect(mx == 0)
        #expect(world.network.firewall(on: edge)?.trackedFlowCount == 0)
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

    @Test("a flow that was accepted goes on when a rule comes; a new one does not")
    func stateful() throws {
        var world = try Self.world()
        let (ann, edge) = (world.ann, world.edge)
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        let reset = try Door.rule("reset tcp from @dynamic to any port 25")
        world.network.modifyFirewall(on: edge) { try? $0.setRules([reset]) }
        world.act { $0.send([1, 2], on: client, because: nil, into: &$1) }
        world.runUntilQuiet()
        let server = try #require(world.acceptedSocket)
        #expect(world.received(on: server) == [1, 2])
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .refused)
        // Forgetting the flows makes the rule hold for the old one too.
        world.items = []
        world.network.modifyFirewall(on: edge) { $0.forgetFlows() }
        world.act { $0.send([3], on: client, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .reset)
    }

    @Test("answers and ICMP errors pass a firewall that lets nothing in")
    func answersPass() throws {
        var world = World()
        let (ann, edge, far) = (world.ann, world.edge, world.far)
        let rule = try Door.rule("accept from ann")
        world.network.setFirewall(
            try Firewall(rules: [rule], book: Door.book, defaultVerdict: .drop), on: edge)
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
        // The ICMP error is related to Ann's datagram.
        #expect(world.words.contains { $0.contains("unreachable node 0 50000") })
        world.items = []
        world.network.listen(on: ann, port: 25)
        let annPort = Endpoint(World.annAddress, 25)
        world.act { _ = $0.open(from: far, to: annPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .timedOut)
    }

    @Test("a host's own firewall: what comes in, and what goes out")
    func hostFirewall() throws {
        var world = try Self.world("reset in tcp to any port 25", on: "mx.far")
        let ann = world.ann
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .refused)
        // Ann's own firewall: no SYN ever leaves her host.
        for (verdict, failure) in [
            ("drop", TransportFailure.timedOut), ("prohibited", .prohibited), ("reset", .refused),
        ] {
            var world = try Self.world("\(verdict) out tcp to any port 25", on: "ann.home")
            let ann = world.ann
            world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
            world.runUntilQuiet()
            #expect(world.failure?.why == failure, "\(verdict)")
            #expect(world.syns == 0)
        }
    }

    @Test("what a node's own firewall refuses it does not judge again")
    func ownAnswers() throws {
        var world = try Self.world("prohibited", on: "edge")
        let ann = world.ann
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .prohibited)
    }
}

@Suite("Dry runs")
struct DryRunTests {
    @Test("a dry run meets the firewalls that a packet meets, and leaves no trace")
    func agrees() throws {
        for rule in ["drop tcp from @dynamic to any port 25", "accept tcp to any port 80"] {
            var world = try VerdictTests.world(rule)
            let (ann, edge) = (world.ann, world.edge)
            let packet = Door.syn("203.0.113.7", "198.51.100.25", 25)
            let dry = world.network.dryRun(packet, from: ann)
            #expect(dry.posts.map(\.node) == [edge])
            #expect(world.network.firewall(on: edge)?.defaultCounters.packets == 0)
            #expect(world.network.firewall(on: edge)?.rules[0].counters.packets == 0)
            world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
            world.runUntilQuiet()
            let isStopped = rule.hasPrefix("drop")
            #expect(world.failure == nil ? !isStopped : isStopped)
            #expect(dry.end == (isStopped ? .stopped(edge) : .arrives(world.far)))
            #expect(dry.verdict == (isStopped ? .drop : .accept))
        }
    }

    @Test("hosts' own firewalls are on the way, too; a cut link is the end of it")
    func ends() throws {
        var world = try VerdictTests.world("drop out tcp to any port 25", on: "ann.home")
        let packet = Door.syn("203.0.113.7", "198.51.100.25", 25)
        #expect(world.network.dryRun(packet, from: world.ann).end == .stopped(world.ann))
        world.network.setFirewall(nil, on: world.ann)
        var properties = LinkProperties()
        properties.isUp = false
        world.network.setProperties(properties, of: world.farLink)
        #expect(world.network.dryRun(packet, from: world.ann).end == .noWay(world.edge))
        let nowhere = Door.syn("203.0.113.7", "10.9.9.9", 25)
        #expect(world.network.dryRun(nowhere, from: world.ann).end == .noWay(world.edge))
    }
}

@Suite("Phrases of the firewall")
struct FirewallPhraseTests {
    @Test("every note has a phrase")
    func phrases() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/Phrases")
        let text = try ["InternetPhrases", "FirewallPhrases"].map {
            try String(contentsOf: sources.appendingPathComponent($0 + ".swift"), encoding: .utf8)
        }.joined()
        var keys = [
            DropReason.lostOnLink(LinkID(raw: 0)), .timeToLiveExceeded, .noRoute,
            .queueFull(LinkID(raw: 0)), .tooBig(mtu: 1), .malformed(.version(6)), .nobodyThere,
        ].map(\.note.key)
        for verdict in Verdict.allCases {
            keys += ["rule", "default", "op25b", "ip25b"].map { "firewall.\($0)-\(verdict)" }
        }
        keys += [
            "spared", "spared-static", "spared-business", "own-mail-server", "other-port",
            "not-yet",
        ].map { "firewall.op25b-\($0)" }
        keys.append("firewall.ip25b-spared")
        keys += Condition.Kind.allCases.map { "firewall.trace-\($0.rawValue)" }
        for key in keys { #expect(text.contains("\"\(key)\""), "no phrase for \(key)") }
    }
}
