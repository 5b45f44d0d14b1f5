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
            return try line(IPv4Packet(parsing: octets[...]), relativeTo: base)
        } catch { return "malformed packet (\(error))" }
    }

    /// The line for a packet that has been read.
    package static func line(
        _ packet: IPv4Packet, relativeTo base: SequenceBase? = nil
    ) throws(PacketError) -> String {
        let (source, destination) = (packet.source, packet.destination)
        guard packet.header.fragmentOffset == 0 else {
            return "\(source) > \(destination) fragment of \(packet.protocolNumber)"
        }
        switch packet.protocolNumber {
        case .tcp:
            let segment = try TCPSegment(parsing: packet.payload, from: source, to: destination)
            return "\(source):\(segment.sourcePort) > \(destination):\(segment.destinationPort) "
                + line(segment, relativeTo: base)
        case .udp:
            let datagram = try UDPDatagram(
                parsing: packet.payload, from: source, to: destination)
            return "\(source):\(datagram.sourcePort) > \(destination):"
                + "\(datagram.destinationPort) UDP len \(datagram.data.count)"
        case .icmp:
            let message = try ICMPMessage(parsing: packet.payload)
            return "\(source) > \(destination) ICMP \(line(message))"
        default:
            return "\(source) > \(destination) \(packet.protocolNumber) len \(packet.payload.count)"
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
        return " (\(quoted.destination):\(ports.destination) \(quoted.protocolNumber))"
    }
}
