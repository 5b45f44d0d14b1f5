/// A queue of things to come, in one fixed order: by moment, and among equals by arrival.
///
/// Each entry takes a ticket when it is pushed; ties are broken by the ticket, so that the order
/// never depends on the shape of the heap. The heap has four children to a node: half the levels
/// of one with two, and the four stand side by side in memory.
///
/// Public, and not `package`, because the compiler (6.3) does not specialise what is `package` for
/// another module: the same holds for the other generic types of this room that are asked often.
public struct EventQueue<Payload: Sendable>: Sendable {
    /// One thing to come.
    public struct Entry: Sendable {
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
        func isBefore(_ other: Entry) -> Bool {
            moment.nanoseconds != other.moment.nanoseconds
                ? moment.nanoseconds < other.moment.nanoseconds : ticket < other.ticket
        }
    }

    /// No entry comes before its parent, which stands at a quarter of its place.
    @usableFromInline var heap: [Entry] = []
    @usableFromInline var nextTicket: UInt64 = 0

    @inlinable
    public init() {}

    @inlinable public var count: Int { heap.count }
    @inlinable public var isEmpty: Bool { heap.isEmpty }
    /// The moment of the first entry.
    @inlinable public var nextMoment: Instant? { heap.isEmpty ? nil : heap[0].moment }
    /// The first entry, left where it is.
    @inlinable public var first: Entry? { heap.isEmpty ? nil : heap[0] }
    /// Every entry in no useful order; sort before showing.
    @inlinable public var unordered: [Entry] { heap }

    /// The entries that are due by `moment`, in no useful order; no others are looked at.
    @inlinable
    public func due(by moment: Instant) -> [Entry] {
        var found: [Entry] = []
        var places = [0]
        while let place = places.popLast() {
            guard place < heap.count, heap[place].moment <= moment else { continue }
            found.append(heap[place])
            for child in place * 4 + 1...place * 4 + 4 { places.append(child) }
        }
        return found
    }

    /// Adds `payload` behind everything that is already due at `moment`.
    @inlinable
    public mutating func push(_ payload: Payload, at moment: Instant) {
        push(payload, at: moment, ticket: nextTicket)
        nextTicket += 1
    }

    /// Adds `payload` with a ticket of the caller's, who has several queues in one order.
    @inlinable
    public mutating func push(_ payload: Payload, at moment: Instant, ticket: UInt64) {
        let entry = Entry(moment: moment, ticket: ticket, payload: payload)
        heap.append(entry)
        heap.withUnsafeMutableBufferPointer { heap in
            var place = heap.count - 1
            while place > 0 {
                let parent = (place - 1) >> 2
                guard entry.isBefore(heap[parent]) else { break }
                heap[place] = heap[parent]
                place = parent
            }
            heap[place] = entry
        }
    }

    /// Removes and returns the first entry.
    @inlinable
    public mutating func pop() -> Entry? {
        guard let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return last }
        let first = heap[0]
        heap.withUnsafeMutableBufferPointer { heap in
            // The last one looks for its place from the top down.
            var place = 0
            while true {
                let start = place * 4 + 1
                guard start < heap.count else { break }
                var least = start
                for child in start + 1..<max(start + 1, min(start + 4, heap.count))
                where heap[child].isBefore(heap[least]) {
                    least = child
                }
                guard heap[least].isBefore(last) else { break }
                heap[place] = heap[least]
                place = least
            }
            heap[place] = last
        }
        return first
    }
}
