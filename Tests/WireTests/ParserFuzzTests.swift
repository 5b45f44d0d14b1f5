import Clockwork
import Support
import Testing
import Wire

@Suite("Every parser of Wire under fire")
struct ParserFuzzTests {
    /// Good packets of every kind, to be spoilt.
    private static var samples: [[UInt8]] {
        let (a, b) = (IPAddress.v6(0x2001_0DB8 << 32, 1), IPAddress.v6(0x2001_0DB8 << 32, 2))
        func v6(_ number: IPProtocol, _ payload: [UInt8]) -> [UInt8] {
            IPv6Packet(
                IPv6Header(nextHeader: number, source: a, destination: b), payload: payload[...]
            ).octets
        }
        var segment: [UInt8] = []
        PacketTests.segment.write(into: &segment, from: a, to: b)
        var datagram: [UInt8] = []
        UDPDatagram(sourcePort: 53, destinationPort: 5_353, data: [1, 2, 3, 4])
            .write(into: &datagram, from: a, to: b)
        let whole = v6(.tcp, segment)
        let error = ICMPMessage.unreachable(
            .port, nextHopMTU: 0, quoted: ICMPMessage.quotation(of: whole))
        let long = IPv6Packet(
            IPv6Header(nextHeader: .udp, source: a, destination: b),
            payload: ArraySlice(repeating: 7, count: 200))
        return PacketTests.samples + [
            whole, v6(.udp, datagram), v6(.icmpV6, error.octets(from: a, to: b)),
            v6(IPProtocol(rawValue: 0), [6, 0, 0, 0, 0, 0, 0, 0] + segment),
        ] + (long.fragments(mtu: 120, identification: 9) ?? [])
    }

    @Test("random and spoilt packets never trap in any parser", arguments: [42] as [UInt64])
    func packets(seed: UInt64) {
        let samples = Self.samples
        var dice = Dice(seed: seed)
        var read = 0
        for _ in 0..<Seeds.rounds(soak: 10_000_000) {
            var octets = samples[Int(dice.below(UInt64(samples.count)))]
            if dice.happens(1, in: 4) {
                octets = (0..<dice.below(90)).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
            }
            for _ in 0..<dice.below(5) { Self.spoil(&octets, &dice) }
            read += Self.readEverything(octets) ? 1 : 0
        }
        // Some are still good, or the fire would never get past the first check.
        #expect(read > 100, "seed \(seed)")
    }

    private static func spoil(_ octets: inout [UInt8], _ dice: inout Dice) {
        guard !octets.isEmpty else { return }
        let place = Int(dice.below(UInt64(octets.count)))
        switch dice.below(6) {
        case 0: octets[place] ^= 1 << UInt8(dice.below(8))
        case 1: octets[place] = [0, 1, 0x7F, 0x80, 0xFF][Int(dice.below(5))]
        case 2: octets.removeLast(octets.count - place)
        case 3: octets.insert(UInt8(dice.below(256)), at: place)
        case 4: octets.swapAt(place, Int(dice.below(UInt64(octets.count))))
        default: octets += octets.prefix(place)
        }
    }

    /// Gives the octets to every parser, at a place that is not the start of an array.
    private static func readEverything(_ octets: [UInt8]) -> Bool {
        let slice = ([0xEE, 0xEE, 0xEE] + octets)[3...]
        let (source, destination) = (PacketTests.source, PacketTests.destination)
        let six = IPAddress.v6(1, 2)
        let v4 = try? IPv4Packet(parsing: slice)
        _ = v4?.octets
        _ = v4?.fragments(mtu: 68)?.map(\.octets)
        let v6 = try? IPv6Packet(parsing: slice)
        _ = v6?.octets
        _ = v6?.fragments(mtu: 100, identification: 1)
        for payload in [slice, v4?.payload ?? [], v6?.payload ?? []] {
            let segment = try? TCPSegment(parsing: payload, from: source, to: destination)
            _ = segment?.count
            _ = (try? TCPSegment(proved: payload))?.sequenceLength
            _ = try? UDPDatagram(parsing: payload, from: source, to: destination)
            _ = try? UDPDatagram(parsing: payload, from: six, to: six)
            _ = try? ICMPMessage(parsing: payload)
            let message = try? ICMPMessage(parsing: payload, from: six, to: six)
            _ = message?.octets(from: six, to: six)
            _ = ICMPMessage.isError(payload, of: .icmpV6)
            let quoted = try? QuotedPacket(parsing: payload)
            _ = (quoted?.ports, quoted?.tcpSequence, quoted?.echo, quoted?.transport)
            let dns = try? DNSMessage(parsing: Array(payload))
            _ = dns?.summary
            _ = dns?.octets()
        }
        var changed = octets
        _ = IPv4Header.decrementTimeToLive(in: &changed)
        _ = IPv6Header.decrementHopLimit(in: &changed)
        _ = ICMPMessage.quotation(of: octets)
        let text = String(decoding: octets, as: UTF8.self)
        _ = (IPAddress(text), IPPrefix(text))
        return !Summary.line(octets).hasPrefix("malformed")
    }
}
