import Mail

/// What STATUS can ask for (RFC 3501 §6.3.10).
package enum StatusItem: String, Hashable, Sendable, CaseIterable {
    case messages = "MESSAGES"
    case recent = "RECENT"
    case uidNext = "UIDNEXT"
    case uidValidity = "UIDVALIDITY"
    case unseen = "UNSEEN"
}

/// What a client wants (RFC 3501 §6).
package enum IMAPCommand: Hashable, Sendable {
    case capability, noop, logout
    /// RFC 2971 §3.1; what the client says of itself is not kept.
    case id
    case startTLS
    case authenticate(mechanism: String, initialResponse: [UInt8]?)
    case login(user: [UInt8], password: [UInt8])
    case select(MailboxName)
    case examine(MailboxName)
    case create(MailboxName)
    case delete(MailboxName)
    case rename(MailboxName, to: MailboxName)
    case subscribe(MailboxName)
    case unsubscribe(MailboxName)
    case list(reference: [UInt8], pattern: [UInt8])
    case lsub(reference: [UInt8], pattern: [UInt8])
    case status(MailboxName, [StatusItem])
    case append(MailboxName, flags: [Flag], date: IMAPDateTime?, octets: [UInt8])
    /// RFC 2177 §3.
    case idle
    case check, close
    /// RFC 3691 §2.
    case unselect
    case expunge
    /// RFC 4315 §2.1.
    case uidExpunge(SequenceSet)
    case search(charset: String?, SearchKey, byUID: Bool)
    case fetch(SequenceSet, [FetchItem], byUID: Bool)
    case store(SequenceSet, StoreAction, byUID: Bool)
    case copy(SequenceSet, to: MailboxName, byUID: Bool)

    /// The word that names the command, as `UID FETCH`.
    package var verb: String {
        switch self {
        case .capability: "CAPABILITY"
        case .noop: "NOOP"
        case .logout: "LOGOUT"
        case .id: "ID"
        case .startTLS: "STARTTLS"
        case .authenticate: "AUTHENTICATE"
        case .login: "LOGIN"
        case .select: "SELECT"
        case .examine: "EXAMINE"
        case .create: "CREATE"
        case .delete: "DELETE"
        case .rename: "RENAME"
        case .subscribe: "SUBSCRIBE"
        case .unsubscribe: "UNSUBSCRIBE"
        case .list: "LIST"
        case .lsub: "LSUB"
        case .status: "STATUS"
        case .append: "APPEND"
        case .idle: "IDLE"
        case .check: "CHECK"
        case .close: "CLOSE"
        case .unselect: "UNSELECT"
        case .expunge: "EXPUNGE"
        case .uidExpunge: "UID EXPUNGE"
        case .search(_, _, let byUID): byUID ? "UID SEARCH" : "SEARCH"
        case .fetch(_, _, let byUID): byUID ? "UID FETCH" : "FETCH"
        case .store(_, _, let byUID): byUID ? "UID STORE" : "STORE"
        case .copy(_, _, let byUID): byUID ? "UID COPY" : "COPY"
        }
    }
}
