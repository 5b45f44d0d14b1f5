/// A queue of things to come that never go before the last one taken: a radix heap.
///
/// What it holds are places, small numbers that are in the queue once at most, such as the places
/// of packets in a list. Order is by moment and, among equals, by the order of pushing. A place is
/// kept in the bucket of the highest bit in which its moment differs from the moment last taken.
/// That bit stays the highest until the bucket is the lowest one, which is then dealt out anew;
/// so each place moves down a few times, however many others wait: nothing is compared in pairs.
///
/// Equal moments are always in one bucket, first in, first out, and dealing out keeps their order.
public struct MonotoneQueue: Sendable {
    private struct Slot: Sendable {
        var key: UInt64 = 0
        var ticket: UInt64 = 0
        /// The slot behind this one in its bucket; -1 for none.
        var next: Int32 = -1
    }

    private struct Bucket: Sendable {
        var head: Int32 = -1
        var tail: Int32 = -1
        /// The first slot that has the bucket's earliest moment.
        var least: Int32 = -1
    }

    /// One slot for each place.
    private var slots: [Slot] = []
    private var buckets = [Bucket](repeating: Bucket(), count: 65)
    /// Bit n is set when bucket n + 1 holds something.
    private var occupied: UInt64 = 0
    /// The moment last taken.
    private var last: UInt64 = 0
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    /// Moments as numbers without a sign, in the same order.
    private static func key(_ moment: Instant) -> UInt64 {
        UInt64(bitPattern: moment.nanoseconds) ^ (1 << 63)
    }

    /// The first entry's moment and ticket; asking changes nothing.
    public var first: (moment: Instant, ticket: UInt64)? {
        guard count > 0 else { return nil }
        let bucket = buckets[0].head >= 0 ? 0 : occupied.trailingZeroBitCount + 1
        let least = buckets[bucket].least
        let slot = slots[Int(bucket == 0 ? buckets[0].head : least)]
        return (Instant(nanoseconds: Int64(bitPattern: slot.key ^ (1 << 63))), slot.ticket)
    }

    /// Adds a place; a moment before the one last taken counts as that one.
    public mutating func push(_ place: Int, at moment: Instant, ticket: UInt64) {
        let key = max(Self.key(moment), last)
        while slots.count <= place { slots.append(Slot()) }
        slots[place] = Slot(key: key, ticket: ticket)
        append(Int32(truncatingIfNeeded: place), key: key)
        count += 1
    }

    private mutating func append(_ slot: Int32, key: UInt64) {
        let bucket = 64 - (key ^ last).leadingZeroBitCount
        let tail = buckets[bucket].tail
        if tail < 0 {
            buckets[bucket] = Bucket(head: slot, tail: slot, least: slot)
            if bucket > 0 { occupied |= 1 << UInt64(bucket - 1) }
            return
        }
        slots[Int(tail)].next = slot
        buckets[bucket].tail = slot
        if key < slots[Int(buckets[bucket].least)].key { buckets[bucket].least = slot }
    }

    /// Removes the first place.
    public mutating func pop() -> Int? {
        guard count > 0 else { return nil }
        if buckets[0].head < 0 { dealOut(occupied.trailingZeroBitCount + 1) }
        let slot = buckets[0].head
        buckets[0].head = slots[Int(slot)].next
        if buckets[0].head < 0 { buckets[0].tail = -1 }
        count -= 1
        return Int(slot)
    }

    /// Spreads the lowest bucket over those below it, seen from its earliest moment.
    private mutating func dealOut(_ bucket: Int) {
        var slot = buckets[bucket].head
        last = slots[Int(buckets[bucket].least)].key
        buckets[bucket] = Bucket()
        occupied &= ~(1 << UInt64(bucket - 1))
        while slot >= 0 {
            let next = slots[Int(slot)].next
            slots[Int(slot)].next = -1
            append(slot, key: slots[Int(slot)].key)
            slot = next
        }
    }
}
