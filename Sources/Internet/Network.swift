import Clockwork
import Session
import Wire

/// Hosts, routers and links, with everything that is on its way between them.
///
/// A value: copy it to remember a moment. It only changes in its mutating calls, each of which
/// writes what happened into a log, with causes.
package struct Network: Sendable {
    /// What can be due.
    enum Due: Sendable {
        /// A packet, by its place in `parcels`, reaches a node.
        case arrival(Int)
        /// A socket wants to be woken, if nothing was armed since.
        case timer(SocketID, generation: UInt32)
    }

    /// The present moment of the network.
    package internal(set) var now: Instant

    var nodes: [Node] = []
    var links: [Link] = []
    var queue = EventQueue<Due>()
    var parcels = Slab<Parcel>()
    var sockets = SocketTable()
    var tcp = TCPHosts()
    let dice: Dice
    var nextPacketID: UInt64 = 1
    /// Sockets that wait for an answer: with them, and packets on their way, there is work.
    var busySockets = 0
    /// Kept between calls so that no call needs memory of its own.
    var scratch: [TCPOutput] = []

    /// An empty network whose chance comes from `seed`.
    package init(seed: UInt64, startingAt start: Instant = .zero) {
        now = start
        dice = Dice(seed: seed)
    }

    // MARK: Building

    /// Adds a host: an end of connections, which forwards nothing.
    package mutating func addHost(_ name: String) -> NodeID {
        nodes.append(Node(name: name, kind: .host))
        return NodeID(raw: nodes.count - 1)
    }

    /// Adds a router, which forwards and can itself be spoken to.
    package mutating func addRouter(_ name: String) -> NodeID {
        nodes.append(Node(name: name, kind: .router))
        return NodeID(raw: nodes.count - 1)
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
        attach(a, addressA, peer: addressB, prefixLength: prefixLength, to: id)
        attach(b, addressB, peer: addressA, prefixLength: prefixLength, to: id)
        return id
    }

    private mutating func attach(
        _ node: NodeID, _ address: IPAddress, peer: IPAddress, prefixLength: Int, to link: LinkID
    ) {
        guard nodes.indices.contains(node.raw),
            let prefix = IPPrefix(address, length: min(max(0, prefixLength), address.bitWidth)),
            let host = IPPrefix(peer, length: peer.bitWidth)
        else { return }
        let index = nodes[node.raw].interfaces.count
        nodes[node.raw].interfaces.append(
            Interface(address: address, prefix: prefix, link: link, peer: peer))
        for prefix in [host, prefix] {
            if let route = Route(prefix, interface: index, via: nil) {
                nodes[node.raw].add(route)
            }
        }
    }

    /// Adds a route through a neighbour; false when no interface leads to `via`.
    @discardableResult
    package mutating func addRoute(on node: NodeID, to prefix: IPPrefix, via: IPAddress) -> Bool {
        guard nodes.indices.contains(node.raw) else { return false }
        let interfaces = nodes[node.raw].interfaces
        let found =
            interfaces.firstIndex { $0.peer == via }
            ?? interfaces.firstIndex { $0.prefix.contains(via) }
        guard let found, let route = Route(prefix, interface: found, via: via) else {
            return false
        }
        nodes[node.raw].add(route)
        return true
    }

    // MARK: Asking

    /// Every node, in the order in which they were added.
    package var nodeIDs: [NodeID] { nodes.indices.map { NodeID(raw: $0) } }
    /// Every link, in the order in which they were added.
    package var linkIDs: [LinkID] { links.indices.map { LinkID(raw: $0) } }

    /// The node with this name.
    package func node(named name: String) -> NodeID? {
        nodes.firstIndex { $0.name == name }.map { NodeID(raw: $0) }
    }

    package func name(of node: NodeID) -> String {
        nodes.indices.contains(node.raw) ? nodes[node.raw].name : "\(node)"
    }

    package func isRouter(_ node: NodeID) -> Bool {
        nodes.indices.contains(node.raw) && nodes[node.raw].kind == .router
    }

    /// The address of the node's first interface.
    package func address(of node: NodeID) -> IPAddress? { addresses(of: node).first }

    package func addresses(of node: NodeID) -> [IPAddress] {
        nodes.indices.contains(node.raw) ? nodes[node.raw].interfaces.map(\.address) : []
    }

    /// The node that has this address.
    package func node(owning address: IPAddress) -> NodeID? {
        nodes.firstIndex { $0.interfaces.contains { $0.address == address } }
            .map { NodeID(raw: $0) }
    }

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
    package func ends(of link: LinkID) -> (NodeID, NodeID)? {
        guard links.indices.contains(link.raw) else { return nil }
        return (links[link.raw].lanes.0.from, links[link.raw].lanes.0.to)
    }

    package func properties(of link: LinkID) -> LinkProperties? {
        links.indices.contains(link.raw) ? links[link.raw].properties : nil
    }

    /// Changes a link for the packets that are sent from now on.
    package mutating func setProperties(_ properties: LinkProperties, of link: LinkID) {
        guard links.indices.contains(link.raw) else { return }
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
