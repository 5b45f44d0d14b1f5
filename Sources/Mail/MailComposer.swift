/// Writes a simple text letter.
///
/// The date and the Message-ID are passed in: a letter's text must not depend on a clock.
package struct MailComposer: Hashable, Sendable {
    package var from: MailAddress
    /// The name shown before the address; empty for none.
    package var fromName: String
    package var to: [MailAddress]
    package var carbonCopy: [MailAddress]
    package var subject: String
    package var body: String
    /// The value of the Date field, such as `Wed, 01 Apr 2026 09:00:00 +0900`.
    package var date: String
    /// The Message-ID without its angle brackets, such as `1.alice-pc@example.com`.
    package var messageID: String

    package init(
        from: MailAddress, fromName: String = "", to: [MailAddress],
        carbonCopy: [MailAddress] = [], subject: String, body: String, date: String,
        messageID: String
    ) {
        self.from = from
        self.fromName = fromName
        self.to = to
        self.carbonCopy = carbonCopy
        self.subject = subject
        self.body = body
        self.date = date
        self.messageID = messageID
    }

    /// Lines longer than this must not be sent (RFC 5322 §2.1.1).
    package static let longestLine = 998

    /// The letter's octets, every line ended by CRLF.
    package var octets: [UInt8] {
        let lines = Self.lines(of: body)
        let isASCII = lines.allSatisfy { $0.allSatisfy { $0 < 0x80 && $0 != 0 } }
        let fits = lines.allSatisfy { $0.count <= Self.longestLine && !$0.contains(0) }
        var octets = Self.field("From", Self.mailbox(fromName, from))
        octets += Self.field("To", Self.list(to))
        if !carbonCopy.isEmpty { octets += Self.field("Cc", Self.list(carbonCopy)) }
        octets += Self.field("Subject", EncodedWord.encode(subject, column: 9))
        var rest = Header()
        rest.append("Date", date)
        rest.append("Message-ID", "<\(messageID)>")
        rest.append("MIME-Version", "1.0")
        rest.append("Content-Type", "text/plain; charset=\(isASCII ? "us-ascii" : "utf-8")")
        rest.append(
            "Content-Transfer-Encoding", fits ? isASCII ? "7bit" : "8bit" : "quoted-printable")
        octets += rest.octets + [0x0D, 0x0A]
        let text: [UInt8] = lines.flatMap { (line: [UInt8]) -> [UInt8] in line + [0x0D, 0x0A] }
        return octets + (fits ? text : QuotedPrintable.encode(text))
    }

    /// The lines of a text, whatever ends them in it; a last line end adds no empty line.
    static func lines(of text: String) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var previous: UInt8 = 0
        for octet in text.utf8 {
            if octet == 0x0A, previous == 0x0D {
                // The LF of a CRLF: the line has ended already.
            } else if octet == 0x0D || octet == 0x0A {
                lines.append([])
            } else {
                lines[lines.count - 1].append(octet)
            }
            previous = octet
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// A field whose value is folded already; what goes into it holds no other line end.
    private static func field(_ name: String, _ value: String) -> [UInt8] {
        Array("\(name): \(value)\r\n".utf8)
    }

    /// Addresses on as many lines as they need (RFC 5322 §2.1.1 wants 78 at most).
    private static func list(_ addresses: [MailAddress]) -> String {
        var text = ""
        var column = 4
        for (index, address) in addresses.enumerated() {
            let word = withoutLineEnds(address.description)
            if index > 0 {
                let folds = column + word.utf8.count > 76
                text += folds ? ",\r\n " : ", "
                column = folds ? 1 : column + 2
            }
            text += word
            column += word.utf8.count
        }
        return text
    }

    private static func mailbox(_ name: String, _ address: MailAddress) -> String {
        let address = withoutLineEnds(address.description)
        guard !name.isEmpty else { return address }
        guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            return EncodedWord.encode(name, column: 6) + " <\(address)>"
        }
        if name.utf8.allSatisfy({ MailAddress.isAtomText($0) || $0 == 0x20 }) {
            return "\(name) <\(address)>"
        }
        let quoted = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
        return "\"\(quoted)\" <\(address)>"
    }

    private static func withoutLineEnds(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 != 0x0D && $0 != 0x0A && $0 != 0 }, as: UTF8.self)
    }
}
