import Clockwork
import Session
import Wire

/// The steps of RFC 1034 §5.3.3: look into the memory, find the best servers, ask them.
extension Resolver {
    /// Lets every task go on that can.
    mutating func workOff(at now: Instant, into outbox: inout [DatagramOutput]) {
        while !agenda.isEmpty {
            let id = agenda.removeFirst()
            guard let task = task(id) else { continue }
            switch task.state {
            case .ready: lookUp(task, at: now, into: &outbox)
            case .choosing(let servers): choose(task, servers, at: now, into: &outbox)
            case .asking, .findingServer: break
            }
        }
    }

    mutating func checkDeadline(
        of id: UInt64, at now: Instant, into outbox: inout [DatagramOutput]
    ) {
        guard let task = task(id), task.deadline <= now else { return }
        guard task.giveUpAt > now else {
            fail(task, "dns.time-limit", into: &outbox)
            return
        }
        guard case .asking(let servers, _, _) = task.state, let sent = servers.sent.last else {
            return
        }
        outbox.note(
            "dns.server-silent",
            ["server": "\(sent.server)", "seconds": "\(limits.patience.wholeSeconds)"],
            "RFC 1034 §5.3.3")
        goOn(task, with: servers)
    }

    /// Back to the list, for the next server; late answers of this one still count.
    mutating func goOn(_ task: ResolverTask, with servers: ServerList) {
        edit(task.id) { $0.state = .choosing(servers) }
        agenda.append(task.id)
    }

    /// Ends a task without an answer, for the reason that the phrase `key` tells.
    mutating func fail(
        _ task: ResolverTask, _ key: String, into outbox: inout [DatagramOutput]
    ) {
        outbox.note(key, ["question": "\(task.question)"], "RFC 1034 §5.3.3")
        finish(task.id, .failure, into: &outbox)
    }

    /// Looks into the memory and, where it ends, finds the servers to ask.
    private mutating func lookUp(
        _ task: ResolverTask, at now: Instant, into outbox: inout [DatagramOutput]
    ) {
        switch cache.find(task.name, task.question.type, at: now) {
        case .records(let records):
            noteHit(task, records.first?.timeToLive, into: &outbox)
            finish(task.id, .records(task.chain + records), into: &outbox)
        case .noData(let soa):
            noteHit(task, soa.timeToLive, negative: true, into: &outbox)
            finish(task.id, .noData(aliases: task.chain, soa: soa), into: &outbox)
        case .noSuchName(let soa):
            noteHit(task, soa.timeToLive, negative: true, into: &outbox)
            finish(task.id, .noSuchName(aliases: task.chain, soa: soa), into: &outbox)
        case .alias(let record):
            noteHit(task, record.timeToLive, into: &outbox)
            follow([record], task, into: &outbox)
        case nil:
            let servers = bestServers(for: task.name, at: now)
            choose(task, servers, at: now, into: &outbox)
        }
    }

    private func noteHit(
        _ task: ResolverTask, _ seconds: UInt32?, negative: Bool = false,
        into outbox: inout [DatagramOutput]
    ) {
        outbox.note(
            negative ? "dns.negative-cache-hit" : "dns.cache-hit",
            [
                "question": "\(task.question.type) \(task.name)", "seconds": "\(seconds ?? 0)",
            ], negative ? "RFC 2308 §6" : "RFC 1034 §5.3.3")
    }

    /// Takes aliases into the task and begins anew with the name at their end.
    mutating func follow(
        _ aliases: [DNSRecord], _ task: ResolverTask, into outbox: inout [DatagramOutput]
    ) {
        var task = task
        for alias in aliases {
            guard case .cname(let target) = alias.data else { continue }
            outbox.note(
                "dns.alias-followed", ["name": "\(alias.name)", "target": "\(target)"],
                "RFC 1034 §5.2.2")
            task.chain.append(alias)
            let isLoop = task.chain.contains { $0.name == target }
            guard !isLoop else {
                fail(task, "dns.alias-loop", into: &outbox)
                return
            }
            task.name = target
        }
        guard task.chain.count <= limits.aliases else {
            fail(task, "dns.alias-limit", into: &outbox)
            return
        }
        task.state = .ready
        edit(task.id) { $0 = task }
        agenda.append(task.id)
    }

