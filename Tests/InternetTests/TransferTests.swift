import Clockwork
import Internet
import Session
import Support
import Testing
import Wire

@Suite("Stories over a network")
struct TransferTests {
    private static func octets(_ count: Int, seed: UInt64) -> [UInt8] {
        var dice = Dice(seed: seed)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
    }

    private func connected(_ world: inout World) throws -> (client: SocketID, server: SocketID) {
        let (ann, far) = (world.ann, world.far)
        world.network.listen(on: far, port: 25)
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        return (client, try #require(world.acceptedSocket))
    }

    @Test("octets arrive as they were sent, whatever is lost", arguments: Seeds.few)
    func bulkTransferWithLoss(seed: UInt64) throws {
        for loss in [0, 10_000, 100_000, 200_000] {
            var world = World(seed: seed, loss: loss)
            let (client, server) = try connected(&world)
            let (forth, back) = (
                Self.octets(100_000, seed: seed), Self.octets(50_000, seed: seed + 1)
            )
            for piece in pieces(of: forth, size: 7_001) {
                world.act { $0.send(piece, on: client, because: nil, into: &$1) }
            }
            world.act { $0.close(client, because: nil, into: &$1) }
            for piece in pieces(of: back, size: 999) {
                world.act { $0.send(piece, on: server, because: nil, into: &$1) }
            }
            world.act { $0.close(server, because: nil, into: &$1) }
            world.runUntilQuiet()
            #expect(world.received(on: server) == forth, "seed \(seed) loss \(loss)")
            #expect(world.received(on: client) == back, "seed \(seed) loss \(loss)")
            #expect(world.failure == nil)
            world.run(until: world.network.now + .minutes(10))
            #expect(world.network.state(of: client) == .closed)
            #expect(world.network.state(of: server) == .closed)
            #expect(world.network.nextMoment == nil)
            let closed = world.count { if case .closed = $0 { true } else { false } }
            #expect(closed == 2)
        }
    }

    @Test("the same seed gives the same log, another seed another one")
    func determinism() throws {
        func story(_ seed: UInt64) throws -> [String] {
            var world = World(seed: seed, loss: 100_000)
            let (client, _) = try connected(&world)
            let octets = Self.octets(30_000, seed: 3)
            world.act { $0.send(octets, on: client, because: nil, into: &$1) }
            world.runUntilQuiet()
            return world.words
        }
        #expect(try story(5) == story(5))
        #expect(try story(5) != story(6))
    }

    @Test("a copy of the network goes its own way")
    func copies() throws {
        var world = World()
        let (client, _) = try connected(&world)
        world.act { $0.send(Self.octets(50_000, seed: 1), on: client, because: nil, into: &$1) }
        var copy = world
        world.runUntilQuiet()
        copy.runUntilQuiet()
        #expect(world.words == copy.words)
    }

    @Test("every event has its cause before it, and a delivered packet goes back to its sending")
    func causes() throws {
        var world = World()
        let (client, server) = try connected(&world)
        let cause = Cause(number: 0)
        world.act { $0.send([1, 2, 3], on: client, because: cause, into: &$1) }
        world.runUntilQuiet()
        for (index, item) in world.items.enumerated() {
            #expect(item.id.number == UInt64(index))
            #expect(item.cause.map { $0 < item.id } ?? true)
        }
        let received = try #require(
            world.items.first { if case .received(server, _) = $0.entry { true } else { false } })
        let chain = world.chain(of: received)
        #expect(chain[0] == "received \(server) 3")
        #expect(chain[1].hasPrefix("delivered"))
        #expect(chain[2].hasPrefix("forwarded"))
        #expect(chain[3].hasPrefix("sent 203.0.113.7:49152 > 198.51.100.25:25 TCP PSH,ACK"))
    }

