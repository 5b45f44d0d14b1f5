import TLS
import Testing

@testable import Wiretap

@Suite("What a listener reads of conversations in the clear")
struct ConversationTests {
    static let submission = """
        S: 220 mail.example.jp ESMTP
        C: EHLO alice-pc.example
        S: 250-mail.example.jp
        S: 250-AUTH PLAIN LOGIN
        S: 250 STARTTLS
        C: AUTH PLAIN AGJvYkBleGFtcGxlLmpwAGJ1aWxkZXI=
        S: 235 2.7.0 Welcome
        C: MAIL FROM:<bob@example.jp> SIZE=200
        C: RCPT TO:<alice@example.com>
        C: DATA
        S: 250 2.1.0 Sender
        S: 250 2.1.5 Recipient
        S: 354 Go on
        C: From: Bob <bob@example.jp>
        C: To: alice@example.com
        C: Subject: =?utf-8?B?44GT44KT44Gr44Gh44Gv?=
        C: MIME-Version: 1.0
        C: Content-Type: text/plain; charset=utf-8
        C: Content-Transfer-Encoding: base64
        C:
        C: TWVldCBtZSBhdCBzaXgu
        C: .
        S: 250 2.0.0 Queued
        C: QUIT
        S: 221 2.0.0 Bye
        """

