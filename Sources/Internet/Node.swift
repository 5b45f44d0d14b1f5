import Clockwork
import Wire

/// A node's end of a link.
struct Interface: Sendable {
    /// An address on a link, and that of the other end.
    struct Address: Sendable {
        let address: IPAddress
        let prefix: IPPrefix
        let peer: IPAddress
    }

    /// Another one while a bridge is in the way.
    var link: LinkID
    /// The first of a family is the one that packets leave from.
    var addresses: [Address] = []

    /// The address of the family that `other` belongs to.
    func address(like other: IPAddress) -> IPAddress? {
        for entry in addresses where entry.address.isV4 == other.isV4 { return entry.address }
        return nil
    }
}

/// A host, a router, or a bridge in the middle of a link.
struct Node: Sendable {
    enum Kind: Sendable { case host, router, bridge }

    /// What the routing tables say about a destination.
    enum Destination: Sendable {
        /// The node itself.
        case own
        case link(interface: Int, Route.Way)
        case none
    }

    let name: String
    let kind: Kind
    var interfaces: [Interface] = []
    var firewall: Firewall?
    /// The firewall is answering a packet that it refused; its answer is not judged in turn.
    var isAnsweringForFirewall = false
    var translation: AddressTranslation?
    /// What a bridge joins; nil for all others, and for one that was taken out.
    var bridge: Bridge?
    /// False from a crash to the next start.
    var isUp = true
    /// Ports on which TCP listens.
    var listening = PortSet()
    var datagramPorts = PortSet()
    /// Sockets that are not closed, in the order in which they came to be.
    var sockets = SocketList()
    var nextPort: UInt16 = Self.firstEphemeralPort
    var nextDatagramPort: UInt16 = Self.firstEphemeralPort
    var nextIdentification: UInt16 = 1
    var reassembler = Reassembler()
    /// When its timer is due, if one is armed.
    var reassemblyArmed: Instant?
    var pathMTUs = PathMTUs()
    /// ICMP errors that may be sent at once, and in the long run.
    var errorBudget = TokenBucket(burst: 50, perSecond: 1_000)
    private var ownPlaces = (v4: PlaceTable<AddressKey>(), v6: PlaceTable<AddressKey>())
    private var routesV4 = RouteTable()
    private var routesV6 = RouteTable()

    /// The first of the ports that are given to clients.
    static let firstEphemeralPort: UInt16 = 49_152

    init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// Whether a packet only needs its destination looked up.
    var isPlain: Bool { isUp && firewall == nil && translation == nil && kind != .bridge }

    /// Forgets what is in no file: all that a crash takes.
    mutating func forgetEverything() {
        listening = PortSet()
        datagramPorts = PortSet()
        sockets.removeAll()
        reassembler = Reassembler()
        pathMTUs = PathMTUs()
    }

    mutating func add(_ route: Route) {
        if route.prefix.base.isV4 { routesV4.add(route) } else { routesV6.add(route) }
    }

    /// Notes that an address is the node's own.
    mutating func own(_ address: IPAddress, interface: Int) {
        if address.isV4 {
            ownPlaces.v4.set(AddressKey(address), to: interface)
        } else {
            ownPlaces.v6.set(AddressKey(address), to: interface)
        }
    }

    /// Where a packet to `address` goes.
    func destination(_ address: IPAddress) -> Destination {
        if owns(address) { return .own }
        guard let route = route(to: address) else { return .none }
        return .link(interface: route.interface, route.way)
    }

    /// The longest prefix that holds `address`.
    func route(to address: IPAddress) -> Route? {
        switch address {
        case .v4: routesV4.place(of: AddressKey(address)).map { routesV4.routes[$0] }
        case .v6: routesV6.place(of: AddressKey(address)).map { routesV6.routes[$0] }
        }
    }

    /// The route to a neighbour's address itself.
    func exactRoute(to address: IPAddress) -> Route? {
        address.isV4 ? routesV4.exactRoute(to: address) : routesV6.exactRoute(to: address)
    }

    /// Every route, IPv4 first, in the order in which they count.
    var routes: [Route] { routesV4.inOrder + routesV6.inOrder }

    /// Whether the address is the node's own; everyone has 127.0.0.0/8 and ::1 for itself.
    func owns(_ address: IPAddress) -> Bool {
        switch address {
        case .v4(let bits): bits >> 24 == 127 || ownPlaces.v4[AddressKey(address)] != nil
        case .v6(let high, let low):
            high == 0 && low == 1 || ownPlaces.v6[AddressKey(address)] != nil
        }
    }
}
