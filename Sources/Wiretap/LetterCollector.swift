import Mail
import TLS

/// A letter while it passes: the beginning is kept, the rest is counted.
struct LetterCollector: Hashable, Sendable {
    /// What is kept of a letter; the first text is nearly always within.
    static let limit = 65_536
    static let excerptLines = 12
    static let excerptColumns = 240
    static let fieldLimit = 400

    private var octets: [UInt8] = []
    private var count = 0
    private var isBroken = false

    var isEmpty: Bool { count == 0 }

    mutating func add(_ piece: some Collection<UInt8>) {
        count += piece.count
        octets += piece.prefix(max(0, Self.limit - octets.count))
    }

    /// A line behind which its end is put again.
    mutating func addLine(_ line: HeardStream.Line, isStuffed: Bool) {
        let isDotted = isStuffed && line.octets.first == UInt8(ascii: ".")
        add(isDotted ? line.octets.dropFirst() : line.octets[...])
        add([0x0D, 0x0A])
        if line.isCut { isBroken = true }
    }

    /// Octets of it have not been heard.
    mutating func breakOff() { isBroken = true }

    /// What the letter says; the collector is empty again.
    mutating func finish(
        _ part: OverheardLetter.Part = .whole, by side: TLSSide, isWhole: Bool = true
    ) -> OverheardLetter {
        defer { self = LetterCollector() }
        let message: Message
        switch part {
        case .whole, .header: message = Message(octets: octets)
        // A body without its header is read as plain text.
        case .text: message = Message(octets: [0x0D, 0x0A] + octets)
        }
        func field(_ name: String) -> String {
            HeardText.safe(message.header.first(name)?.decoded ?? "", limit: Self.fieldLimit)
        }
        let isWhole = isWhole && !isBroken
        return OverheardLetter(
            part: part, from: field("From"), to: field("To"), subject: field("Subject"),
            excerpt: part == .header ? [] : Self.excerpt(of: message.text), octets: count,
            isWhole: isWhole, by: side)
    }

    private static func excerpt(of text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .prefix(excerptLines)
        {
            lines.append(HeardText.safe(String(line.prefix(excerptColumns))))
        }
        while lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines
    }
}
