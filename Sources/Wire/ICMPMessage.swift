/// A message of ICMP (RFC 792).
package enum ICMPMessage: Hashable, Sendable {
    /// Why a destination cannot be reached: the code of a message of type 3.
    package struct UnreachableCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let network = UnreachableCode(rawValue: 0)
        package static let host = UnreachableCode(rawValue: 1)
        package static let protocolNumber = UnreachableCode(rawValue: 2)
        package static let port = UnreachableCode(rawValue: 3)
        /// The packet is too big for the next link and must not be cut.
        package static let fragmentationNeeded = UnreachableCode(rawValue: 4)
        /// Communication with the network or the host is forbidden (RFC 1122 §3.2.2.1).
        package static let networkProhibited = UnreachableCode(rawValue: 9)
        package static let hostProhibited = UnreachableCode(rawValue: 10)
        /// A router's policy forbids it.
        package static let administrativelyProhibited = UnreachableCode(rawValue: 13)

        package var description: String {
            switch self {
            case .network: "network unreachable"
            case .host: "host unreachable"
            case .protocolNumber: "protocol unreachable"
            case .port: "port unreachable"
            case .fragmentationNeeded: "fragmentation needed"
            case .networkProhibited: "network administratively prohibited"
            case .hostProhibited: "host administratively prohibited"
            case .administrativelyProhibited: "administratively prohibited"
            default: "unreachable, code \(rawValue)"
            }
        }
    }

    case echoRequest(identifier: UInt16, sequence: UInt16, data: ArraySlice<UInt8>)
    case echoReply(identifier: UInt16, sequence: UInt16, data: ArraySlice<UInt8>)
    /// `nextHopMTU` is zero except with `.fragmentationNeeded`.
    case unreachable(UnreachableCode, nextHopMTU: UInt16, quoted: ArraySlice<UInt8>)
    case timeExceeded(code: UInt8, quoted: ArraySlice<UInt8>)
    /// Any other message, kept as it came.
    case other(type: UInt8, code: UInt8, rest: UInt32, data: ArraySlice<UInt8>)

    /// Reads a message and proves its checksum.
    package init(parsing octets: ArraySlice<UInt8>) throws(PacketError) {
        var reader = OctetReader(octets)
        let type: UInt8
        let code: UInt8
        let first: UInt16
        let second: UInt16
        do {
            type = try reader.readUInt8()
            code = try reader.readUInt8()
            try reader.skip(2)
            first = try reader.readUInt16()
            second = try reader.readUInt16()
        } catch { throw PacketError(.icmp, error) }
        guard InternetChecksum.of(octets) == 0 else { throw .checksum(.icmp) }
        let data = reader.readRest()
        switch (type, code) {
        case (0, 0): self = .echoReply(identifier: first, sequence: second, data: data)
        case (8, 0): self = .echoRequest(identifier: first, sequence: second, data: data)
        case (3, _) where first == 0:
            self = .unreachable(
                UnreachableCode(rawValue: code), nextHopMTU: second, quoted: data)
        case (11, _) where first == 0 && second == 0:
            self = .timeExceeded(code: code, quoted: data)
        default:
            self = .other(
                type: type, code: code, rest: UInt32(first) << 16 | UInt32(second), data: data)
        }
    }

    /// The message as it goes into a packet, with its checksum.
    package var octets: [UInt8] {
        let (type, code, rest, data): (UInt8, UInt8, UInt32, ArraySlice<UInt8>) =
            switch self {
            case .echoReply(let identifier, let sequence, let data):
                (0, 0, UInt32(identifier) << 16 | UInt32(sequence), data)
            case .echoRequest(let identifier, let sequence, let data):
                (8, 0, UInt32(identifier) << 16 | UInt32(sequence), data)
            case .unreachable(let code, let mtu, let quoted):
                (3, code.rawValue, UInt32(mtu), quoted)
            case .timeExceeded(let code, let quoted): (11, code, 0, quoted)
            case .other(let type, let code, let rest, let data): (type, code, rest, data)
            }
        var writer = OctetWriter(capacity: 8 + data.count)
        writer.write([type, code, 0, 0])
        writer.write(rest)
        writer.write(data)
        writer.patch(InternetChecksum.of(writer.octets[...]), at: 2)
        return writer.octets
    }

    /// What an error message quotes of a packet: its header and the first eight octets behind it.
    ///
    /// Of a packet of IPv6 it is as much as fits into the smallest packet that every link carries.
    package static func quotation(of packet: [UInt8]) -> ArraySlice<UInt8> {
        guard let first = packet.first else { return [] }
        if first >> 4 == 6 { return packet.prefix(quotedIPv6Count) }
        return packet.prefix(Int(first & 0x0F) * 4 + 8)
    }

    /// Whether the message reports trouble with another packet; nobody answers those with one.
    package var isError: Bool {
        switch self {
        case .unreachable, .timeExceeded: true
        case .echoRequest, .echoReply: false
        // Source quench, redirect and parameter problem (RFC 792).
        case .other(let type, _, _, _): type == 4 || type == 5 || type == 12
        }
    }

    /// The packet that an error message is about.
    package var quotedPacket: QuotedPacket? {
        switch self {
        case .unreachable(_, _, let quoted), .timeExceeded(_, let quoted):
            try? QuotedPacket(parsing: quoted)
        case .echoRequest, .echoReply, .other: nil
        }
    }
}

/// The beginning of a packet, as an ICMP error brings it back to the packet's sender.
package struct QuotedPacket: Hashable, Sendable {
    package let source: IPAddress
    package let destination: IPAddress
    package let protocolNumber: IPProtocol
    /// The first eight octets behind the header; fewer when the quotation is shorter.
    package let beginning: ArraySlice<UInt8>

    /// Where in the quotation what the packet carries begins.
    package let transport: Int

    package init(parsing octets: ArraySlice<UInt8>) throws(PacketError) {
        if let first = octets.first, first >> 4 == 6 {
            let packet = try IPv6Packet(quoted: octets)
            source = packet.source
            destination = packet.destination
            protocolNumber = packet.protocolNumber
            let isFirst = packet.fragment?.offset ?? 0 == 0
            beginning = isFirst ? packet.payload.prefix(8) : []
            transport = packet.payload.startIndex - octets.startIndex
        } else {
            let packet = try IPv4Packet(quoted: octets)
            source = packet.source
            destination = packet.destination
            protocolNumber = packet.protocolNumber
            beginning = packet.header.fragmentOffset == 0 ? packet.payload.prefix(8) : []
            transport = packet.payload.startIndex - octets.startIndex
        }
    }

    private func word(_ offset: Int) -> UInt16? {
        guard beginning.count >= offset + 2 else { return nil }
        let index = beginning.startIndex + offset
        return UInt16(beginning[index]) << 8 | UInt16(beginning[index + 1])
    }

    /// The ports of a TCP segment or a UDP datagram.
    package var ports: (source: UInt16, destination: UInt16)? {
        guard protocolNumber == .tcp || protocolNumber == .udp, let source = word(0),
            let destination = word(2)
        else { return nil }
        return (source, destination)
    }

    /// The sequence number of a TCP segment.
    package var tcpSequence: UInt32? {
        guard protocolNumber == .tcp, let high = word(4), let low = word(6) else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }

    /// Identifier and sequence of an echo request, so that traceroute knows its own packets.
    package var echo: (identifier: UInt16, sequence: UInt16)? {
        guard protocolNumber.isICMP, beginning.first == (protocolNumber == .icmp ? 8 : 128),
            let identifier = word(4), let sequence = word(6)
        else { return nil }
        return (identifier, sequence)
    }
}
