import Support
import Testing

@testable import POP3

@Suite("POP3 server: transcripts")
struct ServerTranscriptTests {
    /// A session whose login has been done.
    static let loggedIn = """
        C! open
        S: +OK mail.lab.example POP3 server ready
        C: USER ann
        S: +OK ...
        C: PASS  wonder  land
        S: +OK Maildrop locked and ready: 3 messages (79 octets)

        """

    @Test("a whole session")
    func session() {
        let transcript = Transcript(
            Self.loggedIn + """
                C: stat
                S: +OK 3 79
                C: LIST
                S: +OK 3 messages (79 octets)
                S: 1 24
                S: 2 35
                S: 3 20
                S: .
                C: LIST 2
                S: +OK 2 35
                C: UIDL
                S: +OK ...
                S: 1 id-1
                S: 2 id-2
                S: 3 id-3
                S: .
                C: UIDL 3
                S: +OK 3 id-3
                C: RETR 1
                S: +OK 24 octets
                S: Subject: one
                S:
                S: Hello.
                S: .
                C: DELE 1
                S: +OK Message 1 marked for deletion
                C: STAT
                S: +OK 2 55
                C: LIST
                S: +OK 2 messages (55 octets)
                S: 2 35
                S: 3 20
                S: .
                C: NOOP
                S: +OK
                C: QUIT
                S: +OK mail.lab.example signing off (2 left)
                S! release
                S! close
                """)
        #expect(difference(transcript) == nil)
    }

    @Test("dots are stuffed in RETR and TOP, and the last line ends")
    func stuffing() {
        let transcript = Transcript(
            Self.loggedIn + """
                C: RETR 2
                S: +OK 35 octets
                S: Subject: two
                S:
                S: ..
                S: ...b
                S:
                S: ..c
                S: end
                S: .
                C: TOP 2 0
                S: +OK ...
                S: Subject: two
                S:
                S: .
                C: TOP 2 2
                S: +OK ...
                S: Subject: two
                S:
                S: ..
                S: ...b
                S: .
                C: TOP 2 99999999999999999999
                S: +OK ...
                S: Subject: two
                S:
                S: ..
                S: ...b
                S:
                S: ..c
                S: end
                S: .
                C: RETR 3
                S: +OK 20 octets
                S: Subject: bare
                S:
                S: x
                S: .
                """)
        #expect(difference(transcript) == nil)
    }

    @Test("marks hide a message at once; RSET brings it back")
    func marks() {
        let transcript = Transcript(
            Self.loggedIn + """
                C: DELE 2
                S: +OK Message 2 marked for deletion
                C: DELE 2
                S: -ERR Message 2 is marked for deletion...
                C: RETR 2
                S: -ERR Message 2 is marked...
                C: TOP 2 0
                S: -ERR Message 2 is marked...
                C: LIST 2
                S: -ERR Message 2 is marked...
                C: UIDL 2
                S: -ERR Message 2 is marked...
                C: UIDL
                S: +OK ...
                S: 1 id-1
                S: 3 id-3
                S: .
                C: RETR 0
                S: -ERR No such message: numbers go from 1 to 3
                C: RETR 4
                S: -ERR No such message...
                C: DELE 99999999999999999999999
                S: -ERR No such message...
                C: RSET
                S: +OK Maildrop has 3 messages (79 octets)
                C: LIST 2
                S: +OK 2 35
                """)
        #expect(difference(transcript) == nil)
    }

    @Test("commands belong to their states")
    func states() {
        let transcript = Transcript(
            """
            C! open
            S: +OK mail.lab.example POP3 server ready
            C: STAT
            S: -ERR Log in first...
            C: NOOP
            S: -ERR Log in first...
            C: PASS x
            S: -ERR The name comes first...
            C: USER ann
            S: +OK ...
            C: LIST
            S: -ERR Log in first...
            C: PASS  wonder  land
            S: -ERR The name comes first...
            C: APOP ann c4c9334bac560ecc979e58001b3e22fb
            S: -ERR APOP is not offered...
            C: STLS
            S: -ERR STLS is not offered here
            C: USER ann
            S: +OK ...
            C: PASS  wonder  land
            S: +OK Maildrop locked...
            C: USER ann
            S: -ERR You are logged in...
            C: STLS
            S: -ERR You are logged in...
            C: AUTH PLAIN
            S: -ERR You are logged in...
            """)
        #expect(difference(transcript) == nil)
    }

    @Test("errors say what is expected")
    func syntax() {
        let transcript = Transcript(
            """
            C! open
            S: +OK mail.lab.example POP3 server ready
            C:
            S: -ERR Expected a command...
            C: XYZZY
            S: -ERR There is no command XYZZY
            C: CAPAX
            S: -ERR There is no command CAPAX
            C: \\x00\\xFF<script>
            S: -ERR Expected a command of three or four letters...
            C: USER
            S: -ERR Something is missing: expected USER name
            C: USER a b
            S: -ERR Too much: expected USER name
            C: USER  a
            S: -ERR One space separates arguments...
            C: QUIT now
            S: -ERR Too much: expected QUIT
            C: QUIT\\x20
            S: -ERR Too much: expected QUIT
            C: RETR one
            S: -ERR Not a decimal number: expected RETR number
            C: RETR -1
            S: -ERR Not a decimal number...
            C: TOP 1
            S: -ERR Something is missing: expected TOP number lines
            C: USER \\xE3\\x81\\x82
            S: -ERR Not printable ASCII...
            c: NOOP\\x0A
            S: -ERR A line must end with CR and LF together
            C: USER ann
            S: +OK ...
            """)
        #expect(difference(transcript) == nil)
    }

    @Test("a line too long is refused, and the next one is taken")
    func longLine() {
        let transcript = Transcript(
            """
            C! open
            S: +OK mail.lab.example POP3 server ready
            C: USER \(String(repeating: "x", count: 248))
            S: +OK ...
            C: USER \(String(repeating: "x", count: 249))
            S: -ERR The line is longer than 255 octets
            C: USER \(String(repeating: "x", count: 5_000))
            S: -ERR The line is longer than 255 octets
            C: QUIT
            S: +OK mail.lab.example signing off
            S! close
            """)
        #expect(difference(transcript) == nil)
    }

    @Test("a locked maildrop, RFC 2449 §8.1.2")
    func locked() {
        let transcript = Transcript(
            """
            C! lock
            C! open
            S: +OK mail.lab.example POP3 server ready
            C: USER ann
            S: +OK ...
            C: PASS  wonder  land
            S! release
            S: -ERR [IN-USE] Another session has this maildrop open
            C: QUIT
            S: +OK mail.lab.example signing off
            S! close
            """)
        #expect(difference(transcript) == nil)
    }

    @Test("pipelined commands are answered in order, and FIN waits for them")
    func pipelining() {
        let transcript = Transcript(
            """
            C! open
            S: +OK mail.lab.example POP3 server ready
            C: USER ann
            C: PASS  wonder  land
            C: DELE 3
            C: RETR 1
            C: UIDL 2
            C: QUIT
            C: NOOP
            S: +OK ...
            S: +OK Maildrop locked...
            S: +OK Message 3...
            S: +OK 24 octets
            S: Subject: one
            S:
            S: Hello.
            S: .
            S: +OK 2 id-2
            S: +OK mail.lab.example signing off (2 left)
            S! release
            S! close
            C! closed
            """)
        #expect(difference(transcript) == nil)
    }
}
