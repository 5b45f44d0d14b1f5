import Clockwork
import Mail
import SASL
import SMTP
import Session
import Support
import Testing

/// The client against servers written down (RFC 5321 §3, §4.5.3.2).
@Suite struct ClientTranscriptTests {
    private static let ann = ReversePath.address(MailAddress(localPart: "ann", domain: "a.example"))

    private static func path(_ name: String) -> ForwardPath {
        .address(MailAddress(localPart: name, domain: "lab.example"))
    }

    /// A host that sends these letters one after the other and then quits.
    private static func host(
        _ letters: [String], to names: [String] = ["bob"], from sender: ReversePath = ann
    ) -> (SMTPClientQuestion) -> SMTPClientAnswer? {
        // Transcripts are played several times; the first question begins anew.
        var next = 0
        return { question in
            guard case .next(let result) = question else { return .quit }
            if result == nil { next = 0 }
            guard next < letters.count else { return .quit }
            next += 1
            return .transaction(
                Envelope(reversePath: sender, recipients: names.map(path)),
                octets: Array(letters[next - 1].utf8))
        }
    }

    private func client(_ credentials: Credentials? = nil) -> SMTPClientSession {
        SMTPClientSession(
            configuration: SMTPClientConfiguration(
                helloName: "a.example", credentials: credentials))
    }

    private let alice = Credentials(login: "alice@example.com", password: "wonderland")

    @Test("two letters, one command at a time")
    func twoLetters() {
        expect(
            """
            S! opened
            S: 220-mx.lab.example
            S: 220 and more words
            C: EHLO a.example
            S: 250-mx.lab.example
            S: 250 SIZE
            C: MAIL FROM:<ann@a.example> SIZE=13
            S: 250 2.1.0 fine
            C: RCPT TO:<bob@lab.example>
            S: 550 5.1.1 nobody
            C: RCPT TO:<carol@lab.example>
            S: 251 will forward
            C: DATA
            S: 354 go
            C: hello
            C: ..
            C: end
            C: .
            S: 250 taken
            C: MAIL FROM:<ann@a.example> SIZE=0
            S: 250 2.1.0 fine
            C: RCPT TO:<bob@lab.example>
            S: 550 5.1.1 nobody
            C: RCPT TO:<carol@lab.example>
            S: 450 4.2.1 later
            C: RSET
            S: 250 forgotten
            C: QUIT
            S: 221 bye
            C! close
            """, engine: .client, of: client(),
            answer: Self.host(["hello\r\n.\r\nend", ""], to: ["bob", "carol"]))
    }

    @Test("a pipelined group, and the replies in order")
    func pipelined() {
        expect(
            """
            S! opened
            S: 220 mx
            C: EHLO a.example
            S: 250-mx
            S: 250-PipeLining
            S: 250-8BITMIME
            S: 250 SIZE 1000
            C: MAIL FROM:<ann@a.example> SIZE=4 BODY=8BITMIME
            C: RCPT TO:<bob@lab.example>
            C: RCPT TO:<carol@lab.example>
            C: DATA
            S: 250 ok
            S: 550 5.1.1 nobody
            S: 250 ok
            S: 354 go
            C: \\xC3\\xA9
            C: .
            S: 250 ok
            C: MAIL FROM:<ann@a.example> SIZE=3
            C: RCPT TO:<bob@lab.example>
            C: RCPT TO:<carol@lab.example>
            C: DATA
            S: 250 ok
            S: 550 5.1.1 nobody
            S: 550 5.1.1 nobody
            S: 354 a server that lets DATA pass all the same
            C: .
            S: 554 no valid recipients
            C: MAIL FROM:<ann@a.example> SIZE=3
            C: RCPT TO:<bob@lab.example>
            C: RCPT TO:<carol@lab.example>
            C: DATA
            S: 552 5.3.4 too large
            S: 503 no
            S: 503 no
            S: 503 no
            C: QUIT
            S: 221 bye
            C! close
            """, engine: .client, of: client(),
            answer: Self.host(["é\r\n", "x\r\n", "y\r\n"], to: ["bob", "carol"]))
    }

