import Clockwork
import Wire

// Address translation where packets pass: on the way in before anything else is asked, on the way
// out behind everything else, so that a firewall sees the hosts inside by their own addresses.
extension Network {
    /// Gives a router address translation, or takes it away.
    package mutating func setTranslation(_ translation: AddressTranslation?, on node: NodeID) {
        guard nodes.indices.contains(node.raw) else { return }
        nodes[node.raw].translation = translation
    }

    package func translation(on node: NodeID) -> AddressTranslation? {
        nodes.indices.contains(node.raw) ? nodes[node.raw].translation : nil
    }

    /// Changes a node's address translation in place, if it has one.
    package mutating func modifyTranslation(
        on node: NodeID, _ body: (inout AddressTranslation) -> Void
    ) {
        guard nodes.indices.contains(node.raw) else { return }
        guard var translation = nodes[node.raw].translation else { return }
        nodes[node.raw].translation = nil
        body(&translation)
        nodes[node.raw].translation = translation
    }

    /// Turns a packet to the outside address into one to the host inside that it is for.
    ///
    /// False when the packet has come to its end here.
    mutating func translateArriving(
        _ place: Int, at node: NodeID, into log: inout CausalLog<Happening>
    ) -> Bool {
        guard let outside = nodes[node.raw].translation?.outside,
            parcels[place].header.destination == outside, parcels[place].link != nil
        else { return true }
        if parcels[place].isICMPError {
            translateError(place, at: node, isOutgoing: false)
            return true
        }
        let flow = parcels[place].flow
        let flags = parcels[place].tcpFlags
        let found: AddressTranslation.Found
        let isOutbound: Bool
        if nodes[node.raw].translation?.known(fromOutside: flow, at: now) == nil,
            nodes[node.raw].translation?.isInside(flow.source.address) ?? false
        {
            isOutbound = true
            found = outbound(flow, flags: flags, at: node)
        } else {
            isOutbound = false
            found = nodes[node.raw].translation?.inbound(flow, flags: flags, at: now) ?? .none
        }
        switch found {
        case .none: return true
        case .full:
            let parcel = parcels.take(place)
            drop(parcel, at: node, on: parcel.link, .translationFull, into: &log)
            return false
        case .known(let translation), .made(let translation):
            // It goes on from here, so it must be allowed to live on; the error quotes it as it
            // came, or its sender would not know it again.
            guard parcels[place].timeToLive > 1 else {
                timeToLiveEnds(place, at: node, into: &log)
                return false
            }
            if case .made = found { tell(translation, place, at: node, into: &log) }
            if isOutbound {
                parcels[place].rewrite(source: translation.outside, destination: translation.remote)
            } else {
                parcels[place].rewrite(
                    source: translation.remoteFromInside, destination: translation.inside)
            }
            return true
        }
    }

    /// Puts the outside address into a packet that leaves over the outside link.
    ///
    /// False when the packet has come to its end here.
    mutating func translateLeaving(
        _ place: Int, at node: NodeID, over interface: Int, into log: inout CausalLog<Happening>
    ) -> Bool {
        guard let outside = nodes[node.raw].translation?.outside,
            nodes[node.raw].interfaces[interface].addresses.contains(where: {
                $0.address == outside
            }), parcels[place].header.source.isV4
        else { return true }
        if parcels[place].isICMPError {
            translateError(place, at: node, isOutgoing: true)
            return true
        }
        let source = parcels[place].header.source
        guard source != outside, nodes[node.raw].translation?.isInside(source) ?? false else {
            return true
        }
        switch outbound(parcels[place].flow, flags: parcels[place].tcpFlags, at: node) {
        case .none: return true
        case .full:
            let parcel = parcels.take(place)
            drop(parcel, at: node, on: parcel.link, .translationFull, into: &log)
            return false
        case .known(let translation):
            parcels[place].rewrite(source: translation.outside, destination: translation.remote)
        case .made(let translation):
            tell(translation, place, at: node, into: &log)
            parcels[place].rewrite(source: translation.outside, destination: translation.remote)
        }
        return true
    }

    private mutating func tell(
        _ translation: Translation, _ place: Int, at node: NodeID,
        into log: inout CausalLog<Happening>
    ) {
        parcels[place].cause = log.record(
            .incident(.translated(translation, node: node)), at: now,
            because: parcels[place].cause)
    }

    /// Asks the table, and leaves the ports alone that the router uses itself.
    private mutating func outbound(
        _ flow: Flow, flags: TCPFlags?, at node: NodeID
    ) -> AddressTranslation.Found {
        var lifted: AddressTranslation?
        swap(&lifted, &nodes[node.raw].translation)
        defer { swap(&lifted, &nodes[node.raw].translation) }
        guard let outside = lifted?.outside else { return .none }
        let (isTCP, isUDP) = (flow.protocolNumber == .tcp, flow.protocolNumber == .udp)
        return lifted?.outbound(flow, flags: flags, at: now) { port in
            if isUDP { return !nodes[node.raw].datagramPorts.contains(port) }
            guard isTCP else { return true }
            return !nodes[node.raw].listening.contains(port)
                && sockets.place(
                    on: node, local: Endpoint(outside, port), remote: flow.destination) == nil
        } ?? .none
    }

    /// The ends in the packet that an ICMP error quotes are translated too: its receiver would not
    /// know its own packet otherwise.
    private mutating func translateError(_ place: Int, at node: NodeID, isOutgoing: Bool) {
        guard case .icmp(let message) = parcels[place].body, let quoted = message.quotedPacket,
            let translation = nodes[node.raw].translation
        else { return }
        let ports = quoted.ports ?? (quoted.echo?.identifier ?? 0, 0)
        let (source, destination) = (
            Endpoint(quoted.source, ports.source), Endpoint(quoted.destination, ports.destination)
        )
        // The quoted packet went the other way.
        let flow = Flow(quoted.protocolNumber, from: destination, to: source)
        if isOutgoing {
            guard let known = translation.known(fromInside: flow, at: now) else { return }
            let isInside = translation.isInside(parcels[place].header.source)
            parcels[place].rewriteError(
                from: isInside ? translation.outside : nil, to: nil, quotedSource: known.remote,
                quotedDestination: known.outside)
        } else {
            guard let known = translation.known(fromOutside: flow, at: now) else { return }
            parcels[place].rewriteError(
                from: nil, to: known.inside.address, quotedSource: known.inside,
                quotedDestination: known.remoteFromInside)
        }
    }
}
