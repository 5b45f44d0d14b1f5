/// Finds out what of a Disk's work becomes durable, and when.
///
/// Names wait until folders are synced. A file that is made and renamed before that, as careful
/// programs do it, becomes durable as one whole file under its last name.
struct DiskRecorder: Sendable {
    /// What a sync of the folders will make durable.
    private enum Pending: Sendable {
        case change(DiskChange)
        /// A new file: where it was made, and where it is now.
        case created(Disk.Path, isNow: Disk.Path)
    }

    private var pending: [Pending] = []
    /// How many of the pending ones are new files.
    private var newFiles = 0
    private(set) var changes: [DiskChange] = []

    /// The changes since the last call.
    mutating func take() -> [DiskChange] {
        defer { changes.removeAll() }
        return changes
    }

    // MARK: what happens on the disk

    mutating func made(_ folder: String) { pending.append(.change(.madeFolder(folder))) }

    mutating func removed(folder: String) {
        forgetNew { $0.folder.isInside(folder) }
        pending.append(.change(.removedFolder(folder)))
    }

    mutating func renamed(folder: String, to newFolder: String) {
        for place in pending.indices {
            guard case .created(let origin, let now) = pending[place],
                let moved = now.moved(from: folder, to: newFolder)
            else { continue }
            pending[place] = .created(origin, isNow: moved)
        }
        pending.append(.change(.renamedFolder(folder, to: newFolder)))
    }

    mutating func created(_ path: Disk.Path) {
        pending.append(.created(path, isNow: path))
        newFiles += 1
    }

    mutating func removed(_ path: Disk.Path) {
        forgetNew { $0 == path }
        pending.append(.change(.removed(path)))
    }

    mutating func renamed(_ path: Disk.Path, to newPath: Disk.Path) {
        let isNew = isNew(path)
        forgetNew { $0 == path || $0 == newPath }
        if isNew {
            created(newPath)
        } else {
            pending.append(.change(.renamed(path, to: newPath)))
        }
    }

    /// The octets of a file are durable now, under the name that it durably has.
    mutating func synced(_ path: Disk.Path, _ octets: [UInt8]) {
        guard !isNew(path), let path = durableName(of: path) else { return }
        changes.append(.wrote(path, octets))
    }

    /// Names are durable now; `octets` gives what is durable of a file.
    mutating func syncedFolders(_ octets: (Disk.Path) -> [UInt8]?) {
        for pending in pending {
            switch pending {
            case .change(let change): changes.append(change)
            case .created(let origin, let now):
                if let octets = octets(now) { changes.append(.wrote(origin, octets)) }
            }
        }
        crashed()
    }

    /// What was not durable has not been.
    mutating func crashed() {
        pending.removeAll(keepingCapacity: true)
        newFiles = 0
    }

    // MARK: new files

    private func isNew(_ path: Disk.Path) -> Bool {
        newFiles > 0
            && pending.contains {
                if case .created(_, isNow: path) = $0 { return true }
                return false
            }
    }

    private mutating func forgetNew(_ isGone: (Disk.Path) -> Bool) {
        guard newFiles > 0 else { return }
        pending.removeAll {
            guard case .created(_, let now) = $0, isGone(now) else { return false }
            newFiles -= 1
            return true
        }
    }

    /// What a file was called when names were last durable; nil when it was not there.
    private func durableName(of path: Disk.Path) -> Disk.Path? {
        var path = path
        for pending in pending.reversed() {
            switch pending {
            case .change(.renamed(let old, let new)): if new == path { path = old }
            case .change(.renamedFolder(let old, let new)):
                path = path.moved(from: new, to: old) ?? path
            case .change(.madeFolder), .change(.removedFolder), .change(.removed),
                .change(.wrote), .created:
                break
            }
        }
        return path
    }
}

extension String {
    /// Whether this is the folder, or one below it.
    fileprivate func isInside(_ folder: String) -> Bool {
        self == folder || utf8.starts(with: (folder + "/").utf8)
    }
}

extension Disk.Path {
    /// Where the file is after its folder, or one above it, was renamed; nil when none was.
    fileprivate func moved(from old: String, to new: String) -> Disk.Path? {
        guard folder.isInside(old) else { return nil }
        let below = String(decoding: folder.utf8.dropFirst(old.utf8.count), as: UTF8.self)
        return Disk.Path(name, in: new + below)
    }
}
