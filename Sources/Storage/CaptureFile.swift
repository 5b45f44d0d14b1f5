import Foundation
import Simulation

/// A capture that is written while the world lives: whole blocks only, so what is in the file can
/// be read at any time, whatever happens to this program.
package final class CaptureFile: WorldFollower, @unchecked Sendable {
    private let file: GrowingFile
    private let lock = NSLock()
    private var stream = CaptureStream()

    /// Makes the file anew; `complain` hears, once, that it cannot be written any more.
    package init(
        path: String, complain: @escaping @Sendable (_ reason: String) -> Void
    ) throws(FileFailure) {
        file = try GrowingFile(path: path, complain: complain)
    }

    package func follow(_ workbench: inout Workbench) -> Int {
        lock.withLock {
            file.append(stream.take(from: workbench))
            return stream.position
        }
    }

    /// The rest, whatever has become of it.
    package func finish(_ workbench: inout Workbench) {
        lock.withLock {
            file.append(stream.takeRest(from: workbench))
            file.sync()
        }
    }
}
