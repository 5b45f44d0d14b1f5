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

    private var octets: [UInt8] = []
    private var head = 0
    /// The place of the first octet that is kept.
    private(set) var base = 0
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
    var count: Int { octets.count - head }
    /// The place behind the last octet.
    var end: Int { base + count }

    mutating func append(_ new: [UInt8], because: Cause?) {
        guard !new.isEmpty else { return }
        wanted.append(Mark(start: end, cause: because))
        if octets.isEmpty {
            // What is given at once is not copied.
            octets = new
            head = 0
        } else {
            octets.append(contentsOf: new)
        }
    }

    /// Forgets `count` octets at the front: they are acknowledged.
    mutating func drop(_ count: Int) {
        let count = min(max(0, count), self.count)
        head += count
        base += count
        if head == octets.count {
            octets.removeAll(keepingCapacity: octets.capacity <= 65_536)
            head = 0
        } else if head > 65_536, head > octets.count / 2 {
            octets.removeFirst(head)
            head = 0
        }
        wanted.forget(before: base)
        sendings.forget(before: base)
    }

    /// At most `count` octets from `place` on; they must be let go before the next change.
    func octets(at place: Int, count: Int) -> ArraySlice<UInt8> {
        let start = min(octets.count, head + max(0, place - base))
        return octets[start..<min(octets.count, start + max(0, count))]
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
