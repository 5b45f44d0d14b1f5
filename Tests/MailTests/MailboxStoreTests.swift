import Clockwork
import Support
import Testing

@testable import Mail

@Suite("MailboxStore")
struct MailboxStoreTests {
    static let letter = Array("Subject: a\r\n\r\nbody\r\n".utf8)

    /// A store with INBOX, and the mailboxes named.
    static func store(_ names: String...) throws -> MailboxStore {
        var store = MailboxStore(uidValiditySeed: 100)
        for name in names { try store.create(name) }
        return store
    }

    @Test("begins with an empty INBOX, in any case")
    func inbox() throws {
        var store = try Self.store()
        #expect(store.mailboxNames == ["INBOX"])
        #expect(store.exists("inbox") && store.exists("InBoX"))
        #expect(store.uidValidity(of: "inbox") == 100)
        #expect(store.uidNext(of: "INBOX") == 1)
        #expect(throws: MailboxError.isInbox) { try store.create("Inbox") }
        #expect(throws: MailboxError.isInbox) { try store.delete("inbox") }
        #expect(store.messages(in: "nowhere").isEmpty)
        #expect(store.octets(of: 1, in: "nowhere") == nil)
    }

    @Test("names are sorted by octets, INBOX first, parents are made")
    func names() throws {
        var store = try Self.store("b/c/d", "Zebra", "a.b", "a", "inbox/sub", "été")
        #expect(
            store.mailboxNames == [
                "INBOX", "INBOX/sub", "Zebra", "a", "a.b", "b", "b/c", "b/c/d", "été",
            ])
        #expect(throws: MailboxError.alreadyExists("b/c")) { try store.create("b/c") }
        try store.create("trailing/")
        #expect(store.exists("trailing"))
    }

    @Test(
        "what cannot be a name is refused",
        arguments: ["", "/", "/a", "a//b", "a\u{1}", "a\r\nb", "a\u{85}", "a\u{2028}b"])
    func badNames(name: String) throws {
        var store = try Self.store()
        #expect(throws: MailboxError.invalidName(name)) { try store.create(name) }
        #expect(!store.exists(name))
    }

    @Test("a name has 255 octets at most")
    func longNames() throws {
        var store = try Self.store()
        try store.create(String(repeating: "x", count: 255))
        let tooLong = String(repeating: "x", count: 256)
        #expect(throws: MailboxError.invalidName(tooLong)) { try store.create(tooLong) }
        let octets = String(repeating: "é", count: 128)
        #expect(throws: MailboxError.invalidName(octets)) { try store.create(octets) }
    }

    @Test("deleting a parent leaves its name, RFC 3501 §6.3.4")
    func deleteParent() throws {
        var store = try Self.store("foo/bar")
        try store.append(Self.letter, flags: [], at: .zero, to: "foo")
        try store.delete("foo")
        #expect(store.mailboxNames == ["INBOX", "foo", "foo/bar"])
        #expect(!store.isSelectable("foo") && store.isSelectable("foo/bar"))
        #expect(throws: MailboxError.hasChildren("foo")) { try store.delete("foo") }
        #expect(throws: MailboxError.notSelectable("foo")) {
            try store.append(Self.letter, flags: [], at: .zero, to: "foo")
        }
        #expect(MailboxStore(readingFrom: store.disk) == store)
        try store.delete("foo/bar")
        #expect(store.mailboxNames == ["INBOX", "foo"])
        try store.delete("foo")
        #expect(store.mailboxNames == ["INBOX"])
        #expect(throws: MailboxError.noSuchMailbox("foo")) { try store.delete("foo") }
    }

    @Test("a mailbox made again is another one")
    func recreated() throws {
        var store = try Self.store("a")
        let first = store.uidValidity(of: "a")
        try store.append(Self.letter, flags: [], at: .zero, to: "a")
        try store.delete("a")
        try store.create("a")
        #expect(store.uidValidity(of: "a") > first)
        #expect(store.count(in: "a") == 0)
        try store.create("a/b")
        try store.delete("a")
        try store.create("a")
        #expect(store.isSelectable("a") && store.exists("a/b"))
    }

    @Test("renaming takes children along, RFC 3501 §6.3.5")
    func rename() throws {
        var store = try Self.store("foo/bar/x", "foob")
        try store.append(Self.letter, flags: [.seen], at: .zero, to: "foo/bar")
        let before = store.uidValidity(of: "foo/bar")
        try store.rename("foo", to: "new/place")
        #expect(
            store.mailboxNames == [
                "INBOX", "foob", "new", "new/place", "new/place/bar", "new/place/bar/x",
            ])
        #expect(store.octets(of: 1, in: "new/place/bar") == Self.letter)
        #expect(store.uidValidity(of: "new/place/bar") > before)
        #expect(throws: MailboxError.noSuchMailbox("foo")) { try store.rename("foo", to: "z") }
        #expect(throws: MailboxError.alreadyExists("foob")) { try store.rename("new", to: "foob") }
        #expect(throws: MailboxError.invalidName("new/place/a")) {
            try store.rename("new/place", to: "new/place/a")
        }
        #expect(MailboxStore(readingFrom: store.disk) == store)
    }

    @Test("renaming INBOX moves its messages and leaves it empty, RFC 3501 §6.3.5")
    func renameInbox() throws {
        var store = try Self.store("INBOX/below")
        try store.append(Self.letter, flags: [Flag("$Junk")], at: .zero, to: "INBOX")
        try store.append(Self.letter, flags: [.seen], at: .zero, to: "INBOX")
        store.remove(uids: [1], from: "INBOX")
        try store.rename("inbox", to: "old/mail")
        #expect(store.mailboxNames == ["INBOX", "INBOX/below", "old", "old/mail"])
        #expect(store.messages(in: "old/mail").map(\.uid) == [2])
        #expect(store.octets(of: 2, in: "old/mail") == Self.letter)
        #expect(store.count(in: "INBOX") == 0)
        #expect(try store.append(Self.letter, flags: [], at: .zero, to: "INBOX") == 3)
        #expect(MailboxStore(readingFrom: store.disk) == store)
    }

    @Test("there is an end to mailboxes")
    func limit() throws {
        var store = try Self.store()
        for number in 1..<MailboxStore.largestMailboxCount { try store.create("m\(number)") }
        let error = MailboxError.tooManyMailboxes(limit: MailboxStore.largestMailboxCount)
        #expect(throws: error) { try store.create("one-more") }
        #expect(throws: error) { try store.rename("m1", to: "deep/er/name") }
        #expect(store.exists("m1"))
    }

    @Test("UIDs grow and never come again")
    func uids() throws {
        var store = try Self.store()
        for _ in 1...3 { try store.append(Self.letter, flags: [], at: .zero, to: "INBOX") }
        store.remove(uids: [3, 2, 2, 99], from: "inbox")
        #expect(store.messages(in: "INBOX").map(\.uid) == [1])
        #expect(try store.append(Self.letter, flags: [], at: .zero, to: "INBOX") == 4)
        store.remove(uids: [1, 4], from: "INBOX")
        var again = MailboxStore(readingFrom: store.disk)
        #expect(again == store)
        #expect(try again.append(Self.letter, flags: [], at: .zero, to: "INBOX") == 5)
        #expect(store.disk.names(in: "cur").isEmpty && store.disk.names(in: "new").isEmpty)
    }

    @Test("flags are kept once, in one order, and without \\Recent")
    func flags() throws {
        var store = try Self.store()
        let given = [Flag("\\SEEN"), Flag("$Fwd"), .recent, .answered, Flag("$fwd"), .seen]
        try store.append(Self.letter, flags: given, at: .zero, to: "INBOX")
        #expect(
            store.messages(in: "INBOX")[0].flags.map(\.rawValue)
                == ["\\Answered", "\\Seen", "$Fwd"])
        store.setFlags([.deleted, Flag("b c")], of: 1, in: "INBOX")
        #expect(store.message(uid: 1, in: "INBOX")?.flags == [.deleted])
        #expect(store.keywords(in: "INBOX") == [Flag("$Fwd")])
        #expect(store.disk.names(in: "new") == ["0000000001.0,S=20:2,T"])
        #expect(store.octets(of: 1, in: "INBOX") == Self.letter)
        #expect(MailboxStore(readingFrom: store.disk) == store)
    }

    @Test("recent messages are told once, and move from new to cur")
    func recent() throws {
        var store = try Self.store()
        try store.append(Self.letter, flags: [], at: .zero, to: "INBOX")
        try store.append(Self.letter, flags: [.seen], at: .zero, to: "INBOX")
        #expect(store.recent(in: "INBOX") == [1, 2])
        #expect(store.takeRecent(in: "inbox") == [1, 2])
        #expect(store.takeRecent(in: "inbox").isEmpty)
        #expect(store.disk.fileCount(in: "cur") == 2 && store.disk.fileCount(in: "new") == 0)
        #expect(store.octets(of: 2, in: "INBOX") == Self.letter)
        #expect(MailboxStore(readingFrom: store.disk) == store)
    }

    @Test("sizes count the CRLF of every line")
    func sizes() throws {
        var store = try Self.store("x")
        try store.append(Array("a\nb\r\n\n".utf8), flags: [], at: .zero, to: "x")
        #expect(store.octets(of: 1, in: "x") == Array("a\r\nb\r\n\r\n".utf8))
        #expect(store.messages(in: "x")[0].size == 8)
    }

    @Test("a copy keeps flags and date")
    func copy() throws {
        var store = try Self.store("x")
        let date = Instant(nanoseconds: -5)
        try store.append(Self.letter, flags: [.flagged], at: date, to: "INBOX")
        try store.append(Self.letter, flags: [], at: .zero, to: "x")
        #expect(try store.copy(uid: 1, from: "inbox", to: "x") == 2)
        #expect(
            store.message(uid: 2, in: "x")
                == StoredMessage(uid: 2, flags: [.flagged], internalDate: date, size: 20))
        #expect(throws: MailboxError.noSuchMessage(uid: 9, mailbox: "x")) {
            try store.copy(uid: 9, from: "x", to: "INBOX")
        }
        #expect(throws: MailboxError.noSuchMailbox("y")) {
            try store.copy(uid: 1, from: "x", to: "y")
        }
        #expect(MailboxStore(readingFrom: store.disk) == store)
    }

    @Test("subscriptions are remembered, also of names that are gone")
    func subscriptions() throws {
        var store = try Self.store("b")
        for name in ["b", "a", "inbox"] { #expect(store.subscribe(name) == true) }
        #expect(store.subscribe("a//b") == false)
        try store.delete("b")
        #expect(store.subscriptions == ["INBOX", "a", "b"])
        store.unsubscribe("a")
        #expect(store.subscriptions == ["INBOX", "b"])
        #expect(MailboxStore(readingFrom: store.disk) == store)
    }

    @Test("each change is counted")
    func changes() throws {
        var store = try Self.store()
        var count = store.changeCount
        func grown() -> Bool {
            defer { count = store.changeCount }
            return store.changeCount > count
        }
        try store.create("a")
        #expect(grown())
        try store.append(Self.letter, flags: [], at: .zero, to: "a")
        #expect(grown())
        store.setFlags([.seen], of: 1, in: "a")
        #expect(grown())
        store.setFlags([.seen], of: 1, in: "a")
        #expect(!grown())
        _ = store.takeRecent(in: "a")
        #expect(grown())
        store.remove(uids: [1], from: "a")
        #expect(grown())
        try store.rename("a", to: "b")
        #expect(grown())
        store.subscribe("b")
        #expect(grown())
        try store.delete("b")
        #expect(grown())
    }
}
