import Clockwork

extension MailboxStore {
    // MARK: Reading

    /// The messages of a mailbox, by UID; none when there is no such mailbox.
    package func messages(in name: String) -> [StoredMessage] {
        contents(of: name)?.messages ?? []
    }

    /// How many messages a mailbox holds.
    package func count(in name: String) -> Int { contents(of: name)?.messages.count ?? 0 }

    /// One message of a mailbox.
    package func message(uid: UInt32, in name: String) -> StoredMessage? {
        guard let contents = contents(of: name), let index = contents.index(of: uid) else {
            return nil
        }
        return contents.messages[index]
    }

    /// A message as it goes over the wire.
    package func octets(of uid: UInt32, in name: String) -> [UInt8]? {
        guard let position = index(of: name), let contents = mailboxes[position].contents,
            let index = contents.index(of: uid)
        else { return nil }
        return disk.octets(
            at: Self.path(of: contents.messages[index], in: mailboxes[position], contents))
    }

    /// The keywords that messages of a mailbox have had, in the order of their first use.
    package func keywords(in name: String) -> [Flag] { contents(of: name)?.keywords ?? [] }

    /// UIDs that no read-write session was told as recent, which this does not change.
    package func recent(in name: String) -> [UInt32] { contents(of: name)?.recent ?? [] }

    // MARK: Changing

    /// Stores a message, and returns its UID.
    ///
    /// Its lines end with CRLF from here on, and it is on the Disk before this returns.
    @discardableResult
    package mutating func append(
        _ octets: [UInt8], flags: [Flag], at internalDate: Instant, to name: String
    ) throws(MailboxError) -> UInt32 {
        guard let position = index(of: name) else { throw .noSuchMailbox(name) }
        guard let uid = mailboxes[position].contents?.uidNext else { throw .notSelectable(name) }
        guard uid < .max else { throw .outOfUIDs(name) }
        let octets = Maildir.withWireLines(octets)
        let kept = keep(flags, at: position)
        let message = StoredMessage(
            uid: uid, flags: kept, internalDate: internalDate, size: octets.count)
        // The number is used up before the message can be seen: a crash between the two wastes
        // a UID, but never gives it twice.
        mailboxes[position].contents?.uidNext = uid + 1
        writeIndex(at: position)
        mailboxes[position].contents?.messages.append(message)
        mailboxes[position].contents?.recent.append(uid)
        write(octets, of: message, at: position)
        changeCount += 1
        return uid
    }

    /// Gives a message these flags and no others; `\Recent` among them is left out.
    package mutating func setFlags(_ flags: [Flag], of uid: UInt32, in name: String) {
        guard let position = index(of: name),
            let index = mailboxes[position].contents?.index(of: uid)
        else { return }
        let kept = keep(flags, at: position)
        guard let before = path(ofMessageAt: index, in: position),
            mailboxes[position].contents?.messages[index].flags != kept
        else { return }
        mailboxes[position].contents?.messages[index].flags = kept
        if let after = path(ofMessageAt: index, in: position) { disk.rename(before, to: after) }
        disk.syncFolders()
        changeCount += 1
    }

    /// Removes messages for good; UIDs that are not there are passed over.
    package mutating func remove(uids: [UInt32], from name: String) {
        guard let position = index(of: name) else { return }
        let wanted = uids.sorted()
        var next = 0
        var gone: [Int] = []
        guard let contents = mailboxes[position].contents else { return }
        for uid in wanted where gone.last.map({ contents.messages[$0].uid }) != uid {
            guard let index = contents.index(of: uid) else { continue }
            disk.remove(Self.path(of: contents.messages[index], in: mailboxes[position], contents))
            gone.append(index)
        }
        guard !gone.isEmpty else { return }
        var left: [StoredMessage] = []
        left.reserveCapacity(contents.messages.count - gone.count)
        for index in contents.messages.indices {
            if next < gone.count, gone[next] == index {
                next += 1
            } else {
                left.append(contents.messages[index])
            }
        }
        mailboxes[position].contents?.messages = left
        let stay =
            left.isEmpty
            ? []
            : contents.recent.filter { uid in
                mailboxes[position].contents?.index(of: uid) != nil
            }
        mailboxes[position].contents?.recent = stay
        disk.syncFolders()
        changeCount += 1
    }

