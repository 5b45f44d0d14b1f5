import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// A file that grows while a world lives: whatever happens to this program, it holds all that was
/// appended before. It is its owner's alone, since what is written of a world holds its secrets.
///
/// Whoever uses it sees to it that one thread does at a time.
final class GrowingFile {
    private let descriptor: CInt
    private var hasFailed = false
    /// Hears, once, that the file cannot be written any more.
    private let complain: @Sendable (String) -> Void

    /// Makes the file anew.
    init(
        path: String, complain: @escaping @Sendable (_ reason: String) -> Void
    ) throws(FileFailure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        self.complain = complain
        guard descriptor >= 0 else { throw FileFailure(reason: Self.systemsReason) }
        // A file that was there keeps the rights that it had; a device is none of ours.
        var facts = stat()
        if fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG {
            _ = fchmod(descriptor, 0o600)
        }
    }

    deinit { if descriptor >= 0 { _ = close(descriptor) } }

    func append(_ octets: [UInt8]) {
        var rest = octets[...]
        while !rest.isEmpty, !hasFailed {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                hasFailed = true
                return complain(Self.systemsReason)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Everything so far is on the drive when this returns.
    func sync() { _ = fsync(descriptor) }

    private static var systemsReason: String { String(cString: strerror(errno)) }
}

/// Why a file cannot be written, in the system's words.
package struct FileFailure: Error, Sendable {
    package let reason: String
}
