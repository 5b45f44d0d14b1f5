import Session

/// What the words of POP3 mean, for the shell's `explain` and its completion.
package enum POP3Explainer {
    /// The states by their names in RFC 1939 §3.
    package static let authorization = "AUTHORIZATION"
    package static let transaction = "TRANSACTION"
    package static let update = "UPDATE"
    /// After the end there is no state.
    package static let closed = ""

    /// What a keyword is for, in any case; nil when it is none.
    package static func explain(verb: String) -> Note? {
        guard let keyword = POP3Keyword(rawValue: verb.uppercased()) else { return nil }
        let (key, source) = entry(keyword)
        return Note("pop3.verb.\(key)", ["usage": keyword.usage], source: source)
    }

    /// What the first line of a response tells.
    package static func explain(response: POP3Status) -> Note {
        switch (response.isPositive, response.code) {
        case (true, _): Note("pop3.response.ok", source: "RFC 1939 §3")
        case (false, "IN-USE"): Note("pop3.response.in-use", source: "RFC 2449 §8.1.2")
        case (false, "AUTH"): Note("pop3.response.auth", source: "RFC 3206 §5")
        case (false, _): Note("pop3.response.err", source: "RFC 1939 §3")
        }
    }

    /// The keywords that fit a state, in the order in which a session needs them.
    package static func validVerbs(
        in state: String, offersSTLS: Bool = true, takesPasswords: Bool = true,
        offersAPOP: Bool = true
    ) -> [String] {
        let keywords: [POP3Keyword]
        switch state {
        case authorization:
            keywords =
                [.capa] + (offersSTLS ? [.stls] : [])
                + (takesPasswords ? [.user, .pass, .auth] : [])
                + (takesPasswords && offersAPOP ? [.apop] : []) + [.quit]
        case transaction:
            keywords = [.stat, .list, .uidl, .retr, .top, .dele, .rset, .noop, .capa, .quit]
        default:
            keywords = []
        }
        return keywords.map(\.rawValue)
    }

    private static func entry(_ keyword: POP3Keyword) -> (key: String, source: String) {
        switch keyword {
        case .user: ("user", "RFC 1939 §7")
        case .pass: ("pass", "RFC 1939 §7")
        case .apop: ("apop", "RFC 1939 §7")
        case .auth: ("auth", "RFC 5034 §4")
        case .stls: ("stls", "RFC 2595 §4")
        case .capa: ("capa", "RFC 2449 §5")
        case .stat: ("stat", "RFC 1939 §5")
        case .list: ("list", "RFC 1939 §5")
        case .retr: ("retr", "RFC 1939 §5")
        case .dele: ("dele", "RFC 1939 §5")
        case .noop: ("noop", "RFC 1939 §5")
        case .rset: ("rset", "RFC 1939 §5")
        case .top: ("top", "RFC 1939 §7")
        case .uidl: ("uidl", "RFC 1939 §7")
        case .quit: ("quit", "RFC 1939 §6")
        }
    }
}
