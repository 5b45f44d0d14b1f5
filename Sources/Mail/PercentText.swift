/// Octets as plain ASCII: those that a name or a line should not hold are written as `%2E`.
package enum PercentText {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// The text in which every octet that is not plain, and `%` itself, is written as a number.
    package static func encoded(
        _ octets: some Sequence<UInt8>, where isPlain: (UInt8) -> Bool
    ) -> String {
        var written: [UInt8] = []
        for octet in octets {
            if octet != UInt8(ascii: "%"), octet > 0x20, octet < 0x7F, isPlain(octet) {
                written.append(octet)
            } else if octet == UInt8(ascii: " "), isPlain(octet) {
                written.append(octet)
            } else {
                written += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            }
        }
        return String(decoding: written, as: UTF8.self)
    }

    /// The octets that a text stands for; nil where a `%` has no two digits behind it.
    package static func decoded(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var octets: [UInt8] = []
        var rest = text.makeIterator()
        while let octet = rest.next() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            guard let high = rest.next().flatMap(value), let low = rest.next().flatMap(value)
            else { return nil }
            octets.append(high << 4 | low)
        }
        return octets
    }

    /// The text that a text stands for; nil also when it would not be UTF-8.
    package static func decodedText(_ text: some Sequence<UInt8>) -> String? {
        guard let octets = decoded(text) else { return nil }
        let text = String(decoding: octets, as: UTF8.self)
        return Array(text.utf8) == octets ? text : nil
    }

    private static func value(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
