import Clockwork
import Wire

// How packets come to be: one piece of memory is made for each, and lasts to its end.
extension Network {
    /// Puts a segment into a packet and sends it; returns the event that says so.
    ///
    /// Segments are never cut: they find out what the path takes (RFC 9293 §3.7.2).
    @discardableResult
    mutating func launch(
        _ segment: TCPSegment, from node: NodeID, source: IPAddress, to destination: IPAddress,
        socket: SocketID?, retransmission: Bool, because: Cause?,
        into log: inout CausalLog<Happening>
    ) -> Cause {
        launch(
            .tcp, from: node, source: source, to: destination, count: segment.count,
            socket: socket, retransmission: retransmission, because: because, into: &log
        ) { segment.write(into: $0, from: source, to: destination) }
    }

    /// Answers a segment that no connection wants with RST (RFC 9293 §3.5.2).
    ///
    /// The source is the segment's destination: a firewall that resets says it in its name.
    mutating func sendReset(
        answering segment: TCPSegment, in parcel: Parcel, from node: NodeID,
        into log: inout CausalLog<Happening>
    ) {
        guard !segment.flags.contains(.rst) else { return }
        let hasACK = segment.flags.contains(.ack)
        let length = UInt32(truncatingIfNeeded: segment.sequenceLength)
        var reset = TCPSegment(
            sourcePort: segment.destinationPort, destinationPort: segment.sourcePort,
            sequence: hasACK ? segment.acknowledgment : 0,
            acknowledgment: hasACK ? 0 : segment.sequence &+ length,
            flags: hasACK ? .rst : [.rst, .ack], window: 0)
        if let stamp = segment.options.timestamps {
            // No connection, no clock: the peer's own stamp goes back (RFC 7323 §5.2).
            reset.options.timestamps = TCPTimestamps(value: 0, echo: stamp.value)
        }
        launch(
            reset, from: node, source: parcel.header.destination, to: parcel.header.source,
            socket: nil, retransmission: false, because: parcel.cause, into: &log)
    }

    /// Sends an ICMP message; the source is the way out's address unless one is given.
    mutating func sendICMP(
        _ message: ICMPMessage, from node: NodeID, source: IPAddress? = nil,
        to destination: IPAddress, timeToLive: UInt8, because: Cause?,
        into log: inout CausalLog<Happening>
    ) {
        guard let source = source ?? sourceAddress(on: node, to: destination),
            source.isV4 == destination.isV4
        else { return }
        let octets = message.octets(from: source, to: destination)
        launch(
            source.isV4 ? .icmp : .icmpV6, from: node, source: source, to: destination,
            timeToLive: timeToLive, mayBeCut: true, count: octets.count, because: because,
            into: &log
        ) { $0.copyBytes(from: octets) }
    }

    /// Puts something behind a header of the addresses' family into a packet and sends it.
    ///
    /// `write` gets the memory behind the header, `size` octets of it.
    @inline(__always)
    @discardableResult
    mutating func launch(
        _ protocolNumber: IPProtocol, from node: NodeID, source: IPAddress,
        to destination: IPAddress, timeToLive: UInt8 = 64, mayBeCut: Bool = false,
        count size: Int, socket: SocketID? = nil, retransmission: Bool = false, because: Cause?,
        into log: inout CausalLog<Happening>, write: (UnsafeMutableRawBufferPointer) -> Void
    ) -> Cause {
        let isV4 = source.isV4 && destination.isV4
        let start = isV4 ? 20 : IPv6Header.count
        let identification = isV4 ? takeIdentification(of: node) : 0
        let octets = [UInt8](unsafeUninitializedCapacity: start + size) { memory, used in
            let all = UnsafeMutableRawBufferPointer(memory)
            let raw = UnsafeMutableRawBufferPointer(rebasing: all[..<(start + size)])
            if isV4 {
                var header = IPv4Header(
                    protocolNumber: protocolNumber, source: source, destination: destination,
                    timeToLive: timeToLive, identification: identification)
                header.dontFragment = !mayBeCut
                header.write(payloadCount: size, into: raw)
            } else {
                IPv6Header(
                    nextHeader: protocolNumber, source: source, destination: destination,
                    hopLimit: timeToLive
                ).write(payloadCount: size, into: raw)
            }
            write(UnsafeMutableRawBufferPointer(rebasing: raw[start...]))
            used = start + size
        }
        return launch(
            Parcel(
                octets: octets,
                header: Parcel.Header(
                    source: source, destination: destination, protocolNumber: protocolNumber,
                    transport: start), packetID: takePacketID(), cause: because, place: node,
                socket: socket, retransmission: retransmission), into: &log)
    }

    /// The address that packets to `destination` go out from: that of the interface they take.
    package func sourceAddress(on node: NodeID, to destination: IPAddress) -> IPAddress? {
        guard nodes.indices.contains(node.raw) else { return nil }
        switch nodes[node.raw].destination(destination) {
        case .own: return destination
        case .link(let interface, _):
            let address = nodes[node.raw].interfaces[interface].address(like: destination)
            if let address { return address }
        case .none: break
        }
        for interface in nodes[node.raw].interfaces {
            if let address = interface.address(like: destination) { return address }
        }
        return nil
    }
}
