/// Text in which `+`, `=` and whatever is not printable is written as `+XX` (RFC 3461 §4).
///
///     xtext = *( xchar / hexchar )
///     hexchar = ASCII "+" immediately followed by two upper case hexadecimal digits
package enum XText {
    private static let plus = UInt8(ascii: "+")

    /// The text that `octets` stand for, or nil where they break the rule.
    ///
    /// Lower-case digits and a bare `=` are taken too: clients send both.
    package static func decode(_ octets: [UInt8]) -> String? {
        var result: [UInt8] = []
        var rest = octets[...]
        while let octet = rest.popFirst() {
            guard (0x21...0x7E).contains(octet) else { return nil }
            guard octet == plus else {
                result.append(octet)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ $0 != plus }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            result.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: result, as: UTF8.self)
    }

    /// The octets that stand for `text`.
    package static func encode(_ text: String) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return text.utf8.flatMap { octet -> [UInt8] in
            (0x21...0x7E).contains(octet) && octet != plus && octet != UInt8(ascii: "=")
                ? [octet] : [plus, digits[Int(octet >> 4)], digits[Int(octet & 0x0F)]]
        }
    }
}
