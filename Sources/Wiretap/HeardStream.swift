/// The octets of one side that wait to be understood: lines that end with LF, or so many octets.
///
/// Whoever listens takes what comes: a bare LF ends a line here, whatever the server thinks of it.
struct HeardStream: Hashable, Sendable {
    /// A line without its end.
    struct Line: Hashable, Sendable {
        let octets: [UInt8]
        /// Its end was so far away that the rest was thrown away.
        let isCut: Bool
    }

    /// The longest line that is kept; RFC 4954 §4 allows 12,288 octets for a response.
    static let lineLimit = 16_384
    /// What is kept of a side that has to wait for the other.
    static let waitingLimit = 262_144

    private var buffer: [UInt8] = []
    private var start = 0
    /// Octets from `start` on that are known to hold no LF.
    private var searched = 0
    /// The rest of a line that was too long is thrown away.
    private var isSkipping = false
    /// Octets that were thrown away because they waited in vain.
    private(set) var lost = 0

    var count: Int { buffer.count - start }
    var isEmpty: Bool { count == 0 }
    /// No line has begun that is not over.
    var isAtLineStart: Bool { !isSkipping }

    func peek(_ wanted: Int) -> ArraySlice<UInt8> { buffer[start...].prefix(wanted) }

    mutating func append(_ octets: [UInt8]) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer += octets
    }

    /// The next line; nil when its end has not come.
    mutating func nextLine() -> Line? {
        while true {
            var index = start + searched
            let end = min(buffer.count, isSkipping ? buffer.count : start + Self.lineLimit + 1)
            while index < end, buffer[index] != 0x0A { index += 1 }
            if index < end {
                let wasSkipping = isSkipping
                let line = buffer[start..<index]
                start = index + 1
                searched = 0
                isSkipping = false
                if wasSkipping { continue }
                return Line(
                    octets: Array(line.last == 0x0D ? line.dropLast() : line), isCut: false)
            }
            if isSkipping {
                start = buffer.count
                searched = 0
                return nil
            }
            searched = index - start
            guard searched > Self.lineLimit else { return nil }
            let line = Array(buffer[start..<start + Self.lineLimit])
            start += Self.lineLimit
            searched = 0
            isSkipping = true
            return Line(octets: line, isCut: true)
        }
    }

    /// At most so many octets, as they are.
    mutating func take(_ wanted: Int) -> [UInt8] {
        let end = start + min(wanted, count)
        let octets = Array(buffer[start..<end])
        start = end
        searched = 0
        return octets
    }

    mutating func takeAll() -> [UInt8] { take(count) }

    /// Throws away what is more than may wait.
    mutating func limitWaiting() {
        let excess = count - Self.waitingLimit
        guard excess > 0 else { return }
        buffer.removeLast(excess)
        lost += excess
    }

    /// Forgets how much was lost, and what is left of the line that it was lost from.
    mutating func resumeAfterLoss() -> Int {
        let count = lost
        lost = 0
        restart()
        return count
    }

    /// Something is missing: what comes next may be the middle of a line.
    mutating func restart() {
        buffer.removeAll()
        start = 0
        searched = 0
        isSkipping = false
    }
}
