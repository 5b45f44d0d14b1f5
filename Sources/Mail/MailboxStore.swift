import Clockwork

/// All mailboxes of one account, in Maildir layout on a `Disk`, with an index in memory.
///
/// Every change is on the Disk before the method returns, written as a careful server does
/// (temporary file, sync, rename), so that a crash never loses what was promised.
package struct MailboxStore: Sendable, Equatable {
    /// A mailbox more than these is refused; what a peer can make must have an end.
    package static let largestMailboxCount = 1_000
    /// Names that can be subscribed to.
    package static let largestSubscriptionCount = 2_000

    /// The folders and files that hold all this.
    package var disk: Disk
    /// Grows with each change of any mailbox.
    package var changeCount = 0
    /// Names of mailboxes that the user wants to see, sorted by octets (RFC 3501 §6.3.6).
    package internal(set) var subscriptions: [String] = []
    /// Sorted by the octets of their names, INBOX first.
    var mailboxes: [Mailbox] = []
    var validity: UIDValidityCounter

    /// A store that holds an empty INBOX, whose UIDVALIDITY is the seed.
    package init(uidValiditySeed: UInt32) {
        disk = Disk()
        validity = UIDValidityCounter(seed: uidValiditySeed)
        if let inbox = MailboxName("INBOX") { addMailbox(inbox) }
    }

    // MARK: Names

    /// All names, sorted by octets, INBOX first; also those that can only be parents.
    package var mailboxNames: [String] { mailboxes.map(\.name) }

    /// Whether there is a mailbox of this name, INBOX in any case, or a name left of one.
    package func exists(_ name: String) -> Bool { index(of: name) != nil }

    /// Whether the mailbox can hold messages; false also when there is none (`\Noselect`).
    package func isSelectable(_ name: String) -> Bool { contents(of: name) != nil }

    /// Whether other mailboxes lie below the name.
    package func hasChildren(_ name: String) -> Bool {
        guard let name = MailboxName(name) else { return false }
        return mailboxes.contains { $0.name.utf8.starts(with: (name.text + "/").utf8) }
    }

    /// The name as the store spells it: INBOX in upper case, no separator at its end.
    package func canonicalName(_ name: String) -> String? { MailboxName(name)?.text }

    /// Makes a mailbox, and those above it that are missing (RFC 3501 §6.3.3).
    ///
    /// One separator at the end of the name only declares that mailboxes will follow below it.
    package mutating func create(_ name: String) throws(MailboxError) {
        let bare = name.hasSuffix("/") ? String(name.dropLast()) : name
        guard let parsed = MailboxName(bare) else { throw .invalidName(name) }
        guard parsed.text != "INBOX" else { throw .isInbox }
        guard !isSelectable(parsed.text) else { throw .alreadyExists(parsed.text) }
        try makeParents(of: parsed)
        try make(parsed)
        changeCount += 1
    }

    /// Removes a mailbox with its messages; with others below it, the name stays as a parent.
    ///
    /// RFC 3501 §6.3.4.
    package mutating func delete(_ name: String) throws(MailboxError) {
        guard let parsed = MailboxName(name), let position = index(of: name) else {
            throw .noSuchMailbox(name)
        }
        guard parsed.text != "INBOX" else { throw .isInbox }
        let isParent = hasChildren(name)
        if isParent, mailboxes[position].contents == nil { throw .hasChildren(parsed.text) }
        removeFiles(of: parsed)
        if isParent {
            disk.makeFolder(parsed.folder)
            mailboxes[position].contents = nil
        } else {
            mailboxes.remove(at: position)
        }
        disk.syncFolders()
        changeCount += 1
    }

    /// Renames a mailbox and all below it; of INBOX, only the messages move (RFC 3501 §6.3.5).
    package mutating func rename(_ name: String, to newName: String) throws(MailboxError) {
        guard let old = MailboxName(name), exists(name) else { throw .noSuchMailbox(name) }
        let bare = newName.hasSuffix("/") ? String(newName.dropLast()) : newName
        guard let new = MailboxName(bare) else { throw .invalidName(newName) }
        guard !exists(new.text) else { throw .alreadyExists(new.text) }
        guard old.text != "INBOX" else {
            try makeParents(of: new)
            try moveInbox(to: new)
            return
        }
        let below = mailboxes.filter { $0.name.utf8.starts(with: (old.text + "/").utf8) }
        // A mailbox cannot become its own child.
        guard !new.text.utf8.starts(with: (old.text + "/").utf8) else {
            throw .invalidName(newName)
        }
        var moves: [(from: MailboxName, to: MailboxName)] = [(old, new)]
        for child in below {
            let tail = child.name.utf8.dropFirst(old.text.utf8.count)
            let target = new.text + String(decoding: tail, as: UTF8.self)
            guard let from = MailboxName(child.name), let to = MailboxName(target) else {
                throw .invalidName(target)
            }
            moves.append((from, to))
        }
        try makeParents(of: new)
        for move in moves { moveMailbox(move.from, to: move.to) }
        disk.syncFolders()
        changeCount += 1
    }

    // MARK: Subscriptions

    /// Remembers a name that the user wants to see; the mailbox need not exist (RFC 3501 §6.3.6).
    ///
    /// False when the name cannot be a mailbox's, or too many are remembered.
    @discardableResult
    package mutating func subscribe(_ name: String) -> Bool {
        guard let name = MailboxName(name)?.text else { return false }
        guard !subscriptions.contains(name) else { return true }
        guard subscriptions.count < Self.largestSubscriptionCount else { return false }
        subscriptions.append(name)
        subscriptions.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        writeSubscriptions()
        return true
    }

    /// Forgets a name; false when it was not subscribed to.
    @discardableResult
    package mutating func unsubscribe(_ name: String) -> Bool {
        guard let name = MailboxName(name)?.text,
            let index = subscriptions.firstIndex(of: name)
        else { return false }
        subscriptions.remove(at: index)
        writeSubscriptions()
        return true
    }

    private mutating func writeSubscriptions() {
        disk.replace(
            Disk.Path(Maildir.subscriptionsName, in: ""), with: Maildir.text(subscriptions))
        changeCount += 1
    }

    // MARK: Numbers

    /// The number of this incarnation of the mailbox; zero when it holds no messages.
    package func uidValidity(of name: String) -> UInt32 { contents(of: name)?.uidValidity ?? 0 }

    /// The UID that the next message gets; zero when it holds no messages.
    package func uidNext(of name: String) -> UInt32 { contents(of: name)?.uidNext ?? 0 }

    /// The UIDVALIDITY that the next new mailbox gets.
    package var nextUIDValidity: UInt32 { validity.next }

    /// Two stores are equal when every session would see the same in them.
    package static func == (left: MailboxStore, right: MailboxStore) -> Bool {
        left.mailboxes == right.mailboxes && left.subscriptions == right.subscriptions
            && left.validity == right.validity && left.disk == right.disk
    }
}
