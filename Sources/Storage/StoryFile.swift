import Foundation
import Simulation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// A story that is written while the world lives: whole lines only, each as soon as the turn is
/// over in which it happened. So `kill -9` leaves a file that can be loaded.
package final class StoryFile: WorldFollower, @unchecked Sendable {
    private let descriptor: CInt
    private let lock = NSLock()
    private var failure: String?
    private var written: Int
    private var hasEnded = false
    /// Hears, once, that the file cannot be written any more.
    private let complain: @Sendable (String) -> Void

    /// Makes the file anew; it is its owner's alone, since it holds every secret of the world.
    ///
    /// Throws what stands in the way, in the system's words.
    package init(
        path: String, of workbench: inout Workbench,
        complain: @escaping @Sendable (_ reason: String) -> Void
    ) throws(StoryFailure) {
        guard let world = workbench.blueprint.source else {
            throw StoryFailure(reason: "the world was not read from a file")
        }
        descriptor = Self.openFile(path)
        self.complain = complain
        written = workbench.replay.entries.count
        guard descriptor >= 0 else { throw StoryFailure(reason: String(cString: strerror(errno))) }
        put(StoryText.head(world, workbench.replay) + StoryText.lines(workbench.replay.entries))
        workbench.tellsEntries = true
    }

    deinit { if descriptor >= 0 { _ = close(descriptor) } }

    private static func openFile(_ path: String) -> CInt {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        // A file that was there keeps the rights that it had.
        if descriptor >= 0 { _ = fchmod(descriptor, 0o600) }
        return descriptor
    }

    package func follow(_ workbench: inout Workbench) -> Int {
        let entries = workbench.takeEntries()
        if !entries.isEmpty {
            lock.withLock {
                written += entries.count
                put(StoryText.lines(entries))
            }
        }
        return .max
    }

    package func finish(_ workbench: inout Workbench) { _ = follow(&workbench) }

    /// The story is over: its last line says where.
    package func conclude(_ workbench: inout Workbench) {
        _ = follow(&workbench)
        lock.withLock {
            guard !hasEnded else { return }
            hasEnded = true
            let mark = workbench.mark
            // A server counts no actions that it does not keep.
            let end = StoryMark(
                tick: mark.tick, at: mark.at, actions: written, events: mark.events,
                last: mark.last)
            put(StoryText.end(StoryEnd(end: end)))
            _ = fsync(descriptor)
        }
    }

    private func put(_ octets: [UInt8]) {
        var rest = octets[...]
        while !rest.isEmpty, failure == nil {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                let reason = String(cString: strerror(errno))
                failure = reason
                complain(reason)
                return
            }
            rest = rest.dropFirst(count)
        }
    }
}

/// Why a story cannot be written, in the system's words.
package struct StoryFailure: Error, Sendable {
    package let reason: String
}
