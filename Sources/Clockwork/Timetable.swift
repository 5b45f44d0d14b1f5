/// Who waits until when: one moment for each key, and always the first of them at hand.
///
/// To ask for the first costs nothing, to change one costs little, however many there are. A key
/// has its place in the order from when it is first set until it is removed: ties go by it.
///
/// A moment that is put off, as idle time-outs are with every line, leaves its entry in the queue
/// where it is; the entry is looked at when it comes to the top. Public for the same reason as
/// `EventQueue`.
public struct Timetable<Key: Hashable & Sendable>: Sendable {
    /// What holds for one key.
    @usableFromInline
    struct Row: Sendable {
        /// The key's place in the order.
        @usableFromInline let rank: UInt64
        @usableFromInline var moment: Instant?
        /// Where its entry stands in the queue: never behind its moment.
        @usableFromInline var queued: Instant?

        @inlinable
        init(rank: UInt64) { self.rank = rank }
    }

    @usableFromInline var rows = Lookup<Key, Row>()
    /// The entries' tickets are the ranks. The first entry always holds.
    @usableFromInline var queue = EventQueue<Key>()
    @usableFromInline var nextRank: UInt64 = 1

    @inlinable
    public init() {}

    /// The first moment, and whose it is.
    @inlinable public var first: (key: Key, moment: Instant)? {
        queue.first.map { ($0.payload, $0.moment) }
    }
    /// The first moment.
    @inlinable public var nextMoment: Instant? { queue.nextMoment }
    /// Nobody waits.
    @inlinable public var isEmpty: Bool { queue.isEmpty }
    /// How many entries the queue holds, those that no longer count included.
    var entryCount: Int { queue.count }

    /// When `key` is due, if it waits at all.
    @inlinable
    public subscript(key: Key) -> Instant? { rows[key]?.moment }

    /// Lets `key` wait until `moment`, or not at all; its place in the order stays.
    @inlinable
    public mutating func set(_ key: Key, at moment: Instant?) {
        var row: Row
        if let known = rows[key] {
            guard known.moment != moment else { return }
            row = known
        } else {
            row = Row(rank: nextRank)
            nextRank += 1
        }
        row.moment = moment
        if let moment, row.queued.map({ moment < $0 }) ?? true {
            row.queued = moment
            queue.push(key, at: moment, ticket: row.rank)
        }
        rows[key] = row
        tidy(row.rank)
    }

    /// Forgets `key`, and its place in the order.
    @inlinable
    public mutating func remove(_ key: Key) {
        guard let row = rows.remove(key) else { return }
        tidy(row.rank)
    }

    /// Everybody whose moment has come by `moment`, in their order, each with its rank.
    @inlinable
    public func due(by moment: Instant) -> [(rank: UInt64, key: Key)] {
        guard let next = queue.nextMoment, next <= moment else { return [] }
        var found: [(rank: UInt64, key: Key)] = []
        for entry in queue.due(by: moment) {
            guard let row = rows[entry.payload], row.rank == entry.ticket,
                row.queued == entry.moment, let due = row.moment, due <= moment
            else { continue }
            found.append((row.rank, entry.payload))
        }
        found.sort { $0.rank < $1.rank }
        // A key that was put off and brought back may have two entries that say the same.
        var last: UInt64 = 0
        found.removeAll { item in
            defer { last = item.rank }
            return item.rank == last
        }
        return found
    }

    /// Sees to it that the first entry holds, after a change of the key with this rank.
    @inlinable
    mutating func tidy(_ rank: UInt64) {
        if queue.count > 2 * rows.count + 64 { rebuild() }
        // Another key's entry has not become wrong.
        guard queue.first?.ticket == rank else { return }
        while let top = queue.first {
            guard var row = rows[top.payload], row.rank == top.ticket, row.queued == top.moment
            else {
                _ = queue.pop()
                continue
            }
            guard row.moment != top.moment else { return }
            // It was put off, or waits no more.
            _ = queue.pop()
            row.queued = row.moment
            rows[top.payload] = row
            if let moment = row.moment { queue.push(top.payload, at: moment, ticket: row.rank) }
        }
    }

    /// Lets go of the entries that no longer count.
    @inlinable
    mutating func rebuild() {
        let entries = queue.unordered
        queue = EventQueue()
        var isDone = Lookup<UInt64, Bool>()
        for entry in entries where isDone[entry.ticket] == nil {
            guard var row = rows[entry.payload], row.rank == entry.ticket,
                row.queued == entry.moment
            else { continue }
            isDone[entry.ticket] = true
            row.queued = row.moment
            rows[entry.payload] = row
            guard let moment = row.moment else { continue }
            queue.push(entry.payload, at: moment, ticket: row.rank)
        }
    }
}
