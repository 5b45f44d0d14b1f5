import Clockwork
import IMAP
import Mail
import PostOffice
import Session
import Support
import Testing

/// FETCH and SEARCH over letters of many shapes.
@Suite struct IMAPDeskFetchTests {
    static let mixed = """
        Date: Wed, 1 Apr 2026 09:00:00 +0900
        From: "Alice \\"A\\" Liddell" <alice@example.com>
        To: Team: bob@example.jp, Carol (C.) <carol@example.jp>;, dave
        Subject: =?utf-8?B?44GT44KT44Gr44Gh44Gv?=
        Message-ID: <1@example.com>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="=_x"

        preamble
        --=_x
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        =E3=81=82 hello=
         world
        --=_x
        Content-Type: message/rfc822
        Content-Disposition: attachment; filename="a \\"b\\".eml"

        Subject: inner
        From: erin@isp-a.example

        inner text
        second line

        --=_x
        Content-Type: application/pdf; name=x.pdf
        Content-Transfer-Encoding: base64
        Content-Language: en, ja

        QUJD
        --=_x--
        epilogue
        """ + "\n"

    @Test("ENVELOPE and BODYSTRUCTURE of a letter with parts")
    func structure() {
        var bench = IMAPBench.selected(letters: [Self.mixed])
        #expect(
            bench.say("a FETCH 1 ENVELOPE") == #"""
                * 1 FETCH (ENVELOPE ("Wed, 1 Apr 2026 09:00:00 +0900" "=?utf-8?B?44GT44KT44Gr44Gh44Gv?=" (("Alice \"A\" Liddell" NIL "alice" "example.com")) (("Alice \"A\" Liddell" NIL "alice" "example.com")) (("Alice \"A\" Liddell" NIL "alice" "example.com")) ((NIL NIL "Team" NIL)(NIL NIL "bob" "example.jp")("Carol" NIL "carol" "example.jp")(NIL NIL NIL NIL)(NIL NIL "dave" "")) NIL NIL NIL "<1@example.com>"))
                a OK FETCH completed

                """#)
        #expect(
            bench.say("b FETCH 1 BODYSTRUCTURE") == #"""
                * 1 FETCH (BODYSTRUCTURE (("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "QUOTED-PRINTABLE" 24 2 NIL NIL NIL NIL)("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 69 (NIL "inner" ((NIL NIL "erin" "isp-a.example")) ((NIL NIL "erin" "isp-a.example")) ((NIL NIL "erin" "isp-a.example")) NIL NIL NIL NIL NIL) ("TEXT" "PLAIN" ("CHARSET" "us-ascii") NIL NIL "7BIT" 25 2 NIL NIL NIL NIL) 5 NIL ("ATTACHMENT" ("FILENAME" "a \"b\".eml")) NIL NIL)("APPLICATION" "PDF" ("NAME" "x.pdf") NIL NIL "BASE64" 4 NIL NIL ("en" "ja") NIL) "MIXED" ("BOUNDARY" "=_x") NIL NIL NIL))
                b OK FETCH completed

                """#)
        #expect(bench.say("c FETCH 1 BODY").contains(#""BASE64" 4) "MIXED"))"#))
        #expect(
            bench.say("d FETCH 1 FLAGS") == "* 1 FETCH (FLAGS (\\Recent))\nd OK FETCH completed\n")
    }

    @Test(
        "sections and pieces of them",
        arguments: [
            ("BODY.PEEK[1]", "BODY[1] {24}\n=E3=81=82 hello=\n world"),
            (
                "BODY.PEEK[2.HEADER.FIELDS (SUBJECT)]",
                "BODY[2.HEADER.FIELDS (SUBJECT)] {18}\nSubject: inner\n\n"
            ),
            ("BODY.PEEK[2.1]", "BODY[2.1] {25}\ninner text\nsecond line\n"),
            ("BODY.PEEK[2.TEXT]<6.4>", "BODY[2.TEXT]<6> {4}\ntext"),
            ("BODY.PEEK[3.MIME]<0.20>", "BODY[3.MIME]<0> {20}\nContent-Type: applic"),
            ("BODY.PEEK[3]<100.5>", "BODY[3]<100> {0}\n"),
            ("BODY.PEEK[1.HEADER]", "BODY[1.HEADER] NIL"),
            ("BODY.PEEK[4]", "BODY[4] NIL"),
            ("BODY.PEEK[1.1]", "BODY[1.1] NIL"),
            (
                "BODY.PEEK[HEADER.FIELDS.NOT (Date from to subject message-id \"x y\")]",
                "BODY[HEADER.FIELDS.NOT (Date from to subject message-id \"x y\")] {68}\n"
                    + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_x\"\n\n"
            ),
            ("BODY.PEEK[TEXT]<0.8>", "BODY[TEXT]<0> {8}\npreamble"),
            ("BODY.PEEK[]<0.4294967295>", "BODY[]<0> {"),
        ])
    func sections(item: String, answer: String) {
        var bench = IMAPBench.selected(letters: [Self.mixed])
        #expect(bench.say("a FETCH 1 \(item)").hasPrefix("* 1 FETCH (\(answer)"), "\(item)")
        #expect(bench.store.messages(in: "INBOX")[0].flags.isEmpty)
    }

    @Test("letters without what they should have")
    func odd() {
        var bench = IMAPBench.selected(letters: [
            "Content-Type: multipart/mixed\n\n--x\n\n--x--\n",
            "Content-Type: text\n\nno subtype",
            "",
            "Content-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: x\n\nbody\n--d--\n",
            "Content-Type: multipart/mixed; boundary=never\n\nno parts\n",
            "Subject:\nFrom: \nTo: <@a,@b:c@d>\n\n",
            "Subject: evil\u{1}\" \\ \u{e9}\n\n",
        ])
        let answers = bench.say("a FETCH 1:* BODYSTRUCTURE").split(separator: "\n")
        let plain = #"("TEXT" "PLAIN" ("CHARSET" "us-ascii") NIL NIL "7BIT""#
        #expect(answers[0] == "* 1 FETCH (BODYSTRUCTURE \(plain) 14 3 NIL NIL NIL NIL))")
        #expect(answers[1] == "* 2 FETCH (BODYSTRUCTURE \(plain) 10 1 NIL NIL NIL NIL))")
        #expect(answers[2] == "* 3 FETCH (BODYSTRUCTURE \(plain) 0 0 NIL NIL NIL NIL))")
        #expect(answers[3].hasPrefix(#"* 4 FETCH (BODYSTRUCTURE (("MESSAGE" "RFC822" NIL"#))
        #expect(
            answers[4] == "* 5 FETCH (BODYSTRUCTURE (\(plain) 0 0 NIL NIL NIL NIL) \"MIXED\" "
                + "(\"BOUNDARY\" \"never\") NIL NIL NIL))")
        #expect(
            bench.say("b FETCH 6 ENVELOPE").hasPrefix(
                #"* 6 FETCH (ENVELOPE (NIL "" NIL NIL NIL ((NIL "@a,@b" "c" "d")) NIL NIL NIL NIL))"#
            ))
        // What does not fit into quotes goes out as a literal.
        #expect(
            bench.say("c FETCH 7 ENVELOPE").hasPrefix(
                "* 7 FETCH (ENVELOPE (NIL {11}\nevil\u{1}\" \\ é NIL"))
    }

    @Test(
        "SEARCH",
        arguments: [
            ("ALL", " 1 2 3"), ("UNSEEN", " 2 3"), ("2:*", " 2 3"), ("UID 3", " 3"),
            ("SUBJECT \"こんにちは\"", " 1"), ("CHARSET UTF-8 SUBJECT {15+}\nこんにちは", " 1"),
            ("BODY \"あ hello world\"", " 1"), ("TEXT INNER", " 1"), ("TEXT nowhere", ""),
            ("FROM alice NOT SEEN", ""), ("FROM LIDDELL", " 1"), ("TO carol", " 1"),
            ("OR SUBJECT two SUBJECT three", " 2 3"), ("(SUBJECT two (NOT SEEN))", " 2"),
            ("HEADER Message-ID \"\"", " 1"), ("HEADER X-None \"\"", ""),
            ("LARGER 500", " 1"), ("SMALLER 500", " 2 3"), ("KEYWORD $Label1", " 3"),
            ("UNKEYWORD $Label1", " 1 2"), ("SINCE 1-Apr-2026", " 1 2 3"),
            ("BEFORE \"1-Apr-2026\"", ""), ("ON 1-apr-2026", " 1 2 3"),
            ("SENTON 1-Apr-2026", " 1"), ("SENTSINCE 2-Apr-2026", ""), ("RECENT", " 1 2 3"),
            ("NEW", " 2 3"), ("OLD", ""), ("9:12", ""), ("NOT 1", " 2 3"),
        ])
    func search(key: String, found: String) {
        var bench = IMAPBench()
        bench.deliver(Self.mixed, flags: [.seen])
        bench.deliver("Subject: two\n\nsecond\n")
        bench.deliver("Subject: three\n\nthird\n", flags: [Flag("$Label1")])
        _ = bench.give(.opened)
        _ = bench.say("a LOGIN bob@example.jp builder\nb SELECT INBOX")
        #expect(
            bench.say("c SEARCH \(key)") == "* SEARCH\(found)\nc OK SEARCH completed\n",
            "\(key)")
        #expect(bench.store.messages(in: "INBOX")[1].flags.isEmpty)
    }

    @Test("SEARCH that cannot be read is BAD, and an unknown character set is NO")
    func badSearch() {
        var bench = IMAPBench.selected(letters: ["Subject: x\n\n"])
        for key in ["", "FOO", "OR ALL", "SINCE yesterday", "NOT", "()", "LARGER x", "1:"] {
            #expect(bench.say("a SEARCH \(key)").hasPrefix("a BAD "), "\(key)")
        }
        #expect(
            bench.say("a SEARCH CHARSET KOI8-R TEXT x")
                == "a NO [BADCHARSET (US-ASCII UTF-8)] This character set cannot be searched\n")
        let deep = String(repeating: "(", count: 5_000)
        #expect(bench.say("a SEARCH \(deep)").hasPrefix("a BAD Parentheses nested deeper"))
        #expect(bench.say("b NOOP") == "b OK NOOP completed\n")
    }

    @Test("a big answer is produced as there is room, and every message comes once")
    func flow() {
        var bench = IMAPBench.selected(
            letters: (1...60).map { "Subject: \($0)\n\n" + String(repeating: "x", count: 9_000) })
        bench.largestBurst = 0
        let answer = bench.say("a FETCH 1:* BODY[]\nb NOOP")
        #expect(bench.largestBurst <= 65_536)
        #expect(answer.hasSuffix("a OK FETCH completed\nb OK NOOP completed\n"))
        for number in 1...60 { #expect(answer.contains("* \(number) FETCH (BODY[] {")) }

        // Nobody says that there is room: the session stops, and does not read on.
        var outbox: [SessionOutput<IMAPQuestion>] = []
        var session = bench.sessions[0]
        session.handle(.writable(1_000), at: bench.now, into: &outbox)
        session.handle(
            .received(Array("c FETCH 1:60 (FLAGS UID)\r\nd NOOP\r\n".utf8)), at: bench.now,
            into: &outbox)
        let sent = outbox.reduce(0) { sum, output in
            if case .send(let octets) = output { sum + octets.count } else { sum }
        }
        #expect(sent <= 1_000)
    }

    @Test("random octets and mutated commands never trap", arguments: Seeds.few)
    func hostile(seed: UInt64) {
        var dice = Dice(seed: seed)
        let start = IMAPBench.selected(sessions: 1, letters: [Self.mixed, "Subject: x\n\ny\n"])
        let commands = [
            "a FETCH 1:* (FLAGS BODY[1.2.HEADER.FIELDS (A B)]<0.9> ENVELOPE BODYSTRUCTURE)",
            "a SEARCH CHARSET UTF-8 OR (SUBJECT \"x\" 1:*) NOT SENTSINCE 1-Feb-2026",
            "a UID STORE 1:4294967295 +FLAGS.SILENT (\\Seen $x)", "a LIST \"\" \"%/*&-\"",
            "a APPEND INBOX (\\Seen) \" 1-Feb-2026 00:00:00 +0000\" {4+}\r\nabcd",
            "a COPY 1,2:*,*:1 \"&U,BTFw-\"", "a STATUS INBOX (MESSAGES RECENT)", "a IDLE\r\nDONE",
            "a CREATE x/y", "a RENAME x z", "a LOGIN {3}\r\nbob {3}\r\nabc", "a EXPUNGE",
            "a ID (\"name\" NIL)", "a UID SEARCH UID *", "a SELECT INBOX", "a EXAMINE INBOX",
        ]
        for _ in 0..<60 {
            var bench = start
            for _ in 0..<8 {
                var octets = Array(commands[Int(dice.below(UInt64(commands.count)))].utf8)
                for _ in 0..<dice.below(4) where !octets.isEmpty {
                    let place = Int(dice.below(UInt64(octets.count)))
                    switch dice.below(4) {
                    case 0: octets[place] = UInt8(truncatingIfNeeded: dice.next())
                    case 1: octets.remove(at: place)
                    case 2: octets.insert(UInt8(truncatingIfNeeded: dice.next()), at: place)
                    default: octets.insert(contentsOf: "9".utf8, at: place)
                    }
                }
                _ = bench.give(.received(octets + [0x0D, 0x0A]))
            }
            // Whatever happened, a session that is open still answers or waits for a literal.
            bench.now += .minutes(31)
            _ = bench.give(.deadlinePassed)
            #expect(bench.sessions[0].stateName == "Logout")
        }
    }
}
