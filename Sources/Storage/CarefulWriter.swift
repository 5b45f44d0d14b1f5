import Mail

/// Does the changes of a Disk to real folders, so that a power cut between any two calls leaves
/// what some first part of the changes has made.
///
/// Systems promise no order between names that were not synced. So a new kind of change, or a
/// file in another folder, begins only when the ones before are durable; what makes no difference
/// to one another is synced together.
struct CarefulWriter {
    /// What may lie together between two syncs.
    private enum Batch: Equatable {
        case adding(to: String)
        case renaming
        case removing
    }

    /// Names that begin so are half-written files of ours.
    static let temporaryName = ".maillab-tmp"

    private var batch: Batch?
    /// Folders whose names are not durable yet, in the order in which they were changed.
    private var dirty: [String] = []
    /// What was renamed away in this batch.
    private var sources: Set<String> = []
    private var knownFolders: Set<String> = []

    /// Does a change below `root`.
    mutating func perform(
        _ change: DiskChange, in root: String, _ files: inout any FileSystem
    ) throws(FileTrouble) {
        func path(_ folder: String) -> String { folder.isEmpty ? root : "\(root)/\(folder)" }
        func path(_ file: Disk.Path) -> String { path(file.folder) + "/" + file.name }
        switch change {
        case .madeFolder(let folder): try makeFolder(path(folder), &files)
        case .removedFolder(let folder):
            try begin(.removing, &files)
            try removeAll(path(folder), &files)
            touch(Self.parent(of: path(folder)))
        case .renamedFolder(let folder, let newFolder):
            try makeFolder(Self.parent(of: path(newFolder)), &files)
            try rename(path(folder), to: path(newFolder), &files)
            knownFolders = []
        case .wrote(let file, let octets):
            try makeFolder(path(file.folder), &files)
            try write(octets, to: path(file), in: path(file.folder), &files)
        case .renamed(let file, let newFile):
            try makeFolder(path(newFile.folder), &files)
            try rename(path(file), to: path(newFile), &files)
        case .removed(let file):
            try begin(.removing, &files)
            try files.remove(path(file))
            touch(path(file.folder))
        }
    }

    /// Puts a whole file in place: its folder is durable after `finish`.
    mutating func write(
        _ octets: [UInt8], to path: String, in folder: String, _ files: inout any FileSystem
    ) throws(FileTrouble) {
        try begin(.adding(to: folder), &files)
        let temporary = "\(folder)/\(Self.temporaryName)"
        try files.write(octets, to: temporary)
        try files.rename(temporary, to: path)
        touch(folder)
    }

    /// Makes a folder and those above it that are missing.
    mutating func makeFolder(
        _ path: String, _ files: inout any FileSystem
    ) throws(FileTrouble) {
        guard !knownFolders.contains(path) else { return }
        if try files.list(path) == nil {
            let parent = Self.parent(of: path)
            try makeFolder(parent, &files)
            try begin(.adding(to: parent), &files)
            try files.makeFolder(path)
            touch(parent)
        }
        knownFolders.insert(path)
    }

    /// Makes everything durable.
    mutating func finish(_ files: inout any FileSystem) throws(FileTrouble) {
        for folder in dirty { try files.syncFolder(folder) }
        dirty = []
        sources = []
        batch = nil
    }

    private mutating func begin(
        _ next: Batch, _ files: inout any FileSystem
    ) throws(FileTrouble) {
        if batch != next { try finish(&files) }
        batch = next
    }

    private mutating func rename(
        _ path: String, to newPath: String, _ files: inout any FileSystem
    ) throws(FileTrouble) {
        // What had the new name must durably have its next one.
        if sources.contains(newPath) { try finish(&files) }
        try begin(.renaming, &files)
        try files.rename(path, to: newPath)
        sources.insert(path)
        touch(Self.parent(of: newPath))
        touch(Self.parent(of: path))
    }

    /// Removes a folder and everything in it, without following links.
    private mutating func removeAll(
        _ path: String, _ files: inout any FileSystem
    ) throws(FileTrouble) {
        for entry in try files.list(path) ?? [] {
            let below = "\(path)/\(entry.name)"
            switch entry.kind {
            case .folder: try removeAll(below, &files)
            case .file, .other: try files.remove(below)
            }
        }
        try files.remove(path)
        knownFolders.remove(path)
        dirty.removeAll { $0 == path }
    }

    private mutating func touch(_ folder: String) {
        if !dirty.contains(folder) { dirty.append(folder) }
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
