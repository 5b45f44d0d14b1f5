import Simulation

/// How a run of the world ended.
struct RunOutcome {
    /// What happened, as positions in the journal.
    let events: Range<Int>
    let wasInterrupted: Bool
}

extension Interpreter {
    /// Calls after which a run ends by itself, so that a script cannot hang for ever.
    private static let mostCalls = 2_000

    /// Runs the world towards `goal`, showing how far it is; a person can stop it.
    mutating func runWorld(until goal: RunGoal) -> RunOutcome {
        let start = workbench.journal.count
        let interrupted = surroundings.interrupted
        var calls = 0
        var wasInterrupted = false
        while true {
            let report =
                isLive && !isLookingBack
                ? publisher?.wait(for: goal, in: &workbench, interrupted: interrupted)
                : workbench.run(until: goal, interrupted: interrupted)
            guard let report else { break }
            calls += 1
            if !report.wasInterrupted { break }
            if interrupted() || calls >= Self.mostCalls {
                wasInterrupted = true
                break
            }
            let count = workbench.journal.count - start
            surroundings.progress(
                words(
                    "shell.run.progress",
                    ["time": VirtualTime.dayAndTime(now), "count": "\(count)"]))
        }
        if calls > 1 { surroundings.progress("") }
        return RunOutcome(
            events: min(start, workbench.journal.count)..<workbench.journal.count,
            wasInterrupted: wasInterrupted)
    }

    /// Does an action and runs until only waiting timers are left; returns what happened since.
    mutating func performAndRun(_ action: Action) throws(Trouble) -> (
        action: Event, outcome: RunOutcome
    ) {
        let start = workbench.journal.count
        let number = try workbench.perform(action)
        guard let event = workbench.journal[number: number] else {
            throw Trouble("shell.action-lost")
        }
        let outcome = runWorld(until: .quiet)
        let first = min(start, Int(clamping: number) - 1)
        return (
            event,
            RunOutcome(
                events: max(0, first)..<workbench.journal.count,
                wasInterrupted: outcome.wasInterrupted)
        )
    }

    /// The events at `positions` of the journal.
    func events(_ positions: Range<Int>) -> [Event] {
        let journal = workbench.journal
        return positions.clamped(to: 0..<journal.count).map { journal[$0] }
    }
}
