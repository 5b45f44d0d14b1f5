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
