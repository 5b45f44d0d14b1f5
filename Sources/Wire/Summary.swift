/// One English line for a packet, as packet sniffers show it.
package enum Summary {
    /// The starting points from which sequence numbers are shown, one for each direction.
    package struct SequenceBase: Hashable, Sendable {
        /// Taken off the sequence number.
        package var sequence: UInt32
        /// Taken off the acknowledgment number.
        package var acknowledgment: UInt32

        package init(sequence: UInt32, acknowledgment: UInt32) {
            self.sequence = sequence
            self.acknowledgment = acknowledgment
        }
    }

    /// The line for a packet, such as
    /// `192.0.2.1:49152 > 198.51.100.2:25 TCP SYN seq 7 win 65535 mss 1460`.
    ///
    /// With `base`, sequence numbers are shown as distances from it.
    package static func line(_ octets: [UInt8], relativeTo base: SequenceBase? = nil) -> String {
        do throws(PacketError) {
            if let first = octets.first, first >> 4 == 6 {
                return try line(IPv6Packet(parsing: octets[...]), relativeTo: base)
            }
            return try line(IPv4Packet(parsing: octets[...]), relativeTo: base)
        } catch { return "malformed packet (\(error))" }
    }

    /// The line for a packet that has been read.
    package static func line(
        _ packet: IPv4Packet, relativeTo base: SequenceBase? = nil
    ) throws(PacketError) -> String {
        let header = packet.header
        if header.fragmentOffset != 0 || header.moreFragments {
            return fragment(
                packet.payload, packet.protocolNumber, from: packet.source, to: packet.destination,
                id: UInt32(header.identification), offset: header.fragmentOffset,
                more: header.moreFragments)
        }
        return try line(
            packet.payload, packet.protocolNumber, from: packet.source, to: packet.destination,
            base)
    }

    /// The line for a packet of IPv6 that has been read.
    package static func line(
        _ packet: IPv6Packet, relativeTo base: SequenceBase? = nil
    ) throws(PacketError) -> String {
        if let piece = packet.fragment, piece.offset != 0 || piece.moreFragments {
            return fragment(
                packet.payload, packet.protocolNumber, from: packet.source, to: packet.destination,
                id: piece.identification, offset: piece.offset, more: piece.moreFragments)
        }
        return try line(
            packet.payload, packet.protocolNumber, from: packet.source, to: packet.destination,
            base)
    }

    private static func fragment(
        _ payload: ArraySlice<UInt8>, _ protocolNumber: IPProtocol, from source: IPAddress,
        to destination: IPAddress, id: UInt32, offset: UInt16, more: Bool
    ) -> String {
        let start = Int(offset) * 8
        return "\(source) > \(destination) fragment of \(protocolNumber) id \(id) "
            + "\(start):\(start + payload.count)" + (more ? " more" : " last")
    }

    private static func line(
        _ payload: ArraySlice<UInt8>, _ protocolNumber: IPProtocol, from source: IPAddress,
        to destination: IPAddress, _ base: SequenceBase?
    ) throws(PacketError) -> String {
        switch protocolNumber {
        case .tcp:
            let segment = try TCPSegment(parsing: payload, from: source, to: destination)
            return "\(Endpoint(source, segment.sourcePort)) > "
                + "\(Endpoint(destination, segment.destinationPort)) "
                + line(segment, relativeTo: base)
        case .udp:
            let datagram = try UDPDatagram(parsing: payload, from: source, to: destination)
            return "\(Endpoint(source, datagram.sourcePort)) > "
                + "\(Endpoint(destination, datagram.destinationPort)) "
                + "UDP len \(datagram.data.count)"
        case .icmp where source.isV4, .icmpV6 where !source.isV4:
            let message = try ICMPMessage(parsing: payload, from: source, to: destination)
            return "\(source) > \(destination) \(protocolNumber) \(line(message))"
        default:
            return "\(source) > \(destination) \(protocolNumber) len \(payload.count)"
        }
    }

    /// The part for a segment: flags, numbers, window, options and length.
    package static func line(
        _ segment: TCPSegment, relativeTo base: SequenceBase? = nil
    ) -> String {
        var words = ["TCP", segment.flags.isEmpty ? "none" : "\(segment.flags)"]
        let sequence = segment.sequence &- (base?.sequence ?? 0)
        if segment.data.isEmpty {
            words.append("seq \(sequence)")
        } else {
            let end = sequence &+ UInt32(truncatingIfNeeded: segment.data.count)
            words.append("seq \(sequence):\(end)")
        }
        if segment.flags.contains(.ack) {
            words.append("ack \(segment.acknowledgment &- (base?.acknowledgment ?? 0))")
        }
        words.append("win \(segment.window)")
        words += segment.options.summary
        words += sackWords(segment, relativeTo: base)
        if !segment.data.isEmpty { words.append("len \(segment.data.count)") }
        return words.joined(separator: " ")
    }

    /// The blocks of a selective acknowledgment, such as `sack 2921:4381`.
    private static func sackWords(
        _ segment: TCPSegment, relativeTo base: SequenceBase?
    ) -> [String] {
        let start = base?.acknowledgment ?? 0
        let blocks = segment.options.sack
        return (0..<blocks.count).map {
            "sack \(blocks[$0].start &- start):\(blocks[$0].end &- start)"
        }
    }

    /// The part for an ICMP message.
    package static func line(_ message: ICMPMessage) -> String {
        switch message {
        case .echoRequest(let identifier, let sequence, let data):
            "echo request id \(identifier) seq \(sequence) len \(data.count)"
        case .echoReply(let identifier, let sequence, let data):
            "echo reply id \(identifier) seq \(sequence) len \(data.count)"
        case .unreachable(let code, _, _): "\(code)" + about(message)
        case .timeExceeded: "time exceeded" + about(message)
        case .other(let type, let code, _, _): "type \(type) code \(code)"
        }
    }

    private static func about(_ message: ICMPMessage) -> String {
        guard let quoted = message.quotedPacket else { return "" }
        guard let ports = quoted.ports else {
            return " (\(quoted.destination) \(quoted.protocolNumber))"
        }
        return " (\(Endpoint(quoted.destination, ports.destination)) \(quoted.protocolNumber))"
    }
}
