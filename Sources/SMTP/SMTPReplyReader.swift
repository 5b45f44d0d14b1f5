import Session

/// Why octets of a server are no reply.
package enum SMTPReplyFault: Error, Hashable, Sendable {
    /// A line that does not begin with three digits and a space or hyphen.
    case notAReply(String)
    /// Lines of one reply with different codes (RFC 5321 §4.2.1).
    case codeChanged(from: Int, to: Int)
    /// More lines than any reply needs.
    case tooManyLines(limit: Int)
    /// LF without CR, or CR without LF (RFC 5321 §2.3.8).
    case bareLineEnd
    /// A line longer than we take.
    case lineTooLong(limit: Int)
    /// A reply although nothing was asked.
    case unasked(SMTPReply)
    /// A reply whose first digit has no meaning here, such as 250 to DATA.
    case outOfPlace(SMTPReply)
}

/// Puts replies together from lines, strictly and within limits.
///
///     Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
///     Reply-code = %x32-35 %x30-35 %x30-39                 ; RFC 5321 §4.2
package struct SMTPReplyReader: Hashable, Sendable {
    /// The most lines of one reply.
    package static let lineCountLimit = 128
    /// The longest line taken; RFC 5321 §4.5.3.1.5 allows 512, some servers send more.
    package static let lineLimit = 2_048

    private var framer = LineFramer(limit: SMTPReplyReader.lineLimit)
    private var code: SMTPReplyCode?
    private var lines: [String] = []

    package init() {}

    /// Octets that have come and make no whole reply yet.
    package var pendingCount: Int { framer.pendingCount }
    /// Whether anything has come that is not yet a whole reply.
    package var isAmidReply: Bool { code != nil || framer.pendingCount > 0 }

    package mutating func append(_ octets: [UInt8]) { framer.append(octets) }

    /// Forgets everything that has come (RFC 3207 §4.2).
    package mutating func discardAll() {
        framer.discardAll()
        code = nil
        lines = []
    }

    /// The next whole reply, nil when more octets are needed.
    package mutating func nextReply() throws(SMTPReplyFault) -> SMTPReply? {
        while true {
            let line: [UInt8]
            do {
                guard let next = try framer.nextLine() else { return nil }
                line = next
            } catch {
                switch error {
                case .bareLineEnd: throw .bareLineEnd
                case .tooLong(let limit): throw .lineTooLong(limit: limit)
                }
            }
            if let reply = try take(line) { return reply }
        }
    }

    private mutating func take(_ line: [UInt8]) throws(SMTPReplyFault) -> SMTPReply? {
        let digits = line.prefix(3)
        let mark = line.count > 3 ? line[3] : UInt8(ascii: " ")
        guard digits.count == 3, (0x32...0x35).contains(line[0]), (0x30...0x39).contains(line[1]),
            (0x30...0x39).contains(line[2]), mark == UInt8(ascii: " ") || mark == UInt8(ascii: "-")
        else { throw .notAReply(String(decoding: line.prefix(80), as: UTF8.self)) }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        if let code, code.rawValue != number {
            throw .codeChanged(from: code.rawValue, to: number)
        }
        guard lines.count < Self.lineCountLimit else {
            throw .tooManyLines(limit: Self.lineCountLimit)
        }
        let replyCode = SMTPReplyCode(rawValue: number)
        code = replyCode
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        guard mark == UInt8(ascii: " ") else { return nil }
        defer {
            code = nil
            lines = []
        }
        return Self.reply(replyCode, lines)
    }

    /// Takes the enhanced code off the lines, where every line bears the same.
    private static func reply(_ code: SMTPReplyCode, _ lines: [String]) -> SMTPReply {
        let first = lines[0].prefix { $0 != " " }
        guard let enhanced = EnhancedStatusCode(first), enhanced.kind == code.rawValue / 100,
            lines.allSatisfy({ $0.prefix { $0 != " " } == first })
        else { return SMTPReply(code, lines: lines) }
        return SMTPReply(
            code, enhanced, lines: lines.map { String($0.dropFirst(first.count + 1)) })
    }
}
