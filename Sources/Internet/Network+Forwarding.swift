import Clockwork
import Wire

// How packets get onto links, over routers and to their end.
extension Network {
    /// Sends a packet from the node that made it; returns the event that says so.
    @discardableResult
    mutating func launch(
        _ parcel: consuming Parcel, into log: inout CausalLog<Happening>
    ) -> Cause {
        let node = parcel.place
        guard nodes[node.raw].isUp else {
            return drop(parcel, at: node, on: nil, .hostDown, into: &log)
        }
        if nodes[node.raw].kind == .bridge {
            return launch(parcel, fromBridge: node, into: &log)
        }
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
            parcel.link = link
            if nodes[node.raw].firewall != nil,
                let stopped = judgeDeparture(&parcel, at: node, into: &log)
            {
                return stopped
            }
            let place = parcels.insert(parcel)
            if nodes[node.raw].translation != nil,
                !translateLeaving(place, at: node, over: interface, into: &log)
            {
                return Cause(number: 0)
            }
            return emit(place, from: node, onto: link, isForwarded: false, into: &log)
        }
    }

    /// A packet has come to a node.
    mutating func arrive(_ place: Int, into log: inout CausalLog<Happening>) {
        let node = parcels[place].place
        if parcels[place].isDamaged || !nodes[node.raw].isPlain,
            !examine(place, at: node, into: &log)
        {
            return
        }
        switch nodes[node.raw].destination(parcels[place].header.destination) {
        case .own: arriveHome(place, at: node, into: &log)
        case .none where nodes[node.raw].kind == .router:
            forward(place, at: node, nil, into: &log)
        case .link(let interface, let way) where nodes[node.raw].kind == .router:
            forward(place, at: node, (interface, way), into: &log)
        case .none, .link:
            let parcel = parcels.take(place)
            drop(parcel, at: node, on: parcel.link, .nobodyThere, into: &log)
        }
    }

    /// What is asked of a packet before its destination; false when it ends here.
    ///
    /// A router that looks at ports puts packets together first: only the first piece has ports.
    private mutating func examine(
        _ place: Int, at node: NodeID, into log: inout CausalLog<Happening>
    ) -> Bool {
        guard nodes[node.raw].isUp else {
            let parcel = parcels.take(place)
            drop(parcel, at: node, on: parcel.link, .hostDown, into: &log)
            return false
        }
        if nodes[node.raw].kind == .bridge {
            pass(place, at: node, into: &log)
            return false
        }
        if parcels[place].isDamaged {
            do throws(PacketError) {
                try parcels[place].readHeaders()
            } catch {
                let parcel = parcels.take(place)
                drop(parcel, at: node, on: parcel.link, .malformed(error), into: &log)
                return false
            }
        }
        let isRouter = nodes[node.raw].kind == .router
        guard isRouter, nodes[node.raw].firewall != nil || nodes[node.raw].translation != nil
        else { return true }
        // What comes in pieces of IPv6 must go on in the same ones.
        if parcels[place].header.isFragment, parcels[place].header.source.isV4 {
            let destination = parcels[place].header.destination
            let isForTranslation = nodes[node.raw].translation?.outside == destination
            guard isForTranslation || !nodes[node.raw].owns(destination) else { return true }
            guard let whole = reassemble(parcels.lift(place), at: node, into: &log) else {
                parcels.remove(place)
                return false
            }
            parcels[place] = whole
        }
        return nodes[node.raw].translation == nil
            || translateArriving(place, at: node, into: &log)
    }

    /// A packet is for the node itself.
    private mutating func arriveHome(
        _ place: Int, at node: NodeID, into log: inout CausalLog<Happening>
    ) {
        if parcels[place].header.isFragment {
            _ = note(place, at: node, on: parcels[place].link, into: &log) { .packetDelivered($0) }
            guard let whole = reassemble(parcels.lift(place), at: node, into: &log) else {
                return parcels.remove(place)
            }
            parcels[place] = whole
            if nodes[node.raw].firewall != nil, !judge(place, at: node, into: &log) { return }
        } else {
            if nodes[node.raw].firewall != nil, !judge(place, at: node, into: &log) { return }
            _ = note(place, at: node, on: parcels[place].link, into: &log) { .packetDelivered($0) }
        }
        deliver(parcels.take(place), into: &log)
    }

    /// A router sends a packet on (RFC 791 §3.2 for the time to live, RFC 792 for the errors).
    private mutating func forward(
        _ place: Int, at node: NodeID, _ next: (interface: Int, way: Route.Way)?,
        into log: inout CausalLog<Happening>
    ) {
        guard parcels[place].timeToLive > 1 else {
            return timeToLiveEnds(place, at: node, into: &log)
        }
        guard let next else { return refuse(place, at: node, .noRoute, .network, into: &log) }
        if case .network = next.way {
            // On a network of ours, but nobody has this address.
            return refuse(place, at: node, .nobodyThere, .host, into: &log)
        }
        if nodes[node.raw].firewall != nil, !judge(place, at: node, into: &log) { return }
        if nodes[node.raw].translation != nil,
            !translateLeaving(place, at: node, over: next.interface, into: &log)
        {
            return
        }
        parcels[place].decrementTimeToLive()
        let link = nodes[node.raw].interfaces[next.interface].link
        emit(place, from: node, onto: link, isForwarded: true, into: &log)
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

    // MARK: Onto a link

    /// Sends a packet over a link, in pieces if it must be; returns the event that says so.
    @discardableResult
    mutating func emit(
        _ place: Int, from node: NodeID, onto link: LinkID, isForwarded: Bool,
        into log: inout CausalLog<Happening>
    ) -> Cause {
        var limit = links[link.raw].properties.mtu
        if !isForwarded, !nodes[node.raw].pathMTUs.isEmpty {
            limit = min(
                limit, nodes[node.raw].pathMTUs[parcels[place].header.destination] ?? limit)
        }
        if parcels[place].octets.count > limit,
            let pieces = parcels[place].pieces(
                mtu: limit, isForwarded: isForwarded,
                identification: UInt32(truncatingIfNeeded: parcels[place].packetID))
        {
            var parcel = parcels.take(place)
            let cause = log.record(
                .incident(
                    .fragmented(
                        parcel.event(at: node, on: link), pieces: pieces.count, mtu: limit)),
                at: now, because: parcel.cause)
            parcel.cause = cause
            for octets in pieces {
                guard let piece = try? parcel.with(octets: octets) else { continue }
                let place = parcels.insert(piece)
                sendOrForward(place, from: node, onto: link, isForwarded: isForwarded, into: &log)
            }
            return cause
        }
        return sendOrForward(place, from: node, onto: link, isForwarded: isForwarded, into: &log)
    }

    @inline(__always)
    @discardableResult
    mutating func sendOrForward(
        _ place: Int, from node: NodeID, onto link: LinkID, isForwarded: Bool,
        into log: inout CausalLog<Happening>
    ) -> Cause {
        let cause = note(place, at: node, on: link, into: &log) {
            isForwarded ? .packetForwarded($0) : .packetSent($0)
        }
        put(place, from: node, onto: link, into: &log)
        return cause
    }

    /// Writes into the log, if it is wanted there, what happens to a packet.
    @inline(__always)
    mutating func note(
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
        case .impaired(let impairment):
            return put(place, from: node, onto: link, impairment, into: &log)
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

    /// A packet to which something happens on the link: each is told where it goes in.
    private mutating func put(
        _ place: Int, from node: NodeID, onto link: LinkID, _ impairment: Impairment,
        into log: inout CausalLog<Happening>
    ) {
        func tell(_ incident: Incident, into log: inout CausalLog<Happening>) {
            parcels[place].cause = log.record(
                .incident(incident), at: now, because: parcels[place].cause)
        }
        var copy: Parcel?
        if impairment.isDuplicated {
            tell(.duplicated(parcels[place].event(at: node, on: link)), into: &log)
            copy = parcels[place]
        }
        if let bit = impairment.damagedBit {
            parcels[place].octets[bit / 8] ^= 0x80 >> UInt8(bit % 8)
            parcels[place].isDamaged = true
            tell(.damaged(parcels[place].event(at: node, on: link), bit: bit), into: &log)
        }
        if let delay = impairment.heldBack {
            tell(.heldBack(parcels[place].event(at: node, on: link), by: delay), into: &log)
        }
        let peer = links[link.raw].peer(of: node)
        var places = [place]
        if let copy { places.append(parcels.insert(copy)) }
        for place in places {
            parcels[place].place = peer
            parcels[place].link = link
            forwards += 1
            queue.push(.arrival(place), at: impairment.arrival)
        }
    }
}
