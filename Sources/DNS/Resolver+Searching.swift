import Clockwork
import Session
import Wire

/// The steps of RFC 1034 §5.3.3: look into the memory, find the best servers, ask them.
extension Resolver {
    /// Lets every task go on that can.
    mutating func workOff(at now: Instant, into outbox: inout [DNSOutput]) {
        while true {
            if !arrivals.isEmpty {
                receiveQuery(arrivals.removeFirst(), at: now, into: &outbox)
                continue
            }
            guard !agenda.isEmpty else { return }
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
        of id: UInt64, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        guard let task = task(id), task.deadline <= now else { return }
        guard task.giveUpAt > now else {
            fail(task, "dns.time-limit", at: now, into: &outbox)
            return
        }
        guard case .asking(let servers, _) = task.state, let sent = servers.sent.last else {
            return
        }
        let time = now - sent.moment
        outbox.note(
            "dns.server-silent",
            [
                "server": "\(sent.server)",
                "seconds": "\(time.wholeSeconds).\(time.wholeMilliseconds % 1_000 / 100)",
            ], "RFC 1034 §5.3.3")
        history.wasSilent(sent.server, at: now)
        if sent.isOverTCP {
            dialer.forget(sent.id, at: Endpoint(sent.server, dnsPort), into: &outbox)
        }
        goOn(task, with: servers)
    }

    /// Back to the list, for the next server; late answers of this one still count.
    mutating func goOn(_ task: ResolverTask, with servers: ServerList) {
        edit(task.id) { $0.state = .choosing(servers) }
        agenda.append(task.id)
    }

    /// Ends a task without an answer, for the reason that the phrase `key` tells.
    mutating func fail(
        _ task: ResolverTask, _ key: String, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        outbox.note(key, ["question": "\(task.question)"], "RFC 1034 §5.3.3")
        finish(task.id, .failure, at: now, into: &outbox)
    }

    /// Looks into the memory and, where it ends, finds the servers to ask.
    private mutating func lookUp(
        _ task: ResolverTask, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        switch cache.find(task.name, task.question.type, at: now) {
        case .records(let records):
            noteHit(task, records.first?.timeToLive, into: &outbox)
            finish(task.id, .records(task.chain + records), at: now, into: &outbox)
        case .noData(let soa):
            noteHit(task, soa.timeToLive, negative: true, into: &outbox)
            finish(task.id, .noData(aliases: task.chain, soa: soa), at: now, into: &outbox)
        case .noSuchName(let soa):
            noteHit(task, soa.timeToLive, negative: true, into: &outbox)
            finish(task.id, .noSuchName(aliases: task.chain, soa: soa), at: now, into: &outbox)
        case .alias(let record):
            noteHit(task, record.timeToLive, into: &outbox)
            follow([record], task, at: now, into: &outbox)
        case nil:
            let servers = bestServers(for: task.name, at: now)
            choose(task, servers, at: now, into: &outbox)
        }
    }

    private func noteHit(
        _ task: ResolverTask, _ seconds: UInt32?, negative: Bool = false,
        into outbox: inout [DNSOutput]
    ) {
        outbox.note(
            negative ? "dns.negative-cache-hit" : "dns.cache-hit",
            [
                "question": "\(task.question.type) \(task.name)", "seconds": "\(seconds ?? 0)",
            ], negative ? "RFC 2308 §6" : "RFC 1034 §5.3.3")
    }

    /// Takes aliases into the task and begins anew with the name at their end.
    mutating func follow(
        _ aliases: [DNSRecord], _ task: ResolverTask, at now: Instant,
        into outbox: inout [DNSOutput]
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
                fail(task, "dns.alias-loop", at: now, into: &outbox)
                return
            }
            task.name = target
        }
        guard task.chain.count <= limits.aliases else {
            fail(task, "dns.alias-limit", at: now, into: &outbox)
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
            if !list.addresses.isEmpty || !list.searches.isEmpty { return list }
            zone = candidate.parent
        }
        let roots = dice.shuffled(rootHints.map(\.1).filter { families.contains($0) })
        return ServerList(zone: .root, addresses: history.ranked(roots, at: now), searches: [])
    }

    /// A list of servers by their names, with the addresses that came along as `glue`.
    mutating func serverList(
        of zone: DNSName, _ names: [DNSName], glue: [(DNSName, IPAddress)], at now: Instant
    ) -> ServerList {
        var known: [IPAddress] = []
        var unknown: [DNSName] = []
        for name in names.prefix(limits.servers) {
            var found = glue.filter { $0.0 == name }.map(\.1)
            if found.isEmpty { found = cache.addresses(of: name, families, at: now) }
            known += found.prefix(limits.servers).filter { !known.contains($0) }
            // A server inside its own zone cannot be found through that zone.
            if found.isEmpty, !name.isSubdomain(of: zone), !unknown.contains(name) {
                unknown.append(name)
            }
        }
        let addresses = history.ranked(dice.shuffled(known), at: now)
        let searches = dice.shuffled(unknown).flatMap { name in
            families.types.map { DNSQuestion(name, $0) }
        }
        return ServerList(
            zone: zone, addresses: Array(addresses.prefix(limits.servers)), searches: searches)
    }

    /// Asks the next server of the list, or looks for the address of one.
    private mutating func choose(
        _ task: ResolverTask, _ list: ServerList, at now: Instant,
        into outbox: inout [DNSOutput]
    ) {
        var servers = list
        while !servers.addresses.isEmpty {
            let server = servers.addresses.removeFirst()
            if history.hasFailed(task.asked, server, at: now) {
                servers.hasPassedOver = true
                continue
            }
            servers.tried.append(server)
            send(task, servers, to: server, overTCP: false, at: now, into: &outbox)
            return
        }
        while !servers.searches.isEmpty {
            let search = servers.searches.removeFirst()
            guard let awaited = self.search(search, by: task, at: now) else {
                outbox.note(
                    "dns.server-unfindable", ["server": "\(search.name)"], "RFC 1034 §5.3.3")
                continue
            }
            outbox.note("dns.glue-missing", ["server": "\(search.name)"], "RFC 1034 §5.3.3")
            edit(task.id) { $0.state = .findingServer(servers, task: awaited) }
            return
        }
        guard servers.rounds < limits.rounds, !servers.tried.isEmpty else {
            let isKnown = servers.hasPassedOver && servers.sent.isEmpty
            fail(
                task, isKnown ? "dns.failure-remembered" : "dns.no-server-left", at: now,
                into: &outbox)
            return
        }
        servers.rounds += 1
        servers.addresses = servers.tried
        servers.tried = []
        goOn(task, with: servers)
    }

    /// The task that looks for the address of a server; nil when that would lead in a circle or
    /// too deep.
    private mutating func search(
        _ question: DNSQuestion, by task: ResolverTask, at now: Instant
    ) -> UInt64? {
        guard let existing = tasks.first(where: { $0.question == question }) else {
            return task.depth < limits.depth ? open(question, parent: task, at: now) : nil
        }
        var next: ResolverTask? = existing
        // Every task waits for one other at most, so the chain has an end or comes back.
        for _ in 0...tasks.count {
            guard let current = next else { break }
            if current.id == task.id { return nil }
            guard case .findingServer(_, let awaited) = current.state else { break }
            next = self.task(awaited)
        }
        return existing.id
    }

    /// Sends the task's question to `server`, if its budget and its parents' allow.
    mutating func send(
        _ task: ResolverTask, _ servers: ServerList, to server: IPAddress, overTCP: Bool,
        at now: Instant, into outbox: inout [DNSOutput]
    ) {
        guard pay(for: task) else {
            fail(task, "dns.work-limit", at: now, into: &outbox)
            return
        }
        let endpoint = Endpoint(server, dnsPort)
        var id = UInt16(truncatingIfNeeded: dice.next())
        while dialer.isInUse(id, at: endpoint) { id = UInt16(truncatingIfNeeded: dice.next()) }
        let hasEDNS = history.speaksEDNS(server, at: now)
        outbox.note(
            "dns.asking-server",
            [
                "question": "\(task.asked)", "server": "\(server)", "zone": "\(servers.zone)",
            ], "RFC 1034 §5.3.3")
        var message = DNSMessage(asking: task.asked, id: id, recursionDesired: false)
        if hasEDNS { message.offerSize() }
        var servers = servers
        servers.sent.append(
            SentQuery(
                server: server, id: id, isOverTCP: overTCP, hasEDNS: hasEDNS, moment: now))
        let until = now + (overTCP ? limits.streamPatience : history.patience(for: server))
        edit(task.id) { $0.state = .asking(servers, until: until) }
        if overTCP {
            edit(task.id) { $0.streamQueries.append((id, server)) }
            // With too many connections the question waits for its deadline, and goes on then.
            _ = dialer.ask(message.octets(), id: id, of: endpoint, into: &outbox)
        } else {
            outbox.append(.send(message.octets(), port: task.port, to: endpoint))
        }
    }
}
