import Clockwork
import Wire

// How packets come to their end, and what their senders hear of it.
extension Network {
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

    mutating func timeToLiveEnds(
        _ place: Int, at node: NodeID, into log: inout CausalLog<Happening>
    ) {
        var parcel = parcels.take(place)
        parcel.cause = drop(parcel, at: node, on: parcel.link, .timeToLiveExceeded, into: &log)
        answer(
            parcel, at: node,
            .timeExceeded(code: 0, quoted: ICMPMessage.quotation(of: parcel.octets)), into: &log)
    }

    mutating func refuse(
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

    /// Sends an ICMP error about a packet to its source, where one is allowed and not too many
    /// were sent of late.
    mutating func answer(
        _ parcel: Parcel, at node: NodeID, _ message: ICMPMessage,
        into log: inout CausalLog<Happening>
    ) {
        guard Self.mayBeAnswered(parcel), nodes[node.raw].errorBudget.take(at: now) else {
            return
        }
        let source = parcel.link.flatMap { link -> IPAddress? in
            let interface = links[link.raw].interface(of: node)
            return nodes[node.raw].interfaces[interface].address(like: parcel.header.source)
        }
        sendICMP(
            message, from: node, source: source, to: parcel.header.source, timeToLive: 64,
            because: parcel.cause, into: &log)
    }

    /// No error is sent about an error, a later fragment, what went to many, or what did not come
    /// from one host (RFC 1122 §3.2.2). Inside a host its own addresses are hosts.
    private static func mayBeAnswered(_ parcel: Parcel) -> Bool {
        guard !parcel.isICMPError, parcel.header.fragmentOffset == 0 else { return false }
        let isInside = parcel.link == nil
        switch (parcel.header.source, parcel.header.destination) {
        case (.v4(let source), .v4(let destination)):
            let isHost = source >> 24 != 0 && source >> 29 != 7 && (isInside || source >> 24 != 127)
            return isHost && destination >> 29 != 7
        case (.v6(let high, let low), .v6(let destination, _)):
            let isLoopback = high == 0 && low == 1
            let isHost = (high != 0 || low != 0) && high >> 56 != 0xFF && (isInside || !isLoopback)
            return isHost && destination >> 56 != 0xFF
        case (.v4, .v6), (.v6, .v4): return false
        }
    }

    // MARK: Fragments

    /// Adds a fragment to those that a node has; returns the packet once it is whole.
    mutating func reassemble(
        _ parcel: Parcel, at node: NodeID, into log: inout CausalLog<Happening>
    ) -> Parcel? {
        let outcome = nodes[node.raw].reassembler.take(parcel, at: now)
        armReassembly(at: node)
        switch outcome {
        case .waiting: return nil
        case .dropped(let reason):
            drop(parcel, at: node, on: parcel.link, reason, into: &log)
            return nil
        case .whole(var whole, let pieces):
            whole.cause = log.record(
                .incident(
                    .reassembled(whole.event(at: node, on: parcel.link), pieces: pieces)),
                at: now, because: parcel.cause)
            whole.link = parcel.link
            return whole
        }
    }

    private mutating func armReassembly(at node: NodeID) {
        guard nodes[node.raw].reassemblyArmed == nil,
            let deadline = nodes[node.raw].reassembler.deadline
        else { return }
        nodes[node.raw].reassemblyArmed = deadline
        queue.push(.reassembly(node), at: deadline)
    }

    /// The time of a node's oldest fragments may be over.
    mutating func giveUpFragments(at node: NodeID, into log: inout CausalLog<Happening>) {
        nodes[node.raw].reassemblyArmed = nil
        while let oldest = nodes[node.raw].reassembler.expire(at: now) {
            var parcel = oldest
            parcel.cause = drop(parcel, at: node, on: parcel.link, .fragmentsMissing, into: &log)
            // Only somebody who has the first piece can say which packet it was
            // (RFC 1122 §3.3.2).
            answer(
                parcel, at: node,
                .timeExceeded(code: 1, quoted: ICMPMessage.quotation(of: parcel.octets)),
                into: &log)
        }
        armReassembly(at: node)
    }
}
