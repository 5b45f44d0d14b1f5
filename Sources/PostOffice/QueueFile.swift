import Clockwork
import Mail
import Session

/// A queued message as a file holds it: what the envelope said, an empty line, the letter.
///
///     maillab-queue 1
///     from alice@example.com
///     arrived 32400081000000
///     attempts 1
///     next 34200081000000
///     to bob@example.jp
///     why transport.timed-out RFC%209293%20... host=mail.example.jp port=25
///
/// Moments are nanoseconds of the world's clock; `from -` is the null reverse-path; `why` belongs
/// to the recipient above it. Octets that would break a line are written as `%20`.
enum QueueFile {
    private static let title = "maillab-queue 1"

    // MARK: writing

    /// The envelope and how far its delivery has come.
    static func head(of message: QueuedMessage) -> [UInt8] {
        var lines = [
            title, "from \(text(message.sender))", "arrived \(message.arrived.nanoseconds)",
        ]
        if message.isEightBit { lines.append("eight-bit yes") }
        lines.append("attempts \(message.attempts)")
        if let next = message.nextAttempt { lines.append("next \(next.nanoseconds)") }
        for waiting in message.waiting {
            lines.append("to \(text(waiting.path))")
            if let reason = waiting.reason { lines.append("why \(text(reason))") }
        }
        return lines.flatMap { Array($0.utf8) + [0x0A] }
    }

    /// The head and the letter behind it.
    static func whole(_ message: QueuedMessage) -> [UInt8] {
        head(of: message) + [0x0A] + message.octets
    }

    private static func text(_ path: ReversePath) -> String {
        switch path {
        case .null: "-"
        case .address(let address): text(address)
        }
    }

    private static func text(_ path: ForwardPath) -> String {
        switch path {
        case .postmaster: "postmaster"
        case .address(let address): text(address)
        }
    }

    private static func text(_ address: MailAddress) -> String {
        let local = PercentText.encoded(address.localPart.utf8) {
            $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: " ")
        }
        return local + "@" + word(address.domain)
    }

    private static func text(_ note: Note) -> String {
        let source = note.source.isEmpty ? "-" : word(note.source)
        return ([word(note.key), source] + note.values.map { word($0.name) + "=" + word($0.text) })
            .joined(separator: " ")
    }

    /// Text without spaces and equals signs.
    private static func word(_ text: String) -> String {
        PercentText.encoded(text.utf8) { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "=") }
    }

    // MARK: reading

    /// Reads the head of a message called `id`; nil when it is none.
    ///
    /// `domain` says where the mail of a recipient goes. What is behind the head is the letter.
    static func message(
        _ octets: [UInt8], id: String, domain: (ForwardPath) -> String
    ) -> QueuedMessage? {
        var rest = octets[...]
        guard next(&rest).map({ $0.elementsEqual(title.utf8) }) == true else { return nil }
        var draft = Draft()
        while let line = next(&rest), !line.isEmpty {
            guard draft.take(line, domain) else { return nil }
        }
        return draft.message(id: id, octets: Array(rest))
    }

    /// The next line, without its end; nil behind the last one.
    private static func next(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: 0x0A) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    /// What has been read of a head so far.
    private struct Draft {
        var sender: ReversePath?
        var arrived: Instant?
        var isEightBit = false
        var attempts = 0
        var nextAttempt: Instant?
        var waiting: [QueuedMessage.Waiting] = []

        mutating func take(
            _ line: ArraySlice<UInt8>, _ domain: (ForwardPath) -> String
        ) -> Bool {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard parts.count == 2 else { return false }
            switch String(decoding: parts[0], as: UTF8.self) {
            case "from": sender = Self.sender(parts[1])
            case "arrived": arrived = Self.moment(parts[1])
            case "eight-bit": isEightBit = true
            case "attempts":
                guard let count = Self.number(parts[1]), count >= 0 else { return false }
                attempts = Int(clamping: count)
            case "next": nextAttempt = Self.moment(parts[1])
            case "to":
                guard let path = Self.recipient(parts[1]) else { return false }
                waiting.append(.init(path: path, domain: domain(path)))
            case "why":
                guard !waiting.isEmpty, let note = Self.note(parts[1]) else { return false }
                waiting[waiting.count - 1].reason = note
            default: return false
            }
            return true
        }

        func message(id: String, octets: [UInt8]) -> QueuedMessage? {
            guard let sender, let arrived else { return nil }
            var message = QueuedMessage(
                id: id, sender: sender, octets: octets, isEightBit: isEightBit, arrived: arrived,
                waiting: waiting, nextAttempt: nextAttempt, cause: nil)
            message.attempts = attempts
            return message
        }

        private static func number(_ octets: ArraySlice<UInt8>) -> Int64? {
            Int64(String(decoding: octets, as: UTF8.self))
        }

        private static func moment(_ octets: ArraySlice<UInt8>) -> Instant? {
            number(octets).map { Instant(nanoseconds: $0) }
        }

        private static func sender(_ octets: ArraySlice<UInt8>) -> ReversePath? {
            octets.elementsEqual("-".utf8) ? .null : address(octets).map { .address($0) }
        }

        private static func recipient(_ octets: ArraySlice<UInt8>) -> ForwardPath? {
            octets.elementsEqual("postmaster".utf8)
                ? .postmaster : address(octets).map { .address($0) }
        }

        private static func address(_ octets: ArraySlice<UInt8>) -> MailAddress? {
            let halves = octets.split(separator: UInt8(ascii: "@"), maxSplits: 1)
            guard halves.count == 2, let local = PercentText.decodedText(halves[0]),
                let domain = PercentText.decodedText(halves[1])
            else { return nil }
            return MailAddress(localPart: local, domain: domain)
        }

        private static func note(_ octets: ArraySlice<UInt8>) -> Note? {
            let words = octets.split(separator: UInt8(ascii: " "))
            guard words.count >= 2, let key = PercentText.decodedText(words[0]),
                let source = PercentText.decodedText(words[1])
            else { return nil }
            var values: [Note.Value] = []
            for word in words.dropFirst(2) {
                let halves = word.split(
                    separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2, let name = PercentText.decodedText(halves[0]),
                    let text = PercentText.decodedText(halves[1])
                else { return nil }
                values.append(.init(named: name, text))
            }
            return Note(key, values: values, source: source == "-" ? "" : source)
        }
    }
}
