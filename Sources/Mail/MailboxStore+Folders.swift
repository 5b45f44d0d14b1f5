import Clockwork

extension MailboxStore {
    // MARK: Finding

    /// Where in `mailboxes` the name is; INBOX in any case.
    func index(of name: String) -> Int? {
        if name == "INBOX" { return mailboxes.isEmpty ? nil : 0 }
        guard let name = MailboxName(name) else { return nil }
        let index = place(for: name.text)
        guard index < mailboxes.count, mailboxes[index].folder == name.folder else { return nil }
        return index
    }

    func contents(of name: String) -> Mailbox.Contents? {
        index(of: name).flatMap { mailboxes[$0].contents }
    }

    /// Where a name is or would be: INBOX first, the others sorted by octets.
    private func place(for text: String) -> Int {
        guard text != "INBOX" else { return 0 }
        var low = min(1, mailboxes.count)
        var high = mailboxes.count
        while low < high {
            let middle = (low + high) / 2
            if mailboxes[middle].name.utf8.lexicographicallyPrecedes(text.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    // MARK: Making

    /// Makes the names above a mailbox that are missing (RFC 3501 §6.3.3).
    mutating func makeParents(of name: MailboxName) throws(MailboxError) {
        let missing = name.parents.compactMap { MailboxName($0) }.filter { !exists($0.text) }
        guard mailboxes.count + missing.count < Self.largestMailboxCount else {
            throw .tooManyMailboxes(limit: Self.largestMailboxCount)
        }
        for parent in missing { addMailbox(parent) }
    }

    /// Makes one mailbox, also in place of a name that was only a parent.
    mutating func make(_ name: MailboxName) throws(MailboxError) {
        guard index(of: name.text) != nil || mailboxes.count < Self.largestMailboxCount else {
            throw .tooManyMailboxes(limit: Self.largestMailboxCount)
        }
        addMailbox(name)
    }

    /// Adds an empty mailbox with folders and a UIDVALIDITY of its own.
    mutating func addMailbox(_ name: MailboxName) {
        let contents = Mailbox.Contents(uidValidity: validity.take())
        writeValidity()
        disk.makeFolder(name.folder)
        for part in Maildir.parts { disk.makeFolder(Maildir.path(name.folder, part)) }
        let position = place(for: name.text)
        if position < mailboxes.count, mailboxes[position].folder == name.folder {
            mailboxes[position].contents = contents
        } else {
            let mailbox = Mailbox(name: name.text, folder: name.folder, contents: contents)
            mailboxes.insert(mailbox, at: position)
        }
        writeIndex(at: position)
    }

    /// Makes UIDVALIDITY and UIDNEXT of a mailbox durable.
    mutating func writeIndex(at position: Int) {
        guard let contents = mailboxes[position].contents else { return }
        disk.replace(
            Disk.Path(Maildir.indexName, in: mailboxes[position].folder),
            with: Maildir.index(uidValidity: contents.uidValidity, uidNext: contents.uidNext))
    }

    mutating func writeValidity() {
        disk.replace(
            Disk.Path(Maildir.validityName, in: ""), with: Array("\(validity.next)\n".utf8))
    }

    // MARK: Moving

    /// Removes the folder of a mailbox with all its files.
    mutating func removeFiles(of name: MailboxName) {
        guard !name.folder.isEmpty else { return }
        disk.removeFolder(name.folder)
    }

    /// Gives a mailbox another name; it begins a new incarnation there.
    ///
    /// Whoever kept UIDs of an earlier mailbox of that name must not take these for them
    /// (RFC 3501 §6.3.5).
    mutating func moveMailbox(_ name: MailboxName, to newName: MailboxName) {
        guard let position = index(of: name.text) else { return }
        var contents = mailboxes.remove(at: position).contents
        disk.renameFolder(name.folder, to: newName.folder)
        if contents != nil {
            contents?.uidValidity = validity.take()
            writeValidity()
        }
        let target = place(for: newName.text)
        mailboxes.insert(
            Mailbox(name: newName.text, folder: newName.folder, contents: contents), at: target)
        writeIndex(at: target)
    }

    /// Moves the messages of INBOX into a new mailbox, and leaves it empty (RFC 3501 §6.3.5).
    mutating func moveInbox(to name: MailboxName) throws(MailboxError) {
        try make(name)
        guard let inbox = contents(of: "INBOX"), let target = index(of: name.text),
            let validity = mailboxes[target].contents?.uidValidity
        else { return }
        var moved = inbox
        moved.uidValidity = validity
        mailboxes[target].contents = moved
        // UIDNEXT and keywords come first: the files' names mean something by them.
        writeIndex(at: target)
        if let keywords = disk.octets(at: Disk.Path(Maildir.keywordsName, in: "")) {
            disk.replace(Disk.Path(Maildir.keywordsName, in: name.folder), with: keywords)
        }
        for message in inbox.messages {
            let from = Self.path(of: message, in: mailboxes[0], inbox)
            disk.rename(from, to: Self.path(of: message, in: mailboxes[target], moved))
        }
        mailboxes[0].contents?.messages = []
        mailboxes[0].contents?.recent = []
        disk.syncFolders()
        changeCount += 1
    }
}