    @Test("a submission: name, password out of base64, envelope, subject and text decoded")
    func submission() throws {
        let heard = try Listening.hear(Self.submission, port: 587)
        #expect(heard.contains(.name("alice-pc.example", greeting: "EHLO")))
        #expect(
            heard.secrets == [
                OverheardSecret(
                    kind: .password, login: "bob@example.jp", text: "builder", mechanism: "PLAIN",
                    asSent: "AUTH PLAIN AGJvYkBleGFtcGxlLmpwAGJ1aWxkZXI=")
            ])
        #expect(heard.verdicts == [true])
        #expect(heard.contains(.sender("bob@example.jp")))
        #expect(heard.contains(.recipient("alice@example.com")))
        let letter = try #require(heard.letters.first)
        #expect(heard.letters.count == 1)
        #expect(letter.subject == "こんにちは")
        #expect(letter.excerpt == ["Meet me at six."])
        #expect(letter.from == "Bob <bob@example.jp>")
        #expect(letter.isWhole)
        #expect(heard.lines.contains("250-mail.example.jp\n250-AUTH PLAIN LOGIN\n250 STARTTLS"))
    }

    @Test(
        "every way to prove oneself",
        arguments: [
            (
                "LOGIN in three lines",
                "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: Ym9iQGV4YW1wbGUuanA=\n"
                    + "S: 334 UGFzc3dvcmQ6\nC: YnVpbGRlcg==\nS: 235 ok", "LOGIN"
            ),
            (
                "LOGIN with the name at once",
                "C: AUTH LOGIN Ym9iQGV4YW1wbGUuanA=\n"
                    + "S: 334 UGFzc3dvcmQ6\nC: YnVpbGRlcg==\nS: 235 ok", "LOGIN"
            ),
            (
                "PLAIN in its own line",
                "C: AUTH PLAIN\nS: 334 \n"
                    + "C: AGJvYkBleGFtcGxlLmpwAGJ1aWxkZXI=\nS: 235 ok", "PLAIN"
            ),
            (
                "PLAIN without its padding",
                "C: AUTH PLAIN AGJvYkBleGFtcGxlLmpwAGJ1aWxkZXI\n"
                    + "S: 235 ok", "PLAIN"
            ),
        ])
    func passwords(name: String, talk: String, mechanism: String) throws {
        let heard = try Listening.hear("S: 220 x\n" + talk, port: 25)
        #expect(heard.secrets.map(\.text) == ["builder"], "\(name)")
        #expect(heard.secrets.map(\.login) == ["bob@example.jp"])
        #expect(heard.secrets.map(\.mechanism) == [mechanism])
        #expect(heard.verdicts == [true])
    }

    @Test("a refused password is a password all the same, and the refusal is heard")
    func refused() throws {
        let heard = try Listening.hear(
            "S: 220 x\nC: AUTH PLAIN AGJvYgBndWVzcw==\nS: 535 5.7.8 no\nC: QUIT", port: 587)
        #expect(heard.secrets.map(\.text) == ["guess"])
        #expect(heard.verdicts == [false])
        #expect(heard.lines.last == "QUIT")
    }

    @Test("CRAM-MD5, SCRAM and APOP: who it is, and something to guess at; no password")
    func challenges() throws {
        let cram = try Listening.hear(
            """
            S: 220 x
            C: AUTH CRAM-MD5
            S: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+
            C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw
            S: 235 ok
            """, port: 587)
        #expect(
            cram.challenges == [
                OverheardChallenge(
                    login: "tim", mechanism: "CRAM-MD5",
                    challenge: "<1896.697170952@postoffice.reston.mci.net>",
                    answer: "b913a602c7eda7a495b4e6e7334d3890")
            ])
        #expect(cram.secrets.isEmpty)
        let scram = try Listening.hear(
            """
            S: * OK x
            C: a AUTHENTICATE SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=
            S: + cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyxzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTY=
            C: Yz1iaXdzLHI9ck9wck5HZndFYmVSV2diTkVrcU8scD1kSHpiWmFwV0lrNGpVaE4=
            S: + dj02cnJpVFJCaTIzV3BS
            C:
            S: a OK done
            """, port: 143)
        #expect(scram.challenges.map(\.login) == ["user"])
        #expect(scram.challenges.map(\.mechanism) == ["SCRAM-SHA-256"])
        #expect(scram.challenges.first?.answer == "dHzbZapWIk4jUhN")
        #expect(scram.verdicts == [true])
        let apop = try Listening.hear(
            "S: +OK hello <1896.697@dbc.mtview.ca.us>\n"
                + "C: APOP mrose c4c9334bac560ecc979e58001b3e22fb\nS: +OK maildrop", port: 110)
        #expect(apop.challenges.map(\.challenge) == ["<1896.697@dbc.mtview.ca.us>"])
        #expect(apop.challenges.map(\.login) == ["mrose"])
        #expect(apop.verdicts == [true])
    }

    @Test("tokens are secrets of a kind of their own")
    func tokens() throws {
        // user=a@b.example, then auth=Bearer tok.en
        let xoauth2 = try Listening.hear(
            "S: +OK x\nC: AUTH XOAUTH2 dXNlcj1hQGIuZXhhbXBsZQFhdXRoPUJlYXJlciB0b2suZW4BAQ==\n"
                + "S: +OK in", port: 110)
        #expect(xoauth2.secrets.map(\.kind) == [.token])
        #expect(xoauth2.secrets.map(\.text) == ["tok.en"])
        #expect(xoauth2.secrets.map(\.login) == ["a@b.example"])
        #expect(xoauth2.first { $0.leak == .token } != nil)
        // n,a=a@b.example,^Ahost=h^Aport=143^Aauth=Bearer tok.en^A^A
        let bearer = try Listening.hear(
            "S: * OK x\nC: a AUTHENTICATE OAUTHBEARER "
                + "bixhPWFAYi5leGFtcGxlLAFob3N0PWgBcG9ydD0xNDMB"
                + "YXV0aD1CZWFyZXIgdG9rLmVuAQE=\nS: a OK in", port: 143)
        #expect(bearer.secrets.map(\.text) == ["tok.en"])
        #expect(bearer.secrets.map(\.login) == ["a@b.example"])
    }

    @Test("POP3: USER and PASS, and the letter of RETR with its dots undone")
    func pop3() throws {
        let heard = try Listening.hear(Self.pop3, port: 110)
        #expect(heard.secrets.map(\.text) == ["builder with spaces"])
        #expect(heard.secrets.map(\.login) == ["bob@example.jp"])
        #expect(heard.verdicts == [true])
        let letter = try #require(heard.letters.first)
        #expect(letter.subject == "Lunch")
        #expect(letter.excerpt == ["Come.", ".hidden"])
        #expect(letter.octets == 16 + 20 + 2 + 7 + 9)
        #expect(heard.lines.contains("+OK\n1 abc\n2 def"))
    }
    static let pop3 = """
        S: +OK POP3
        C: USER bob@example.jp
        S: +OK
        C: PASS builder with spaces
        S: +OK in
        C: UIDL
        S: +OK
        S: 1 abc
        S: 2 def
        S: .
        C: RETR 1
        S: +OK 50 octets
        S: Subject: Lunch
        S: From: al@a.example
        S:
        S: Come.
        S: ..hidden
        S: .
        C: QUIT
        S: +OK
        """

    @Test("IMAP: LOGIN in every form of string, FETCH and APPEND")
    func imap() throws {
        let heard = try Listening.hear(Self.imap, port: 143)
        #expect(heard.secrets.map(\.login) == ["bob", "b\"ob", "bo b"])
        #expect(heard.secrets.map(\.text) == ["builder", "pass\\word", "se cret"])
        #expect(heard.verdicts == [false, false, true])
        #expect(heard.letters.map(\.subject) == ["Hi", "Old", "", "Draft"])
        #expect(heard.letters.map(\.part) == [.whole, .header, .text, .whole])
        #expect(heard.letters.map(\.by) == [.server, .server, .server, .client])
        #expect(heard.letters[2].excerpt == ["only text"])
    }
    static let imap = """
        S: * OK IMAP
        C: a LOGIN bob builder
        S: a NO wrong
        C: b LOGIN "b\\"ob" "pass\\\\word"
        S: b NO wrong
        C: c LOGIN {4}
        S: + go on
        C: bo b {7+}
        C: se cret
        S: c OK in
        C: d UID FETCH 1 (BODY.PEEK[])
        S: * 1 FETCH (UID 1 BODY[] {21}
        S: Subject: Hi
        S:
        S: Text
        S: )
        S: d OK done
        C: e FETCH 2 BODY[HEADER.FIELDS (SUBJECT)]
        S: * 2 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {16}
        S: Subject: Old
        S:
        S: )
        C: f FETCH 2 BODY[TEXT]
        S: * 2 FETCH (BODY[TEXT] {11}
        S: only text
        S: )
        C: g APPEND Sent (\\Seen) {20}
        S: + go on
        C: Subject: Draft
        C:
        C: T
        S: g OK stored
        """

    @Test("the subject in an ENVELOPE is content, too")
    func envelope() throws {
        let heard = try Listening.hear(
            "S: * OK\nC: a FETCH 1 ENVELOPE\n"
                + "S: * 1 FETCH (ENVELOPE (\"Mon, 1 Jan\" \"Plan B\" "
                + "((NIL NIL \"a\" \"b.example\"))))",
            port: 143)
        #expect(heard.letters.map(\.subject) == ["Plan B"])
    }

    @Test("a listener who comes late understands prompts, and does not wait for greetings")
    func late() throws {
        let heard = try Listening.hear(
            Listening.turns(
                "S: 334 UGFzc3dvcmQ6\nC: YnVpbGRlcg==\nS: 235 ok\nC: DATA\nS: 354 go\n"
                    + "C: Subject: x\nC:\nC: y\nC: .\nS: 250 ok"), port: 587, fromTheStart: false)
        #expect(heard.secrets.map(\.text) == ["builder"])
        #expect(heard.letters.map(\.subject) == ["x"])
    }

    @Test("a refused DATA, STARTTLS or literal changes nothing: commands follow")
    func refusals() throws {
        let smtp = try Listening.hear(
            "S: 220 x\nC: DATA\nS: 503 no\nC: STARTTLS\nS: 454 later\nC: NOOP\nS: 250 ok", port: 25)
        #expect(smtp.lines.suffix(2) == ["NOOP", "250 ok"])
        #expect(!smtp.contains(.upgrade))
        let imap = try Listening.hear(
            "S: * OK\nC: a APPEND x {300}\nS: a NO [TRYCREATE] no\nC: b LOGIN bob builder\nS: b OK",
            port: 143)
        #expect(imap.secrets.map(\.text) == ["builder"])
    }

    @Test("a letter that is broken off, by a gap or by the end, is told as far as it goes")
    func broken() throws {
        let start = "S: 220 x\nC: DATA\nS: 354 go\nC: Subject: x\nC:\nC: first"
        let cut = try Listening.hear(start, port: 25)
        #expect(cut.letters.map(\.isWhole) == [false])
        #expect(cut.letters.map(\.excerpt) == [["first"]])
        var reader = try #require(ConversationReader(serverPort: 25))
        var heard: [Overheard] = []
        for turn in Listening.turns(start) { heard += reader.take(turn.octets, from: turn.side) }
        heard += reader.missed(500, from: .client)
        heard += reader.take(Array("rest\r\n.\r\nQUIT\r\n".utf8), from: .client)
        #expect(heard.contains(.missed(500, of: .client)))
        #expect(heard.letters.map(\.isWhole) == [false])
        #expect(heard.lines.last == "QUIT")
    }

    @Test("plaintext behind STARTTLS is told as what it is")
    func injected() throws {
        let heard = try Listening.hear(
            "S: 220 x\nC: STARTTLS\nC: RSET\nS: 220 go", port: 25)
        #expect(heard.lines == ["220 x", "STARTTLS", "220 go", "RSET"])
        #expect(heard.contains(.upgrade))
    }

    @Test("no mail, no reader")
    func otherPorts() {
        #expect(ConversationReader(serverPort: 80) == nil)
        #expect(OverheardProtocol(port: 995) == .pop3)
        #expect(OverheardProtocol.isImplicitTLS(993))
        #expect(!OverheardProtocol.isImplicitTLS(143))
    }
}
