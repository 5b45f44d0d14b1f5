import Testing
import Wire

@Suite("Packets of either family")
struct IPPacketTests {
    static let pairs: [(IPAddress, IPAddress)] = [
        (IPAddress(192, 0, 2, 1), IPAddress(198, 51, 100, 7)),
        (.v6(0x2001_0db8 << 32, 1), .v6(0x2001_0db8 << 32, 2)),
    ]

    static func octets(
        _ carried: IPProtocol, _ payload: [UInt8], _ pair: (IPAddress, IPAddress)
    ) -> [UInt8] {
        if pair.0.isV4 {
            let header = IPv4Header(
                protocolNumber: carried, source: pair.0, destination: pair.1, timeToLive: 9)
            return IPv4Packet(header, payload: payload[...]).octets
        }
        let header = IPv6Header(
            nextHeader: carried, source: pair.0, destination: pair.1, hopLimit: 9)
        return IPv6Packet(header, payload: payload[...]).octets
    }

    @Test("both families are read with the same words", arguments: pairs)
    func bothFamilies(pair: (IPAddress, IPAddress)) throws {
        var payload: [UInt8] = []
        PacketTests.segment.write(into: &payload, from: pair.0, to: pair.1)
        let tcp = try #require(IPPacket(Self.octets(.tcp, payload, pair)))
        #expect(tcp.isV4 == pair.0.isV4)
        #expect((tcp.source, tcp.destination) == pair)
        #expect(tcp.timeToLive == 9)
        #expect(tcp.protocolNumber == .tcp)
        #expect(tcp.tcpSegment?.sequence == PacketTests.segment.sequence)
        #expect(tcp.ends?.destination == Endpoint(pair.1, 25))
        #expect(tcp.udpDatagram == nil && tcp.icmpMessage == nil)

        payload = []
        UDPDatagram(sourcePort: 1, destinationPort: 53, data: [7])
            .write(into: &payload, from: pair.0, to: pair.1)
        let udp = try #require(IPPacket(Self.octets(.udp, payload, pair)))
        #expect(udp.udpDatagram?.data == [7])
        #expect(udp.ports?.destination == 53)
    }

    @Test("a message of ICMP belongs to its own family", arguments: pairs)
    func icmp(pair: (IPAddress, IPAddress)) throws {
        let message = ICMPMessage.echoRequest(identifier: 1, sequence: 2, data: [3])
        let payload = message.octets(from: pair.0, to: pair.1)
        let own: IPProtocol = pair.0.isV4 ? .icmp : .icmpV6
        let foreign: IPProtocol = pair.0.isV4 ? .icmpV6 : .icmp
        let packet = try #require(IPPacket(Self.octets(own, payload, pair)))
        #expect(packet.icmpMessage == message)
        #expect(packet.icmpSummary == "echo request id 1 seq 2 len 1")
        let strange = try #require(IPPacket(Self.octets(foreign, payload, pair)))
        #expect(strange.icmpMessage == nil)
    }

    @Test("a piece of a packet has no ports to read")
    func piece() throws {
        let pair = Self.pairs[1]
        var payload: [UInt8] = []
        UDPDatagram(
            sourcePort: 1, destinationPort: 53, data: [UInt8](repeating: 7, count: 2_000)[...]
        ).write(into: &payload, from: pair.0, to: pair.1)
        let header = IPv6Header(nextHeader: .udp, source: pair.0, destination: pair.1)
        let pieces = try #require(
            IPv6Packet(header, payload: payload[...]).fragments(mtu: 1_280, identification: 5))
        for piece in pieces {
            let packet = try #require(IPPacket(piece))
            #expect(packet.isPiece && packet.protocolNumber == .udp)
            #expect(packet.ports == nil && packet.udpDatagram == nil)
        }
    }

    @Test("what is no packet is nil")
    func nonsense() {
        #expect(IPPacket([]) == nil)
        #expect(IPPacket([0x60, 0, 0]) == nil)
        #expect(IPPacket([UInt8](repeating: 0x45, count: 20)) == nil)
        #expect(IPPacket([UInt8](repeating: 0x00, count: 60)) == nil)
    }
}
