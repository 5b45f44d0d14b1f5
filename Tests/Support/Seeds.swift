import Foundation

/// The seeds that random tests run with, and how often they throw.
///
/// `make test` runs a fixed small share. `make soak SEEDS=1000` sets MAILLAB_SEEDS, and every
/// random test runs with so many seeds. MAILLAB_SEED=8412 repeats one seed that failed.
package enum Seeds {
    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    /// The seeds of a test that is quick: four in `make test`.
    package static let few: [UInt64] = first(4)

    /// So many seeds in `make test`, and the number asked for in `make soak`.
    package static func first(_ count: Int) -> [UInt64] {
        if let only = number("MAILLAB_SEED") { return [only] }
        let known: [UInt64] = [1, 7, 42, 8412]
        let wanted = number("MAILLAB_SEEDS").map { Int(clamping: $0) } ?? count
        let more = max(0, wanted - known.count)
        return Array(known.prefix(wanted)) + (0..<more).map { 10_000 + UInt64($0) }
    }

    /// How many rounds a fuzzing test makes: `soak` of them in `make soak` with its 1,000 seeds,
    /// and a thousandth in `make test`.
    package static func rounds(soak: Int) -> Int {
        let seeds = number("MAILLAB_SEEDS").map { Int(clamping: $0) } ?? 1
        return max(1, soak / 1_000 * min(seeds, 1_000_000))
    }

    /// What a failing random test says: how to see it again.
    package static func again(_ seed: UInt64) -> String {
        "seed \(seed); to repeat it: MAILLAB_SEED=\(seed) make test"
    }

    /// Sizes of the pieces into which every transcript is cut: TCP promises no boundaries.
    package static let pieceSizes = [1, 2, 3, 7, 64, 10_000]
}
