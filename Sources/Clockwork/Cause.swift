/// The number of an event of the journal, carried along by everything that the event brings about.
///
/// The floors below Simulation hand causes on and never look into them.
package struct Cause: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt64

    package init(number: UInt64) { self.number = number }

    package var description: String { "#\(number)" }
    package static func < (left: Cause, right: Cause) -> Bool { left.number < right.number }
}

/// What happened during one call, in order, each entry with a number and its cause.
///
/// The numbers are final: Simulation starts each log where its journal ends, so a floor below can
/// name an event as a cause while the call is still under way.
package struct CausalLog<Entry: Sendable>: Sendable {
    /// One thing that happened.
    package struct Item: Sendable {
        package let id: Cause
        package let cause: Cause?
        package let moment: Instant
        package let entry: Entry
    }

    package private(set) var items: [Item] = []
    private var nextNumber: UInt64

    /// A log whose first entry gets the number `first`.
    package init(startingAt first: UInt64) { nextNumber = first }

    /// Notes `entry` as brought about by `cause`, and returns its number.
    @discardableResult
    package mutating func record(_ entry: Entry, at moment: Instant, because cause: Cause?) -> Cause
    {
        let id = Cause(number: nextNumber)
        nextNumber += 1
        items.append(Item(id: id, cause: cause, moment: moment, entry: entry))
        return id
    }
}
