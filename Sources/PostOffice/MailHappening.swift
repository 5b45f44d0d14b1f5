import Clockwork
import Session

/// A service of a mail server; each has its port.
package enum MailService: String, Hashable, Sendable, CaseIterable {
    case smtp, submission, pop3, imap

    /// The port in the clear, upgradable by STARTTLS or STLS.
    package var port: UInt16 {
        switch self {
        case .smtp: 25
        case .submission: 587
        case .pop3: 110
        case .imap: 143
        }
    }

    /// The port on which TLS begins with the first octet (RFC 8314 §3); relaying has none.
    package var securePort: UInt16? {
        switch self {
        case .smtp: nil
        case .submission: 465
        case .pop3: 995
        case .imap: 993
        }
    }

    /// Every port of the services, each service's port in the clear before its secure one.
    package static let ports = allCases.flatMap { [$0.port] + [$0.securePort].compactMap { $0 } }

    /// The ports on which TLS begins with the first octet.
    package static let securePorts = allCases.compactMap(\.securePort)
}

/// What happens to a message in a mail server, for the journal.
package enum MailHappening: Hashable, Sendable {
    /// The server took responsibility for a message (RFC 5321 §4.2.5).
    case queued(queueID: String, from: String, to: [String], size: Int)
    /// A connection works on a queued message from here on.
    case attempting(queueID: String, to: [String], host: String)
    /// The next host took it.
    case relayed(queueID: String, to: [String], host: String, reply: String)
    /// Not now: it stays in the queue.
    case deferred(queueID: String, to: [String], reason: Note, attempt: Int, next: Instant)
    /// Never: the sender is told, unless there is none.
    case bounced(queueID: String, to: [String], reason: Note, notice: String?)
    /// It is in a mailbox.
    case delivered(queueID: String, login: String, mailbox: String, uid: UInt32)
    /// A message left the queue, with nothing more to do.
    case removed(queueID: String)
    /// The mechanism is one of SASL's, or USER, APOP or LOGIN.
    case loggedIn(login: String, service: MailService, mechanism: String)
    case loginFailed(login: String, service: MailService, mechanism: String)
    /// A message was read out of a mailbox.
    case fetched(login: String, mailbox: String, uid: UInt32, service: MailService)
    case mailboxChanged(login: String, mailbox: String)
}
