import Clockwork
import Internet
import Session
import Support
import Testing
import Wire

@Suite("A bridge in a link")
struct BridgeTests {
    /// What the ends saw, with the moments; nothing of what happens on the bridge itself.
    private func seen(_ world: World, except bridge: NodeID?) -> [String] {
        world.items.compactMap { item in
            switch item.entry {
            case .packetSent(let event) where event.node != bridge,
                .packetDelivered(let event) where event.node != bridge,
                .packetForwarded(let event) where event.node != bridge:
                "\(item.moment.nanoseconds) \(event.node) \(World.word(item.entry).prefix(4)) "
                    + "\(event.octets)"
            case .connected, .received, .closedByPeer, .closed, .failed:
                "\(item.moment.nanoseconds) \(World.word(item.entry))"
            default: nil
            }
        }
    }

    /// Ping, traceroute, datagrams in pieces and TCP, over a link that does all that links can do.
    private func story(_ seed: UInt64, _ target: IPAddress, withBridge: Bool) -> [String] {
        var dual = Dual(
            seed: seed,
            access: LinkProperties(
                latency: Interval(nanoseconds: 4_000_001), bitsPerSecond: 2_000_000,
                lossPerMillion: 30_000, queueOctets: 20_000, jitter: .milliseconds(3),
                duplicationPerMillion: 20_000, reorderingPerMillion: 20_000,
                corruptionPerMillion: 10_000))
        let (pc, far) = (dual.pc, dual.far)
        let bridge =
            withBridge ? dual.world.network.insertBridge(named: "box", into: dual.access) : nil
        // At moments of their own: a packet that is lost ends its way earlier or later.
        var moment = Instant.zero
        func next(
            _ world: inout World, _ body: (inout Network, inout CausalLog<Happening>) -> Void
        ) {
            world.act { body(&$0, &$1) }
            moment += .seconds(40)
            world.run(until: moment)
        }
        for life in 1...4 as ClosedRange<UInt8> {
            next(&dual.world) {
                $0.ping(
                    from: pc, to: target, identifier: 9, sequence: UInt16(life),
                    timeToLive: life, because: nil, into: &$1)
            }
            next(&dual.world) {
                $0.sendDatagram(
                    from: pc, port: 40_000, to: Endpoint(target, 33_434), octets: [life],
                    timeToLive: life, because: nil, into: &$1)
            }
        }
        dual.world.network.bind(on: far, udpPort: 53)
        next(&dual.world) {
            $0.sendDatagram(
                from: pc, port: 5_000, to: Endpoint(target, 53),
                octets: Array(repeating: 7, count: 4_000), because: nil, into: &$1)
        }
        dual.world.network.listen(on: far, port: 25)
        let octets = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        next(&dual.world) {
            let client = $0.open(from: pc, to: Endpoint(target, 25), because: nil, into: &$1)
            $0.send(octets, on: client, because: nil, into: &$1)
        }
        let isWhole = dual.world.acceptedSocket.map { dual.world.received(on: $0) == octets }
        #expect(isWhole == true, "seed \(seed) to \(target)")
        return seen(dual.world, except: bridge)
    }

    @Test("what intercepts nothing changes nothing: the same octets at the same moments")
    func transparent() {
        for seed in Seeds.few {
            for target in [Dual.farAddress, Dual.v6(9, 2)] {
                let without = story(seed, target, withBridge: false)
                let with = story(seed, target, withBridge: true)
                #expect(without.count > 100, "seed \(seed)")
                let difference = zip(with, without).first { $0 != $1 }
                #expect(difference == nil, "seed \(seed) to \(target)")
                #expect(with.count == without.count, "seed \(seed) to \(target)")
                let again = story(seed, target, withBridge: true) == with
                #expect(again, "seed \(seed)")
            }
        }
    }

    @Test("links are named apart, and a link with a bridge in it is still one link")
    func names() throws {
        var world = World()
        let link = world.farLink
        let before = world.network.linkIDs
        let plain = try #require(world.network.properties(of: link))
        let box = try world.bridge("box", link)
        let farther = LinkID(raw: 99)
        for link in [link, farther] {
            let second = world.network.insertBridge(named: "second", into: link)
            #expect(second == nil)
        }
        let halves = try #require(world.network.halves(ofBridge: box))
        let third = world.network.insertBridge(named: "third", into: halves.far)
        #expect(third == nil)
        #expect(world.network.name(of: halves.near) == "edge–box")
        #expect(world.network.name(of: halves.far) == "box–mx.far")
        #expect(world.network.linkIDs == before)
        #expect(try #require(world.network.ends(of: link)) == (world.edge, world.far))
        #expect(world.network.properties(of: link) == plain)
        #expect(world.network.addresses(of: box).isEmpty)
        var slow = plain
        slow.latency = Interval(nanoseconds: 7)
        slow.isUp = false
        world.network.setProperties(slow, of: link)
        #expect(world.network.properties(of: link) == slow)
        world.act { $0.removeBridge(box, because: nil, into: &$1) }
        #expect(world.network.properties(of: link) == slow)
        #expect(world.network.name(of: link) == "far")
        #expect(world.network.node(named: "box") == nil)
        #expect(world.network.bridge(in: link) == nil && world.network.linkIDs == before)
    }

