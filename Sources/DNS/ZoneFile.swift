import Session
import Wire

/// What is wrong with a zone file, and where.
package struct ZoneFileError: Error, Hashable, Sendable {
    /// What a zone file may lack or have too much of.
    package enum Problem: Hashable, Sendable {
        /// A name was expected here.
        case expectedName(found: String)
        /// The text is no domain name.
        case badName(String, DNSNameError)
        /// A name without a dot at its end, or `@`, while no origin is known.
        case noOrigin(String)
        /// One of the types that a zone file may hold was expected.
        case expectedType(found: String)
        /// A number from 0 up to `limit` was expected.
        case expectedNumber(found: String, limit: UInt32)
        case expectedIPv4(found: String)
        case expectedIPv6(found: String)
        case expectedText
        /// The record is complete here; nothing more may follow.
        case expectedLineEnd(found: String)
        /// A class other than IN.
        case onlyInternetClass(found: String)
        /// A line that begins with a blank, before any name.
        case noPreviousName
        /// A record without a time to live, before any `$TTL`.
        case noTimeToLive
        case unknownDirective(String)
        case unbalancedParenthesis
        case unterminatedString
        case badEscape
        case stringTooLong(limit: Int)
        case noSOA
        case tooLarge(limit: Int)
        case zone(ZoneError)
    }

    /// The line, from 1.
    package let line: Int
    /// The character in the line, from 1.
    package let column: Int
    package let problem: Problem

    package init(line: Int, column: Int, problem: Problem) {
        self.line = line
        self.column = column
        self.problem = problem
    }

    /// The error as a note for people, with its place.
    package var note: Note {
        func note(_ key: String, _ value: String = "") -> Note {
            Note(
                key, ["line": "\(line)", "column": "\(column)", "value": value],
                source: "RFC 1035 §5.1")
        }
        switch problem {
        case .expectedName(let found): return note("dns.zone-expected-name", found)
        case .badName(let text, .labelTooLong): return note("dns.zone-label-too-long", text)
        case .badName(let text, .nameTooLong): return note("dns.zone-name-too-long", text)
        case .badName(let text, .emptyLabel), .badName(let text, .badEscape):
            return note("dns.zone-bad-name", text)
        case .noOrigin(let text): return note("dns.zone-no-origin", text)
        case .expectedType(let found): return note("dns.zone-expected-type", found)
        case .expectedNumber(let found, _): return note("dns.zone-expected-number", found)
        case .expectedIPv4(let found): return note("dns.zone-expected-ipv4", found)
        case .expectedIPv6(let found): return note("dns.zone-expected-ipv6", found)
        case .expectedText: return note("dns.zone-expected-text")
        case .expectedLineEnd(let found): return note("dns.zone-expected-line-end", found)
        case .onlyInternetClass(let found): return note("dns.zone-only-class-in", found)
        case .noPreviousName: return note("dns.zone-no-previous-name")
        case .noTimeToLive: return note("dns.zone-no-ttl")
        case .unknownDirective(let found): return note("dns.zone-unknown-directive", found)
        case .unbalancedParenthesis: return note("dns.zone-parenthesis")
        case .unterminatedString: return note("dns.zone-open-string")
        case .badEscape: return note("dns.zone-bad-escape")
        case .stringTooLong(let limit): return note("dns.zone-string-too-long", "\(limit)")
        case .noSOA: return note("dns.zone-no-soa")
        case .tooLarge(let limit): return note("dns.zone-too-large", "\(limit)")
        case .zone(.outsideZone(let name)): return note("dns.zone-outside", "\(name)")
        case .zone(.misplacedSOA(let name)): return note("dns.zone-second-soa", "\(name)")
        case .zone(.aliasWithOtherData(let name)): return note("dns.zone-alias-data", "\(name)")
        case .zone(.tooManyRecords(let limit)):
            return note("dns.zone-too-many-records", "\(limit)")
        }
    }
}

