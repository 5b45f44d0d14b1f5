import Wire

/// One entry of a routing table.
struct Route: Sendable {
    /// Where a packet goes that the entry is for.
    enum Way: Sendable {
        /// To the node at the other end of the link: it has this address.
        case peer
        /// The prefix is on the link, but nobody there has the address: a link has two ends.
        case network
        /// To the node at the other end, which knows the way on.
        case via(IPAddress)
    }

    let prefix: IPPrefix
    let interface: Int
    let way: Way

    /// The neighbour that the route goes through; nil for a network that the interface is on.
    var via: IPAddress? {
        switch way {
        case .peer, .network: nil
        case .via(let address): address
        }
    }
}

/// A routing table of one family: the longest prefix that holds an address, at the cost of one
/// look for each length that occurs, however many routes there are.
struct RouteTable: Sendable {
    private struct Level: Sendable {
        let length: Int
        let highMask: UInt64
        let lowMask: UInt64
        var places = PlaceTable<AddressKey>()
    }

    /// In the order in which they were added.
    private(set) var routes: [Route] = []
    /// Longest prefix first.
    private var levels: [Level] = []

    /// Adds a route; of two with the same prefix the first one counts.
    mutating func add(_ route: Route) {
        let length = route.prefix.length
        let index = levels.firstIndex { $0.length <= length } ?? levels.endIndex
        if index == levels.endIndex || levels[index].length != length {
            let mask = AddressKey(high: .max, low: .max).prefix(length)
            levels.insert(
                Level(length: length, highMask: mask.high, lowMask: mask.low), at: index)
        }
        let key = AddressKey(route.prefix.base)
        if levels[index].places[key] == nil { levels[index].places.set(key, to: routes.count) }
        routes.append(route)
    }

    /// The place of the route with the longest prefix that holds the address.
    func place(of address: AddressKey) -> Int? {
        for index in levels.indices {
            let key = AddressKey(
                high: address.high & levels[index].highMask,
                low: address.low & levels[index].lowMask)
            if let place = levels[index].places[key] { return place }
        }
        return nil
    }

    /// The route to an address that has a prefix of its own.
    func exactRoute(to address: IPAddress) -> Route? {
        guard let first = levels.first, first.length == address.bitWidth else { return nil }
        return first.places[AddressKey(address)].map { routes[$0] }
    }

    /// Longest prefix first; among equals, first added first: the order in which they count.
    var inOrder: [Route] {
        levels.flatMap { level in routes.filter { $0.prefix.length == level.length } }
    }
}
