import HeapModule

/// A queue of things to come, in one fixed order: by moment, and among equals by arrival.
///
/// Each entry takes a ticket when it is pushed; ties are broken by the ticket, so that the order
/// never depends on the shape of the heap.
package struct EventQueue<Payload: Sendable>: Sendable {
    /// One thing to come.
    package struct Entry: Comparable, Sendable {
        package let moment: Instant
        package let ticket: UInt64
        package let payload: Payload

        package static func < (left: Entry, right: Entry) -> Bool {
            left.moment != right.moment
                ? left.moment < right.moment : left.ticket < right.ticket
        }
        package static func == (left: Entry, right: Entry) -> Bool { left.ticket == right.ticket }
    }

    private var heap = Heap<Entry>()
    private var nextTicket: UInt64 = 0

    package init() {}

    package var count: Int { heap.count }
    package var isEmpty: Bool { heap.isEmpty }
    /// The moment of the first entry.
    package var nextMoment: Instant? { heap.min?.moment }
    /// The first entry, left where it is.
    package var first: Entry? { heap.min }
    /// Every entry in no useful order; sort before showing.
    package var unordered: [Entry] { heap.unordered }

    /// Adds `payload` behind everything that is already due at `moment`.
    package mutating func push(_ payload: Payload, at moment: Instant) {
        heap.insert(Entry(moment: moment, ticket: nextTicket, payload: payload))
        nextTicket += 1
    }

    /// Removes and returns the first entry.
    package mutating func pop() -> Entry? { heap.popMin() }
}
