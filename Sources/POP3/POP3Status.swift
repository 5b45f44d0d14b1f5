/// The first line of a response: `+OK` or `-ERR`, and what is said with it (RFC 1939 §3).
package struct POP3Status: Hashable, Sendable, CustomStringConvertible {
    package let isPositive: Bool
    /// The response code without brackets, such as `IN-USE` (RFC 2449 §8).
    package let code: String?
    /// What follows for people.
    package let text: String

    /// The longest line, in octets with its CRLF (RFC 1939 §3).
    package static let longestLine = 512

    package init(isPositive: Bool, code: String? = nil, text: String) {
        self.isPositive = isPositive
        self.code = code
        self.text = text
    }

    /// Reads a line without its CRLF; nil when it is no response.
    ///
    ///     single-line = status [SP text] CRLF      ; RFC 2449 §3
    ///     status      = "+OK" / "-ERR"             ; upper case only, RFC 1939 §3
    package init?(parsing line: [UInt8]) {
        let indicator = line.prefix { $0 != UInt8(ascii: " ") }
        switch indicator {
        case ArraySlice("+OK".utf8): isPositive = true
        case ArraySlice("-ERR".utf8): isPositive = false
        default: return nil
        }
        let rest = line.dropFirst(indicator.count + 1)
        if rest.first == UInt8(ascii: "["), let close = rest.firstIndex(of: UInt8(ascii: "]")) {
            code = String(decoding: rest[(rest.startIndex + 1)..<close], as: UTF8.self)
                .uppercased()
            let after = rest[(close + 1)...]
            text = String(decoding: after.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
        } else {
            code = nil
            text = String(decoding: rest, as: UTF8.self)
        }
    }

    package var description: String {
        var line = isPositive ? "+OK" : "-ERR"
        if let code { line += " [\(code)]" }
        if !text.isEmpty { line += " " + text }
        return line
    }

    /// The line with its CRLF, never longer than a client must take.
    var octets: [UInt8] {
        let line = description.utf8.prefix(Self.longestLine - 2)
        return line.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") } + [0x0D, 0x0A]
    }
}
