import Mail

/// What a message must be like to be found (RFC 3501 §6.4.4).
package indirect enum SearchKey: Hashable, Sendable {
    /// The header fields that have keys of their own.
    package enum Field: String, Hashable, Sendable, CaseIterable {
        case from = "FROM"
        case to = "TO"
        case cc = "CC"
        case bcc = "BCC"
        case subject = "SUBJECT"
    }

    /// How a date is compared.
    package enum Order: String, Hashable, Sendable, CaseIterable {
        case before = "BEFORE"
        case on = "ON"
        case since = "SINCE"
    }

    case all
    case flag(Flag, isSet: Bool)
    /// `\Recent` and not `\Seen`.
    case new
    case recent(Bool)
    case field(Field, [UInt8])
    case header(name: [UInt8], [UInt8])
    case body([UInt8])
    case text([UInt8])
    case internalDate(Order, IMAPDate)
    case sentDate(Order, IMAPDate)
    case larger(UInt32)
    case smaller(UInt32)
    case numbers(SequenceSet)
    case uids(SequenceSet)
    /// UIDs as ranges that ascend: what `numbers` and `uids` come to in one mailbox.
    case among([ClosedRange<UInt32>])
    case and([SearchKey])
    case or(SearchKey, SearchKey)
    case not(SearchKey)

    /// Deeper nesting is refused.
    static let maximumDepth = 30

    ///     search = "SEARCH" [SP "CHARSET" SP astring] 1*(SP search-key)
    static func list(
        _ cursor: inout IMAPCursor, depth: Int
    ) throws(IMAPSyntaxError) -> SearchKey {
        var keys = [try SearchKey(&cursor, depth: depth)]
        while cursor.take(0x20) { keys.append(try SearchKey(&cursor, depth: depth)) }
        return keys.count == 1 ? keys[0] : .and(keys)
    }

    init(_ cursor: inout IMAPCursor, depth: Int) throws(IMAPSyntaxError) {
        guard depth < Self.maximumDepth else { throw .tooDeep(limit: Self.maximumDepth) }
        if cursor.take(0x28) {
            self = try Self.list(&cursor, depth: depth + 1)
            try cursor.require(0x29, "a closing parenthesis")
            return
        }
        if let octet = cursor.peek, octet == 0x2A || octet >= 0x30 && octet <= 0x39 {
            self = .numbers(try SequenceSet(&cursor))
            return
        }
        let place = cursor.place
        let word = try cursor.atom("a search key").uppercased()
        if let simple = Self.simple(word) {
            self = simple
        } else if let key = try Self.withText(word, &cursor) {
            self = key
        } else if let key = try Self.withOther(word, &cursor, depth: depth) {
            self = key
        } else {
            throw .expected("a search key", at: place)
        }
    }

    private static func simple(_ word: String) -> SearchKey? {
        switch word {
        case "ALL": .all
        case "ANSWERED": .flag(.answered, isSet: true)
        case "DELETED": .flag(.deleted, isSet: true)
        case "FLAGGED": .flag(.flagged, isSet: true)
        case "SEEN": .flag(.seen, isSet: true)
        case "DRAFT": .flag(.draft, isSet: true)
        case "UNANSWERED": .flag(.answered, isSet: false)
        case "UNDELETED": .flag(.deleted, isSet: false)
        case "UNFLAGGED": .flag(.flagged, isSet: false)
        case "UNSEEN": .flag(.seen, isSet: false)
        case "UNDRAFT": .flag(.draft, isSet: false)
        case "NEW": .new
        case "RECENT": .recent(true)
        case "OLD": .recent(false)
        default: nil
        }
    }

    private static func withText(
        _ word: String, _ cursor: inout IMAPCursor
    ) throws(IMAPSyntaxError) -> SearchKey? {
        func text(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) -> [UInt8] {
            try cursor.space()
            return try cursor.astring("a text")
        }
        if let field = Field(rawValue: word) { return .field(field, try text(&cursor)) }
        switch word {
        case "BODY": return .body(try text(&cursor))
        case "TEXT": return .text(try text(&cursor))
        case "HEADER":
            let name = try text(&cursor)
            return .header(name: name, try text(&cursor))
        default: return nil
        }
    }

    private static func withOther(
        _ word: String, _ cursor: inout IMAPCursor, depth: Int
    ) throws(IMAPSyntaxError) -> SearchKey? {
        if let order = Order(rawValue: word) {
            try cursor.space()
            return .internalDate(order, try IMAPDate(&cursor))
        }
        if word.hasPrefix("SENT"), let order = Order(rawValue: String(word.dropFirst(4))) {
            try cursor.space()
            return .sentDate(order, try IMAPDate(&cursor))
        }
        switch word {
        case "KEYWORD", "UNKEYWORD":
            try cursor.space()
            return .flag(Flag(try cursor.atom("a keyword")), isSet: word == "KEYWORD")
        case "LARGER":
            try cursor.space()
            return .larger(try cursor.number())
        case "SMALLER":
            try cursor.space()
            return .smaller(try cursor.number())
        case "UID":
            try cursor.space()
            return .uids(try SequenceSet(&cursor))
        case "NOT":
            try cursor.space()
            return .not(try SearchKey(&cursor, depth: depth + 1))
        case "OR":
            try cursor.space()
            let first = try SearchKey(&cursor, depth: depth + 1)
            try cursor.space()
            return .or(first, try SearchKey(&cursor, depth: depth + 1))
        default: return nil
        }
    }
}