    /// The servers of the nearest zone that is known, or the root's.
    private mutating func bestServers(for name: DNSName, at now: Instant) -> ServerList {
        var zone: DNSName? = name
        while let candidate = zone {
            let names = cache.servers(of: candidate, at: now).compactMap(\.data.target)
            let list = serverList(of: candidate, names, glue: [], at: now)
            if !list.addresses.isEmpty || !list.names.isEmpty { return list }
            zone = candidate.parent
        }
        return ServerList(zone: .root, addresses: dice.shuffled(rootHints.map(\.1)), names: [])
    }

    /// A list of servers by their names, with the addresses that came along as `glue`.
    mutating func serverList(
        of zone: DNSName, _ names: [DNSName], glue: [(DNSName, IPAddress)], at now: Instant
    ) -> ServerList {
        var known: [IPAddress] = []
        var unknown: [DNSName] = []
        for name in names.prefix(limits.servers) {
            var found = glue.filter { $0.0 == name }.map(\.1)
            if found.isEmpty { found = cache.addresses(of: name, at: now) }
            known += found.prefix(limits.servers).filter { !known.contains($0) }
            // A server inside its own zone cannot be found through that zone.
            if found.isEmpty, !name.isSubdomain(of: zone), !unknown.contains(name) {
                unknown.append(name)
            }
        }
        return ServerList(
            zone: zone, addresses: Array(dice.shuffled(known).prefix(limits.servers)),
            names: dice.shuffled(unknown))
    }

    /// Asks the next server of the list, or looks for the address of one.
    private mutating func choose(
        _ task: ResolverTask, _ list: ServerList, at now: Instant,
        into outbox: inout [DatagramOutput]
    ) {
        var servers = list
        if !servers.addresses.isEmpty {
            let server = servers.addresses.removeFirst()
            servers.tried.append(server)
            send(task, servers, to: server, extended: false, at: now, into: &outbox)
            return
        }
        while !servers.names.isEmpty {
            let name = servers.names.removeFirst()
            guard let awaited = search(for: name, by: task, at: now) else {
                outbox.note("dns.server-unfindable", ["server": "\(name)"], "RFC 1034 §5.3.3")
                continue
            }
            outbox.note("dns.glue-missing", ["server": "\(name)"], "RFC 1034 §5.3.3")
            edit(task.id) { $0.state = .findingServer(servers, name, task: awaited) }
            return
        }
        guard !servers.isSecondRound, !servers.tried.isEmpty else {
            fail(task, "dns.no-server-left", into: &outbox)
            return
        }
        servers.isSecondRound = true
        servers.addresses = servers.tried
        servers.tried = []
        goOn(task, with: servers)
    }

    /// The task that looks for the address of `server`; nil when that would lead in a circle or
    /// too deep.
    private mutating func search(
        for server: DNSName, by task: ResolverTask, at now: Instant
    ) -> UInt64? {
        let question = DNSQuestion(server, .a)
        guard let existing = tasks.first(where: { $0.question == question }) else {
            return task.depth < limits.depth ? open(question, parent: task, at: now) : nil
        }
        var next: ResolverTask? = existing
        // Every task waits for one other at most, so the chain has an end or comes back.
        for _ in 0...tasks.count {
            guard let current = next else { break }
            if current.id == task.id { return nil }
            guard case .findingServer(_, _, let awaited) = current.state else { break }
            next = self.task(awaited)
        }
        return existing.id
    }

    /// Sends the task's question to `server`, if its budget and its parents' allow.
    mutating func send(
        _ task: ResolverTask, _ servers: ServerList, to server: IPAddress, extended: Bool,
        at now: Instant, into outbox: inout [DatagramOutput]
    ) {
        guard pay(for: task) else {
            fail(task, "dns.work-limit", into: &outbox)
            return
        }
        let query = SentQuery(server: server, id: UInt16(truncatingIfNeeded: dice.next()))
        outbox.note(
            "dns.asking-server",
            [
                "question": "\(task.question.type) \(task.name)", "server": "\(server)",
                "zone": "\(servers.zone)",
            ], "RFC 1034 §5.3.3")
        var message = DNSMessage(
            asking: DNSQuestion(task.name, task.question.type), id: query.id,
            recursionDesired: false)
        if extended { message.offerSize() }
        outbox.append(.send(message.octets(), to: Endpoint(server, 53)))
        var servers = servers
        servers.sent.append(query)
        let until = now + limits.patience
        edit(task.id) { $0.state = .asking(servers, until: until, extended: extended) }
    }

    /// Takes one query off the budget of the task and of all that wait for it.
    private mutating func pay(for task: ResolverTask) -> Bool {
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