    @Test("a retransmission is caused by the first sending of its octets")
    func retransmissionCause() throws {
        var world = World()
        let (client, _) = try connected(&world)
        var down = try #require(world.network.properties(of: world.farLink))
        down.isUp = false
        world.network.setProperties(down, of: world.farLink)
        world.act { $0.send([1], on: client, because: nil, into: &$1) }
        world.run(until: world.network.now + .milliseconds(2_500))
        let sendings = world.items.filter {
            if case .packetSent(let event) = $0.entry { event.octets.count == 53 } else { false }
        }
        #expect(sendings.count == 2)
        #expect(sendings.last?.cause == sendings.first?.id)
        #expect(!world.network.isQuiet)
        world.run(until: world.network.now + .hours(1))
        #expect(world.failure?.why == .timedOut)
        let failed = try #require(
            world.items.first { if case .failed = $0.entry { true } else { false } })
        #expect(world.chain(of: failed)[1].hasPrefix("dropped"))
    }

    @Test("TIME-WAIT is quiet, and netstat shows it")
    func timeWait() throws {
        var world = World()
        let (client, server) = try connected(&world)
        #expect(world.network.netstat(on: world.far).map(\.state) == [.listen, .established])
        world.act { $0.close(client, because: nil, into: &$1) }
        world.runUntilQuiet()
        world.act { $0.close(server, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.network.state(of: client) == .timeWait)
        #expect(world.network.netstat(on: world.far).map(\.state) == [.listen])
        #expect(world.network.nextMoment != nil)
        let begin = world.network.now
        world.run(until: begin + .seconds(61))
        #expect(world.network.state(of: client) == .closed)
        #expect(world.network.netstat(on: world.ann).isEmpty)
    }

    @Test("a paused reader holds the sender up without end, and nothing is lost")
    func flowControl() throws {
        var world = World()
        let (client, server) = try connected(&world)
        world.act { $0.setReading(false, on: server, because: nil, into: &$1) }
        let octets = Self.octets(2_000_000, seed: 9)
        world.act { $0.send(octets, on: client, because: nil, into: &$1) }
        world.run(until: world.network.now + .minutes(30))
        #expect(world.received(on: server).isEmpty)
        #expect(world.network.unsentCount(of: client) > 900_000)
        #expect(world.network.state(of: client) == .established)
        world.act { $0.setReading(true, on: server, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.received(on: server) == octets)
        #expect(world.count { if case .sendBufferDrained = $0 { true } else { false } } == 1)
    }

    @Test("a host speaks to itself without any link")
    func loopback() throws {
        var world = World()
        let far = world.far
        world.network.listen(on: far, port: 25)
        let home = Endpoint(IPAddress(127, 0, 0, 1), 25)
        let client = world.act { $0.open(from: far, to: home, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.network.state(of: client) == .established)
        #expect(world.network.now == .zero)
    }

    @Test("no route fails at once, and no address after the router's word")
    func unreachable() {
        var world = World()
        let (ann, edge) = (world.ann, world.edge)
        let nobody = Endpoint(IPAddress(198, 51, 100, 77), 25)
        world.act { _ = $0.open(from: ann, to: nobody, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.failure?.why == .unreachable)
        #expect(world.failure?.at == world.network.now)
        #expect(world.syns == 1)
        world.items = []
        let elsewhere = Endpoint(IPAddress(10, 0, 0, 1), 25)
        world.act { _ = $0.open(from: edge, to: elsewhere, because: nil, into: &$1) }
        #expect(world.failure?.why == .networkUnreachable)
    }

    @Test("datagrams arrive, or come back as port unreachable")
    func datagrams() {
        var world = World()
        let (ann, far) = (world.ann, world.far)
        world.network.bind(on: far, udpPort: 53)
        let port = world.network.ephemeralUDPPort(on: ann)
        #expect(port == 49_152)
        for target in [53, 54] as [UInt16] {
            world.act {
                $0.sendDatagram(
                    from: ann, port: port, to: Endpoint(World.farAddress, target), octets: [1],
                    because: nil, into: &$1)
            }
        }
        world.runUntilQuiet()
        #expect(
            world.words.contains { $0.hasSuffix("datagram node 2 53 203.0.113.7:49152 [1]") })
        #expect(
            world.words.contains {
                $0.contains("unreachable node 0 49152 198.51.100.25:54 198.51.100.25 port")
            })
    }

    @Test("ping is answered, and a short life ends at the router")
    func ping() {
        var world = World()
        let ann = world.ann
        for life in [64, 1] as [UInt8] {
            world.act {
                $0.ping(
                    from: ann, to: World.farAddress, identifier: 7, sequence: UInt16(life),
                    timeToLive: life, because: nil, into: &$1)
            }
        }
        world.runUntilQuiet()
        let lines = world.words.filter { $0.contains(" icmp ") }
        #expect(
            lines.contains {
                $0.hasSuffix("icmp node 0 198.51.100.25 echo reply id 7 seq 64 len 32")
            })
        #expect(
            lines.contains {
                $0.hasSuffix("icmp node 0 203.0.113.1 time exceeded (198.51.100.25 ICMP)")
            })
    }

    @Test("a link that cannot keep up drops what its queue does not hold")
    func queueing() throws {
        var world = World()
        let (ann, link) = (world.ann, world.annLink)
        world.network.setProperties(
            LinkProperties(latency: .zero, bitsPerSecond: 8_000, queueOctets: 3_000), of: link)
        world.network.bind(on: world.far, udpPort: 9)
        for _ in 0..<10 {
            world.act {
                $0.sendDatagram(
                    from: ann, port: 9, to: Endpoint(World.farAddress, 9),
                    octets: Array(repeating: 0, count: 972), because: nil, into: &$1)
            }
        }
        world.runUntilQuiet()
        let arrived = world.count { if case .datagram = $0 { true } else { false } }
        #expect(arrived == 4)
        // Each thousand octets take a second.
        #expect(world.network.now.nanoseconds > 4_000_000_000)
    }

    @Test("octets that are no packet are dropped as malformed", arguments: Seeds.few)
    func injection(seed: UInt64) {
        var world = World()
        var dice = Dice(seed: seed)
        let edge = world.edge
        for _ in 0..<200 {
            let octets = (0..<Int(dice.below(60))).map { _ in
                UInt8(truncatingIfNeeded: dice.next())
            }
            world.act { $0.inject(octets, from: edge, because: nil, into: &$1) }
        }
        world.runUntilQuiet()
        #expect(world.count { if case .packetDropped = $0 { true } else { false } } == 200)
    }

    @Test("links of any size and rate are taken", arguments: [1, 600, 1_000_000_000, Int.max])
    func extremeLinks(rate: Int) {
        for size in [1, 1_500, Int.max] {
            var world = World()
            let (ann, link) = (world.ann, world.annLink)
            world.network.setProperties(
                LinkProperties(
                    latency: .zero, bitsPerSecond: rate, mtu: size, queueOctets: size), of: link)
            world.act {
                $0.ping(
                    from: ann, to: World.farAddress, identifier: 1, sequence: 1, because: nil,
                    into: &$1)
            }
            world.runUntilQuiet()
            let isQuiet = world.network.isQuiet
            #expect(isQuiet)
        }
    }
}
