import Wire

/// A word or a quoted string of a zone file.
struct ZoneToken: Sendable {
    let line: Int
    let column: Int
    /// As written, escapes included; without the quotes.
    var octets: [UInt8] = []
    var isQuoted = false

    var text: String { String(decoding: octets, as: UTF8.self) }

    /// True for the word `word` in any case, unless it is quoted.
    func isWord(_ word: String) -> Bool { !isQuoted && text.uppercased() == word }

    func error(_ problem: ZoneFileError.Problem) -> ZoneFileError {
        ZoneFileError(line: line, column: column, problem: problem)
    }

    /// The seconds that the token writes: digits, or numbers with the units that zone files of
    /// today have, such as `1h30m`; nil for anything else.
    var seconds: UInt32? {
        guard !isQuoted, let first = octets.first, (48...57).contains(first) else { return nil }
        var total: UInt64 = 0
        var number: UInt64?
        for octet in octets {
            if (48...57).contains(octet) {
                number = (number ?? 0) * 10 + UInt64(octet - 48)
            } else {
                guard let count = number, let unit = Self.seconds(ofUnit: octet | 0x20) else {
                    return nil
                }
                total += count * unit
                number = nil
            }
            guard total + (number ?? 0) <= UInt64(UInt32.max) else { return nil }
        }
        total += number ?? 0
        return total <= UInt64(DNSRecord.timeToLiveLimit) ? UInt32(total) : nil
    }

    private static func seconds(ofUnit letter: UInt8) -> UInt64? {
        switch letter {
        case UInt8(ascii: "s"): 1
        case UInt8(ascii: "m"): 60
        case UInt8(ascii: "h"): 3_600
        case UInt8(ascii: "d"): 86_400
        case UInt8(ascii: "w"): 604_800
        case _: nil
        }
    }

    /// The octets with their escapes resolved (RFC 1035 §5.1).
    func unescaped() throws(ZoneFileError) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < octets.count {
            guard octets[index] == UInt8(ascii: "\\") else {
                result.append(octets[index])
                index += 1
                continue
            }
            guard index + 1 < octets.count else { throw error(.badEscape) }
            guard (48...57).contains(octets[index + 1]) else {
                result.append(octets[index + 1])
                index += 2
                continue
            }
            guard index + 3 < octets.count,
                let octet = UInt8(
                    String(decoding: octets[(index + 1)...(index + 3)], as: UTF8.self))
            else { throw error(.badEscape) }
            result.append(octet)
            index += 4
        }
        return result
    }
}

/// One entry: the words of a line, or of several that parentheses hold together.
struct ZoneEntry: Sendable {
    var line: Int
    var beginsBlank: Bool
    var tokens: [ZoneToken] = []
    /// Where the entry ends, for what is missing there.
    var end: ZoneToken
}

/// Cuts a zone file into entries.
struct ZoneScanner: Sendable {
    /// The most words of one entry.
    static let tokenLimit = 2_000

    private let octets: [UInt8]
    private var index = 0
    private(set) var line = 1
    private var column = 1

    init(_ octets: [UInt8]) { self.octets = octets }

    private var place: ZoneToken { ZoneToken(line: line, column: column) }

    private mutating func advance() {
        let octet = octets[index]
        index += 1
        if octet == 0x0A {
            line += 1
            column = 1
        } else if octet & 0xC0 != 0x80 {
            // Octets inside a UTF-8 character do not count as columns.
            column += 1
        }
    }

    /// The next entry that holds anything; nil at the end.
    mutating func nextEntry() throws(ZoneFileError) -> ZoneEntry? {
        while index < octets.count {
            let entry = try oneLine()
            if !entry.tokens.isEmpty { return entry }
        }
        return nil
    }

    private mutating func oneLine() throws(ZoneFileError) -> ZoneEntry {
        let isBlank = [0x20, 0x09].contains(octets[index])
        var entry = ZoneEntry(line: line, beginsBlank: isBlank, end: place)
        var open: [ZoneToken] = []
        while index < octets.count {
            switch octets[index] {
            case 0x0A:
                entry.end = place
                advance()
                if open.isEmpty { return entry }
            case 0x20, 0x09, 0x0D:
                advance()
            case UInt8(ascii: ";"):
                entry.end = place
                while index < octets.count, octets[index] != 0x0A { advance() }
            case UInt8(ascii: "("):
                open.append(place)
                advance()
            case UInt8(ascii: ")"):
                guard open.popLast() != nil else { throw place.error(.unbalancedParenthesis) }
                advance()
            case UInt8(ascii: "\""):
                entry.tokens.append(try quoted())
            case _:
                entry.tokens.append(word())
            }
            guard entry.tokens.count <= Self.tokenLimit else {
                throw place.error(.tooLarge(limit: Self.tokenLimit))
            }
        }
        if let unclosed = open.last { throw unclosed.error(.unbalancedParenthesis) }
        entry.end = place
        return entry
    }

    private mutating func quoted() throws(ZoneFileError) -> ZoneToken {
        var token = place
        token.isQuoted = true
        advance()
        while index < octets.count, octets[index] != UInt8(ascii: "\"") {
            guard octets[index] != 0x0A else { throw token.error(.unterminatedString) }
            if octets[index] == UInt8(ascii: "\\"), index + 1 < octets.count,
                octets[index + 1] != 0x0A
            {
                token.octets.append(octets[index])
                advance()
            }
            token.octets.append(octets[index])
            advance()
        }
        guard index < octets.count else { throw token.error(.unterminatedString) }
        advance()
        return token
    }

    private mutating func word() -> ZoneToken {
        var token = place
        let stops = Array(" \t\r\n;()\"".utf8)
        while index < octets.count, !stops.contains(octets[index]) {
            if octets[index] == UInt8(ascii: "\\"), index + 1 < octets.count,
                octets[index + 1] != 0x0A
            {
                token.octets.append(octets[index])
                advance()
            }
            token.octets.append(octets[index])
            advance()
        }
        return token
    }
}
