/// Writes the distinguished encoding of ASN.1: a tag, a length and contents (RFC 5280 §4.1).
enum DER {
    /// The tags that certificates need.
    enum Tag: UInt8 {
        case boolean = 0x01
        case integer = 0x02
        case bitString = 0x03
        case octetString = 0x04
        case null = 0x05
        case objectIdentifier = 0x06
        case enumerated = 0x0A
        case utf8String = 0x0C
        case printableString = 0x13
        case ia5String = 0x16
        case utcTime = 0x17
        case generalizedTime = 0x18
        case sequence = 0x30
        case set = 0x31
    }

    /// One element: tag, length in the shortest form, contents.
    static func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [tag]
        if contents.count < 0x80 {
            result.append(UInt8(contents.count))
        } else {
            var length: [UInt8] = []
            var rest = contents.count
            while rest > 0 {
                length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
                rest >>= 8
            }
            result.append(0x80 | UInt8(length.count))
            result += length
        }
        return result + contents
    }

    static func element(_ tag: Tag, _ contents: [UInt8]) -> [UInt8] {
        element(tag.rawValue, contents)
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] {
        element(.sequence, parts.flatMap { $0 })
    }

    /// A positive number, highest octet first.
    static func integer(_ octets: [UInt8]) -> [UInt8] {
        var octets = Array(octets.drop { $0 == 0 })
        // The highest bit would be a sign.
        if octets.isEmpty || octets[0] >= 0x80 { octets.insert(0, at: 0) }
        return element(.integer, octets)
    }

    static func boolean(_ value: Bool) -> [UInt8] { element(.boolean, [value ? 0xFF : 0]) }

    static func bitString(_ octets: [UInt8], unused: UInt8 = 0) -> [UInt8] {
        element(.bitString, [unused] + octets)
    }

    static func octetString(_ octets: [UInt8]) -> [UInt8] { element(.octetString, octets) }

    /// An element of a tag that only its context explains; `isPlain` for one without parts.
    static func tagged(_ number: UInt8, isPlain: Bool = false, _ contents: [UInt8]) -> [UInt8] {
        element((isPlain ? 0x80 : 0xA0) | number, contents)
    }

    /// An object identifier from its numbers.
    static func identifier(_ numbers: [UInt32]) -> [UInt8] {
        var octets = [UInt8(truncatingIfNeeded: numbers[0] * 40 + numbers[1])]
        for number in numbers.dropFirst(2) {
            var part = [UInt8(number & 0x7F)]
            var rest = number >> 7
            while rest > 0 {
                part.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
                rest >>= 7
            }
            octets += part
        }
        return element(.objectIdentifier, octets)
    }
}
