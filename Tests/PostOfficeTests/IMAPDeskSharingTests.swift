import Clockwork
import IMAP
import Mail
import PostOffice
import SASL
import Support
import Testing

/// Several sessions on one mailbox (RFC 2180), and what each is told when.
@Suite struct IMAPDeskSharingTests {
    static let letters = (1...4).map { "Subject: \($0)\n\ntext \($0)\n" }

    @Test("EXPUNGE is held back during FETCH, and numbers shift when it is told")
    func expunge() {
        var bench = IMAPBench.selected(sessions: 2, letters: Self.letters)
        #expect(bench.say("a STORE 2,3 +FLAGS.SILENT (\\Deleted)") == "a OK STORE completed\n")
        #expect(
            bench.say("b EXPUNGE") == "* 2 EXPUNGE\n* 2 EXPUNGE\nb OK EXPUNGE completed\n")
        // The other session still counts four; nothing was told outside of a command.
        #expect(bench.listen(1).isEmpty)
        #expect(
            bench.say("c FETCH 2:4 UID", to: 1)
                == "* 2 FETCH (UID 2)\n* 3 FETCH (UID 3)\n* 4 FETCH (UID 4)\nc OK FETCH completed\n"
        )
        #expect(bench.notes.contains { $0.key == "imap.expunge-held" })
        #expect(
            bench.say("d FETCH 3:4 BODY.PEEK[TEXT]", to: 1)
                == "* 4 FETCH (BODY[TEXT] {8}\ntext 4\n)\n"
                + "d NO [EXPUNGEISSUED] FETCH: some of the messages are no longer there\n")
        #expect(
            bench.say("e NOOP", to: 1)
                == "* 2 EXPUNGE\n* 2 EXPUNGE\ne OK NOOP completed\n")
        #expect(bench.say("f FETCH 2 UID", to: 1) == "* 2 FETCH (UID 4)\nf OK FETCH completed\n")
    }

    @Test("EXISTS comes before the number is used, and flags of others are told")
    func exists() {
        var bench = IMAPBench.selected(sessions: 2, letters: Self.letters)
        bench.deliver("Subject: 5\n\n5\n")
        #expect(
            bench.say("a FETCH 5 UID")
                == "* 5 EXISTS\n* 5 RECENT\na BAD The mailbox has 4 messages, no more\n")
        #expect(bench.say("b FETCH 5 UID").hasPrefix("* 5 FETCH (UID 5)\n"))
        _ = bench.say("c STORE 1 +FLAGS ($Label1 \\Flagged)")
        let told = bench.say("d NOOP", to: 1)
        #expect(told.contains("* 5 EXISTS\n"))
        #expect(
            told.contains("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Label1)\n"))
        #expect(told.contains("* 1 FETCH (FLAGS (\\Flagged $Label1"))
        #expect(told.hasSuffix("d OK NOOP completed\n"))
    }

    @Test("what is recent is recent for one session only")
    func recent() {
        var bench = IMAPBench(sessions: 3)
        bench.deliver("Subject: 1\n\n1\n")
        for index in 0..<3 {
            _ = bench.give(.opened, to: index)
            _ = bench.say("a LOGIN bob@example.jp builder", to: index)
        }
        #expect(bench.say("b EXAMINE INBOX", to: 0).contains("* 1 RECENT"))
        #expect(bench.say("b SELECT INBOX", to: 1).contains("* 1 RECENT"))
        #expect(bench.say("b SELECT INBOX", to: 2).contains("* 0 RECENT"))
    }

    @Test("IDLE hears of removals, and a deleted mailbox ends the session")
    func idle() {
        var bench = IMAPBench.selected(sessions: 2, letters: Self.letters)
        _ = bench.say("a CREATE Shared\nb COPY 1:2 Shared\nc SELECT Shared")
        _ = bench.say("a SELECT Shared\nb IDLE", to: 1)
        _ = bench.listen(1)
        _ = bench.say("d STORE 1 +FLAGS (\\Deleted)\ne EXPUNGE")
        #expect(bench.listen(1).hasSuffix("* 1 EXPUNGE\n"))
        #expect(
            bench.say("f DELETE Shared") == "f NO [CANNOT] The mailbox is selected: close it\n")
        #expect(bench.say("g CLOSE\nh DELETE Shared").hasSuffix("h OK DELETE completed\n"))
        #expect(bench.listen(1) == "* BYE The selected mailbox is no longer there\n(close)\n")
    }

    @Test("UIDPLUS: APPENDUID, COPYUID, UID EXPUNGE")
    func uidPlus() {
        var bench = IMAPBench.selected(letters: Self.letters)
        _ = bench.say("a CREATE Sent")
        #expect(
            bench.say("b UID COPY 2:3,9 Sent") == "b OK [COPYUID 43 2:3 1:2] UID COPY completed\n")
        #expect(bench.say("c UID COPY 99 Sent") == "c OK UID COPY completed: no messages\n")
        #expect(bench.say("d COPY 9 Sent") == "d BAD The mailbox has 4 messages, no more\n")
        #expect(bench.say("e COPY 1 Nowhere") == "e NO [TRYCREATE] No such mailbox\n")
        #expect(
            bench.say("f APPEND INBOX {4+}\na: b")
                == "* 5 EXISTS\n* 5 RECENT\nf OK [APPENDUID 42 5] APPEND completed\n")
        _ = bench.say("g STORE 1:2 +FLAGS.SILENT \\Deleted")
        #expect(
            bench.say("h UID EXPUNGE 2:5") == "* 2 EXPUNGE\nh OK UID EXPUNGE completed\n")
        #expect(bench.say("i SEARCH DELETED") == "* SEARCH 1\ni OK SEARCH completed\n")
        // CLOSE removes the rest without a word.
        #expect(bench.say("j CLOSE") == "j OK CLOSE completed\n")
        #expect(bench.store.count(in: "INBOX") == 3)
    }

    @Test("mailboxes: names, levels, subscriptions, and INBOX")
    func mailboxes() {
        var bench = IMAPBench.selected(letters: Self.letters)
        #expect(
            bench.say("a CREATE a/b/c\nb CREATE \"&U,BTFw-\"\nc CREATE inbox").hasSuffix(
                "b OK CREATE completed\nc NO [CANNOT] CREATE: INBOX is always there\n"))
        #expect(bench.store.exists("台北"))
        #expect(
            bench.say("d CREATE \"日本\"") == "d BAD The mailbox name is not modified UTF-7\n")
        #expect(
            bench.say("e LIST \"\" %") == """
                * LIST (\\HasNoChildren) "/" INBOX
                * LIST (\\HasChildren) "/" a
                * LIST (\\HasNoChildren) "/" &U,BTFw-
                e OK LIST completed

                """)
        #expect(bench.say("f LIST a/ *").contains("* LIST (\\HasNoChildren) \"/\" a/b/c\n"))
        #expect(bench.say("g LIST \"\" iNbOx").hasPrefix("* LIST (\\HasNoChildren) \"/\" INBOX\n"))
        #expect(
            bench.say("h LIST \"\" \"\"")
                == "* LIST (\\Noselect) \"/\" \"\"\nh OK LIST completed\n")
        _ = bench.say("i SUBSCRIBE a/b/c\nj DELETE a/b/c")
        #expect(bench.say("k LSUB \"\" *") == "* LSUB () \"/\" a/b/c\nk OK LSUB completed\n")
        #expect(
            bench.say("l LSUB \"\" %") == "* LSUB (\\Noselect) \"/\" a\nl OK LSUB completed\n")
        // RENAME of INBOX moves its messages, and it stays (RFC 3501 §6.3.5).
        let told = bench.say("m RENAME INBOX Old\nn NOOP")
        #expect(told.contains("* 1 EXPUNGE\n"))
        #expect(bench.store.count(in: "Old") == 4 && bench.store.exists("INBOX"))
        #expect(bench.say("o CREATE \"x\\\\y \\\"z\\\"\"") == "o OK CREATE completed\n")
        #expect(bench.say("p LIST \"\" x*").contains("\"/\" \"x\\\\y \\\"z\\\"\"\n"))
    }

    @Test("STORE: replaces keywords too, keeps \\Recent, is silent when asked")
    func store() {
        var bench = IMAPBench.selected(letters: Self.letters)
        #expect(
            bench.say("a STORE 1 FLAGS ($Forwarded \\seen NIL)") == """
                * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded NIL)
                * 1 FETCH (FLAGS (\\Seen $Forwarded NIL \\Recent))
                a OK STORE completed

                """)
        #expect(
            bench.say("b UID STORE 1 FLAGS ()")
                == "* 1 FETCH (UID 1 FLAGS (\\Recent))\nb OK UID STORE completed\n")
        #expect(bench.say("c STORE 1 FLAGS (\\Recent)").hasPrefix("c BAD "))
        #expect(bench.say("d STORE 1 FLAGS (\\Foo)").hasPrefix("d BAD "))
        #expect(bench.say("e UID STORE 77 +FLAGS (\\Seen)") == "e OK UID STORE completed\n")
        #expect(
            bench.say("f FETCH 1 (FLAGS BODY[])").hasPrefix(
                "* 1 FETCH (FLAGS (\\Seen \\Recent) BODY[] {22}\n"))
    }

    @Test("whoever has no account, or acts for another, is refused")
    func accounts() {
        var accounts = Accounts()
        accounts.add(
            Account(
                login: "bob@example.jp", password: "builder",
                store: MailboxStore(uidValiditySeed: 1)))
        func ask(_ credentials: Credentials) -> IMAPAnswer {
            IMAPDesk.answer(
                .authenticate(.password(credentials), nil), login: nil, accounts: &accounts,
                at: .zero,
                calendar: IMAPBench.calendar
            ).answer
        }
        #expect(
            ask(Credentials(login: "bob@EXAMPLE.jp", password: "builder"))
                == .verdict(.accepted(login: "bob@example.jp")))
        #expect(
            ask(Credentials(login: "bob@example.jp", password: "x")) == .verdict(.refused))
        #expect(
            ask(
                Credentials(
                    authorizationID: "carol@example.jp", login: "bob@example.jp",
                    password: "builder")) == .verdict(.refused))
        let (answer, changed) = IMAPDesk.answer(
            .append(octets: Array("a: b\r\n".utf8), flags: [], date: nil, mailbox: "INBOX"),
            login: "bob@example.jp", accounts: &accounts, at: .zero, calendar: IMAPBench.calendar)
        #expect(answer == .appended(uidValidity: 1, uid: 1))
        #expect(changed.map(\.mailbox) == ["INBOX"])
        #expect(
            IMAPDesk.answer(
                .list, login: nil, accounts: &accounts, at: .zero, calendar: IMAPBench.calendar
            ).answer == .refused(.noSuchMailbox))
    }
}
