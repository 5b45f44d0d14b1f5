import Clockwork
import Mail
import Simulation

/// How a data folder is opened: is it ours, is it free, what is in it?
struct FolderOpening {
    /// What is larger is no letter that a server of ours has taken.
    private static let largestFile = 256 << 20

    let path: String
    let wanted: FolderRecord
    var files: any FileSystem

    private var labelPath: String { "\(path)/\(FolderRecord.labelName)" }
    private var clockPath: String { "\(path)/\(FolderRecord.clockName)" }

    init(path: String, wanted: FolderRecord, files: any FileSystem) {
        self.path = path
        self.wanted = wanted
        self.files = files
    }

    mutating func open() throws(Trouble) -> (FolderRecord, SavedWorld?) {
        do throws(FileTrouble) {
            var writer = CarefulWriter()
            try writer.makeFolder(path, &files)
            try writer.finish(&files)
        } catch { throw Trouble(error) }
        let entries = try asking { opening throws(FileTrouble) in
            try opening.files.list(opening.path) ?? []
        }
        let isOurs = entries.contains { $0.name == FolderRecord.labelName }
        let ownNames = [
            FolderRecord.lockName, FolderRecord.clockName, CarefulWriter.temporaryName,
        ]
        guard isOurs || entries.allSatisfy({ ownNames.contains($0.name) }) else {
            throw Trouble("data.foreign", ["folder": path])
        }
        let isFree = try asking { opening throws(FileTrouble) in
            try opening.files.lock("\(opening.path)/\(FolderRecord.lockName)")
        }
        guard isFree else { throw Trouble("data.in-use", ["folder": path]) }
        do throws(Trouble) {
            return try isOurs ? reopen(entries) : begin()
        } catch {
            files.unlock()
            throw error
        }
    }

    /// A new folder; it is ours from when its label is in place.
    private mutating func begin() throws(Trouble) -> (FolderRecord, SavedWorld?) {
        let record = wanted
        try asking { opening throws(FileTrouble) in
            try opening.files.syncFolder(CarefulWriter.parent(of: opening.path))
            var writer = CarefulWriter()
            try writer.write(
                record.clock, to: opening.clockPath, in: opening.path, &opening.files)
            try writer.finish(&opening.files)
            try writer.write(
                record.label, to: opening.labelPath, in: opening.path, &opening.files)
            try writer.finish(&opening.files)
        }
        return (record, nil)
    }

    private mutating func reopen(
        _ entries: [FileEntry]
    ) throws(Trouble) -> (FolderRecord, SavedWorld?) {
        let texts = try asking { opening throws(FileTrouble) in
            (
                try opening.files.read(opening.labelPath),
                entries.contains { $0.name == FolderRecord.clockName }
                    ? try opening.files.read(opening.clockPath) : []
            )
        }
        var record = try FolderRecord(
            label: texts.0, clock: texts.1, folder: path, start: wanted.moment)
        guard record.world == wanted.world else {
            throw Trouble(
                "data.other-world",
                ["folder": path, "world": record.world, "wanted": wanted.world])
        }
        record.run += 1
        let present = record
        return try asking { opening throws(FileTrouble) in
            try opening.clear(opening.path, entries)
            // A run that keeps nothing is one, too: its stamps must not come again.
            var writer = CarefulWriter()
            try writer.write(
                present.clock, to: opening.clockPath, in: opening.path, &opening.files)
            try writer.finish(&opening.files)
            var saved = SavedWorld(moment: present.moment, run: present.run, disks: [])
            for entry in entries where entry.kind == .folder {
                guard let host = FolderNames.name(ofFolder: entry.name) else { continue }
                try opening.readHost(host, opening.path + "/" + entry.name, into: &saved)
            }
            return (present, saved)
        }
    }

    // MARK: disks

    private mutating func readHost(
        _ host: String, _ folder: String, into saved: inout SavedWorld
    ) throws(FileTrouble) {
        let queue = "\(folder)/\(FolderNames.queue)"
        if let image = try readDisk(queue) {
            saved.disks.append(.init(DiskName(host: host, part: .queue), image))
        }
        let mail = "\(folder)/\(FolderNames.mail)"
        for entry in try files.list(mail) ?? [] where entry.kind == .folder {
            guard let login = FolderNames.name(ofFolder: entry.name),
                let image = try readDisk("\(mail)/\(entry.name)")
            else { continue }
            let name = DiskName(host: host, part: .mailboxes(login: login))
            saved.disks.append(.init(name, image))
        }
    }

    /// Everything of a disk: its folders, and those in them; nil when there is nothing.
    private mutating func readDisk(_ root: String) throws(FileTrouble) -> DiskImage? {
        guard let entries = try files.list(root) else { return nil }
        var image = DiskImage()
        try readFolder(root, "", entries, into: &image)
        for entry in entries where entry.kind == .folder {
            let folder = "\(root)/\(entry.name)"
            let below = try files.list(folder) ?? []
            try readFolder(folder, entry.name, below, into: &image)
            for inner in below where inner.kind == .folder {
                let name = "\(entry.name)/\(inner.name)"
                let folder = "\(root)/\(name)"
                try readFolder(folder, name, try files.list(folder) ?? [], into: &image)
            }
        }
        return image
    }

    private mutating func readFolder(
        _ path: String, _ name: String, _ entries: [FileEntry], into image: inout DiskImage
    ) throws(FileTrouble) {
        if !name.isEmpty { image.folders.append(name) }
        try clear(path, entries)
        // What lies in `tmp` is somebody's who is still writing it.
        guard name != "tmp", !name.hasSuffix("/tmp") else { return }
        for entry in entries where !entry.name.hasPrefix(".") {
            guard case .file(let size) = entry.kind, size <= Self.largestFile else { continue }
            let octets = try files.read("\(path)/\(entry.name)")
            image.files.append(.init(Disk.Path(entry.name, in: name), octets))
        }
    }

    /// Removes what a crash has left half-written.
    private mutating func clear(
        _ path: String, _ entries: [FileEntry]
    ) throws(FileTrouble) {
        for entry in entries where entry.name == CarefulWriter.temporaryName {
            try files.remove("\(path)/\(entry.name)")
        }
    }

    private mutating func asking<Result>(
        _ body: (inout FolderOpening) throws(FileTrouble) -> Result
    ) throws(Trouble) -> Result {
        do throws(FileTrouble) {
            return try body(&self)
        } catch {
            throw Trouble(error)
        }
    }
}
