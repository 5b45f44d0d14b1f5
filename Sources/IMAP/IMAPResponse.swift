import Mail

/// A condition that a server reports: OK, NO, BAD, BYE or PREAUTH (RFC 3501 §7.1).
package struct IMAPStatus: Hashable, Sendable {
    /// The word itself.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case ok = "OK"
        case no = "NO"
        case bad = "BAD"
        case bye = "BYE"
        case preauth = "PREAUTH"
    }

    package let kind: Kind
    /// The words within the brackets, such as `["UIDNEXT", "4392"]`; empty where there are none.
    package let code: [String]
    package let text: String

    package init(_ kind: Kind, code: [String] = [], _ text: String) {
        self.kind = kind
        self.code = code
        self.text = text
    }

    /// The number behind a code's word, such as that of `UIDNEXT`.
    package func number(_ word: String) -> UInt32? {
        code.count > 1 && code[0] == word ? UInt32(code[1]) : nil
    }
}

/// A value in a response: a word, a string, NIL or a list (RFC 3501 §4).
package indirect enum IMAPValue: Hashable, Sendable {
    case none
    case word(String)
    case string([UInt8])
    case list([IMAPValue])

    /// The octets of a word or string.
    package var octets: [UInt8]? {
        switch self {
        case .none, .list: nil
        case .word(let word): Array(word.utf8)
        case .string(let octets): octets
        }
    }

    /// The elements of a list; none for anything else.
    package var elements: [IMAPValue] {
        if case .list(let elements) = self { elements } else { [] }
    }
}

/// What FETCH tells of one message.
package struct FetchedMessage: Hashable, Sendable {
    /// One item that has no field of its own here, by the name in the response.
    package struct Item: Hashable, Sendable {
        package let name: String
        package let value: IMAPValue
    }

    package let number: UInt32
    package var uid: UInt32?
    package var flags: [Flag]?
    package var size: Int?
    package var internalDate: String?
    /// ENVELOPE, BODYSTRUCTURE, sections and whatever else came.
    package var items: [Item] = []

    package init(number: UInt32) { self.number = number }

    /// The octets of a section, such as `BODY[]`.
    package subscript(name: String) -> [UInt8]? {
        items.first { $0.name == name.uppercased() }?.value.octets
    }

    /// The whole letter, if it was fetched.
    package var letter: [UInt8]? { self["BODY[]"] ?? self["RFC822"] }
}

/// A mailbox in the answer to LIST or LSUB.
package struct ListedMailbox: Hashable, Sendable {
    package let attributes: [String]
    /// Nil where names have no levels.
    package let separator: String?
    package let name: String
}

/// One number of the answer to STATUS.
package struct StatusCount: Hashable, Sendable {
    package let item: StatusItem
    package let number: Int
}

/// One response of a server (RFC 3501 §7).
package enum IMAPResponse: Hashable, Sendable {
    case continuation(String)
    case tagged(tag: String, IMAPStatus)
    case status(IMAPStatus)
    case capability([String])
    case flags([Flag])
    case list(ListedMailbox)
    case lsub(ListedMailbox)
    case search([UInt32])
    case mailboxStatus(name: String, [StatusCount])
    case exists(UInt32)
    case recent(UInt32)
    case expunge(UInt32)
    case fetch(FetchedMessage)
    /// Something that we do not know: it is told by its first word, and passed over.
    case other(String)
}

