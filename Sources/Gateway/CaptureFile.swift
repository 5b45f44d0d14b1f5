import Foundation
import Logging
import Simulation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// A capture that is written while the world lives: whole blocks only, so what is in the file can
/// be read at any time, whatever happens to this program.
package final class CaptureFile: WorldFollower, @unchecked Sendable {
    private let descriptor: CInt
    private let path: String
    private let logger: Logger
    private let lock = NSLock()
    private var stream = CaptureStream()
    private var hasFailed = false

    /// Opens the file; it is made anew. It holds the secrets of every connection, so it is its
    /// owner's alone.
    package init(path: String, logger: Logger) throws {
        descriptor = Self.openFile(path)
        self.path = path
        self.logger = logger
        guard descriptor >= 0 else {
            throw CaptureFailure(reason: String(cString: strerror(errno)))
        }
    }

    deinit { if descriptor >= 0 { _ = closeFile(descriptor) } }

    private static func openFile(_ path: String) -> CInt {
        open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    }

    private func closeFile(_ descriptor: CInt) -> CInt { close(descriptor) }

    package func follow(_ workbench: inout Workbench) -> Int {
        lock.withLock {
            put(stream.take(from: workbench))
            return stream.position
        }
    }

    /// The rest, whatever has become of it.
    package func finish(_ workbench: inout Workbench) {
        lock.withLock {
            put(stream.takeRest(from: workbench))
            _ = fsync(descriptor)
        }
    }

    private func put(_ octets: [UInt8]) {
        var rest = octets[...]
        while !rest.isEmpty, !hasFailed {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                hasFailed = true
                logger.error(
                    "capture stopped",
                    metadata: ["file": "\(path)", "reason": "\(String(cString: strerror(errno)))"])
                return
            }
            rest = rest.dropFirst(count)
        }
    }
}

/// Why a capture cannot be written, in the system's words.
package struct CaptureFailure: Error {
    package let reason: String
}
