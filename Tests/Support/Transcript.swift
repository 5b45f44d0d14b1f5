/// A conversation written down as people read it, played against an engine and compared.
///
///     C: EHLO a.example      octets for the engine, CRLF added
///     c: half a line         octets for the engine, nothing added
///     C! secured             an event for the engine, by name
///     S: 250 OK              a line that the engine must send; `...` at its end: any rest
///     S! close               something else that the engine must do, by name
///     # words                a comment; empty lines count for nothing
///
/// `\xHH` stands for one octet. Lines of the client that follow one another are one group: they
/// are joined and cut into pieces without regard to line ends. Where an `S` line follows, the
/// client waits, as a client must that may not pipeline. Nothing here knows what a session is;
/// the caller's closure does, so that this file compiles alone.
///
/// With `engine: .client` the parts are exchanged: `S` lines are given to the engine, and `C`
/// lines are what it must send.
package struct Transcript: Sendable, CustomStringConvertible {
    /// What the transcript gives to the engine.
    package enum Said: Hashable, Sendable {
        case octets([UInt8])
        case event(String)
    }

    /// What the engine does.
    package enum Heard: Hashable, Sendable {
        case octets([UInt8])
        case deed(String)
    }

    /// Which side of the conversation the engine is.
    package enum Side: Sendable {
        case server
        case client
    }

    private enum Step: Sendable {
        case say(Said)
        case expect(String, isDeed: Bool, line: Int)
    }

    private let steps: [Step]
    private let engineLetter: String
    package let description: String

    package init(_ text: String, engine: Side = .server) {
        description = text
        engineLetter = engine == .server ? "S" : "C"
        let (given, awaited) = engine == .server ? ("C", "S") : ("S", "C")
        var steps: [Step] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let number = index + 1
            let rest = String(line.dropFirst(line.dropFirst(2).first == " " ? 3 : 2))
            switch line.prefix(2) {
            case "\(given):": steps.append(.say(.octets(Self.octets(rest) + [0x0D, 0x0A])))
            case "\(given.lowercased()):": steps.append(.say(.octets(Self.octets(rest))))
            case "\(given)!": steps.append(.say(.event(rest)))
            case "\(awaited):": steps.append(.expect(rest, isDeed: false, line: number))
            case "\(awaited)!": steps.append(.expect(rest, isDeed: true, line: number))
            case "", "# ": break
            default: preconditionFailure("transcript line \(number) has no C: or S:")
            }
        }
        self.steps = steps
    }

    /// The number of the first line that came out differently, with what was expected and what
    /// came; nil when all is well.
    package func firstDifference(
        pieceSize: Int = 10_000, from engine: (Said) -> [Heard]
    ) -> String? {
        var screen = Screen()
        var group: [UInt8] = []
        func flush() {
            for piece in pieces(of: group, size: pieceSize) { screen.take(engine(.octets(piece))) }
            group = []
        }
        for step in steps {
            switch step {
            case .say(.octets(let octets)):
                group += octets
            case .say(.event(let name)):
                flush()
                screen.take(engine(.event(name)))
            case .expect(let expected, let isDeed, let line):
                flush()
                let got = screen.next()
                guard let got, got.matches(expected, isDeed: isDeed) else {
                    return "line \(line), in pieces of \(pieceSize)\n"
                        + "expected \(engineLetter)\(isDeed ? "!" : ":") \(expected)\n"
                        + "but got  \(got.map { engineLetter + $0.description } ?? "nothing")"
                }
            }
        }
        flush()
        guard let extra = screen.next() else { return nil }
        return "after the last line, in pieces of \(pieceSize)\nexpected nothing\n"
            + "but got  \(engineLetter)\(extra)"
    }

    /// The octets of a text in which `\xHH` stands for one octet.
    package static func octets(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.popFirst() {
            let digits = rest.dropFirst().prefix(2)
            if first == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x"), digits.count == 2,
                let octet = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                result.append(octet)
                rest = rest.dropFirst(3)
            } else {
                result.append(first)
            }
        }
        return result
    }

    /// `octets` as a transcript shows them: whatever is not printable ASCII as `\xHH`.
    package static func text(_ octets: some Sequence<UInt8>) -> String {
        octets.map { octet in
            (0x20...0x7E).contains(octet)
                ? String(UnicodeScalar(octet))
                : "\\x" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
        }.joined()
    }
}

/// What has come from the engine and was not yet compared.
private struct Screen {
    struct Entry: CustomStringConvertible {
        let text: String
        let isDeed: Bool

        var description: String { (isDeed ? "! " : ": ") + text }

        func matches(_ expected: String, isDeed: Bool) -> Bool {
            guard isDeed == self.isDeed else { return false }
            return expected.hasSuffix("...")
                ? text.hasPrefix(expected.dropLast(3)) : text == expected
        }
    }

    private var entries: [Entry] = []
    private var taken = 0
    private var partial: [UInt8] = []

    mutating func take(_ heard: [Transcript.Heard]) {
        for item in heard {
            switch item {
            case .octets(let octets):
                for octet in octets {
                    partial.append(octet)
                    guard partial.suffix(2) == [0x0D, 0x0A] else { continue }
                    entries.append(
                        Entry(text: Transcript.text(partial.dropLast(2)), isDeed: false))
                    partial = []
                }
            case .deed(let name):
                entries.append(Entry(text: name, isDeed: true))
            }
        }
    }

    mutating func next() -> Entry? {
        if taken < entries.count {
            taken += 1
            return entries[taken - 1]
        }
        guard !partial.isEmpty else { return nil }
        defer { partial = [] }
        return Entry(text: Transcript.text(partial) + " (a line without its end)", isDeed: false)
    }
}
