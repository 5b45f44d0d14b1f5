import Clockwork
import Foundation
import Mail
import PostOffice
import Simulation
import Support
import Testing

@testable import Storage

@Suite("A real data folder")
struct DataFolderTests {
    private static let start = Instant.zero + .hours(9)
    private static let login = "ann/..@x.example"
    private static let mail = DiskName(host: "mx.example", part: .mailboxes(login: login))
    private static let queue = DiskName(host: ".strange/host", part: .queue)

    /// A folder that is not there yet, for one test.
    private func place() -> String {
        FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-data-\(UUID().uuidString)").path
    }

    private func open(
        _ path: String, world: String = "internet", seed: Seed = 5
    ) throws(Trouble) -> DataFolder {
        try DataFolder(path, world: world, seed: seed, start: Self.start)
    }

    private func trouble(_ body: () throws(Trouble) -> Void) -> String? {
        do throws(Trouble) { try body() } catch { return error.key }
        return nil
    }

    private func permissions(_ path: String) throws -> Int {
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(facts[.posixPermissions] as? Int)
    }

    @Test("what was kept comes back, with seed, clock and the number of the run")
    func roundTrip() throws {
        let path = place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var store = MailboxStore(uidValiditySeed: 7)
        try store.append(Array("Subject: a\r\n\r\n".utf8), flags: [.seen], at: .zero, to: "INBOX")
        try store.create("Søk/two")
        do {
            let folder = try open(path)
            #expect(folder.saved == nil && folder.seed == 5)
            let changes = store.disk.changes(since: DiskImage()).map {
                WorldDiskChange(Self.mail, $0)
            }
            try folder.keep(changes, at: Self.start + .minutes(1))
            try folder.keep(
                [WorldDiskChange(Self.queue, .wrote(Disk.Path("4F2A7C", in: ""), [0, 1]))],
                at: Self.start + .minutes(2))
            try folder.close(at: Self.start + .minutes(3))
        }
        #expect(try permissions(path) == 0o700)
        #expect(try permissions(path + "/" + FolderNames.path(Self.mail) + "/new") == 0o700)
        #expect(try permissions(path + "/" + FolderNames.path(Self.queue) + "/4F2A7C") == 0o600)
        let folder = try open(path, seed: 6)
        let saved = try #require(folder.saved)
        #expect(folder.seed == 5 && saved.run == 1 && saved.moment == Self.start + .minutes(3))
        let image = try #require(saved.disks.first { $0.name == Self.mail }?.image)
        #expect(MailboxStore(readingFrom: Disk(restoring: image)) == store)
        let queue = try #require(saved.disks.first { $0.name == Self.queue }?.image)
        #expect(queue.files == [.init(Disk.Path("4F2A7C", in: ""), [0, 1])])
    }

    @Test("two cannot have it, and another world's, version's or owner's folder is refused")
    func refused() throws {
        let path = place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var folder: DataFolder? = try open(path)
        #expect(trouble { () throws(Trouble) in _ = try open(path) } == "data.in-use")
        _ = folder
        folder = nil
        #expect(
            trouble { () throws(Trouble) in _ = try open(path, world: "other") }
                == "data.other-world")
        #expect(trouble { () throws(Trouble) in _ = try open(path) } == nil)
        try Data("maillab-data 2\n".utf8).write(
            to: URL(fileURLWithPath: path + "/" + FolderRecord.labelName))
        #expect(trouble { () throws(Trouble) in _ = try open(path) } == "data.other-version")
        let other = place()
        defer { try? FileManager.default.removeItem(atPath: other) }
        try FileManager.default.createDirectory(
            atPath: other, withIntermediateDirectories: false)
        try Data().write(to: URL(fileURLWithPath: other + "/letter.txt"))
        #expect(trouble { () throws(Trouble) in _ = try open(other) } == "data.foreign")
        #expect(try FileManager.default.contentsOfDirectory(atPath: other) == ["letter.txt"])
        #expect(
            trouble { () throws(Trouble) in _ = try open(other + "/letter.txt") }
                == "data.failed")
    }

    @Test("half-written files go, other people's stay, links are not followed")
    func strangers() throws {
        let path = place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let store = MailboxStore(uidValiditySeed: 7)
        do {
            let folder = try open(path)
            let changes = store.disk.changes(since: DiskImage()).map {
                WorldDiskChange(Self.mail, $0)
            }
            try folder.keep(changes, at: Self.start)
        }
        let maildir = path + "/" + FolderNames.path(Self.mail)
        func put(_ text: String, _ name: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(maildir)/\(name)"))
        }
        try put("half", "new/" + CarefulWriter.temporaryName)
        try put("still being written", "tmp/17.M1.host")
        try put("Subject: new\n\n", "new/18.M2.host")
        try put("hidden", "cur/.nfs1")
        try put("index", "dovecot.index")
        try FileManager.default.createSymbolicLink(
            atPath: maildir + "/cur/link", withDestinationPath: "/etc/passwd")
        let folder = try open(path)
        let image = try #require(folder.saved?.disks.first?.image)
        let read = MailboxStore(readingFrom: Disk(restoring: image), at: Self.start)
        #expect(read.messages(in: "INBOX").map(\.internalDate) == [Self.start])
        #expect(read.octets(of: 1, in: "INBOX") == Array("Subject: new\r\n\r\n".utf8))
        try folder.keep(
            read.disk.changes(since: image).map { WorldDiskChange(Self.mail, $0) }, at: Self.start)
        try folder.close(at: Self.start)
        let files = FileManager.default
        #expect(!files.fileExists(atPath: maildir + "/new/" + CarefulWriter.temporaryName))
        #expect(!files.fileExists(atPath: maildir + "/new/18.M2.host"))
        for name in ["tmp/17.M1.host", "cur/.nfs1", "dovecot.index"] {
            #expect(files.fileExists(atPath: "\(maildir)/\(name)"), "\(name)")
        }
        let again = try #require(try open(path).saved?.disks.first?.image)
        #expect(MailboxStore(readingFrom: Disk(restoring: again)) == read)
    }

    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test("Python's mailbox reads it as a Maildir", .enabled(if: python != nil))
    func maildir() throws {
        let path = place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var store = MailboxStore(uidValiditySeed: 7)
        for (subject, flags) in [("one", [Flag.seen, .flagged]), ("two", [])] {
            try store.append(
                Array("Subject: \(subject)\r\n\r\nBody\r\n".utf8), flags: flags, at: .zero,
                to: "INBOX")
            if subject == "one" { _ = store.takeRecent(in: "INBOX") }
        }
        try store.create("Sent")
        try store.copy(uid: 1, from: "INBOX", to: "Sent")
        let folder = try open(path)
        try folder.keep(
            store.disk.changes(since: DiskImage()).map { WorldDiskChange(Self.mail, $0) },
            at: Self.start)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = [
            "-c",
            """
            import mailbox, sys
            box = mailbox.Maildir(sys.argv[1], create=False)
            for key in sorted(box.keys()):
                print(box[key]["Subject"], box[key].get_flags(), box[key].get_subdir())
            print(box.list_folders(), [m["Subject"] for m in box.get_folder("Sent")])
            """,
            path + "/" + FolderNames.path(Self.mail),
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said == "one FS cur\ntwo  new\n['Sent'] ['one']\n")
    }
}
