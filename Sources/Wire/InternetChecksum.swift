/// The checksum of IP, ICMP, TCP and UDP: the ones' complement of a ones' complement sum.
///
/// RFC 791 §3.1 defines it for the header, RFC 9293 §3.1 for TCP with its pseudo-header.
package struct InternetChecksum: Sendable {
    private var sum: UInt64 = 0

    /// A sum over nothing yet.
    package init() {}

    /// Adds one 16-bit word.
    package mutating func add(_ word: UInt16) { sum &+= UInt64(word) }

    /// Adds octets in pairs; an odd one at the end counts as if a zero followed.
    ///
    /// Only the last piece added may have an odd count.
    package mutating func add(_ octets: ArraySlice<UInt8>) {
        octets.withUnsafeBufferPointer { add($0) }
    }

    /// Adds the octets of `array` from `start` on.
    package mutating func add(_ array: [UInt8], from start: Int, count: Int) {
        guard start >= 0, count >= 0, start <= array.count, count <= array.count - start else {
            return
        }
        array.withUnsafeBufferPointer {
            add(UnsafeBufferPointer(rebasing: $0[start..<start + count]))
        }
    }

    private mutating func add(_ buffer: UnsafeBufferPointer<UInt8>) {
        var total: UInt64 = 0
        var index = 0
        let raw = UnsafeRawBufferPointer(buffer)
        while index + 4 <= raw.count {
            let word = UInt32(bigEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt32.self))
            total &+= UInt64(word >> 16) &+ UInt64(word & 0xFFFF)
            index += 4
        }
        while index < raw.count {
            total &+= index & 1 == 0 ? UInt64(raw[index]) << 8 : UInt64(raw[index])
            index += 1
        }
        sum &+= total
    }

    /// Adds the pseudo-header of a transport protocol (RFC 9293 §3.1, RFC 768).
    package mutating func addPseudoHeader(
        from source: IPAddress, to destination: IPAddress, protocolNumber: IPProtocol, count: Int
    ) {
        addAddress(source)
        addAddress(destination)
        add(UInt16(protocolNumber.rawValue))
        add(UInt16(truncatingIfNeeded: count))
    }

    private mutating func addAddress(_ address: IPAddress) {
        switch address {
        case .v4(let bits):
            add(UInt16(truncatingIfNeeded: bits >> 16))
            add(UInt16(truncatingIfNeeded: bits))
        case .v6(let high, let low):
            for half in [high, low] {
                for shift in [48, 32, 16, 0] as [UInt64] {
                    add(UInt16(truncatingIfNeeded: half >> shift))
                }
            }
        }
    }

    /// The checksum to write; over octets that hold a right one it is zero.
    package var value: UInt16 {
        var folded = sum
        while folded > 0xFFFF { folded = (folded & 0xFFFF) + (folded >> 16) }
        return ~UInt16(truncatingIfNeeded: folded)
    }

    /// The checksum of `octets` alone.
    package static func of(_ octets: ArraySlice<UInt8>) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(octets)
        return checksum.value
    }
}
