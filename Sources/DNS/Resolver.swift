import Clockwork
import Session
import Wire

/// A recursive resolver: it asks its way down from the root and remembers what it has learnt
/// (RFC 1034 §5.3).
///
/// Queries and the responses of other servers come in through the same port; QR tells them apart.
package struct Resolver: DatagramService {
    package let rootHints: [(DNSName, IPAddress)]
    /// Who may ask; everybody else is refused.
    package var allowedClients: [IPPrefix]
    package let limits: ResolverLimits

    var dice: Dice
    var cache: ResolverCache
    /// Open questions in the order in which they came.
    var tasks: [ResolverTask] = []
    var nextTaskID: UInt64 = 1
    /// Tasks that can go on now.
    var agenda: [UInt64] = []

    package init(
        rootHints: [(DNSName, IPAddress)], dice: Dice, allowedClients: [IPPrefix],
        limits: ResolverLimits = ResolverLimits()
    ) {
        self.rootHints = rootHints
        self.dice = dice
        self.allowedClients = allowedClients
        self.limits = limits
        cache = ResolverCache(limit: limits.cachedSets)
    }

    package var nextDeadline: Instant? { tasks.map(\.deadline).min() }

    /// What is remembered at `now`, sorted by name and type.
    package func cacheListing(at now: Instant) -> [CacheRow] { cache.listing(at: now) }

    /// Forgets everything that has been learnt.
    package mutating func forgetAll() { cache = ResolverCache(limit: limits.cachedSets) }

    package mutating func handle(
        _ input: DatagramInput, at now: Instant, into outbox: inout [DatagramOutput]
    ) {
        switch input {
        case .deadlinePassed:
            for id in tasks.map(\.id) { checkDeadline(of: id, at: now, into: &outbox) }
        case .received(let octets, let sender):
            guard let header = DNSHeader(of: octets) else {
                outbox.note("dns.malformed-query", ["client": "\(sender)"], "RFC 1035 §4.1.1")
                return
            }
            if header.isResponse {
                receiveResponse(octets, header, from: sender, at: now, into: &outbox)
            } else {
                receiveQuery(octets, header, from: sender, at: now, into: &outbox)
            }
        }
        workOff(at: now, into: &outbox)
    }

    // MARK: clients

    private mutating func receiveQuery(
        _ octets: [UInt8], _ header: DNSHeader, from client: Endpoint, at now: Instant,
        into outbox: inout [DatagramOutput]
    ) {
        func refuse(_ query: DNSMessage, _ code: ResponseCode) {
            let reply = DNSMessage(respondingTo: query, code: code)
            outbox.append(.send(reply.octets(limit: DNSMessage.udpLimit), to: client))
        }
        guard allowedClients.contains(where: { $0.contains(client.address) }) else {
            outbox.note("dns.client-refused", ["client": "\(client.address)"], "RFC 1035 §4.1.1")
            refuse((try? DNSMessage(parsing: octets)) ?? DNSMessage(header: header), .refused)
            return
        }
        guard let query = try? DNSMessage(parsing: octets), query.questions.count == 1,
            let question = query.questions.first
        else {
            outbox.note("dns.malformed-query", ["client": "\(client)"], "RFC 1035 §4.1.1")
            refuse(DNSMessage(header: header), .formatError)
            return
        }
        // 249 to 255 are questions about servers and whole zones, 128 to 248 about transactions.
        guard query.header.opcode == 0, question.recordClass == internetClass,
            question.type != .opt, !(128...255).contains(question.type.rawValue)
        else {
            outbox.note(
                "dns.not-implemented", ["operation": "\(question)"], "RFC 1035 §4.1.1")
            refuse(query, .notImplemented)
            return
        }
        let waiting = WaitingClient(endpoint: client, query: query)
        guard query.header.recursionDesired else {
            answerFromMemory(waiting, question, at: now, into: &outbox)
            return
        }
        accept(waiting, question, at: now, into: &outbox)
    }

    private mutating func accept(
        _ client: WaitingClient, _ question: DNSQuestion, at now: Instant,
        into outbox: inout [DatagramOutput]
    ) {
        if let index = tasks.firstIndex(where: { $0.question == question }) {
            outbox.note("dns.joined-question", ["question": "\(question)"], "RFC 1034 §5.3.3")
            let isKnown = tasks[index].clients.contains {
                $0.endpoint == client.endpoint && $0.query.header.id == client.query.header.id
            }
            // A client that repeats itself gets one answer.
            if isKnown { return }
            guard tasks[index].clients.count < limits.clients else {
                reply(.failure, to: client, into: &outbox)
                return
            }
            tasks[index].clients.append(client)
            return
        }
        guard let id = open(question, parent: nil, at: now) else {
            outbox.note("dns.too-busy", ["question": "\(question)"], "RFC 1034 §5.3.3")
            reply(.failure, to: client, into: &outbox)
            return
        }
        edit(id) { $0.clients.append(client) }
    }

    /// Answers a client that wants no search: what is known, or the nearest servers
    /// (RFC 1034 §4.3.1).
    private func answerFromMemory(
        _ client: WaitingClient, _ question: DNSQuestion, at now: Instant,
        into outbox: inout [DatagramOutput]
    ) {
        outbox.note("dns.no-recursion-wanted", ["question": "\(question)"], "RFC 1034 §4.3.1")
        switch cache.find(question.name, question.type, at: now) {
        case .records(let records): reply(.records(records), to: client, into: &outbox)
        case .alias(let record): reply(.records([record]), to: client, into: &outbox)
        case .noData(let soa):
            reply(.noData(aliases: [], soa: soa), to: client, into: &outbox)
        case .noSuchName(let soa):
            reply(.noSuchName(aliases: [], soa: soa), to: client, into: &outbox)
        case nil:
            var message = DNSMessage(respondingTo: client.query)
            message.header.recursionAvailable = true
            var zone: DNSName? = question.name
            while let name = zone, message.authority.isEmpty {
                message.authority = cache.servers(of: name, at: now)
                zone = name.parent
            }
            send(message, to: client, into: &outbox)
        }
    }

    /// Sends how a question has ended.
    func reply(
        _ resolution: Resolution, to client: WaitingClient, into outbox: inout [DatagramOutput]
    ) {
        var message = DNSMessage(respondingTo: client.query)
        message.header.recursionAvailable = true
        switch resolution {
        case .records(let records):
            message.answers = records
        case .noData(let aliases, let soa):
            message.answers = aliases
            // The SOA record goes along with its time counted down (RFC 2308 §6).
            message.authority = [soa].compactMap { $0 }
        case .noSuchName(let aliases, let soa):
            message.header.code = .noSuchName
            message.answers = aliases
            message.authority = [soa].compactMap { $0 }
        case .failure:
            message.header.code = .serverFailure
        }
        send(message, to: client, into: &outbox)
    }

    private func send(
        _ message: DNSMessage, to client: WaitingClient, into outbox: inout [DatagramOutput]
    ) {
        var message = message
        message.matchOffer(of: client.query)
        outbox.append(
            .send(message.octets(limit: client.query.replyLimit), to: client.endpoint))
    }

    // MARK: tasks

    /// Opens a task for `question`; nil when there are too many.
    mutating func open(
        _ question: DNSQuestion, parent: ResolverTask?, at now: Instant
    ) -> UInt64? {
        guard tasks.count < limits.questions else { return nil }
        let id = nextTaskID
        nextTaskID += 1
        tasks.append(
            ResolverTask(
                id: id, question: question, parent: parent?.id,
                depth: parent.map { $0.depth + 1 } ?? 0, giveUpAt: now + limits.wholeTime,
                queriesLeft: limits.queries, name: question.name))
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
        _ id: UInt64, _ resolution: Resolution, into outbox: inout [DatagramOutput]
    ) {
        guard let index = tasks.firstIndex(where: { $0.id == id }) else { return }
        let done = tasks.remove(at: index)
        for client in done.clients { reply(resolution, to: client, into: &outbox) }
        for index in tasks.indices {
            guard case .findingServer(var servers, _, let awaited) = tasks[index].state,
                awaited == id
            else { continue }
            servers.addresses = resolution.addresses.filter {
                !servers.tried.contains($0) && !servers.addresses.contains($0)
            }
            tasks[index].state = .choosing(servers)
            agenda.append(tasks[index].id)
        }
    }
}
