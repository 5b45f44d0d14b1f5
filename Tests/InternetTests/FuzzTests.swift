import Clockwork
import Internet
import Session
import Support
import Testing
import Wire

@Suite("TCP under fire")
struct FuzzTests {
    @Test("random segments never trap, and the network always comes to rest", arguments: Seeds.few)
    func randomSegments(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for _ in 0..<150 {
            var world = World(seed: dice.next())
            let (ann, far, edge) = (world.ann, world.far, world.edge)
            world.network.listen(on: far, port: 25)
            let client = world.act {
                $0.open(from: ann, to: World.farPort, because: nil, into: &$1)
            }
            var (own, peer): (UInt32, UInt32) = (0, 0)
            for _ in 0..<30 {
                for item in world.items.suffix(6) {
                    guard case .packetSent(let event) = item.entry, event.node == ann,
                        let packet = try? IPv4Packet(parsing: event.octets[...]),
                        let segment = try? TCPSegment(
                            parsing: packet.payload, from: packet.source, to: packet.destination)
                    else { continue }
                    (own, peer) = (segment.sequence, segment.acknowledgment)
                }
                switch dice.below(8) {
                case 0: world.act { $0.send([1, 2, 3], on: client, because: nil, into: &$1) }
                case 1: world.act { $0.close(client, because: nil, into: &$1) }
                case 2: world.act { $0.setReading(false, on: client, because: nil, into: &$1) }
                case 3: world.act { $0.setReading(true, on: client, because: nil, into: &$1) }
                default:
                    let octets = Self.segment(near: own, peer, &dice)
                    world.act { $0.inject(octets, from: edge, because: nil, into: &$1) }
                }
                for _ in 0..<dice.below(6) { world.act { $0.step(into: &$1) } }
            }
            world.act { $0.setReading(true, on: client, because: nil, into: &$1) }
            world.act { $0.close(client, because: nil, into: &$1) }
            world.runUntilQuiet(limit: 20_000)
            let isQuiet = world.network.isQuiet
            #expect(isQuiet, "seed \(seed)")
        }
    }

    /// A segment from the far host whose numbers are near those that would be right.
    private static func segment(near own: UInt32, _ peer: UInt32, _ dice: inout Dice) -> [UInt8] {
        func near(_ number: UInt32) -> UInt32 {
            let distance = [1, 3, 2_000, 70_000, 1 << 31][Int(dice.below(5))] as UInt64
            return number &+ UInt32(truncatingIfNeeded: dice.below(distance))
                &- UInt32(truncatingIfNeeded: dice.below(2))
        }
        let segment = TCPSegment(
            sourcePort: 25, destinationPort: 49_152, sequence: near(peer),
            acknowledgment: near(own),
            flags: TCPFlags(rawValue: UInt8(dice.below(64)) | (dice.happens(3, in: 4) ? 16 : 0)),
            window: UInt16(dice.below(65_536)) >> UInt16(dice.below(17)),
            options: dice.happens(1, in: 3)
                ? TCPOptions(maximumSegmentSize: UInt16(dice.below(65_536))) : TCPOptions(),
            data: ArraySlice(repeating: 7, count: Int(dice.below(4)) * Int(dice.below(700))))
        var payload: [UInt8] = []
        let header = IPv4Header(
            protocolNumber: .tcp, source: World.farAddress, destination: World.annAddress)
        segment.write(into: &payload, from: header.source, to: header.destination)
        return IPv4Packet(header, payload: payload[...]).octets
    }
}
