import Mail

/// Reads whole commands; framing has been done before (RFC 3501 §9).
package enum IMAPCommandParser {
    /// The longest tag that is echoed.
    static let longestTag = 100

    ///     tag = 1*<any ASTRING-CHAR except "+">
    package static func tag(of pieces: [CommandPiece]) -> String? {
        var cursor = IMAPCursor(pieces)
        return try? tag(&cursor)
    }

    private static func tag(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) -> String {
        let octets = cursor.takeWhile { IMAPCursor.isAstring($0) && $0 != 0x2B }
        guard !octets.isEmpty, octets.count <= longestTag,
            cursor.isAtEnd || cursor.peek == 0x20
        else { throw .badTag }
        return String(decoding: octets, as: UTF8.self)
    }

    ///     command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF
    package static func parse(
        _ pieces: [CommandPiece]
    ) throws(IMAPSyntaxError) -> (tag: String, command: IMAPCommand) {
        var cursor = IMAPCursor(pieces)
        let tag = try tag(&cursor)
        try cursor.space()
        let command = try command(&cursor)
        try cursor.end()
        return (tag, command)
    }

    /// The mailbox of an APPEND whose letter comes next as a literal; nil for anything else.
    package static func mailboxBeforeLetter(_ pieces: [CommandPiece]) -> MailboxName? {
        var cursor = IMAPCursor(pieces)
        do {
            _ = try tag(&cursor)
            try cursor.space()
            guard cursor.takeWord("APPEND") else { return nil }
            let (mailbox, _, _) = try appendStart(&cursor)
            return cursor.peek == 0x7B ? mailbox : nil
        } catch {
            return nil
        }
    }

    private static func command(
        _ cursor: inout IMAPCursor
    ) throws(IMAPSyntaxError) -> IMAPCommand {
        let verb = try cursor.atom("a command").uppercased()
        if let command = withoutArguments(verb) { return command }
        if let command = try aboutMailboxes(verb, &cursor) { return command }
        if let command = try aboutMessages(verb, &cursor, byUID: false) { return command }
        switch verb {
        case "LOGIN":
            try cursor.space()
            let user = try cursor.astring("a user name")
            try cursor.space()
            return .login(user: user, password: try cursor.astring("a password"))
        case "AUTHENTICATE":
            try cursor.space()
            let mechanism = try cursor.atom("the name of a mechanism").uppercased()
            guard cursor.take(0x20) else {
                return .authenticate(mechanism: mechanism, initialResponse: nil)
            }
            // A response of no octets is written "=" (RFC 4959 §3), so a space with nothing
            // behind it brings none. Mutt with libgsasl writes that space (version 2.2.12).
            let response = cursor.takeWhile { $0 > 0x20 && $0 < 0x7F }
            return .authenticate(
                mechanism: mechanism, initialResponse: response.isEmpty ? nil : response)
        case "ID":
            try cursor.space()
            try idParameters(&cursor)
            return .id
        case "UID":
            try cursor.space()
            let word = try cursor.atom("COPY, EXPUNGE, FETCH, SEARCH or STORE").uppercased()
            if word == "EXPUNGE" {
                try cursor.space()
                return .uidExpunge(try SequenceSet(&cursor))
            }
            if let command = try aboutMessages(word, &cursor, byUID: true) { return command }
            throw .unknownCommand("UID " + String(word.prefix(30)))
        default:
            throw .unknownCommand(String(verb.prefix(30)))
        }
    }

    private static func withoutArguments(_ verb: String) -> IMAPCommand? {
        switch verb {
        case "CAPABILITY": .capability
        case "NOOP": .noop
        case "LOGOUT": .logout
        case "STARTTLS": .startTLS
        case "IDLE": .idle
        case "CHECK": .check
        case "CLOSE": .close
        case "UNSELECT": .unselect
        case "EXPUNGE": .expunge
        default: nil
        }
    }

    private static func aboutMailboxes(
        _ verb: String, _ cursor: inout IMAPCursor
    ) throws(IMAPSyntaxError) -> IMAPCommand? {
        func mailbox(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) -> MailboxName {
            try cursor.space()
            return try cursor.mailbox()
        }
        switch verb {
        case "SELECT": return .select(try mailbox(&cursor))
        case "EXAMINE": return .examine(try mailbox(&cursor))
        case "CREATE": return .create(try mailbox(&cursor))
        case "DELETE": return .delete(try mailbox(&cursor))
        case "SUBSCRIBE": return .subscribe(try mailbox(&cursor))
        case "UNSUBSCRIBE": return .unsubscribe(try mailbox(&cursor))
        case "RENAME":
            let old = try mailbox(&cursor)
            return .rename(old, to: try mailbox(&cursor))
        case "LIST", "LSUB":
            try cursor.space()
            let reference = try cursor.astring("a reference name")
            try cursor.space()
            let pattern = try cursor.listMailbox()
            return verb == "LIST"
                ? .list(reference: reference, pattern: pattern)
                : .lsub(reference: reference, pattern: pattern)
        case "STATUS":
            let name = try mailbox(&cursor)
            try cursor.space()
            return .status(name, try statusItems(&cursor))
        case "APPEND":
            let (name, flags, date) = try appendStart(&cursor)
            return .append(name, flags: flags, date: date, octets: try cursor.literal())
        default: return nil
        }
    }

    private static func statusItems(
        _ cursor: inout IMAPCursor
    ) throws(IMAPSyntaxError) -> [StatusItem] {
        try cursor.require(0x28, "an opening parenthesis")
        var items: [StatusItem] = []
        repeat {
            let place = cursor.place
            guard let item = StatusItem(rawValue: try cursor.atom("a status item").uppercased())
            else { throw IMAPSyntaxError.expected("a status item", at: place) }
            if !items.contains(item) { items.append(item) }
        } while cursor.take(0x20)
        try cursor.require(0x29, "a closing parenthesis")
        return items
    }

    ///     append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP literal
    private static func appendStart(
        _ cursor: inout IMAPCursor
    ) throws(IMAPSyntaxError) -> (MailboxName, [Flag], IMAPDateTime?) {
        try cursor.space()
        let mailbox = try cursor.mailbox()
        try cursor.space()
        var flags: [Flag] = []
        if cursor.peek == 0x28 {
            flags = try Flag.list(&cursor)
            try cursor.space()
        }
        var date: IMAPDateTime?
        if cursor.peek == 0x22 {
            date = try IMAPDateTime(&cursor)
            try cursor.space()
        }
        return (mailbox, flags, date)
    }

    private static func aboutMessages(
        _ verb: String, _ cursor: inout IMAPCursor, byUID: Bool
    ) throws(IMAPSyntaxError) -> IMAPCommand? {
        switch verb {
        case "SEARCH":
            try cursor.space()
            var charset: String?
            if cursor.takeWord("CHARSET") {
                try cursor.space()
                charset = String(
                    decoding: try cursor.astring("a character set"), as: UTF8.self
                ).uppercased()
                try cursor.space()
            }
            return .search(
                charset: charset, try SearchKey.list(&cursor, depth: 0), byUID: byUID)
        case "FETCH":
            try cursor.space()
            let set = try SequenceSet(&cursor)
            try cursor.space()
            return .fetch(set, try FetchItem.list(&cursor), byUID: byUID)
        case "STORE":
            try cursor.space()
            let set = try SequenceSet(&cursor)
            try cursor.space()
            return .store(set, try StoreAction(&cursor), byUID: byUID)
        case "COPY":
            try cursor.space()
            let set = try SequenceSet(&cursor)
            try cursor.space()
            return .copy(set, to: try cursor.mailbox(), byUID: byUID)
        default: return nil
        }
    }

    /// `id_param_list = "(" #(string SPACE nstring) ")" / nil` (RFC 2971 §4).
    private static func idParameters(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) {
        if cursor.takeWord("NIL") { return }
        try cursor.require(0x28, "NIL or a list")
        var isFirst = true
        while !cursor.take(0x29) {
            if !isFirst { try cursor.space() }
            isFirst = false
            guard try cursor.string() != nil || cursor.takeWord("NIL") else {
                throw cursor.expected("a string")
            }
        }
    }
}
