import Clockwork
import Support
import Testing
import Wire

@testable import Internet

@Suite("Buffers of a connection")
struct BufferTests {
    @Test("octets that wait to be sent are what was given", arguments: Seeds.few)
    func sendBuffer(seed: UInt64) {
        var dice = Dice(seed: seed)
        var buffer = SendBuffer()
        var plain: [UInt8] = []
        var base = 0
        for round in 0..<600 {
            if dice.happens(1, in: 2) {
                let count = Int(dice.below([10, 2_000, 40_000][Int(dice.below(3))]))
                let new = (0..<count).map { UInt8(truncatingIfNeeded: plain.count + $0) }
                buffer.append(new, because: Cause(number: UInt64(round)))
                plain += new
            } else {
                let count = Int(dice.below(30_000))
                buffer.drop(count)
                base = min(plain.count, base + count)
            }
            #expect(buffer.base == base)
            #expect(buffer.count == plain.count - base)
            let place = base + Int(dice.below(UInt64(plain.count - base + 1)))
            let count = Int(dice.below(3_000))
            let wanted = Array(plain[place..<min(plain.count, place + count)])
            #expect(Array(buffer.octets(at: place, count: count)) == wanted, "\(Seeds.again(seed))")
        }
    }

    @Test("each octet knows what brought it about, and its first sending")
    func causes() {
        var buffer = SendBuffer()
        buffer.append([1, 2, 3], because: Cause(number: 7))
        buffer.append([4, 5], because: Cause(number: 8))
        buffer.noteSending(at: 0, as: Cause(number: 9))
        buffer.noteSending(at: 4, as: Cause(number: 10))
        #expect((0..<5).map { buffer.cause(at: $0)?.number } == [7, 7, 7, 8, 8])
        #expect((0..<5).map { buffer.firstSending(at: $0)?.number } == [9, 9, 9, 9, 10])
        buffer.drop(2)
        #expect(buffer.cause(at: 2)?.number == 7)
        #expect(buffer.firstSending(at: 3)?.number == 9)
    }

    @Test("octets that come too early are kept once, whatever overlaps", arguments: Seeds.few)
    func receiveBuffer(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<60 {
            var buffer = ReceiveBuffer(capacity: 65_535)
            let start = SequenceNumber(0xFFFF_FFF0)
            let plain = (0..<400).map { UInt8(truncatingIfNeeded: $0 * 7) }
            var has = [Bool](repeating: false, count: 400)
            for _ in 0..<30 {
                let from = 1 + Int(dice.below(380))
                let to = min(400, from + 1 + Int(dice.below(40)))
                buffer.keep(plain[from..<to], at: start + from)
                for place in from..<to { has[place] = true }
                #expect(buffer.early.total == has.count { $0 }, "\(Seeds.again(seed))")
            }
            let blocks = buffer.blocks(limit: 4)
            for place in 0..<blocks.count {
                let first = SequenceNumber(blocks[place].start) - start
                let last = SequenceNumber(blocks[place].end) - start
                #expect(has[first..<last].allSatisfy { $0 }, "\(Seeds.again(seed))")
                #expect(!has[first - 1] && (last == 400 || !has[last]), "\(Seeds.again(seed))")
            }
            // What is missing comes, one gap after the other.
            var next = start
            var got: [UInt8] = []
            while got.count < 400 {
                let place = next - start
                let missing = (place..<400).first { has[$0] } ?? 400
                got += plain[place..<missing]
                next = next + (missing - place)
                buffer.takeInOrder(at: &next) { got += $0 }
            }
            #expect(got == plain, "\(Seeds.again(seed))")
            #expect(!buffer.hasGap)
        }
    }
}
