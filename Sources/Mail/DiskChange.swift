/// What became durable on a Disk, for whoever keeps a copy of it elsewhere.
///
/// Done in order to an empty Disk, and to what each leaves, changes give what a crash would leave.
package enum DiskChange: Hashable, Sendable {
    /// A folder, with those above it that are missing.
    case madeFolder(String)
    /// A folder with everything below it.
    case removedFolder(String)
    case renamedFolder(String, to: String)
    /// A whole file, new or in place of what it held.
    case wrote(Disk.Path, [UInt8])
    /// A file, in place of what had the new name.
    case renamed(Disk.Path, to: Disk.Path)
    /// A file, which may be gone already.
    case removed(Disk.Path)
}

/// Everything on a Disk, as it is given to one or taken from one.
package struct DiskImage: Hashable, Sendable {
    /// A file with what it holds.
    package struct File: Hashable, Sendable {
        package let path: Disk.Path
        package let octets: [UInt8]

        package init(_ path: Disk.Path, _ octets: [UInt8]) {
            self.path = path
            self.octets = octets
        }
    }

    package var folders: [String]
    package var files: [File]

    package init(folders: [String] = [], files: [File] = []) {
        self.folders = folders
        self.files = files
    }
}

extension Disk {
    /// A disk on which all this is, durably.
    package init(restoring image: DiskImage) {
        self.init()
        for folder in image.folders { makeFolder(folder) }
        for file in image.files {
            makeFolder(file.path.folder)
            write(file.octets, to: file.path)
            sync(file.path)
        }
        syncFolders()
    }

    /// What every program would read from it now.
    package var image: DiskImage {
        var image = DiskImage(folders: folders.filter { !$0.isEmpty })
        for folder in folders {
            for name in names(in: folder) {
                let path = Path(name, in: folder)
                if let octets = octets(at: path) { image.files.append(.init(path, octets)) }
            }
        }
        return image
    }

    /// What must be done to a copy that holds `image`, so that it holds what this Disk does.
    ///
    /// What is new is written before what is old is removed.
    package func changes(since image: DiskImage) -> [DiskChange] {
        let before = Disk(restoring: image)
        var changes: [DiskChange] = folders.filter { !before.hasFolder($0) }.map { .madeFolder($0) }
        for file in self.image.files where before.octets(at: file.path) != file.octets {
            changes.append(.wrote(file.path, file.octets))
        }
        for file in image.files where !has(file.path) && hasFolder(file.path.folder) {
            changes.append(.removed(file.path))
        }
        return changes + before.folders.filter { !hasFolder($0) }.map { .removedFolder($0) }
    }

    /// Does to this Disk, durably, what became durable on another one.
    package mutating func follow(_ changes: [DiskChange]) {
        for change in changes {
            switch change {
            case .madeFolder(let path): makeFolder(path)
            case .removedFolder(let path): removeFolder(path)
            case .renamedFolder(let path, let newPath): renameFolder(path, to: newPath)
            case .wrote(let path, let octets):
                write(octets, to: path)
                sync(path)
            case .renamed(let path, let newPath): rename(path, to: newPath)
            case .removed(let path): remove(path)
            }
        }
        syncFolders()
    }
}
