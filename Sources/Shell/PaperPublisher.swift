import Foundation
import Simulation

/// Publishes on paper: the world is told, doors are listed, and no socket is opened.
///
/// Labs are proved and caught up with by it; there, a lab's own lines stand for real programs.
package final class PaperPublisher: Publisher, @unchecked Sendable {
    private let lock = NSLock()
    private var opened: [OpenDoor] = []

    package init() {}

    package var doors: [OpenDoor] { lock.withLock { opened } }
    /// No wall clock drives a world on paper.
    package var isOpen: Bool { false }

    package func borrow(_ workbench: inout Workbench) {}
    package func giveBack(_ workbench: inout Workbench) {}

    package func open(
        _ door: Door, of workbench: inout Workbench
    ) throws(Trouble) -> OpenDoor {
        if case .port(let host, _, _) = door.kind { try workbench.perform(.publish(host: host)) }
        var listening = try DoorText.listening("127.0.0.1:0")
        if let wish = door.wish { listening = wish }
        let paper = OpenDoor(kind: door.kind, listening: listening, accepted: 0, present: 0)
        lock.withLock { opened.append(paper) }
        return paper
    }

    package func close(_ door: OpenDoor, of workbench: inout Workbench) {
        lock.withLock { opened.removeAll { $0 == door } }
    }

    package func wait(
        for goal: RunGoal, in workbench: inout Workbench, interrupted: () -> Bool
    ) -> StepReport {
        workbench.run(until: goal, interrupted: interrupted)
    }
}
