import Support
import Testing

@testable import Clockwork

@Suite("Dice")
struct DiceTests {
    /// The numbers of SplitMix64 for seed 0 and 1234567 are published with the generator; the rest
    /// are ours. A change of any of them changes every saved replay.
    @Test("throws the same numbers for ever")
    func fixed() {
        var zero = Dice(seed: 0)
        #expect(zero.next() == 0xE220_A839_7B1D_CDAF)
        #expect(zero.next() == 0x6E78_9E6A_A1B9_65F4)
        #expect(zero.next() == 0x06C4_5D18_8009_454F)
        var other = Dice(seed: 1_234_567)
        #expect((0..<3).map { _ in other.next() } == Self.published)
    }

    private static let published: [UInt64] = [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
    ]

    @Test("derives the same streams for ever")
    func streams() {
        var link = Dice(seed: 8412).stream("link alice-pc")
        #expect((0..<2).map { _ in link.next() } == Self.linkStream)
        var unnamed = Dice(seed: 0).stream("")
        #expect(unnamed.next() == Self.unnamedStream)
        var dice = Dice(seed: 42)
        #expect((0..<12).map { _ in dice.below(6) } == Self.throwsOfSix)
        #expect(dice.shuffled(Array(1...8)) == Self.shuffle)
    }

    private static let linkStream: [UInt64] = [0x984B_0A33_FA08_23DB, 0xFC67_659B_0770_96C5]
    private static let unnamedStream: UInt64 = 0x21FA_69A5_8F3D_62F5
    private static let throwsOfSix: [UInt64] = [4, 0, 1, 2, 0, 5, 1, 4, 2, 3, 1, 2]
    private static let shuffle: [Int] = [3, 6, 8, 1, 2, 7, 4, 5]

    @Test("one stream does not move another")
    func independent() {
        let seed = Dice(seed: 7)
        var first = seed.stream("a")
        for _ in 0..<100 { _ = first.next() }
        var second = seed.stream("b")
        var again = Dice(seed: 7).stream("b")
        #expect(second.next() == again.next())
        var other = Dice(seed: 7).stream("a")
        var third = Dice(seed: 8).stream("b")
        #expect(other.next() != second.next())
        #expect(third.next() != second.next())
    }

    @Test("stays below its bound and reaches every number", arguments: Seeds.few)
    func bounds(seed: UInt64) {
        var dice = Dice(seed: seed)
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<10_000 { counts[Int(dice.below(10))] += 1 }
        #expect(counts.allSatisfy { 850...1_150 ~= $0 }, "seed \(seed): \(counts)")
        #expect(dice.below(0) == 0)
        #expect(dice.below(1) == 0)
        #expect((0..<100).allSatisfy { _ in !dice.happens(0, in: 10) })
        #expect((0..<100).allSatisfy { _ in dice.happens(10, in: 10) })
        #expect((0..<100).allSatisfy { _ in !dice.happens(1, in: 0) })
    }

    @Test("a shuffle loses nothing and reaches every order", arguments: Seeds.few)
    func shuffles(seed: UInt64) {
        var dice = Dice(seed: seed)
        #expect(dice.shuffled(Array(0..<100)).sorted() == Array(0..<100))
        #expect(dice.shuffled([Int]()) == [])
        #expect(dice.shuffled([1]) == [1])
        var orders: [[Int]] = []
        for _ in 0..<200 {
            let order = dice.shuffled([1, 2, 3])
            if !orders.contains(order) { orders.append(order) }
        }
        #expect(orders.count == 6)
    }
}
