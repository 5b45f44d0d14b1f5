import Internet
import Wire

/// One layer of a packet: its name, and its fields in the order in which they stand.
package typealias DissectedLayer = (layer: String, fields: [(name: String, value: String)])

// What is in a packet, layer by layer, in the words of those who look at packets all day.
extension Workbench {
    /// A decoded, one-line English summary of a packet.
    package func summary(ofPacket octets: [UInt8]) -> String { Summary.line(octets) }

    /// The layers of a packet with field names and values, outermost first, for `inspect`.
    package func dissection(ofPacket octets: [UInt8]) -> [DissectedLayer] {
        guard let packet = IPPacket(octets) else {
            return [("IP", [("octets", "\(octets.count)")])]
        }
        var layers: [DissectedLayer] = []
        switch packet.form {
        case .v4(let form): layers.append(Self.layer(of: form))
        case .v6(let form):
            layers.append(Self.layer(of: form))
            if let fragment = form.fragment { layers.append(Self.layer(of: fragment, form)) }
        }
        if packet.isPiece {
            layers.append(
                ("\(packet.protocolNumber)", [("piece", "\(packet.payload.count) octets of it")]))
        } else if let segment = packet.tcpSegment {
            layers.append(("TCP", Self.fields(of: segment)))
        } else if let datagram = packet.udpDatagram {
            layers.append(("UDP", Self.fields(of: datagram)))
            if datagram.sourcePort == 53 || datagram.destinationPort == 53 {
                layers.append(("DNS", Self.dnsFields(Array(datagram.data))))
            }
        } else if let message = packet.icmpMessage {
            layers.append((packet.isV4 ? "ICMP" : "ICMPv6", Self.fields(of: message, packet)))
        }
        return layers
    }

    private static func yesNo(_ holds: Bool) -> String { holds ? "yes" : "no" }

    private static func layer(of packet: IPv4Packet) -> DissectedLayer {
        let header = packet.header
        var fields = [
            ("source", "\(packet.source)"), ("destination", "\(packet.destination)"),
            ("time to live", "\(packet.timeToLive)"), ("protocol", "\(packet.protocolNumber)"),
            ("identification", "\(header.identification)"),
            ("total length", "\(header.count + packet.payload.count)"),
            ("don't fragment", yesNo(header.dontFragment)),
        ]
        if header.moreFragments || header.fragmentOffset != 0 {
            fields.append(("more fragments", yesNo(header.moreFragments)))
            fields.append(("fragment offset", "\(Int(header.fragmentOffset) * 8)"))
        }
        if header.typeOfService != 0 {
            fields.append(("type of service", "\(header.typeOfService)"))
        }
        return ("IPv4", fields)
    }

    private static func layer(of packet: IPv6Packet) -> DissectedLayer {
        let header = packet.header
        // The payload of an IPv6 packet is all that stands behind its fixed header.
        let behind = packet.payload.endIndex - IPv6Header.count
        return (
            "IPv6",
            [
                ("source", "\(packet.source)"), ("destination", "\(packet.destination)"),
                ("hop limit", "\(header.hopLimit)"), ("next header", "\(header.nextHeader)"),
                ("traffic class", "\(header.trafficClass)"),
                ("flow label", "\(header.flowLabel)"), ("payload length", "\(behind)"),
            ]
        )
    }

    private static func layer(
        of fragment: IPv6Packet.Fragment, _ packet: IPv6Packet
    ) -> DissectedLayer {
        (
            "IPv6 fragment",
            [
                ("next header", "\(packet.protocolNumber)"),
                ("identification", "\(fragment.identification)"),
                ("fragment offset", "\(Int(fragment.offset) * 8)"),
                ("more fragments", yesNo(fragment.moreFragments)),
            ]
        )
    }

    private static func fields(of segment: TCPSegment) -> [(name: String, value: String)] {
        var fields = [
            ("source port", "\(segment.sourcePort)"),
            ("destination port", "\(segment.destinationPort)"),
            ("sequence number", "\(segment.sequence)"),
            ("acknowledgment number", "\(segment.acknowledgment)"),
            ("flags", "\(segment.flags)"), ("window", "\(segment.window)"),
        ]
        if let size = segment.maximumSegmentSize { fields.append(("MSS option", "\(size)")) }
        if let scale = segment.options.windowScale {
            fields.append(("window scale option", "\(scale)"))
        }
        if segment.options.isSACKPermitted { fields.append(("SACK-permitted option", "yes")) }
        if let stamp = segment.options.timestamps {
            fields.append(("timestamps option", "\(stamp.value) \(stamp.echo)"))
        }
        let sack = segment.options.sack
        for place in 0..<sack.count {
            fields.append(("SACK option", "\(sack[place].start):\(sack[place].end)"))
        }
        fields.append(("data", "\(segment.data.count) octets"))
        return fields
    }

    private static func fields(of datagram: UDPDatagram) -> [(name: String, value: String)] {
        [
            ("source port", "\(datagram.sourcePort)"),
            ("destination port", "\(datagram.destinationPort)"),
            ("data", "\(datagram.data.count) octets"),
        ]
    }

    /// The numbers of the message's own family, and what an error says of another packet.
    private static func fields(
        of message: ICMPMessage, _ packet: IPPacket
    ) -> [(name: String, value: String)] {
        var fields = [("message", Summary.line(message))]
        let head = packet.payload.prefix(2).map { $0 }
        if head.count == 2 {
            fields.append(("type", "\(head[0])"))
            fields.append(("code", "\(head[1])"))
        }
        if case .unreachable(.fragmentationNeeded, let size, _) = message {
            fields.append(("next-hop MTU", "\(size)"))
        }
        if let quoted = message.quotedPacket {
            fields.append(("quoted source", "\(quoted.source)"))
            fields.append(("quoted destination", "\(quoted.destination)"))
            fields.append(("quoted protocol", "\(quoted.protocolNumber)"))
            if let ports = quoted.ports {
                fields.append(("quoted ports", "\(ports.source) \(ports.destination)"))
            }
        }
        return fields
    }

    private static func dnsFields(_ octets: [UInt8]) -> [(name: String, value: String)] {
        guard let message = try? DNSMessage(parsing: octets) else {
            return [("message", "malformed")]
        }
        return [
            ("id", "\(message.header.id)"),
            ("summary", message.summary),
            ("answers", "\(message.answers.count)"),
            ("authority", "\(message.authority.count)"),
            ("additional", "\(message.additional.count)"),
        ]
    }
}
