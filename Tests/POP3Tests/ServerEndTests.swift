import Clockwork
import Session
import Support
import Testing

@testable import POP3

@Suite("POP3 server: ends, room and limits")
struct ServerEndTests {
    /// A lab that is logged in and has marked message 1.
    static func marked() -> ServerLab {
        var lab = ServerLab()
        _ = lab.give(.opened)
        _ = lab.give(.received(Array("USER ann\r\nPASS  wonder  land\r\nDELE 1\r\n".utf8)))
        #expect(lab.session.stateName == "TRANSACTION")
        return lab
    }

    @Test(
        "without QUIT nothing is removed, and the lock is given back",
        arguments: ["closed", "failed", "shutdown", "time 600"])
    func noUpdate(event: String) {
        var lab = Self.marked()
        let heard = lab.perform(.event(event))
        #expect(lab.removed == nil && lab.releases == 1)
        #expect(lab.noteKeys.contains("pop3.no-update"))
        #expect(!lab.noteKeys.contains("pop3.update"))
        let closes = heard.contains(.deed("close"))
        #expect(closes == (event != "failed"))
        // Not a word is said (RFC 1939 §3).
        for item in heard { if case .octets(let octets) = item { Issue.record("\(octets)") } }
        #expect(lab.session.nextDeadline == nil && lab.session.validVerbs.isEmpty)
        #expect(lab.give(.received(Array("QUIT\r\n".utf8))).isEmpty && lab.removed == nil)
    }

