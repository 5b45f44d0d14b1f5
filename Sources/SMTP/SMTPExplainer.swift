import Session

/// Explains single words of the conversation, without any session: what `explain` shows.
package enum SMTPExplainer {
    /// What a reply means, by its enhanced code where that is known, or else by its code.
    package static func explain(reply code: Int, enhanced: EnhancedStatusCode? = nil) -> Note {
        if let enhanced, let detail = statuses.first(where: { $0.matches(enhanced) }) {
            return Note(
                detail.key, ["code": "\(code)", "enhanced": enhanced.description],
                source: detail.source)
        }
        if let known = replies.first(where: { $0.code == code }) {
            return Note("smtp.reply-\(code)", ["code": "\(code)"], source: known.source)
        }
        let kind = (2...5).contains(code / 100) ? "\(code / 100)yz" : "unknown"
        return Note("smtp.reply-\(kind)", ["code": "\(code)"], source: "RFC 5321 §4.2.1")
    }

    /// What a verb does.
    package static func explain(verb: String) -> Note {
        let name = verb.uppercased()
        guard let known = verbs.first(where: { $0.verb == name }) else {
            return Note("smtp.verb-unknown", ["verb": verb], source: "RFC 5321 §4.2.4")
        }
        return Note("smtp.verb-\(name.lowercased())", ["verb": name], source: known.source)
    }

    /// What a client says after a reply that asks for something other than a command; nil where the
    /// reply asks for nothing.
    package static func explain(answerTo reply: Int?) -> Note? {
        switch reply {
        case 354: Note("smtp.message", source: "RFC 5321 §4.1.1.4")
        case 334: Note("smtp.auth-answer", source: "RFC 4954 §4")
        default: nil
        }
    }

    /// The verbs that `explain(verb:)` knows, in the order in which a session meets them.
    package static var knownVerbs: [String] { verbs.map(\.verb) }

    /// Every note that this room can give, for the test that each has a phrase.
    static var everyKey: [String] {
        statuses.map(\.key) + replies.map { "smtp.reply-\($0.code)" }
            + ["2yz", "3yz", "4yz", "5yz", "unknown"].map { "smtp.reply-\($0)" }
            + verbs.map { "smtp.verb-\($0.verb.lowercased())" } + [
                "smtp.verb-unknown", "smtp.message", "smtp.auth-answer",
            ]
    }

    private struct Status {
        let subject: Int
        let detail: Int
        let source: String

        var key: String { "smtp.status-\(subject)-\(detail)" }
        func matches(_ code: EnhancedStatusCode) -> Bool {
            code.subject == subject && code.detail == detail
        }
    }

    private static let statuses: [Status] = [
        Status(subject: 1, detail: 1, source: "RFC 3463 §3.2"),
        Status(subject: 1, detail: 2, source: "RFC 3463 §3.2"),
        Status(subject: 1, detail: 3, source: "RFC 3463 §3.2"),
        Status(subject: 1, detail: 7, source: "RFC 3463 §3.2"),
        Status(subject: 1, detail: 8, source: "RFC 3463 §3.2"),
        Status(subject: 1, detail: 10, source: "RFC 7505 §4"),
        Status(subject: 2, detail: 1, source: "RFC 3463 §3.3"),
        Status(subject: 2, detail: 2, source: "RFC 3463 §3.3"),
        Status(subject: 3, detail: 2, source: "RFC 3463 §3.4"),
        Status(subject: 3, detail: 4, source: "RFC 3463 §3.4"),
        Status(subject: 4, detail: 1, source: "RFC 3463 §3.5"),
        Status(subject: 4, detail: 2, source: "RFC 3463 §3.5"),
        Status(subject: 4, detail: 4, source: "RFC 3463 §3.5"),
        Status(subject: 4, detail: 6, source: "RFC 3463 §3.5"),
        Status(subject: 4, detail: 7, source: "RFC 3463 §3.5"),
        Status(subject: 5, detail: 1, source: "RFC 3463 §3.6"),
        Status(subject: 5, detail: 2, source: "RFC 3463 §3.6"),
        Status(subject: 5, detail: 3, source: "RFC 3463 §3.6"),
        Status(subject: 5, detail: 4, source: "RFC 3463 §3.6"),
        Status(subject: 5, detail: 6, source: "RFC 4954 §6"),
        Status(subject: 6, detail: 11, source: "RFC 5321 §2.3.8"),
        Status(subject: 7, detail: 0, source: "RFC 3463 §3.8"),
        Status(subject: 7, detail: 1, source: "RFC 3463 §3.8"),
        Status(subject: 7, detail: 8, source: "RFC 4954 §6"),
        Status(subject: 7, detail: 11, source: "RFC 4954 §6"),
    ]

    private static let replies: [(code: Int, source: String)] = [
        (211, "RFC 5321 §4.2.3"), (214, "RFC 5321 §4.1.1.8"), (220, "RFC 5321 §3.1"),
        (221, "RFC 5321 §4.1.1.10"), (235, "RFC 4954 §6"), (250, "RFC 5321 §4.2.3"),
        (251, "RFC 5321 §3.4"), (252, "RFC 5321 §3.5.3"), (334, "RFC 4954 §4"),
        (354, "RFC 5321 §4.1.1.4"), (421, "RFC 5321 §3.8"), (450, "RFC 5321 §4.2.3"),
        (451, "RFC 5321 §4.2.3"), (452, "RFC 5321 §4.5.3.1.10"), (454, "RFC 4954 §6"),
        (455, "RFC 5321 §4.1.1.11"), (500, "RFC 5321 §4.2.4"), (501, "RFC 5321 §4.2.3"),
        (502, "RFC 5321 §4.2.4"), (503, "RFC 5321 §4.1.4"), (504, "RFC 5321 §4.2.3"),
        (521, "RFC 7504 §3"), (530, "RFC 4954 §6"), (534, "RFC 4954 §6"),
        (535, "RFC 4954 §6"), (538, "RFC 4954 §6"), (550, "RFC 5321 §4.2.3"),
        (551, "RFC 5321 §3.4"), (552, "RFC 5321 §4.2.3"), (553, "RFC 5321 §4.2.3"),
        (554, "RFC 5321 §4.2.3"), (555, "RFC 5321 §4.1.1.11"), (556, "RFC 7504 §4"),
    ]

    private static let verbs: [(verb: String, source: String)] = [
        ("EHLO", "RFC 5321 §4.1.1.1"), ("HELO", "RFC 5321 §4.1.1.1"),
        ("STARTTLS", "RFC 3207 §4"), ("AUTH", "RFC 4954 §4"), ("MAIL", "RFC 5321 §4.1.1.2"),
        ("RCPT", "RFC 5321 §4.1.1.3"), ("DATA", "RFC 5321 §4.1.1.4"),
        ("RSET", "RFC 5321 §4.1.1.5"), ("NOOP", "RFC 5321 §4.1.1.9"),
        ("VRFY", "RFC 5321 §4.1.1.6"), ("EXPN", "RFC 5321 §4.1.1.7"),
        ("HELP", "RFC 5321 §4.1.1.8"), ("QUIT", "RFC 5321 §4.1.1.10"),
        ("BDAT", "RFC 3030 §2"),
    ]
}
