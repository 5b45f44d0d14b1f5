import Clockwork
import Foundation
import Mail
import Simulation

/// A real folder that keeps what the mail servers of a world have on their disks.
///
/// Files lie in it as on the disks: an account's folder is a Maildir. A file is written under a
/// temporary name, synced, renamed, and its folder synced, so that whenever this program or the
/// machine stops, the folder holds all that was kept before.
package final class DataFolder: DiskKeeper, @unchecked Sendable {
    /// The seed of the world that lives here: with it, the lab's certificates stay the same.
    package var seed: Seed { record.seed }
    /// What an earlier run has left; nil when there was none.
    package let saved: SavedWorld?

    private let path: String
    /// Guards what follows.
    private let guardian = NSLock()
    private var files: any FileSystem
    private var writer = CarefulWriter()
    private var record: FolderRecord
    private var failure: Trouble?
    private var isOpen = true

    /// Opens a folder for the world of this name, or makes it.
    ///
    /// `seed` is for a new one; the clock of a world never stands before `start`.
    /// Nobody else may have it open. What a crash has left half-written is cleared away; what is
    /// not ours is left alone.
    package convenience init(
        _ path: String, world: String, seed: Seed, start: Instant
    ) throws(Trouble) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        try self.init(
            path, FolderRecord(world: world, seed: seed, moment: start, run: 0), RealFiles())
    }

    init(
        _ path: String, _ wanted: FolderRecord, _ system: any FileSystem
    ) throws(Trouble) {
        self.path = path
        var opening = FolderOpening(path: path, wanted: wanted, files: system)
        (record, saved) = try opening.open()
        files = opening.files
    }

    deinit { if isOpen { files.unlock() } }

    /// Keeps changes of the world's disks; when this returns, no crash can undo them.
    ///
    /// Once this has failed it fails for good: what is kept must be a first part of what happened.
    package func keep(_ changes: [WorldDiskChange], at moment: Instant) throws(Trouble) {
        guard !changes.isEmpty else { return }
        try work { folder throws(FileTrouble) in
            for change in changes {
                try folder.writer.perform(
                    change.change, in: folder.path + "/" + FolderNames.path(change.disk),
                    &folder.files)
            }
            try folder.writer.finish(&folder.files)
            // Lost in a power cut, the clock goes back a little, and no letter with it.
            folder.record.moment = max(folder.record.moment, moment)
            let temporary = "\(folder.path)/\(CarefulWriter.temporaryName)"
            try folder.files.writeLoosely(folder.record.clock, to: temporary)
            try folder.files.rename(
                temporary, to: "\(folder.path)/\(FolderRecord.clockName)")
        }
    }

    /// Writes down where the clock stands, and gives the folder free.
    ///
    /// Without a moment, the clock stands where it stood when something was last kept.
    package func close(at moment: Instant? = nil) throws(Trouble) {
        try work { folder throws(FileTrouble) in
            if let moment { folder.record.moment = max(folder.record.moment, moment) }
            try folder.writer.write(
                folder.record.clock, to: "\(folder.path)/\(FolderRecord.clockName)",
                in: folder.path, &folder.files)
            try folder.writer.finish(&folder.files)
            folder.files.unlock()
            folder.isOpen = false
        }
    }

    private func work(
        _ body: (DataFolder) throws(FileTrouble) -> Void
    ) throws(Trouble) {
        guardian.lock()
        defer { guardian.unlock() }
        if let failure { throw failure }
        guard isOpen else { return }
        do throws(FileTrouble) {
            try body(self)
        } catch {
            let trouble = Trouble(error)
            failure = trouble
            throw trouble
        }
    }
}

extension Trouble {
    init(_ trouble: FileTrouble) {
        self.init("data.failed", ["file": trouble.path, "reason": trouble.reason])
    }
}
