import Clockwork
import Mail
import PostOffice
import Session

// What the world's mail servers have on their disks, and what of it outlives the program.
extension World {
    /// Gives the servers the disks of an earlier run, and writes down what was found there.
    mutating func restore(_ saved: SavedWorld) {
        for disk in saved.disks {
            guard let index = machineByName[disk.name.host] else { continue }
            let moment = now
            _ = machines[index].mailHost?.restore(disk.image, to: disk.name.part, at: moment)
        }
        for index in machines.indices {
            guard let host = machines[index].mailHost else { continue }
            let letters = host.letterCount
            guard letters > 0 || !host.queue.isEmpty else { continue }
            let cause = note(
                .note(
                    Note(
                        "sim.restored",
                        ["letters": "\(letters)", "queued": "\(host.queue.count)"],
                        source: "RFC 5321 §6.1")),
                on: index, because: nil)
            for id in host.queue.keys {
                queuedMessages["\(machines[index].plan.name) \(id)"] = nextMessage()
                machines[index].mailHost?.setCause(cause, ofQueued: id)
            }
        }
    }

    /// Takes what a server has made durable, before anything else can.
    mutating func noteDiskChanges(on index: Int) {
        guard recordsDisks else { return }
        let host = machines[index].plan.name
        for (part, changes) in machines[index].mailHost?.takeDiskChanges() ?? [] {
            let name = DiskName(host: host, part: part)
            diskChanges += changes.map { WorldDiskChange(name, $0) }
        }
    }

    /// Every disk of the world.
    var diskNames: [DiskName] {
        machines.flatMap { machine in
            (machine.mailHost?.diskParts ?? []).map {
                DiskName(host: machine.plan.name, part: $0)
            }
        }
    }

    func disk(_ name: DiskName) -> Disk? {
        machineByName[name.host].flatMap { machines[$0].mailHost?.disk(name.part) }
    }
}

extension Workbench {
    /// From now on, keeps what becomes durable on the world's disks until `takeDiskChanges`.
    ///
    /// Returns what must be done to copies as `saved` has them, so that they hold what the disks
    /// do; without it, to no copies at all. This comes before everything else that is done to the
    /// world; and from then on its past must not be changed.
    package mutating func recordDisks(since saved: SavedWorld? = nil) -> [WorldDiskChange] {
        precondition(place == .start, "disks are recorded from the start or not at all")
        world.recordsDisks = true
        for index in world.machines.indices { world.machines[index].mailHost?.recordDisks(true) }
        checkpoints = [(.start, world)]
        return world.diskNames.flatMap { name -> [WorldDiskChange] in
            let image = saved?.disks.last { $0.name == name }?.image ?? DiskImage()
            return (world.disk(name)?.changes(since: image) ?? []).map {
                WorldDiskChange(name, $0)
            }
        }
    }

    /// What became durable since the last call, in order over all disks; each change is told once,
    /// however often the past is visited.
    ///
    /// Whoever keeps copies does all of it, durably, before any octet leaves for a real socket:
    /// the 250 of a server that has taken a letter over must not be faster than the letter.
    package mutating func takeDiskChanges() -> [WorldDiskChange] {
        let end = world.diskChangesTaken + world.diskChanges.count
        let fresh = max(0, min(end - diskChangesTold, world.diskChanges.count))
        let told = Array(world.diskChanges.suffix(fresh))
        world.diskChangesTaken = end
        world.diskChanges = []
        diskChangesTold = max(diskChangesTold, end)
        return told
    }

    /// Everything on a disk of the world.
    package func disk(_ name: DiskName) -> DiskImage? { world.disk(name)?.image }

    /// Every disk of the world.
    package var diskNames: [DiskName] { world.diskNames }
}