    /// Copies a message with its flags and date, and returns its UID there (RFC 3501 §6.4.7).
    @discardableResult
    package mutating func copy(
        uid: UInt32, from source: String, to target: String
    ) throws(MailboxError) -> UInt32 {
        guard exists(source) else { throw .noSuchMailbox(source) }
        guard exists(target) else { throw .noSuchMailbox(target) }
        guard let message = message(uid: uid, in: source),
            let octets = octets(of: uid, in: source)
        else { throw .noSuchMessage(uid: uid, mailbox: source) }
        return try append(octets, flags: message.flags, at: message.internalDate, to: target)
    }

    /// UIDs that no read-write session was told as recent; from now on they were told.
    ///
    /// Their files move from `new` to `cur`, which is what Maildir has the two folders for.
    package mutating func takeRecent(in name: String) -> [UInt32] {
        guard let position = index(of: name), let contents = mailboxes[position].contents,
            !contents.recent.isEmpty
        else { return [] }
        let folder = mailboxes[position].folder
        for uid in contents.recent {
            guard let index = contents.index(of: uid) else { continue }
            let name = Maildir.fileName(contents.messages[index], keywords: contents.keywords)
            disk.rename(
                Disk.Path(name, in: Maildir.path(folder, "new")),
                to: Disk.Path(name, in: Maildir.path(folder, "cur")))
        }
        mailboxes[position].contents?.recent = []
        disk.syncFolders()
        changeCount += 1
        return contents.recent
    }

    // MARK: Files

    static func path(
        of message: StoredMessage, in mailbox: Mailbox, _ contents: Mailbox.Contents
    ) -> Disk.Path {
        Disk.Path(
            Maildir.fileName(message, keywords: contents.keywords),
            in: Maildir.path(mailbox.folder, contents.isRecent(message.uid) ? "new" : "cur"))
    }

    private func path(ofMessageAt index: Int, in position: Int) -> Disk.Path? {
        guard let contents = mailboxes[position].contents else { return nil }
        return Self.path(of: contents.messages[index], in: mailboxes[position], contents)
    }

    /// Writes a message into `tmp`, and moves it into place when it is durable.
    private mutating func write(_ octets: [UInt8], of message: StoredMessage, at position: Int) {
        let folder = mailboxes[position].folder
        let temporary = Disk.Path(
            Maildir.baseName(message), in: Maildir.path(folder, "tmp"))
        guard let contents = mailboxes[position].contents else { return }
        disk.write(octets, to: temporary)
        disk.sync(temporary)
        disk.rename(temporary, to: Self.path(of: message, in: mailboxes[position], contents))
        disk.syncFolders()
    }

    /// The flags as they are kept: each once, system flags first; new keywords get a letter.
    ///
    /// A Maildir has 26 letters for keywords; one more is not kept.
    private mutating func keep(_ flags: [Flag], at position: Int) -> [Flag] {
        var keywords = mailboxes[position].contents?.keywords ?? []
        let known = keywords.count
        for flag in flags where flag.isKeyword && !keywords.contains(flag) {
            guard keywords.count < Maildir.largestKeywordCount, Self.canBeKeyword(flag) else {
                continue
            }
            keywords.append(flag)
        }
        if keywords.count > known {
            mailboxes[position].contents?.keywords = keywords
            let lines = keywords.enumerated().map { "\($0.offset) \($0.element)" }
            disk.replace(
                Disk.Path(Maildir.keywordsName, in: mailboxes[position].folder),
                with: Maildir.text(lines))
        }
        return Flag.system.filter(flags.contains) + keywords.filter(flags.contains)
    }

    /// A keyword is an atom (RFC 3501 §9): at least it is one word of one line.
    private static func canBeKeyword(_ flag: Flag) -> Bool {
        !flag.rawValue.isEmpty && flag.rawValue.utf8.count <= 255
            && flag.rawValue.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }
}
