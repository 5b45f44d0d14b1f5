import IMAP
import POP3
import SASL
import SMTP
import Session

/// What the lines of a mail protocol mean, for a learner who asks.
package enum ProtocolExplainer {
    /// Explains the lines at the beginning of what was said; a few at the most.
    ///
    /// - Parameter question: What the other side had said last: after 354 or 334 a client's lines
    ///   are no commands.
    package static func explain(
        _ octets: [UInt8], service: MailService, isFromServer: Bool, after question: [UInt8]
    ) -> [Note] {
        if !isFromServer, let asked = lines(of: question).last {
            switch service {
            case .smtp, .submission:
                if let note = SMTPExplainer.explain(answerTo: Int(asked.prefix(3))) {
                    let parts = asked.hasPrefix("334") ? response(octets, after: asked) : []
                    return [note] + parts
                }
            // A continuation request (RFC 3501 §7.5, RFC 5034 §4).
            case .pop3, .imap:
                if asked == "+" || asked.hasPrefix("+ ") { return response(octets, after: asked) }
            }
        }
        var notes: [Note] = []
        for line in lines(of: octets).prefix(4) {
            let note = explain(line: line, service: service, isFromServer: isFromServer)
            if let note, !notes.contains(note) { notes.append(note) }
            // What follows a literal's length is a letter's text, and no response.
            if service == .imap, line.hasSuffix("}") { break }
        }
        return notes + parts(of: lines(of: octets).first ?? "", isFromServer: isFromServer)
    }

    /// What an answer to a challenge holds.
    private static func response(_ octets: [UInt8], after asked: String) -> [Note] {
        guard let line = lines(of: octets).first, let message = decoded(line) else { return [] }
        return SASLExplainer.explain(
            message, isFromServer: false, after: decoded(word(asked, 1)) ?? [])
    }

    /// What a command that begins an authentication holds, or a challenge.
    private static func parts(of line: String, isFromServer: Bool) -> [Note] {
        let words = line.split(separator: " ").map(String.init)
        let coded: String
        if isFromServer {
            guard words.count == 2, words[0] == "334" || words[0] == "+" else { return [] }
            coded = words[1]
        } else if words.count == 3, words[0].uppercased() == "AUTH" {
            coded = words[2]
        } else if words.count == 4, words[1].uppercased() == "AUTHENTICATE" {
            coded = words[3]
        } else {
            return []
        }
        let isLogin = words.dropLast().last?.uppercased() == "LOGIN"
        return decoded(coded).map {
            SASLExplainer.explain(
                $0, isFromServer: isFromServer, after: isLogin ? Array("Username".utf8) : [])
        } ?? []
    }

    private static func decoded(_ text: String) -> [UInt8]? {
        guard !text.isEmpty else { return nil }
        return try? SASLBase64.decode(Array(text.utf8)[...])
    }

    private static func explain(
        line: String, service: MailService, isFromServer: Bool
    ) -> Note? {
        switch (service, isFromServer) {
        case (.smtp, true), (.submission, true):
            guard let code = Int(line.prefix(3)) else { return nil }
            let rest = line.dropFirst(4).prefix { $0 != " " }
            return SMTPExplainer.explain(reply: code, enhanced: EnhancedStatusCode(rest))
        case (.smtp, false), (.submission, false):
            return SMTPExplainer.explain(verb: word(line, 0))
        case (.pop3, true):
            return POP3Status(parsing: Array(line.utf8)).map { POP3Explainer.explain(response: $0) }
        case (.pop3, false):
            return POP3Explainer.explain(verb: word(line, 0))
        case (.imap, true):
            return IMAPExplainer.explain(response: line)
        case (.imap, false):
            let verb = word(line, 1)
            return IMAPExplainer.explain(
                verb: verb.uppercased() == "UID" ? "UID \(word(line, 2))" : verb)
        }
    }

    private static func lines(of octets: [UInt8]) -> [String] {
        octets.prefix(4_096).split(separator: 0x0A).map { line in
            String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
        }
    }

    private static func word(_ line: String, _ index: Int) -> String {
        let words = line.split(separator: " ")
        return words.indices.contains(index) ? String(words[index]) : ""
    }
}
