import Clockwork
import Internet
import Testing
import Wire

@Suite("The packet log")
struct PacketLogTests {
    /// A story with a lossy link, told in everything but packets.
    private func story(logsPackets: Bool) -> (words: [String], forwards: Int) {
        var world = World(seed: 3, loss: 50_000)
        world.network.logsPackets = logsPackets
        let (ann, far) = (world.ann, world.far)
        world.network.listen(on: far, port: 25)
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.act {
            $0.send(Array(repeating: 1, count: 40_000), on: client, because: nil, into: &$1)
        }
        world.runUntilQuiet()
        let words = world.items.filter {
            switch $0.entry {
            case .packetSent, .packetForwarded, .packetDelivered: false
            case .packetDropped, .firewallJudged, .tcpStateChanged, .connected, .accepted,
                .received, .closedByPeer, .failed, .closed, .sendBufferDrained, .datagram,
                .datagramUnreachable, .icmp, .incident:
                true
            }
        }.map { "\($0.moment.nanoseconds) \(World.word($0.entry))" }
        return (words, world.network.forwards)
    }

    @Test("without it, everything else happens as it did")
    func switchedOff() {
        let (on, off) = (story(logsPackets: true), story(logsPackets: false))
        #expect(on.words == off.words)
        #expect(on.words.count > 20)
        #expect(on.forwards == off.forwards && on.forwards > 60)
    }
}
