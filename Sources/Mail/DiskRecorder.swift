/// Finds out what of a Disk's work becomes durable, and when.
///
/// Names wait until folders are synced. A file that is made and renamed before that, as careful
/// programs do it, becomes durable as one whole file under its last name.
struct DiskRecorder: Sendable {
    /// What a sync of the folders will make durable.
    private enum Pending: Sendable {
        case change(DiskChange)
        /// A new file: where it was made, where it is now, and whether another had that name.
        case created(Disk.Path, isNow: Disk.Path, isReplacing: Bool)
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
            guard case .created(let origin, let now, let isReplacing) = pending[place],
                let moved = now.moved(from: folder, to: newFolder)
            else { continue }
            pending[place] = .created(origin, isNow: moved, isReplacing: isReplacing)
        }
        pending.append(.change(.renamedFolder(folder, to: newFolder)))
    }

    mutating func created(_ path: Disk.Path, isReplacing: Bool = false) {
        pending.append(.created(path, isNow: path, isReplacing: isReplacing))
        newFiles += 1
    }

    mutating func removed(_ path: Disk.Path) {
        forgetNew { $0 == path }
        pending.append(.change(.removed(path)))
    }

    mutating func renamed(_ path: Disk.Path, to newPath: Disk.Path, isReplacing: Bool) {
        let hasReplaced = self.isReplacing(at: path)
        forgetNew { $0 == path || $0 == newPath }
        if let hasReplaced {
            // What had its name before stays overwritten.
            if hasReplaced { pending.append(.change(.removed(path))) }
            created(newPath, isReplacing: isReplacing)
        } else {
            pending.append(.change(.renamed(path, to: newPath)))
        }
    }

    /// The octets of a file are durable now, under the name that it durably has.
    mutating func synced(_ path: Disk.Path, _ octets: [UInt8]) {
        guard isReplacing(at: path) == nil else { return }
        let path = durableName(of: path)
        changes.append(.wrote(path, octets))
    }

    /// Names are durable now; `octets` gives what is durable of a file.
    mutating func syncedFolders(_ octets: (Disk.Path) -> [UInt8]?) {
        for pending in pending {
            switch pending {
            case .change(let change): changes.append(change)
            case .created(let origin, let now, _):
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

    /// Whether a new file has overwritten another; nil when the file is not new.
    private func isReplacing(at path: Disk.Path) -> Bool? {
        guard newFiles > 0 else { return nil }
        for pending in pending {
            if case .created(_, isNow: path, let isReplacing) = pending {
                return isReplacing
            }
        }
        return nil
    }

    private mutating func forgetNew(_ isGone: (Disk.Path) -> Bool) {
        guard newFiles > 0 else { return }
        pending.removeAll {
            guard case .created(_, let now, _) = $0, isGone(now) else { return false }
            newFiles -= 1
            return true
        }
    }

    /// What a file that is not new was called when names were last durable.
    private func durableName(of path: Disk.Path) -> Disk.Path {
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
