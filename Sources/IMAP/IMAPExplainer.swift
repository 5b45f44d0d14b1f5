import Session

/// Tells a learner what a command is for, and which ones fit the state.
package enum IMAPExplainer {
    /// The note on a command; a general one for words that we do not know.
    package static func explain(verb: String) -> Note {
        let word = verb.uppercased()
        guard let entry = entries.first(where: { $0.verb == word }) else {
            return Note("imap.verb.unknown", ["verb": verb], source: "RFC 3501 §6")
        }
        return Note(entry.key, ["verb": entry.verb], source: entry.source)
    }

    /// The verbs that fit a state, named as RFC 3501 §3 does.
    package static func validVerbs(inState name: String) -> [String] {
        let any = ["CAPABILITY", "NOOP", "LOGOUT", "ID"]
        let loggedIn = [
            "SELECT", "EXAMINE", "CREATE", "DELETE", "RENAME", "SUBSCRIBE", "UNSUBSCRIBE", "LIST",
            "LSUB", "STATUS", "APPEND", "IDLE",
        ]
        switch name {
        case IMAPStage.notAuthenticated.name: return any + ["STARTTLS", "AUTHENTICATE", "LOGIN"]
        case IMAPStage.authenticated(login: "").name: return any + loggedIn
        case IMAPStage.loggedOut.name: return []
        default:
            return any + loggedIn + [
                "FETCH", "STORE", "SEARCH", "COPY", "EXPUNGE", "CHECK", "CLOSE", "UNSELECT",
                "UID FETCH", "UID STORE", "UID SEARCH", "UID COPY", "UID EXPUNGE",
            ]
        }
    }

    /// Every verb that is known, for the shell's completion.
    package static var verbs: [String] { entries.map(\.verb) }

    private struct Entry {
        let verb: String
        let key: String
        let source: String

        init(_ verb: String, _ source: String, key: String? = nil) {
            self.verb = verb
            self.key =
                "imap.verb."
                + (key ?? verb.lowercased().split(separator: " ").joined(separator: "-"))
            self.source = source
        }
    }

    private static let entries: [Entry] = [
        Entry("CAPABILITY", "RFC 3501 §6.1.1"), Entry("NOOP", "RFC 3501 §6.1.2"),
        Entry("LOGOUT", "RFC 3501 §6.1.3"), Entry("ID", "RFC 2971 §3.1"),
        Entry("STARTTLS", "RFC 3501 §6.2.1"), Entry("AUTHENTICATE", "RFC 3501 §6.2.2"),
        Entry("LOGIN", "RFC 3501 §6.2.3"), Entry("SELECT", "RFC 3501 §6.3.1"),
        Entry("EXAMINE", "RFC 3501 §6.3.2"), Entry("CREATE", "RFC 3501 §6.3.3"),
        Entry("DELETE", "RFC 3501 §6.3.4"), Entry("RENAME", "RFC 3501 §6.3.5"),
        Entry("SUBSCRIBE", "RFC 3501 §6.3.6"), Entry("UNSUBSCRIBE", "RFC 3501 §6.3.7"),
        Entry("LIST", "RFC 3501 §6.3.8"), Entry("LSUB", "RFC 3501 §6.3.9"),
        Entry("STATUS", "RFC 3501 §6.3.10"), Entry("APPEND", "RFC 3501 §6.3.11"),
        Entry("CHECK", "RFC 3501 §6.4.1"), Entry("CLOSE", "RFC 3501 §6.4.2"),
        Entry("UNSELECT", "RFC 3691 §2"), Entry("EXPUNGE", "RFC 3501 §6.4.3"),
        Entry("SEARCH", "RFC 3501 §6.4.4"), Entry("FETCH", "RFC 3501 §6.4.5"),
        Entry("STORE", "RFC 3501 §6.4.6"), Entry("COPY", "RFC 3501 §6.4.7"),
        Entry("UID", "RFC 3501 §6.4.8"), Entry("UID FETCH", "RFC 3501 §6.4.8", key: "uid"),
        Entry("UID STORE", "RFC 3501 §6.4.8", key: "uid"),
        Entry("UID SEARCH", "RFC 3501 §6.4.8", key: "uid"),
        Entry("UID COPY", "RFC 3501 §6.4.8", key: "uid"),
        Entry("UID EXPUNGE", "RFC 4315 §2.1"), Entry("IDLE", "RFC 2177 §3"),
    ]
}
