import Clockwork

/// How far one `step` goes.
package enum StepUnit: String, Hashable, Sendable, CaseIterable {
    case packet, line, exchange, phase
}

/// When a `run` ends, besides running out of work.
package enum RunGoal: Hashable, Sendable {
    /// Until only waiting timers are left.
    case quiet
    /// Until this moment, waiting timers included.
    case moment(Instant)
    /// Until the journal holds this event.
    case event(UInt64)
    /// Until a message has been delivered, bounced or refused for good, waiting included.
    case settled(message: Int)
}

/// What a step or run brought.
package struct StepReport: Sendable {
    /// The events that happened, as positions in the journal.
    package let events: Range<Int>
    /// Nothing is left to do but wait.
    package let isQuiet: Bool
    /// The caller asked to stop, or the limit of one call was reached.
    package let wasInterrupted: Bool

    package init(events: Range<Int>, isQuiet: Bool, wasInterrupted: Bool) {
        self.events = events
        self.isQuiet = isQuiet
        self.wasInterrupted = wasInterrupted
    }
}

/// A world and its recording: what the shell and the labs drive.
///
/// Time travel is replay: the recording is played again from the nearest copy of the world.
package struct Workbench: Sendable {
    package internal(set) var world: World
    package internal(set) var replay: Replay
    /// How many recorded actions the present world has lived through.
    var actionsDone = 0
    /// The furthest place that has been reached on this recording.
    var horizon = StoryPlace.start
    /// Copies of the world along the story, in order.
    var checkpoints: [(place: StoryPlace, world: World)] = []
    var checkpointEvery = 32
    /// How many changes of the world's disks have been told.
    var diskChangesTold = 0
    /// Whether actions are recorded: a server that runs for weeks, and that nobody can ask for its
    /// past, would only lose memory by it.
    package var keepsRecording = true
    /// Somebody writes down what is done, while it is done; what has not been taken yet.
    package var tellsEntries = false
    var untoldEntries: [Replay.Entry] = []
    /// Recorded actions that could not be done again: the story is of another world.
    var refusals = 0
    /// It is a copy to look at what has been: nothing can be done in it, and it ends where the
    /// recording does.
    var isOnlyPast = false

    /// A run that does not come to an end is stopped after so many ticks.
    static let tickLimit = 5_000_000

    /// Builds the world; throws when the plan contradicts itself.
    ///
    /// With what an earlier run has left, it goes on where that has stopped.
    package init(
        _ blueprint: Blueprint, seed: Seed, continuing saved: SavedWorld? = nil
    ) throws(Trouble) {
        world = try World(blueprint, seed: seed, continuing: saved)
        replay = Replay(seed: seed, continuing: saved)
        checkpoints = [(.start, world)]
    }

    package var blueprint: Blueprint { world.blueprint }
    package var seed: Seed { world.seed }
    package var journal: Journal { world.journal }
    package var now: Instant { world.now }
    /// Nothing is left to do but wait (idle sessions, TIME-WAIT, queue retry, caches).
    package var isQuiet: Bool { world.isQuiet && !isInThePast }
    /// `back` or `goto` has been used: stepping on plays what is recorded.
    package var isInThePast: Bool { place < horizon }
    /// The moment of the next due thing, waiting timers included.
    package var nextMoment: Instant? { world.nextMoment }

    var place: StoryPlace { StoryPlace(tick: world.ticks, actions: actionsDone) }

    // MARK: doing

    /// Does what the learner asks; returns the number of the action's event.
    ///
    /// In the past, this cuts the recorded future off, unless somebody keeps what it has left on
    /// disks. Nothing but the action itself happens until `step` or `run`.
    @discardableResult
    package mutating func perform(_ action: Action) throws(Trouble) -> UInt64 {
        if isOnlyPast { throw Trouble("trouble.live-past") }
        if isInThePast, recordsDisks { throw Trouble("trouble.kept-past") }
        let cause = try world.perform(action)
        if isInThePast {
            replay.cut(to: actionsDone)
            let here = place
            checkpoints.removeAll { $0.place > here }
        }
        let entry = Replay.Entry(tick: world.ticks, moment: world.now, action: action)
        if tellsEntries { untoldEntries.append(entry) }
        if keepsRecording {
            replay.append(entry)
            actionsDone += 1
        }
        horizon = place
        return cause.number
    }

    /// One unit on: what is recorded first, then what comes.
    package mutating func step(
        _ unit: StepUnit, interrupted: () -> Bool = { false }
    ) -> StepReport {
        let first = journal.count
        var began: Station?
        var ticks = 0
        while !isQuiet {
            if ticks >= Self.tickLimit || interrupted() { return report(from: first, true) }
            let before: Workbench? = unit == .phase ? self : nil
            let seen = journal.count
            guard advance() else { break }
            ticks += 1
            switch unit {
            case .packet: if has(since: seen, isPacket) { return report(from: first, false) }
            case .line: if has(since: seen, isLine) { return report(from: first, false) }
            case .exchange:
                if let last = world.exchangeEnds.last, last > UInt64(seen) {
                    return report(from: first, false)
                }
            case .phase:
                guard let next = station(since: seen) else { continue }
                if let began, next.follows(began), let before {
                    // The next phase begins with this tick: it belongs to the next step.
                    self = before
                    return report(from: first, false)
                }
                began = began ?? next
            }
        }
        return report(from: first, false)
    }

    private func report(from first: Int, _ wasInterrupted: Bool) -> StepReport {
        StepReport(
            events: first..<max(first, journal.count), isQuiet: isQuiet,
            wasInterrupted: wasInterrupted)
    }

    private func has(since seen: Int, _ test: (Event) -> Bool) -> Bool {
        (seen..<journal.count).contains { test(journal[$0]) }
    }

    private func isPacket(_ event: Event) -> Bool {
        if case .packet = event.what { return true }
        return false
    }

    private func isLine(_ event: Event) -> Bool {
        if case .lines = event.what { return true }
        return false
    }

    /// A phase of one message's way.
    private struct Station {
        let phase: Event.Phase
        let message: Int?

        /// A later phase, or another message; what still comes of an earlier phase is neither.
        func follows(_ other: Station) -> Bool {
            if message != other.message { return true }
            let order = Event.Phase.allCases
            return (order.firstIndex(of: phase) ?? 0) > (order.firstIndex(of: other.phase) ?? 0)
        }
    }

    /// The station that the first event since then with a phase belongs to.
    private func station(since seen: Int) -> Station? {
        for position in seen..<journal.count {
            if let phase = journal[position].phase {
                return Station(phase: phase, message: journal[position].message)
            }
        }
        return nil
    }

    /// Runs until the goal, or until nothing is left to do.
    package mutating func run(
        until goal: RunGoal, interrupted: () -> Bool = { false }
    ) -> StepReport {
        let first = journal.count
        var ticks = 0
        var looked = 0
        while true {
            if ticks >= Self.tickLimit || interrupted() { return report(from: first, true) }
            switch goal {
            case .quiet:
                if isQuiet { return report(from: first, false) }
            case .moment(let moment):
                guard let next = nextDue, next <= moment else {
                    if !isInThePast { world.advanceClock(to: moment) }
                    return report(from: first, false)
                }
            case .event(let number):
                if UInt64(journal.count) >= number { return report(from: first, false) }
            case .settled(let message):
                if ticks == 0 { looked = 0 }
                let settled = isSettled(message, from: looked)
                looked = journal.count
                if settled { return report(from: first, false) }
            }
            guard advance() else { return report(from: first, false) }
            ticks += 1
        }
    }

    /// The moment of the next thing that `advance` would do.
    private var nextDue: Instant? {
        if actionsDone < replay.entries.count {
            let entry = replay.entries[actionsDone]
            if entry.tick == world.ticks { return entry.moment }
        }
        return world.nextMoment
    }

    /// Whether a run with this goal would end here; the journal is looked at from `position` on.
    package func hasReached(_ goal: RunGoal, since position: Int) -> Bool {
        switch goal {
        case .quiet: isQuiet
        case .moment(let moment): now >= moment
        case .event(let number): UInt64(journal.count) >= number
        case .settled(let message): isSettled(message, from: position)
        }
    }

    private func isSettled(_ message: Int, from position: Int) -> Bool {
        (position..<journal.count).contains { place in
            let event = journal[place]
            guard event.message == message else { return false }
            switch event.what {
            case .mail(.delivered), .mail(.bounced): return true
            case .answer(.sendFinished(_, let accepted, _)): return accepted.isEmpty
            case .action, .packet, .firewall, .tcpState, .connection, .dns, .lines, .tls, .note,
                .mail, .answer, .overheard, .attack:
                return false
            }
        }
    }

    /// One recorded action, or one tick; false when there is neither.
    mutating func advance() -> Bool {
        if actionsDone < replay.entries.count {
            let entry = replay.entries[actionsDone]
            if entry.tick == world.ticks {
                world.advanceClock(to: entry.moment)
                // It went well when it was recorded; in the same world it does again.
                if (try? world.perform(entry.action)) == nil { refusals += 1 }
                actionsDone += 1
                return true
            }
        }
        if isOnlyPast, !isInThePast { return false }
        guard world.tick() else { return false }
        if place > horizon { horizon = place }
        keepCheckpoint()
        return true
    }

    /// Keeps a copy of the world now and then; the number of copies is bounded.
    ///
    /// None while guests are here: the past is read-only then, and memory is for the present.
    private mutating func keepCheckpoint() {
        guard !isLive, world.ticks % checkpointEvery == 0, let last = checkpoints.last,
            place.tick > last.place.tick
        else { return }
        checkpoints.append((place, world))
        if checkpoints.count > 256 {
            checkpointEvery *= 2
            checkpoints = checkpoints.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        }
    }
}
