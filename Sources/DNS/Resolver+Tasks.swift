import Clockwork
import Session
import Wire

// The questions under way.
extension Resolver {
    /// The lowest port that it asks from.
    private static let firstPort: UInt16 = 40_960

    /// Opens a task for `question`; nil when there are too many.
    mutating func open(
        _ question: DNSQuestion, parent: ResolverTask?, at now: Instant
    ) -> UInt64? {
        guard tasks.count < limits.questions else { return nil }
        let id = nextTaskID
        nextTaskID += 1
        var port = dice.queryPort(above: Self.firstPort)
        // There are many more ports than questions.
        while tasks.contains(where: { $0.port == port }) {
            port = dice.queryPort(above: Self.firstPort)
        }
        tasks.append(
            ResolverTask(
                id: id, question: question, parent: parent?.id,
                depth: parent.map { $0.depth + 1 } ?? 0, giveUpAt: now + limits.wholeTime,
                port: port, queriesLeft: limits.queries, name: question.name))
        agenda.append(id)
        return id
    }

    func task(_ id: UInt64) -> ResolverTask? { tasks.first { $0.id == id } }

    mutating func edit(_ id: UInt64, _ change: (inout ResolverTask) -> Void) {
        guard let index = tasks.firstIndex(where: { $0.id == id }) else { return }
        change(&tasks[index])
    }

    /// Ends a task: its clients hear, and tasks that waited for it go on.
    mutating func finish(
        _ id: UInt64, _ resolution: Resolution, at now: Instant,
        into outbox: inout [DNSOutput]
    ) {
        guard let index = tasks.firstIndex(where: { $0.id == id }) else { return }
        let done = tasks.remove(at: index)
        outbox.append(.release(port: done.port))
        for query in done.streamQueries {
            dialer.forget(query.id, at: Endpoint(query.server, dnsPort), into: &outbox)
        }
        for client in done.clients { reply(resolution, to: client, at: now, into: &outbox) }
        for index in tasks.indices {
            guard case .findingServer(var servers, let awaited) = tasks[index].state,
                awaited == id
            else { continue }
            servers.addresses = resolution.addresses.filter {
                families.contains($0) && !servers.tried.contains($0)
                    && !servers.addresses.contains($0)
            }
            tasks[index].state = .choosing(servers)
            agenda.append(tasks[index].id)
        }
    }

    /// Takes one query off the budget of the task and of all that wait for it.
    mutating func pay(for task: ResolverTask) -> Bool {
        var payers: [UInt64] = []
        var next: ResolverTask? = task
        while let payer = next, payers.count <= limits.depth {
            guard payer.queriesLeft > 0 else { return false }
            payers.append(payer.id)
            next = payer.parent.flatMap { self.task($0) }
        }
        for id in payers { edit(id) { $0.queriesLeft -= 1 } }
        return true
    }
}
