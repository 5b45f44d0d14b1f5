/// The lines of a multi-line response, made bit by bit as there is room for them.
///
/// The bulk lies beside the kind, so that moving on copies nothing.
struct POP3Production: Sendable {
    private enum Kind: Sendable {
        case lines
        case sizes
        case uniqueIDs
        case message
        case finished
    }

    private var kind: Kind
    private var next = 0
    private var lines: [String] = []
    private var octets: [UInt8] = []
    /// How much of `octets` is to be sent.
    private var end = 0
    private var isAtLineStart = true
    private var lastWasCR = false
    /// Lines that got a dot more.
    private(set) var stuffedCount = 0

    static let finished = POP3Production(kind: .finished)
    /// LIST: the numbers and sizes of what is not marked.
    static let sizes = POP3Production(kind: .sizes)
    /// UIDL: the numbers and unique-ids of what is not marked.
    static let uniqueIDs = POP3Production(kind: .uniqueIDs)

    private init(kind: Kind) { self.kind = kind }

    /// Lines of our own, which need no stuffing.
    init(lines: [String]) {
        kind = .lines
        self.lines = lines
    }

    /// A message: all of it, or its header and some lines of its body (RFC 1939 §7, TOP).
    init(message octets: [UInt8], bodyLines: Int?) {
        kind = .message
        self.octets = octets
        end = bodyLines.map { Self.end(of: octets, bodyLines: $0) } ?? octets.count
    }

    var isFinished: Bool {
        switch kind {
        case .finished: true
        case .lines, .sizes, .uniqueIDs, .message: false
        }
    }

    /// The next octets, about `room` of them; at the end with the line that is a dot alone.
    mutating func take(room: Int, from maildrop: POP3Maildrop) -> [UInt8] {
        var result: [UInt8] = []
        switch kind {
        case .finished: return []
        case .message: takeMessage(room: room, into: &result)
        case .lines:
            while next < lines.count, result.count < room {
                result += Array(lines[next].utf8) + [0x0D, 0x0A]
                next += 1
            }
            if next == lines.count { finish(&result) }
        case .sizes, .uniqueIDs:
            while next < maildrop.entries.count, result.count < room {
                next += 1
                guard !maildrop.isMarked(next) else { continue }
                let entry = maildrop.entries[next - 1]
                let value = if case .sizes = kind { "\(entry.size)" } else { entry.uniqueID }
                result += Array("\(next) \(value)\r\n".utf8)
            }
            if next == maildrop.entries.count { finish(&result) }
        }
        return result
    }

    /// Stuffs a dot before each line that begins with one (RFC 1939 §3).
    ///
    /// A line that ends with LF alone gets its CR here: whoever reads POP3 may take the LF for a
    /// line end, and must not find a bare dot behind it.
    private mutating func takeMessage(room: Int, into result: inout [UInt8]) {
        result.reserveCapacity(min(room, end - next) + 64)
        while next < end, result.count < room {
            let octet = octets[next]
            next += 1
            if isAtLineStart, octet == UInt8(ascii: ".") {
                result.append(octet)
                stuffedCount += 1
            }
            if octet == 0x0A, !lastWasCR { result.append(0x0D) }
            result.append(octet)
            isAtLineStart = octet == 0x0A
            lastWasCR = octet == 0x0D
        }
        guard next == end else { return }
        if !isAtLineStart { result += [0x0D, 0x0A] }
        finish(&result)
    }

    private mutating func finish(_ result: inout [UInt8]) {
        result += [UInt8(ascii: "."), 0x0D, 0x0A]
        kind = .finished
        octets = []
        lines = []
    }

    /// Where the header, the blank line and so many lines of the body end.
    private static func end(of octets: [UInt8], bodyLines: Int) -> Int {
        var isInHeader = true
        var left = bodyLines
        var start = 0
        return octets.withUnsafeBufferPointer { octets in
            for index in octets.indices where octets[index] == 0x0A {
                if isInHeader {
                    let length = index - start
                    isInHeader = !(length == 0 || length == 1 && octets[start] == 0x0D)
                } else {
                    left -= 1
                }
                start = index + 1
                if !isInHeader, left <= 0 { return index + 1 }
            }
            return octets.count
        }
    }
}
