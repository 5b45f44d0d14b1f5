/// A growing row of octets, written in network order (RFC 791, appendix B).
package struct OctetWriter: Sendable {
    /// What has been written.
    package private(set) var octets: [UInt8] = []

    /// An empty writer with room for `capacity` octets.
    package init(capacity: Int = 0) { octets.reserveCapacity(capacity) }

    /// Octets written so far.
    package var count: Int { octets.count }

    /// Writes one octet.
    package mutating func write(_ value: UInt8) { octets.append(value) }

    /// Writes a number of two octets.
    package mutating func write(_ value: UInt16) {
        octets.append(UInt8(truncatingIfNeeded: value >> 8))
        octets.append(UInt8(truncatingIfNeeded: value))
    }

    /// Writes a number of four octets.
    package mutating func write(_ value: UInt32) {
        write(UInt16(truncatingIfNeeded: value >> 16))
        write(UInt16(truncatingIfNeeded: value))
    }

    /// Writes a number of eight octets.
    package mutating func write(_ value: UInt64) {
        write(UInt32(truncatingIfNeeded: value >> 32))
        write(UInt32(truncatingIfNeeded: value))
    }

    /// Writes octets as they are.
    package mutating func write(_ values: some Sequence<UInt8>) {
        octets.append(contentsOf: values)
    }

    /// Overwrites two octets written before, such as a length or a checksum.
    ///
    /// Returns false, and changes nothing, when `position` is not inside what was written.
    @discardableResult
    package mutating func patch(_ value: UInt16, at position: Int) -> Bool {
        guard position >= 0, position + 2 <= octets.count else { return false }
        octets[position] = UInt8(truncatingIfNeeded: value >> 8)
        octets[position + 1] = UInt8(truncatingIfNeeded: value)
        return true
    }
}
