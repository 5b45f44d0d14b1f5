/// A host or router of the network, by its place in the list of nodes.
package struct NodeID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let raw: Int
    package init(raw: Int) { self.raw = raw }
    package var description: String { "node \(raw)" }
    package static func < (left: NodeID, right: NodeID) -> Bool { left.raw < right.raw }
}

/// A link between two nodes, by its place in the list of links.
package struct LinkID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let raw: Int
    package init(raw: Int) { self.raw = raw }
    package var description: String { "link \(raw)" }
    package static func < (left: LinkID, right: LinkID) -> Bool { left.raw < right.raw }
}

/// One end of a TCP connection; never used again for another.
package struct SocketID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let raw: Int
    package init(raw: Int) { self.raw = raw }
    package var description: String { "socket \(raw)" }
    package static func < (left: SocketID, right: SocketID) -> Bool { left.raw < right.raw }
}

/// A list whose places are used again, so that small numbers can stand for big values.
struct Slab<Element: Sendable>: Sendable {
    private var items: [Element?] = []
    private var free: [Int] = []
    private(set) var count = 0

    mutating func insert(_ element: Element) -> Int {
        count += 1
        if let place = free.popLast() {
            items[place] = element
            return place
        }
        items.append(element)
        return items.count - 1
    }

    /// Takes an element out, without leaving a copy behind that would make changes slow.
    mutating func take(_ place: Int) -> Element? {
        guard items.indices.contains(place) else { return nil }
        var element: Element?
        swap(&element, &items[place])
        if element != nil {
            count -= 1
            free.append(place)
        }
        return element
    }

    /// Every element in order of its place.
    var all: [Element] { items.compactMap { $0 } }

    subscript(place: Int) -> Element? {
        get { items.indices.contains(place) ? items[place] : nil }
        _modify { yield &items[place] }
    }
}
