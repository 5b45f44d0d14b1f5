import Clockwork

/// A place in a story, as its file names it.
package struct StoryMark: Hashable, Sendable, Codable {
    /// Due things that have been handled.
    package let tick: Int
    /// Where the clock stands; it may stand behind the last thing that was handled.
    package let at: Instant
    /// Actions that have been done.
    package let actions: Int
    /// How long the journal is, and when its last event happened: a story that is lived again
    /// elsewhere shows by them that it is the same.
    package let events: Int
    package let last: Instant?

    package init(tick: Int, at: Instant, actions: Int, events: Int, last: Instant?) {
        self.tick = tick
        self.at = at
        self.actions = actions
        self.events = events
        self.last = last
    }
}

// Stories that are kept, and lived again.
extension Workbench {
    /// Where the world is.
    package var mark: StoryMark {
        StoryMark(
            tick: world.ticks, at: world.now, actions: actionsDone, events: journal.count,
            last: journal.last?.moment)
    }

    /// The same story at the end of what is recorded.
    package var atItsEnd: Workbench {
        var copy = self
        while copy.isInThePast { guard copy.advance() else { break } }
        return copy
    }

    /// A world at the start of a recorded story, all of which is still to come.
    package init(_ blueprint: Blueprint, beginning replay: Replay) throws(Trouble) {
        try self.init(blueprint, seed: replay.seed, continuing: replay.saved)
        self.replay = replay
    }

    /// Lives a recorded story on, at most `limit` steps; true when nothing of it is left.
    ///
    /// Behind the last action, it goes on to the tick and the moment of `end`.
    package mutating func relive(to end: StoryMark?, atMost limit: Int) -> Bool {
        var count = 0
        while actionsDone < replay.entries.count || world.ticks < end?.tick ?? 0 {
            guard count < limit else { return false }
            guard advance() else { break }
            count += 1
        }
        if let end, world.ticks == end.tick, end.at > world.now { world.advanceClock(to: end.at) }
        horizon = max(horizon, place)
        return true
    }

    /// Whether a story that has been lived again came to the same end, action for action.
    package func hasRelived(to end: StoryMark?) -> Bool {
        refusals == 0 && actionsDone == replay.entries.count && (end ?? mark) == mark
    }

    /// A copy of a world with guests, to look at what has been while the world itself goes on.
    ///
    /// It stands at the story's start: while guests are here, no copies of the world are kept.
    package var past: Workbench {
        var copy = self
        copy.setLive(false)
        copy.horizon = max(horizon, place)
        copy.world = checkpoints[0].world
        copy.world.tellsGuests = false
        copy.actionsDone = checkpoints[0].place.actions
        copy.isOnlyPast = true
        return copy
    }

    /// Goes back to a place of the story.
    package mutating func goto(_ mark: StoryMark) {
        travel(to: StoryPlace(tick: mark.tick, actions: mark.actions))
        if mark.at > world.now { world.advanceClock(to: mark.at) }
    }

    /// What has been done since the last call, where `tellsEntries` says that somebody asks.
    package mutating func takeEntries() -> [Replay.Entry] {
        guard !untoldEntries.isEmpty else { return [] }
        defer { untoldEntries = [] }
        return untoldEntries
    }
}

/// Looks at a world that the wall clock drives, after each of its turns.
package protocol WorldFollower: Sendable {
    /// The world has gone on; returns the place in the journal before which it needs no events.
    func follow(_ workbench: inout Workbench) -> Int
    /// No more turns come.
    func finish(_ workbench: inout Workbench)
}
