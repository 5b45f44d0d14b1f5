/// The number of an event of the journal, carried along by everything that the event brings about.
///
/// The floors below Simulation hand causes on and never look into them.
public struct Cause: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let number: UInt64

    @inlinable
    public init(number: UInt64) { self.number = number }

    public var description: String { "#\(number)" }
    public static func < (left: Cause, right: Cause) -> Bool { left.number < right.number }
}

/// What happened during one call, in order, each entry with a number and its cause.
///
/// The numbers are final: Simulation starts each log where its journal ends, so a floor below can
/// name an event as a cause while the call is still under way.
public struct CausalLog<Entry: Sendable>: Sendable {
    /// One thing that happened.
    public struct Item: Sendable {
        public let id: Cause
        public let cause: Cause?
        public let moment: Instant
        public let entry: Entry

        @inlinable
        public init(id: Cause, cause: Cause?, moment: Instant, entry: Entry) {
            self.id = id
            self.cause = cause
            self.moment = moment
            self.entry = entry
        }
    }

    /// The entries so far.
    @inlinable public var items: [Item] { storage }
    @usableFromInline var storage: [Item] = []
    @usableFromInline var nextNumber: UInt64

    /// A log whose first entry gets the number `first`; with memory at once for those expected.
    @inlinable
    public init(startingAt first: UInt64, expecting count: Int = 0) {
        nextNumber = first
        if count > 0 { storage.reserveCapacity(count) }
    }

    /// Forgets the entries, which somebody has read, and counts on: a log to be used again.
    @inlinable
    public mutating func removeAll(keepingCapacity: Bool = true) {
        storage.removeAll(keepingCapacity: keepingCapacity)
    }

    /// Notes `entry` as brought about by `cause`, and returns its number.
    @discardableResult
    @inlinable
    public mutating func record(_ entry: Entry, at moment: Instant, because cause: Cause?) -> Cause
    {
        let id = Cause(number: nextNumber)
        nextNumber += 1
        storage.append(Item(id: id, cause: cause, moment: moment, entry: entry))
        return id
    }
}
