import Clockwork
import Wire

// UDP, ICMP, and what a node does with a packet that is for it.
extension Network {
    /// Hands datagrams for a port to whoever reads the log, instead of refusing them.
    package mutating func bind(on node: NodeID, udpPort port: UInt16) {
        guard nodes.indices.contains(node.raw), !nodes[node.raw].datagramPorts.contains(port)
        else { return }
        nodes[node.raw].datagramPorts.append(port)
    }

    /// Ends `bind`; datagrams for the port are refused again.
    package mutating func unbind(on node: NodeID, udpPort port: UInt16) {
        guard nodes.indices.contains(node.raw) else { return }
        nodes[node.raw].datagramPorts.remove(port)
    }

    /// Binds the next free port for a client, and returns it; zero when none is free.
    package mutating func ephemeralUDPPort(on node: NodeID) -> UInt16 {
        guard nodes.indices.contains(node.raw) else { return 0 }
        for _ in Node.firstEphemeralPort...UInt16.max {
            let port = nodes[node.raw].nextDatagramPort
            nodes[node.raw].nextDatagramPort =
                port == .max ? Node.firstEphemeralPort : port + 1
            let isTranslated =
                nodes[node.raw].translation?.uses(.udp, port: port, at: now) ?? false
            if !isTranslated, !nodes[node.raw].datagramPorts.contains(port) {
                bind(on: node, udpPort: port)
                return port
            }
        }
        return 0
    }

    /// Sends a datagram; `source` stands in for the address of the way out.
    ///
    /// One that is too long for a link goes in pieces.
    package mutating func sendDatagram(
        from node: NodeID, source: IPAddress? = nil, port: UInt16, to: Endpoint, octets: [UInt8],
        timeToLive: UInt8 = 64, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        guard nodes.indices.contains(node.raw),
            let source = source ?? sourceAddress(on: node, to: to.address),
            source.isV4 == to.address.isV4, octets.count <= UDPDatagram.maximumDataCount
        else { return }
        let datagram = UDPDatagram(
            sourcePort: port, destinationPort: to.port, data: octets[...])
        launch(
            .udp, from: node, source: source, to: to.address, timeToLive: timeToLive,
            mayBeCut: true, count: datagram.count, because: because, into: &log
        ) { datagram.write(into: $0, from: source, to: to.address) }
    }

    /// Sends an echo request with `size` octets of data; the answer, or the error on the way,
    /// comes as `.icmp`.
    package mutating func ping(
        from node: NodeID, to destination: IPAddress, identifier: UInt16, sequence: UInt16,
        timeToLive: UInt8 = 64, size: Int = 32, because: Cause?,
        into log: inout CausalLog<Happening>
    ) {
        guard nodes.indices.contains(node.raw) else { return }
        let count = min(max(0, size), UDPDatagram.maximumDataCount)
        let data = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 64 + 0x40) }
        sendICMP(
            .echoRequest(identifier: identifier, sequence: sequence, data: data[...]),
            from: node, to: destination, timeToLive: timeToLive, because: because, into: &log)
    }

    /// A packet is for this node.
    mutating func deliver(_ parcel: Parcel, into log: inout CausalLog<Happening>) {
        let node = parcel.place
        let body: PacketBody
        do throws(PacketError) {
            body = try parcel.readBody(proving: parcel.isDamaged)
        } catch {
            drop(parcel, at: node, on: parcel.link, .malformed(error), into: &log)
            return
        }
        switch body {
        case .tcp(let segment): deliver(segment, in: parcel, into: &log)
        case .udp(let datagram):
            guard nodes[node.raw].datagramPorts.contains(datagram.destinationPort) else {
                answer(
                    parcel, at: node,
                    .unreachable(
                        .port, nextHopMTU: 0, quoted: ICMPMessage.quotation(of: parcel.octets)),
                    into: &log)
                return
            }
            let from = Endpoint(parcel.header.source, datagram.sourcePort)
            log.record(
                .datagram(
                    node: node, port: datagram.destinationPort, from: from, Array(datagram.data)),
                at: now, because: parcel.cause)
        case .icmp(let message): deliver(message, in: parcel, into: &log)
        case .other:
            answer(
                parcel, at: node,
                .unreachable(
                    .protocolNumber, nextHopMTU: 0,
                    quoted: ICMPMessage.quotation(of: parcel.octets)), into: &log)
        }
    }

    private mutating func deliver(
        _ message: ICMPMessage, in parcel: Parcel, into log: inout CausalLog<Happening>
    ) {
        let node = parcel.place
        if case .echoRequest(let identifier, let sequence, let data) = message {
            sendICMP(
                .echoReply(identifier: identifier, sequence: sequence, data: data), from: node,
                source: parcel.header.destination, to: parcel.header.source, timeToLive: 64,
                because: parcel.cause, into: &log)
            return
        }
        if case .unreachable(.fragmentationNeeded, let mtu, _) = message,
            let destination = message.quotedPacket?.destination, !destination.isV4
        {
            nodes[node.raw].pathMTUs.note(Int(mtu), to: destination)
        }
        if let quoted = message.quotedPacket, let ports = quoted.ports {
            let remote = Endpoint(quoted.destination, ports.destination)
            if quoted.protocolNumber == .udp {
                log.record(
                    .datagramUnreachable(
                        node: node, port: ports.source, to: remote, from: parcel.header.source,
                        message), at: now, because: parcel.cause)
                return
            }
            let local = Endpoint(quoted.source, ports.source)
            if quoted.protocolNumber == .tcp {
                deliver(
                    message, about: quoted.tcpSequence, at: node, local: local, remote: remote,
                    because: parcel.cause, into: &log)
            }
        }
        log.record(
            .icmp(node: node, from: parcel.header.source, message), at: now,
            because: parcel.cause)
    }
}
