/// Octets that are written in a file which people read.
///
/// What is plain text stands there as text; everything else in hexadecimal digits behind `hex:`.
package struct OctetText: Hashable, Sendable {
    package var octets: [UInt8]

    package init(_ octets: [UInt8]) { self.octets = octets }

    private static let mark = "hex:"

    /// The text of a file; `init(text:)` makes the same octets of it.
    package var text: String {
        let isPlain = octets.allSatisfy { (0x20..<0x7F).contains($0) || [9, 10, 13].contains($0) }
        guard !isPlain || octets.starts(with: Self.mark.utf8) else {
            return String(decoding: octets, as: UTF8.self)
        }
        var digits = Array(Self.mark.utf8)
        digits.reserveCapacity(digits.count + octets.count * 2)
        for octet in octets {
            digits.append(Self.digit(octet >> 4))
            digits.append(Self.digit(octet & 15))
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Nil when hexadecimal digits were announced, and something else came.
    package init?(text: String) {
        let written = Array(text.utf8)
        guard written.starts(with: Self.mark.utf8) else {
            octets = written
            return
        }
        let digits = written.dropFirst(Self.mark.utf8.count)
        guard digits.count.isMultiple(of: 2) else { return nil }
        octets = []
        octets.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let value = Self.value(digit) else { return nil }
            if let first = high {
                octets.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case _: nil
        }
    }
}

extension OctetText: RawRepresentable, Codable {
    package init?(rawValue text: String) { self.init(text: text) }
    package var rawValue: String { text }
}
