import Clockwork

/// Keeps what becomes durable on the disks of a world where it outlives this program.
///
/// Whoever drives a world for people outside has it kept before they hear of anything: the world
/// knows no files, and the sockets need not.
package protocol DiskKeeper: Sendable {
    /// Returns when no crash can undo the changes any more; once it has failed it fails for good.
    func keep(_ changes: [WorldDiskChange], at moment: Instant) throws(Trouble)
}

extension Workbench {
    /// Hands over what became durable since the last call.
    package mutating func keepDisks(in keeper: any DiskKeeper) throws(Trouble) {
        try keeper.keep(takeDiskChanges(), at: now)
    }

    /// Somebody keeps what is on the disks: the past cannot be changed any more.
    package var recordsDisks: Bool { world.recordsDisks }
}
