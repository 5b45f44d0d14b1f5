import Clockwork
import Support
import TLS
import Testing

@testable import Wiretap

@Suite("However the octets are cut, and whatever they are")
struct CuttingTests {
    private static let talks: [(String, UInt16)] = [
        (ConversationTests.submission, 587), (ConversationTests.pop3, 110),
        (ConversationTests.imap, 143),
        ("S: 220 x\nC: EHLO a\nC: STARTTLS\nC: early\nS: 250 a\nS: 220 go", 25),
        ("S: 220 x\nC: " + String(repeating: "x", count: 40_000) + "\nC: QUIT", 25),
    ]

    @Test("a listener hears the same", arguments: Seeds.pieceSizes, talks.indices)
    func cut(size: Int, talk: Int) throws {
        let (text, port) = Self.talks[talk]
        let whole = try Listening.hear(text, port: port)
        #expect(whole.count >= 3)
        #expect(try Listening.hear(text, port: port, size: size) == whole)
    }

    @Test("random octets and mutilated talk: no trap, the same in any pieces, nothing without end")
    func fuzz() throws {
        for round in 0..<Seeds.rounds(soak: 50_000) {
            for seed in Seeds.few {
                var dice = Dice(seed: seed &+ UInt64(round) &* 1_000_003)
                let port = [UInt16(25), 110, 143, 993][Int(dice.below(4))]
                let turns = Self.mutilated(&dice)
                let whole = try Listening.hear(turns, port: port)
                let size = 1 + Int(dice.below(50))
                let pieces = try Listening.hear(turns, port: port, size: size)
                #expect(pieces == whole, "round \(round), \(Seeds.again(seed))")
                let octets = turns.reduce(0) { $0 + $1.octets.count }
                #expect(whole.count <= octets + turns.count + 8)
            }
        }
    }

    private static func mutilated(_ dice: inout Dice) -> [Listening.Turn] {
        let (text, _) = talks[Int(dice.below(UInt64(talks.count - 1)))]
        var turns = Listening.turns(text)
        for _ in 0..<(1 + Int(dice.below(8))) {
            let place = Int(dice.below(UInt64(turns.count)))
            var octets = turns[place].octets
            switch dice.below(5) {
            case 0: turns.remove(at: place)
            case 1: turns.insert(turns[place], at: Int(dice.below(UInt64(turns.count))))
            case 2:
                let noise = (0..<(1 + Int(dice.below(40)))).map { _ in
                    UInt8(truncatingIfNeeded: dice.below(256))
                }
                turns[place] = .init(side: turns[place].side, octets: noise)
            case 3:
                octets[Int(dice.below(UInt64(octets.count)))] = UInt8(
                    truncatingIfNeeded: dice.below(256))
                turns[place] = .init(side: turns[place].side, octets: octets)
            case _:
                turns[place] = .init(side: turns[place].side.opposite, octets: octets)
            }
            if turns.isEmpty { return Listening.turns("C: NOOP") }
        }
        return turns
    }

    @Test("a side that waits in vain is kept within its limit, and what was lost is said")
    func waitingIsLimited() throws {
        for size in [1_000, 70_000] {
            var reader = try #require(ConversationReader(serverPort: 25))
            var heard = reader.take(Array("220 x\r\n".utf8), from: .server)
            heard += reader.take(Array("DATA\r\n".utf8), from: .client)
            let octets = [UInt8](repeating: 0x61, count: 700_000)
            for piece in pieces(of: octets, size: size) {
                heard += reader.take(piece, from: .client)
            }
            #expect(heard.lines == ["220 x", "DATA"])
            heard = reader.take(Array("503 no\r\n".utf8), from: .server)
            #expect(heard.contains(.missed(700_000 - HeardStream.waitingLimit, of: .client)))
            heard = reader.take(Array("QUIT\r\n".utf8), from: .client)
            #expect(heard.lines == ["QUIT"])
        }
    }
}
