/// Names in order, each with a value, in pieces small enough that one change moves little.
///
/// A folder of 100,000 files must take one more file, lose one or rename one without moving
/// all others, and must list them in one fixed order; a plain dictionary has no order, and a plain
/// array moves too much.
struct DiskTable<Value: Sendable>: Sendable {
    struct Entry: Sendable {
        var name: String
        var value: Value
    }

    private static var largestPiece: Int { 512 }

    /// Pieces in order of name; none of them is empty.
    private var pieces: [[Entry]] = []
    private(set) var count = 0

    var names: [String] { pieces.flatMap { piece in piece.map(\.name) } }
    var entries: [Entry] { pieces.flatMap { $0 } }

    /// The value of `name`; nil when there is none.
    func value(of name: String) -> Value? {
        guard let piece = piece(for: name) else { return nil }
        let index = Self.lowerBound(name, in: pieces[piece])
        guard index < pieces[piece].count, pieces[piece][index].name == name else { return nil }
        return pieces[piece][index].value
    }

    /// Gives `name` a value, and returns the one before.
    @discardableResult
    mutating func set(_ value: Value, for name: String) -> Value? {
        guard let piece = piece(for: name) else {
            pieces.append([Entry(name: name, value: value)])
            count += 1
            return nil
        }
        let index = Self.lowerBound(name, in: pieces[piece])
        if index < pieces[piece].count, pieces[piece][index].name == name {
            let before = pieces[piece][index].value
            pieces[piece][index].value = value
            return before
        }
        pieces[piece].insert(Entry(name: name, value: value), at: index)
        count += 1
        split(piece)
        return nil
    }

    /// Changes the value of `name` in place; false when there is none.
    @discardableResult
    mutating func modify(_ name: String, _ change: (inout Value) -> Void) -> Bool {
        guard let piece = piece(for: name) else { return false }
        let index = Self.lowerBound(name, in: pieces[piece])
        guard index < pieces[piece].count, pieces[piece][index].name == name else { return false }
        change(&pieces[piece][index].value)
        return true
    }

    @discardableResult
    mutating func remove(_ name: String) -> Value? {
        guard let piece = piece(for: name) else { return nil }
        let index = Self.lowerBound(name, in: pieces[piece])
        guard index < pieces[piece].count, pieces[piece][index].name == name else { return nil }
        let entry = pieces[piece].remove(at: index)
        count -= 1
        if pieces[piece].isEmpty { pieces.remove(at: piece) }
        return entry.value
    }

    /// The piece in which `name` is or would be; nil when there are none.
    private func piece(for name: String) -> Int? {
        guard !pieces.isEmpty else { return nil }
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle][0].name <= name { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    private static func lowerBound(_ name: String, in piece: [Entry]) -> Int {
        // Names mostly come in order: look behind the last one first.
        if let last = piece.last, last.name < name { return piece.count }
        var low = 0
        var high = piece.count
        while low < high {
            let middle = (low + high) / 2
            if piece[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func split(_ piece: Int) {
        guard pieces[piece].count > Self.largestPiece else { return }
        // What grows at its end is cut near the end, so that full pieces stay full.
        let isLast = piece == pieces.count - 1
        let cut = isLast ? pieces[piece].count - 1 : pieces[piece].count / 2
        let tail = Array(pieces[piece][cut...])
        pieces[piece].removeSubrange(cut...)
        pieces.insert(tail, at: piece + 1)
    }
}
