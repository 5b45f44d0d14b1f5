import Clockwork
import Internet
import Session
import Support
import Testing
import Wire

@Suite("Links that do odd things, and hosts that crash")
struct FaultTests {
    private func world(_ properties: LinkProperties, seed: UInt64 = 3) -> World {
        var world = World(seed: seed)
        world.network.setProperties(properties, of: world.annLink)
        world.network.bind(on: world.far, udpPort: 9)
        return world
    }

    /// Sends numbered datagrams, one a millisecond.
    private func numbers(_ count: Int, in world: inout World) {
        let ann = world.ann
        for number in 0..<count {
            world.act {
                $0.sendDatagram(
                    from: ann, port: 9, to: Endpoint(World.farAddress, 9),
                    octets: [UInt8(number % 256), UInt8(number / 256)], because: nil, into: &$1)
            }
            world.run(until: world.network.now + .milliseconds(1))
        }
        world.runUntilQuiet()
    }

    private func order(_ world: World) -> [Int] {
        world.datagrams(at: 9).map { Int($0[0]) + Int($0[1]) * 256 }
    }

    @Test("jitter moves packets about and changes neither their number nor their order")
    func jitter() {
        var plain = world(LinkProperties(latency: .milliseconds(5)))
        var shaken = world(LinkProperties(latency: .milliseconds(5), jitter: .milliseconds(4)))
        numbers(300, in: &plain)
        numbers(300, in: &shaken)
        #expect(order(shaken) == Array(0..<300) && order(plain) == order(shaken))
        func gaps(_ world: World) -> Int {
            let moments = world.items.compactMap {
                if case .datagram = $0.entry { $0.moment.nanoseconds } else { nil }
            }
            return Set(zip(moments.dropFirst(), moments).map { $0 - $1 }).count
        }
        #expect(gaps(plain) == 1 && gaps(shaken) > 100)
    }

    @Test("duplication, reordering and corruption happen as often as they are set, and are told")
    func rates() {
        var twice = world(LinkProperties(duplicationPerMillion: 200_000))
        numbers(500, in: &twice)
        let copies = twice.incidents.filter { $0 == "internet.duplicated" }.count
        #expect((60...140).contains(copies) && order(twice).count == 500 + copies)

        var late = world(
            LinkProperties(reorderingPerMillion: 100_000, reorderingDelay: .milliseconds(3)))
        numbers(500, in: &late)
        let heldBack = late.incidents.filter { $0 == "internet.held-back" }.count
        #expect((25...80).contains(heldBack))
        #expect(order(late) != Array(0..<500) && order(late).sorted() == Array(0..<500))

        var damaged = world(LinkProperties(corruptionPerMillion: 200_000))
        numbers(500, in: &damaged)
        let bits = damaged.incidents.filter { $0 == "internet.damaged" }.count
        #expect((60...140).contains(bits))
        // Every changed bit is found by a checksum: what arrives is what was sent.
        #expect(damaged.drops == Array(repeating: "internet.drop-malformed", count: bits))
        #expect(order(damaged).count == 500 - bits)
    }

    @Test(
        "a changed bit of an IPv6 packet never brings other data to a socket", arguments: Seeds.few)
    func damageIPv6(seed: UInt64) {
        var dual = Dual(seed: seed, access: LinkProperties(corruptionPerMillion: 500_000))
        let (pc, far) = (dual.pc, dual.far)
        dual.world.network.bind(on: far, udpPort: 53)
        for number in 0..<400 {
            let octets = [UInt8](repeating: UInt8(number % 251), count: 20)
            dual.say(octets, from: pc, port: 5_000, to: Endpoint(Dual.v6(9, 2), 53))
        }
        let got = dual.world.datagrams(at: 53)
        #expect((150...399).contains(got.count))
        for octets in got { #expect(Set(octets).count == 1 && octets.count == 20) }
    }

    @Test("switching one impairment on does not move the others")
    func streams() {
        func lost(_ properties: LinkProperties) -> [Int] {
            var world = world(properties)
            numbers(300, in: &world)
            return order(world)
        }
        let base = lost(LinkProperties(lossPerMillion: 100_000))
        #expect(base.count < 300)
        #expect(base == lost(LinkProperties(lossPerMillion: 100_000, jitter: .microseconds(10))))
        let both = lost(
            LinkProperties(
                lossPerMillion: 100_000, reorderingPerMillion: 300_000,
                reorderingDelay: .microseconds(1)))
        #expect(base == both)
    }

    @Test("TCP brings its octets over a link that does everything wrong", arguments: Seeds.few)
    func everything(seed: UInt64) throws {
        var world = World(seed: seed)
        for link in [world.annLink, world.farLink] {
            world.network.setProperties(
                LinkProperties(
                    latency: .milliseconds(3), lossPerMillion: 20_000, jitter: .milliseconds(2),
                    duplicationPerMillion: 20_000, reorderingPerMillion: 20_000,
                    corruptionPerMillion: 20_000), of: link)
        }
        let (ann, far) = (world.ann, world.far)
        world.network.listen(on: far, port: 25)
        let octets = (0..<80_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        world.act { $0.send(octets, on: client, because: nil, into: &$1) }
        world.act { $0.close(client, because: nil, into: &$1) }
        world.runUntilQuiet()
        let server = try #require(world.acceptedSocket)
        #expect(world.received(on: server) == octets, "\(Seeds.again(seed))")
    }

    @Test("a crash forgets everything without a word, and a restart begins with nothing")
    func crash() throws {
        var world = World()
        let (ann, far) = (world.ann, world.far)
        world.network.listen(on: far, port: 25)
        world.network.bind(on: far, udpPort: 9)
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        let server = try #require(world.acceptedSocket)
        let sent = world.items.count
        world.act { $0.crash(far, because: nil, into: &$1) }
        #expect(world.items.count == sent + 2)
        #expect(world.incidents == ["internet.crashed", "internet.socket-lost"])
        #expect(!world.network.isUp(far) && world.network.netstat(on: far).isEmpty)
        #expect(world.network.state(of: server) == .closed)
        // The peer hears nothing: what it sends is lost.
        world.act { $0.send([1], on: client, because: nil, into: &$1) }
        world.run(until: world.network.now + .seconds(2))
        #expect(world.drops.allSatisfy { $0 == "internet.drop-host-down" } && world.drops.count > 1)
        world.network.restart(far)
        #expect(world.network.isUp(far) && world.network.netstat(on: far).isEmpty)
        world.runUntilQuiet()
        // Now its segments meet a host that knows nothing of it, which resets.
        #expect(world.failure?.why == .reset)
        world.act { $0.crash(far, because: nil, into: &$1) }
        world.network.restart(far)
        let again = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.network.state(of: again) == .closed)
        world.network.listen(on: far, port: 25)
        let third = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        #expect(world.network.state(of: third) == .established)
    }

    @Test("a host that is down sends nothing")
    func downAndSilent() {
        var world = World()
        let ann = world.ann
        world.act { $0.crash(ann, because: nil, into: &$1) }
        world.act {
            $0.ping(
                from: ann, to: World.farAddress, identifier: 1, sequence: 1, because: nil,
                into: &$1)
        }
        #expect(world.drops == ["internet.drop-host-down"] && world.network.isQuiet)
    }
}
