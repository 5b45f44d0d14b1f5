import Session

extension IMAPExplainer {
    /// What a line of a server tells; nil for what is no response, such as the text of a letter.
    ///
    ///     response = "+" … / "*" SP … / tag SP ("OK" / "NO" / "BAD") …     ; RFC 3501 §7
    package static func explain(response line: String) -> Note? {
        let words = line.split(separator: " ", maxSplits: 3)
        guard let first = words.first else { return nil }
        if first == "+" { return Note("imap.response.continue", source: "RFC 3501 §7.5") }
        guard words.count > 1 else { return nil }
        let status = words[1].uppercased()
        if let note = explain(code: line, status) { return note }
        if first == "*" { return untagged(status, words.count > 2 ? words[2].uppercased() : "") }
        let tag = String(first)
        switch status {
        case "OK": return Note("imap.response.ok", ["tag": tag], source: "RFC 3501 §7.1.1")
        case "NO": return Note("imap.response.no", ["tag": tag], source: "RFC 3501 §7.1.2")
        case "BAD": return Note("imap.response.bad", ["tag": tag], source: "RFC 3501 §7.1.3")
        default: return nil
        }
    }

    /// The code in brackets says more than OK or NO, and so does a list with LOGINDISABLED.
    private static func explain(code line: String, _ status: String) -> Note? {
        let upper = line.uppercased()
        switch status {
        case "NO":
            if upper.contains("[PRIVACYREQUIRED]") {
                return Note("imap.response.privacy-required", source: "RFC 5530 §3")
            }
            if upper.contains("[AUTHENTICATIONFAILED]") {
                return Note("imap.response.authentication-failed", source: "RFC 5530 §3")
            }
        case "OK", "CAPABILITY":
            guard status == "CAPABILITY" || upper.contains("[CAPABILITY ") else { return nil }
            return upper.contains("LOGINDISABLED")
                ? Note("imap.login-disabled", source: "RFC 3501 §6.2.3")
                : Note("imap.response.capability", source: "RFC 3501 §7.2.1")
        default: break
        }
        return nil
    }

    private static func untagged(_ word: String, _ next: String) -> Note? {
        switch word {
        case "OK": return Note("imap.response.remark", source: "RFC 3501 §7.1.1")
        case "NO", "BAD": return Note("imap.response.warning", source: "RFC 3501 §7.1.2")
        case "PREAUTH": return Note("imap.response.preauth", source: "RFC 3501 §7.1.4")
        case "BYE": return Note("imap.response.bye", source: "RFC 3501 §7.1.5")
        case "LIST", "LSUB": return Note("imap.response.list", source: "RFC 3501 §7.2.2")
        case "STATUS": return Note("imap.response.status", source: "RFC 3501 §7.2.4")
        case "SEARCH": return Note("imap.response.search", source: "RFC 3501 §7.2.5")
        case "FLAGS": return Note("imap.response.flags", source: "RFC 3501 §7.2.6")
        default: break
        }
        guard Int(word) != nil else { return nil }
        switch next {
        case "EXISTS":
            return Note("imap.response.exists", ["number": word], source: "RFC 3501 §7.3.1")
        case "RECENT":
            return Note("imap.response.recent", ["number": word], source: "RFC 3501 §7.3.2")
        case "EXPUNGE":
            return Note("imap.response.expunge", ["number": word], source: "RFC 3501 §7.4.1")
        case "FETCH":
            return Note("imap.response.fetch", ["number": word], source: "RFC 3501 §7.4.2")
        default: return nil
        }
    }
}
