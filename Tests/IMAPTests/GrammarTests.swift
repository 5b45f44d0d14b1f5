import Clockwork
import IMAP
import Mail
import Session
import Support
import Testing

/// Commands and responses as they are read: whole, octet by octet, with something behind them.
@Suite struct GrammarTests {
    /// The commands in `octets`, whatever the cuts; every literal is accepted.
    static func commands(_ octets: [UInt8], pieceSize: Int = 10_000) -> [[CommandPiece]] {
        var framer = LiteralFramer(lineLimit: 8_192)
        var commands: [[CommandPiece]] = []
        for piece in pieces(of: octets, size: pieceSize) {
            framer.append(piece)
            while let event = framer.next() {
                switch event {
                case .command(let pieces): commands.append(pieces)
                case .literalAsked: framer.accept()
                case .fault: commands.append([])
                }
            }
        }
        return commands
    }

    static func parse(_ line: String) throws(IMAPSyntaxError) -> IMAPCommand {
        let pieces = commands(Array("t \(line)\r\n".utf8)).first ?? []
        return try IMAPCommandParser.parse(pieces).command
    }

    @Test("literals hold anything, in every cut", arguments: Seeds.pieceSizes)
    func literals(size: Int) {
        let octets = Array("a LOGIN {6}\r\n\r\n{3}\r {0+}\r\n x\r\nb NOOP\r\nc {5}".utf8)
        let commands = Self.commands(octets, pieceSize: size)
        #expect(
            commands == [
                [
                    .text(Array("a LOGIN {6}".utf8)), .literal(Array("\r\n{3}\r".utf8)),
                    .text(Array(" {0+}".utf8)), .literal([]), .text(Array(" x".utf8)),
                ],
                [.text(Array("b NOOP".utf8))],
            ])
    }

    @Test("a literal that nobody took is asked for once, and refused before its octets")
    func refused() {
        var framer = LiteralFramer(lineLimit: 100)
        framer.append(Array("a X {99999999999999999999}\r\nb NOOP\r\n".utf8))
        guard case .literalAsked(let size, true)? = framer.next() else {
            Issue.record("no literal")
            return
        }
        #expect(size > 1_000_000_000 && framer.next() == nil)
        framer.refuse()
        #expect(framer.next() == .command([.text(Array("b NOOP".utf8))]))
        for noLiteral in ["{}", "{-1}", "{1", "1}", "{+}", "{ 1}", "{1++}"] {
            framer.append(Array("a X \(noLiteral)\r\n".utf8))
            #expect(framer.next() == .command([.text(Array("a X \(noLiteral)".utf8))]))
        }
        framer.append(Array(repeating: 0x78, count: 200) + [0x0D, 0x0A])
        #expect(framer.next() == .fault(.tooLong(limit: 100)))
    }

    @Test("commands with their arguments")
    func commands() throws {
        #expect(
            try Self.parse("LOGIN a]b \"c\\\"d\\\\\"")
                == .login(user: Array("a]b".utf8), password: Array("c\"d\\".utf8)))
        #expect(try Self.parse("sElEcT inbox") == .select(MailboxName("INBOX")))
        #expect(
            try Self.parse("uid fetch 1,3:*,5:2 all")
                == .fetch(
                    try set("1,3:*,5:2"), [.flags, .internalDate, .rfc822Size, .envelope],
                    byUID: true))
        #expect(
            try Self.parse("FETCH 1 (BODY[1.2.HEADER.FIELDS.NOT (A \"B c\")]<2.3> BODY BODY[] UID)")
                == .fetch(
                    SequenceSet([1]),
                    [
                        .section(
                            BodySection(
                                path: [1, 2], .headerFields(["A", "B c"], isInverted: true)),
                            isPeek: false, partial: .init(origin: 2, count: 3)),
                        .body, .section(BodySection(), isPeek: false, partial: nil), .uid,
                    ], byUID: false))
        #expect(
            try Self.parse("STORE 2 -FLAGS.SILENT \\Seen $a \\sEEN")
                == .store(
                    SequenceSet([2]), StoreAction(.remove, [.seen, Flag("$a")], isSilent: true),
                    byUID: false))
        #expect(
            try Self.parse("APPEND x (\\Draft) \" 1-Jan-1970 00:00:10 -0100\" {2+}\r\nab")
                == .append(
                    MailboxName("x"), flags: [.draft], date: IMAPDateTime(unixSeconds: 3_610),
                    octets: Array("ab".utf8)))
        #expect(try Self.parse("ID NIL") == .id)
        #expect(try Self.parse("ID (\"name\" \"x\" \"v\" NIL)") == .id)
    }

    private func set(_ text: String) throws -> SequenceSet {
        guard case .copy(let set, _, _) = try Self.parse("COPY \(text) x") else {
            throw IMAPSyntaxError.badTag
        }
        return set
    }

    @Test(
        "what is refused",
        arguments: [
            "", "FETCH", "FETCH 1", "FETCH 1 ()", "FETCH 1 (FLAGS", "FETCH 1 FLAGS UID",
            "FETCH 0 FLAGS", "FETCH 4294967296 FLAGS", "FETCH 1: FLAGS", "FETCH 1,,2 FLAGS",
            "FETCH 1 BODY[", "FETCH 1 BODY[0]", "FETCH 1 BODY[1.]", "FETCH 1 BODY[MIME]",
            "FETCH 1 BODY[HEADER.FIELDS ()]", "FETCH 1 BODY[]<1>", "FETCH 1 BODY[]<1.0>",
            "FETCH 1 BODY[HEADERX]", "STORE 1 FLAG (\\Seen)", "STORE 1 FLAGS", "STORE 1 FLAGS (a",
            "LOGIN a", "LOGIN a b c", "LOGIN \"a\\x\" b", "LOGIN \"a", "SELECT", "SELECT a b",
            "SELECT &bad", "SELECT &AGE-", "SELECT a%b", "STATUS x ()", "STATUS x (FOO)",
            "APPEND x", "APPEND x \"hello\"", "APPEND x (\\Seen) abc", "NOOP x", "UID", "UID NOOP",
            "ID", "ID (", "ID (\"a\"", "COPY 1", "LIST", "LIST x", "IDLE x", "SEARCH",
            "SEARCH CHARSET UTF-8", "APPEND x \"32-Jan-1970 00:00:00 +0000\" {1+}\r\na",
        ])
    func bad(line: String) {
        #expect(throws: IMAPSyntaxError.self) { try Self.parse(line) }
    }

    @Test("sets of numbers")
    func sets() throws {
        #expect(try set("5,1:3,2:4,9:*").ranges(largest: 10) == [1...5, 9...10])
        #expect(try set("*:4").ranges(largest: 2) == [2...4])
        #expect(try set("4294967295,1:4294967295").ranges(largest: 7) == [1...4_294_967_295])
        #expect(SequenceSet([1, 2, 3, 7, 9, 10]).description == "1:3,7,9:10")
        #expect(SequenceSet([.max, .max - 1]).description == "4294967295,4294967294")
        #expect(throws: IMAPSyntaxError.self) {
            try set(String(repeating: "1,", count: 3_000) + "1")
        }
    }

    @Test(
        "modified UTF-7",
        arguments: [
            ("&-", "&"), ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
            ("&2D3eAA-", "😀"), ("a&-b", "a&b"), ("inbox/x", "INBOX/x"),
        ])
    func mailboxNames(wire: String, name: String) throws {
        let parsed = try #require(MailboxName(wire: Array(wire.utf8)))
        #expect(parsed.name == name)
        if !wire.hasPrefix("inbox") { #expect(parsed.wire == Array(wire.utf8)) }
    }

    @Test(
        "what is no mailbox name on the wire",
        arguments: [
            "&", "&a", "&AGE-", "&U,BTFw", "&U,BTF-", "日本", "a\u{1}", "&2D0-", "&AAA-&AAA-",
        ])
    func badNames(wire: String) { #expect(MailboxName(wire: Array(wire.utf8)) == nil) }

    @Test("patterns never take long")
    func patterns() {
        func matches(_ pattern: String, _ name: String) -> Bool {
            MailboxPattern(reference: [], pattern: Array(pattern.utf8)).matches(name)
        }
        #expect(matches("*", "a/b") && !matches("%", "a/b") && matches("%/%", "a/b"))
        #expect(matches("a*b%c", "a/xb/c") == false && matches("a*b%c", "a/xbyc"))
        #expect(matches("InBoX", "INBOX") && !matches("a", "A") && matches("*x*", "x"))
        let stars = String(repeating: "*a", count: 400)
        #expect(!matches(stars, String(repeating: "a", count: 390) + "b"))
    }

    @Test("responses of servers, tolerantly")
    func responses() throws {
        func read(_ text: String) throws(IMAPSyntaxError) -> IMAPResponse {
            try IMAPResponseParser.parse(
                Self.commands(Array("\(text)\r\n".utf8)).first ?? [])
        }
        #expect(
            try read("* OK [UIDNEXT 4392] Predicted")
                == .status(IMAPStatus(.ok, code: ["UIDNEXT", "4392"], "Predicted")))
        #expect(try read("a1 no oh") == .tagged(tag: "a1", IMAPStatus(.no, "oh")))
        #expect(try read("+ ready") == .continuation("ready"))
        #expect(try read("+") == .continuation(""))
        #expect(try read("* SEARCH") == .search([]))
        #expect(try read("* SEARCH 2 3") == .search([2, 3]))
        #expect(try read("* 23 EXISTS") == .exists(23))
        #expect(try read("* XYZZY (a)") == .other("XYZZY"))
        guard
            case .fetch(let message) = try read(
                "* 2 FETCH (BODY[HEADER.FIELDS (\"A b\")]<0> {5}\r\na)(b\" UID 7 FLAGS (\\Seen) "
                    + "ENVELOPE (NIL \"x\" ((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))))")
        else {
            Issue.record("no FETCH")
            return
        }
        #expect(message.uid == 7 && message.flags == [.seen])
        #expect(message["BODY[HEADER.FIELDS (\"A B\")]<0>"] == Array("a)(b\"".utf8))
        guard case .list(let parts)? = message.items.last?.value else { return }
        #expect(parts[0] == .none && parts[2].elements.count == 2)
        #expect(throws: IMAPSyntaxError.self) {
            try read("* 1 FETCH (X " + String(repeating: "(", count: 500))
        }
        for bad in ["", "*", "* ", "a", "a1 XX y", "* 99999999999 EXISTS", "* 1 FETCH (UID"] {
            #expect(throws: IMAPSyntaxError.self, "\(bad)") { try read(bad) }
        }
    }

    @Test("random octets never trap a parser", arguments: Seeds.few)
    func hostile(seed: UInt64) {
        var dice = Dice(seed: seed)
        let words = [
            "a ", "FETCH ", "UID ", "SEARCH ", "* ", "1", ":", ",", "*", "(", ")", "BODY[", "]",
            "<0.1>", "\"", "\\", "{3}\r\n", "{2+}\r\n", "\r\n", "\r\n", "NOT ", "OR ", "+FLAGS ",
            "OK ", "[", "LIST ", "4294967295", "NIL", "\u{0}", "\u{e9}", "STORE ", "APPEND x ",
        ]
        for _ in 0..<2_000 {
            var octets: [UInt8] = []
            for _ in 0..<dice.below(30) {
                octets += Array(words[Int(dice.below(UInt64(words.count)))].utf8)
            }
            for command in Self.commands(octets, pieceSize: 1 + Int(dice.below(9))) {
                _ = try? IMAPCommandParser.parse(command)
                _ = try? IMAPResponseParser.parse(command)
                _ = IMAPCommandParser.mailboxBeforeLetter(command)
            }
        }
    }
}
