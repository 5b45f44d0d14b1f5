import Clockwork

// Back and forth in a recorded story.
extension Workbench {
    /// One unit back; false when the story's start is reached.
    package mutating func back(_ unit: StepUnit = .exchange) -> Bool {
        let here = place
        guard here > .start else { return false }
        var best = StoryPlace.start
        func consider(_ candidate: StoryPlace) {
            if candidate < here, candidate > best { best = candidate }
        }
        // Before each action, and behind each unit.
        for (index, entry) in replay.entries.prefix(actionsDone).enumerated() {
            consider(StoryPlace(tick: entry.tick, actions: index))
        }
        if let tick = lastTick(of: unit, before: here.tick) {
            consider(StoryPlace(tick: tick, actions: actions(before: tick)))
        }
        travel(to: best)
        return true
    }

    /// How many recorded actions were done before the tick numbered `tick` was taken.
    private func actions(before tick: Int) -> Int {
        replay.entries.prefix { $0.tick < tick }.count
    }

    private func lastTick(of unit: StepUnit, before tick: Int) -> Int? {
        switch unit {
        case .exchange:
            for number in world.exchangeEnds.reversed() {
                if let event = journal[number: number], event.tick < tick, event.tick > 0 {
                    return event.tick
                }
            }
            return nil
        case .packet, .line, .phase:
            var later: Event.Phase?
            for event in journal.reversed() where event.tick < tick && event.tick > 0 {
                switch (unit, event.what) {
                case (.packet, .packet), (.line, .lines): return event.tick
                case (.phase, _):
                    guard let phase = event.phase else { continue }
                    if let later, later != phase { return event.tick }
                    later = phase
                case (.packet, _), (.line, _), (.exchange, _): continue
                }
            }
            return nil
        }
    }

    /// To the moment just after an event's tick.
    package mutating func goto(event number: UInt64) throws(Trouble) {
        if let event = journal[number: number] {
            travel(to: StoryPlace(tick: event.tick, actions: actionsDone(by: number)))
            return
        }
        guard isInThePast else {
            throw Trouble("trouble.no-such-event", ["event": "\(number)"])
        }
        while isInThePast, journal[number: number] == nil { guard advance() else { break } }
        if journal[number: number] == nil {
            throw Trouble("trouble.no-such-event", ["event": "\(number)"])
        }
    }

    /// How many actions stand in the journal up to an event.
    func actionsDone(by number: UInt64) -> Int {
        var count = 0
        for event in journal.prefix(Int(number)) {
            guard case .action(let action) = event.what else { continue }
            // What a bot does stands in the journal but was not recorded.
            if count < replay.entries.count, replay.entries[count].action == action { count += 1 }
        }
        return count
    }

    /// To a moment: back by replay, or on by running.
    package mutating func goto(moment: Instant) throws(Trouble) {
        guard moment >= blueprint.start else {
            throw Trouble("trouble.before-the-start")
        }
        if moment >= now {
            _ = run(until: .moment(moment))
            return
        }
        var tick = 0
        for event in journal {
            if event.moment > moment { break }
            tick = event.tick
        }
        let actions = replay.entries.prefix { $0.moment <= moment && $0.tick <= tick }.count
        travel(to: StoryPlace(tick: tick, actions: actions))
        world.advanceClock(to: moment)
    }

    /// Rebuilds the world at a place of the recorded story.
    mutating func travel(to target: StoryPlace) {
        let reached = max(horizon, place)
        let start = checkpoints.last { $0.place <= target } ?? checkpoints[0]
        world = start.world
        actionsDone = start.place.actions
        horizon = reached
        while place < target { guard advance() else { break } }
    }
}
