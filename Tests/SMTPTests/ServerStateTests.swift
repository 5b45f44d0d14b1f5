import Support
import Testing

@testable import SMTP

/// Every state met by every command: what is answered, and where it leads.
@Suite struct ServerStateTests {
    private static let commands = [
        "EHLO a", "HELO a", "MAIL FROM:<>", "RCPT TO:<bob@lab.example>", "DATA", "RSET", "NOOP",
        "VRFY bob", "EXPN x", "HELP", "AUTH LOGIN", "STARTTLS", "QUIT",
    ]

    /// How to get into each state that takes commands, and the codes in the order above.
    private static let table: [(name: String, script: String, codes: [Int])] = [
        (
            "waiting for EHLO", "",
            [250, 250, 503, 503, 503, 250, 250, 252, 502, 214, 503, 503, 221]
        ),
        (
            "ready", "EHLO a\r\n",
            [250, 250, 250, 503, 503, 250, 250, 252, 502, 214, 334, 220, 221]
        ),
        (
            "ready", "HELO a\r\n",
            [250, 250, 250, 503, 503, 250, 250, 252, 502, 214, 503, 220, 221]
        ),
        (
            "sender given", "EHLO a\r\nMAIL FROM:<>\r\n",
            [250, 250, 503, 250, 503, 250, 250, 252, 502, 214, 503, 503, 221]
        ),
        (
            "recipient given", "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<bob@lab.example>\r\n",
            [250, 250, 503, 250, 354, 250, 250, 252, 502, 214, 503, 503, 221]
        ),
        (
            "ready, authenticated",
            "EHLO a\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ=\r\n",
            [250, 250, 250, 503, 503, 250, 250, 252, 502, 214, 503, 503, 221]
        ),
        // Here every line is a response, and none of these is a name in base64.
        (
            "authenticating", "EHLO a\r\nAUTH LOGIN\r\n",
            [501, 501, 501, 501, 501, 501, 501, 501, 501, 501, 501, 501, 501]
        ),
    ]

    private func stage(_ script: String) -> Stage<SMTPServerSession> {
        var host = PaperHost.relay
        host.configuration.sasl.methods = [.plain, .login]
        host.configuration.cleartextPasswords = true
        host.configuration.offersStartTLS = true
        var stage = Stage(host.session, answer: PaperHost.answer)
        _ = stage.give(.opened)
        _ = stage.give(.received(Array(script.utf8)))
        return stage
    }

    @Test("state × command")
    func walk() {
        for (name, script, codes) in Self.table {
            for (command, code) in zip(Self.commands, codes) {
                var stage = stage(script)
                #expect(stage.session.stateName == name)
                let verb = command.prefix { $0 != " " }
                let isValid = stage.session.validVerbs.contains(String(verb))
                let heard = stage.give(.received(Array(command.utf8) + [13, 10]))
                let reply = text(stage.sentOctets(heard))
                #expect(reply.hasPrefix("\(code)"), "\(name), \(command): \(reply)")
                // What completion offers is never out of sequence, and the other way round.
                if name != "authenticating" {
                    #expect(isValid == (code != 503 && code != 502), "\(name), \(command)")
                }
            }
        }
    }

    @Test("a client that is refused at the greeting hears 503 to all but QUIT (RFC 5321 §3.1)")
    func refused() {
        for (command, code) in zip(
            Self.commands, [503, 503, 503, 503, 503, 503, 503, 503, 503, 503, 503, 503, 221])
        {
            var host = PaperHost.relay
            host.configuration.refusal = "Not from you"
            var stage = Stage(host.session, answer: PaperHost.answer)
            #expect(
                text(stage.sentOctets(stage.give(.opened))) == "554 mx.lab.example Not from you\r\n"
            )
            #expect(stage.session.stateName == "refused")
            #expect(stage.session.validVerbs == ["QUIT"])
            // The server waits for QUIT, though not for ever.
            #expect(stage.session.nextDeadline != nil)
            let heard = stage.give(.received(Array(command.utf8) + [13, 10]))
            let reply = text(stage.sentOctets(heard))
            #expect(reply.hasPrefix("\(code)"), "\(command): \(reply)")
            #expect(stage.session.stateName == (code == 221 ? "closed" : "refused"))
        }
    }

    @Test("while a question is open, lines wait")
    func waiting() {
        let questions: [(String, SMTPAnswer, String)] = [
            ("EHLO a\r\nMAIL FROM:<>\r\n", .accepted, "250 2.1.0"),
            (
                "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<bob@lab.example>\r\n", .accepted, "250 2.1.5"
            ),
            ("VRFY bob\r\n", .verified(.cannotVerify), "252 2.5.0"),
        ]
        for (script, answer, reply) in questions {
            var stage = stage("")
            let last = script.split(separator: "\r\n").count
            var count = 0
            stage.answer = { question in
                count += 1
                return count < last - 1 ? PaperHost.answer(question) : nil
            }
            _ = stage.give(.received(Array(script.utf8)))
            #expect(stage.session.isWaiting)
            #expect(stage.session.nextDeadline == nil)
            #expect(stage.give(.received(Array("NOOP\r\nNOOP\r\n".utf8))).isEmpty)
            let replies = text(stage.sentOctets(stage.give(.answered(answer))))
            #expect(replies.hasPrefix(reply))
            #expect(replies.hasSuffix("250 2.0.0 OK\r\n250 2.0.0 OK\r\n"))
        }
    }

    @Test("a learner is told of each move")
    func notes() {
        let script = "EHLO a.example\r\nMAIL FROM:<>\r\nRCPT TO:<bob@lab.example>\r\nDATA\r\n.\r\n"
        let stage = stage(script)
        let moves = stage.notes.filter { $0.key == "smtp.state" }
            .map { $0.values.map(\.text).joined(separator: " > ") }
        #expect(
            moves == [
                "unopened > waiting for EHLO", "waiting for EHLO > ready", "ready > sender given",
                "sender given > recipient given", "recipient given > reading the message",
                "reading the message > ready",
            ])
        let keys = stage.notes.map(\.key)
        for key in [
            "smtp.ehlo", "smtp.null-sender", "smtp.recipient-accepted", "smtp.data",
            "smtp.responsibility", "smtp.pipelining",
        ] { #expect(keys.contains(key), "\(key)") }
    }
}