    @Test("QUIT removes what was marked, and says so in order")
    func update() {
        var lab = Self.marked()
        _ = lab.give(.received(Array("DELE 3\r\nQUIT\r\n".utf8)))
        #expect(lab.removed == [1, 3] && lab.releases == 1)
        #expect(
            lab.noteKeys == [
                "pop3.state", "pop3.password-in-clear", "pop3.maildrop-locked", "pop3.state",
                "pop3.only-marked", "pop3.only-marked", "pop3.state", "pop3.update",
            ])
    }

    @Test("a removal that failed is told, RFC 1939 §6")
    func updateFails() {
        var lab = Self.marked()
        lab.answers = false
        _ = lab.give(.received(Array("QUIT\r\n".utf8)))
        #expect(lab.pending == [.commit(deletedUIDs: [1])])
        let heard = lab.give(.answered(.commitFailed))
        #expect(
            heard.first
                == .octets(
                    Array("-ERR [SYS/TEMP] Some deleted messages were not removed\r\n".utf8)))
        #expect(lab.pending.last == .release && heard.contains(.deed("close")))
    }

    @Test("any command puts the autologout off")
    func autologout() {
        var lab = Self.marked()
        #expect(lab.session.nextDeadline == .zero + .minutes(10))
        lab.now += .minutes(9)
        _ = lab.give(.received(Array("NOOP\r\n".utf8)))
        #expect(lab.session.nextDeadline == lab.now + .minutes(10))
        lab.now += .minutes(9)
        #expect(lab.give(.deadlinePassed).isEmpty)
        lab.now += .minutes(1)
        #expect(lab.give(.deadlinePassed) == [.deed("release"), .deed("close")])
        #expect(lab.noteKeys.contains("pop3.autologout"))
    }

    @Test("a connection that is lost while the host thinks leaves no lock behind")
    func lostWhileOpening() {
        var lab = ServerLab()
        lab.answers = false
        _ = lab.give(.opened)
        _ = lab.give(.received(Array("USER ann\r\nPASS x\r\n".utf8)))
        _ = lab.give(.answered(.verdict(.accepted(login: "ann"))))
        _ = lab.give(.failed(.reset))
        #expect(lab.pending.suffix(2) == [.open(login: "ann"), .release])
        #expect(lab.give(.answered(.opened([]))).isEmpty)
    }

    @Test("a message that is gone is refused, and the session goes on")
    func gone() {
        var lab = Self.marked()
        lab.letters.removeLast()
        let heard = lab.give(.received(Array("RETR 3\r\nNOOP\r\n".utf8)))
        #expect(heard.count == 2 && heard[1] == .octets(Array("+OK\r\n".utf8)))
    }

    @Test("a large message goes out as there is room, and commands behind it wait")
    func room() {
        var lab = ServerLab()
        let line = Array((String(repeating: "x", count: 70) + "\r\n").utf8)
        let body = (0..<4_000).flatMap { _ in line }
        lab.letters = [Array("\r\n".utf8) + body]
        _ = lab.give(.opened)
        _ = lab.give(.received(Array("USER ann\r\nPASS  wonder  land\r\n".utf8)))
        lab.drains = false
        var got: [UInt8] = []
        func collect(_ heard: [Transcript.Heard]) -> Int {
            var count = 0
            for case .octets(let octets) in heard {
                got += octets
                count += octets.count
            }
            return count
        }
        #expect(collect(lab.give(.received(Array("RETR 1\r\nSTAT\r\n".utf8)))) <= 65_536 + 512)
        #expect(lab.give(.writable(0)).isEmpty)
        for _ in 0..<100 { #expect(collect(lab.give(.writable(5_000))) < 5_000 + 600) }
        let head = Array("+OK 288002 octets\r\n\r\n".utf8)
        let tail = Array(".\r\n+OK 1 288002\r\n".utf8)
        #expect(got == head + body + tail)
    }

    @Test("10,000 messages are listed quickly, in pieces")
    func manyMessages() {
        var lab = ServerLab()
        lab.letters = Array(repeating: Array("\r\nx\r\n".utf8), count: 10_000)
        _ = lab.give(.opened)
        let clock = ContinuousClock()
        var got: [UInt8] = []
        let taken = clock.measure {
            for command in ["USER ann", "PASS  wonder  land", "LIST", "UIDL"] {
                for case .octets(let octets) in lab.give(.received(Array("\(command)\r\n".utf8))) {
                    got += octets
                }
            }
        }
        #expect(got.suffix(19) == Array("10000 id-10000\r\n.\r\n".utf8))
        #expect(got.filter { $0 == 0x0A }.count == 20_006)
        #expect(lab.largestBurst <= 65_536 + 512 && taken < .seconds(5))
    }

    @Test("what came in the clear behind STLS is not obeyed")
    func injection() {
        var lab = ServerLab(.init(hostName: "mail.lab.example", offersSTLS: true))
        _ = lab.give(.opened)
        let heard = lab.give(.received(Array("STLS\r\nUSER ann\r\nPASS x\r\n".utf8)))
        #expect(heard.count == 2 && heard.last == .deed("startTLS"))
        #expect(lab.noteKeys.last == "pop3.discarded-before-tls")
        #expect(lab.give(.received(Array("CAPA\r\n".utf8))).isEmpty)
        let facts = TLSFacts(protocolVersion: "TLSv1.3", cipherSuite: "x")
        #expect(lab.give(.secured(facts)).isEmpty)
        #expect(!lab.session.validVerbs.contains("STLS"))
    }

    @Test("too many waiting commands end the session")
    func flood() {
        var lab = ServerLab()
        lab.answers = false
        _ = lab.give(.opened)
        _ = lab.give(.received(Array("USER ann\r\nPASS x\r\n".utf8)))
        let flood = [UInt8](repeating: 0x41, count: 70_000)
        #expect(lab.give(.received(flood)).last == .deed("close"))
    }

    @Test(
        "random octets never trap, and every reply is a line of 512 octets at most",
        arguments: Seeds.few)
    func randomOctets(seed: UInt64) {
        var dice = Dice(seed: seed)
        let words = [
            "USER ann\r\n", "PASS  wonder  land\r\n", "AUTH PLAIN\r\n", "AUTH LOGIN YW5u\r\n",
            "APOP a b\r\n", "LIST\r\n", "RETR 2\r\n", "TOP 1 1\r\n", "DELE 1\r\n", "UIDL\r\n",
            "RSET\r\n", "STAT\r\n", "CAPA\r\n", "NOOP\r\n", "STLS\r\n", "*\r\n", "QUIT\r\n",
        ]
        for _ in 0..<60 {
            var lab = ServerLab(
                .init(
                    hostName: String(repeating: "é", count: 300), offersSTLS: true,
                    apopTimestamp: "<a@b>"))
            _ = lab.give(.opened)
            for _ in 0..<60 {
                let heard: [Transcript.Heard]
                switch dice.below(10) {
                case 0:
                    let noise = (0..<dice.below(40)).map { _ in UInt8(dice.below(256)) }
                    heard = lab.give(.received(noise))
                case 1: heard = lab.perform(.event("time \(dice.below(9))"))
                case 2 where dice.happens(1, in: 9): heard = lab.perform(.event("secured"))
                case 3 where dice.happens(1, in: 30): heard = lab.give(.answered(.octets(nil)))
                default:
                    heard = lab.give(
                        .received(Array(words[Int(dice.below(UInt64(words.count)))].utf8)))
                }
                for case .octets(let octets) in heard {
                    #expect(octets.suffix(2) == [0x0D, 0x0A] && octets.count <= 16_900)
                }
            }
            #expect(lab.session.validVerbs.count <= 10)
        }
    }
}
