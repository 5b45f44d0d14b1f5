import Foundation

/// The file system of this machine.
struct RealFiles: FileSystem {
    private var lockDescriptor: Int32?

    mutating func makeFolder(_ path: String) throws(FileTrouble) {
        guard mkdir(path, 0o700) != 0 else { return }
        let code = errno
        guard code == EEXIST, Self.isFolder(path) else { throw Self.trouble(path, code) }
    }

    mutating func write(_ octets: [UInt8], to path: String) throws(FileTrouble) {
        try write(octets, to: path, isDurable: true)
    }

    mutating func writeLoosely(_ octets: [UInt8], to path: String) throws(FileTrouble) {
        try write(octets, to: path, isDurable: false)
    }

    private func write(
        _ octets: [UInt8], to path: String, isDurable: Bool
    ) throws(FileTrouble) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.trouble(path) }
        var written = 0
        while written < octets.count {
            let count = octets.withUnsafeBytes { buffer in
                Foundation.write(
                    file, buffer.baseAddress.map { $0 + written }, octets.count - written)
            }
            if count > 0 {
                written += count
            } else if count == 0 || errno != EINTR {
                let code = count == 0 ? ENOSPC : errno
                Foundation.close(file)
                throw Self.trouble(path, code)
            }
        }
        if isDurable, Self.makeDurable(file) != 0 {
            let code = errno
            Foundation.close(file)
            throw Self.trouble(path, code)
        }
        guard Foundation.close(file) == 0 else { throw Self.trouble(path) }
    }

    mutating func rename(_ path: String, to newPath: String) throws(FileTrouble) {
        guard Foundation.rename(path, newPath) == 0 else { throw Self.trouble(path) }
    }

    mutating func remove(_ path: String) throws(FileTrouble) {
        guard unlink(path) != 0, errno != ENOENT else { return }
        guard rmdir(path) != 0, errno != ENOENT else { return }
        throw Self.trouble(path)
    }

    mutating func syncFolder(_ path: String) throws(FileTrouble) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.trouble(path) }
        let result = Self.makeDurable(folder)
        let code = errno
        Foundation.close(folder)
        guard result == 0 else { throw Self.trouble(path, code) }
    }

    func list(_ path: String) throws(FileTrouble) -> [FileEntry]? {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return nil }
            throw Self.trouble(path)
        }
        defer { closedir(folder) }
        var entries: [FileEntry] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(
                    to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)
                ) { String(validatingCString: $0) }
            }
            // A name that is no text is none of ours.
            guard let name, name != ".", name != "..",
                let kind = Self.kind(of: path + "/" + name)
            else { continue }
            entries.append(FileEntry(name: name, kind: kind))
        }
        return entries.sorted { $0.name < $1.name }
    }

    func read(_ path: String) throws(FileTrouble) -> [UInt8] {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw Self.trouble(path) }
        defer { Foundation.close(file) }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(file, &piece, piece.count)
            if count > 0 {
                octets += piece.prefix(count)
            } else if count == 0 {
                return octets
            } else if errno != EINTR {
                throw Self.trouble(path)
            }
        }
    }

    mutating func lock(_ path: String) throws(FileTrouble) -> Bool {
        let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.trouble(path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            Foundation.close(file)
            guard code == EWOULDBLOCK else { throw Self.trouble(path, code) }
            return false
        }
        lockDescriptor = file
        return true
    }

    mutating func unlock() {
        if let lockDescriptor { Foundation.close(lockDescriptor) }
        lockDescriptor = nil
    }

    // MARK: helpers

    /// Darwin's fsync leaves the octets in the drive's own memory.
    private static func makeDurable(_ descriptor: Int32) -> Int32 {
        #if canImport(Darwin)
            if fcntl(descriptor, F_FULLFSYNC) == 0 { return 0 }
        #endif
        return fsync(descriptor)
    }

    private static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    /// Nil when it is gone again.
    private static func kind(of path: String) -> FileEntry.Kind? {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return nil }
        switch facts.st_mode & S_IFMT {
        case S_IFREG: return .file(size: Int(facts.st_size))
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    private static func trouble(_ path: String, _ code: Int32 = errno) -> FileTrouble {
        FileTrouble(path: path, reason: String(cString: strerror(code)))
    }
}
