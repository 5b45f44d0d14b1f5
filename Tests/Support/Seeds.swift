/// The seeds that random tests run with; `make soak` sets MAILLAB_SEEDS to run thousands.
package enum Seeds {
    /// The fixed small share that `make test` runs.
    package static let few: [UInt64] = [1, 7, 42, 8412]

    /// Sizes of the pieces into which every transcript is cut: TCP promises no boundaries.
    package static let pieceSizes = [1, 2, 3, 7, 64, 10_000]
}
