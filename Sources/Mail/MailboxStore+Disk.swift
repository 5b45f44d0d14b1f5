import Clockwork

extension MailboxStore {
    /// Reads the mailboxes back from a Disk, as a server does when it starts.
    ///
    /// Whatever is on the Disk, this gives a store: left-over temporary files are removed, files of
    /// other programs get a UID, a mailbox without index begins a new incarnation. The seed is
    /// used when the Disk does not say which UIDVALIDITY comes next; a file of another program was
    /// received `now`.
    package init(readingFrom disk: Disk, uidValiditySeed: UInt32 = 1, at now: Instant = .zero) {
        self.disk = disk
        let next = disk.octets(at: Disk.Path(Maildir.validityName, in: "")).flatMap {
            Maildir.lines($0).first.flatMap { UInt32($0) }
        }
        validity = UIDValidityCounter(seed: next ?? uidValiditySeed)
        let names = disk.folders.filter { !$0.utf8.contains(UInt8(ascii: "/")) }
            .compactMap { MailboxName(folder: $0) }
            .prefix(Self.largestMailboxCount)
        for name in names { skipValidity(of: name) }
        for name in names { read(name, at: now) }
        // A name without the names above it is not ours; they become parents and no more.
        for name in names {
            for parent in name.parents.compactMap({ MailboxName($0) }) where !exists(parent.text) {
                self.disk.makeFolder(parent.folder)
                insertName(parent)
            }
        }
        if let inbox = MailboxName("INBOX"), !isSelectable("INBOX") { addMailbox(inbox) }
        subscriptions = readSubscriptions()
        self.disk.syncFolders()
    }

    /// Cuts the power of the account's host and starts it again.
    ///
    /// What was stored is there afterwards; sessions are told by the change of `changeCount`.
    package mutating func crash() {
        var left = disk
        left.crash()
        let changes = changeCount
        self = MailboxStore(readingFrom: left, uidValiditySeed: validity.next)
        changeCount = changes + 1
    }

    private mutating func skipValidity(of name: MailboxName) {
        let path = Disk.Path(Maildir.indexName, in: name.folder)
        guard let index = disk.octets(at: path).flatMap(Maildir.readIndex) else { return }
        validity.skip(past: index.uidValidity)
    }

    private mutating func read(_ name: MailboxName, at now: Instant) {
        guard disk.hasFolder(Maildir.path(name.folder, "cur")) else {
            if !name.folder.isEmpty { insertName(name) }
            return
        }
        for part in Maildir.parts { disk.makeFolder(Maildir.path(name.folder, part)) }
        let temporary = Maildir.path(name.folder, "tmp")
        for file in disk.names(in: temporary) { disk.remove(Disk.Path(file, in: temporary)) }
        let path = Disk.Path(Maildir.indexName, in: name.folder)
        let index = disk.octets(at: path).flatMap(Maildir.readIndex)
        var contents = Mailbox.Contents(uidValidity: index?.uidValidity ?? validity.take())
        contents.uidNext = index?.uidNext ?? 1
        contents.keywords = readKeywords(of: name)
        let found = find(in: name.folder, keywords: contents.keywords)
        contents.messages = found.messages
        contents.recent = found.recent
        if let last = contents.messages.last {
            contents.uidNext = max(contents.uidNext, last.uid + 1)
        }
        for stranger in found.strangers {
            adopt(stranger, into: &contents, folder: name.folder, at: now)
        }
        insertName(name)
        if let position = self.index(of: name.text) {
            mailboxes[position].contents = contents
            if index?.uidNext != contents.uidNext { writeIndex(at: position) }
        }
    }

    /// The messages of a folder by UID, and the files that are none of ours.
    ///
    /// When two files claim one UID, the second of them is a stranger.
    private func find(
        in folder: String, keywords: [Flag]
    ) -> (messages: [StoredMessage], recent: [UInt32], strangers: [Disk.Path]) {
        var found: [(message: StoredMessage, path: Disk.Path)] = []
        var strangers: [Disk.Path] = []
        for part in ["cur", "new"] {
            let folder = Maildir.path(folder, part)
            for file in disk.names(in: folder) {
                let path = Disk.Path(file, in: folder)
                if let message = Maildir.message(named: file, keywords: keywords),
                    message.uid < .max
                {
                    found.append((message, path))
                } else {
                    strangers.append(path)
                }
            }
        }
        found.sort { left, right in
            left.message.uid != right.message.uid
                ? left.message.uid < right.message.uid
                : (left.path.folder, left.path.name) < (right.path.folder, right.path.name)
        }
        var messages: [StoredMessage] = []
        var recent: [UInt32] = []
        messages.reserveCapacity(found.count)
        for (message, path) in found {
            guard messages.last?.uid != message.uid else {
                strangers.append(path)
                continue
            }
            messages.append(message)
            if path.folder == Maildir.path(folder, "new") { recent.append(message.uid) }
        }
        return (messages, recent, strangers)
    }

    /// Gives a file that another program delivered a UID and a name of ours.
    private mutating func adopt(
        _ path: Disk.Path, into contents: inout Mailbox.Contents, folder: String,
        at now: Instant
    ) {
        guard contents.uidNext < .max, let octets = disk.octets(at: path) else { return }
        let lines = Maildir.withWireLines(octets)
        let message = StoredMessage(
            uid: contents.uidNext,
            flags: Maildir.flags(in: path.name, keywords: contents.keywords),
            internalDate: now, size: lines.count)
        contents.uidNext += 1
        let name = Maildir.fileName(message, keywords: contents.keywords)
        if lines != octets {
            disk.write(lines, to: path)
            disk.sync(path)
        }
        guard disk.rename(path, to: Disk.Path(name, in: path.folder)) else { return }
        contents.messages.append(message)
        if path.folder == Maildir.path(folder, "new") { contents.recent.append(message.uid) }
    }

    private mutating func insertName(_ name: MailboxName) {
        let mailbox = Mailbox(name: name.text, folder: name.folder, contents: nil)
        mailboxes.append(mailbox)
        mailboxes.sort { left, right in
            guard left.name != "INBOX", right.name != "INBOX" else { return left.name == "INBOX" }
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
    }

    private func readKeywords(of name: MailboxName) -> [Flag] {
        let octets = disk.octets(at: Disk.Path(Maildir.keywordsName, in: name.folder)) ?? []
        var keywords: [Flag] = []
        for line in Maildir.lines(octets) {
            guard let space = line.firstIndex(of: " "),
                Int(line[..<space]) == keywords.count,
                keywords.count < Maildir.largestKeywordCount
            else { break }
            keywords.append(Flag(String(line[line.index(after: space)...])))
        }
        return keywords
    }

    private func readSubscriptions() -> [String] {
        let octets = disk.octets(at: Disk.Path(Maildir.subscriptionsName, in: "")) ?? []
        let names = Maildir.lines(octets).prefix(Self.largestSubscriptionCount)
            .compactMap { MailboxName($0)?.text }
        var sorted: [String] = []
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        where sorted.last != name {
            sorted.append(name)
        }
        return sorted
    }
}
