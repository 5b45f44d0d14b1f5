import ArgumentParser
import Foundation
import Phrases
import Shell

/// The ready file of `maillab serve`: it is there while everything listens, and at no other time.
///
/// Whoever starts a server waits until the file appears; one of yesterday would send it to ports
/// that nobody listens at.
struct ServeReady: Sendable {
    let path: String?
    private let words: Words

    /// Removes what an earlier server has left; complains where the file could never be written.
    init(_ path: String?, _ words: Words) throws {
        self.path = path
        self.words = words
        guard let path else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if path.isEmpty || !Self.isFolder(folder) { throw complain(ENOENT) }
        if Self.isFolder(path) { throw complain(EISDIR) }
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return }
        // A device, a pipe or a link is no file of an earlier server: it stays where it is.
        guard facts.st_mode & S_IFMT == S_IFREG else { throw complain(EEXIST) }
        if unlink(path) != 0, errno != ENOENT { throw complain(errno) }
    }

    /// Not ready any more: this server's file goes, another's stays.
    func withdraw() {
        guard let path, case .success(let octets) = Files.read(path) else { return }
        struct Owner: Decodable { let pid: Int32 }
        let owner = try? JSONDecoder().decode(Owner.self, from: Data(octets))
        if owner?.pid == ProcessInfo.processInfo.processIdentifier { unlink(path) }
    }

    private func complain(_ code: Int32) -> ExitCode {
        let reason = String(cString: strerror(code))
        Complaints.say(words("shell.cannot-write", ["file": path ?? "", "reason": reason]))
        return ExitCode(69)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }
}
