/// An address of the internet layer, of either family.
package enum IPAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// A 32-bit address, first octet in the highest bits (RFC 791 §3.2).
    case v4(UInt32)
    /// A 128-bit address in two halves.
    case v6(UInt64, UInt64)

    package init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        self = .v4(UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d))
    }

    /// The address written as dotted decimal, or as IPv6 text when it holds a colon; else nil.
    package init?(_ text: some StringProtocol) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            self.init(ipv6: Array(text.utf8))
            return
        }
        guard let value = Self.dottedDecimal(text) else { return nil }
        self = .v4(value)
    }

    /// Four decimal octets; leading zeros are refused, because some programs read them as octal.
    private static func dottedDecimal(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count),
                part.utf8.allSatisfy({ (48...57).contains($0) }),
                part == "0" || part.utf8.first != 48, let octet = UInt8(part)
            else { return nil }
            value = value << 8 | UInt32(octet)
        }
        return value
    }

    package var octets: [UInt8] {
        switch self {
        case .v4(let value): (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
        case .v6(let high, let low):
            (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) }
                + (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * $0)) }
        }
    }

    package var description: String {
        switch self {
        case .v4: octets.map(String.init).joined(separator: ".")
        case .v6(let high, let low): Self.ipv6Text(high, low)
        }
    }

    package var family: IPFamily {
        switch self {
        case .v4: .v4
        case .v6: .v6
        }
    }

    /// Multicast, or the broadcast of IPv4 (RFC 1122 §3.2.1.3): more than one host.
    package var isOfMany: Bool {
        switch self {
        case .v4(let value): value >> 28 == 14 || value == .max
        case .v6(let high, _): high >> 56 == 0xFF
        }
    }

    /// The other address of the link of two that this one belongs to: its last bit is turned.
    package var turned: IPAddress {
        switch self {
        case .v4(let value): .v4(value ^ 1)
        case .v6(let high, let low): .v6(high, low ^ 1)
        }
    }

    package static func < (left: IPAddress, right: IPAddress) -> Bool {
        switch (left, right) {
        case (.v4(let first), .v4(let second)): first < second
        case (.v6(let a, let b), .v6(let c, let d)): a != c ? a < c : b < d
        case (.v4, .v6): true
        case (.v6, .v4): false
        }
    }
}

/// One of the two families of addresses that the internet layer has.
package enum IPFamily: String, Hashable, Sendable, CaseIterable {
    case v4 = "IPv4"
    case v6 = "IPv6"
}

/// A block of addresses, such as `198.51.100.0/24`.
package struct IPPrefix: Hashable, Sendable, CustomStringConvertible {
    package let base: IPAddress
    package let length: Int

    /// The prefix of `length` bits that holds `address`; host bits are cleared.
    package init?(_ address: IPAddress, length: Int) {
        switch address {
        case .v4(let value):
            guard (0...32).contains(length) else { return nil }
            base = .v4(length == 0 ? 0 : value & (UInt32.max << UInt32(32 - length)))
        case .v6(let high, let low):
            guard (0...128).contains(length) else { return nil }
            let highMask: UInt64 =
                length == 0 ? 0 : UInt64.max << UInt64(64 - min(64, length))
            let lowMask: UInt64 = length <= 64 ? 0 : UInt64.max << UInt64(128 - length)
            base = .v6(high & highMask, low & lowMask)
        }
        self.length = length
    }

    /// The prefix written as `address/length`; a bare address stands for itself alone.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first), parts.count <= 2 else {
            return nil
        }
        if parts.count == 1 {
            self.init(address, length: address.bitWidth)
        } else {
            guard let length = Int(parts[1]) else { return nil }
            self.init(address, length: length)
        }
    }

    package func contains(_ address: IPAddress) -> Bool {
        switch (base, address) {
        case (.v4(let base), .v4(let bits)):
            return length == 0 || (base ^ bits) >> UInt32(32 - length) == 0
        case (.v6(let high, let low), .v6(let first, let second)):
            if length <= 64 { return length == 0 || (high ^ first) >> UInt64(64 - length) == 0 }
            return high == first && (low ^ second) >> UInt64(128 - length) == 0
        case (.v4, .v6), (.v6, .v4): return false
        }
    }

    package var description: String { "\(base)/\(length)" }
}

/// An address and a port.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    package var address: IPAddress
    package var port: UInt16

    package init(_ address: IPAddress, _ port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Such as `192.0.2.1:25` or `[2001:db8::1]:25`.
    package var description: String {
        address.isV4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