    @Test("HELO where EHLO is not known, and the failures of an opening")
    func openings() {
        expect(
            """
            S! opened
            S: 220 old.lab.example
            C: EHLO a.example
            S: 500 what?
            C: HELO a.example
            S: 250 hello
            C: MAIL FROM:<ann@a.example>
            S: 451 not now
            C: QUIT
            S: 221 bye
            C! close
            """, engine: .client, of: client(), answer: Self.host(["x"]))
        for greeting in ["554 no service", "450 later"] {
            expect(
                """
                S! opened
                S: \(greeting)
                C: QUIT
                S: 221 bye
                C! close
                """, engine: .client, of: client(), answer: Self.host(["x"]))
        }
        expect(
            """
            S! opened
            S: 220 mx
            C: EHLO a.example
            S: 421 closing
            C! close
            """, engine: .client, of: client(), answer: Self.host(["x"]))
    }

    @Test("AUTH by what the server offers")
    func authentication() {
        expect(
            """
            S! opened
            S: 220 mx
            C: EHLO a.example
            S: 250-mx
            S: 250 AUTH LOGIN PLAIN
            C: AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ=
            S: 235 welcome
            C: QUIT
            S: 221 bye
            C! close
            """, engine: .client, of: client(alice), answer: Self.host([]))
        expect(
            """
            S! opened
            S: 220 mx
            C: EHLO a.example
            S: 250-mx
            S: 250 AUTH CRAM-MD5 login
            C: AUTH LOGIN
            S: 334 VXNlcm5hbWU6
            C: YWxpY2VAZXhhbXBsZS5jb20=
            S: 334 UGFzc3dvcmQ6
            C: d29uZGVybGFuZA==
            S: 535 5.7.8 wrong
            C: QUIT
            S: 221 bye
            C! close
            """, engine: .client, of: client(alice), answer: Self.host([]))
        expect(
            """
            S! opened
            S: 220 mx
            C: EHLO a.example
            S: 250-mx
            S: 250 STARTTLS
            C: QUIT
            S: 221 bye
            C! close
            """, engine: .client, of: client(alice), answer: Self.host([]))
        var careful = SMTPClientConfiguration(helloName: "a.example", credentials: alice)
        careful.startTLS = .required
        expect(
            """
            S! opened
            S: 220 mx
            C: EHLO a.example
            S: 250-mx
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 go
            C! startTLS
            S! secured
            C: EHLO a.example
            S: 250-mx
            S: 250 AUTH PLAIN
            C: AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ=
            S: 235 welcome
            C: QUIT
            S: 221 bye
            C! close
            """, engine: .client, of: SMTPClientSession(configuration: careful),
            answer: Self.host([]))
    }

    @Test("a letter that goes out as there is room")
    func flow() {
        var configuration = SMTPClientConfiguration(helloName: "a.example")
        configuration.firstPiece = 8
        expect(
            """
            S! opened
            S: 220 mx
            C: EHLO a.example
            S: 250 mx
            C: MAIL FROM:<ann@a.example>
            S: 250 ok
            C: RCPT TO:<bob@lab.example>
            S: 250 ok
            C: DATA
            S: 354 go
            C: 012345
            S! writable
            C: 01234567890123
            S! writable
            C: x
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            C! close
            """, engine: .client, of: SMTPClientSession(configuration: configuration),
            answer: Self.host(["012345\r\n01234567890123\r\nx"]))
    }

    /// Plays the server's lines and returns what the host was told last.
    private func failure(
        _ lines: [String], letter: String = "x", to names: [String] = ["bob"],
        from sender: ReversePath = ClientTranscriptTests.ann, then events: [String] = []
    ) -> (SMTPClientFailure?, Stage<SMTPClientSession>) {
        var stage = Stage(client(), answer: Self.host([letter], to: names, from: sender))
        _ = stage.give(.opened)
        for line in lines { _ = stage.give(.received(Array(line.utf8) + [13, 10])) }
        for event in events { _ = stage.hear(.event(event)) }
        guard case .next(.failed(let failure)) = stage.questions.last else { return (nil, stage) }
        return (failure, stage)
    }

