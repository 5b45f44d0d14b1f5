/// Cuts what is passed on into lines, each with its line end and not one octet changed.
///
/// It is no judge of what it reads: whatever it cannot make sense of goes on as it came.
struct LineCutter: Hashable, Sendable {
    /// A line longer than this goes on in pieces.
    static let limit = 65_536

    private var buffer: [UInt8] = []
    private var start = 0
    private var searched = 0

    var pendingCount: Int { buffer.count - start }

    mutating func append(_ octets: [UInt8]) {
        if start > 0, start == buffer.count || start > Self.limit {
            buffer.removeFirst(start)
            start = 0
        }
        buffer += octets
    }

    /// The next line with its end; nil when more octets are needed.
    mutating func nextLine() -> [UInt8]? {
        var index = start + searched
        while index < buffer.count, buffer[index] != 0x0A { index += 1 }
        if index < buffer.count { return take(index + 1 - start) }
        searched = index - start
        return searched >= Self.limit ? take(searched) : nil
    }

    /// At most so many octets as they are.
    mutating func take(_ count: Int) -> [UInt8] {
        let end = start + min(max(0, count), pendingCount)
        let octets = Array(buffer[start..<end])
        start = end
        searched = 0
        return octets
    }

    mutating func takeAll() -> [UInt8] { take(pendingCount) }
}

/// A line as text, for looking at: without its end.
func text(_ line: [UInt8]) -> String {
    var end = line.count
    while end > 0, line[end - 1] == 0x0A || line[end - 1] == 0x0D { end -= 1 }
    return String(decoding: line[..<end], as: UTF8.self)
}

/// The words of a line, cut at spaces.
func words(_ line: [UInt8]) -> [String] { text(line).split(separator: " ").map(String.init) }

/// A line as octets, with its end.
func octets(_ line: String) -> [UInt8] { Array((line + "\r\n").utf8) }
