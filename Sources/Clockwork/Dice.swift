/// A seeded source of chance (SplitMix64): the only one in the house.
///
/// Each connection and purpose derives a stream of its own, so that one more throw in one place
/// does not move the throws of all others.
package struct Dice: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// A stream of its own for `purpose`; the same seed and purpose give the same stream.
    package func stream(_ purpose: String) -> Dice {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in purpose.utf8 { hash = (hash ^ UInt64(octet)) &* 0x0000_0100_0000_01B3 }
        var mixed = Dice(seed: state ^ hash)
        return Dice(seed: mixed.next())
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; zero when `bound` is zero.
    package mutating func below(_ bound: UInt64) -> UInt64 {
        bound == 0 ? 0 : next().multipliedFullWidth(by: bound).high
    }

    /// True in `count` of `total` cases; never when `total` is zero.
    package mutating func happens(_ count: UInt64, in total: UInt64) -> Bool {
        count > 0 && total > 0 && below(total) < count
    }

    /// Elements of `list` in a shuffled order.
    package mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
        var list = list
        for index in list.indices.dropFirst().reversed() {
            list.swapAt(index, Int(below(UInt64(index + 1))))
        }
        return list
    }
}
