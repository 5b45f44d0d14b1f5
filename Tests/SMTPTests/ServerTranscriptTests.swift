import SMTP
import Testing

/// Conversations as a learner would see them, in every cut (RFC 5321).
@Suite struct ServerTranscriptTests {
    private func relay(_ text: String, at location: SourceLocation = #_sourceLocation) {
        expect(
            text, of: PaperHost.relay.session, sourceLocation: location, answer: PaperHost.answer)
    }

    @Test("one letter, from greeting to QUIT")
    func oneLetter() {
        relay(
            """
            C! opened
            S: 220 mx.lab.example ESMTP...
            C: EHLO a.example
            S: 250-mx.lab.example greets a.example
            S: 250-PIPELINING
            S: 250-SIZE 1000
            S: 250-8BITMIME
            S: 250-ENHANCEDSTATUSCODES
            S: 250 HELP
            C: MAIL FROM:<ann@a.example> SIZE=100 BODY=8BITMIME
            S: 250 2.1.0 Sender <ann@a.example> OK
            C: RCPT TO:<bob@lab.example>
            S: 250 2.1.5 Recipient <bob@lab.example> OK
            C: RCPT TO:<nobody@lab.example>
            S: 550 5.1.1 <nobody@lab.example> No such mailbox here
            C: RCPT TO:<zoe@far.example>
            S: 550 5.7.1 <zoe@far.example> Relaying denied
            C: rcpt to:<pOSTmaster>
            S: 250 2.1.5 Recipient <Postmaster> OK
            C: DATA
            S: 354 Start mail input; end with <CRLF>.<CRLF>
            C: Subject: hello
            C:
            C: ..
            C: .
            S: 250 2.6.0 Message taken as Q1
            C: QUIT
            S: 221 2.0.0 mx.lab.example closing connection
            S! close
            """)
    }

    @Test("a pipelined group is answered in order (RFC 2920 §3.2)")
    func pipelined() {
        relay(
            """
            C! opened
            S: 220 ...
            C: EHLO a.example
            S: 250-...
            S: 250-PIPELINING
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250 HELP
            C: MAIL FROM:<>
            C: RCPT TO:<nobody@lab.example>
            C: RCPT TO:<busy@lab.example>
            C: RCPT TO:<bob@lab.example>
            C: DATA
            C: Subject: sent too early, and yet no line is lost
            C: .
            C: RSET
            C: MAIL FROM:<x@spam.example>
            C: RCPT TO:<bob@lab.example>
            C: DATA
            C: QUIT
            S: 250 2.1.0 Sender <> OK
            S: 550 5.1.1 ...
            S: 450 4.2.1 ...
            S: 250 2.1.5 ...
            S: 354 ...
            S: 250 2.6.0 ...
            S: 250 2.0.0 ...
            S: 550 5.7.1 ...
            S: 503 5.5.1 RCPT not now: send MAIL first
            S: 503 5.5.1 DATA not now: send MAIL first
            S: 221 ...
            S! close
            """)
    }

    @Test("what is said too early, and what is missing")
    func sequence() {
        relay(
            """
            C! opened
            S: 220 ...
            C: MAIL FROM:<a@b.example>
            S: 503 5.5.1 MAIL not now: send EHLO first
            C: DATA
            S: 503 5.5.1 DATA not now: send EHLO first
            C: NOOP whatever
            S: 250 2.0.0 OK
            C: RSET
            S: 250 2.0.0 ...
            C: HELP MAIL
            S: 214-2.0.0 ...
            S: 214 2.0.0 EHLO HELO RSET NOOP VRFY HELP QUIT
            C: VRFY bob
            S: 252 2.5.0 ...
            C: EXPN staff
            S: 502 5.5.1 ...
            C: AUTH PLAIN
            S: 502 5.5.1 AUTH is not offered here
            C: STARTTLS
            S: 502 5.5.1 STARTTLS is not offered here
            C: HELO a.example
            S: 250 mx.lab.example greets a.example
            C: MAIL FROM:<a@b.example> SIZE=1
            S: 555 5.5.4 ...
            C: MAIL FROM:<a@b.example>
            S: 250 ...
            C: MAIL FROM:<c@b.example>
            S: 503 5.5.1 MAIL not now: a transaction is open; send RSET to give it up
            C: DATA
            S: 503 5.5.1 DATA not now: send RCPT first, no recipient is accepted yet
            C: EHLO b.example
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250 HELP
            C: RCPT TO:<bob@lab.example>
            S: 503 5.5.1 RCPT not now: send MAIL first
            """)
    }

