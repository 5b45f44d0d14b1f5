// The text form of IPv6 addresses: eight groups of hexadecimal digits, `::` for a run of zeros.
extension IPAddress {
    /// Bits of an address of this family.
    package var bitWidth: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// Whether the address is one of IPv4.
    package var isV4: Bool {
        switch self {
        case .v4: true
        case .v6: false
        }
    }

    /// The 32 bits of an IPv4 address, or the lowest 32 of an IPv6 address.
    package var lowestBits: UInt32 {
        switch self {
        case .v4(let bits): bits
        case .v6(_, let low): UInt32(truncatingIfNeeded: low)
        }
    }

    /// Reads groups of one to four hexadecimal digits with at most one `::`.
    init?(ipv6 text: [UInt8]) {
        guard text.count <= 45 else { return nil }
        var before: [UInt16] = []
        var after: [UInt16] = []
        var gap = false
        var index = 0
        func isColon(_ place: Int) -> Bool { place < text.count && text[place] == 0x3A }
        if isColon(0) {
            guard isColon(1) else { return nil }
            gap = true
            index = 2
        }
        while index < text.count {
            let start = index
            var value: UInt16 = 0
            while index < text.count, index - start < 4, let digit = Self.digit(text[index]) {
                value = value << 4 | UInt16(digit)
                index += 1
            }
            guard index > start else { return nil }
            if gap { after.append(value) } else { before.append(value) }
            if index == text.count { break }
            guard isColon(index) else { return nil }
            index += 1
            if isColon(index) {
                guard !gap else { return nil }
                gap = true
                index += 1
            } else if index == text.count {
                return nil
            }
        }
        let known = before.count + after.count
        guard gap ? known < 8 : known == 8 else { return nil }
        let groups = before + Array(repeating: 0, count: 8 - known) + after
        let halves = [groups[0..<4], groups[4..<8]].map { half in
            half.reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        }
        self = .v6(halves[0], halves[1])
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x41 + 10
        case 0x61...0x66: octet - 0x61 + 10
        default: nil
        }
    }

    /// The shortest form: lower case, no leading zeros, the first longest run of zeros as `::`.
    static func ipv6Text(_ high: UInt64, _ low: UInt64) -> String {
        let groups = [high, low].flatMap { half in
            (0..<4).map { UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * $0)) }
        }
        var best = 0..<0
        var index = 0
        while index < 8 {
            var end = index
            while end < 8, groups[end] == 0 { end += 1 }
            if end - index >= 2, end - index > best.count { best = index..<end }
            index = max(end, index + 1)
        }
        func text(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard !best.isEmpty else { return text(groups[...]) }
        return text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
    }
}