/// Reads zones from the text of master files (RFC 1035 §5.1).
///
///     file      = *line
///     line      = [entry] [comment] LF
///     entry     = "$ORIGIN" name / "$TTL" number / record
///     record    = [name] [number] ["IN"] type data    ; number and class in either order
///     comment   = ";" *OCTET
///
/// Parentheses carry an entry over line ends; `@` is the origin; an entry that begins with a
/// blank has the owner of the one before. `$INCLUDE` is left out: a zone is one file here.
package struct ZoneFile: Sendable {
    /// The longest file, in octets.
    package static let sizeLimit = 4 * 1_024 * 1_024

    private var origin: DNSName?
    /// `$TTL` (RFC 2308 §4).
    private var defaultTimeToLive: UInt32?
    private var lastTimeToLive: UInt32?
    private var owner: DNSName?
    private var soa: (record: DNSRecord, data: StartOfAuthority)?
    private var records: [DNSRecord] = []
    /// Where each of `records` stands, for errors that show at the end only.
    private var places: [ZoneToken] = []

    private init(origin: DNSName?) { self.origin = origin }

    /// The zone that `text` writes; `origin` completes relative names until `$ORIGIN` does.
    package static func parse(
        _ text: some Sequence<UInt8>, origin: DNSName? = nil
    ) throws(ZoneFileError) -> Zone {
        let octets = Array(text)
        guard octets.count <= sizeLimit else {
            throw ZoneFileError(line: 1, column: 1, problem: .tooLarge(limit: sizeLimit))
        }
        var scanner = ZoneScanner(octets)
        var file = ZoneFile(origin: origin)
        while let entry = try scanner.nextEntry() {
            try file.take(entry)
            guard file.records.count < Zone.recordLimit else {
                throw ZoneFileError(
                    line: entry.line, column: 1,
                    problem: .zone(.tooManyRecords(limit: Zone.recordLimit)))
            }
        }
        return try file.zone(endingAt: scanner.line)
    }

    /// The zone that `text` writes.
    package static func parse(
        _ text: String, origin: DNSName? = nil
    ) throws(ZoneFileError) -> Zone { try parse(text.utf8, origin: origin) }

    private func zone(endingAt line: Int) throws(ZoneFileError) -> Zone {
        guard let soa else { throw ZoneFileError(line: line, column: 1, problem: .noSOA) }
        do {
            return try Zone(
                origin: soa.record.name, soa: soa.data, timeToLive: soa.record.timeToLive,
                records: records)
        } catch {
            let name: DNSName? =
                switch error {
                case .outsideZone(let name), .misplacedSOA(let name),
                    .aliasWithOtherData(let name):
                    name
                case .tooManyRecords: nil
                }
            let index = records.lastIndex { $0.name == name }
            let place = index.map { places[$0] }
            throw ZoneFileError(
                line: place?.line ?? line, column: place?.column ?? 1, problem: .zone(error))
        }
    }

    private mutating func take(_ entry: ZoneEntry) throws(ZoneFileError) {
        var cursor = ZoneCursor(entry)
        guard let first = entry.tokens.first else { return }
        if first.octets.first == UInt8(ascii: "$"), !first.isQuoted, !entry.beginsBlank {
            try takeDirective(&cursor, first)
            return
        }
        if !entry.beginsBlank {
            owner = try cursor.name(origin)
        }
        guard let owner else { throw first.error(.noPreviousName) }
        var timeToLive: UInt32?
        while let token = cursor.peek() {
            if timeToLive == nil, let seconds = token.seconds {
                timeToLive = seconds
            } else if token.isWord("IN") {
                // The only class there is; it may stand before or behind the number.
            } else if token.isWord("CH") || token.isWord("HS") || token.isWord("CS") {
                throw token.error(.onlyInternetClass(found: token.text))
            } else {
                break
            }
            cursor.skip()
        }
        let typeToken = cursor.peek()
        guard let typeToken, let type = RecordType(name: typeToken.text), !typeToken.isQuoted
        else { throw cursor.error { .expectedType(found: $0) } }
        cursor.skip()
        let data = try cursor.data(of: type, typeToken, origin)
        try cursor.end()
        if case .soa(let soaData) = data, timeToLive == nil, defaultTimeToLive == nil {
            // RFC 1035 §5.1 takes the last stated time; a first SOA gives its own MINIMUM.
            timeToLive = lastTimeToLive ?? soaData.minimum
        }
        guard let seconds = timeToLive ?? defaultTimeToLive ?? lastTimeToLive else {
            throw typeToken.error(.noTimeToLive)
        }
        lastTimeToLive = seconds
        let record = DNSRecord(owner, timeToLive: seconds, data)
        if case .soa(let soaData) = data {
            guard soa == nil else { throw typeToken.error(.zone(.misplacedSOA(owner))) }
            soa = (record, soaData)
        } else {
            records.append(record)
            places.append(first)
        }
    }

    private mutating func takeDirective(
        _ cursor: inout ZoneCursor, _ first: ZoneToken
    ) throws(ZoneFileError) {
        cursor.skip()
        if first.isWord("$ORIGIN") {
            origin = try cursor.name(origin)
        } else if first.isWord("$TTL") {
            defaultTimeToLive = try cursor.seconds()
        } else {
            throw first.error(.unknownDirective(first.text))
        }
        try cursor.end()
    }
}
