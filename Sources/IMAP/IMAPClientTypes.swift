import Clockwork
import Mail
import SASL
import Session

/// How an IMAP client goes about it.
package struct IMAPClientConfiguration: Hashable, Sendable {
    package var login: String
    package var password: String
    /// How to log in otherwise than by LOGIN; nil, and the usual way, leave it at that.
    package var identity: SASLIdentity?
    /// The connection begins in the clear and is upgraded before the password is sent.
    package var usesStartTLS: Bool
    /// Where it is not offered, the client goes on in the clear: who takes the offer out gets the
    /// password (RFC 2595 §9).
    package var startTLSIsOptional = false
    /// A response is waited for so long.
    package var patience: Interval = .seconds(120)
    /// Larger letters are not taken.
    package var letterLimit = 64_000_000

    package init(login: String, password: String, usesStartTLS: Bool = false) {
        self.login = login
        self.password = password
        self.usesStartTLS = usesStartTLS
    }
}

/// What the client asks whoever runs it.
package enum IMAPClientQuestion: Hashable, Sendable {
    /// What to do next; asked after login, and after each thing that was done.
    case next(after: IMAPClientResult?)
}

/// What the client is to do.
package enum IMAPClientAnswer: Hashable, Sendable {
    case select(String)
    case examine(String)
    case create(String)
    case delete(String)
    case subscribe(String)
    case list(reference: String, pattern: String)
    case status(String, [StatusItem])
    case fetch(SequenceSet, [FetchItem], byUID: Bool)
    case search(SearchRequest, byUID: Bool)
    case store(SequenceSet, StoreAction, byUID: Bool)
    case copy(SequenceSet, to: String, byUID: Bool)
    case append([UInt8], flags: [Flag], to: String)
    case expunge
    case noop
    case close
    case logout
}

/// The search keys that mail programs use most.
package enum SearchRequest: Hashable, Sendable {
    case all, unseen, seen, deleted, flagged
    case from(String)
    case to(String)
    case subject(String)
    case text(String)
    /// The value of a Message-ID field.
    case messageID(String)
}

/// What a mailbox looked like when it was selected.
package struct SelectedMailbox: Hashable, Sendable {
    package var name: String
    package var isReadOnly = false
    package var exists: UInt32 = 0
    package var recent: UInt32 = 0
    package var flags: [Flag] = []
    package var firstUnseen: UInt32?
    package var uidValidity: UInt32?
    package var uidNext: UInt32?
}

/// What came of it.
package enum IMAPClientResult: Hashable, Sendable {
    case done
    case selected(SelectedMailbox)
    case listed([ListedMailbox])
    case status(String, [StatusCount])
    case fetched([FetchedMessage])
    case found([UInt32])
    /// Nil where the server has no UIDPLUS.
    case appended(uidValidity: UInt32?, uid: UInt32?)
    /// The numbers as they were told, each counted after those before it had gone.
    case expunged([UInt32])
    /// The server said NO or BAD.
    case refused(IMAPStatus)
    /// It went wrong for good: this is told once, then the client closes.
    case failed(IMAPClientFailure)
}

/// Why the client cannot go on.
package enum IMAPClientFailure: Hashable, Sendable {
    case transport(TransportFailure)
    /// The greeting was BYE.
    case greetingRefused(String)
    case startTLSNotOffered
    case startTLSRefused(String)
    /// LOGINDISABLED: the server takes no password here.
    case loginDisabled
    case loginRefused(IMAPStatus)
    /// The server offers no mechanism that fits; it offers these.
    case noMechanism(offered: [String])
    /// The exchange cannot go on: the server is at fault, or what is to be sent.
    case exchangeFailed(SASLFault)
    /// BYE came unasked.
    case farewell(String)
    case protocolError(String)
    case tooLarge(limit: Int)
    case timedOut(waitingFor: String)
    case connectionLost(waitingFor: String)
}

extension IMAPClientAnswer {
    /// The command without its tag.
    func write(into writer: inout ClientCommandWriter) {
        switch self {
        case .select(let name): writer.command("SELECT", mailbox: name)
        case .examine(let name): writer.command("EXAMINE", mailbox: name)
        case .create(let name): writer.command("CREATE", mailbox: name)
        case .delete(let name): writer.command("DELETE", mailbox: name)
        case .subscribe(let name): writer.command("SUBSCRIBE", mailbox: name)
        case .list(let reference, let pattern):
            writer.text("LIST ")
            writer.string(MailboxName.encode(reference))
            writer.text(" ")
            writer.string(MailboxName.encode(pattern))
        case .status(let name, let items):
            writer.command("STATUS", mailbox: name)
            writer.text(" (" + items.map(\.rawValue).joined(separator: " ") + ")")
        case .fetch(let set, let items, let byUID):
            let list = items.map(\.text)
            writer.text(
                (byUID ? "UID FETCH " : "FETCH ") + "\(set) "
                    + (list.count == 1 ? list[0] : "(" + list.joined(separator: " ") + ")"))
        case .search(let request, let byUID):
            writer.text(byUID ? "UID SEARCH " : "SEARCH ")
            request.write(into: &writer)
        case .store(let set, let action, let byUID):
            writer.text((byUID ? "UID STORE " : "STORE ") + "\(set) " + action.text)
        case .copy(let set, let name, let byUID):
            writer.command((byUID ? "UID COPY " : "COPY ") + "\(set)", mailbox: name)
        case .append(let octets, let flags, let name):
            writer.command("APPEND", mailbox: name)
            writer.text(flags.isEmpty ? " " : " \(Flag.text(flags)) ")
            writer.literal(octets)
        case .expunge: writer.text("EXPUNGE")
        case .noop: writer.text("NOOP")
        case .close: writer.text("CLOSE")
        case .logout: writer.text("LOGOUT")
        }
    }
}

extension SearchRequest {
    func write(into writer: inout ClientCommandWriter) {
        switch self {
        case .all: writer.text("ALL")
        case .unseen: writer.text("UNSEEN")
        case .seen: writer.text("SEEN")
        case .deleted: writer.text("DELETED")
        case .flagged: writer.text("FLAGGED")
        case .from(let text): writer.search("FROM", text)
        case .to(let text): writer.search("TO", text)
        case .subject(let text): writer.search("SUBJECT", text)
        case .text(let text): writer.search("TEXT", text)
        case .messageID(let text): writer.search("HEADER Message-ID", text)
        }
    }
}

/// Writes a client's command in the pieces between which it must wait for `+`.
struct ClientCommandWriter {
    /// Each piece is sent when the server has agreed to the literal before it.
    private(set) var pieces: [[UInt8]]

    init(tag: String) { pieces = [Array("\(tag) ".utf8)] }

    mutating func text(_ text: String) { pieces[pieces.count - 1] += Array(text.utf8) }

    mutating func command(_ verb: String, mailbox: String) {
        text(verb + " ")
        string(MailboxName(mailbox).wire)
    }

    mutating func search(_ key: String, _ text: String) {
        if text.utf8.contains(where: { $0 > 0x7E }) { self.text("CHARSET UTF-8 ") }
        self.text(key + " ")
        string(Array(text.utf8))
    }

    mutating func string(_ octets: [UInt8]) {
        if IMAPWriter.isQuotable(octets) {
            pieces[pieces.count - 1] += IMAPWriter.quoted(octets)
        } else {
            literal(octets)
        }
    }

    mutating func literal(_ octets: [UInt8]) {
        text("{\(octets.count)}\r\n")
        pieces.append(octets)
    }

    mutating func end() { text("\r\n") }
}
