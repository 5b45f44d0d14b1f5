import Session
import Support
import Testing

@testable import SMTP

/// False ends of a letter that some servers take for the true one: a letter with one of these
/// inside could carry a second letter past the first server's checks (RFC 5321 §4.1.1.4).
@Suite struct SmugglingTests {
    /// What stands between the two letters, and whether it is a true end.
    static let corpus: [(end: String, isTrueEnd: Bool)] = [
        (#"\x0A.\x0A"#, false), (#"\x0A.\x0D\x0A"#, false), (#"\x0D.\x0D"#, false),
        (#"\x0D.\x0D\x0A"#, false), (#"\x0D\x0A.\x0A"#, false), (#"\x0D\x0A.\x0D"#, false),
        (#"\x00\x0D\x0A.\x0D\x0A"#, true), (#"\x0D\x0A\x00.\x0D\x0A"#, false),
        (#"\x0D\x00\x0A.\x0D\x0A"#, false), (#"\x00\x0D\x0A.\x0D\x0A"#, true),
        (#"\x0D\x0A.\x00\x0D\x0A"#, false), (#"\x0D\x0A.\x0D\x00\x0A"#, false),
        (#"\x0D\x0A.\x0D\x0A\x00"#, true), (#"\x0D\x0D\x0A.\x0D\x0A"#, true),
    ]

    @Test("only CRLF.CRLF ends a letter", arguments: Seeds.pieceSizes)
    func corpus(size: Int) {
        for (number, (end, isTrueEnd)) in Self.corpus.enumerated() {
            var stage = Stage(PaperHost.relay.session, answer: PaperHost.answer)
            _ = stage.give(.opened)
            let envelope =
                "EHLO a\\x0D\\x0AMAIL FROM:<a@b.example>\\x0D\\x0A"
                + "RCPT TO:<bob@lab.example>\\x0D\\x0ADATA\\x0D\\x0A"
            let second =
                "MAIL FROM:<evil@b.example>\\x0D\\x0ARCPT TO:<bob@lab.example>\\x0D\\x0A"
                + "DATA\\x0D\\x0Asmuggled\\x0D\\x0A.\\x0D\\x0A"
            let octets = Transcript.octets(envelope + "first" + end + second)
            var heard: [Transcript.Heard] = []
            for piece in pieces(of: octets, size: size) { heard += stage.give(.received(piece)) }
            let senders = stage.questions.count { question in
                if case .sender = question { true } else { false }
            }
            let letters = stage.questions.count { question in
                if case .store = question { true } else { false }
            }
            let replies = text(stage.sentOctets(heard))
            #expect(senders == (isTrueEnd && number != 12 ? 2 : 1), "A\(number + 1)")
            #expect(replies.contains("550 5.6.11 ") || number == 12, "A\(number + 1)")
            // The letter with the false end in it is never handed on.
            #expect(letters == (isTrueEnd ? 1 : 0), "A\(number + 1): \(letters)")
            #expect(stage.session.stateName == "ready")
        }
    }

    @Test("a client sends no CR or LF alone")
    func sender() {
        for octets in ["a\nb\r\n", "a\rb\r\n", "a\r\n\r", "\n", "\r", "a\r\n.\n"] {
            #expect(SMTPDotStuffing.wire(Array(octets.utf8)) == nil)
        }
        #expect(SMTPDotStuffing.wire([]) == Array(".\r\n".utf8))
        #expect(SMTPDotStuffing.wire(Array(".".utf8)) == Array("..\r\n.\r\n".utf8))
        #expect(
            SMTPDotStuffing.wire(Array("a\r\n.\r\n..b".utf8))
                == Array("a\r\n..\r\n...b\r\n.\r\n".utf8))
    }
}
