import Clockwork

/// An endless row of octets that its key alone decides.
///
/// Block number n is the SHA-256 digest of the key and n. Whoever knows the key knows them all:
/// what is made from it is as secret as the seed of the world.
package struct ChanceStream: Hashable, Sendable {
    private let key: [UInt8]
    private var block: UInt64 = 0
    private var rest: ArraySlice<UInt8> = []

    /// A stream of its own for these octets.
    package init(seed: [UInt8]) { key = Digest.sha256(seed) }

    /// A stream of its own for these throws; the dice themselves do not move.
    package init(_ dice: Dice) {
        var dice = dice
        var seed: [UInt8] = []
        for _ in 0..<4 {
            let number = dice.next()
            for shift in stride(from: 56, through: 0, by: -8) {
                seed.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
            }
        }
        self.init(seed: seed)
    }

    /// A stream of its own for `purpose`; what this stream has given already counts for nothing.
    package func stream(_ purpose: String) -> ChanceStream {
        ChanceStream(seed: key + Array(purpose.utf8))
    }

    /// The next `count` octets.
    package mutating func octets(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            if rest.isEmpty { rest = nextBlock()[...] }
            let taken = min(rest.count, count - result.count)
            result += rest.prefix(taken)
            rest = rest.dropFirst(taken)
        }
        return result
    }

    private mutating func nextBlock() -> [UInt8] {
        var input = key
        for shift in stride(from: 56, through: 0, by: -8) {
            input.append(UInt8(truncatingIfNeeded: block >> UInt64(shift)))
        }
        block += 1
        return Digest.sha256(input)
    }
}
