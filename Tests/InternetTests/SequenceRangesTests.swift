import Clockwork
import Support
import Testing
import Wire

@testable import Internet

@Suite("Sequence ranges, reports and hashes")
struct SequenceRangesTests {
    @Test("ranges hold what a plain list of octets holds", arguments: Seeds.few)
    func model(seed: UInt64) {
        var dice = Dice(seed: seed)
        // The numbers wrap round in the middle.
        let base = SequenceNumber(0xFFFF_FF00)
        for _ in 0..<60 {
            var ranges = SequenceRanges()
            var plain = [Bool](repeating: false, count: 600)
            for _ in 0..<40 {
                let start = Int(dice.below(560))
                let end = start + Int(dice.below(40))
                if dice.happens(1, in: 8) {
                    ranges.remove(before: base + start)
                    for place in 0..<start { plain[place] = false }
                } else {
                    let before = plain.count { $0 }
                    for place in start..<end { plain[place] = true }
                    let new = ranges.insert(base + start, base + end)
                    #expect(new == plain.count { $0 } - before, "\(Seeds.again(seed))")
                }
                check(ranges, plain, base, Seeds.again(seed), &dice)
            }
        }
    }

    private func check(
        _ ranges: SequenceRanges, _ plain: [Bool], _ base: SequenceNumber, _ name: String,
        _ dice: inout Dice
    ) {
        #expect(ranges.total == plain.count { $0 }, "\(name)")
        for (left, right) in zip(ranges.ranges, ranges.ranges.dropFirst()) {
            let isApart = left.end < right.start
            #expect(isApart, "\(name)")
        }
        let place = Int(dice.below(600))
        let isHeld = ranges.range(holding: base + place) != nil
        #expect(isHeld == plain[place], "\(name)")
        let first = (place..<600).first { !plain[$0] }
        let gap = ranges.gap(from: base + place, before: base + 600)
        #expect(gap?.start == first.map { base + $0 }, "\(name)")
        let sum = plain.prefix(place).count { $0 }
        #expect(ranges.total(before: base + place) == sum, "\(name)")
    }

    @Test("no more than so many ranges are kept apart")
    func limit() {
        var ranges = SequenceRanges()
        let base = SequenceNumber(7)
        for place in 0..<600 { _ = ranges.insert(base + 2 * place, base + 2 * place + 1) }
        #expect(ranges.ranges.count == SequenceRanges.limit)
        #expect(ranges.insert(base + 5_000, base + 5_001) == nil)
        #expect(ranges.insert(base + 1, base + 2) == 1)
    }

    @Test("octets behind the third report are lost, and what is on its way is counted")
    func scoreboard() {
        var board = Scoreboard()
        let una = SequenceNumber(0xFFFF_F000)
        let nxt = una + 10_000
        func take(_ start: Int, _ end: Int) -> Int {
            board.take(
                SACKBlocks([SACKBlock(start: (una + start).raw, end: (una + end).raw)]),
                una: una, nxt: nxt)
        }
        #expect(board.pipe(una: una, nxt: nxt, segmentSize: 1_000) == 10_000)
        #expect(take(1_000, 2_000) == 1_000)
        #expect(take(1_000, 2_000) == 0)
        #expect(take(0, 1_000) == 0)
        #expect(take(9_000, 10_001) == 0)
        #expect(!board.isLost(una, segmentSize: 1_000))
        #expect(board.pipe(una: una, nxt: nxt, segmentSize: 1_000) == 9_000)
        #expect(take(4_000, 7_000) == 3_000)
        #expect(board.isLost(una, segmentSize: 1_000))
        // 3,000 octets behind the last report; what is missing before it is lost.
        #expect(board.pipe(una: una, nxt: nxt, segmentSize: 1_000) == 3_000)
        let hole = board.lost(una: una, segmentSize: 1_000)
        #expect(hole == .init(start: una, end: una + 1_000))
        board.resent = una + 1_000
        #expect(board.pipe(una: una, nxt: nxt, segmentSize: 1_000) == 4_000)
        #expect(
            board.lost(una: una, segmentSize: 1_000)
                == .init(start: una + 2_000, end: una + 4_000))
    }

    @Test("a block of half the sequence space is nonsense")
    func hugeBlock() {
        var board = Scoreboard()
        let una = SequenceNumber(4_248_280_226)
        let block = SACKBlock(start: 972_498_835, end: 2_931_979_761)
        #expect(board.take(SACKBlocks([block]), una: una, nxt: una + 4_000) == 0)
    }

    @Test("SipHash gives the values of its authors")
    func sipHash() {
        // Key 00 01 … 0f; the octets 00 … 07, and none (the test vectors of the reference code).
        let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)
        #expect(KeyedHash(key: key).value == 0x726F_DB47_DD0E_0E31)
        var hash = KeyedHash(key: key)
        hash.add(0x0706_0504_0302_0100)
        #expect(hash.value == 0x93F5_F579_9A93_2462)
    }

    @Test("initial numbers differ for each pair of ends and seed, and rise with time")
    func initialNumbers() {
        func number(_ seed: UInt64, _ port: UInt16, at moment: Instant = .zero) -> UInt32 {
            var network = Network(seed: seed)
            network.advance(to: moment)
            return network.initialNumbers(
                on: NodeID(raw: 0), Endpoint(IPAddress(192, 0, 2, 1), port),
                Endpoint(IPAddress(192, 0, 2, 2), 25)
            ).iss
        }
        #expect(number(1, 1_000) == number(1, 1_000))
        #expect(number(1, 1_000) != number(1, 1_001))
        #expect(number(1, 1_000) != number(2, 1_000))
        let later = number(1, 1_000, at: .zero + .milliseconds(4))
        #expect(later &- number(1, 1_000) == 1_000)
    }

    @Test("the window shift is the least that the buffer needs, at most fourteen")
    func windowShift() {
        for (octets, shift) in [(0, 0), (65_535, 0), (65_536, 1), (1 << 20, 5), (Int.max, 14)] {
            var settings = TCPSettings()
            settings.receiveBufferOctets = octets
            #expect(settings.windowShift == shift)
        }
    }
}
