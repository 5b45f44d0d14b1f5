import Clockwork
import Wire

/// A box in the middle of a link that owns no address: what it joins, and the link as it was.
struct Bridge: Sendable {
    /// The link that was cut; it leads from its first end to the bridge now.
    let near: LinkID
    /// The new link, from the bridge to the other end.
    let far: LinkID
    /// What the whole way is like.
    var whole: LinkProperties
    /// What the link was called.
    let name: String
}

extension LinkProperties {
    /// The same link in two pieces with a box between them: to go over both takes as long, to the
    /// nanosecond, and chance has its say on the first piece alone.
    var halves: (near: LinkProperties, far: LinkProperties) {
        var near = self
        near.latency = latency / 2
        let far = LinkProperties(
            latency: latency - near.latency, bitsPerSecond: 0, mtu: mtu, isUp: isUp)
        return (near, far)
    }
}

// Bridges: boxes put into a link while it is in use. Nobody can see them: packets pass unchanged,
// their time to live too, and what is sent to nobody's address reaches nobody.
//
// A TCP port that a bridge listens on is intercepted, as TPROXY of Linux does it: a SYN to that
// port of anybody makes a connection of the bridge, whose local end is the one that was called.
extension Network {
    /// Puts a bridge into a link; nil where there is no such link, or one has a bridge already.
    ///
    /// What is on its way arrives; routes and addresses stay as they are.
    package mutating func insertBridge(named name: String, into link: LinkID) -> NodeID? {
        guard links.indices.contains(link.raw), !links[link.raw].isSecondHalf,
            links[link.raw].bridge == nil
        else { return nil }
        let whole = links[link.raw].properties
        let (near, far) = whole.halves
        let (first, second) = (links[link.raw].lanes.0.from, links[link.raw].lanes.0.to)
        let node = add(name, .bridge)
        let half = LinkID(raw: links.count)
        let chance = dice.stream("bridge \(half.raw) \(name)")
        var other = Link(
            name: "\(name)–\(self.name(of: second))", properties: far,
            lanes: (
                Lane(from: node, to: second, chance: chance.stream("forth")),
                Lane(from: second, to: node, chance: chance.stream("back"))
            ))
        other.interfaces = (1, links[link.raw].interfaces.1)
        other.isSecondHalf = true
        other.bridge = node
        nodes[node.raw].bridge = Bridge(
            near: link, far: half, whole: whole, name: links[link.raw].name)
        nodes[node.raw].interfaces = [Interface(link: link), Interface(link: half)]
        nodes[second.raw].interfaces[other.interfaces.1].link = half
        links.append(other)
        links[link.raw].change(near)
        links[link.raw].lead(to: node, interface: 0, sooner: far.latency)
        links[link.raw].name = "\(self.name(of: first))–\(name)"
        links[link.raw].bridge = node
        parcels.move(from: link, to: half, towards: second)
        return node
    }

    /// Takes a bridge out and joins the link again; what the bridge held, or what was on its way
    /// to it, is lost without a word.
    package mutating func removeBridge(
        _ node: NodeID, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        guard nodes.indices.contains(node.raw), let bridge = nodes[node.raw].bridge else { return }
        loseSockets(of: node, because: because, into: &log)
        let second = links[bridge.far.raw].lanes.0.to
        let interface = links[bridge.far.raw].interfaces.1
        let latency = bridge.whole.halves.far.latency
        links[bridge.near.raw].change(bridge.whole)
        links[bridge.near.raw].lead(
            to: second, interface: interface, sooner: Interval.zero - latency)
        links[bridge.near.raw].name = bridge.name
        links[bridge.near.raw].bridge = nil
        links[bridge.far.raw].bridge = nil
        nodes[second.raw].interfaces[interface].link = bridge.near
        parcels.move(from: bridge.far, to: bridge.near, towards: second)
        nodes[node.raw].forgetEverything()
        nodes[node.raw].bridge = nil
        nodes[node.raw].isUp = false
        if nodesByName[nodes[node.raw].name] == node { nodesByName.remove(nodes[node.raw].name) }
        discardStaleTimers()
    }

    // MARK: Asking

    /// The bridge in a link, if there is one.
    package func bridge(in link: LinkID) -> NodeID? {
        links.indices.contains(link.raw) ? links[link.raw].bridge : nil
    }

