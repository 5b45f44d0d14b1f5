import Clockwork
import Support
import Testing
import Wire

@Suite("Packets")
struct PacketTests {
    static let source = IPAddress(192, 0, 2, 1)
    static let destination = IPAddress(198, 51, 100, 7)

    static var segment: TCPSegment {
        TCPSegment(
            sourcePort: 49_152, destinationPort: 25, sequence: 0x0102_0304,
            acknowledgment: 0x0506_0708, flags: [.syn, .ack], window: 65_535,
            options: TCPOptions(
                maximumSegmentSize: 1_460,
                unknown: [UnknownTCPOption(kind: 253, data: [1, 2, 3])]),
            data: [1, 2, 3])
    }

    static func packet(_ protocolNumber: IPProtocol, _ payload: [UInt8]) -> [UInt8] {
        let header = IPv4Header(
            protocolNumber: protocolNumber, source: source, destination: destination,
            timeToLive: 7, identification: 99)
        return IPv4Packet(header, payload: payload[...]).octets
    }

    static var samples: [[UInt8]] {
        var tcp: [UInt8] = []
        segment.write(into: &tcp, from: source, to: destination)
        var udp: [UInt8] = []
        UDPDatagram(sourcePort: 5_353, destinationPort: 53, data: [9, 8, 7])
            .write(into: &udp, from: source, to: destination)
        let whole = packet(.tcp, tcp)
        return [
            whole, packet(.udp, udp),
            packet(.icmp, ICMPMessage.echoRequest(identifier: 1, sequence: 2, data: [3]).octets),
            packet(
                .icmp,
                ICMPMessage.unreachable(
                    .administrativelyProhibited, nextHopMTU: 0,
                    quoted: ICMPMessage.quotation(of: whole)
                ).octets),
            packet(
                .icmp,
                ICMPMessage.timeExceeded(code: 0, quoted: ICMPMessage.quotation(of: whole)).octets),
        ]
    }

    @Test("a header known from elsewhere has the known checksum")
    func knownChecksum() {
        // The example header that textbooks compute by hand: its checksum is B861.
        let header: [UInt8] = [
            0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11, 0xB8, 0x61, 0xC0, 0xA8,
            0x00, 0x01, 0xC0, 0xA8, 0x00, 0xC7,
        ]
        #expect(InternetChecksum.of(header[...]) == 0)
        var without = header
        without[10] = 0
        without[11] = 0
        #expect(InternetChecksum.of(without[...]) == 0xB861)
        #expect(InternetChecksum.of([1, 2, 3]) == ~UInt16(0x0102 + 0x0300))
    }

    @Test("a sum is the same in any pieces and at any place in memory", arguments: Seeds.few)
    func checksumByWords(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<400 {
            // Runs of ones and zeros make the carries that random octets seldom make.
            let kind = dice.below(4)
            let octets = (0..<Int(dice.below(300))).map { _ in
                kind == 0 ? 0xFF : kind == 1 ? 0 : UInt8(truncatingIfNeeded: dice.next())
            }
            let start = Int(dice.below(UInt64(octets.count + 1)))
            var sum: UInt64 = 0
            for (index, octet) in octets[start...].enumerated() {
                sum += index % 2 == 0 ? UInt64(octet) << 8 : UInt64(octet)
            }
            while sum > 0xFFFF { sum = (sum & 0xFFFF) + (sum >> 16) }
            #expect(InternetChecksum.of(octets[start...]) == ~UInt16(sum), "seed \(seed)")
            var inPieces = InternetChecksum()
            let middle = start + (octets.count - start) / 4 * 2
            inPieces.add(octets[start..<middle])
            inPieces.add(octets, from: middle, count: octets.count - middle)
            #expect(inPieces.value == ~UInt16(sum), "seed \(seed)")
        }
    }

