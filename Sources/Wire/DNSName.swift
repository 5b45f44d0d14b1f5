/// Why octets or a text are not a domain name.
package enum DNSNameError: Error, Hashable, Sendable {
    /// Two dots in a row, or a dot in front.
    case emptyLabel
    /// A label holds more than 63 octets (RFC 1035 §2.3.4).
    case labelTooLong(octets: Int)
    /// The name needs more than 255 octets on the wire (RFC 1035 §2.3.4).
    case nameTooLong(octets: Int)
    /// A backslash without an octet or a number up to 255 behind it (RFC 1035 §5.1).
    case badEscape(at: Int)
}

/// A domain name: labels of octets, most specific first, the root having none (RFC 1034 §3.1).
///
/// Two names are equal when they differ only in the case of ASCII letters (RFC 1035 §2.3.3); the
/// spelling is kept for showing.
package struct DNSName: Sendable, CustomStringConvertible {
    /// The longest label, in octets (RFC 1035 §2.3.4).
    package static let labelLimit = 63
    /// The longest name, in octets on the wire with its root label (RFC 1035 §2.3.4).
    package static let nameLimit = 255

    /// The name of the root.
    package static let root = DNSName(trusted: [])

    /// The labels as they were spelt, without the root's empty one.
    package let labels: [[UInt8]]

    /// Labels that are known to keep the limits.
    private init(trusted labels: [[UInt8]]) { self.labels = labels }

    /// A name of `labels`, most specific first.
    package init(labels: [[UInt8]]) throws(DNSNameError) {
        var octets = 1
        for label in labels {
            guard !label.isEmpty else { throw .emptyLabel }
            guard label.count <= Self.labelLimit else {
                throw .labelTooLong(octets: label.count)
            }
            octets += label.count + 1
        }
        guard octets <= Self.nameLimit else { throw .nameTooLong(octets: octets) }
        self.labels = labels
    }

    /// Reads a name as people write it; a dot at the end may stand or be left out.
    ///
    /// `\.` is a dot inside a label, `\DDD` the octet with that decimal number (RFC 1035 §5.1).
    package init(parsing text: some Sequence<UInt8>) throws(DNSNameError) {
        let octets = Array(text)
        if octets == [UInt8(ascii: ".")] {
            self = .root
            return
        }
        var labels: [[UInt8]] = []
        var label: [UInt8] = []
        var index = 0
        while index < octets.count {
            switch octets[index] {
            case UInt8(ascii: "."):
                guard !label.isEmpty else { throw .emptyLabel }
                labels.append(label)
                label = []
                index += 1
            case UInt8(ascii: "\\"):
                let (octet, length) = try Self.escaped(octets, at: index)
                label.append(octet)
                index += length
            case let octet:
                label.append(octet)
                index += 1
            }
        }
        if !label.isEmpty { labels.append(label) }
        guard !labels.isEmpty else { throw .emptyLabel }
        try self.init(labels: labels)
    }

    /// The octet that the escape at `index` stands for, and how long the escape is.
    private static func escaped(
        _ octets: [UInt8], at index: Int
    ) throws(DNSNameError) -> (octet: UInt8, length: Int) {
        guard index + 1 < octets.count else { throw .badEscape(at: index) }
        let first = octets[index + 1]
        guard (48...57).contains(first) else { return (first, 2) }
        guard index + 3 < octets.count else { throw .badEscape(at: index) }
        var value = 0
        for digit in octets[(index + 1)...(index + 3)] {
            guard (48...57).contains(digit) else { throw .badEscape(at: index) }
            value = value * 10 + Int(digit - 48)
        }
        guard let octet = UInt8(exactly: value) else { throw .badEscape(at: index) }
        return (octet, 4)
    }

    /// The name that `text` writes, or nil when it writes none.
    package init?(_ text: some StringProtocol) {
        guard let name = try? DNSName(parsing: text.utf8) else { return nil }
        self = name
    }

    /// The name below which the reverse mapping of `address` is kept: `in-addr.arpa` for the
    /// octets in reverse (RFC 1035 §3.5), `ip6.arpa` for the hexadecimal digits.
    package init(reverseOf address: IPAddress) {
        let arpa = Array("arpa".utf8)
        switch address {
        case .v4:
            let numbers = address.octets.reversed().map { Array(String($0).utf8) }
            labels = numbers + [Array("in-addr".utf8), arpa]
        case .v6:
            let digits = address.octets.reversed().flatMap { [$0 & 0xF, $0 >> 4] }
                .map { Array(String($0, radix: 16).utf8) }
            labels = digits + [Array("ip6".utf8), arpa]
        }
    }

    /// True for the name of the root alone.
    package var isRoot: Bool { labels.isEmpty }

    /// How many octets the name needs on the wire, uncompressed.
    package var wireLength: Int { labels.reduce(1) { $0 + $1.count + 1 } }

    /// The name one label up; nil above the root.
    package var parent: DNSName? { isRoot ? nil : ancestor(dropping: 1) }

    /// The name without its first `count` labels; the root when there are not so many.
    package func ancestor(dropping count: Int) -> DNSName {
        DNSName(trusted: Array(labels.dropFirst(max(0, count))))
    }

    /// The name of the child `label` of this name.
    package func child(_ label: [UInt8]) throws(DNSNameError) -> DNSName {
        try DNSName(labels: [label] + labels)
    }

    /// True for `domain` itself and everything below it (RFC 1034 §3.1).
    package func isSubdomain(of domain: DNSName) -> Bool {
        guard labels.count >= domain.labels.count else { return false }
        return zip(labels.suffix(domain.labels.count), domain.labels)
            .allSatisfy { DNSName.sameLabel($0, $1) }
    }

    /// True when the first label is `*` alone (RFC 1034 §4.3.3).
    package var isWildcard: Bool { labels.first == [UInt8(ascii: "*")] }

    /// The name as people write it, without the dot of the root at the end; `.` for the root.
    package var description: String {
        isRoot ? "." : labels.map(Self.show).joined(separator: ".")
    }

    private static func show(_ label: [UInt8]) -> String {
        let (escape, zero) = (UInt8(ascii: "\\"), UInt8(ascii: "0"))
        var text: [UInt8] = []
        text.reserveCapacity(label.count)
        for octet in label {
            switch octet {
            case UInt8(ascii: "."), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: ";"),
                UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "@"), UInt8(ascii: "$"):
                text += [escape, octet]
            case 0x21...0x7E: text.append(octet)
            default:
                text += [escape, zero + octet / 100, zero + octet / 10 % 10, zero + octet % 10]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension DNSName: Hashable, Comparable {
    private static func lowered(_ octet: UInt8) -> UInt8 {
        (65...90).contains(octet) ? octet + 32 : octet
    }

    fileprivate static func sameLabel(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { lowered($0) == lowered($1) }
    }

    package static func == (left: DNSName, right: DNSName) -> Bool {
        left.labels.count == right.labels.count
            && zip(left.labels, right.labels).allSatisfy { sameLabel($0, $1) }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(labels.count)
        for label in labels {
            hasher.combine(label.count)
            for octet in label { hasher.combine(Self.lowered(octet)) }
        }
    }

    /// Orders names from the root downwards, so that a zone's names stand together.
    package static func < (left: DNSName, right: DNSName) -> Bool {
        for (first, second) in zip(left.labels.reversed(), right.labels.reversed()) {
            let first = first.map(lowered)
            let second = second.map(lowered)
            if first != second { return first.lexicographicallyPrecedes(second) }
        }
        return left.labels.count < right.labels.count
    }
}
