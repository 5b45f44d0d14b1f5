import Mail

/// What FETCH can ask for (RFC 3501 §6.4.5).
package enum FetchItem: Hashable, Sendable {
    case flags, uid, internalDate, envelope
    case bodyStructure
    /// BODYSTRUCTURE without its extension data.
    case body
    case rfc822Size, rfc822, rfc822Header, rfc822Text
    case section(BodySection, isPeek: Bool, partial: Partial?)

    /// `<origin.count>`: a piece of a section.
    package struct Partial: Hashable, Sendable {
        package let origin: UInt32
        package let count: UInt32

        package init(origin: UInt32, count: UInt32) {
            self.origin = origin
            self.count = count
        }
    }

    /// True if reading this sets `\Seen`.
    package var setsSeen: Bool {
        switch self {
        case .rfc822, .rfc822Text: true
        case .section(_, let isPeek, _): !isPeek
        case .flags, .uid, .internalDate, .envelope, .bodyStructure, .body, .rfc822Size,
            .rfc822Header:
            false
        }
    }

    /// True if text of the letter's body goes to the client.
    package var readsText: Bool {
        switch self {
        case .rfc822, .rfc822Text: true
        case .section(let section, _, _): section.text == .whole || section.text == .text
        case .flags, .uid, .internalDate, .envelope, .bodyStructure, .body, .rfc822Size,
            .rfc822Header:
            false
        }
    }

    /// True if the letter's octets are needed.
    package var needsOctets: Bool {
        switch self {
        case .flags, .uid, .internalDate, .rfc822Size: false
        case .envelope, .bodyStructure, .body, .rfc822, .rfc822Header, .rfc822Text, .section: true
        }
    }

    /// The item as a request.
    package var text: String {
        switch self {
        case .flags: "FLAGS"
        case .uid: "UID"
        case .internalDate: "INTERNALDATE"
        case .envelope: "ENVELOPE"
        case .bodyStructure: "BODYSTRUCTURE"
        case .body: "BODY"
        case .rfc822Size: "RFC822.SIZE"
        case .rfc822: "RFC822"
        case .rfc822Header: "RFC822.HEADER"
        case .rfc822Text: "RFC822.TEXT"
        case .section(let section, let isPeek, let partial):
            (isPeek ? "BODY.PEEK[" : "BODY[") + section.description + "]"
                + (partial.map { "<\($0.origin).\($0.count)>" } ?? "")
        }
    }

    /// Longer lists are refused.
    static let maximumItems = 100

    ///     fetch = "FETCH" SP sequence-set SP
    ///             ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")
    static func list(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) -> [FetchItem] {
        let fast: [FetchItem] = [.flags, .internalDate, .rfc822Size]
        if cursor.takeWord("ALL") { return fast + [.envelope] }
        if cursor.takeWord("FULL") { return fast + [.envelope, .body] }
        if cursor.takeWord("FAST") { return fast }
        guard cursor.take(0x28) else { return [try FetchItem(&cursor)] }
        var items: [FetchItem] = []
        repeat {
            guard items.count < maximumItems else {
                throw cursor.expected("no more than \(maximumItems) items")
            }
            let item = try FetchItem(&cursor)
            if !items.contains(item) { items.append(item) }
        } while cursor.take(0x20)
        try cursor.require(0x29, "a closing parenthesis")
        return items
    }

    init(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) {
        let place = cursor.place
        let name = String(
            decoding: cursor.takeWhile { IMAPCursor.isAtom($0) && $0 != 0x5B && $0 != 0x3C },
            as: UTF8.self
        ).uppercased()
        switch name {
        case "FLAGS": self = .flags
        case "UID": self = .uid
        case "INTERNALDATE": self = .internalDate
        case "ENVELOPE": self = .envelope
        case "BODYSTRUCTURE": self = .bodyStructure
        case "RFC822.SIZE": self = .rfc822Size
        case "RFC822": self = .rfc822
        case "RFC822.HEADER": self = .rfc822Header
        case "RFC822.TEXT": self = .rfc822Text
        case "BODY" where cursor.peek != 0x5B: self = .body
        case "BODY", "BODY.PEEK":
            let section = try BodySection(&cursor)
            var partial: Partial?
            if cursor.take(0x3C) {
                let origin = try cursor.number()
                try cursor.require(0x2E, "a dot")
                partial = Partial(origin: origin, count: try cursor.nonZeroNumber())
                try cursor.require(0x3E, "a closing >")
            }
            self = .section(section, isPeek: name == "BODY.PEEK", partial: partial)
        default: throw .expected("something that FETCH can ask for", at: place)
        }
    }
}

