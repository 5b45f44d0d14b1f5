/// A cursor over the value of a structured field that only moves forward (RFC 5322 §3.2).
struct HeaderCursor {
    private let octets: [UInt8]
    private(set) var position = 0
    /// The text of the last comment that was skipped.
    private(set) var lastComment: [UInt8]?

    /// Deeper comments are read as if they ended.
    static let maximumCommentDepth = 32

    init(_ octets: [UInt8]) { self.octets = octets }

    var peek: UInt8? { position < octets.count ? octets[position] : nil }
    var isAtEnd: Bool { position >= octets.count }

    mutating func forgetComment() { lastComment = nil }

    mutating func advance() { position = min(position + 1, octets.count) }

    mutating func take(_ octet: UInt8) -> Bool {
        guard peek == octet else { return false }
        position += 1
        return true
    }

    mutating func takeWhile(_ condition: (UInt8) -> Bool) -> [UInt8] {
        let start = position
        while position < octets.count, condition(octets[position]) { position += 1 }
        return Array(octets[start..<position])
    }

    /// `token` of RFC 2045 §5.1, and octets above ASCII, which real letters hold.
    mutating func takeToken() -> [UInt8] { takeWhile(Self.isToken) }

    static func isToken(_ octet: UInt8) -> Bool {
        octet > 0x20 && octet != 0x7F && !"()<>@,;:\\\"/[]?=".utf8.contains(octet)
    }

    /// A quoted string without its quotes and backslashes; the end of the value ends it too.
    mutating func takeQuoted() -> [UInt8] {
        guard take(0x22) else { return [] }
        var content: [UInt8] = []
        while let octet = peek, octet != 0x22 {
            position += 1
            if octet == 0x5C, let escaped = peek {
                content.append(escaped)
                position += 1
            } else {
                content.append(octet)
            }
        }
        _ = take(0x22)
        return content
    }

    /// Skips `CFWS` (RFC 5322 §3.2.2), and remembers the text of the last comment in it.
    mutating func skipSpaceAndComments() {
        while let octet = peek {
            if ASCII.isSpace(octet) {
                position += 1
            } else if octet == 0x28 {
                skipComment()
            } else {
                return
            }
        }
    }

    private mutating func skipComment() {
        var depth = 0
        var content: [UInt8] = []
        while let octet = peek {
            position += 1
            switch octet {
            case 0x28:
                if depth > 0 { content.append(octet) }
                depth += 1
            case 0x29:
                depth -= 1
                if depth > 0 { content.append(octet) }
            case 0x5C:
                if let escaped = peek {
                    content.append(escaped)
                    position += 1
                }
            default:
                content.append(octet)
            }
            if depth == 0 || depth > Self.maximumCommentDepth { break }
        }
        lastComment = Array(ASCII.trim(content[...]))
    }
}
