import Mail

/// The queue as it lies on its server's disk: one file a message, called as the message is.
///
/// The file is written once, before the message is taken over: with that, the server answers for
/// it (RFC 5321 §4.2.5). How far its delivery has come is in `4F2A7C.state`, in place of the head,
/// from the first change on. The message is gone when its own file is.
struct Spool: Sendable {
    private static let stateSuffix = ".state"

    var disk = Disk()

    private static func file(_ id: String) -> Disk.Path { Disk.Path(id, in: "") }

    private static func stateFile(_ id: String) -> Disk.Path {
        Disk.Path(id + stateSuffix, in: "")
    }

    /// Keeps a new message; it is durable when this returns.
    mutating func add(_ message: QueuedMessage) {
        disk.replace(Self.file(message.id), with: QueueFile.whole(message))
    }

    /// Keeps what has become of a message's delivery.
    mutating func update(_ message: QueuedMessage) {
        disk.replace(Self.stateFile(message.id), with: QueueFile.head(of: message))
    }

    /// Forgets a message of which nobody is owed anything any more.
    mutating func remove(_ id: String) {
        disk.remove(Self.file(id))
        // Were the state removed first, a crash could bring back recipients that are done.
        disk.syncFolders()
        if disk.remove(Self.stateFile(id)) { disk.syncFolders() }
    }

    /// The messages on the disk, in the order in which they arrived.
    ///
    /// What is left of messages that are gone is cleared away; strange files are left alone.
    mutating func read(domain: (ForwardPath) -> String) -> [QueuedMessage] {
        var messages: [QueuedMessage] = []
        for name in disk.names(in: "") {
            if name.hasSuffix(Self.stateSuffix) {
                clear(name)
                continue
            }
            guard !name.contains("."), let octets = disk.octets(at: Self.file(name)),
                var message = QueueFile.message(octets, id: name, domain: domain)
            else { continue }
            if let state = disk.octets(at: Self.stateFile(name)),
                let later = QueueFile.message(state, id: name, domain: domain)
            {
                message.waiting = later.waiting
                message.attempts = later.attempts
                message.nextAttempt = later.nextAttempt
            }
            if message.waiting.isEmpty { remove(name) } else { messages.append(message) }
        }
        disk.syncFolders()
        return messages.sorted { ($0.arrived, $0.id) < ($1.arrived, $1.id) }
    }

    private mutating func clear(_ stateName: String) {
        let id = String(stateName.dropLast(Self.stateSuffix.count))
        if !disk.has(Self.file(id)) { disk.remove(Disk.Path(stateName, in: "")) }
    }
}
