import HeapModule

/// A queue of things to come, in one fixed order: by moment, and among equals by arrival.
///
/// Each entry takes a ticket when it is pushed; ties are broken by the ticket, so that the order
/// never depends on the shape of the heap.
///
/// Public, and not `package`, because the compiler (6.3) does not specialise what is `package` for
/// another module: the same holds for the other generic types of this room that are asked often.
public struct EventQueue<Payload: Sendable>: Sendable {
    /// One thing to come.
    public struct Entry: Comparable, Sendable {
        public let moment: Instant
        public let ticket: UInt64
        public let payload: Payload

        @inlinable
        public init(moment: Instant, ticket: UInt64, payload: Payload) {
            self.moment = moment
            self.ticket = ticket
            self.payload = payload
        }

        @inlinable
        public static func < (left: Entry, right: Entry) -> Bool {
            left.moment.nanoseconds != right.moment.nanoseconds
                ? left.moment.nanoseconds < right.moment.nanoseconds : left.ticket < right.ticket
        }
        @inlinable
        public static func == (left: Entry, right: Entry) -> Bool { left.ticket == right.ticket }
    }

    @usableFromInline var heap = Heap<Entry>()
    @usableFromInline var nextTicket: UInt64 = 0

    public init() {}

    public var count: Int { heap.count }
    @inlinable public var isEmpty: Bool { heap.isEmpty }
    /// The moment of the first entry.
    @inlinable public var nextMoment: Instant? { heap.min?.moment }
    /// The first entry, left where it is.
    @inlinable public var first: Entry? { heap.min }
    /// Every entry in no useful order; sort before showing.
    public var unordered: [Entry] { heap.unordered }

    /// Adds `payload` behind everything that is already due at `moment`.
    @inlinable
    public mutating func push(_ payload: Payload, at moment: Instant) {
        push(payload, at: moment, ticket: nextTicket)
        nextTicket += 1
    }

    /// Adds `payload` with a ticket of the caller's, who has several queues in one order.
    @inlinable
    public mutating func push(_ payload: Payload, at moment: Instant, ticket: UInt64) {
        heap.insert(Entry(moment: moment, ticket: ticket, payload: payload))
    }

    /// Removes and returns the first entry.
    @inlinable
    public mutating func pop() -> Entry? { heap.popMin() }
}
