import Ciphers
import IMAP
import Mail
import PostOffice
import SASL
import Support
import Testing

/// What mail programs of others say, line by line as they said it to `maillab serve`.
@Suite struct RealProgramTests {
    @Test(
        "Thunderbird 153 finds a letter by IDLE, and reads it",
        arguments: Seeds.pieceSizes)
    func thunderbirdReads(size: Int) {
        let transcript = Transcript(
            #"""
            C! opened
            S: * OK [CAPABILITY IMAP4rev1...
            C: 3 authenticate PLAIN
            S: + 
            C: AGJvYkBleGFtcGxlLmpwAGJ1aWxkZXI=
            S: 3 OK [CAPABILITY IMAP4rev1 LITERAL+ ID IDLE UIDPLUS UNSELECT CHILDREN] Logged in
            C: 4 ID ("name" "Thunderbird" "version" "153.7.0")
            S: * ID ("name" "MailLab")
            S: 4 OK ID completed
            C: 5 list "" "*"
            S: * LIST (\HasNoChildren) "/" INBOX
            S: 5 OK LIST completed
            C: 6 lsub "" "*"
            S: 6 OK LSUB completed
            C: 7 list "" "Trash"
            S: 7 OK LIST completed
            C: 8 create "Trash"
            S: 8 OK CREATE completed
            C: 9 subscribe "Trash"
            S: 9 OK SUBSCRIBE completed
            C: 10 select "INBOX"
            S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
            S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags...
            S: * 0 EXISTS
            S: * 0 RECENT
            S: * OK [UIDVALIDITY 42] UIDs hold as long as this
            S: * OK [UIDNEXT 1] The next UID
            S: 10 OK [READ-WRITE] SELECT completed
            C: 11 IDLE
            S: + idling
            C! delivery
            S: * 1 EXISTS
            S: * 1 RECENT
            C: DONE
            S: 11 OK IDLE ended
            C: 12 noop
            S: 12 OK NOOP completed
            C: 13 UID fetch 1:* (FLAGS)
            S: * 1 FETCH (UID 1 FLAGS (\Recent))
            S: 13 OK UID FETCH completed
            C: 14 UID fetch 1 (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From Subject)])
            S: * 1 FETCH (UID 1 RFC822.SIZE 21 FLAGS (\Recent) BODY[HEADER.FIELDS (From Subject)]...
            S: Subject: new
            S:
            S: )
            S: 14 OK UID FETCH completed
            C: 15 UID fetch 1 (UID RFC822.SIZE BODY.PEEK[])
            S: * 1 FETCH (UID 1 RFC822.SIZE 21 BODY[] {21}
            S: Subject: new
            S:
            S: new
            S: )
            S: 15 OK UID FETCH completed
            """#)
        #expect(IMAPBench.difference(transcript, pieceSize: size) == nil)
    }

    @Test(
        "Thunderbird 153 answers a letter, looks for others and deletes it",
        arguments: Seeds.pieceSizes)
    func thunderbirdAnswers(size: Int) {
        let bench = IMAPBench.selected(letters: ["Subject: new\n\nnew\n"])
        let transcript = Transcript(
            #"""
            C: 16 uid store 1 +Flags (\Seen)
            S: * 1 FETCH (UID 1 FLAGS (\Seen \Recent))
            S: 16 OK UID STORE completed
            C: 17 list "" "Sent"
            S: 17 OK LIST completed
            C: 18 create "Sent"
            S: 18 OK CREATE completed
            C: 19 append "Sent" (\Seen) {25+}
            C: Subject: Re: new
            C:
            C: Re.
            C:
            S: 19 OK [APPENDUID 43 1] APPEND completed
            C: 20 uid store 1 +Flags (\Answered)
            S: * 1 FETCH (UID 1 FLAGS (\Answered \Seen \Recent))
            S: 20 OK UID STORE completed
            C: 21 uid store 1 +FLAGS ($label1)
            S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $label1)
            S: * 1 FETCH (UID 1 FLAGS (\Answered \Seen $label1 \Recent))
            S: 21 OK UID STORE completed
            C: 22 uid SEARCH CHARSET UTF-8 UNDELETED SUBJECT {6}
            S: + Ready for 6 octets
            C: 日本
            S: * SEARCH
            S: 22 OK UID SEARCH completed
            C: 23 create "Trash"
            S: 23 OK CREATE completed
            C: 24 uid copy 1 "Trash"
            S: 24 OK [COPYUID 44 1 1] UID COPY completed
            C: 25 uid store 1 +FLAGS (\Deleted \Seen)
            S: * 1 FETCH (UID 1 FLAGS (\Answered \Deleted \Seen $label1 \Recent))
            S: 25 OK UID STORE completed
            C: 26 uid expunge 1
            S: * 1 EXPUNGE
            S: 26 OK UID EXPUNGE completed
            """#)
        #expect(IMAPBench.difference(transcript, pieceSize: size, bench) == nil)
    }

    @Test("Thunderbird's wizard asks for capabilities and leaves in one breath")
    func wizard() {
        var bench = IMAPBench()
        _ = bench.give(.opened)
        let answer = bench.say("1 CAPABILITY\n2 LOGOUT").split(separator: "\n")
        #expect(
            answer.map { $0.prefix(12) } == [
                "* CAPABILITY", "1 OK CAPABIL", "* BYE Until ", "2 OK LOGOUT ", "(close)",
            ])
    }

    @Test("mutt 2.2.12 writes a space behind a mechanism and no response")
    func muttWithGNUSASL() {
        var bench = IMAPBench { configuration in
            configuration.sasl = SASLOffer([.cramMD5], chance: ChanceStream(seed: [1]))
        }
        _ = bench.give(.opened)
        // Nothing is not a response of no octets, which would be "=" (RFC 4959 §3).
        #expect(bench.say("a0000 AUTHENTICATE CRAM-MD5 ").hasPrefix("+ "))
        #expect(bench.say("*") == "a0000 BAD AUTHENTICATE cancelled\n")
        #expect(
            bench.say("a0001 AUTHENTICATE CRAM-MD5 =")
                == "a0001 BAD The server speaks first in this mechanism\n")
    }
}
