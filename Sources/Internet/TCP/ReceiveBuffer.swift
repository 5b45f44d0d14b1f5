/// Octets that have come: those in order that nobody has read, and those that came too early.
struct ReceiveBuffer: Sendable {
    private struct Piece: Sendable {
        var start: SequenceNumber
        var data: [UInt8]
        var end: SequenceNumber { start + data.count }
    }

    /// The most that is kept; with no window scale option a window can say no more.
    static let capacity = 65_535
    /// The most pieces that are kept apart.
    static let pieceLimit = 512

    /// In order of their place, none touching another.
    private var pieces: [Piece] = []
    /// The end of the peer's octets, when its FIN came too early.
    private(set) var finAt: SequenceNumber?
    /// Octets in order that wait, because reading is paused.
    private(set) var unread: [UInt8] = []
    var isPaused = false

    /// The window that can be announced.
    var room: Int { Self.capacity - min(Self.capacity, unread.count) }
    /// Whether something came too early.
    var hasGap: Bool { !pieces.isEmpty }

    mutating func noteFIN(at end: SequenceNumber) { finAt = end }

    /// Keeps octets that came too early; what is there already stays.
    mutating func keep(_ data: ArraySlice<UInt8>, at start: SequenceNumber) {
        guard !data.isEmpty, pieces.count < Self.pieceLimit else { return }
        var new = Piece(start: start, data: Array(data))
        var index = pieces.firstIndex { $0.end >= new.start } ?? pieces.endIndex
        while index < pieces.count, pieces[index].start <= new.end {
            let old = pieces.remove(at: index)
            let (first, second) = old.start <= new.start ? (old, new) : (new, old)
            let overlap = min(first.end - second.start, second.data.count)
            new = Piece(start: first.start, data: first.data + second.data.dropFirst(overlap))
        }
        index = pieces.firstIndex { $0.start > new.start } ?? pieces.endIndex
        pieces.insert(new, at: index)
    }

    /// Takes what now follows in order at `next`.
    mutating func takeInOrder(at next: SequenceNumber) -> ArraySlice<UInt8> {
        while let first = pieces.first, first.start <= next {
            pieces.removeFirst()
            if first.end > next { return first.data.dropFirst(next - first.start) }
        }
        return []
    }

    mutating func hold(_ data: [UInt8]) { unread += data }

    mutating func takeUnread() -> [UInt8] {
        defer { unread = [] }
        return unread
    }
}
