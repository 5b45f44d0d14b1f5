/// Cuts a stream of octets into lines that end with CRLF, and nothing else (RFC 5321 §2.3.8).
///
/// Framing comes before grammar: a parser never sees half a line. A fault consumes what it
/// names, so that the conversation can go on behind it.
package struct LineFramer: Hashable, Sendable {
    /// What can be wrong with a line before its grammar is looked at.
    package enum Fault: Error, Hashable, Sendable {
        /// LF without CR before it, or CR without LF behind it; the line up to its end is dropped.
        case bareLineEnd
        /// The line is longer than the limit; all of it is dropped.
        case tooLong(limit: Int)
    }

    private var buffer: [UInt8] = []
    private var start = 0
    /// Octets from `start` on that are known to hold no line end.
    private var searched = 0
    private var skipping = false
    /// The longest line accepted, in octets with its CRLF.
    package var limit: Int

    package init(limit: Int) { self.limit = limit }

    /// Octets that have come and not been taken.
    package var pendingCount: Int { buffer.count - start }

    package mutating func append(_ octets: [UInt8]) {
        // What has been taken is let go when it is the greater part, so that a long backlog is not
        // moved again and again.
        if start > 0, start == buffer.count || start > 65_536 && start > buffer.count / 2 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: octets)
    }

    /// Forgets everything that has come: for STARTTLS (RFC 3207 §4.2) and at the end.
    package mutating func discardAll() {
        buffer.removeAll()
        start = 0
        searched = 0
        skipping = false
    }

    /// Takes everything that has come, as it is.
    package mutating func takeAll() -> [UInt8] { take(pendingCount) }

    /// Takes at most `count` octets as they are: for literals and chunks.
    package mutating func take(_ count: Int) -> [UInt8] {
        let end = start + min(max(0, count), pendingCount)
        let octets = Array(buffer[start..<end])
        start = end
        searched = 0
        return octets
    }

    /// The next line without its CRLF, nil when more octets are needed.
    package mutating func nextLine() throws(Fault) -> [UInt8]? {
        var index = start + searched
        while index < buffer.count, buffer[index] != 0x0A { index += 1 }
        guard index < buffer.count else {
            searched = index - start
            if skipping || searched > limit {
                // Keep the last octet: it may be the CR of the line's end.
                skipping = true
                start = max(start, buffer.count - 1)
                searched = 0
            }
            return nil
        }
        let line = buffer[start..<index]
        let wasSkipping = skipping
        start = index + 1
        searched = 0
        skipping = false
        if wasSkipping || line.count + 1 > limit { throw .tooLong(limit: limit) }
        guard line.last == 0x0D, !line.dropLast().contains(0x0D) else { throw .bareLineEnd }
        return Array(line.dropLast())
    }
}
