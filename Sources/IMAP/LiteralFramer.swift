import Session

/// One piece of a command: text of a line, or the octets of a literal behind it.
package enum CommandPiece: Hashable, Sendable {
    /// A line without its CRLF; before a literal it still ends with `{n}`.
    case text([UInt8])
    case literal([UInt8])
}

/// Cuts a stream of octets into commands: lines, and literals within them (RFC 3501 §2.2.1, §4.3).
///
/// Before each literal it stops and asks, so that a literal that is too large is refused before
/// its octets are there.
package struct LiteralFramer: Hashable, Sendable {
    /// What has come.
    package enum Event: Hashable, Sendable {
        /// A whole command.
        case command([CommandPiece])
        /// A literal of `size` octets comes next, if it is wanted: `accept` or `refuse` it.
        ///
        /// A synchronizing one waits for our go-ahead; the other kind, `{n+}`, comes in any case
        /// (RFC 7888 §3).
        case literalAsked(size: Int, isSynchronizing: Bool)
        /// A line that cannot be read; it is dropped.
        case fault(LineFramer.Fault)
    }

    private enum Phase: Hashable, Sendable {
        case text
        case asking(size: Int, isSynchronizing: Bool)
        case literal(missing: Int)
        case skippingLiteral(missing: Int)
        case skippingText
    }

    private var lines: LineFramer
    private var phase: Phase = .text
    /// The command so far.
    package private(set) var pieces: [CommandPiece] = []
    /// The literal that is coming: beside the phase, for it may be large.
    private var literal: [UInt8] = []

    /// A framer whose lines are at most `lineLimit` octets with their CRLF.
    package init(lineLimit: Int) { lines = LineFramer(limit: lineLimit) }

    /// Octets that have come and not been looked at.
    package var pendingCount: Int { lines.pendingCount }
    /// The octets of the command so far.
    package private(set) var pieceOctets = 0
    /// True while octets of an accepted literal are expected.
    package var isInLiteral: Bool {
        switch phase {
        case .literal, .skippingLiteral: true
        case .text, .asking, .skippingText: false
        }
    }

    package mutating func append(_ octets: [UInt8]) { lines.append(octets) }

    /// Forgets everything that has come (RFC 3501 §6.2.1 for STARTTLS).
    package mutating func discardAll() {
        lines.discardAll()
        phase = .text
        pieces = []
        pieceOctets = 0
        literal = []
    }

    /// Takes the literal that was asked for.
    package mutating func accept() {
        guard case .asking(let size, _) = phase else { return }
        literal = []
        phase = .literal(missing: size)
    }

    /// Drops the command whose literal was asked for; a literal that comes all the same is skipped.
    package mutating func refuse() {
        guard case .asking(let size, let isSynchronizing) = phase else { return }
        pieces = []
        pieceOctets = 0
        phase = isSynchronizing ? .text : .skippingLiteral(missing: size)
    }

    /// The next line as it is, outside of commands: for AUTHENTICATE and IDLE.
    package mutating func nextLine() throws(LineFramer.Fault) -> [UInt8]? {
        guard case .text = phase, pieces.isEmpty else { return nil }
        return try lines.nextLine()
    }

    /// What has come next, nil when more octets or a decision are needed.
    package mutating func next() -> Event? {
        while true {
            switch phase {
            case .asking: return nil
            case .literal(let missing):
                let octets = lines.take(missing)
                literal += octets
                guard octets.count == missing else {
                    phase = .literal(missing: missing - octets.count)
                    return nil
                }
                pieces.append(.literal(literal))
                pieceOctets += literal.count
                literal = []
                phase = .text
            case .skippingLiteral(let missing):
                let octets = lines.take(missing)
                guard octets.count == missing else {
                    phase = .skippingLiteral(missing: missing - octets.count)
                    return nil
                }
                phase = .skippingText
            case .text, .skippingText:
                switch nextTextEvent() {
                case .more: continue
                case .wait: return nil
                case .event(let event): return event
                }
            }
        }
    }

    private enum Step {
        case more, wait
        case event(Event)
    }

    private mutating func nextTextEvent() -> Step {
        let line: [UInt8]
        do {
            guard let next = try lines.nextLine() else { return .wait }
            line = next
        } catch {
            let isSkipping = phase == .skippingText
            phase = .text
            pieces = []
            pieceOctets = 0
            return isSkipping ? .more : .event(.fault(error))
        }
        let announced = Self.literal(atEndOf: line)
        if case .skippingText = phase {
            // A further literal of a refused command: only one that does not wait still comes.
            if let (size, isSynchronizing) = announced, !isSynchronizing {
                phase = .skippingLiteral(missing: size)
            } else {
                phase = .text
            }
            return .more
        }
        pieces.append(.text(line))
        pieceOctets += line.count
        if let (size, isSynchronizing) = announced {
            phase = .asking(size: size, isSynchronizing: isSynchronizing)
            return .event(.literalAsked(size: size, isSynchronizing: isSynchronizing))
        }
        let command = pieces
        pieces = []
        pieceOctets = 0
        return .event(.command(command))
    }

    /// The literal that a line announces at its end.
    ///
    ///     literal = "{" number ["+"] "}" CRLF *CHAR8
    static func literal(atEndOf line: [UInt8]) -> (size: Int, isSynchronizing: Bool)? {
        guard line.last == 0x7D else { return nil }
        var digits = line.dropLast()
        let isSynchronizing = digits.last != 0x2B
        if !isSynchronizing { digits = digits.dropLast() }
        let number = digits.suffix(while: { $0 >= 0x30 && $0 <= 0x39 })
        guard !number.isEmpty, digits.dropLast(number.count).last == 0x7B else { return nil }
        // More digits than any count has: large enough to be refused.
        return (Int(String(decoding: number.prefix(18), as: UTF8.self)) ?? Int.max, isSynchronizing)
    }
}

extension ArraySlice<UInt8> {
    /// The longest end whose octets all satisfy `condition`.
    fileprivate func suffix(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var start = endIndex
        while start > startIndex, condition(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}
