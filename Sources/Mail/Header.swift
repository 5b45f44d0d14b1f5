/// The fields of a letter's or a part's header, in the order in which they stand.
///
/// Names are compared without regard to case (RFC 5322 §1.2.2); the octets stay as they came.
package struct Header: Hashable, Sendable {
    /// One field: its name, and all of its octets, folding included.
    package struct Field: Hashable, Sendable {
        /// The name as it was spelled; empty for a line that is no field.
        package let name: String
        /// The whole field, from the name to the CRLF behind its last line.
        package let octets: [UInt8]
        /// Where the value begins within `octets`.
        private let valueStart: Int

        init(name: String, octets: [UInt8], valueStart: Int) {
            self.name = name
            self.octets = octets
            self.valueStart = valueStart
        }

        /// A field of one line, made from a name and a value; line ends in the value become spaces.
        package init(_ name: String, _ value: String) {
            let safe = value.utf8.map { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? 0x20 : $0 }
            self.init(
                name: name, octets: Array(name.utf8) + Array(": ".utf8) + safe + [0x0D, 0x0A],
                valueStart: name.utf8.count + 1)
        }

        /// The octets behind the colon, with folding and without the last CRLF.
        package var rawValue: ArraySlice<UInt8> {
            var value = octets[min(valueStart, octets.count)...]
            if value.suffix(2) == [0x0D, 0x0A] { value = value.dropLast(2) }
            return value
        }

        /// The value on one line (RFC 5322 §2.2.3), without white space around it.
        ///
        /// No CR, LF or NUL survives, whatever the field holds: a value that is printed into a
        /// protocol line must not begin another one.
        package var unfolded: [UInt8] {
            let line = rawValue.compactMap { octet -> UInt8? in
                switch octet {
                case 0x0D, 0x0A: nil
                case 0: 0x20
                default: octet
                }
            }
            return Array(ASCII.trim(line[...]))
        }

        /// The unfolded value as text; octets that are not UTF-8 are shown as U+FFFD.
        package var text: String { String(decoding: unfolded, as: UTF8.self) }
        /// The unfolded value with its encoded words decoded (RFC 2047 §6.1).
        package var decoded: String { EncodedWord.decode(unfolded) }
        /// True if the field has this name, in any case.
        package func isNamed(_ other: String) -> Bool { ASCII.equal(name.utf8, other.utf8) }
    }

    package private(set) var fields: [Field]

    package init(fields: [Field] = []) { self.fields = fields }

    /// The first field of that name.
    package func first(_ name: String) -> Field? { fields.first { $0.isNamed(name) } }
    /// Every field of that name, in order.
    package func all(_ name: String) -> [Field] { fields.filter { $0.isNamed(name) } }
    /// The unfolded text of the first field of that name.
    package subscript(name: String) -> String? { first(name)?.text }

    /// Adds a field behind all others.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name, value))
    }

    /// Adds a field before all others, as each host does with its trace (RFC 5321 §4.4).
    package mutating func prepend(_ name: String, _ value: String) {
        fields.insert(Field(name, value), at: 0)
    }

    /// All fields as they stand, without the empty line behind them.
    package var octets: [UInt8] { fields.flatMap(\.octets) }
}

/// Small helpers for text that is ASCII by its grammar, whatever stands around it.
package enum ASCII {
    package static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }

    package static func lower(_ octet: UInt8) -> UInt8 {
        octet >= 0x41 && octet <= 0x5A ? octet | 0x20 : octet
    }

    package static func equal<Left: Sequence<UInt8>, Right: Sequence<UInt8>>(
        _ left: Left, _ right: Right
    ) -> Bool { left.lazy.map(lower).elementsEqual(right.lazy.map(lower)) }

    package static func trim(_ octets: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var octets = octets
        while let first = octets.first, isSpace(first) { octets.removeFirst() }
        while let last = octets.last, isSpace(last) { octets.removeLast() }
        return octets
    }
}
