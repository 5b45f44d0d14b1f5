import Clockwork
import Wire

/// A node's end of a link.
struct Interface: Sendable {
    let address: IPAddress
    let prefix: IPPrefix
    let link: LinkID
    /// The address of the other end.
    let peer: IPAddress
}

/// One entry of a routing table, for IPv4.
struct Route: Sendable {
    let prefix: IPPrefix
    let base: UInt32
    let mask: UInt32
    let interface: Int
    /// Nil for a network that the interface is on.
    let via: IPAddress?

    init?(_ prefix: IPPrefix, interface: Int, via: IPAddress?) {
        guard case .v4(let base) = prefix.base else { return nil }
        self.prefix = prefix
        self.base = base
        mask = prefix.length == 0 ? 0 : UInt32.max << UInt32(32 - prefix.length)
        self.interface = interface
        self.via = via
    }
}

/// A host or a router.
struct Node: Sendable {
    enum Kind: Sendable { case host, router }

    let name: String
    let kind: Kind
    var interfaces: [Interface] = []
    /// Longest prefix first; among equals, first added first.
    var routes: [Route] = []
    var firewall: Firewall?
    /// The firewall is answering a packet that it refused; its answer is not judged in turn.
    var isAnsweringForFirewall = false
    /// Ports on which TCP listens, in the order in which they were opened.
    var listening: [UInt16] = []
    var datagramPorts: [UInt16] = []
    /// Sockets that are not closed, in the order in which they came to be.
    var sockets: [SocketID] = []
    var nextPort: UInt16 = Self.firstEphemeralPort
    var nextDatagramPort: UInt16 = Self.firstEphemeralPort
    var nextIdentification: UInt16 = 1

    /// The first of the ports that are given to clients.
    static let firstEphemeralPort: UInt16 = 49_152

    init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    mutating func add(_ route: Route) {
        let place =
            routes.firstIndex { $0.prefix.length < route.prefix.length } ?? routes.endIndex
        routes.insert(route, at: place)
    }

    /// The longest prefix that holds `address`.
    func route(to address: IPAddress) -> Route? {
        guard case .v4(let bits) = address else { return nil }
        for route in routes where bits & route.mask == route.base { return route }
        return nil
    }

    /// Whether the address is the node's own; a host has all of 127.0.0.0/8 for itself.
    func owns(_ address: IPAddress) -> Bool {
        if case .v4(let bits) = address, bits >> 24 == 127 { return true }
        for interface in interfaces where interface.address == address { return true }
        return false
    }
}
