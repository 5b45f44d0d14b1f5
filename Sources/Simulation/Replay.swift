import Clockwork

/// Seed plus actions, and what an earlier run has left: all that is needed to live a story again
/// (DESIGN 1.8).
package struct Replay: Sendable {
    /// An action and the place in time at which it was done.
    package struct Entry: Hashable, Sendable, Codable {
        /// Ticks that had been taken.
        package let tick: Int
        /// The clock may stand behind the last tick: time was let pass without anything due.
        package let moment: Instant
        package let action: Action

        package init(tick: Int, moment: Instant, action: Action) {
            self.tick = tick
            self.moment = moment
            self.action = action
        }

        /// The names in a story file.
        private enum CodingKeys: String, CodingKey {
            case tick
            case moment = "at"
            case action = "do"
        }
    }

    package let seed: Seed
    package let saved: SavedWorld?
    package private(set) var entries: [Entry] = []

    package init(seed: Seed, continuing saved: SavedWorld? = nil, entries: [Entry] = []) {
        self.seed = seed
        self.saved = saved
        self.entries = entries
    }

    mutating func append(_ entry: Entry) { entries.append(entry) }

    /// Forgets what was recorded after the first `count` actions.
    mutating func cut(to count: Int) { entries.removeSubrange(count...) }
}

/// A place in a recorded story, in its own order.
struct StoryPlace: Comparable, Sendable {
    var tick: Int
    /// How many actions have been done.
    var actions: Int

    static let start = StoryPlace(tick: 0, actions: 0)

    static func < (left: StoryPlace, right: StoryPlace) -> Bool {
        left.tick != right.tick ? left.tick < right.tick : left.actions < right.actions
    }
}