    @Test("a changed word mends the checksum as adding everything up would", arguments: Seeds.few)
    func updatedChecksum(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<2_000 {
            var octets: [UInt8] = [0x45] + (0..<19).map { _ in UInt8(dice.below(256)) }
            if dice.happens(1, in: 3) { octets[8] = 0xFF }
            let old = UInt16(octets[8]) << 8 | UInt16(octets[9])
            let before = InternetChecksum.of(octets[...])
            let new = dice.happens(1, in: 4) ? old : UInt16(dice.below(65_536))
            octets[8] = UInt8(new >> 8)
            octets[9] = UInt8(new & 0xFF)
            #expect(
                InternetChecksum.updated(before, from: old, to: new)
                    == InternetChecksum.of(octets[...]), "seed \(seed)")
        }
    }

    @Test("the quick way in and out of memory is the careful one")
    func rawSegments() throws {
        for options in [TCPOptions(), Self.segment.options] {
            var segment = Self.segment
            segment.options = options
            segment.urgentPointer = 7
            var careful: [UInt8] = []
            segment.write(into: &careful, from: Self.source, to: Self.destination)
            var quick = [UInt8](repeating: 0xEE, count: segment.count)
            quick.withUnsafeMutableBytes {
                segment.write(into: $0, from: Self.source, to: Self.destination)
            }
            #expect(quick == careful)
            #expect(try TCPSegment(proved: ([9, 9] + quick)[2...]) == segment)
        }
        #expect(throws: PacketError.self) { try TCPSegment(proved: [1, 2, 3]) }
    }

    @Test("TCP comes back as it was written")
    func tcpRoundTrip() throws {
        let packet = try IPv4Packet(parsing: Self.samples[0][...])
        #expect(packet.timeToLive == 7)
        #expect(packet.source == Self.source)
        let read = try TCPSegment(
            parsing: packet.payload, from: packet.source, to: packet.destination)
        #expect(read.options == Self.segment.options)
        #expect(read.data == [1, 2, 3])
        #expect(read.sequence == 0x0102_0304)
        #expect(read.sequenceLength == 4)
        #expect(packet.octets == Self.samples[0])
    }

    @Test("an error quotes what is needed to find its socket")
    func quotation() throws {
        let packet = try IPv4Packet(parsing: Self.samples[3][...])
        let message = try ICMPMessage(parsing: packet.payload)
        #expect(message.isError)
        let quoted = try #require(message.quotedPacket)
        #expect(quoted.ports?.source == 49_152)
        #expect(quoted.ports?.destination == 25)
        #expect(quoted.tcpSequence == 0x0102_0304)
    }

    @Test("a changed octet is found by a checksum")
    func corruption() throws {
        for sample in Self.samples {
            for index in sample.indices where index != 0 {
                var octets = sample
                octets[index] ^= 0x10
                #expect(throws: PacketError.self, "octet \(index) of \(sample)") {
                    _ = try Self.readWhole(octets)
                }
            }
        }
    }

    @Test("a shortened packet is refused, and never traps")
    func truncation() {
        for sample in Self.samples {
            for count in 0..<sample.count {
                #expect(throws: PacketError.self) {
                    _ = try Self.readWhole(Array(sample.prefix(count)))
                }
            }
        }
    }

    @Test("random octets never trap", arguments: Seeds.few)
    func randomOctets(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<3_000 {
            var octets = (0..<Int(dice.below(80))).map { _ in
                UInt8(truncatingIfNeeded: dice.next())
            }
            if !octets.isEmpty, dice.happens(1, in: 2) {
                octets[0] = 0x45 + UInt8(dice.below(3))
            }
            _ = Summary.line(octets)
            _ = try? TCPSegment(
                parsing: octets[...], from: Self.source, to: Self.destination)
            let message = try? ICMPMessage(parsing: octets[...])
            _ = message?.quotedPacket?.ports
            _ = ICMPMessage.unreachable(.host, nextHopMTU: 0, quoted: octets[...]).quotedPacket
            _ = IPv4Header.decrementTimeToLive(in: &octets)
        }
    }

    @Test("options that are nonsense are refused, with right checksums", arguments: Seeds.few)
    func randomOptions(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<500 {
            var octets: [UInt8] = []
            Self.segment.write(into: &octets, from: Self.source, to: Self.destination)
            for index in 20..<octets.count { octets[index] = UInt8(dice.below(12)) }
            octets[12] = UInt8(dice.below(16)) << 4
            octets[16] = 0
            octets[17] = 0
            var sum = InternetChecksum()
            sum.addPseudoHeader(
                from: Self.source, to: Self.destination, protocolNumber: .tcp,
                count: octets.count)
            sum.add(octets[...])
            octets[16] = UInt8(sum.value >> 8)
            octets[17] = UInt8(sum.value & 0xFF)
            do throws(PacketError) {
                _ = try TCPSegment(
                    parsing: octets[...], from: Self.source, to: Self.destination)
            } catch {
                if case .checksum = error { Issue.record("the checksum was right") }
            }
        }
    }

    private static func readWhole(_ octets: [UInt8]) throws(PacketError) -> String {
        try Summary.line(IPv4Packet(parsing: octets[...]))
    }

    @Test("each hop takes one from the time to live and leaves a right checksum")
    func timeToLive() throws {
        var octets = Self.samples[1]
        for left in (1...6).reversed() {
            let isAlive = IPv4Header.decrementTimeToLive(in: &octets)
            #expect(isAlive)
            #expect(try IPv4Packet(parsing: octets[...]).timeToLive == UInt8(left))
        }
        let isAlive = IPv4Header.decrementTimeToLive(in: &octets)
        #expect(!isAlive)
    }

    @Test("a line says what a packet is")
    func summaries() {
        let lines = Self.samples.map { Summary.line($0) }
        #expect(
            lines == [
                "192.0.2.1:49152 > 198.51.100.7:25 TCP SYN,ACK seq 16909060:16909063 "
                    + "ack 84281096 win 65535 mss 1460 len 3",
                "192.0.2.1:5353 > 198.51.100.7:53 UDP len 3",
                "192.0.2.1 > 198.51.100.7 ICMP echo request id 1 seq 2 len 1",
                "192.0.2.1 > 198.51.100.7 ICMP administratively prohibited (198.51.100.7:25 TCP)",
                "192.0.2.1 > 198.51.100.7 ICMP time exceeded (198.51.100.7:25 TCP)",
            ])
        let base = Summary.SequenceBase(sequence: 0x0102_0304, acknowledgment: 0x0506_0707)
        #expect(Summary.line(Self.samples[0], relativeTo: base).contains("seq 0:3 ack 1 "))
        #expect(Summary.line([1, 2]) == "malformed packet (IP: 20 octets expected, 2 left)")
    }

    @Test("cursors keep to their bounds")
    func cursors() throws {
        var writer = OctetWriter()
        writer.write(UInt8(1))
        writer.write(UInt16(0x0203))
        writer.write(UInt32(0x0405_0607))
        writer.write(UInt64(0x0809_0A0B_0C0D_0E0F))
        let isPatched = [writer.patch(0, at: 14), writer.patch(0, at: -1)]
        #expect(isPatched == [false, false])
        #expect(writer.octets == Array(1...15))
        var reader = OctetReader(writer.octets[1...])
        let (two, four) = (try reader.readUInt16(), try reader.readUInt32())
        let eight = try reader.readUInt64()
        #expect(two == 0x0203)
        #expect(four == 0x0405_0607)
        #expect(eight == 0x0809_0A0B_0C0D_0E0F)
        #expect(reader.isAtEnd)
        let end = reader
        #expect(throws: OctetShortage(needed: 1, available: 0)) {
            var reader = end
            _ = try reader.readUInt8()
        }
        #expect(throws: OctetShortage.self) {
            var reader = end
            _ = try reader.read(-1)
        }
        #expect(throws: OctetShortage.self) {
            var reader = end
            try reader.move(to: 15)
        }
        try reader.move(to: 0)
        let first = try reader.read(2)
        #expect(first == [2, 3])
        let rest = reader.readRest()
        #expect(rest.count == 12)
    }
}
