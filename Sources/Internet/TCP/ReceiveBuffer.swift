import Wire

/// Octets that have come: those in order that nobody has read, and those that came too early.
struct ReceiveBuffer: Sendable {
    /// A part of a packet that came too early; it holds on to the packet's octets.
    private struct Piece: Sendable {
        var start: SequenceNumber
        var data: ArraySlice<UInt8>
        var end: SequenceNumber { start + data.count }
    }

    /// The most pieces that are kept, so that tiny ones cannot hold on to many packets.
    static let pieceLimit = 2_048

    /// The most octets that are kept: the largest window.
    var capacity: Int
    /// In order of their place, none overlapping another.
    private var pieces: [Piece] = []
    /// The same places without the octets.
    private(set) var early = SequenceRanges()
    /// A place in each of the ranges that changed last, the latest first (RFC 2018 §4).
    private var latest: [SequenceNumber] = []
    /// The end of the peer's octets, when its FIN came too early.
    private(set) var finAt: SequenceNumber?
    /// Octets in order that wait, because reading is paused.
    private(set) var unread: [UInt8] = []
    var isPaused = false

    init(capacity: Int) { self.capacity = capacity }

    /// The window that can be announced.
    var room: Int { max(0, capacity - unread.count) }
    /// Whether something came too early.
    var hasGap: Bool { !early.isEmpty }
    /// Whether what comes next in order needs no more than to be handed on.
    var isPlain: Bool { early.isEmpty && finAt == nil && !isPaused }

    mutating func noteFIN(at end: SequenceNumber) { finAt = end }

    /// Keeps octets that came too early; what is there already stays.
    mutating func keep(_ data: ArraySlice<UInt8>, at start: SequenceNumber) {
        guard !data.isEmpty, pieces.count < Self.pieceLimit else { return }
        let end = start + data.count
        var place = start
        // Only what is in no range yet is kept, so that pieces never overlap.
        while let gap = early.gap(from: place, before: end) {
            guard pieces.count < Self.pieceLimit, early.insert(gap.start, gap.end) != nil else {
                break
            }
            let from = data.startIndex + (gap.start - start)
            insert(Piece(start: gap.start, data: data[from..<from + gap.count]))
            place = gap.end
        }
        guard early.range(holding: start) != nil else { return }
        latest.removeAll { early.range(holding: $0) == early.range(holding: start) }
        latest.insert(start, at: 0)
        if latest.count > 4 { latest.removeLast() }
    }

    private mutating func insert(_ piece: Piece) {
        if let last = pieces.last, last.start > piece.start {
            var (low, high) = (0, pieces.count)
            while low < high {
                let middle = (low + high) / 2
                if pieces[middle].start < piece.start { low = middle + 1 } else { high = middle }
            }
            pieces.insert(piece, at: low)
        } else {
            pieces.append(piece)
        }
    }

    /// Takes every piece that now follows in order at `next`, and moves `next` behind them.
    mutating func takeInOrder(
        at next: inout SequenceNumber, _ body: (ArraySlice<UInt8>) -> Void
    ) {
        guard let first = pieces.first, first.start <= next else { return }
        var count = 0
        while count < pieces.count, pieces[count].start <= next {
            let piece = pieces[count]
            count += 1
            guard piece.end > next else { continue }
            body(piece.data.dropFirst(next - piece.start))
            next = piece.end
        }
        pieces.removeFirst(count)
        early.remove(before: next)
        if early.isEmpty { latest.removeAll() }
    }

    /// The blocks to report, at most `limit`, the one that changed last first (RFC 2018 §4).
    func blocks(limit: Int) -> SACKBlocks {
        var blocks = SACKBlocks()
        var used: [SequenceRanges.Range] = []
        for place in latest where blocks.count < limit {
            guard let range = early.range(holding: place), !used.contains(range) else { continue }
            used.append(range)
            blocks.append(SACKBlock(start: range.start.raw, end: range.end.raw))
        }
        for range in early.ranges.prefix(8) where blocks.count < limit && !used.contains(range) {
            blocks.append(SACKBlock(start: range.start.raw, end: range.end.raw))
        }
        return blocks
    }

    mutating func hold(_ data: ArraySlice<UInt8>) { unread += data }

    mutating func takeUnread() -> [UInt8] {
        defer { unread = [] }
        return unread
    }
}
