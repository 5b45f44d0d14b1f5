import Clockwork
import Support
import Testing

@testable import Mail

@Suite("MailboxStore and its Disk")
struct MailboxCrashTests {
    static let letter = MailboxStoreTests.letter

    @Test("random changes: a crash loses nothing, and the Disk tells it all", arguments: Seeds.few)
    func randomChanges(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        var store = MailboxStore(uidValiditySeed: 7)
        let names = ["INBOX", "a", "a/b", "a/b/c", "d.e", "d/e", "ünïcode %&", "..", "z"]
        let flags: [Flag] = [.seen, .deleted, .draft, Flag("$One"), Flag("Two"), .recent]
        var given: [UInt64: [UInt32]] = [:]
        for _ in 0..<400 {
            let name = names[Int(dice.below(UInt64(names.count)))]
            let other = names[Int(dice.below(UInt64(names.count)))]
            let some = flags.filter { _ in dice.happens(1, in: 3) }
            let uid = UInt32(dice.below(30))
            switch dice.below(12) {
            case 0: try? store.create(name)
            case 1: try? store.delete(name)
            case 2: try? store.rename(name, to: other)
            case 3: store.setFlags(some, of: uid, in: name)
            case 4: store.remove(uids: [uid, uid &+ 1, 1], from: name)
            case 5: _ = store.takeRecent(in: name)
            case 6: _ = try? store.copy(uid: uid, from: name, to: other)
            case 7: store.subscribe(name)
            case 8: store.crash()
            default:
                let uid = try? store.append(Self.letter, flags: some, at: .zero, to: name)
                guard let uid else { break }
                let key = UInt64(store.uidValidity(of: name))
                #expect(!given[key, default: []].contains(uid))
                given[key, default: []].append(uid)
            }
            var cut = store.disk
            cut.crash()
            #expect(cut == store.disk)
        }
        let again = MailboxStore(readingFrom: store.disk)
        #expect(again == store)
        for name in store.mailboxNames {
            for message in store.messages(in: name) {
                #expect(store.octets(of: message.uid, in: name)?.count == message.size)
            }
        }
        let validities = store.mailboxNames.map(store.uidValidity).filter { $0 > 0 }
        #expect(Set(validities).count == validities.count)
    }

    @Test("files of other programs get a UID, left-overs go")
    func strangers() throws {
        var store = MailboxStore(uidValiditySeed: 7)
        try store.append(Self.letter, flags: [], at: .zero, to: "INBOX")
        var disk = store.disk
        disk.write(Array("Subject: x\n\n".utf8), to: Disk.Path("17.M1.host:2,S", in: "cur"))
        disk.write([1], to: Disk.Path("half", in: "tmp"))
        disk.write([2], to: Disk.Path("0000000001.0,S=1:2,", in: "cur"))
        disk.makeFolder(".lost.child/cur")
        disk.makeFolder(".lost.child")
        disk.write([3], to: Disk.Path("maillab-uidlist", in: ".lost.child"))
        let read = MailboxStore(readingFrom: disk)
        #expect(read.messages(in: "INBOX").map(\.uid) == [1, 2, 3])
        #expect(read.octets(of: 1, in: "INBOX") == [2])
        let adopted = [2, 3].compactMap { read.octets(of: $0, in: "INBOX") }
        #expect(adopted.contains(Array("Subject: x\r\n\r\n".utf8)) && adopted.contains(Self.letter))
        #expect(read.disk.names(in: "tmp").isEmpty)
        #expect(read.mailboxNames == ["INBOX", "lost", "lost/child"])
        #expect(!read.isSelectable("lost") && read.uidValidity(of: "lost/child") == 8)
        #expect(MailboxStore(readingFrom: read.disk) == read)
    }

    @Test("an empty or strange Disk gives a store all the same")
    func emptyDisk() {
        #expect(MailboxStore(readingFrom: Disk()).mailboxNames == ["INBOX"])
        var disk = Disk()
        for folder in [".", "..", ".%zz", ".a%2", ".a..b", "x", ".%00", ".INBOX"] {
            disk.makeFolder(folder)
            disk.makeFolder(folder + "/cur")
        }
        disk.write(Array("maybe".utf8), to: Disk.Path("maillab-uidvalidity", in: ""))
        disk.write([0xFF, 0x0A, 0x0A], to: Disk.Path("subscriptions", in: ""))
        let store = MailboxStore(readingFrom: disk, uidValiditySeed: 0)
        #expect(store.mailboxNames == ["INBOX"])
        #expect(store.uidValidity(of: "INBOX") == 1)
    }

    @Test("many messages: appending, marking and listing stay quick")
    func many() throws {
        var store = MailboxStore(uidValiditySeed: 7)
        let clock = ContinuousClock()
        let taken = try clock.measure {
            for number in 0..<10_000 {
                try store.append(
                    Self.letter, flags: [], at: Instant(nanoseconds: Int64(number)), to: "INBOX")
            }
            #expect(store.takeRecent(in: "INBOX").count == 10_000)
            for uid in UInt32(1)...5_000 { store.setFlags([.seen], of: uid, in: "INBOX") }
            #expect(store.messages(in: "INBOX").count == 10_000)
            store.remove(uids: Array(1...9_999), from: "INBOX")
        }
        #expect(store.messages(in: "INBOX").map(\.uid) == [10_000])
        #expect(taken < .seconds(10))
    }
}
