import Clockwork
import Wire

// How packets come to be: one piece of memory is made for each, and lasts to its end.
extension Network {
    /// Puts a segment into a packet and sends it; returns the event that says so.
    @discardableResult
    mutating func launch(
        _ segment: TCPSegment, from node: NodeID, source: IPAddress, to destination: IPAddress,
        socket: SocketID?, retransmission: Bool, because: Cause?,
        into log: inout CausalLog<Happening>
    ) -> Cause {
        let count = segment.count
        let header = IPv4Header(
            protocolNumber: .tcp, source: source, destination: destination,
            identification: takeIdentification(of: node))
        let octets = [UInt8](unsafeUninitializedCapacity: 20 + count) { memory, used in
            let all = UnsafeMutableRawBufferPointer(memory)
            let raw = UnsafeMutableRawBufferPointer(rebasing: all[..<(20 + count)])
            header.write(payloadCount: count, into: raw)
            segment.write(
                into: UnsafeMutableRawBufferPointer(rebasing: raw[20...]), from: source,
                to: destination)
            used = 20 + count
        }
        return launch(
            Parcel(
                octets: octets,
                header: Parcel.Header(
                    source: source, destination: destination, protocolNumber: .tcp, transport: 20),
                packetID: takePacketID(), cause: because, place: node, socket: socket,
                retransmission: retransmission), into: &log)
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
        let reset = TCPSegment(
            sourcePort: segment.destinationPort, destinationPort: segment.sourcePort,
            sequence: hasACK ? segment.acknowledgment : 0,
            acknowledgment: hasACK ? 0 : segment.sequence &+ length,
            flags: hasACK ? .rst : [.rst, .ack], window: 0)
        launch(
            reset, from: node, source: parcel.header.destination, to: parcel.header.source,
            socket: nil, retransmission: false, because: parcel.cause, into: &log)
    }

    /// Puts octets of a protocol behind a header into a packet and sends it.
    ///
    /// `write` fills the octets behind the header, `count` of them.
    mutating func launch(
        _ protocolNumber: IPProtocol, from node: NodeID, source: IPAddress,
        to destination: IPAddress, timeToLive: UInt8, count: Int, because: Cause?,
        into log: inout CausalLog<Happening>, write: (inout [UInt8]) -> Void
    ) {
        var header = IPv4Header(
            protocolNumber: protocolNumber, source: source, destination: destination,
            timeToLive: timeToLive, identification: takeIdentification(of: node))
        header.dontFragment = protocolNumber == .tcp || protocolNumber == .udp
        var octets: [UInt8] = []
        octets.reserveCapacity(header.count + count)
        header.write(payloadCount: count, into: &octets)
        write(&octets)
        launch(
            Parcel(
                octets: octets,
                header: Parcel.Header(
                    source: source, destination: destination, protocolNumber: protocolNumber,
                    transport: header.count), packetID: takePacketID(), cause: because,
                place: node), into: &log)
    }

    /// Sends an ICMP message; the source is the way out's address unless one is given.
    mutating func sendICMP(
        _ message: ICMPMessage, from node: NodeID, source: IPAddress? = nil,
        to destination: IPAddress, timeToLive: UInt8, because: Cause?,
        into log: inout CausalLog<Happening>
    ) {
        guard let source = source ?? sourceAddress(on: node, to: destination) else { return }
        let octets = message.octets
        launch(
            .icmp, from: node, source: source, to: destination, timeToLive: timeToLive,
            count: octets.count, because: because, into: &log
        ) { $0 += octets }
    }
}
