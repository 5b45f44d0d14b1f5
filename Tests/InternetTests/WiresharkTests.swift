import Clockwork
import Foundation
import Internet
import Support
import Testing
import Wire

/// What Wireshark says of our TCP, seen at the sender's link.
@Suite(
    "TCP as Wireshark sees it",
    .enabled(if: CaptureTests.tshark != nil, "tshark is not installed"))
struct WiresharkTests {
    /// A packet of Ann's link, as she sends it or gets it.
    private struct Seen {
        let event: PacketEvent
        let isSent: Bool
        let moment: Instant
    }

    private func seen(_ world: World) -> [Seen] {
        world.items.compactMap { item in
            switch item.entry {
            case .packetSent(let sent) where sent.node == world.ann:
                Seen(event: sent, isSent: true, moment: item.moment)
            case .packetDelivered(let delivered) where delivered.node == world.ann:
                Seen(event: delivered, isSent: false, moment: item.moment)
            default: nil
            }
        }
    }

    /// The capture at Ann's end, and the numbers of those packets of hers that are repeats: what
    /// comes from afar is repeated there, and not here.
    private func capture(_ world: World) -> (octets: [UInt8], repeats: [Int]) {
        var writer = PcapngWriter()
        writer.addInterface("home", comment: "at the sender")
        var repeats: [Int] = []
        for (index, packet) in seen(world).enumerated() {
            if packet.isSent, packet.event.retransmission, packet.event.socket != nil {
                repeats.append(index + 1)
            }
            writer.addPacket(
                packet.event.octets, interface: 0,
                unixNanoseconds: 1_775_001_600_000_000_000 + packet.moment.nanoseconds,
                comments: [])
        }
        return (writer.takeOctets(), repeats)
    }

    /// The numbers of the frames that a filter of tshark finds.
    private func frames(_ filter: String, in octets: [UInt8], _ name: String) throws -> [Int] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "maillab-tcp-\(name)-\(ProcessInfo.processInfo.processIdentifier).pcapng")
        try Data(octets).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: try #require(CaptureTests.tshark))
        process.arguments = [
            "-r", file.path, "-Y", filter, "-T", "fields", "-e", "frame.number",
        ]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return text.split(separator: "\n").compactMap { Int($0) }
    }

    private func transfer(_ world: inout World, octets: Int) throws {
        let (ann, far) = (world.ann, world.far)
        world.network.listen(on: far, port: 25)
        let client = world.act { $0.open(from: ann, to: World.farPort, because: nil, into: &$1) }
        world.runUntilQuiet()
        let server = try #require(world.acceptedSocket)
        // A conversation first, then a long letter, then both ends close.
        for line in 0..<6 {
            let (from, text) = (line % 2 == 0 ? server : client, [UInt8](repeating: 65, count: 40))
            world.act { $0.send(text, on: from, because: nil, into: &$1) }
            world.runUntilQuiet()
        }
        world.act {
            $0.send([UInt8](repeating: 66, count: octets), on: client, because: nil, into: &$1)
        }
        world.runUntilQuiet()
        world.act { $0.close(client, because: nil, into: &$1) }
        world.runUntilQuiet()
        world.act { $0.close(server, because: nil, into: &$1) }
        world.runUntilQuiet()
    }

    @Test("ordinary traffic gives no warning, and nothing that looks like trouble")
    func ordinary() throws {
        var world = World(seed: 1)
        try transfer(&world, octets: 300_000)
        let (octets, repeats) = capture(world)
        #expect(repeats.isEmpty)
        #expect(try frames("tcp", in: octets, "all").count > 200)
        // The end of a connection is told as a chat, window updates as a note at most.
        let trouble = "_ws.malformed or _ws.expert.severity >= \"Warning\" or tcp.analysis.flags"
        #expect(try frames(trouble, in: octets, "ordinary") == [])
    }

    @Test("on a lossy link it counts the repeats that the journal counts", arguments: Seeds.few)
    func repeats(seed: UInt64) throws {
        var world = World(seed: seed, loss: 15_000)
        try transfer(&world, octets: 400_000)
        let (octets, repeats) = capture(world)
        #expect(repeats.count > 2, "\(Seeds.again(seed))")
        // A repeat that comes soon after newer octets is called out of order.
        let filter =
            "(tcp.analysis.retransmission or tcp.analysis.out_of_order) and ip.src == 203.0.113.7"
        #expect(try frames(filter, in: octets, "lossy-\(seed)") == repeats, "\(Seeds.again(seed))")
    }

    /// The numbers of the duplicate acknowledgments among the packets that Ann sees, after
    /// RFC 5681 §2: no data, no SYN and no FIN, the number and the window of the one before, while
    /// octets are on their way.
    private func duplicates(_ world: World) -> [Int] {
        var found: [Int] = []
        var last: (acknowledgment: UInt32, window: UInt16)?
        var highest: UInt32?
        for (index, packet) in seen(world).enumerated() {
            guard let segment = IPPacket(packet.event.octets)?.tcpSegment else { continue }
            if packet.isSent {
                let end = segment.sequence &+ UInt32(segment.sequenceLength)
                highest = highest.map { Int32(bitPattern: end &- $0) > 0 ? end : $0 } ?? end
                continue
            }
            let isBare =
                segment.data.isEmpty && segment.flags.intersection([.syn, .fin, .rst]).isEmpty
            if isBare, let last, last == (segment.acknowledgment, segment.window),
                segment.acknowledgment != highest
            {
                found.append(index + 1)
            }
            last = (segment.acknowledgment, segment.window)
        }
        return found
    }

    @Test("and the duplicate acknowledgments, by number", arguments: Seeds.few)
    func duplicateAcknowledgments(seed: UInt64) throws {
        var world = World(seed: seed, loss: 15_000)
        try transfer(&world, octets: 400_000)
        let own = duplicates(world)
        #expect(own.count > 5, "\(Seeds.again(seed))")
        let filter = "tcp.analysis.duplicate_ack and ip.dst == 203.0.113.7"
        let found = try frames(filter, in: capture(world).octets, "duplicates-\(seed)")
        #expect(found == own, "\(Seeds.again(seed))")
    }
}
