import Clockwork
import Mail
import SASL

/// Where a server's conversation stands (RFC 3501 §3).
enum IMAPStage: Hashable, Sendable {
    case unopened
    case notAuthenticated
    case authenticated(login: String)
    case selected(login: String, mailbox: MailboxName, isReadOnly: Bool)
    case loggedOut

    var login: String? {
        switch self {
        case .unopened, .notAuthenticated, .loggedOut: nil
        case .authenticated(let login), .selected(let login, _, _): login
        }
    }

    /// The name of the state, as RFC 3501 §3 writes it.
    var name: String {
        switch self {
        case .unopened, .notAuthenticated: "Not Authenticated"
        case .authenticated: "Authenticated"
        case .selected: "Selected"
        case .loggedOut: "Logout"
        }
    }
}

/// The end of a command: what its tagged response will say.
struct IMAPCompletion: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable {
        case ok = "OK"
        case no = "NO"
        case bad = "BAD"
    }

    let tag: String
    let kind: Kind
    let code: String?
    let text: String

    init(_ tag: String, _ kind: Kind, code: String? = nil, _ text: String) {
        self.tag = tag
        self.kind = kind
        self.code = code
        self.text = text
    }

    var line: String { "\(tag) \(kind.rawValue) " + (code.map { "[\($0)] " } ?? "") + text }
}

/// What a server's session is doing.
enum IMAPActivity: Hashable, Sendable {
    /// It takes the next command.
    case ready
    /// It asked whether the mailbox of an APPEND exists, before it takes the letter.
    case decidingLiteral(tag: String, size: Int)
    /// It asked, and goes on with the work when the answer comes.
    case waiting(tag: String, IMAPWork)
    /// It reads the client's responses of an AUTHENTICATE.
    case authenticating(tag: String, SASLServer)
    case idling(tag: String, isRefreshing: Bool)
    /// It produces FETCH responses; the job is beside this.
    case fetching
    case searching
    /// A wrong password: the answer comes later.
    case delaying(IMAPCompletion, until: Instant)
    case over
}

/// What the answer to a question is for.
enum IMAPWork: Hashable, Sendable {
    /// Without an exchange it is the LOGIN command.
    case login(SASLServer?)
    case open(MailboxName, isReadOnly: Bool)
    case list(ListRequest)
    /// A command that changes mailboxes and has no result.
    case change(verb: String)
    case renameSelected(to: MailboxName)
    case status(MailboxName, [StatusItem])
    case append(MailboxName)
    case copy([UInt32], to: MailboxName, verb: String)
    case store([UInt32], isSilent: Bool, byUID: Bool)
    case expunge(verb: String)
    case close
    case refresh(IMAPCompletion, allowsExpunge: Bool)
    case fetchLetter
    case searchLetter
}

/// A LIST or LSUB under way.
struct ListRequest: Hashable, Sendable {
    let pattern: MailboxPattern
    let isLsub: Bool

    var verb: String { isLsub ? "LSUB" : "LIST" }
}

/// A FETCH, or the telling of flags after a STORE, under way.
struct FetchJob: Hashable, Sendable {
    let tag: String
    let verb: String
    let items: [FetchItem]
    let targets: [UInt32]
    let byUID: Bool
    var position = 0
    /// A message was asked for by its number and is no longer there.
    var missesSome = false

    var needsOctets: Bool { items.contains(where: \.needsOctets) }
    var setsSeen: Bool { items.contains(where: \.setsSeen) }
    /// True if the client gets text of the letter, not only facts about it.
    var readsText: Bool { items.contains(where: \.readsText) }
}

/// A SEARCH under way.
struct SearchJob: Sendable {
    let tag: String
    let evaluator: SearchEvaluator
    let byUID: Bool
    var position = 0
    var found: [UInt32] = []
}
