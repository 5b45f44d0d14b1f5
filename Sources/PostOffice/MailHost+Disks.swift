import Clockwork
import Mail

/// One of the disks of a mail server.
package enum DiskPart: Hashable, Sendable {
    /// The messages on their way out.
    case queue
    /// The mailboxes of an account.
    case mailboxes(login: String)
}

// What a mail server keeps on its disks, for whoever keeps it elsewhere too.
extension MailHost {
    /// Every disk, the queue's last: what leaves the queue has reached a mailbox before.
    package var diskParts: [DiskPart] {
        accounts.logins.map { .mailboxes(login: $0) } + [.queue]
    }

    /// Everything on a disk; nil when there is no such account.
    package func disk(_ part: DiskPart) -> Disk? {
        switch part {
        case .queue: spool.disk
        case .mailboxes(let login): accounts[login]?.store.disk
        }
    }

    /// Takes over what an earlier run has left on a disk; false when the account is not here.
    ///
    /// Files that another program has put into a mailbox meanwhile are new messages, received
    /// `now`. What was due meanwhile is tried at once.
    package mutating func restore(_ image: DiskImage, to part: DiskPart, at now: Instant) -> Bool {
        switch part {
        case .queue:
            spool.disk = Disk(restoring: image)
            readQueue()
            restart(at: now)
        case .mailboxes(let login):
            guard let seed = accounts[login]?.store.nextUIDValidity else { return false }
            accounts[login]?.store = MailboxStore(
                readingFrom: Disk(restoring: image), uidValiditySeed: seed, at: now)
        }
        return true
    }

    /// How many letters lie in all its mailboxes.
    package var letterCount: Int {
        accounts.logins.reduce(0) { sum, login in
            let store = accounts[login]?.store
            let counts = store?.mailboxNames.map { store?.count(in: $0) ?? 0 } ?? []
            return sum + counts.reduce(0, +)
        }
    }

    /// What the next try of a queued message follows from.
    package mutating func setCause(_ cause: Cause, ofQueued id: String) {
        queue[id]?.cause = cause
    }

    /// From now on, keeps what becomes durable until `takeDiskChanges`, or no more.
    package mutating func recordDisks(_ isOn: Bool) {
        spool.disk.isRecording = isOn
        for login in accounts.logins { accounts[login]?.store.disk.isRecording = isOn }
    }

    /// What became durable since the last call, in an order in which nothing is ever missing.
    package mutating func takeDiskChanges() -> [(part: DiskPart, changes: [DiskChange])] {
        guard spool.disk.isRecording else { return [] }
        var taken: [(part: DiskPart, changes: [DiskChange])] = []
        for part in diskParts {
            let changes: [DiskChange]
            switch part {
            case .queue: changes = spool.disk.takeChanges()
            case .mailboxes(let login): changes = accounts[login]?.store.disk.takeChanges() ?? []
            }
            if !changes.isEmpty { taken.append((part, changes)) }
        }
        return taken
    }
}
