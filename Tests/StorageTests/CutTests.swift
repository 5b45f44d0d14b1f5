import Clockwork
import Mail
import PostOffice
import Simulation
import Support
import Testing

@testable import Storage

/// One server's disks that live through a random story, and what of it was acknowledged.
private struct Server {
    static let login = "ann@x.example"
    static let mail = DiskName(host: "mx", part: .mailboxes(login: login))
    static let queue = DiskName(host: "mx", part: .queue)

    var store = MailboxStore(uidValiditySeed: 7)
    var queue = Disk()
    /// The last letter; beyond the octets that a line may end with.
    var number: UInt8 = 64
    /// Letters that were taken over, each known by its one octet, and not removed on purpose.
    var accepted: Set<UInt8> = []

    init() {
        store.disk.isRecording = true
        queue.isRecording = true
    }

    /// The first changes of a new folder.
    func beginning() -> [WorldDiskChange] {
        store.disk.changes(since: DiskImage()).map { WorldDiskChange(Self.mail, $0) }
    }

    /// Does something; what it changed is to be kept before anybody hears of it.
    mutating func act(_ dice: inout Dice) -> [WorldDiskChange] {
        number += 1
        var changes: [WorldDiskChange] = []
        func file(_ letter: UInt8) -> Disk.Path { Disk.Path("q\(letter)", in: "") }
        func take() {
            changes += store.disk.takeChanges().map { WorldDiskChange(Self.mail, $0) }
            changes += queue.takeChanges().map { WorldDiskChange(Self.queue, $0) }
        }
        switch dice.below(8) {
        case 0, 1, 2:
            queue.replace(file(number), with: [number])
            accepted.insert(number)
        case 3:
            // Final delivery: into the mailbox, and then out of the queue.
            for name in queue.names(in: "") {
                guard let letter = queue.octets(at: Disk.Path(name, in: ""))?.first else {
                    continue
                }
                _ = try? store.append([letter], flags: [], at: .zero, to: "INBOX")
                queue.remove(Disk.Path(name, in: ""))
                queue.syncFolders()
            }
        case 4:
            for message in store.messages(in: "INBOX").prefix(2) {
                store.setFlags([.seen, Flag("$K\(number % 3)")], of: message.uid, in: "INBOX")
            }
        case 5: _ = store.takeRecent(in: "INBOX")
        case 6:
            try? store.create("box \(number)")
            if let message = store.messages(in: "INBOX").first {
                _ = try? store.copy(uid: message.uid, from: "INBOX", to: "box \(number)")
                store.remove(uids: [message.uid], from: "INBOX")
            }
        default: try? store.rename("INBOX", to: "old \(number)")
        }
        take()
        return changes
    }

    /// The letters in what an opened folder gives.
    static func letters(_ saved: SavedWorld?) -> Set<UInt8> {
        var letters: Set<UInt8> = []
        for disk in saved?.disks ?? [] {
            if disk.name == Self.queue {
                for file in disk.image.files { letters.formUnion(file.octets) }
            } else {
                let store = MailboxStore(readingFrom: Disk(restoring: disk.image))
                for name in store.mailboxNames {
                    for message in store.messages(in: name) {
                        letters.formUnion(store.octets(of: message.uid, in: name) ?? [])
                    }
                }
            }
        }
        return letters
    }
}

@Suite("A data folder that is cut off at every point")
struct CutTests {
    private static let wanted = FolderRecord(world: "w", seed: 9, moment: .zero, run: 0)

    /// Lives a story until the file system stops; returns what was acknowledged then.
    private func live(
        _ files: SmallFiles, seed: UInt64, steps: Int
    ) throws -> (acknowledged: Set<UInt8>, server: Server, isWhole: Bool) {
        var dice = Dice(seed: seed)
        var server = Server()
        var acknowledged: Set<UInt8> = []
        do throws(Trouble) {
            let folder = try DataFolder("/data", Self.wanted, files)
            try folder.keep(server.beginning(), at: .zero)
            for step in 0..<steps {
                try folder.keep(server.act(&dice), at: Instant(nanoseconds: Int64(step)))
                acknowledged = server.accepted
            }
            try folder.close(at: Instant(nanoseconds: Int64(steps)))
        } catch {
            #expect(error.key == "data.failed")
            return (acknowledged, server, false)
        }
        return (acknowledged, server, true)
    }

    @Test("kill -9 after any call: every acknowledged letter is there", arguments: Seeds.few)
    func killed(seed: UInt64) throws {
        var calls = 0
        while true {
            let files = SmallFiles()
            files.stop(after: calls)
            let (acknowledged, server, isWhole) = try live(files, seed: seed, steps: 14)
            files.kill()
            let again = try DataFolder("/data", Self.wanted, files)
            let found = Server.letters(again.saved)
            #expect(found.isSuperset(of: acknowledged), "call \(calls), \(Seeds.again(seed))")
            #expect(found.isSubset(of: server.accepted), "call \(calls), \(Seeds.again(seed))")
            #expect(!files.paths.contains { $0.hasSuffix(CarefulWriter.temporaryName) })
            if isWhole {
                let image = again.saved?.disks.first { $0.name == Server.mail }?.image
                #expect(Disk(restoring: image ?? DiskImage()) == server.store.disk)
                break
            }
            calls += 1
        }
        #expect(calls > 100)
    }

    @Test("a power cut after any call, and the unkindest disk", arguments: Seeds.few)
    func withoutPower(seed: UInt64) throws {
        var chance = Dice(seed: seed &+ 1)
        var calls = 0
        var isWhole = false
        while !isWhole {
            let files = SmallFiles()
            files.stop(after: calls)
            let story: (acknowledged: Set<UInt8>, server: Server, isWhole: Bool)
            story = try live(files, seed: seed, steps: 14)
            isWhole = story.isWhole
            files.cutPower(&chance)
            let again = try DataFolder("/data", Self.wanted, files)
            let found = Server.letters(again.saved)
            let about = "call \(calls), \(Seeds.again(seed))"
            #expect(found.isSuperset(of: story.acknowledged), "\(about)")
            #expect(found.isSubset(of: story.server.accepted), "\(about)")
            calls += 1
        }
    }

    @Test("after a failure nothing more is kept: what is there is a first part of the story")
    func failure() throws {
        let files = SmallFiles()
        let folder = try DataFolder("/data", Self.wanted, files)
        let change = WorldDiskChange(Server.queue, .wrote(Disk.Path("A", in: ""), [1]))
        files.stop(after: 3)
        #expect(throws: Trouble.self) { try folder.keep([change], at: .zero) }
        files.stop(after: .max)
        #expect(throws: Trouble.self) { try folder.keep([change], at: .zero) }
        #expect(throws: Trouble.self) { try folder.close(at: .zero) }
    }
}
