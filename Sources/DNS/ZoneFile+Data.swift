import Wire

/// Reads the words of one entry from front to back.
struct ZoneCursor: Sendable {
    private let entry: ZoneEntry
    private var index = 0

    init(_ entry: ZoneEntry) { self.entry = entry }

    func peek() -> ZoneToken? {
        index < entry.tokens.count ? entry.tokens[index] : nil
    }

    mutating func skip() { index += 1 }

    /// An error at the next word, or at the end of the entry where there is none.
    func error(_ problem: (String) -> ZoneFileError.Problem) -> ZoneFileError {
        let token = peek()
        return (token ?? entry.end).error(problem(token?.text ?? ""))
    }

    private mutating func next(
        _ problem: (String) -> ZoneFileError.Problem
    ) throws(ZoneFileError) -> ZoneToken {
        guard let token = peek() else { throw error(problem) }
        index += 1
        return token
    }

    /// Nothing more may stand in the entry.
    func end() throws(ZoneFileError) {
        guard peek() == nil else { throw error { .expectedLineEnd(found: $0) } }
    }

    /// Reads a name: `@`, one with a dot at its end, or one that `origin` completes.
    mutating func name(_ origin: DNSName?) throws(ZoneFileError) -> DNSName {
        let token = try next { .expectedName(found: $0) }
        guard !token.isQuoted, !token.octets.isEmpty else {
            throw token.error(.expectedName(found: token.text))
        }
        let isOrigin = token.octets == [UInt8(ascii: "@")]
        let isComplete = token.octets.last == UInt8(ascii: ".") && !token.endsEscaped
        if !isComplete, origin == nil { throw token.error(.noOrigin(token.text)) }
        if isOrigin, let origin { return origin }
        do {
            let name = try DNSName(parsing: token.octets)
            guard !isComplete, let origin else { return name }
            return try DNSName(labels: name.labels + origin.labels)
        } catch {
            throw token.error(.badName(token.text, error))
        }
    }

    /// Reads a number of seconds.
    mutating func seconds() throws(ZoneFileError) -> UInt32 {
        let limit = DNSRecord.timeToLiveLimit
        let token = try next { .expectedNumber(found: $0, limit: limit) }
        guard let seconds = token.seconds else {
            throw token.error(.expectedNumber(found: token.text, limit: limit))
        }
        return seconds
    }

    private mutating func number(upTo limit: UInt32) throws(ZoneFileError) -> UInt32 {
        let token = try next { .expectedNumber(found: $0, limit: limit) }
        guard !token.isQuoted, token.octets.allSatisfy({ (48...57).contains($0) }),
            let number = UInt32(token.text), number <= limit
        else { throw token.error(.expectedNumber(found: token.text, limit: limit)) }
        return number
    }

    private mutating func address(
        _ isWanted: (IPAddress) -> Bool, _ problem: (String) -> ZoneFileError.Problem
    ) throws(ZoneFileError) -> RecordData {
        let token = try next(problem)
        guard !token.isQuoted, let address = IPAddress(token.text) ?? IPAddress(v6: token.text),
            isWanted(address)
        else { throw token.error(problem(token.text)) }
        return .address(address)
    }

    /// Reads what a record of `type` holds (RFC 1035 §3.3).
    mutating func data(
        of type: RecordType, _ typeToken: ZoneToken, _ origin: DNSName?
    ) throws(ZoneFileError) -> RecordData {
        switch type {
        case .a:
            return try address({ if case .v4 = $0 { true } else { false } }) {
                .expectedIPv4(found: $0)
            }
        case .aaaa:
            return try address({ if case .v6 = $0 { true } else { false } }) {
                .expectedIPv6(found: $0)
            }
        case .ns: return .ns(try name(origin))
        case .cname: return .cname(try name(origin))
        case .ptr: return .ptr(try name(origin))
        case .mx:
            let preference = UInt16(truncatingIfNeeded: try number(upTo: 65_535))
            return .mx(preference: preference, try name(origin))
        case .txt: return .txt(try strings())
        case .soa:
            let primary = try name(origin)
            let mailbox = try name(origin)
            let serial = try number(upTo: .max)
            return .soa(
                StartOfAuthority(
                    primaryServer: primary, mailbox: mailbox, serial: serial,
                    refresh: try seconds(), retry: try seconds(), expire: try seconds(),
                    minimum: try seconds()))
        case _:
            throw typeToken.error(.expectedType(found: typeToken.text))
        }
    }

    private mutating func strings() throws(ZoneFileError) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        while let token = peek() {
            let octets = try token.unescaped()
            guard octets.count <= 255 else { throw token.error(.stringTooLong(limit: 255)) }
            strings.append(octets)
            index += 1
        }
        guard !strings.isEmpty else { throw error { _ in .expectedText } }
        return strings
    }
}

extension ZoneToken {
    /// True when the last octet is escaped, so that a dot there belongs to the label.
    var endsEscaped: Bool {
        var index = 0
        var last = false
        while index < octets.count {
            last = octets[index] == UInt8(ascii: "\\")
            index += last ? 2 : 1
        }
        return last
    }
}

extension IPAddress {
    /// The address written in groups of hexadecimal digits.
    init?(v6 text: String) {
        let halves = text.components(cutAt: "::")
        guard halves.count <= 2 else { return nil }
        let groups = halves.map { half in
            half.isEmpty ? [] : half.split(separator: ":", omittingEmptySubsequences: false)
        }
        let written = groups.reduce(0) { $0 + $1.count }
        guard halves.count == 2 ? written < 8 : written == 8 else { return nil }
        var values: [UInt64] = []
        for (index, half) in groups.enumerated() {
            if index == 1 { values += Array(repeating: 0, count: 8 - written) }
            for group in half {
                guard (1...4).contains(group.utf8.count), let value = UInt64(group, radix: 16),
                    group.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D })
                else { return nil }
                values.append(value)
            }
        }
        let high = values[..<4].reduce(0) { $0 << 16 | $1 }
        self = .v6(high, values[4...].reduce(0) { $0 << 16 | $1 })
    }
}

extension String {
    /// The parts between each `separator`, without Foundation.
    fileprivate func components(cutAt separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
