/// One piece of what an IMAP peer says: text, or the literal behind it.
enum IMAPPiece: Hashable, Sendable {
    case text([UInt8])
    case literal([UInt8])
}

/// The words of a command or response of IMAP (RFC 3501 §4): atoms, quoted strings, literals.
///
/// A listener does not judge: what is no word is passed over, and parentheses are words.
struct IMAPWords {
    private static let limit = 400
    private(set) var words: [[UInt8]] = []

    init(_ pieces: [IMAPPiece]) {
        for piece in pieces {
            switch piece {
            case .text(let text): read(text)
            case .literal(let octets): add(octets)
            }
        }
    }

    init(_ text: ArraySlice<UInt8>) { read(Array(text)) }

    private mutating func add(_ word: [UInt8]) {
        if words.count < Self.limit { words.append(word) }
    }

    private mutating func read(_ text: [UInt8]) {
        var end = text.count
        if let announced = IMAPLiteral(endOf: text) { end = announced.start }
        var index = 0
        while index < end {
            switch text[index] {
            case UInt8(ascii: " "): index += 1
            case UInt8(ascii: "("), UInt8(ascii: ")"):
                add([text[index]])
                index += 1
            case UInt8(ascii: "\""): add(quoted(text, &index, end))
            case _:
                let start = index
                while index < end, ![0x20, 0x28, 0x29].contains(text[index]) { index += 1 }
                add(Array(text[start..<index]))
            }
        }
    }

    /// A quoted string, in which `\` protects `"` and itself (RFC 3501 §4.3).
    private func quoted(_ text: [UInt8], _ index: inout Int, _ end: Int) -> [UInt8] {
        var octets: [UInt8] = []
        index += 1
        while index < end, text[index] != UInt8(ascii: "\"") {
            if text[index] == UInt8(ascii: "\\"), index + 1 < end { index += 1 }
            octets.append(text[index])
            index += 1
        }
        index += 1
        return octets
    }
}

/// The announcement of a literal at the end of a line: `{12}`, `{12+}`, `~{12}`.
struct IMAPLiteral: Hashable, Sendable {
    /// Where it begins in the line.
    let start: Int
    let size: Int
    /// The sender waits for a go-ahead; the other kind comes at once (RFC 7888 §3).
    let isSynchronizing: Bool

    init?(endOf line: [UInt8]) {
        guard line.last == UInt8(ascii: "}"),
            let open = line.suffix(16).lastIndex(of: UInt8(ascii: "{"))
        else { return nil }
        var digits = line[(open + 1)..<(line.count - 1)]
        isSynchronizing = digits.last != UInt8(ascii: "+")
        if !isSynchronizing { digits = digits.dropLast() }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let size = Int(String(decoding: digits, as: UTF8.self)), size <= 1 << 32
        else { return nil }
        self.size = size
        start = open > 0 && line[open - 1] == UInt8(ascii: "~") ? open - 1 : open
    }
}
