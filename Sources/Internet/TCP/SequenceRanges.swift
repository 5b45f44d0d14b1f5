/// Ranges of sequence numbers, in order, none touching another: what has come, or been reported.
///
/// All numbers are within half of the sequence space of each other, which the windows see to.
struct SequenceRanges: Equatable, Sendable {
    struct Range: Equatable, Sendable {
        var start: SequenceNumber
        /// Behind the last octet.
        var end: SequenceNumber

        var count: Int { end - start }
    }

    /// The most ranges that are kept apart: a peer must not make us remember more.
    static let limit = 512

    private(set) var ranges: [Range] = []
    /// Octets in all ranges.
    private(set) var total = 0

    var isEmpty: Bool { ranges.isEmpty }
    /// Behind the last octet of all.
    var end: SequenceNumber? { ranges.last?.end }

    /// Adds the octets from `start` to before `end`.
    ///
    /// Returns how many of them are new, or nil when they would make one range too many.
    mutating func insert(_ start: SequenceNumber, _ end: SequenceNumber) -> Int? {
        guard start < end else { return 0 }
        var new = Range(start: start, end: end)
        // Most octets come behind all others, or make the last range longer.
        let first =
            ranges.last.map { $0.end < start } ?? true ? ranges.count : firstIndex(endingAt: start)
        var next = first
        var covered = 0
        while next < ranges.count, ranges[next].start <= end {
            covered += ranges[next].count
            if ranges[next].start < new.start { new.start = ranges[next].start }
            if ranges[next].end > new.end { new.end = ranges[next].end }
            next += 1
        }
        if next == first {
            guard ranges.count < Self.limit else { return nil }
            ranges.insert(new, at: first)
        } else {
            ranges[first] = new
            if next - first > 1 { ranges.removeSubrange(first + 1..<next) }
        }
        total += new.count - covered
        return new.count - covered
    }

    /// Forgets everything before `edge`.
    mutating func remove(before edge: SequenceNumber) {
        guard let first = ranges.first, first.start < edge else { return }
        var gone = 0
        while gone < ranges.count, ranges[gone].end <= edge {
            total -= ranges[gone].count
            gone += 1
        }
        if gone > 0 { ranges.removeFirst(gone) }
        if let first = ranges.first, first.start < edge {
            total -= edge - first.start
            ranges[0].start = edge
        }
    }

    mutating func removeAll() {
        ranges.removeAll(keepingCapacity: false)
        total = 0
    }

    /// The range that holds the octet at `place`.
    func range(holding place: SequenceNumber) -> Range? {
        let index = firstIndex(endingAt: place + 1)
        guard index < ranges.count, ranges[index].start <= place else { return nil }
        return ranges[index]
    }

    /// The first octets from `start` on, and before `limit`, that are in no range.
    func gap(from start: SequenceNumber, before limit: SequenceNumber) -> Range? {
        var start = start
        var index = firstIndex(endingAt: start + 1)
        if index < ranges.count, ranges[index].start <= start {
            start = ranges[index].end
            index += 1
        }
        guard start < limit else { return nil }
        guard index < ranges.count, ranges[index].start < limit else {
            return Range(start: start, end: limit)
        }
        return Range(start: start, end: ranges[index].start)
    }

    /// Octets of the ranges that lie before `edge`.
    func total(before edge: SequenceNumber) -> Int {
        var sum = 0
        for range in ranges {
            guard range.start < edge else { break }
            sum += (range.end <= edge ? range.end : edge) - range.start
        }
        return sum
    }

    /// The place of the first range that ends at `place` or behind it.
    private func firstIndex(endingAt place: SequenceNumber) -> Int {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].end < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
