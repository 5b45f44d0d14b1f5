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
        octets.withUnsafeBytes { add($0) }
    }

    /// Adds the octets of `array` from `start` on.
    package mutating func add(_ array: [UInt8], from start: Int, count: Int) {
        guard start >= 0, count >= 0, start <= array.count, count <= array.count - start else {
            return
        }
        array.withUnsafeBytes { add(UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
    }

    /// Adds octets in memory.
    ///
    /// A ones' complement sum is a rest modulo 65,535. Since 65,536 leaves the rest 1, words of 32
    /// bits may be added as they are and folded at the end. The order of the two octets in a word
    /// does not matter to the carries either: the sum of turned words is the turned sum. So memory
    /// is added in the machine's own order, 32 octets at a time, and the result is turned once.
    package mutating func add(_ raw: UnsafeRawBufferPointer) {
        var low = SIMD4<UInt64>()
        var high = SIMD4<UInt64>()
        let mask = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
        var index = 0
        while index + 32 <= raw.count {
            let words = raw.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
            low &+= words & mask
            high &+= words &>> 32
            index += 32
        }
        var total = (low &+ high).wrappedSum()
        while index + 4 <= raw.count {
            total &+= UInt64(raw.loadUnaligned(fromByteOffset: index, as: UInt32.self))
            index += 4
        }
        var turned = Self.folded(total).bigEndian
        if index + 2 <= raw.count {
            let word = UInt16(raw[index]) << 8 | UInt16(raw[index + 1])
            let (part, carry) = turned.addingReportingOverflow(word)
            turned = part &+ (carry ? 1 : 0)
            index += 2
        }
        if index < raw.count { sum &+= UInt64(raw[index]) << 8 }
        sum &+= UInt64(turned)
    }

    /// Adds the pseudo-header of a transport protocol (RFC 9293 §3.1, RFC 768).
    ///
    /// That of IPv6 has the count and the protocol in 32 bits each, which adds up to the same.
    package mutating func addPseudoHeader(
        from source: IPAddress, to destination: IPAddress, protocolNumber: IPProtocol, count: Int
    ) {
        addAddress(source)
        addAddress(destination)
        sum &+= UInt64(protocolNumber.rawValue) &+ UInt64(UInt32(truncatingIfNeeded: count))
    }

    private mutating func addAddress(_ address: IPAddress) {
        switch address {
        case .v4(let bits): sum &+= UInt64(bits)
        case .v6(let high, let low):
            sum &+= (high >> 32) &+ (high & 0xFFFF_FFFF) &+ (low >> 32) &+ (low & 0xFFFF_FFFF)
        }
    }

    private static func folded(_ sum: UInt64) -> UInt16 {
        var folded = (sum >> 32) &+ (sum & 0xFFFF_FFFF)
        while folded > 0xFFFF { folded = (folded & 0xFFFF) &+ (folded >> 16) }
        return UInt16(truncatingIfNeeded: folded)
    }

    /// The checksum to write; over octets that hold a right one it is zero.
    package var value: UInt16 { ~Self.folded(sum) }

    /// The checksum of `octets` alone.
    package static func of(_ octets: ArraySlice<UInt8>) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(octets)
        return checksum.value
    }

    /// The checksum of octets in memory alone.
    package static func of(_ raw: UnsafeRawBufferPointer) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(raw)
        return checksum.value
    }

    /// The checksum of octets in which one word became another, without reading them again.
    ///
    /// A checksum C is the complement of the sum S. When the word m in it becomes m', the sum
    /// becomes S - m + m', and in ones' complement -m is ~m. So C' = ~(~C + ~m + m'). Of the two
    /// zeros this gives what adding everything up would give, as long as some other word is not 0.
    package static func updated(_ checksum: UInt16, from old: UInt16, to new: UInt16) -> UInt16 {
        ~folded(UInt64(~checksum) &+ UInt64(~old) &+ UInt64(new))
    }
}