/// Reads responses, tolerantly: what cannot be understood becomes `other`.
package enum IMAPResponseParser {
    /// Deeper lists are refused.
    static let maximumDepth = 60

    package static func parse(_ pieces: [CommandPiece]) throws(IMAPSyntaxError) -> IMAPResponse {
        var cursor = IMAPCursor(pieces)
        if cursor.take(0x2B) {
            _ = cursor.take(0x20)
            return .continuation(rest(&cursor))
        }
        let tag = String(decoding: cursor.takeWhile { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
        try cursor.space()
        if tag == "*" { return try untagged(&cursor) }
        let word = try cursor.atom("a status")
        guard let status = status(word, &cursor) else { throw cursor.expected("OK, NO or BAD") }
        return .tagged(tag: tag, status)
    }

    private static func rest(_ cursor: inout IMAPCursor) -> String {
        String(decoding: cursor.takeWhile { _ in true }, as: UTF8.self)
    }

    private static func status(_ word: String, _ cursor: inout IMAPCursor) -> IMAPStatus? {
        guard let kind = IMAPStatus.Kind(rawValue: word.uppercased()) else { return nil }
        _ = cursor.take(0x20)
        var code: [String] = []
        if cursor.take(0x5B) {
            let text = String(decoding: cursor.takeWhile { $0 != 0x5D }, as: UTF8.self)
            code = text.split(separator: " ").map(String.init)
            if let first = code.first { code[0] = first.uppercased() }
            _ = cursor.take(0x5D)
            _ = cursor.take(0x20)
        }
        return IMAPStatus(kind, code: code, rest(&cursor))
    }

    private static func untagged(
        _ cursor: inout IMAPCursor
    ) throws(IMAPSyntaxError) -> IMAPResponse {
        if let digit = cursor.peek, digit >= 0x30, digit <= 0x39 {
            return try numbered(&cursor)
        }
        let word = String(decoding: cursor.takeWhile(IMAPCursor.isAtom), as: UTF8.self)
        guard !word.isEmpty else { throw cursor.expected("a response") }
        if let status = status(word, &cursor) { return .status(status) }
        _ = cursor.take(0x20)
        switch word.uppercased() {
        case "CAPABILITY": return .capability(words(&cursor))
        case "SEARCH": return .search(words(&cursor).compactMap { UInt32($0) })
        case "FLAGS": return .flags(flags(try value(&cursor, depth: 0)))
        case "LIST": return .list(try listed(&cursor))
        case "LSUB": return .lsub(try listed(&cursor))
        case "STATUS":
            let name = try cursor.astring("a mailbox name")
            _ = cursor.take(0x20)
            var numbers: [StatusCount] = []
            let items = try value(&cursor, depth: 0).elements
            for index in stride(from: 0, to: items.count - 1, by: 2) {
                guard
                    let item = items[index].text.flatMap({ StatusItem(rawValue: $0.uppercased()) }),
                    let number = items[index + 1].text.flatMap({ Int($0) })
                else { continue }
                numbers.append(StatusCount(item: item, number: number))
            }
            return .mailboxStatus(name: shown(name), numbers)
        default: return .other(String(word.prefix(40)))
        }
    }

    private static func words(_ cursor: inout IMAPCursor) -> [String] {
        rest(&cursor).split(separator: " ").map(String.init)
    }

    private static func shown(_ wire: [UInt8]) -> String {
        MailboxName(wire: wire)?.name ?? String(decoding: wire, as: UTF8.self)
    }

    private static func listed(
        _ cursor: inout IMAPCursor
    ) throws(IMAPSyntaxError) -> ListedMailbox {
        let attributes = try value(&cursor, depth: 0).elements.compactMap(\.text)
        try cursor.space()
        let separator = try value(&cursor, depth: 0).text
        try cursor.space()
        return ListedMailbox(
            attributes: attributes, separator: separator,
            name: shown(try cursor.astring("a mailbox name")))
    }

    private static func numbered(
        _ cursor: inout IMAPCursor
    ) throws(IMAPSyntaxError) -> IMAPResponse {
        let number = try cursor.number()
        try cursor.space()
        let word = try cursor.atom("EXISTS, RECENT, EXPUNGE or FETCH").uppercased()
        switch word {
        case "EXISTS": return .exists(number)
        case "RECENT": return .recent(number)
        case "EXPUNGE": return .expunge(number)
        case "FETCH":
            try cursor.space()
            return .fetch(try fetched(number, &cursor))
        default: return .other(String(word.prefix(40)))
        }
    }

    private static func fetched(
        _ number: UInt32, _ cursor: inout IMAPCursor
    ) throws(IMAPSyntaxError) -> FetchedMessage {
        var message = FetchedMessage(number: number)
        try cursor.require(0x28, "an opening parenthesis")
        while !cursor.take(0x29) {
            let name = try itemName(&cursor)
            try cursor.space()
            let value = try value(&cursor, depth: 0)
            switch name {
            case "UID": message.uid = value.text.flatMap { UInt32($0) }
            case "FLAGS": message.flags = flags(value)
            case "RFC822.SIZE": message.size = value.text.flatMap { Int($0) }
            case "INTERNALDATE": message.internalDate = value.text
            default: message.items.append(FetchedMessage.Item(name: name, value: value))
            }
            _ = cursor.take(0x20)
            guard message.items.count <= 200 else { throw cursor.expected("fewer items") }
        }
        return message
    }

    /// The name of an item: within brackets spaces and parentheses belong to it.
    private static func itemName(
        _ cursor: inout IMAPCursor
    ) throws(IMAPSyntaxError) -> String {
        var depth = 0
        let name = cursor.takeWhile { octet in
            if octet == 0x5B { depth += 1 }
            if octet == 0x5D { depth -= 1 }
            return depth > 0 || octet > 0x20 && octet < 0x7F && octet != 0x28 && octet != 0x29
        }
        guard !name.isEmpty else { throw cursor.expected("the name of an item") }
        return String(decoding: name, as: UTF8.self).uppercased()
    }

    private static func flags(_ value: IMAPValue) -> [Flag] {
        var flags: [Flag] = []
        for element in value.elements {
            guard let text = element.text else { continue }
            flags.append(Flag(text))
        }
        return flags
    }

    private static func value(
        _ cursor: inout IMAPCursor, depth: Int
    ) throws(IMAPSyntaxError) -> IMAPValue {
        guard depth < maximumDepth else { throw .tooDeep(limit: maximumDepth) }
        if cursor.take(0x28) {
            var elements: [IMAPValue] = []
            while !cursor.take(0x29) {
                elements.append(try value(&cursor, depth: depth + 1))
                // Between two lists, as those of addresses, no space is needed.
                _ = cursor.take(0x20)
            }
            return .list(elements)
        }
        if let string = try cursor.string() { return .string(string) }
        let word = cursor.takeWhile { $0 > 0x20 && $0 != 0x28 && $0 != 0x29 && $0 != 0x22 }
        guard !word.isEmpty else { throw cursor.expected("a value") }
        let text = String(decoding: word, as: UTF8.self)
        return text.uppercased() == "NIL" ? .none : .word(text)
    }
}

extension IMAPValue {
    /// The text of a word or string.
    package var text: String? { octets.map { String(decoding: $0, as: UTF8.self) } }
}
