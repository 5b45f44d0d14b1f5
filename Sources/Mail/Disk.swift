/// A simulated disk: folders with files, and what of them would outlive a power cut.
///
/// It behaves as journaling file systems do. What a program writes is seen by every program at
/// once, but only `sync` makes the octets of a file durable, and only `syncFolders` makes durable
/// that files were made, renamed and removed. `crash` loses the rest: a file that was renamed
/// into place before it was synced is there, and empty.
///
/// A folder is named by its path without a slash at either end; the root is the empty string.
/// Names are sorted by octets and should be ASCII; whoever needs more encodes it.
package struct Disk: Sendable, Equatable {
    /// Where a file is.
    package struct Path: Hashable, Sendable, CustomStringConvertible {
        package var folder: String
        package var name: String

        package init(_ name: String, in folder: String) {
            self.folder = folder
            self.name = name
        }

        package var description: String { folder.isEmpty ? name : "\(folder)/\(name)" }
    }

    /// Octets of a file, all or none of which outlive a crash.
    private struct File: Sendable {
        var octets: [UInt8]
        var durableCount = 0

        var durableOctets: [UInt8] {
            durableCount == octets.count ? octets : Array(octets.prefix(durableCount))
        }
    }

    private typealias Folder = DiskTable<File>

    /// How to take a change back that was not made durable.
    private enum Undo: Sendable {
        case removeFile(Path)
        case putBack(Path, File)
        case moveFile(Path, back: Path)
        case removeFolder(String)
        case putBackFolder(String, Folder)
        case moveFolder(String, back: String)
    }

    private var table = DiskTable<Folder>()
    private var undoes: [Undo] = []
    /// Keeps what becomes durable, when somebody wants to know it.
    private var recorder: DiskRecorder?

    /// An empty disk; it has its root folder.
    package init() { table.set(Folder(), for: "") }

    // MARK: Telling

    /// Whether what becomes durable is kept until it is asked for.
    ///
    /// Whoever turns this on must ask: nothing else bounds what is kept.
    package var isRecording: Bool {
        get { recorder != nil }
        set {
            guard newValue != isRecording else { return }
            recorder = newValue ? DiskRecorder() : nil
        }
    }

    /// What became durable since the last call, in order; nothing when it is not recorded.
    package mutating func takeChanges() -> [DiskChange] {
        guard recorder?.changes.isEmpty == false else { return [] }
        return recorder?.take() ?? []
    }

    // MARK: Folders

    /// The paths of all folders, sorted by octets, the root first.
    package var folders: [String] { table.names }

    /// Whether there is such a folder.
    package func hasFolder(_ path: String) -> Bool { table.value(of: path) != nil }

    /// Makes a folder; one that is there already stays as it is.
    package mutating func makeFolder(_ path: String) {
        guard !hasFolder(path) else { return }
        table.set(Folder(), for: path)
        undoes.append(.removeFolder(path))
        recorder?.made(path)
    }

    /// Removes a folder and everything below it.
    package mutating func removeFolder(_ path: String) {
        guard !path.isEmpty else { return }
        recorder?.removed(folder: path)
        for below in folders where below == path || below.hasPrefix(path + "/") {
            guard let folder = table.remove(below) else { continue }
            undoes.append(.putBackFolder(below, folder))
        }
    }

    /// Renames a folder with everything below it; false when it is not there, or something has the
    /// new name.
    @discardableResult
    package mutating func renameFolder(_ path: String, to newPath: String) -> Bool {
        guard !path.isEmpty, hasFolder(path), !newPath.hasPrefix(path + "/"),
            !folders.contains(where: { $0 == newPath || $0.hasPrefix(newPath + "/") })
        else { return false }
        for below in folders where below == path || below.hasPrefix(path + "/") {
            let target = newPath + below.dropFirst(path.count)
            guard let folder = table.remove(below) else { continue }
            table.set(folder, for: target)
            undoes.append(.moveFolder(target, back: below))
        }
        recorder?.renamed(folder: path, to: newPath)
        return true
    }

    // MARK: Files

    /// The names of the files in a folder, sorted by octets.
    package func names(in folder: String) -> [String] { table.value(of: folder)?.names ?? [] }

    /// How many files a folder holds.
    package func fileCount(in folder: String) -> Int { table.value(of: folder)?.count ?? 0 }

    /// Whether there is such a file.
    package func has(_ path: Path) -> Bool { file(at: path) != nil }

    /// What a file holds, durable or not; nil when there is none.
    package func octets(at path: Path) -> [UInt8]? { file(at: path)?.octets }

    /// Writes a whole file, new or in place of what it held; false when there is no such folder.
    ///
    /// Nothing of it is durable before `sync`: who overwrites a file can lose both versions.
    @discardableResult
    package mutating func write(_ octets: [UInt8], to path: Path) -> Bool {
        var before: File?
        let isThere = table.modify(path.folder) { folder in
            before = folder.set(File(octets: octets), for: path.name)
        }
        if isThere, before == nil {
            undoes.append(.removeFile(path))
            recorder?.created(path)
        }
        return isThere
    }

    /// Makes the octets of a file durable, as fsync does.
    package mutating func sync(_ path: Path) {
        table.modify(path.folder) { folder in
            folder.modify(path.name) { $0.durableCount = $0.octets.count }
        }
        if isRecording, let octets = file(at: path)?.octets { recorder?.synced(path, octets) }
    }

    /// Makes durable which files and folders there are, and how they are called.
    package mutating func syncFolders() {
        undoes.removeAll(keepingCapacity: true)
        recorder?.syncedFolders { [table] path in
            table.value(of: path.folder)?.value(of: path.name)?.durableOctets
        }
    }

    /// Renames a file, in place of what has the new name; false when it is not there.
    @discardableResult
    package mutating func rename(_ path: Path, to newPath: Path) -> Bool {
        guard path != newPath else { return has(path) }
        guard hasFolder(newPath.folder) else { return false }
        var moved: File?
        table.modify(path.folder) { moved = $0.remove(path.name) }
        guard let moved else { return false }
        var replaced: File?
        table.modify(newPath.folder) { replaced = $0.set(moved, for: newPath.name) }
        if let replaced { undoes.append(.putBack(newPath, replaced)) }
        undoes.append(.moveFile(newPath, back: path))
        recorder?.renamed(path, to: newPath, isReplacing: replaced != nil)
        return true
    }

    /// Removes a file; false when it is not there.
    @discardableResult
    package mutating func remove(_ path: Path) -> Bool {
        var removed: File?
        table.modify(path.folder) { removed = $0.remove(path.name) }
        guard let removed else { return false }
        undoes.append(.putBack(path, removed))
        recorder?.removed(path)
        return true
    }

    /// Puts a whole file in place so that a crash leaves either the old or the new one.
    ///
    /// A temporary file is written and synced, and renamed over the old one.
    package mutating func replace(_ path: Path, with octets: [UInt8]) {
        let temporary = Path(path.name + ".tmp", in: path.folder)
        write(octets, to: temporary)
        sync(temporary)
        rename(temporary, to: path)
        syncFolders()
    }

    // MARK: Power

    /// Cuts the power: everything that was not made durable is gone.
    package mutating func crash() {
        while let undo = undoes.popLast() { takeBack(undo) }
        recorder?.crashed()
        for folder in folders {
            for name in names(in: folder) { tearOff(Path(name, in: folder)) }
        }
    }

    /// Cuts a file off behind its durable octets.
    private mutating func tearOff(_ path: Path) {
        guard let file = file(at: path), file.durableCount < file.octets.count else { return }
        table.modify(path.folder) { folder in
            folder.modify(path.name) { $0.octets = file.durableOctets }
        }
        recorder?.synced(path, file.durableOctets)
    }

    private mutating func takeBack(_ undo: Undo) {
        switch undo {
        case .removeFile(let path):
            table.modify(path.folder) { $0.remove(path.name) }
        case .putBack(let path, let file):
            table.modify(path.folder) { $0.set(file, for: path.name) }
        case .moveFile(let path, let back):
            var moved: File?
            table.modify(path.folder) { moved = $0.remove(path.name) }
            guard let moved else { return }
            table.modify(back.folder) { $0.set(moved, for: back.name) }
        case .removeFolder(let path):
            table.remove(path)
        case .putBackFolder(let path, let folder):
            table.set(folder, for: path)
        case .moveFolder(let path, let back):
            guard let folder = table.remove(path) else { return }
            table.set(folder, for: back)
        }
    }

    private func file(at path: Path) -> File? {
        table.value(of: path.folder)?.value(of: path.name)
    }

    /// Two disks are equal when every program would read the same from them.
    package static func == (left: Disk, right: Disk) -> Bool {
        guard left.folders == right.folders else { return false }
        return zip(left.table.entries, right.table.entries).allSatisfy { one, other in
            let files = zip(one.value.entries, other.value.entries)
            return one.value.count == other.value.count
                && files.allSatisfy { $0.name == $1.name && $0.value.octets == $1.value.octets }
        }
    }
}
