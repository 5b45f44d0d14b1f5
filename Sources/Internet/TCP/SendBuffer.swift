import Clockwork

/// Octets given to be sent and not yet acknowledged, with what brought each range about.
///
/// Places are counted from the first octet of the connection, so they stay true when octets in
/// front of them are acknowledged.
struct SendBuffer: Sendable {
    /// A range that begins at `start` and goes on to the next mark.
    private struct Mark: Sendable {
        let start: Int
        let cause: Cause?
    }

    /// Octets that were given together, or shortly after each other.
    private struct Chunk: Sendable {
        /// The place of the first octet.
        let start: Int
        var octets: [UInt8]
        var end: Int { start + octets.count }
    }

    /// Small writings are put together until a chunk is this long; longer ones stay as they came.
    private static let chunkOctets = 16_384

    private var chunks: [Chunk] = []
    /// Chunks at the front of the list that are done with.
    private var gone = 0
    /// The place of the first octet that is kept.
    private(set) var base = 0
    /// The place behind the last octet.
    private(set) var end = 0
    private var wanted = MarkList()
    private var sendings = MarkList()

    /// Marks in rising order; old ones are forgotten from the front.
    private struct MarkList: Sendable {
        private var marks: [Mark] = []
        private var head = 0

        mutating func append(_ mark: Mark) {
            if marks.count > head, marks[marks.count - 1].cause == mark.cause { return }
            marks.append(mark)
        }

        /// The last mark at or before `place`.
        func cause(at place: Int) -> Cause? {
            var (low, high) = (head, marks.count)
            while low < high {
                let middle = (low + high) / 2
                if marks[middle].start <= place { low = middle + 1 } else { high = middle }
            }
            return low > head ? marks[low - 1].cause : nil
        }

        mutating func forget(before place: Int) {
            while head + 1 < marks.count, marks[head + 1].start <= place { head += 1 }
            if head > 256, head > marks.count / 2 {
                marks.removeFirst(head)
                head = 0
            }
        }
    }

    /// Octets kept.
    var count: Int { end - base }

    mutating func append(_ new: [UInt8], because: Cause?) {
        guard !new.isEmpty else { return }
        wanted.append(Mark(start: end, cause: because))
        if gone < chunks.count,
            chunks[chunks.count - 1].octets.count + new.count <= Self.chunkOctets
        {
            chunks[chunks.count - 1].octets.append(contentsOf: new)
        } else {
            chunks.append(Chunk(start: end, octets: new))
        }
        end += new.count
    }

    /// Forgets `count` octets at the front: they are acknowledged.
    mutating func drop(_ count: Int) {
        base += min(max(0, count), self.count)
        while gone < chunks.count, chunks[gone].end <= base {
            chunks[gone].octets = []
            gone += 1
        }
        if gone == chunks.count || gone > 256 && gone > chunks.count / 2 {
            chunks.removeFirst(gone)
            gone = 0
        }
        wanted.forget(before: base)
        sendings.forget(before: base)
    }

    /// At most `count` octets from `place` on; they must be let go before the next change.
    ///
    /// They are a part of what was given, and only copied where two chunks meet.
    func octets(at place: Int, count: Int) -> ArraySlice<UInt8> {
        let start = max(place, base)
        let end = min(self.end, start + max(0, count))
        guard start < end else { return [] }
        var index = firstIndex(holding: start)
        let first = chunks[index]
        if end <= first.end { return first.octets[start - first.start..<end - first.start] }
        var copy: [UInt8] = []
        copy.reserveCapacity(end - start)
        var next = start
        while next < end {
            let chunk = chunks[index]
            let stop = min(end, chunk.end)
            copy += chunk.octets[next - chunk.start..<stop - chunk.start]
            next = stop
            index += 1
        }
        return copy[...]
    }

    /// The chunk that holds the octet at `place`, which is there.
    private func firstIndex(holding place: Int) -> Int {
        var (low, high) = (gone, chunks.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if chunks[middle].end <= place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What brought about the octet at `place`.
    func cause(at place: Int) -> Cause? { wanted.cause(at: place) }

    /// The event in which the octet at `place` was first sent.
    func firstSending(at place: Int) -> Cause? { sendings.cause(at: place) }

    /// Notes that the octets from `place` on were first sent in the event `cause`.
    mutating func noteSending(at place: Int, as cause: Cause) {
        sendings.append(Mark(start: place, cause: cause))
    }
}
