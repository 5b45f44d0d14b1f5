import Clockwork
import Wire

// How packets get onto links, over routers and to their end.
extension Network {
    /// Sends a packet from the node that made it; returns the event that says so.
    @discardableResult
    mutating func launch(_ parcel: Parcel, into log: inout CausalLog<Happening>) -> Cause {
        var parcel = parcel
        let node = parcel.place
        if nodes[node.raw].owns(parcel.header.destination) {
            // Inside the host: at once, and over no link.
            parcel.link = nil
            let sent = log.record(
                .packetSent(parcel.event(at: node, on: nil)), at: now, because: parcel.cause)
            parcel.cause = sent
            queue.push(.arrival(parcels.insert(parcel)), at: now)
            return sent
        }
        guard let route = nodes[node.raw].route(to: parcel.header.destination) else {
            return drop(parcel, at: node, on: nil, .noRoute, into: &log)
        }
        let link = nodes[node.raw].interfaces[route.interface].link
        parcel.link = link
        if let stopped = judgeDeparture(&parcel, at: node, into: &log) { return stopped }
        let sent = log.record(
            .packetSent(parcel.event(at: node, on: link)), at: now, because: parcel.cause)
        parcel.cause = sent
        put(parcel, from: node, onto: link, into: &log)
        return sent
    }

    /// Gives a packet to a link and lets the link decide when, and whether, it arrives.
    private mutating func put(
        _ parcel: Parcel, from node: NodeID, onto link: LinkID, into log: inout CausalLog<Happening>
    ) {
        var parcel = parcel
        let count = parcel.octets.count
        switch links[link.raw].accept(octets: count, from: node, at: now, as: link) {
        case .arrives(let moment):
            parcel.place = links[link.raw].peer(of: node)
            parcel.link = link
            queue.push(.arrival(parcels.insert(parcel)), at: moment)
        case .dropped(let reason):
            // What a link cannot take is answered by whoever tried; what it loses, by nobody.
            parcel.cause = drop(parcel, at: node, on: link, reason, into: &log)
            if case .tooBig(let mtu) = reason {
                answer(
                    parcel, at: node,
                    .unreachable(
                        .fragmentationNeeded, nextHopMTU: UInt16(clamping: mtu),
                        quoted: ICMPMessage.quotation(of: parcel.octets)), into: &log)
            }
        }
    }

    /// Notes that a packet goes no further, and tells the socket that sent it why.
    @discardableResult
    mutating func drop(
        _ parcel: Parcel, at node: NodeID, on link: LinkID?, _ reason: DropReason,
        into log: inout CausalLog<Happening>
    ) -> Cause {
        let dropped = log.record(
            .packetDropped(parcel.event(at: node, on: link), reason), at: now,
            because: parcel.cause)
        if let socket = parcel.socket, let place = sockets.place(of: socket) {
            sockets[place].lastLoss = dropped
        }
        return dropped
    }

    /// A packet has come to a node.
    mutating func arrive(_ parcel: Parcel, into log: inout CausalLog<Happening>) {
        let node = parcel.place
        if nodes[node.raw].owns(parcel.header.destination) {
            var parcel = parcel
            guard judge(&parcel, at: node, into: &log) else { return }
            deliver(parcel, into: &log)
        } else if nodes[node.raw].kind == .host {
            drop(parcel, at: node, on: parcel.link, .nobodyThere, into: &log)
        } else {
            forward(parcel, into: &log)
        }
    }

    /// A router sends a packet on (RFC 791 §3.2 for the time to live, RFC 792 for the errors).
    private mutating func forward(_ parcel: Parcel, into log: inout CausalLog<Happening>) {
        var parcel = parcel
        let node = parcel.place
        guard parcel.header.timeToLive > 1 else {
            parcel.cause = drop(parcel, at: node, on: parcel.link, .timeToLiveExceeded, into: &log)
            answer(
                parcel, at: node,
                .timeExceeded(code: 0, quoted: ICMPMessage.quotation(of: parcel.octets)),
                into: &log)
            return
        }
        let destination = parcel.header.destination
        guard let route = nodes[node.raw].route(to: destination) else {
            refuse(parcel, at: node, .noRoute, .network, into: &log)
            return
        }
        let interface = nodes[node.raw].interfaces[route.interface]
        if route.via == nil, interface.peer != destination {
            // On a network of ours, but nobody has this address.
            refuse(parcel, at: node, .nobodyThere, .host, into: &log)
            return
        }
        guard judge(&parcel, at: node, into: &log) else { return }
        guard IPv4Header.decrementTimeToLive(in: &parcel.octets) else { return }
        parcel.header.timeToLive -= 1
        parcel.cause = log.record(
            .packetForwarded(parcel.event(at: node, on: interface.link)), at: now,
            because: parcel.cause)
        put(parcel, from: node, onto: interface.link, into: &log)
    }

    private mutating func refuse(
        _ parcel: Parcel, at node: NodeID, _ reason: DropReason,
        _ code: ICMPMessage.UnreachableCode, into log: inout CausalLog<Happening>
    ) {
        var parcel = parcel
        parcel.cause = drop(parcel, at: node, on: parcel.link, reason, into: &log)
        answer(
            parcel, at: node,
            .unreachable(
                code, nextHopMTU: 0, quoted: ICMPMessage.quotation(of: parcel.octets)),
            into: &log)
    }

    /// Sends an ICMP error about a packet to its source.
    ///
    /// None is sent about an ICMP error or a later fragment (RFC 1122 §3.2.2).
    mutating func answer(
        _ parcel: Parcel, at node: NodeID, _ message: ICMPMessage,
        into log: inout CausalLog<Happening>
    ) {
        if case .icmp(let original) = parcel.body, original.isError { return }
        guard parcel.header.fragmentOffset == 0 else { return }
        let arrival = nodes[node.raw].interfaces.first { $0.link == parcel.link }
        sendICMP(
            message, from: node, source: arrival?.address, to: parcel.header.source,
            timeToLive: 64, because: parcel.cause, into: &log)
    }

    /// Sends an ICMP message; the source is the way out's address unless one is given.
    mutating func sendICMP(
        _ message: ICMPMessage, from node: NodeID, source: IPAddress? = nil,
        to destination: IPAddress, timeToLive: UInt8, because: Cause?,
        into log: inout CausalLog<Happening>
    ) {
        guard let source = source ?? sourceAddress(on: node, to: destination) else { return }
        var header = IPv4Header(
            protocolNumber: .icmp, source: source, destination: destination,
            timeToLive: timeToLive, identification: takeIdentification(of: node))
        header.dontFragment = false
        let packet = IPv4Packet(header, payload: message.octets[...])
        launch(
            Parcel(
                octets: packet.octets, header: header, body: .icmp(message),
                packetID: takePacketID(), retransmission: false, socket: nil, cause: because,
                place: node, link: nil), into: &log)
    }

    /// The address that packets to `destination` go out from: that of the interface they take.
    package func sourceAddress(on node: NodeID, to destination: IPAddress) -> IPAddress? {
        guard nodes.indices.contains(node.raw), destination.isV4 else { return nil }
        if nodes[node.raw].owns(destination) { return destination }
        guard let route = nodes[node.raw].route(to: destination) else {
            return nodes[node.raw].interfaces.first?.address
        }
        return nodes[node.raw].interfaces[route.interface].address
    }
}
