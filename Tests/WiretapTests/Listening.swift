import Clockwork
import TLS
import Testing
import Wire

@testable import Wiretap

/// Conversations for listeners, written as people write them: `C:` and `S:` before each line.
enum Listening {
    struct Turn {
        let side: TLSSide
        let octets: [UInt8]
    }

    /// The turns of a conversation; `\u{8}` in a line stands for itself.
    static func turns(_ text: String) -> [Turn] {
        text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
            let side: TLSSide
            if line.hasPrefix("C: ") || line == "C:" {
                side = .client
            } else if line.hasPrefix("S: ") || line == "S:" {
                side = .server
            } else {
                return nil
            }
            return Turn(side: side, octets: Array(line.dropFirst(3).utf8) + [0x0D, 0x0A])
        }
    }

    /// All that is overheard, when each turn comes in pieces of this size.
    static func hear(
        _ turns: [Turn], port: UInt16, size: Int = 10_000, fromTheStart: Bool = true
    ) throws -> [Overheard] {
        var reader = try #require(
            ConversationReader(serverPort: port, fromTheStart: fromTheStart))
        var found: [Overheard] = []
        for turn in turns {
            for start in stride(from: 0, to: turn.octets.count, by: size) {
                let end = min(turn.octets.count, start + size)
                found += reader.take(Array(turn.octets[start..<end]), from: turn.side)
            }
        }
        return found + reader.end()
    }

    static func hear(_ text: String, port: UInt16, size: Int = 10_000) throws -> [Overheard] {
        try hear(turns(text), port: port, size: size)
    }
}

extension [Overheard] {
    var secrets: [OverheardSecret] {
        compactMap { what in
            if case .secret(let secret) = what { return secret }
            return nil
        }
    }
    var letters: [OverheardLetter] {
        compactMap { what in
            if case .letter(let letter) = what { return letter }
            return nil
        }
    }
    var challenges: [OverheardChallenge] {
        compactMap { what in
            if case .challenge(let challenge) = what { return challenge }
            return nil
        }
    }
    var verdicts: [Bool] {
        compactMap { what in
            if case .verdict(_, _, let isAccepted) = what { return isAccepted }
            return nil
        }
    }
    var lines: [String] {
        compactMap { what in
            if case .said(let text, _) = what { return text }
            return nil
        }
    }
}
