import Mail

/// What a server says: a code, and text for people (RFC 5321 §4.2).
///
///     Reply-line = *( Reply-code "-" [ textstring ] CRLF )
///                     Reply-code [ SP textstring ] CRLF
package struct SMTPReply: Hashable, Sendable, CustomStringConvertible {
    package var code: SMTPReplyCode
    /// Stands at the head of every line (RFC 2034 §4); greetings, EHLO and 3yz have none.
    package var enhanced: EnhancedStatusCode?
    /// The text without codes; there is always one line at least, perhaps an empty one.
    package var lines: [String]

    package init(
        _ code: SMTPReplyCode, _ enhanced: EnhancedStatusCode? = nil, _ lines: String...
    ) {
        self.init(code, enhanced, lines: lines)
    }

    package init(_ code: SMTPReplyCode, _ enhanced: EnhancedStatusCode? = nil, lines: [String]) {
        self.code = code
        self.enhanced = enhanced
        self.lines = lines.isEmpty ? [""] : lines
    }

    /// A reply with these numbers.
    package init(code: Int, enhanced: EnhancedStatusCode? = nil, _ lines: String...) {
        self.init(SMTPReplyCode(rawValue: code), enhanced, lines: lines)
    }

    /// 2yz: done.
    package var isPositive: Bool { code.rawValue / 100 == 2 }
    /// 3yz: go on.
    package var isIntermediate: Bool { code.rawValue / 100 == 3 }
    /// 4yz: not now; the same may work later (RFC 5321 §4.2.1).
    package var isTransient: Bool { code.rawValue / 100 == 4 }
    /// 5yz: not like this; trying again will not help (RFC 5321 §4.2.1).
    package var isPermanent: Bool { code.rawValue / 100 == 5 }

    /// Code, enhanced code and text on one line, for a queue or a bounce.
    package var description: String {
        let words = [code.description, enhanced?.description ?? "", lines.joined(separator: " / ")]
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The longest reply line with code and CRLF (RFC 5321 §4.5.3.1.5).
    package static let lineLimit = 512

    /// The reply as it is sent.
    ///
    /// Text that came from the peer may stand in a reply: whatever is not printable ASCII
    /// becomes `?`, so that no line ends where it should not, and long lines are cut.
    package var octets: [UInt8] {
        var result: [UInt8] = []
        for (index, line) in lines.enumerated() {
            let isLast = index == lines.count - 1
            var text = "\(code)\(isLast ? " " : "-")"
            if let enhanced { text += "\(enhanced) " }
            var octets = Array(text.utf8)
            // One `?` for each character that is not ASCII, however many octets it has here.
            for octet in line.utf8 where octet & 0xC0 != 0x80 {
                octets.append((0x20...0x7E).contains(octet) ? octet : UInt8(ascii: "?"))
            }
            result += octets.prefix(Self.lineLimit - 2)
            result += [0x0D, 0x0A]
        }
        return result
    }
}

extension SMTPReply {
    /// `550 5.1.1`: there is no such mailbox here.
    package static func noSuchMailbox(_ path: ForwardPath) -> SMTPReply {
        SMTPReply(.mailboxUnavailable, .init(5, 1, 1), "\(path) No such mailbox here")
    }

    /// `550 5.7.1`: this host does not relay for the client.
    package static func relayingDenied(_ path: ForwardPath) -> SMTPReply {
        SMTPReply(.mailboxUnavailable, .init(5, 7, 1), "\(path) Relaying denied")
    }

    /// `252 2.5.0`: VRFY neither confirms nor denies (RFC 5321 §3.5.3).
    package static let cannotVerify = SMTPReply(
        .cannotVerify, .init(2, 5, 0), "Cannot VRFY user, but will accept message")
}
