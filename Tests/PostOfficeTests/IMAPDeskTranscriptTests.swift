import Clockwork
import IMAP
import Mail
import PostOffice
import Support
import Testing

/// Whole conversations, each in every cut.
@Suite struct IMAPDeskTranscriptTests {
    static let letter = "From: Alice <alice@example.com>\nSubject: Hello\n\nAre you there?\n"

    static func bench() -> IMAPBench {
        var bench = IMAPBench()
        bench.deliver(letter)
        return bench
    }

    @Test("a first session by hand", arguments: Seeds.pieceSizes)
    func byHand(size: Int) {
        let transcript = Transcript(
            #"""
            C! opened
            S: * OK [CAPABILITY IMAP4rev1...
            C: a1 NOOP
            S: a1 OK NOOP completed
            C: a2 SELECT INBOX
            S: a2 BAD SELECT not now: log in first
            C: a3 LOGIN bob@example.jp "builder"
            S: a3 OK [CAPABILITY IMAP4rev1 LITERAL+ ID IDLE UIDPLUS UNSELECT CHILDREN] Logged in
            C: a4 FETCH 1 FLAGS
            S: a4 BAD FETCH not now: select a mailbox first
            C: a5 LIST "" *
            S: * LIST (\HasNoChildren) "/" INBOX
            S: a5 OK LIST completed
            C: a6 select inbox
            S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
            S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags...
            S: * 1 EXISTS
            S: * 1 RECENT
            S: * OK [UNSEEN 1] The first that is not seen
            S: * OK [UIDVALIDITY 42] UIDs hold as long as this
            S: * OK [UIDNEXT 2] The next UID
            S: a6 OK [READ-WRITE] SELECT completed
            C: a7 FETCH 1 (UID FLAGS RFC822.SIZE INTERNALDATE)
            S: * 1 FETCH (UID 1 FLAGS (\Recent) RFC822.SIZE 67 INTERNALDATE " 1-Apr-2026 ...
            S: a7 OK FETCH completed
            C: a8 FETCH 1 BODY[]
            S: * 1 FETCH (BODY[] {67}
            S: From: Alice <alice@example.com>
            S: Subject: Hello
            S:
            S: Are you there?
            S:  FLAGS (\Seen \Recent))
            S: a8 OK FETCH completed
            C: a9 STORE 1 +FLAGS (\Deleted)
            S: * 1 FETCH (FLAGS (\Deleted \Seen \Recent))
            S: a9 OK STORE completed
            C: a10 EXPUNGE
            S: * 1 EXPUNGE
            S: a10 OK EXPUNGE completed
            C: a11 LOGOUT
            S: * BYE Until next time
            S: a11 OK LOGOUT completed
            S! close
            """#)
        #expect(IMAPBench.difference(transcript, pieceSize: size, Self.bench()) == nil)
    }

    @Test("literals wait for the go-ahead, and LITERAL+ does not", arguments: Seeds.pieceSizes)
    func literals(size: Int) {
        let transcript = Transcript(
            #"""
            C! opened
            S: * OK...
            C: a LOGIN {14}
            S: + Ready for 14 octets
            c: bob@example.jp
            C:  {7+}
            C: builder
            S: a OK...
            C: b APPEND Nowhere {10}
            S: b NO [TRYCREATE] No such mailbox
            C: c APPEND INBOX (\Seen) " 7-Feb-1994 21:52:25 -0800" {15}
            S: + Ready for 15 octets
            C: Subject: x
            C:
            c: y
            C:
            S: c OK [APPENDUID 42 2] APPEND completed
            C: d APPEND INBOX {14+}
            C: Subject: x
            C:
            C:
            S: d OK [APPENDUID 42 3] APPEND completed
            C: e APPEND Nowhere {14+}
            C: Subject: x
            C:
            C:
            S: e NO [TRYCREATE] No such mailbox
            C: f APPEND INBOX {25000001}
            S: f NO [TOOBIG] Letters are at most 25000000 octets
            C: g NOOP
            S: g OK NOOP completed
            C: h SELECT {70000}
            S: h BAD The command is longer than 65536 octets
            C: i SELECT {3}x
            S: i BAD Expected a literal at octet 10
            C: j STATUS INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)
            S: * STATUS INBOX (MESSAGES 3 UNSEEN 2 UIDNEXT 4 UIDVALIDITY 42 RECENT 3)
            S: j OK STATUS completed
            """#)
        #expect(IMAPBench.difference(transcript, pieceSize: size, Self.bench()) == nil)
    }

    @Test("a literal that is refused is skipped with what follows it", arguments: Seeds.pieceSizes)
    func skippedLiteral(size: Int) {
        var bench = IMAPBench(change: { $0.strangersCommandLimit = 30 })
        _ = bench.give(.opened)
        let transcript = Transcript(
            #"""
            C: a LOGIN bob {40+}
            C: 0123456789012345678901234567890123 x NOOP
            C: b NOOP
            S: a BAD The command is longer than 30 octets
            S: b OK NOOP completed
            """#)
        #expect(IMAPBench.difference(transcript, pieceSize: size, bench) == nil)
    }

    @Test("STARTTLS drops what came in the clear", arguments: Seeds.pieceSizes)
    func startTLS(size: Int) {
        let transcript = Transcript(
            #"""
            C! opened
            S: * OK [CAPABILITY IMAP4rev1 LITERAL+ ID IDLE UIDPLUS UNSELECT CHILDREN STARTTLS LOGINDI...
            C: a LOGIN bob@example.jp builder
            S: a NO [PRIVACYREQUIRED] LOGIN only inside TLS: STARTTLS first
            C: b STARTTLS
            S: b OK Begin TLS now
            S! startTLS
            C! secured
            C: c CAPABILITY
            S: * CAPABILITY IMAP4rev1 LITERAL+ ID IDLE UIDPLUS UNSELECT CHILDREN SASL-IR AUTH=PLAIN AU...
            S: c OK CAPABILITY completed
            C: d STARTTLS
            S: d BAD TLS is active already
            C: e LOGIN bob@example.jp builder
            S: e OK...
            """#)
        let bench = IMAPBench(cleartextPasswords: false)
        #expect(IMAPBench.difference(transcript, pieceSize: size, bench) == nil)
        var injected = bench
        _ = injected.give(.opened)
        #expect(injected.say("a STARTTLS\nb NOOP") == "a OK Begin TLS now\n(startTLS)\n")
        #expect(injected.say("c NOOP") == "c OK NOOP completed\n")
        #expect(injected.notes.contains { $0.key == "imap.clear-octets-dropped" })
    }

    @Test("AUTHENTICATE with and without an initial response", arguments: Seeds.pieceSizes)
    func authenticate(size: Int) {
        let transcript = Transcript(
            #"""
            C! opened
            S: * OK...
            C: a AUTHENTICATE PLAIN
            S: + 
            C: *
            S: a BAD AUTHENTICATE cancelled
            C: b AUTHENTICATE PLAIN
            S: + 
            C: not base64
            S: b BAD The response is not base64
            C: c AUTHENTICATE CRAM-MD5
            S: c NO No such mechanism; known: PLAIN LOGIN
            C: d AUTHENTICATE LOGIN
            S: + VXNlcm5hbWU6
            C: Ym9iQGV4YW1wbGUuanA=
            S: + UGFzc3dvcmQ6
            C: d3Jvbmc=
            C! two seconds
            S: d NO [AUTHENTICATIONFAILED] Login or password is wrong
            C: e AUTHENTICATE PLAIN AGJvYkBleGFtcGxlLmpwAGJ1aWxkZXI=
            S: e OK...
            """#)
        #expect(IMAPBench.difference(transcript, pieceSize: size) == nil)
    }

    @Test("a wrong password is answered late, and the next command waits")
    func wrongPassword() {
        var bench = IMAPBench()
        _ = bench.give(.opened)
        #expect(bench.say("a LOGIN bob@example.jp wrong\nb NOOP").isEmpty)
        #expect(bench.sessions[0].nextDeadline == bench.now + .seconds(2))
        bench.now += .seconds(2)
        #expect(
            IMAPBench.text(bench.give(.deadlinePassed))
                == "a NO [AUTHENTICATIONFAILED] Login or password is wrong\nb OK NOOP completed\n")
        #expect(bench.say("c LOGIN bob@example.jp wrong").isEmpty)
        #expect(bench.sessions[0].nextDeadline == bench.now + .seconds(4))
    }

    @Test("IDLE tells at once, and DONE alone ends it", arguments: Seeds.pieceSizes)
    func idle(size: Int) {
        let transcript = Transcript(
            #"""
            C! opened
            S: * OK...
            C: a LOGIN bob@example.jp builder
            S: a OK...
            C: b EXAMINE INBOX
            S: * FLAGS...
            S: * OK [PERMANENTFLAGS ()] Flags that are kept
            S: * 1 EXISTS
            S: * 1 RECENT
            S: * OK [UNSEEN 1] The first that is not seen
            S: * OK [UIDVALIDITY 42]...
            S: * OK [UIDNEXT 2]...
            S: b OK [READ-ONLY] EXAMINE completed
            C: c IDLE
            S: + idling
            C! delivery
            S: * 2 EXISTS
            S: * 2 RECENT
            C: DONE
            C: d STATUS INBOX (MESSAGES)
            C: e NOOP
            S: c OK IDLE ended
            S: * STATUS INBOX (MESSAGES 2)
            S: d OK STATUS completed
            S: e OK NOOP completed
            C: f IDLE
            S: + idling
            C: g NOOP
            S: f BAD Expected DONE
            C: h FETCH 1 BODY[TEXT]
            S: * 1 FETCH (BODY[TEXT] {16}
            S: Are you there?
            S: )
            S: h OK FETCH completed
            C: i STORE 1 +FLAGS (\Seen)
            S: i NO The mailbox is open for reading only
            C: j EXPUNGE
            S: j NO The mailbox is open for reading only
            C: k CLOSE
            S: k OK CLOSE completed
            """#)
        #expect(IMAPBench.difference(transcript, pieceSize: size, Self.bench()) == nil)
    }

    @Test("garbage is answered with BAD, and the session lives", arguments: Seeds.pieceSizes)
    func garbage(size: Int) {
        let transcript = Transcript(
            #"""
            C! opened
            S: * OK...
            C: a
            S: a BAD Expected a space at octet 2
            C: (b NOOP
            S: * BAD A command begins with a tag and a space
            C: c NOOP now
            S: c BAD Expected the end of the command at octet 7
            C: d XYZZY
            S: d BAD Unknown command XYZZY
            C: e UID NOOP
            S: e BAD Unknown command UID NOOP
            C: f LOGIN "a
            S: f BAD Expected the closing quote at octet 11
            C: g LOGIN bob@example.jp "b\x00d"
            S: g BAD Expected text without control characters at octet 27
            c: h NOOP\x0A
            S: * BAD Lines end with CR and LF, and hold neither
            C: i FETCH 0 FLAGS
            S: i BAD Expected a number above zero at octet 9
            C: j LOGOUT please
            S: j BAD Expected the end of the command at octet 9
            C! shutdown
            S: * BYE [UNAVAILABLE] The server is shutting down
            S! close
            """#)
        #expect(IMAPBench.difference(transcript, pieceSize: size) == nil)
    }

    @Test("half an hour of silence ends it, and so does the end of the client's octets")
    func ends() {
        let silence = Transcript(
            """
            C! opened
            S: * OK...
            C! half an hour
            S: * BYE Autologout: nothing was heard for too long
            S! close
            """)
        #expect(IMAPBench.difference(silence, pieceSize: 100) == nil)
        let closed = Transcript(
            """
            C! opened
            S: * OK...
            C: a NOOP
            c: b NO
            C! closed
            S: a OK NOOP completed
            S! close
            """)
        #expect(IMAPBench.difference(closed, pieceSize: 100) == nil)
    }
}