    @Test("replies that break the rules end the session")
    func badReplies() {
        func fault(_ lines: [String]) -> SMTPReplyFault? {
            let (failure, stage) = failure(lines)
            #expect(stage.session.isFinished)
            guard case .protocolError(let fault, _) = failure else { return nil }
            return fault
        }
        #expect(fault(["hello"]) == .notAReply("hello"))
        #expect(fault(["22 mx"]) == .notAReply("22 mx"))
        #expect(fault(["220*mx"]) == .notAReply("220*mx"))
        #expect(fault(["199 mx"]) == .notAReply("199 mx"))
        #expect(fault(["220-mx", "221 mx"]) == .codeChanged(from: 220, to: 221))
        #expect(fault(["220 m\nx"]) == .bareLineEnd)
        #expect(
            fault(["220 " + String(repeating: "x", count: 5_000)]) == .lineTooLong(limit: 2_048))
        #expect(
            fault([String](repeating: "220-mx", count: 200)) == .tooManyLines(limit: 128))
        let extra = SMTPReply(.okay, nil, "extra")
        #expect(fault(["220 mx\r\n250 extra", "250 mx"]) == .unasked(extra))
        #expect(
            fault(["220 mx", "250 mx", "250 ok", "250 ok", "250 no"])
                == .outOfPlace(
                    SMTPReply(.okay, nil, "no")))
        #expect(fault(["334 what"]) == .outOfPlace(SMTPReply(.challenge, nil, "what")))
    }

    @Test("a letter or envelope that cannot go")
    func obstacles() {
        let ready = ["220 mx", "250 mx"]
        #expect(failure(ready, letter: "é").0 == .eightBitNotOffered)
        #expect(failure(ready, letter: "a\nb").0 == .bareLineEnd)
        #expect(failure(ready, to: []).0 == .noRecipients)
        let evil = MailAddress(localPart: "a>\r\nRSET\r\n", domain: "b.example")
        guard case .unsendableAddress = failure(ready, from: .address(evil)).0 else {
            Issue.record("an address with a line end was sent")
            return
        }
        // The server listens, so it hears QUIT.
        #expect(failure(ready, letter: "é").1.session.stage == .quit)
    }

    @Test("silence at every stage, with the time-out of that stage")
    func silence() {
        let lines = ["220 mx", "250 mx", "250 ok", "250 ok", "354 go", "250 ok"]
        let stages: [(SMTPClientStage, Int)] = [
            (.greeting, 5), (.hello, 5), (.sender, 5), (.recipients, 5), (.dataStart, 2),
            (.message, 10),
        ]
        for (count, (stage, minutes)) in stages.enumerated() {
            let (none, waiting) = failure(Array(lines.prefix(count)))
            #expect(none == nil)
            #expect(waiting.session.nextDeadline == .zero + .minutes(minutes), "\(stage)")
            let (failure, after) = failure(Array(lines.prefix(count)), then: ["silence"])
            #expect(failure == .timedOut(stage: stage))
            #expect(after.session.isFinished)
        }
        let (_, quitting) = failure(lines, then: ["silence"])
        #expect(quitting.session.isFinished)
        #expect(
            !quitting.questions.contains { if case .next(.failed) = $0 { true } else { false } })
    }

    @Test("the connection ends at every stage")
    func endings() {
        let lines = ["220 mx", "250 mx", "250 ok", "250 ok", "354 go"]
        let stages: [SMTPClientStage] = [
            .greeting, .hello, .sender, .recipients, .dataStart, .message,
        ]
        for (count, stage) in stages.enumerated() {
            let lines = Array(lines.prefix(count))
            #expect(failure(lines, then: ["closedByPeer"]).0 == .connectionLost(stage: stage))
            #expect(failure(lines, then: ["failed"]).0 == .transport(.reset, stage: stage))
            let closing = SMTPReply(.serviceUnavailable, .init(4, 3, 2), "down")
            #expect(
                failure(lines + ["421 4.3.2 down"]).0 == .serviceClosing(closing, stage: stage))
        }
    }

    @Test("a failure while the host thinks is told once, when it has answered")
    func failureWhileAsked() {
        var stage = Stage(client()) { _ in nil }
        _ = stage.give(.opened)
        _ = stage.give(.received(Array("220 mx\r\n".utf8)))
        _ = stage.give(.received(Array("250 mx\r\n".utf8)))
        #expect(stage.questions == [.next(after: nil)])
        #expect(stage.give(.received(Array("421 4.4.2 too slow\r\n".utf8))).isEmpty)
        #expect(stage.give(.closedByPeer).isEmpty)
        let envelope = Envelope(reversePath: .null, recipients: [.postmaster])
        let heard = stage.give(.answered(.transaction(envelope, octets: [])))
        #expect(heard == [.deed("close")])
        let reply = SMTPReply(.serviceUnavailable, .init(4, 4, 2), "too slow")
        #expect(
            stage.questions.last == .next(after: .failed(.serviceClosing(reply, stage: .ready))))
        #expect(stage.questions.count == 2)
        #expect(stage.give(.answered(.quit)).isEmpty)
    }

    @Test("a connection that never was")
    func neverConnected() {
        var stage = Stage(client()) { _ in .quit }
        #expect(stage.give(.failed(.refused)).isEmpty)
        #expect(
            stage.questions == [
                .next(after: .failed(.transport(.refused, stage: .connecting)))
            ])
    }
}
