/// A packet of either family, for whoever does not care which it is.
package struct IPPacket: Hashable, Sendable {
    /// The packet in the words of its family.
    package enum Form: Hashable, Sendable {
        case v4(IPv4Packet)
        case v6(IPv6Packet)
    }

    package let form: Form

    /// Reads a packet; nil where the octets are none, or its header has been damaged.
    package init?(_ octets: [UInt8]) { self.init(octets[...]) }

    /// Reads a packet; nil where the octets are none, or its header has been damaged.
    package init?(_ octets: ArraySlice<UInt8>) {
        guard let first = octets.first else { return nil }
        if first >> 4 == 6 {
            guard let packet = try? IPv6Packet(parsing: octets) else { return nil }
            form = .v6(packet)
        } else {
            guard let packet = try? IPv4Packet(parsing: octets) else { return nil }
            form = .v4(packet)
        }
    }

    // MARK: The header

    package var isV4: Bool {
        switch form {
        case .v4: true
        case .v6: false
        }
    }

    package var source: IPAddress {
        switch form {
        case .v4(let packet): packet.source
        case .v6(let packet): packet.source
        }
    }

    package var destination: IPAddress {
        switch form {
        case .v4(let packet): packet.destination
        case .v6(let packet): packet.destination
        }
    }

    /// What the payload is; with IPv6, what stands behind the extension headers.
    package var protocolNumber: IPProtocol {
        switch form {
        case .v4(let packet): packet.protocolNumber
        case .v6(let packet): packet.protocolNumber
        }
    }

    /// The time to live, which IPv6 calls the hop limit.
    package var timeToLive: UInt8 {
        switch form {
        case .v4(let packet): packet.timeToLive
        case .v6(let packet): packet.header.hopLimit
        }
    }

    package var payload: ArraySlice<UInt8> {
        switch form {
        case .v4(let packet): packet.payload
        case .v6(let packet): packet.payload
        }
    }

    /// Whether it is one of several pieces, so that its payload cannot be read by itself.
    package var isPiece: Bool {
        switch form {
        case .v4(let packet): packet.header.fragmentOffset != 0 || packet.header.moreFragments
        case .v6(let packet): packet.fragment?.isPiece ?? false
        }
    }

    // MARK: What it carries

    /// The segment of TCP that it carries, if its checksum holds.
    package var tcpSegment: TCPSegment? {
        guard protocolNumber == .tcp, !isPiece else { return nil }
        return try? TCPSegment(parsing: payload, from: source, to: destination)
    }

    /// The datagram of UDP that it carries, if its checksum holds.
    package var udpDatagram: UDPDatagram? {
        guard protocolNumber == .udp, !isPiece else { return nil }
        return try? UDPDatagram(parsing: payload, from: source, to: destination)
    }

    /// The message of its family's ICMP that it carries, if its checksum holds.
    package var icmpMessage: ICMPMessage? {
        guard protocolNumber == (isV4 ? .icmp : .icmpV6), !isPiece else { return nil }
        return try? ICMPMessage(parsing: payload, from: source, to: destination)
    }

    /// The message of ICMP in a few words, such as `host unreachable (192.0.2.1:25 TCP)`.
    package var icmpSummary: String? { icmpMessage.map { Summary.line($0) } }

    /// Both ports of a segment or datagram, without a look at any checksum.
    package var ports: (source: UInt16, destination: UInt16)? {
        guard protocolNumber == .tcp || protocolNumber == .udp, !isPiece, payload.count >= 4 else {
            return nil
        }
        let words = payload.prefix(4).map(UInt16.init)
        return (words[0] << 8 | words[1], words[2] << 8 | words[3])
    }

    /// Both ends of a segment or datagram, without a look at any checksum.
    package var ends: (source: Endpoint, destination: Endpoint)? {
        ports.map {
            (Endpoint(source, $0.source), Endpoint(destination, $0.destination))
        }
    }
}
