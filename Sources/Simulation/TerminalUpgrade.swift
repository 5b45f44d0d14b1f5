/// What is said before TLS can begin on a connection by hand, where the program says it.
///
/// SMTP greets first, because only EHLO tells whether STARTTLS is there (RFC 3207 §4); POP3 and
/// IMAP ask at once (RFC 2595 §3.1, §4).
struct TerminalUpgrade: Hashable, Sendable {
    enum Move: Hashable, Sendable {
        case say(String)
        /// The server has agreed.
        case begin
    }

    private enum Step: Hashable, Sendable {
        case greeting, hello, request, over
    }

    private let spoken: MailProtocol
    private let helloName: String
    private var step = Step.greeting
    private var buffer: [UInt8] = []

    /// The most octets of an answer that are looked at.
    static let limit = 65_536

    init(_ spoken: MailProtocol, helloName: String) {
        self.spoken = spoken
        self.helloName = helloName
    }

    /// TLS begins, or the server does not want it.
    var isOver: Bool { step == .over }

    /// The line that asks for TLS.
    static func request(_ spoken: MailProtocol) -> String {
        switch spoken {
        case .smtp, .submission, .text: "STARTTLS"
        case .pop3: "STLS"
        case .imap: "a1 STARTTLS"
        }
    }

    /// Takes octets of the server; what comes behind its agreement counts for nothing.
    mutating func heard(_ octets: [UInt8]) -> [Move] {
        guard !isOver, buffer.count + octets.count <= Self.limit else {
            step = .over
            return []
        }
        buffer += octets
        var moves: [Move] = []
        while !isOver, let end = buffer.firstIndex(of: 0x0A) {
            let line = String(decoding: buffer[..<end].filter { $0 != 0x0D }, as: UTF8.self)
            buffer.removeFirst(end + 1)
            if let move = take(line) { moves.append(move) }
        }
        return moves
    }

    private mutating func take(_ line: String) -> Move? {
        guard let isPositive = verdict(line) else { return nil }
        guard isPositive else {
            step = .over
            return nil
        }
        switch (step, spoken) {
        case (.greeting, .smtp), (.greeting, .submission), (.greeting, .text):
            step = .hello
            return .say("EHLO \(helloName)")
        case (.greeting, .pop3), (.greeting, .imap), (.hello, _):
            step = .request
            return .say(Self.request(spoken))
        case (.request, _):
            step = .over
            return .begin
        case (.over, _): return nil
        }
    }

    /// Whether the answer is yes; nil where the line is not the end of an answer.
    private func verdict(_ line: String) -> Bool? {
        switch spoken {
        case .smtp, .submission, .text:
            guard line.utf8.dropFirst(3).first != UInt8(ascii: "-") else { return nil }
            return line.hasPrefix("2")
        case .pop3: return line.hasPrefix("+OK")
        case .imap:
            if step == .greeting { return line.hasPrefix("* OK") }
            guard line.hasPrefix("a1 ") else { return nil }
            return line.hasPrefix("a1 OK")
        }
    }

    /// Whether `answer` lets TLS begin, as an answer to what a person has typed.
    static func isGoAhead(_ answer: [UInt8], to said: [UInt8], _ spoken: MailProtocol) -> Bool {
        let line = said.prefix { $0 != 0x0D && $0 != 0x0A }
        let words = String(decoding: line, as: UTF8.self)
            .split(separator: " ").map { $0.uppercased() }
        let lines = answer.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        switch spoken {
        case .smtp, .submission:
            return words == ["STARTTLS"] && lines.first?.hasPrefix("220") == true
        case .pop3: return words == ["STLS"] && lines.first?.hasPrefix("+OK") == true
        case .imap:
            guard words.count == 2, words[1] == "STARTTLS" else { return false }
            return lines.contains { $0.uppercased().hasPrefix("\(words[0]) OK") }
        case .text: return true
        }
    }
}
