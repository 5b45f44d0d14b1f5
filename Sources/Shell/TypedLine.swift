import Simulation

/// One word of a typed line.
package struct TypedWord: Hashable, Sendable {
    package let text: String
    /// Some of it stood in quotes: it is never taken for an option.
    package let wasQuoted: Bool
}

/// A typed line cut into words.
///
/// `'…'` keeps everything as it is; `"…"` knows `\"`, `\\`, `\n` and `\t`; outside quotes `\`
/// keeps the next character. `#` begins a comment, unless a digit follows: `#12` is an event.
package enum TypedLine {
    /// The longest line that is read.
    static let limit = 100_000

    package static func words(_ line: String) throws(Trouble) -> [TypedWord] {
        guard line.utf8.count <= limit else {
            throw Trouble("shell.line-too-long", ["limit": "\(limit)"])
        }
        var reader = Reader(line: Array(line))
        return try reader.readAll()
    }

    /// The first word and the verbatim rest behind one space.
    package static func verbAndRest(_ line: String) -> (verb: String, rest: String) {
        let trimmed = line.drop { $0 == " " || $0 == "\t" }
        guard let space = trimmed.firstIndex(where: { $0 == " " || $0 == "\t" }) else {
            return (String(trimmed), "")
        }
        return (String(trimmed[..<space]), String(trimmed[trimmed.index(after: space)...]))
    }

    private struct Reader {
        let line: [Character]
        var position = 0
        var words: [TypedWord] = []
        var current = ""
        var isInWord = false
        var wasQuoted = false

        init(line: [Character]) { self.line = line }

        mutating func readAll() throws(Trouble) -> [TypedWord] {
            while position < line.count {
                let character = line[position]
                position += 1
                switch character {
                case " ", "\t", "\u{3000}": finishWord()
                case "#" where !isInWord && !isEventNumber: position = line.count
                case "'", "\"": try readQuoted(until: character)
                case "\\":
                    guard position < line.count else { throw Trouble("shell.half-escape") }
                    current.append(line[position])
                    position += 1
                    isInWord = true
                default:
                    current.append(character)
                    isInWord = true
                }
            }
            finishWord()
            return words
        }

        /// The `#` just read is followed by a digit, and is not the first of the line.
        private var isEventNumber: Bool {
            position < line.count && line[position].isASCII && line[position].isNumber
                && !words.isEmpty
        }

        private mutating func readQuoted(until quote: Character) throws(Trouble) {
            let start = position
            isInWord = true
            wasQuoted = true
            while position < line.count {
                let character = line[position]
                position += 1
                if character == quote { return }
                if character == "\\", quote == "\"", position < line.count {
                    let next = line[position]
                    position += 1
                    switch next {
                    case "n": current.append("\n")
                    case "t": current.append("\t")
                    case "\"", "\\": current.append(next)
                    default: current += "\\" + String(next)
                    }
                } else {
                    current.append(character)
                }
            }
            throw Trouble(
                "shell.half-quote", ["quote": String(quote), "column": "\(start)"])
        }

        private mutating func finishWord() {
            if isInWord { words.append(TypedWord(text: current, wasQuoted: wasQuoted)) }
            current = ""
            isInWord = false
            wasQuoted = false
        }
    }
}
