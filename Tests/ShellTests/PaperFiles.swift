import Foundation
import Shell

/// Files that are no files, for what the prompt saves and loads.
final class PaperFiles: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [String: [UInt8]] = [:]

    var surroundings: Surroundings {
        Surroundings(
            read: { name in
                self.lock.withLock { self.kept[name] }.map { .success($0) }
                    ?? .failure(SurroundingsError(reason: "none"))
            },
            write: { name, octets in self.keep(name, octets) },
            writePrivately: { name, octets in self.keep(name, octets) })
    }

    private func keep(_ name: String, _ octets: [UInt8]) -> Result<Void, SurroundingsError> {
        lock.withLock { kept[name] = octets }
        return .success(())
    }
}