/// Which octets of a letter: `[]`, `[HEADER]`, `[1.2.MIME]` (RFC 3501 §6.4.5).
package struct BodySection: Hashable, Sendable, CustomStringConvertible {
    /// What of the part is meant.
    package enum Text: Hashable, Sendable {
        case whole, header, text, mime
        case headerFields([String], isInverted: Bool)
    }

    /// The number of the part, such as `[1, 2]`; empty for the whole letter.
    package let path: [Int]
    package let text: Text

    package init(path: [Int] = [], _ text: Text = .whole) {
        self.path = path
        self.text = text
    }

    /// Deeper numbers are refused.
    static let maximumDepth = 32
    static let maximumNames = 200

    ///     section = "[" [section-spec] "]"
    init(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) {
        try cursor.require(0x5B, "an opening bracket")
        var path: [Int] = []
        var needsText = false
        while let octet = cursor.peek, octet >= 0x30, octet <= 0x39 {
            guard path.count < Self.maximumDepth else {
                throw .tooDeep(limit: Self.maximumDepth)
            }
            path.append(Int(clamping: try cursor.nonZeroNumber()))
            needsText = cursor.take(0x2E)
            if !needsText { break }
        }
        if !needsText, cursor.take(0x5D) {
            self.init(path: path)
            return
        }
        guard path.isEmpty || needsText else { throw cursor.expected("a dot or a bracket") }
        let text: Text
        if cursor.takeExactly("HEADER.FIELDS") {
            let isInverted = cursor.takeExactly(".NOT")
            text = .headerFields(try Self.names(&cursor), isInverted: isInverted)
        } else if cursor.takeExactly("HEADER") {
            text = .header
        } else if cursor.takeExactly("TEXT") {
            text = .text
        } else if !path.isEmpty, cursor.takeExactly("MIME") {
            text = .mime
        } else {
            throw cursor.expected("HEADER, TEXT or a part number")
        }
        try cursor.require(0x5D, "a closing bracket")
        self.init(path: path, text)
    }

    ///     header-list = "(" header-fld-name *(SP header-fld-name) ")"
    private static func names(_ cursor: inout IMAPCursor) throws(IMAPSyntaxError) -> [String] {
        try cursor.space()
        try cursor.require(0x28, "an opening parenthesis")
        var names: [String] = []
        repeat {
            let name = try cursor.astring("the name of a field")
            guard names.count < maximumNames, name.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
                throw cursor.expected("a list of field names before this place")
            }
            names.append(String(decoding: name, as: UTF8.self))
        } while cursor.take(0x20)
        try cursor.require(0x29, "a closing parenthesis")
        return names
    }

    package var description: String {
        let number = path.map(String.init).joined(separator: ".")
        let name: String
        switch text {
        case .whole: name = ""
        case .header: name = "HEADER"
        case .text: name = "TEXT"
        case .mime: name = "MIME"
        case .headerFields(let names, let isInverted):
            let list = names.map { IMAPWriter.astringText(Array($0.utf8)) }
            name =
                "HEADER.FIELDS" + (isInverted ? ".NOT" : "")
                + " (" + list.joined(separator: " ") + ")"
        }
        return number + (number.isEmpty || name.isEmpty ? "" : ".") + name
    }
}
