import Clockwork
import Internet
import Testing
import Wire

@Suite("What traceroute is made of, and the limits of ICMP errors")
struct RouteTraceTests {
    @Test("UDP probes with rising lives name each router, and the far host at the end")
    func udp() {
        for (target, hops) in [
            (Dual.farAddress, [IPAddress(192, 168, 1, 1), Dual.ispAddress, Dual.farAddress]),
            (Dual.v6(9, 2), [Dual.v6(1, 1), Dual.v6(3, 1), Dual.v6(9, 2)]),
        ] {
            var dual = Dual()
            let pc = dual.pc
            for life in 1...3 as ClosedRange<UInt8> {
                dual.say(
                    [0], from: pc, port: 40_000,
                    to: Endpoint(target, 33_433 + UInt16(life)), timeToLive: life)
            }
            var seen: [(UInt16, IPAddress, Bool)] = []
            for item in dual.world.items {
                if case .datagramUnreachable(pc, 40_000, let to, let from, let message) =
                    item.entry
                {
                    let isEnd = if case .timeExceeded = message { false } else { true }
                    seen.append((to.port, from, isEnd))
                }
            }
            #expect(seen.map(\.0) == [33_434, 33_435, 33_436])
            #expect(seen.map(\.1) == hops)
            #expect(seen.map(\.2) == [false, false, true])
        }
    }

    @Test("no error about an error, a later fragment, many, or nobody; and not too many at once")
    func rules() throws {
        var world = World()
        let (edge, far) = (world.edge, world.far)
        func packet(
            _ protocolNumber: IPProtocol, _ payload: [UInt8], from source: IPAddress,
            offset: UInt16 = 0
        ) -> [UInt8] {
            var header = IPv4Header(
                protocolNumber: protocolNumber, source: source, destination: World.farAddress,
                timeToLive: 1)
            header.fragmentOffset = offset
            return IPv4Packet(header, payload: payload[...]).octets
        }
        let error = ICMPMessage.timeExceeded(code: 0, quoted: []).octets
        let quiet = [
            packet(.icmp, error, from: World.annAddress),
            packet(IPProtocol(rawValue: 99), [1, 2], from: World.annAddress, offset: 3),
            packet(IPProtocol(rawValue: 99), [1, 2], from: IPAddress(224, 0, 0, 1)),
            packet(IPProtocol(rawValue: 99), [1, 2], from: IPAddress(127, 0, 0, 1)),
            packet(IPProtocol(rawValue: 99), [1, 2], from: IPAddress(0, 0, 0, 0)),
            packet(IPProtocol(rawValue: 99), [1, 2], from: IPAddress(255, 255, 255, 255)),
        ]
        let ann = world.ann
        for octets in quiet {
            world.act { $0.inject(octets, from: ann, because: nil, into: &$1) }
            world.runUntilQuiet()
        }
        #expect(world.drops.count == quiet.count)
        let errors = world.words.filter { $0.contains("ICMP") && $0.contains("sent 203") }
        #expect(errors.filter { $0.contains("sent 203.0.113.1 ") }.isEmpty)
        let loud = packet(IPProtocol(rawValue: 99), [1, 2], from: World.annAddress)
        for _ in 0..<200 {
            world.act { $0.inject(loud, from: ann, because: nil, into: &$1) }
        }
        world.items = []
        world.runUntilQuiet()
        let told = world.words.filter { $0.contains("sent 203.0.113.1 ") }.count
        #expect((50...60).contains(told))
        #expect(world.network.name(of: edge) == "edge" && world.network.isUp(far))
    }
}
