import Clockwork
import Session
import Support
import Testing

@testable import SMTP

/// Time, size and patience: nothing that a peer sends is without a limit.
@Suite struct ServerLimitsTests {
    private func stage(_ host: PaperHost = .relay) -> Stage<SMTPServerSession> {
        var stage = Stage(host.session, answer: PaperHost.answer)
        _ = stage.give(.opened)
        return stage
    }

    private let toData = "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<bob@lab.example>\r\nDATA\r\n"

    @Test("five silent minutes (RFC 5321 §4.5.3.2.7)")
    func silence() {
        let waiting = ["", "EHLO a\r\n", toData, toData + "half a line"]
        for script in waiting {
            var stage = stage()
            stage.now = .zero + .minutes(1)
            _ = stage.give(.received(Array(script.utf8)))
            #expect(
                stage.session.nextDeadline == .zero + .minutes(script.isEmpty ? 5 : 6))
            stage.now = .zero + .minutes(2)
            #expect(stage.give(.deadlinePassed).isEmpty)
            #expect(text(stage.sentOctets(stage.hear(.event("silence")))).hasPrefix("421 4.4.2 "))
            #expect(stage.session.nextDeadline == nil)
            #expect(stage.session.stateName == "closed")
            #expect(stage.give(.received([1])).isEmpty)
        }
    }

    @Test("a command line that never ends does not keep the session alive")
    func slowloris() {
        var stage = stage()
        for minute in 1...4 {
            stage.now = .zero + .minutes(minute)
            _ = stage.give(.received([65]))
        }
        #expect(stage.session.nextDeadline == .zero + .minutes(5))
    }

    @Test("shutting down says 421, but lets a letter be stored first")
    func shuttingDown() {
        for script in ["", "EHLO a\r\n", toData + "text\r\n"] {
            var stage = stage()
            _ = stage.give(.received(Array(script.utf8)))
            let heard = stage.give(.shuttingDown)
            #expect(text(stage.sentOctets(heard)).hasPrefix("421 4.3.2 "))
            #expect(heard.last == .deed("close"))
        }
        var storing = stage()
        storing.answer = { question in
            if case .store = question { nil } else { PaperHost.answer(question) }
        }
        _ = storing.give(.received(Array((toData + ".\r\n").utf8)))
        #expect(storing.session.nextDeadline == nil)
        #expect(storing.give(.shuttingDown).isEmpty)
        let heard = storing.give(.answered(.stored(queueID: "Q9")))
        let replies = text(storing.sentOctets(heard))
        #expect(replies.hasPrefix("250 2.6.0 Message taken as Q9\r\n421 4.3.2 "))
    }

    @Test("twenty mistakes are enough")
    func mistakes() {
        var stage = stage()
        let heard = stage.give(.received(Array(String(repeating: "X\r\n", count: 30).utf8)))
        let lines = text(stage.sentOctets(heard)).split(separator: "\r\n")
        #expect(lines.count == 21)
        #expect(lines.last?.hasPrefix("421 4.7.0 ") == true)
        #expect(heard.last == .deed("close"))
    }

    @Test("line lengths: 512 for a command, more for MAIL and AUTH")
    func lineLengths() {
        var stage = stage()
        func reply(_ line: String) -> String {
            text(stage.sentOctets(stage.give(.received(Array(line.utf8) + [13, 10]))))
        }
        #expect(reply("NOOP " + String(repeating: "x", count: 505)).hasPrefix("250"))
        #expect(reply("NOOP " + String(repeating: "x", count: 506)).hasPrefix("500 5.5.2 Line too"))
        #expect(reply("NOOP " + String(repeating: "x", count: 100_000)).hasPrefix("500 5.5.2 Line"))
        #expect(reply("EHLO a").hasPrefix("250"))
        #expect(reply("NOOP").hasPrefix("250"))
    }

    @Test("bare line ends in commands are refused, and nothing behind them is a command")
    func bareLineEnds() {
        var stage = stage()
        let heard = stage.give(.received(Array("NOOP\nQUIT\r\nNO\rOP\r\n".utf8)))
        let replies = text(stage.sentOctets(heard)).split(separator: "\r\n").map { $0.prefix(3) }
        #expect(replies == ["500", "221"])
        #expect(stage.session.stateName == "closed")
    }

    @Test("octets sent ahead of an open question are bounded")
    func sentAhead() {
        var stage = stage()
        stage.answer = { _ in nil }
        _ = stage.give(.received(Array("EHLO a\r\nMAIL FROM:<>\r\n".utf8)))
        let flood = [UInt8](repeating: 65, count: 600_000)
        #expect(stage.give(.received(flood)).isEmpty)
        #expect(text(stage.sentOctets(stage.give(.received(flood)))).hasPrefix("421 4.7.0 "))
        #expect(stage.session.stateName == "closed")
    }

    @Test("a letter over the limit is read to its end and not kept")
    func oversized() {
        var stage = stage()
        _ = stage.give(.received(Array(toData.utf8)))
        let line = [UInt8](repeating: 65, count: 998) + [13, 10]
        for _ in 0..<100 { #expect(stage.give(.received(line)).isEmpty) }
        #expect(stage.session.body.octets.isEmpty)
        #expect(stage.session.framer.pendingCount == 0)
        let heard = stage.give(.received(Array(".\r\nQUIT\r\n".utf8)))
        #expect(text(stage.sentOctets(heard)).hasPrefix("552 5.3.4 "))
        #expect(heard.last == .deed("close"))
    }

    @Test("the time for 25 MB grows with the octets, not with their square")
    func largeLetter() {
        var host = PaperHost.relay
        host.configuration.maximumSize = 30_000_000
        var stage = stage(host)
        stage.answer = { question in
            if case .store = question { nil } else { PaperHost.answer(question) }
        }
        _ = stage.give(.received(Array(toData.utf8)))
        let piece = [UInt8](repeating: 65, count: 1_458) + [13, 10]
        let clock = ContinuousClock()
        let time = clock.measure {
            for _ in 0..<17_000 { _ = stage.give(.received(piece)) }
            _ = stage.give(.received([46, 13, 10]))
        }
        #expect(time < .seconds(20))
        guard case .store(let letter) = stage.questions.last else {
            Issue.record("no letter")
            return
        }
        #expect(letter.octets.count == 17_000 * 1_460)
    }

    @Test("what a letter holds arrives as it was sent")
    func octetsIntact() {
        let everything = (1...255).map { UInt8($0) }.filter { $0 != 13 && $0 != 10 }
        let letter = [46, 46] + everything + [13, 10, 13, 10, 46, 46, 13, 10]
        for size in Seeds.pieceSizes {
            var stage = stage()
            _ = stage.give(.received(Array(toData.utf8)))
            for piece in pieces(of: letter + [46, 13, 10], size: size) {
                _ = stage.give(.received(piece))
            }
            guard case .store(let stored) = stage.questions.last else {
                Issue.record("no letter")
                return
            }
            #expect(stored.octets == [46] + everything + [13, 10, 13, 10, 46, 13, 10])
            #expect(stored.client == "a")
        }
    }

    @Test("a client that is gone")
    func gone() {
        var early = stage()
        _ = early.give(.received(Array(toData.utf8)))
        #expect(early.give(.closedByPeer) == [.deed("close")])
        #expect(early.notes.contains { $0.key == "smtp.closed-early" })
        var reset = stage()
        #expect(reset.give(.failed(.reset)).isEmpty)
        #expect(reset.session.nextDeadline == nil)
    }

    @Test("random octets never trap, and memory stays bounded", arguments: Seeds.few)
    func noise(seed: UInt64) {
        var dice = Dice(seed: seed)
        let words = [
            "EHLO ", "MAIL FROM:<", "RCPT TO:<", ">", "bob@lab.example", "DATA", "AUTH PLAIN ",
            "AUTH LOGIN", "STARTTLS", "VRFY ", "*", "=", ".", "\r\n", "\r\n", "\r\n", "\r", "\n",
            "\0", "\"", "\\", "[", "]", "@", ",", ":", "SIZE=", "BODY=", " ", "RSET", "é",
        ]
        for _ in 0..<60 {
            var host = dice.happens(1, in: 2) ? PaperHost.submission : PaperHost.modern
            host.configuration.maximumErrors = 1_000
            var stage = stage(host)
            for _ in 0..<40 {
                var octets: [UInt8] = []
                for _ in 0..<dice.below(12) {
                    octets +=
                        dice.happens(1, in: 8)
                        ? [UInt8(dice.below(256))]
                        : Array(words[Int(dice.below(UInt64(words.count)))].utf8)
                }
                _ = stage.give(.received(octets))
                #expect(stage.session.framer.pendingCount <= 13_000)
                #expect(stage.session.body.octets.count <= 1_000)
            }
        }
    }
}
