import Foundation
import Simulation

/// A story that is written while the world lives: whole lines only, each as soon as the turn is
/// over in which it happened. So `kill -9` leaves a file that can be loaded.
package final class StoryFile: WorldFollower, @unchecked Sendable {
    private let file: GrowingFile
    private let lock = NSLock()
    private var written: Int
    private var hasEnded = false

    /// Makes the file anew; `complain` hears, once, that it cannot be written any more.
    ///
    /// Throws what stands in the way, in the system's words.
    package init(
        path: String, of workbench: inout Workbench,
        complain: @escaping @Sendable (_ reason: String) -> Void
    ) throws(FileFailure) {
        guard let world = workbench.blueprint.source else {
            throw FileFailure(reason: "the world was not read from a file")
        }
        file = try GrowingFile(path: path, complain: complain)
        written = workbench.replay.entries.count
        file.append(
            StoryText.head(world, workbench.replay) + StoryText.lines(workbench.replay.entries))
        workbench.tellsEntries = true
    }

    package func follow(_ workbench: inout Workbench) -> Int {
        let entries = workbench.takeEntries()
        if !entries.isEmpty {
            lock.withLock {
                written += entries.count
                file.append(StoryText.lines(entries))
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
            file.append(StoryText.end(StoryEnd(end: end)))
            file.sync()
        }
    }
}
