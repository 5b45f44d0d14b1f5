import Clockwork
import Wire

// How packets get onto links, over routers and to their end.
extension Network {
    /// Sends a packet from the node that made it; returns the event that says so.
    @discardableResult
    mutating func launch(_ parcel: consuming Parcel, into log: inout CausalLog<Happening>) -> Cause
    {
        let node = parcel.place
        switch nodes[node.raw].destination(parcel.header.destination) {
        case .own:
            // Inside the host: at once, and over no link.
            parcel.link = nil
            let place = parcels.insert(parcel)
            let sent = note(place, at: node, on: nil, into: &log) { .packetSent($0) }
            queue.push(.arrival(place), at: now)
            return sent
        case .none: return drop(parcel, at: node, on: nil, .noRoute, into: &log)
        case .link(let interface, _):
            let link = nodes[node.raw].interfaces[interface].link
            let place = parcels.insert(parcel)
            let sent = note(place, at: node, on: link, into: &log) { .packetSent($0) }
            put(place, from: node, onto: link, into: &log)
            return sent
        }
    }

    /// Writes into the log, if it is wanted there, what happens to a packet.
    @inline(__always)
    private mutating func note(
        _ place: Int, at node: NodeID, on link: LinkID?, into log: inout CausalLog<Happening>,
        _ happening: (PacketEvent) -> Happening
    ) -> Cause {
        guard logsPackets else { return parcels[place].cause ?? Cause(number: 0) }
        let cause = log.record(
            happening(parcels[place].event(at: node, on: link)), at: now,
            because: parcels[place].cause)
        parcels[place].cause = cause
        return cause
    }

    /// Gives a packet to a link and lets the link decide when, and whether, it arrives.
    private mutating func put(
        _ place: Int, from node: NodeID, onto link: LinkID, into log: inout CausalLog<Happening>
    ) {
        let fate = links[link.raw].accept(
            octets: parcels[place].octets.count, from: node, at: now)
        let reason: DropReason
        switch fate {
        case .arrives(let moment):
            parcels[place].place = links[link.raw].peer(of: node)
            parcels[place].link = link
            forwards += 1
            queue.push(.arrival(place), at: moment)
            return
        case .down: reason = .nobodyThere
        case .queueFull: reason = .queueFull(link)
        case .lost: reason = .lostOnLink(link)
        case .tooBig: reason = .tooBig(mtu: links[link.raw].properties.mtu)
        }
        // What a link cannot take is answered by whoever tried; what it loses, by nobody.
        var parcel = parcels.take(place)
        parcel.cause = drop(parcel, at: node, on: link, reason, into: &log)
        if case .tooBig(let mtu) = reason {
            answer(
                parcel, at: node,
                .unreachable(
                    .fragmentationNeeded, nextHopMTU: UInt16(clamping: mtu),
                    quoted: ICMPMessage.quotation(of: parcel.octets)), into: &log)
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
    mutating func arrive(_ place: Int, into log: inout CausalLog<Happening>) {
        let node = parcels[place].place
        switch nodes[node.raw].destination(parcels[place].header.destination) {
        case .own:
            if nodes[node.raw].firewall != nil, !judge(place, at: node, into: &log) { return }
            _ = note(place, at: node, on: parcels[place].link, into: &log) { .packetDelivered($0) }
            deliver(parcels.take(place), into: &log)
        case .none where nodes[node.raw].kind == .router:
            forward(place, at: node, nil, into: &log)
        case .link(let interface, let way) where nodes[node.raw].kind == .router:
            forward(place, at: node, (interface, way), into: &log)
        case .none, .link:
            let parcel = parcels.take(place)
            drop(parcel, at: node, on: parcel.link, .nobodyThere, into: &log)
        }
    }

    /// A router sends a packet on (RFC 791 §3.2 for the time to live, RFC 792 for the errors).
    private mutating func forward(
        _ place: Int, at node: NodeID, _ next: (interface: Int, way: Route.Way)?,
        into log: inout CausalLog<Happening>
    ) {
        guard parcels[place].timeToLive > 1 else {
            var parcel = parcels.take(place)
            parcel.cause = drop(parcel, at: node, on: parcel.link, .timeToLiveExceeded, into: &log)
            answer(
                parcel, at: node,
                .timeExceeded(code: 0, quoted: ICMPMessage.quotation(of: parcel.octets)),
                into: &log)
            return
        }
        guard let next else { return refuse(place, at: node, .noRoute, .network, into: &log) }
        if case .network = next.way {
            // On a network of ours, but nobody has this address.
            return refuse(place, at: node, .nobodyThere, .host, into: &log)
        }
        if nodes[node.raw].firewall != nil, !judge(place, at: node, into: &log) { return }
        parcels[place].decrementTimeToLive()
        let link = nodes[node.raw].interfaces[next.interface].link
        _ = note(place, at: node, on: link, into: &log) { .packetForwarded($0) }
        put(place, from: node, onto: link, into: &log)
    }

    /// Asks the firewall; a packet that it does not accept has come to its end.
    private mutating func judge(
        _ place: Int, at node: NodeID, into log: inout CausalLog<Happening>
    ) -> Bool {
        var parcel = parcels.lift(place)
        if judge(&parcel, at: node, into: &log) {
            parcels[place] = parcel
            return true
        }
        parcels.remove(place)
        return false
    }

    private mutating func refuse(
        _ place: Int, at node: NodeID, _ reason: DropReason,
        _ code: ICMPMessage.UnreachableCode, into log: inout CausalLog<Happening>
    ) {
        var parcel = parcels.take(place)
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
        let source = parcel.link.flatMap { link -> IPAddress? in
            let interface = links[link.raw].interface(of: node)
            return nodes[node.raw].interfaces[interface].address(like: parcel.header.source)
        }
        sendICMP(
            message, from: node, source: source, to: parcel.header.source, timeToLive: 64,
            because: parcel.cause, into: &log)
    }

    /// The address that packets to `destination` go out from: that of the interface they take.
    package func sourceAddress(on node: NodeID, to destination: IPAddress) -> IPAddress? {
        guard nodes.indices.contains(node.raw), destination.isV4 else { return nil }
        switch nodes[node.raw].destination(destination) {
        case .own: return destination
        case .link(let interface, _):
            return nodes[node.raw].interfaces[interface].address(like: destination)
        case .none: break
        }
        for interface in nodes[node.raw].interfaces {
            if let address = interface.address(like: destination) { return address }
        }
        return nil
    }
}
