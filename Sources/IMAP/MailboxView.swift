import Clockwork
import Mail

/// The selected mailbox as this session's client knows it.
///
/// Numbers are places in it, and change only when the client is told (RFC 3501 §7.4.1): a message
/// that is gone keeps its place until EXPUNGE may be sent.
struct MailboxView: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let uid: UInt32
        var flags: [Flag]
        let internalDate: Instant
        let size: Int
        let isRecent: Bool
        /// It is no longer in the mailbox, and the client does not know yet.
        var isGone = false
        /// Its flags changed, and the client does not know yet.
        var isChanged = false

        /// The flags as FETCH tells them, with `\Recent`.
        var shownFlags: [Flag] { isRecent ? flags + [.recent] : flags }
    }

    private(set) var uidValidity: UInt32
    private(set) var uidNext: UInt32
    private(set) var entries: [Entry]
    /// How many messages the client was told of.
    private(set) var announcedCount = 0
    /// The keywords that the client was told of.
    private(set) var keywords: [Flag] = []

    init(_ snapshot: IMAPSnapshot) {
        uidValidity = snapshot.uidValidity
        uidNext = snapshot.uidNext
        entries = []
        add(snapshot.messages[...], recent: snapshot.recent)
        announcedCount = entries.count
        keywords = newKeywords
    }

    /// A view of nothing, for where no mailbox is open.
    static let empty = MailboxView(
        IMAPSnapshot(uidValidity: 1, uidNext: 1, messages: [], recent: []))

    private mutating func add(_ messages: ArraySlice<StoredMessage>, recent: [UInt32]) {
        var recent = recent[...]
        entries.reserveCapacity(entries.count + messages.count)
        for message in messages {
            while let first = recent.first, first < message.uid { recent.removeFirst() }
            entries.append(
                Entry(
                    uid: message.uid, flags: message.flags,
                    internalDate: message.internalDate, size: message.size,
                    isRecent: recent.first == message.uid))
        }
    }

    var recentCount: Int { entries.reduce(0) { $0 + ($1.isRecent ? 1 : 0) } }
    var firstUnseen: Int? { entries.firstIndex { !$0.flags.contains(.seen) } }
    var largestUID: UInt32 { entries.last?.uid ?? 0 }
    var hasGone: Bool { entries.contains(where: \.isGone) }

    /// Keywords in use that the client was not told of.
    private var newKeywords: [Flag] {
        var found: [Flag] = []
        for entry in entries {
            for flag in entry.flags
            where flag.isKeyword && !keywords.contains(flag) && !found.contains(flag) {
                found.append(flag)
            }
        }
        return found
    }

    /// Where the message with this UID is, counted from zero.
    func index(ofUID uid: UInt32) -> Int? {
        let index = lowerBound(uid)
        return index < entries.count && entries[index].uid == uid ? index : nil
    }

    private func lowerBound(_ uid: UInt32) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].uid < uid { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The UIDs of a set of numbers; nil if a number is in it that no message has.
    ///
    /// In an empty mailbox `1:*` stands for nothing: clients ask so without looking first.
    func uids(ofNumbers set: SequenceSet) -> [UInt32]? {
        if entries.isEmpty, set.items.allSatisfy(\.reachesLargest) { return [] }
        let ranges = set.ranges(largest: UInt32(clamping: entries.count))
        guard let last = ranges.last, last.upperBound <= entries.count,
            (ranges.first?.lowerBound ?? 0) > 0
        else { return nil }
        return ranges.flatMap { range in
            entries[Int(range.lowerBound) - 1..<Int(range.upperBound)].map(\.uid)
        }
    }

    /// The UIDs of a set of UIDs; those that no message has are left out (RFC 3501 §6.4.8).
    func uids(ofUIDs set: SequenceSet) -> [UInt32] {
        set.ranges(largest: largestUID).flatMap { range in
            entries[lowerBound(range.lowerBound)...]
                .prefix { $0.uid <= range.upperBound }.map(\.uid)
        }
    }

    mutating func setFlags(_ flags: [Flag], of uid: UInt32, isTold: Bool) {
        guard let index = index(ofUID: uid), entries[index].flags != flags else { return }
        entries[index].flags = flags
        if !isTold { entries[index].isChanged = true }
    }

    mutating func markGone(_ uid: UInt32) {
        if let index = index(ofUID: uid) { entries[index].isGone = true }
    }

    /// Takes in what the mailbox holds now; nothing is told yet.
    mutating func update(_ snapshot: IMAPSnapshot) {
        uidNext = snapshot.uidNext
        var place = 0
        let messages = snapshot.messages
        for index in entries.indices {
            while place < messages.count, messages[place].uid < entries[index].uid { place += 1 }
            guard place < messages.count, messages[place].uid == entries[index].uid else {
                entries[index].isGone = true
                continue
            }
            if entries[index].flags != messages[place].flags {
                entries[index].flags = messages[place].flags
                entries[index].isChanged = true
            }
            place += 1
        }
        let known = largestUID
        let new = messages.firstIndex { $0.uid > known } ?? messages.count
        add(messages[new...], recent: snapshot.recent)
    }

    /// Tells new keywords before the first message shows one of them.
    mutating func announceKeywords(into writer: inout IMAPWriter) {
        let new = newKeywords
        guard !new.isEmpty else { return }
        keywords += new
        writer.line("* FLAGS \(Flag.text(Flag.system + keywords))")
    }

    /// Tells the client what it does not know, as far as that is allowed now.
    ///
    /// The order matters: EXPUNGE first, for its numbers are the old ones; then EXISTS, so that no
    /// FETCH names a number that was not announced; flags last (RFC 3501 §7.3.1, §7.4.1).
    mutating func announce(allowsExpunge: Bool, into writer: inout IMAPWriter) {
        if allowsExpunge, hasGone {
            var removed = 0
            for (index, entry) in entries.enumerated() where entry.isGone {
                writer.line("* \(index + 1 - removed) EXPUNGE")
                removed += 1
            }
            entries.removeAll(where: \.isGone)
            announcedCount -= removed
        }
        if entries.count != announcedCount {
            writer.line("* \(entries.count) EXISTS")
            writer.line("* \(recentCount) RECENT")
            announcedCount = entries.count
        }
        announceKeywords(into: &writer)
        for index in entries.indices where entries[index].isChanged {
            entries[index].isChanged = false
            guard !entries[index].isGone else { continue }
            writer.line("* \(index + 1) FETCH (FLAGS \(Flag.text(entries[index].shownFlags)))")
        }
    }
}