    @Test("lines that break the grammar")
    func grammar() {
        relay(
            """
            C! opened
            S: 220 ...
            C: EHLO
            S: 501 5.5.4 Syntax: EHLO your.host.name
            C: EHLO a(b
            S: 501 5.5.4 Expected a domain at character 7
            C: HELLO a.example
            S: 500 5.5.2 Command unrecognized: HELLO
            C:
            S: 500 5.5.2 Command unrecognized: \("")
            C: BDAT 10 LAST
            S: 502 5.5.1 BDAT is not implemented here
            C: ehlo [192.0.2.1] and some words
            S: 250-mx.lab.example greets [192.0.2.1]
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250 HELP
            C: MAIL
            S: 501 5.5.4 Syntax: MAIL FROM:<address>
            C: MAIL TO:<a@b.example>
            S: 501 5.5.4 Expected FROM: at character 6
            C: MAIL FROM: <a@b.example>
            S: 501 5.5.4 Expected < right after the colon at character 11
            C: MAIL FROM:a@b.example
            S: 501 5.5.4 Expected < right after the colon at character 11
            C: MAIL FROM:<a@b_c.example>
            S: 501 5.1.7 Bad sender: expected > at character 15
            C: MAIL FROM:<a@b.example> SIZE=1x
            S: 501 5.5.4 Parameter SIZE wants 1 to 20 digits
            C: MAIL FROM:<a@b.example> SIZE=1 SIZE=1
            S: 501 5.5.4 Parameter SIZE stands twice
            C: MAIL FROM:<a@b.example> BODY=BINARYMIME
            S: 501 5.5.4 Parameter BODY wants 7BIT or 8BITMIME
            C: MAIL FROM:<a@b.example> RET=HDRS
            S: 555 5.5.4 Parameter not recognized: RET
            C: MAIL FROM:<a@b.example>SIZE=1
            S: 501 5.5.4 Expected a space at character 24
            C: MAIL FROM:<a@b.example> \u{20}
            S: 250 ...
            C: RCPT TO:<\\xE3\\x81\\x82@lab.example>
            S: 501 5.1.3 Bad recipient: only ASCII is taken at character 10
            C: RCPT TO:<bob@lab.example> NOTIFY=NEVER
            S: 555 5.5.4 Parameter not recognized: NOTIFY
            C: RCPT TO:<>
            S: 501 5.1.3 ...
            C: RSET now
            S: 501 5.5.4 Syntax: RSET takes no argument
            C: RCPT TO:<@one.example,@two.example:bob@lab.example>
            S: 250 2.1.5 Recipient <bob@lab.example> OK
            C: RCPT TO:<"x y"@lab.example>
            S: 250 2.1.5 Recipient <"x y"@lab.example> OK
            C: QUIT
            S: 221 ...
            S! close
            """)
    }

    @Test("sizes and counts")
    func limits() {
        var host = PaperHost.relay
        host.configuration.maximumRecipients = 2
        host.configuration.maximumSize = 20
        expect(
            """
            C! opened
            S: 220 ...
            C: EHLO a.example
            S: 250-...
            S: 250-...
            S: 250-SIZE 20
            S: 250-...
            S: 250-...
            S: 250 HELP
            C: MAIL FROM:<a@b.example> SIZE=21
            S: 552 5.3.4 Message too large, at most 20 octets
            C: MAIL FROM:<a@b.example> SIZE=99999999999999999999
            S: 552 5.3.4 ...
            C: MAIL FROM:<a@b.example> SIZE=20 BODY=7BIT
            S: 250 ...
            C: RCPT TO:<bob@lab.example>
            S: 250 ...
            C: RCPT TO:<carol@lab.example>
            S: 250 ...
            C: RCPT TO:<postmaster>
            S: 452 4.5.3 Too many recipients
            C: DATA
            S: 354 ...
            C: 0123456789
            C: 0123456
            C: .
            S: 552 5.3.4 ...
            C: DATA
            S: 503 ...
            C: MAIL FROM:<a@b.example>
            S: 250 ...
            C: RCPT TO:<bob@lab.example>
            S: 250 ...
            C: DATA
            S: 354 ...
            C: 0123456789
            C: ..12345
            C: .
            S: 250 2.6.0 ...
            C: MAIL FROM:<a@b.example>
            S: 250 ...
            C: RCPT TO:<bob@lab.example>
            S: 250 ...
            C: DATA
            S: 354 ...
            C: .
            S: 250 2.6.0 ...
            """, of: host.session, answer: PaperHost.answer)
    }

    @Test("a letter that is refused after it was read")
    func refusedLetter() {
        relay(
            """
            C! opened
            S: 220 ...
            C: HELO a
            S: 250 ...
            C: MAIL FROM:<>
            S: 250 ...
            C: RCPT TO:<bob@lab.example>
            S: 250 ...
            C: DATA
            S: 354 ...
            C: X-Virus: yes
            C: .
            S: 554 5.7.1 Not that
            C: MAIL FROM:<a@b.example>
            S: 250 ...
            """)
    }
}
