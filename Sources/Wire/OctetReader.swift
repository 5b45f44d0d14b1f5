/// The octets ended before what was to be read.
package struct OctetShortage: Error, Hashable, Sendable {
    /// Octets that were asked for.
    package let needed: Int
    /// Octets that were left.
    package let available: Int

    package init(needed: Int, available: Int) {
        self.needed = needed
        self.available = available
    }
}

/// A cursor over octets that checks every bound and never traps.
///
/// Numbers are read in network order, highest octet first (RFC 791, appendix B).
package struct OctetReader: Sendable {
    private let octets: ArraySlice<UInt8>
    /// Octets read so far, counted from the start of what the reader was made over.
    package private(set) var position = 0

    /// A reader over a part of an array.
    package init(_ octets: ArraySlice<UInt8>) { self.octets = octets }

    /// A reader over a whole array.
    package init(_ octets: [UInt8]) { self.octets = octets[...] }

    /// Octets in all.
    package var count: Int { octets.count }
    /// Octets still to be read.
    package var remaining: Int { octets.count - position }
    /// Whether everything has been read.
    package var isAtEnd: Bool { position == octets.count }

    private func require(_ count: Int) throws(OctetShortage) {
        guard count >= 0, count <= remaining else {
            throw OctetShortage(needed: count, available: remaining)
        }
    }

    /// Goes to `newPosition`, forwards or back: DNS pointers do both.
    package mutating func move(to newPosition: Int) throws(OctetShortage) {
        guard newPosition >= 0, newPosition <= octets.count else {
            throw OctetShortage(needed: newPosition, available: octets.count)
        }
        position = newPosition
    }

    /// Passes over `count` octets.
    package mutating func skip(_ count: Int) throws(OctetShortage) {
        try require(count)
        position += count
    }

    /// The next octet, left where it is; nil at the end.
    package var peek: UInt8? { isAtEnd ? nil : octets[octets.startIndex + position] }

    /// Reads one octet.
    package mutating func readUInt8() throws(OctetShortage) -> UInt8 {
        try require(1)
        defer { position += 1 }
        return octets[octets.startIndex + position]
    }

    /// Reads two octets as a number.
    package mutating func readUInt16() throws(OctetShortage) -> UInt16 {
        try require(2)
        let index = octets.startIndex + position
        position += 2
        return UInt16(octets[index]) << 8 | UInt16(octets[index + 1])
    }

    /// Reads four octets as a number.
    package mutating func readUInt32() throws(OctetShortage) -> UInt32 {
        try require(4)
        let high = try readUInt16()
        let low = try readUInt16()
        return UInt32(high) << 16 | UInt32(low)
    }

    /// Reads eight octets as a number.
    package mutating func readUInt64() throws(OctetShortage) -> UInt64 {
        try require(8)
        let high = try readUInt32()
        let low = try readUInt32()
        return UInt64(high) << 32 | UInt64(low)
    }

    /// Reads `count` octets as they are, without copying them.
    package mutating func read(_ count: Int) throws(OctetShortage) -> ArraySlice<UInt8> {
        try require(count)
        let start = octets.startIndex + position
        position += count
        return octets[start..<start + count]
    }

    /// Reads everything that is left.
    package mutating func readRest() -> ArraySlice<UInt8> {
        let rest = octets.dropFirst(position)
        position = octets.count
        return rest
    }
}
