import Clockwork
import Session
import Wire

/// Hosts, routers and links, with everything that is on its way between them.
///
/// A value: copy it to remember a moment. It only changes in its mutating calls, each of which
/// writes what happened into a log, with causes.
package struct Network: Sendable {
    /// The present moment of the network.
    package internal(set) var now: Instant
    /// Whether packets that are sent, sent on and delivered are written into the log.
    ///
    /// What becomes of connections, and what is dropped, is written in any case.
    package var logsPackets = true
    /// Packets that links have carried: one packet over one link is one forward.
    package internal(set) var forwards = 0

    var nodes: [Node] = []
    var links: [Link] = []
    var queue = DueQueue()
    var parcels = ParcelList()
    var sockets = SocketTable()
    var tcp = TCPHosts()
    let dice: Dice
    var nextPacketID: UInt64 = 1
    /// Sockets that wait for an answer: with them, and packets on their way, there is work.
    var busySockets = 0
    /// The first node of each name, and of each address.
    var nodesByName = Lookup<String, NodeID>()
    private var nodesByAddress = Lookup<IPAddress, NodeID>()
    /// Kept between calls so that no call needs memory of its own.
    var scratch: [TCPOutput] = []

    /// An empty network whose chance comes from `seed`.
    package init(seed: UInt64, startingAt start: Instant = .zero) {
        now = start
        dice = Dice(seed: seed)
    }

    // MARK: Building

    /// Adds a host: an end of connections, which forwards nothing.
    package mutating func addHost(_ name: String) -> NodeID { add(name, .host) }

    /// Adds a router, which forwards and can itself be spoken to.
    package mutating func addRouter(_ name: String) -> NodeID { add(name, .router) }

    mutating func add(_ name: String, _ kind: Node.Kind) -> NodeID {
        let id = NodeID(raw: nodes.count)
        nodes.append(Node(name: name, kind: kind))
        if nodesByName[name] == nil { nodesByName[name] = id }
        return id
    }

    /// Joins two nodes; each gets an address, and a route to the prefix and to the other end.
    @discardableResult
    package mutating func addLink(
        _ a: NodeID, _ addressA: IPAddress, _ b: NodeID, _ addressB: IPAddress,
        prefixLength: Int, name: String, properties: LinkProperties = LinkProperties()
    ) -> LinkID {
        let id = LinkID(raw: links.count)
        let chance = dice.stream("link \(id.raw) \(name)")
        links.append(
            Link(
                name: name, properties: properties,
                lanes: (
                    Lane(from: a, to: b, chance: chance.stream("forth")),
                    Lane(from: b, to: a, chance: chance.stream("back"))
                )))
        for (node, isFirst) in [(a, true), (b, false)] where nodes.indices.contains(node.raw) {
            let index = nodes[node.raw].interfaces.count
            nodes[node.raw].interfaces.append(Interface(link: id))
            if isFirst {
                links[id.raw].interfaces.0 = index
            } else {
                links[id.raw].interfaces.1 = index
            }
        }
        addAddresses(id, addressA, addressB, prefixLength: prefixLength)
        return id
    }

    /// Gives the two ends of a link one more pair of addresses, such as one of the other family.
    ///
    /// `a` is that of the end which `addLink` named first. Links join two nodes, so nobody has to
    /// ask for the other end's address: there is no ARP and no neighbour discovery.
    package mutating func addAddresses(
        _ link: LinkID, _ a: IPAddress, _ b: IPAddress, prefixLength: Int
    ) {
        guard links.indices.contains(link.raw), a.isV4 == b.isV4 else { return }
        let (first, second) = (links[link.raw].lanes.0.from, links[link.raw].lanes.0.to)
        attach(first, links[link.raw].interfaces.0, a, peer: b, prefixLength: prefixLength)
        attach(second, links[link.raw].interfaces.1, b, peer: a, prefixLength: prefixLength)
    }

    private mutating func attach(
        _ node: NodeID, _ interface: Int, _ address: IPAddress, peer: IPAddress, prefixLength: Int
    ) {
        guard nodes.indices.contains(node.raw),
            let prefix = IPPrefix(address, length: min(max(0, prefixLength), address.bitWidth)),
            let host = IPPrefix(peer, length: peer.bitWidth)
        else { return }
        nodes[node.raw].interfaces[interface].addresses.append(
            Interface.Address(address: address, prefix: prefix, peer: peer))
        nodes[node.raw].own(address, interface: interface)
        nodes[node.raw].add(Route(prefix: host, interface: interface, way: .peer))
        nodes[node.raw].add(Route(prefix: prefix, interface: interface, way: .network))
        if nodesByAddress[address].map({ node < $0 }) ?? true { nodesByAddress[address] = node }
    }

    /// Adds a route through a neighbour; false when no interface leads to `via`.
    @discardableResult
    package mutating func addRoute(on node: NodeID, to prefix: IPPrefix, via: IPAddress) -> Bool {
        guard nodes.indices.contains(node.raw), prefix.base.isV4 == via.isV4 else { return false }
        guard let interface = interface(on: node, leadingTo: via) else { return false }
        nodes[node.raw].add(Route(prefix: prefix, interface: interface, way: .via(via)))
        return true
    }

    /// The interface whose other end is `neighbour`, or else whose prefix holds it.
    private func interface(on node: NodeID, leadingTo neighbour: IPAddress) -> Int? {
        if let route = nodes[node.raw].exactRoute(to: neighbour), case .peer = route.way {
            return route.interface
        }
        return nodes[node.raw].interfaces.firstIndex {
            $0.addresses.contains { $0.prefix.contains(neighbour) }
        }
    }

    // MARK: Asking

    /// Every node, in the order in which they were added.
    package var nodeIDs: [NodeID] { nodes.indices.map { NodeID(raw: $0) } }
    /// Every link, in the order in which they were added; one with a bridge in it counts once.
    package var linkIDs: [LinkID] {
        links.indices.filter { !links[$0].isSecondHalf }.map { LinkID(raw: $0) }
    }

    /// The node with this name.
    package func node(named name: String) -> NodeID? { nodesByName[name] }

    package func name(of node: NodeID) -> String {
        nodes.indices.contains(node.raw) ? nodes[node.raw].name : "\(node)"
    }

    package func isRouter(_ node: NodeID) -> Bool {
        nodes.indices.contains(node.raw) && nodes[node.raw].kind == .router
    }

    /// The address of the node's first interface.
    package func address(of node: NodeID) -> IPAddress? { addresses(of: node).first }

    package func addresses(of node: NodeID) -> [IPAddress] {
        guard nodes.indices.contains(node.raw) else { return [] }
        return nodes[node.raw].interfaces.flatMap { $0.addresses.map(\.address) }
    }

    /// The node that has this address.
    package func node(owning address: IPAddress) -> NodeID? { nodesByAddress[address] }

    /// The routing table of a node, in the order in which it is searched.
    package func routes(of node: NodeID) -> [(prefix: IPPrefix, via: IPAddress?, link: LinkID)] {
        guard nodes.indices.contains(node.raw) else { return [] }
        let node = nodes[node.raw]
        return node.routes.map { ($0.prefix, $0.via, node.interfaces[$0.interface].link) }
    }

    package func name(of link: LinkID) -> String {
        links.indices.contains(link.raw) ? links[link.raw].name : "\(link)"
    }

    /// The two nodes that a link joins, in the order in which it was added.
    ///
    /// A bridge in the link is no end of it: nobody sees that it is there.
    package func ends(of link: LinkID) -> (NodeID, NodeID)? {
        guard links.indices.contains(link.raw) else { return nil }
        if let bridge = bridge(in: link) { return ends(ofBridge: bridge) }
        return (links[link.raw].lanes.0.from, links[link.raw].lanes.0.to)
    }

    /// What a link is like; with a bridge in it, the whole way.
    package func properties(of link: LinkID) -> LinkProperties? {
        guard links.indices.contains(link.raw) else { return nil }
        if let bridge = bridge(in: link) { return nodes[bridge.raw].bridge?.whole }
        return links[link.raw].properties
    }

    /// Changes a link for the packets that are sent from now on.
    package mutating func setProperties(_ properties: LinkProperties, of link: LinkID) {
        guard links.indices.contains(link.raw) else { return }
        if let bridge = bridge(in: link) { return setProperties(properties, around: bridge) }
        links[link.raw].change(properties)
    }

    // MARK: Firewalls

    package mutating func setFirewall(_ firewall: Firewall?, on node: NodeID) {
        guard nodes.indices.contains(node.raw) else { return }
        nodes[node.raw].firewall = firewall
    }

    package func firewall(on node: NodeID) -> Firewall? {
        nodes.indices.contains(node.raw) ? nodes[node.raw].firewall : nil
    }

    /// Changes a node's firewall in place; a node without one gets an empty one first.
    package mutating func modifyFirewall(on node: NodeID, _ body: (inout Firewall) -> Void) {
        guard nodes.indices.contains(node.raw) else { return }
        var firewall = nodes[node.raw].firewall ?? Firewall()
        nodes[node.raw].firewall = nil
        body(&firewall)
        nodes[node.raw].firewall = firewall
    }
}
