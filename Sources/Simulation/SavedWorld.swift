import Clockwork
import Mail
import PostOffice

/// Which disk of a world.
package struct DiskName: Hashable, Sendable {
    package let host: String
    package let part: DiskPart

    package init(host: String, part: DiskPart) {
        self.host = host
        self.part = part
    }
}

/// What an earlier run of a world has left: part of the start of the next one.
///
/// The next run goes on where the earlier one has stopped. Its clock begins at `moment`, so that
/// dates of letters, and the hours at which the queue tries again, mean what they meant: for the
/// world, no time has passed meanwhile. Its chance is another one, while what comes from the seed
/// alone stays: certificates are the same, and the stamps and keys of connections never repeat.
package struct SavedWorld: Hashable, Sendable {
    package struct SavedDisk: Hashable, Sendable {
        package let name: DiskName
        package let image: DiskImage

        package init(_ name: DiskName, _ image: DiskImage) {
            self.name = name
            self.image = image
        }
    }

    /// Where the world's clock stood.
    package var moment: Instant
    /// How often the world has been started before; zero in its first run.
    package var run: Int
    package var disks: [SavedDisk]

    package init(moment: Instant, run: Int, disks: [SavedDisk]) {
        self.moment = moment
        self.run = run
        self.disks = disks
    }
}

/// What became durable on a disk of a world.
package struct WorldDiskChange: Hashable, Sendable {
    package let disk: DiskName
    package let change: DiskChange

    package init(_ disk: DiskName, _ change: DiskChange) {
        self.disk = disk
        self.change = change
    }
}
