import Clockwork
import Support
import Testing

@testable import Mail

@Suite("What a Disk tells of itself")
struct DiskChangeTests {
    @Test("a file made, synced and renamed is one whole file")
    func oneFile() {
        var disk = DiskTests.disk()
        disk.isRecording = true
        let temporary = Disk.Path("t", in: "tmp")
        disk.write([1, 2], to: temporary)
        disk.sync(temporary)
        disk.rename(temporary, to: DiskTests.file)
        #expect(disk.takeChanges() == [])
        disk.syncFolders()
        #expect(disk.takeChanges() == [.wrote(DiskTests.file, [1, 2])])
        #expect(disk.takeChanges() == [])
    }

    @Test("what was lost is not told, and nothing is kept when nobody asks")
    func lost() {
        var disk = DiskTests.disk()
        #expect(disk.takeChanges() == [] && !disk.isRecording)
        disk.isRecording = true
        disk.write([1], to: DiskTests.file)
        disk.crash()
        #expect(disk.takeChanges() == [])
        disk.replace(DiskTests.file, with: [2])
        disk.rename(DiskTests.file, to: Disk.Path("other", in: "tmp"))
        disk.sync(Disk.Path("other", in: "tmp"))
        #expect(
            disk.takeChanges()
                == [.wrote(DiskTests.file, [2]), .wrote(DiskTests.file, [2])])
        disk.isRecording = false
        disk.syncFolders()
        #expect(disk.takeChanges() == [])
    }

    @Test("random work: what is told gives what a crash would leave", arguments: Seeds.first(12))
    func random(seed: UInt64) {
        var dice = Dice(seed: seed)
        var disk = Disk()
        disk.isRecording = true
        var copy = Disk()
        let folders = ["", "a", "a/b", "c", "c/b"]
        let names = ["x", "y", "z"]
        for round in 0..<600 {
            func path() -> Disk.Path {
                Disk.Path(
                    names[Int(dice.below(3))], in: folders[Int(dice.below(UInt64(folders.count)))])
            }
            let folder = folders[Int(dice.below(UInt64(folders.count)))]
            let one = path()
            let other = path()
            switch dice.below(14) {
            case 0, 1: disk.makeFolder(folder)
            case 2: if dice.happens(1, in: 4) { disk.removeFolder(folder) }
            case 3: disk.renameFolder(folder, to: folders[Int(dice.below(5))])
            case 4, 5: disk.write([UInt8(truncatingIfNeeded: round), 7], to: one)
            case 6: disk.sync(one)
            case 7: disk.syncFolders()
            case 8, 9: disk.rename(one, to: other)
            case 10: disk.remove(one)
            case 11: disk.replace(one, with: [UInt8(truncatingIfNeeded: round)])
            case 12: if dice.happens(1, in: 6) { disk.crash() }
            default:
                // Overwriting in place loses the old octets at once; a copy learns it at the sync.
                if disk.write([9, UInt8(truncatingIfNeeded: round)], to: one) { disk.sync(one) }
            }
            guard dice.happens(1, in: 5) else { continue }
            copy.follow(disk.takeChanges())
            var cut = disk
            cut.crash()
            copy.follow(cut.takeChanges())
            #expect(copy.image == cut.image, "round \(round), \(Seeds.again(seed))")
        }
    }

    @Test("an image gives the same disk again, and the difference of two leads over")
    func images() {
        var disk = DiskTests.disk()
        disk.replace(DiskTests.file, with: [1])
        disk.replace(Disk.Path("gone", in: "tmp"), with: [2])
        let image = disk.image
        #expect(Disk(restoring: image) == disk)
        #expect(disk.changes(since: image) == [])
        disk.replace(DiskTests.file, with: [3])
        disk.removeFolder("tmp")
        disk.makeFolder("new")
        disk.replace(Disk.Path("n", in: "new"), with: [4])
        var copy = Disk(restoring: image)
        copy.follow(disk.changes(since: image))
        #expect(copy == disk)
        var fresh = Disk()
        fresh.follow(disk.changes(since: DiskImage()))
        #expect(fresh == disk)
    }

    @Test("a store's changes lead its copy along, through renames, crashes and all")
    func store() throws {
        var store = MailboxStore(uidValiditySeed: 3)
        var copy = Disk(restoring: store.disk.image)
        store.disk.isRecording = true
        for round in 0..<20 {
            try store.append(MailboxStoreTests.letter, flags: [.seen], at: .zero, to: "INBOX")
            store.setFlags([.flagged, Flag("$Round\(round % 5)")], of: 1, in: "INBOX")
            _ = store.takeRecent(in: "INBOX")
            try store.create("box \(round)/sub")
            try store.copy(uid: UInt32(round + 1), from: "INBOX", to: "box \(round)/sub")
            if round % 3 == 0 { try store.rename("box \(round)", to: "moved \(round)") }
            if round % 4 == 0 { store.crash() }
            store.subscribe("box \(round)")
            copy.follow(store.disk.takeChanges())
            #expect(copy == store.disk)
        }
        try store.rename("INBOX", to: "old")
        store.remove(uids: [1, 2], from: "old")
        try store.delete("moved 0/sub")
        copy.follow(store.disk.takeChanges())
        #expect(copy == store.disk)
        #expect(MailboxStore(readingFrom: copy) == store)
    }
}

@Suite("Octets as percent text")
struct PercentTextTests {
    @Test("whatever the octets, they come back", arguments: Seeds.few)
    func roundTrip(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<200 {
            let octets = (0..<dice.below(20)).map { _ in UInt8(dice.below(256)) }
            let text = PercentText.encoded(octets) { $0 != UInt8(ascii: "=") }
            #expect(text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "=") })
            #expect(PercentText.decoded(text.utf8) == octets)
        }
        for bad in ["%", "%4", "%g0", "a%4"] { #expect(PercentText.decoded(bad.utf8) == nil) }
    }
}
