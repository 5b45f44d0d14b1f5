/// The addresses of a From, To or like field (RFC 5322 §3.4), read as tolerantly as mail needs.
package struct AddressList: Hashable, Sendable {
    /// One address, in the octets of the field.
    package struct Mailbox: Hashable, Sendable {
        /// The display name as it stands, encoded words and all; nil where there is none.
        package let name: [UInt8]?
        /// The source route of an obsolete address, such as `@a,@b` (RFC 5322 §4.4).
        package let route: [UInt8]?
        package let localPart: [UInt8]
        /// Nil where the address has no `@`.
        package let domain: [UInt8]?

        /// The address without its name, to show.
        package var address: String {
            let local = String(decoding: localPart, as: UTF8.self)
            return domain.map { local + "@" + String(decoding: $0, as: UTF8.self) } ?? local
        }

        /// The display name with its encoded words decoded; empty where there is none.
        package var displayName: String { name.map(EncodedWord.decode) ?? "" }
    }

    /// An address, or a named list of them.
    package enum Entry: Hashable, Sendable {
        case mailbox(Mailbox)
        case group(name: [UInt8], members: [Mailbox])
    }

    /// Longer lists are cut.
    package static let maximumEntries = 1_000

    package let entries: [Entry]

    /// Every address, those of groups included.
    package var mailboxes: [Mailbox] {
        entries.flatMap { entry in
            switch entry {
            case .mailbox(let mailbox): [mailbox]
            case .group(_, let members): members
            }
        }
    }

    /// Reads an unfolded value; what is no address is skipped up to the next comma.
    ///
    ///     address-list = address *("," address)
    ///     address      = mailbox / display-name ":" [mailbox-list] ";"
    package init(parsing value: [UInt8]) {
        var reader = AddressReader(cursor: HeaderCursor(value))
        entries = reader.readList()
    }
}

/// Reads addresses one after the other.
private struct AddressReader {
    var cursor: HeaderCursor
    private var count = 0

    init(cursor: HeaderCursor) { self.cursor = cursor }

    mutating func readList() -> [AddressList.Entry] {
        var entries: [AddressList.Entry] = []
        while !cursor.isAtEnd, count < AddressList.maximumEntries {
            cursor.skipSpaceAndComments()
            if cursor.take(0x2C) || cursor.take(0x3B) { continue }
            switch readAddress() {
            case .mailbox(let mailbox): entries.append(.mailbox(mailbox))
            case .groupStart(let name): entries.append(.group(name: name, members: readMembers()))
            case .nothing: break
            }
        }
        return entries
    }

    private enum Found {
        case mailbox(AddressList.Mailbox)
        case groupStart(name: [UInt8])
        case nothing
    }

    private mutating func readMembers() -> [AddressList.Mailbox] {
        var members: [AddressList.Mailbox] = []
        while !cursor.isAtEnd, count < AddressList.maximumEntries {
            cursor.skipSpaceAndComments()
            if cursor.take(0x3B) { break }
            if cursor.take(0x2C) { continue }
            if case .mailbox(let mailbox) = readAddress() { members.append(mailbox) }
        }
        return members
    }

    /// Reads one address up to the comma, semicolon or end behind it.
    private mutating func readAddress() -> Found {
        count += 1
        cursor.forgetComment()
        let phrase = readPhrase()
        switch cursor.peek {
        case 0x3A:
            cursor.advance()
            return .groupStart(name: phrase.joined)
        case 0x3C:
            cursor.advance()
            let mailbox = readAngle(name: phrase.words.isEmpty ? nil : phrase.joined)
            skipToSeparator()
            return .mailbox(mailbox)
        case 0x40:
            cursor.advance()
            let domain = readDomain()
            skipToSeparator()
            return .mailbox(
                AddressList.Mailbox(
                    name: cursor.lastComment, route: nil, localPart: phrase.dense, domain: domain))
        default:
            let position = cursor.position
            skipToSeparator()
            if phrase.words.isEmpty {
                // Nothing was understood: move on, so that the reader always comes to an end.
                if cursor.position == position { cursor.advance() }
                return .nothing
            }
            return .mailbox(
                AddressList.Mailbox(
                    name: cursor.lastComment, route: nil, localPart: phrase.joined, domain: nil))
        }
    }

    private struct Phrase {
        var words: [[UInt8]] = []
        /// The words with one space between them: a display name.
        var joined: [UInt8] { Array(words.joined(separator: [0x20])) }
        /// The words without anything between them: a local part with dots.
        var dense: [UInt8] { words.flatMap { $0 } }
    }

    /// Words and quoted strings up to one of `@ < : , ; >`.
    private mutating func readPhrase() -> Phrase {
        var phrase = Phrase()
        while true {
            cursor.skipSpaceAndComments()
            guard let octet = cursor.peek else { return phrase }
            if octet == 0x22 {
                phrase.words.append(cursor.takeQuoted())
                continue
            }
            let word = cursor.takeWhile {
                !ASCII.isSpace($0) && !"@<>:,;\"()".utf8.contains($0)
            }
            if word.isEmpty { return phrase }
            phrase.words.append(word)
        }
    }

    /// What stands between `<` and `>`; an obsolete route is kept apart (RFC 5322 §4.4).
    private mutating func readAngle(name: [UInt8]?) -> AddressList.Mailbox {
        cursor.skipSpaceAndComments()
        var route: [UInt8]?
        if cursor.peek == 0x40 {
            route = Array(ASCII.trim(cursor.takeWhile { $0 != 0x3A && $0 != 0x3E }[...]))
            _ = cursor.take(0x3A)
        }
        let local = readPhrase()
        var domain: [UInt8]?
        if cursor.take(0x40) { domain = readDomain() }
        _ = cursor.takeWhile { $0 != 0x3E && $0 != 0x2C }
        _ = cursor.take(0x3E)
        return AddressList.Mailbox(
            name: name, route: route, localPart: local.dense, domain: domain)
    }

    private mutating func readDomain() -> [UInt8] {
        var domain: [UInt8] = []
        while true {
            cursor.skipSpaceAndComments()
            if cursor.peek == 0x5B {
                domain += cursor.takeWhile { $0 != 0x5D && $0 != 0x2C }
                if cursor.take(0x5D) { domain.append(0x5D) }
                continue
            }
            let piece = cursor.takeWhile {
                !ASCII.isSpace($0) && !"@<>:,;\"()[".utf8.contains($0)
            }
            if piece.isEmpty { return domain }
            domain += piece
        }
    }

    private mutating func skipToSeparator() {
        cursor.skipSpaceAndComments()
        while let octet = cursor.peek, octet != 0x2C, octet != 0x3B {
            if octet == 0x22 { _ = cursor.takeQuoted() } else { cursor.advance() }
        }
    }
}