    @Test("put in and taken out while a letter is on its way: a connection it does not hold lives")
    func inMidConnection() throws {
        var world = World()
        let (ann, far, link) = (world.ann, world.far, world.farLink)
        world.network.listen(on: far, port: 25)
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        let server = try #require(world.acceptedSocket)
        let octets = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        world.act { $0.send(octets, on: client, because: nil, into: &$1) }
        var boxes: [NodeID] = []
        for _ in 0..<20 {
            for _ in 0..<9 { world.act { $0.step(into: &$1) } }
            let box = try world.bridge("box", link)
            boxes.append(box)
            world.network.listen(on: box, port: 25)
            for _ in 0..<9 { world.act { $0.step(into: &$1) } }
            world.act { $0.removeBridge(box, because: nil, into: &$1) }
        }
        world.runUntilQuiet()
        #expect(world.received(on: server) == octets)
        #expect(world.network.state(of: client) == .established)
        #expect(boxes.count == 20 && world.network.packetsInFlight == 0)
    }

    /// A bridge that listens on port 25, and a client that has called the far host.
    private func intercepted() throws -> (World, box: NodeID, client: SocketID, held: SocketID) {
        var world = World()
        let (ann, far) = (world.ann, world.far)
        world.network.listen(on: far, port: 25)
        let box = try world.bridge("box", world.farLink)
        world.network.listen(on: box, port: 25)
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        return (world, box, client, try #require(world.acceptedSocket))
    }

    @Test("a port that it intercepts: it answers as the server, and calls the server as the client")
    func interception() throws {
        var (world, box, client, held) = try intercepted()
        let far = world.far
        #expect(world.network.node(of: held) == box)
        #expect(world.network.localEndpoint(of: held) == World.farPort)
        let caller = try #require(world.network.localEndpoint(of: client))
        #expect(world.network.remoteEndpoint(of: held) == caller)
        world.items = []
        let onward = world.act {
            $0.open(from: box, to: World.farPort, as: caller, because: nil, into: &$1)
        }
        world.runUntilQuiet()
        let server = try #require(world.acceptedSocket)
        #expect(world.network.node(of: server) == far)
        #expect(world.network.remoteEndpoint(of: server) == caller)
        world.act { $0.send(Array("to the box".utf8), on: client, because: nil, into: &$1) }
        world.act { $0.send(Array("to the server".utf8), on: onward, because: nil, into: &$1) }
        world.act { $0.send(Array("to the client".utf8), on: held, because: nil, into: &$1) }
        world.act { $0.send(Array("back".utf8), on: server, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.received(on: held) == Array("to the box".utf8))
        #expect(world.received(on: server) == Array("to the server".utf8))
        #expect(world.received(on: client) == Array("to the client".utf8))
        #expect(world.received(on: onward) == Array("back".utf8))
        // Its own packets come from nobody's address but those two.
        for item in world.items {
            guard case .packetSent(let event) = item.entry, event.node == box else { continue }
            let ends = try #require(IPPacket(event.octets)?.ends)
            #expect([caller, World.farPort].contains(ends.source))
        }
        world.act { $0.abort(onward, because: nil, into: &$1) }
        world.act { $0.close(held, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.network.state(of: server) == .closed)
        #expect(world.network.state(of: client) == .closeWait)
    }

    @Test("other ports pass, and what nobody listens on is refused by the host itself")
    func otherPorts() throws {
        var (world, box, _, _) = try intercepted()
        let ann = world.ann
        world.items = []
        world.act {
            _ = $0.open(from: ann, to: Endpoint(World.farAddress, 26), because: nil, into: &$1)
        }
        world.runUntilQuiet()
        #expect(world.failure?.why == .refused)
        // A stray segment to an intercepted port is the server's to refuse, not the box's.
        let stray = TCPSegment(
            sourcePort: 5, destinationPort: 25, sequence: 1, acknowledgment: 2, flags: .ack,
            window: 1)
        var payload = [UInt8](repeating: 0, count: stray.count)
        payload.withUnsafeMutableBytes {
            stray.write(into: $0, from: World.annAddress, to: World.farAddress)
        }
        let header = IPv4Header(
            protocolNumber: .tcp, source: World.annAddress, destination: World.farAddress)
        let packet = IPv4Packet(header, payload: payload[...])
        world.act { $0.inject(packet.octets, from: ann, because: nil, into: &$1) }
        world.runUntilQuiet()
        let sent = world.items.filter {
            if case .packetSent(let event) = $0.entry { event.node == box } else { false }
        }
        #expect(sent.isEmpty)
    }

    @Test("taken out in mid-connection, it leaves both ends alone without a word")
    func removal() throws {
        var (world, box, client, _) = try intercepted()
        let caller = try #require(world.network.localEndpoint(of: client))
        world.act { _ = $0.open(from: box, to: World.farPort, as: caller, because: nil, into: &$1) }
        world.runUntilQuiet()
        world.items = []
        world.act { $0.send([1, 2, 3], on: client, because: nil, into: &$1) }
        for _ in 0..<2 { world.act { $0.step(into: &$1) } }
        world.act { $0.removeBridge(box, because: nil, into: &$1) }
        #expect(world.incidents.filter { $0 == "internet.socket-lost" }.count == 2)
        #expect(!world.network.isUp(box))
        world.run(until: world.network.now + .hours(1))
        #expect(
            !world.items.contains {
                if case .packetSent(let e) = $0.entry { e.node == box } else { false }
            })
        #expect(world.network.packetsInFlight == 0)
        // The link is whole again.
        let (ann, far) = (world.ann, world.far)
        world.items = []
        world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.network.node(of: try #require(world.acceptedSocket)) == far)
    }

    @Test("a firewall on the way still judges, and its word about the box's connection is heard")
    func firewall() throws {
        for (verdict, failure) in [
            (Verdict.reset, TransportFailure.refused), (.prohibited, .prohibited),
            (.drop, .timedOut),
        ] {
            var world = try VerdictTests.world("\(verdict) tcp from @dynamic to any port 25")
            let box = try world.bridge("box", world.annLink)
            world.network.listen(on: box, port: 25)
            let ann = world.ann
            world.act { _ = $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
            world.runUntilQuiet()
            let held = try #require(world.acceptedSocket)
            let caller = try #require(world.network.remoteEndpoint(of: held))
            world.act {
                _ = $0.open(from: box, to: World.farPort, as: caller, because: nil, into: &$1)
            }
            world.run(until: world.network.now + .minutes(5))
            #expect(world.failure?.why == failure)
        }
    }

    @Test("a segment that is too long further on: the box's connection learns the path's size")
    func pathSize() throws {
        var dual = Dual(backboneMTU: 1_300)
        let box = try dual.world.bridge("box", dual.access)
        dual.world.network.listen(on: box, port: 25)
        dual.world.network.listen(on: dual.far, port: 25)
        let (pc, far) = (dual.pc, dual.far)
        for target in [Dual.farAddress, Dual.v6(9, 2)] {
            dual.world.items = []
            dual.world.act {
                _ = $0.open(from: pc, to: Endpoint(target, 25), because: nil, into: &$1)
            }
            dual.world.runUntilQuiet()
            let held = try #require(dual.world.acceptedSocket)
            let caller = try #require(dual.world.network.remoteEndpoint(of: held))
            dual.world.items = []
            let onward = dual.world.act {
                $0.open(from: box, to: Endpoint(target, 25), as: caller, because: nil, into: &$1)
            }
            dual.world.runUntilQuiet()
            let server = try #require(dual.world.acceptedSocket)
            #expect(dual.world.network.node(of: server) == far)
            let octets = Array(repeating: UInt8(5), count: 20_000)
            dual.world.act { $0.send(octets, on: onward, because: nil, into: &$1) }
            dual.world.runUntilQuiet()
            #expect(dual.world.received(on: server) == octets)
        }
    }

    @Test("a dry run looks through it")
    func dryRun() throws {
        var world = World()
        _ = world.network.insertBridge(named: "box", into: world.farLink)
        _ = world.network.insertBridge(named: "box-2", into: world.annLink)
        let flow = Flow(.tcp, from: Endpoint(World.annAddress, 9), to: World.farPort)
        let run = world.network.dryRun(
            JudgedPacket(flow, hook: .output, octets: 40), from: world.ann)
        #expect(run.end == .arrives(world.far))
    }
}

extension World {
    /// Puts a bridge into a link of this world.
    fileprivate mutating func bridge(_ name: String, _ link: LinkID) throws -> NodeID {
        let node = network.insertBridge(named: name, into: link)
        return try #require(node)
    }
}
