import Foundation

/// Runs `body` and returns the wall-clock seconds that it took.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now  // wall clock: a bench measures real seconds
    try body()
    let taken = ContinuousClock.now - start  // wall clock: a bench measures real seconds
    return Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18
}

/// The quickest of some runs: what disturbs a run only makes it longer.
func quickest(of runs: Int, _ body: () -> (count: Int, seconds: Double)) -> (
    count: Int, seconds: Double
) {
    var best = body()
    for _ in 1..<runs {
        let next = body()
        if next.seconds < best.seconds { best = next }
    }
    return best
}

/// Prints one figure.
func line(_ name: String, _ figure: String) {
    print(name.padding(toLength: 60, withPad: " ", startingAt: 0) + figure)
}
