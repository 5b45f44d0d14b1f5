import Wire

/// What the peer has reported of the octets behind SND.UNA, and what was sent again because of it.
///
/// RFC 2018 §5 asks to remember the reports and leaves the rest to us. We take an octet as lost
/// when more than two full segments behind it, or three separate ranges, have been reported: the
/// three duplicate acknowledgments of RFC 5681 §3.2, counted in octets. Nothing is let go of
/// because of a report alone, for the peer may take it back (RFC 2018 §8).
struct Scoreboard: Sendable {
    private(set) var reported = SequenceRanges()
    /// Up to here, everything that is missing was sent again in this recovery.
    var resent: SequenceNumber?

    var isEmpty: Bool { reported.isEmpty }

    /// Takes the blocks of a segment; returns the octets that had not been reported before.
    ///
    /// Blocks that lie outside of what is on its way are nonsense, or old, and are left out.
    mutating func take(_ blocks: SACKBlocks, una: SequenceNumber, nxt: SequenceNumber) -> Int {
        var new = 0
        for place in 0..<blocks.count {
            let (start, end) = (
                SequenceNumber(blocks[place].start), SequenceNumber(blocks[place].end)
            )
            // All three from one place: a block of half the sequence space must not slip through.
            let (first, last) = (start - una, end - una)
            guard first > 0, last > first, last <= nxt - una else { continue }
            new += reported.insert(start, end) ?? 0
        }
        return new
    }

    /// SND.UNA has moved.
    mutating func advance(to una: SequenceNumber) {
        reported.remove(before: una)
        if let place = resent, place < una { resent = una }
    }

    /// After a time-out all reports are ignored: the peer may have taken them back (RFC 2018 §5).
    mutating func forget() {
        reported.removeAll()
        resent = nil
    }

    /// What is missing before this place is taken as lost; `above` counts the reports behind it.
    private func lossEdge(_ segmentSize: Int) -> (place: SequenceNumber, above: Int)? {
        var above = 0
        var count = 0
        for range in reported.ranges.reversed() {
            above += range.count
            count += 1
            if above > 2 * segmentSize || count == 3 { return (range.start, above) }
        }
        return nil
    }

    /// Whether the octet at `place` is taken as lost.
    func isLost(_ place: SequenceNumber, segmentSize: Int) -> Bool {
        guard let edge = lossEdge(segmentSize) else { return false }
        return place < edge.place
    }

    /// Octets that are thought to be on their way, in either direction.
    ///
    /// What is neither reported nor lost, and what was sent again.
    func pipe(una: SequenceNumber, nxt: SequenceNumber, segmentSize: Int) -> Int {
        guard let edge = lossEdge(segmentSize) else { return nxt - una - reported.total }
        var pipe = nxt - edge.place - edge.above
        if let resent, resent > una {
            let end = resent < edge.place ? resent : edge.place
            pipe += end - una - reported.total(before: end)
        }
        return pipe
    }

    /// The next missing octets that are lost and were not sent again yet.
    func lost(una: SequenceNumber, segmentSize: Int) -> SequenceRanges.Range? {
        guard let edge = lossEdge(segmentSize) else { return nil }
        return reported.gap(from: .later(resent ?? una, una), before: edge.place)
    }

    /// The next missing octets before the last report, lost or not, not sent again yet.
    func missing(una: SequenceNumber) -> SequenceRanges.Range? {
        guard let end = reported.end else { return nil }
        return reported.gap(from: .later(resent ?? una, una), before: end)
    }
}
