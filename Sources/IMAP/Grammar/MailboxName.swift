import Mail

/// A mailbox name: UTF-8 in the house, modified UTF-7 on the wire (RFC 3501 §5.1.3).
package struct MailboxName: Hashable, Sendable, CustomStringConvertible {
    /// The name in UTF-8; `INBOX` always in capitals (RFC 3501 §5.1).
    package let name: String

    /// The name as the store knows it.
    package init(_ name: String) {
        let first = name.utf8.prefix { $0 != 0x2F }
        // INBOX above other names is the same INBOX.
        self.name =
            ASCII.equal(first, "INBOX".utf8)
            ? "INBOX" + String(decoding: name.utf8.dropFirst(5), as: UTF8.self) : name
    }

    /// The name that was sent, or nil if it is not modified UTF-7 in its one right spelling.
    package init?(wire: [UInt8]) {
        guard let name = Self.decode(wire), Self.encode(name) == wire else { return nil }
        self.init(name)
    }

    package var isInbox: Bool { name == "INBOX" }
    package var description: String { name }

    /// The name as it goes over the wire, before quoting.
    package var wire: [UInt8] { Self.encode(name) }

    /// True if a mailbox may be made under this name.
    package var isCreatable: Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return name.utf8.count <= 200 && parts.count <= 16
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
            && name.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0 != "%" && $0 != "*"
            }
    }

    /// The text of a wire name, or nil. `&` begins base64 of UTF-16, `-` ends it, `&-` is `&`.
    static func decode(_ wire: [UInt8]) -> String? {
        var units: [UInt16] = []
        var index = 0
        while index < wire.count {
            let octet = wire[index]
            index += 1
            guard octet >= 0x20, octet < 0x7F else { return nil }
            guard octet == 0x26 else {
                units.append(UInt16(octet))
                continue
            }
            guard let end = wire[index...].firstIndex(of: 0x2D) else { return nil }
            if end == index {
                units.append(0x26)
            } else {
                guard !wire[index..<end].contains(0x2F) else { return nil }
                // "," stands where base64 has "/", and there is no padding.
                let letters = wire[index..<end].map { $0 == 0x2C ? 0x2F : $0 }
                let padding = Array(repeating: UInt8(0x3D), count: (4 - letters.count % 4) % 4)
                guard let octets = Base64.decode(letters + padding), octets.count % 2 == 0 else {
                    return nil
                }
                for pair in stride(from: 0, to: octets.count, by: 2) {
                    units.append(UInt16(octets[pair]) << 8 | UInt16(octets[pair + 1]))
                }
            }
            index = end + 1
        }
        return validText(units)
    }

    private static func validText(_ units: [UInt16]) -> String? {
        var text = String.UnicodeScalarView()
        var decoder = UTF16()
        var iterator = units.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): text.append(scalar)
            case .emptyInput: return String(text)
            case .error: return nil
            }
        }
    }

    static func encode(_ name: String) -> [UInt8] {
        var wire: [UInt8] = []
        var shifted: [UInt8] = []
        func closed() -> [UInt8] {
            guard !shifted.isEmpty else { return [] }
            let letters = Base64.encode(shifted).filter { $0 != 0x3D }
            return [0x26] + letters.map { $0 == 0x2F ? 0x2C : $0 } + [0x2D]
        }
        for scalar in name.unicodeScalars {
            if scalar.value >= 0x20, scalar.value < 0x7F {
                wire += closed()
                shifted = []
                wire.append(UInt8(scalar.value))
                if scalar == "&" { wire.append(0x2D) }
            } else {
                for unit in UTF16.encode(scalar) ?? .init() {
                    shifted.append(UInt8(unit >> 8))
                    shifted.append(UInt8(unit & 0xFF))
                }
            }
        }
        return wire + closed()
    }
}

/// A pattern of LIST and LSUB: `*` stands for anything, `%` for anything within one level
/// (RFC 3501 §6.3.8).
package struct MailboxPattern: Hashable, Sendable {
    private let pattern: [Unicode.Scalar]

    /// The pattern that reference and pattern make together, as they were sent.
    package init(reference: [UInt8], pattern: [UInt8]) {
        let whole = reference + pattern
        let text = MailboxName.decode(whole) ?? String(decoding: whole, as: UTF8.self)
        self.pattern = Array(text.unicodeScalars)
    }

    /// True if the pattern ends with `%`: then parents that are no mailboxes are shown too.
    package var endsWithPercent: Bool { pattern.last == "%" }

    /// True if `name` fits; the work is bounded by the product of both lengths.
    package func matches(_ name: String) -> Bool {
        if fits(Array(name.unicodeScalars), ignoringCase: false) { return true }
        // INBOX is one mailbox in any spelling, as a name and as the root of names.
        guard name == "INBOX" else { return false }
        return fits(Array(name.unicodeScalars), ignoringCase: true)
    }

    private func fits(_ name: [Unicode.Scalar], ignoringCase: Bool) -> Bool {
        var reachable = Array(repeating: false, count: name.count + 1)
        reachable[0] = true
        for letter in pattern {
            var next = Array(repeating: false, count: name.count + 1)
            if letter == "*" || letter == "%" {
                var isOpen = false
                for index in 0...name.count {
                    if index > 0, letter == "%", name[index - 1] == "/" { isOpen = false }
                    if reachable[index] { isOpen = true }
                    next[index] = isOpen
                }
            } else {
                for index in name.indices where reachable[index] {
                    let other = name[index]
                    next[index + 1] =
                        other == letter
                        || ignoringCase
                            && other.properties.lowercaseMapping
                                == letter.properties.lowercaseMapping
                }
            }
            reachable = next
        }
        return reachable[name.count]
    }
}
