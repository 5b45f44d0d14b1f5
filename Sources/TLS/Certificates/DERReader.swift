import Wire

/// Why octets are no certificate that we can read.
package enum CertificateFault: Error, Hashable, Sendable {
    /// The octets ended too early, or a length is not written as DER wants it.
    case malformed
    /// Something else stands where this was expected.
    case expected(String)
    /// More than we are willing to read.
    case tooLarge
}

/// A cursor over DER that checks every bound.
struct DERReader: Sendable {
    /// One element.
    struct Element: Sendable {
        let tag: UInt8
        let contents: ArraySlice<UInt8>
        /// The element with its tag and length.
        let whole: ArraySlice<UInt8>

        var reader: DERReader { DERReader(contents) }
    }

    private var rest: ArraySlice<UInt8>

    init(_ octets: ArraySlice<UInt8>) { rest = octets }

    var isAtEnd: Bool { rest.isEmpty }

    /// The tag of the next element, nil at the end.
    var nextTag: UInt8? { rest.first }

    /// Reads one element of any tag.
    mutating func next() throws(CertificateFault) -> Element {
        let start = rest
        guard let tag = rest.popFirst(), tag & 0x1F != 0x1F, let first = rest.popFirst() else {
            throw .malformed
        }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            // The indefinite form and lengths beyond 16 MiB have no place in a certificate.
            guard (1...3).contains(count), rest.count >= count else { throw .malformed }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
            guard length >= 0x80, count == 1 || length >> (8 * (count - 1)) > 0 else {
                throw .malformed
            }
        }
        guard rest.count >= length else { throw .malformed }
        let contents = rest.prefix(length)
        rest = rest.dropFirst(length)
        return Element(
            tag: tag, contents: contents, whole: start.prefix(start.count - rest.count))
    }

    /// Reads an element that must have this tag.
    mutating func next(
        _ tag: DER.Tag, _ name: String
    ) throws(CertificateFault) -> Element {
        guard nextTag == tag.rawValue else { throw .expected(name) }
        return try next()
    }

    /// Reads the next element if it has this tag.
    mutating func nextIf(_ tag: UInt8) throws(CertificateFault) -> Element? {
        nextTag == tag ? try next() : nil
    }

    /// The numbers of an object identifier.
    static func identifier(_ contents: ArraySlice<UInt8>) throws(CertificateFault) -> [UInt32] {
        guard contents.count <= 32 else { throw .tooLarge }
        var numbers: [UInt32] = []
        var number: UInt32 = 0
        for octet in contents {
            guard number < 1 << 24 else { throw .malformed }
            number = number << 7 | UInt32(octet & 0x7F)
            if octet < 0x80 {
                if numbers.isEmpty {
                    let first = min(2, number / 40)
                    numbers = [first, number - first * 40]
                } else {
                    numbers.append(number)
                }
                number = 0
            }
        }
        guard let last = contents.last, last < 0x80 else { throw .malformed }
        return numbers
    }
}
