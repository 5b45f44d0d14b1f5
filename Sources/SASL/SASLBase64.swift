/// Base64 as a SASL profile wants it: one line, strict in both directions (RFC 4648 §4).
///
/// Letters have a base64 of their own, with line breaks, in `Mail`.
package enum SASLBase64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let pad = UInt8(ascii: "=")

    /// The octets in base64, with padding.
    package static func encode(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((octets.count + 2) / 3 * 4)
        var index = 0
        while index < octets.count {
            let group = octets[index..<min(index + 3, octets.count)]
            var bits: UInt32 = 0
            for offset in 0..<3 {
                bits = bits << 8 | UInt32(offset < group.count ? group[index + offset] : 0)
            }
            for offset in 0..<4 {
                let digit = Int(bits >> UInt32(18 - 6 * offset) & 0x3F)
                result.append(offset <= group.count ? alphabet[digit] : pad)
            }
            index += 3
        }
        return result
    }

    /// The octets that `text` stands for.
    ///
    /// Anything outside the alphabet, padding that is missing or not at the end, and bits that
    /// stand for nothing are refused (RFC 4954 §4, RFC 4648 §3.5).
    package static func decode(_ text: ArraySlice<UInt8>) throws(SASLFault) -> [UInt8] {
        guard text.count % 4 == 0 else { throw .notBase64 }
        let digits = text.suffix(1) == [pad] ? text.dropLast() : text
        let content = digits.suffix(1) == [pad] ? digits.dropLast() : digits
        guard content.count % 4 != 1 else { throw .notBase64 }
        var result: [UInt8] = []
        result.reserveCapacity(content.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var count = 0
        for character in content {
            guard let value = value(of: character) else { throw .notBase64 }
            bits = (bits << 6 | UInt32(value)) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        guard bits & ((1 << UInt32(count)) - 1) == 0 else { throw .notBase64 }
        return result
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
