import Clockwork
import Mail
import SASL
import Session

/// How an IMAP server is set up.
package struct IMAPServerConfiguration: Hashable, Sendable {
    /// The name in the greeting.
    package var hostName: String
    /// STARTTLS is offered as long as the connection is in the clear (RFC 3501 §6.2.1).
    package var offersStartTLS: Bool
    /// Passwords are taken even if the connection is in the clear.
    package var cleartextPasswords: Bool
    /// The connection is inside TLS from the first octet (RFC 8314 §3.2).
    package var beginsInTLS: Bool
    /// The zone and day one of dates that are shown and searched for.
    package var calendar: Calendar
    /// The longest command line, in octets with its CRLF (RFC 2683 §3.2.1.5 wants 8,000 at least).
    package var lineLimit = 8_192
    /// The octets of one command, literals included, without the letter of APPEND.
    package var commandLimit = 65_536
    /// The same before anybody has logged in: nobody known may make us keep much.
    package var strangersCommandLimit = 8_192
    /// The largest letter that APPEND takes.
    package var letterLimit = 25_000_000
    /// A silent client is logged out after this (RFC 3501 §5.4: never less than 30 minutes).
    package var autologout: Interval = .minutes(30)
    /// How long the answer to the first wrong password waits; each further one waits longer.
    package var wrongPasswordDelay: Interval = .seconds(2)
    /// What AUTHENTICATE knows.
    package var sasl = SASLOffer()

    package init(
        hostName: String, offersStartTLS: Bool, cleartextPasswords: Bool,
        beginsInTLS: Bool = false, calendar: Calendar
    ) {
        self.hostName = hostName
        self.offersStartTLS = offersStartTLS
        self.cleartextPasswords = cleartextPasswords
        self.beginsInTLS = beginsInTLS
        self.calendar = calendar
    }
}

/// What the server's protocol side asks its post office.
package enum IMAPQuestion: Hashable, Sendable {
    /// Is what the client claims so? Answered by `verdict`. Without a method it is
    /// the LOGIN command.
    case authenticate(SASLClaim, SASLMethod?)
    /// Answered by `mailboxes`.
    case list
    /// Answered by `done` or `refused`; the others of this kind too.
    case exists(String)
    case create(String)
    case delete(String)
    case rename(String, to: String)
    case subscribe(String)
    case unsubscribe(String)
    /// Answered by `status`.
    case status(String)
    /// Answered by `snapshot`; unless read only, what is recent becomes this session's.
    case open(String, isReadOnly: Bool)
    /// What the open mailbox looks like now; answered by `snapshot`.
    case refresh(String, isReadOnly: Bool)
    /// The letter is fetched, and becomes `\Seen` in passing if so asked; answered by `letter`.
    case read(uid: UInt32, mailbox: String, setSeen: Bool)
    /// The server itself looks into the letter, for SEARCH or an envelope; answered by `letter`.
    case inspect(uid: UInt32, mailbox: String)
    /// Answered by `flags`, with those of the messages that are still there.
    case store(StoreAction, uids: [UInt32], mailbox: String)
    /// All or none; answered by `copied`.
    case copy(uids: [UInt32], from: String, to: String)
    /// Answered by `appended`; without a date, now.
    case append(octets: [UInt8], flags: [Flag], date: IMAPDateTime?, mailbox: String)
    /// Removes those of the messages that are `\Deleted`; answered by `done`.
    case expunge(uids: [UInt32], mailbox: String)
}

/// A mailbox as LIST tells of it.
package struct IMAPListedMailbox: Hashable, Sendable {
    package let name: String
    /// False where only the name is left (RFC 3501 §6.3.4).
    package let isSelectable: Bool

    package init(name: String, isSelectable: Bool = true) {
        self.name = name
        self.isSelectable = isSelectable
    }
}

/// A mailbox as STATUS tells of it.
package struct IMAPMailboxStatus: Hashable, Sendable {
    package var messages: Int
    package var recent: Int
    package var unseen: Int
    package var uidNext: UInt32
    package var uidValidity: UInt32

    package init(messages: Int, recent: Int, unseen: Int, uidNext: UInt32, uidValidity: UInt32) {
        self.messages = messages
        self.recent = recent
        self.unseen = unseen
        self.uidNext = uidNext
        self.uidValidity = uidValidity
    }

    package subscript(item: StatusItem) -> Int {
        switch item {
        case .messages: messages
        case .recent: recent
        case .unseen: unseen
        case .uidNext: Int(uidNext)
        case .uidValidity: Int(uidValidity)
        }
    }
}

/// What a mailbox holds at one moment.
package struct IMAPSnapshot: Hashable, Sendable {
    package var uidValidity: UInt32
    package var uidNext: UInt32
    /// By UID, ascending.
    package var messages: [StoredMessage]
    /// UIDs that this session is the first to hear of, ascending.
    package var recent: [UInt32]

    package init(
        uidValidity: UInt32, uidNext: UInt32, messages: [StoredMessage], recent: [UInt32]
    ) {
        self.uidValidity = uidValidity
        self.uidNext = uidNext
        self.messages = messages
        self.recent = recent
    }
}

/// Why the post office does not do what was asked.
package enum IMAPRefusal: Hashable, Sendable {
    case noSuchMailbox, alreadyExists, invalidName, isInbox, notSelectable, hasChildren
    case tooMany, noSuchMessage, noSpace

    /// The response code (RFC 5530 §3), and what is said to people.
    var reply: (code: String, text: String) {
        switch self {
        case .noSuchMailbox: ("NONEXISTENT", "No such mailbox")
        case .alreadyExists: ("ALREADYEXISTS", "The mailbox exists already")
        case .invalidName: ("CANNOT", "No mailbox can have this name")
        case .isInbox: ("CANNOT", "INBOX is always there")
        case .notSelectable: ("NONEXISTENT", "Only the name of this mailbox is left")
        case .hasChildren: ("CANNOT", "The mailbox has mailboxes below it")
        case .tooMany: ("LIMIT", "Too many")
        case .noSuchMessage: ("EXPUNGEISSUED", "Some of the messages are no longer there")
        case .noSpace: ("OVERQUOTA", "No room is left")
        }
    }
}

/// What the post office answers.
package enum IMAPAnswer: Hashable, Sendable {
    case verdict(SASLVerdict)
    case mailboxes([IMAPListedMailbox], subscribed: [String])
    case done
    case refused(IMAPRefusal)
    case status(IMAPMailboxStatus)
    case snapshot(IMAPSnapshot)
    /// Nil if the letter is no longer there; its flags as they are now.
    case letter([UInt8]?, flags: [Flag])
    case flags([FlaggedMessage])
    /// The UID that the letter got.
    case appended(uidValidity: UInt32, uid: UInt32)
    /// The UIDs in the other mailbox, in the order of the question.
    case copied(uidValidity: UInt32, uids: [UInt32])
}

/// A message and its flags.
package struct FlaggedMessage: Hashable, Sendable {
    package let uid: UInt32
    package let flags: [Flag]

    package init(uid: UInt32, flags: [Flag]) {
        self.uid = uid
        self.flags = flags
    }
}