    /// The two halves of the link that a bridge is in: that of its first end, then the other.
    package func halves(ofBridge node: NodeID) -> (near: LinkID, far: LinkID)? {
        guard nodes.indices.contains(node.raw) else { return nil }
        return nodes[node.raw].bridge.map { ($0.near, $0.far) }
    }

    /// The two nodes that the link of a bridge joins, in the order in which it was added.
    func ends(ofBridge node: NodeID) -> (NodeID, NodeID)? {
        nodes[node.raw].bridge.map {
            (links[$0.near.raw].lanes.0.from, links[$0.far.raw].lanes.0.to)
        }
    }

    /// The node at the other end of a link, past a bridge.
    func neighbour(of node: NodeID, over link: LinkID) -> NodeID {
        let next = links[link.raw].peer(of: node)
        guard let bridge = nodes[next.raw].bridge else { return next }
        return links[(bridge.near == link ? bridge.far : bridge.near).raw].peer(of: next)
    }

    mutating func setProperties(_ properties: LinkProperties, around node: NodeID) {
        guard let bridge = nodes[node.raw].bridge else { return }
        nodes[node.raw].bridge?.whole = properties
        links[bridge.near.raw].change(properties.halves.near)
        links[bridge.far.raw].change(properties.halves.far)
    }

    // MARK: Packets

    /// A packet has come to a bridge: it takes what is its own, and passes on the rest.
    mutating func pass(_ place: Int, at node: NodeID, into log: inout CausalLog<Happening>) {
        guard let bridge = nodes[node.raw].bridge, let link = parcels[place].link else { return }
        if takes(place, at: node) {
            _ = note(place, at: node, on: link, into: &log) { .packetDelivered($0) }
            return deliver(parcels.take(place), into: &log)
        }
        let onward = link == bridge.near ? bridge.far : bridge.near
        sendOrForward(place, from: node, onto: onward, isForwarded: true, into: &log)
    }

    /// Whether a packet belongs to a connection of the bridge, begins one with a port that it
    /// intercepts, or is a router's word about one.
    private mutating func takes(_ place: Int, at node: NodeID) -> Bool {
        if parcels[place].isDamaged {
            do throws(PacketError) {
                try parcels[place].readHeaders()
            } catch {
                return false
            }
        }
        let parcel = parcels[place]
        guard !parcel.header.isFragment else { return false }
        if parcel.isICMPError {
            guard case .icmp(let message) = parcel.body, let quoted = message.quotedPacket,
                quoted.protocolNumber == .tcp, let ports = quoted.ports
            else { return false }
            return sockets.place(
                on: node, local: Endpoint(quoted.source, ports.source),
                remote: Endpoint(quoted.destination, ports.destination)) != nil
        }
        guard parcel.header.protocolNumber == .tcp, let flags = parcel.tcpFlags else {
            return false
        }
        let flow = parcel.flow
        if sockets.place(on: node, local: flow.destination, remote: flow.source) != nil {
            return true
        }
        return flags.intersection([.syn, .ack, .fin, .rst]) == .syn
            && nodes[node.raw].listening.contains(flow.destination.port)
    }

    /// Sends what a bridge itself says, to the side on which the destination lies.
    mutating func launch(
        _ parcel: consuming Parcel, fromBridge node: NodeID, into log: inout CausalLog<Happening>
    ) -> Cause {
        guard let bridge = nodes[node.raw].bridge else {
            return drop(parcel, at: node, on: nil, .noRoute, into: &log)
        }
        let isNear = isNear(parcel.header.destination, bridge)
        let link = isNear ? bridge.near : bridge.far
        parcel.link = link
        let place = parcels.insert(parcel)
        return emit(place, from: node, onto: link, isForwarded: false, into: &log)
    }

    /// Whether an address lies on the side of the link's first end: that node knows, unless it
    /// has no way to it at all; then the other one is asked.
    private func isNear(_ address: IPAddress, _ bridge: Bridge) -> Bool {
        func leadsOver(_ link: LinkID, _ node: NodeID) -> Bool? {
            switch nodes[node.raw].destination(address) {
            case .own: false
            case .link(let interface, _): nodes[node.raw].interfaces[interface].link == link
            case .none: nil
            }
        }
        if let isFar = leadsOver(bridge.near, links[bridge.near.raw].lanes.0.from) {
            return !isFar
        }
        return leadsOver(bridge.far, links[bridge.far.raw].lanes.0.to) ?? true
    }
}
