import Clockwork

/// What a mailbox knows of a message without opening its file.
package struct StoredMessage: Hashable, Sendable {
    package let uid: UInt32
    /// System flags first, then keywords; each once, and never `\Recent`.
    package var flags: [Flag]
    /// When the server received it (RFC 3501 §2.3.3).
    package let internalDate: Instant
    /// Octets as they go over the wire, every line ending with CRLF.
    package let size: Int

    package init(uid: UInt32, flags: [Flag], internalDate: Instant, size: Int) {
        self.uid = uid
        self.flags = flags
        self.internalDate = internalDate
        self.size = size
    }
}

/// Why a mailbox could not be made, changed or read.
package enum MailboxError: Error, Hashable, Sendable {
    case alreadyExists(String)
    case noSuchMailbox(String)
    /// The name is empty or too long, or has an empty part or a control character.
    case invalidName(String)
    /// INBOX cannot be made or deleted (RFC 3501 §6.3.3, §6.3.4).
    case isInbox
    /// Only its name is left, and it has mailboxes below it (RFC 3501 §6.3.4).
    case hasChildren(String)
    /// Only its name is left: it can hold no message.
    case notSelectable(String)
    case noSuchMessage(uid: UInt32, mailbox: String)
    case tooManyMailboxes(limit: Int)
    /// All 2^32 UIDs of this incarnation are used up.
    case outOfUIDs(String)
}

/// One mailbox as it is kept in memory beside its folder.
struct Mailbox: Hashable, Sendable {
    /// The name that people and IMAP use, parts separated by `/`.
    let name: String
    /// The name of its folder on the Disk; ASCII, and in the order of mailboxes.
    let folder: String
    /// Nil when only the name is left, `\Noselect` (RFC 3501 §6.3.4).
    var contents: Contents?

    struct Contents: Hashable, Sendable {
        var uidValidity: UInt32
        var uidNext: UInt32 = 1
        /// By UID.
        var messages: [StoredMessage] = []
        /// UIDs that no session was told as recent; by UID. Their files are in `new`.
        var recent: [UInt32] = []
        /// The keywords in use; the n-th is the n-th small letter in a file's name.
        var keywords: [Flag] = []

        /// Where in `messages` the UID is.
        func index(of uid: UInt32) -> Int? {
            let index = Contents.lowerBound(uid, count: messages.count) { messages[$0].uid }
            return index < messages.count && messages[index].uid == uid ? index : nil
        }

        func isRecent(_ uid: UInt32) -> Bool {
            let index = Contents.lowerBound(uid, count: recent.count) { recent[$0] }
            return index < recent.count && recent[index] == uid
        }

        private static func lowerBound(
            _ uid: UInt32, count: Int, _ value: (Int) -> UInt32
        ) -> Int {
            var low = 0
            var high = count
            while low < high {
                let middle = (low + high) / 2
                if value(middle) < uid { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}
