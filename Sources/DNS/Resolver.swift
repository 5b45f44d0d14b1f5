import Clockwork
import Session
import Wire

/// A recursive resolver: it asks its way down from the root and remembers what it has learnt
/// (RFC 1034 §5.3).
///
/// Clients come to port 53, over UDP or TCP. Servers are asked over UDP, each question from a port
/// of its own, and over TCP where an answer does not fit.
package struct Resolver: DNSService {
    package let rootHints: [(DNSName, IPAddress)]
    /// Who may ask; everybody else is refused.
    package var allowedClients: [IPPrefix]
    package let limits: ResolverLimits
    /// Over which families servers can be asked.
    package let families: AddressFamilies

    var dice: Dice
    var cache: ResolverCache
    var history = ServerHistory()
    var listener = DNSListener()
    var dialer = DNSDialer()
    /// Open questions in the order in which they came.
    var tasks: [ResolverTask] = []
    var nextTaskID: UInt64 = 1
    /// Tasks that can go on now.
    var agenda: [UInt64] = []
    /// Queries that have not been looked at.
    var arrivals: [DNSArrival] = []

    package init(
        rootHints: [(DNSName, IPAddress)], dice: Dice, allowedClients: [IPPrefix],
        limits: ResolverLimits = ResolverLimits(), families: AddressFamilies = .ipv4
    ) {
        self.rootHints = rootHints
        self.dice = dice
        self.allowedClients = allowedClients
        self.limits = limits
        self.families = families
        cache = ResolverCache(limit: limits.cachedSets)
    }

    package var nextWork: Instant? { tasks.map(\.deadline).min() }
    package var nextDeadline: Instant? {
        [nextWork, listener.nextDeadline].compactMap { $0 }.min()
    }

    /// What is remembered at `now`, sorted by name and type.
    package func cacheListing(at now: Instant) -> [CacheRow] { cache.listing(at: now) }

    /// Forgets everything that has been learnt.
    package mutating func forgetAll() {
        cache = ResolverCache(limit: limits.cachedSets)
        history = ServerHistory()
    }

    package mutating func handle(
        _ input: DNSInput, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        switch input {
        case .deadlinePassed:
            listener.deadlinePassed(at: now, into: &outbox)
            for id in tasks.map(\.id) { checkDeadline(of: id, at: now, into: &outbox) }
        case .datagram(let octets, dnsPort, let client):
            arrivals.append(DNSArrival(octets: octets, client: .datagram(client)))
        case .datagram(let octets, let port, let server):
            receiveResponse(octets, from: server, onWay: .datagram(port), at: now, into: &outbox)
        case .unreachable(let port, let server):
            serverUnreachable(server, port: port, at: now, into: &outbox)
        case .stream(let id, let event):
            if id > 0 {
                arrivals += listener.handle(id, event, at: now, into: &outbox)
            } else {
                takeStreamEvents(
                    dialer.handle(id, event, into: &outbox), at: now, into: &outbox)
            }
        }
        workOff(at: now, into: &outbox)
    }

    // MARK: clients

    mutating func receiveQuery(
        _ arrival: DNSArrival, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        let endpoint = arrival.client.endpoint
        guard let header = DNSHeader(of: arrival.octets), !header.isResponse else {
            outbox.note("dns.not-a-query", ["client": "\(endpoint)"], "RFC 1035 §4.1.1")
            send(nil, to: arrival.client, at: now, into: &outbox)
            return
        }
        let read = try? DNSMessage(parsing: arrival.octets)
        let waiting = WaitingClient(
            client: arrival.client, query: read ?? DNSMessage(header: header))
        guard allowedClients.contains(where: { $0.contains(endpoint.address) }) else {
            outbox.note(
                "dns.client-refused", ["client": "\(endpoint.address)"], "RFC 1035 §4.1.1")
            refuse(waiting, .refused, at: now, into: &outbox)
            return
        }
        guard let query = read, query.questions.count == 1, let question = query.questions.first
        else {
            outbox.note("dns.malformed-query", ["client": "\(endpoint)"], "RFC 1035 §4.1.1")
            refuse(waiting, .formatError, at: now, into: &outbox)
            return
        }
        if let refusal = query.ednsRefusal(into: &outbox) {
            send(refusal, to: waiting, at: now, into: &outbox)
            return
        }
        guard query.header.opcode == 0, !question.type.isMeta || question.type == .any else {
            outbox.note(
                "dns.not-implemented", ["operation": "\(question)"], "RFC 1035 §4.1.1")
            refuse(waiting, .notImplemented, at: now, into: &outbox)
            return
        }
        guard question.recordClass == internetClass else {
            outbox.note("dns.other-class", ["question": "\(question)"], "RFC 1035 §3.2.4")
            refuse(waiting, .refused, at: now, into: &outbox)
            return
        }
        guard query.header.recursionDesired else {
            answerFromMemory(waiting, question, at: now, into: &outbox)
            return
        }
        accept(waiting, question, at: now, into: &outbox)
    }

    private mutating func refuse(
        _ waiting: WaitingClient, _ code: ResponseCode, at now: Instant,
        into outbox: inout [DNSOutput]
    ) {
        send(
            DNSMessage(respondingTo: waiting.query, code: code), to: waiting, at: now,
            into: &outbox)
    }

    private mutating func accept(
        _ waiting: WaitingClient, _ question: DNSQuestion, at now: Instant,
        into outbox: inout [DNSOutput]
    ) {
        if let index = tasks.firstIndex(where: { $0.question == question }) {
            outbox.note("dns.joined-question", ["question": "\(question)"], "RFC 1034 §5.3.3")
            let isKnown = tasks[index].clients.contains {
                $0.client == waiting.client && $0.query.header.id == waiting.query.header.id
            }
            // A client that repeats itself gets one answer.
            if isKnown { return }
            guard tasks[index].clients.count < limits.clients else {
                reply(.failure, to: waiting, at: now, into: &outbox)
                return
            }
            tasks[index].clients.append(waiting)
            return
        }
        guard let id = open(question, parent: nil, at: now) else {
            outbox.note("dns.too-busy", ["question": "\(question)"], "RFC 1034 §5.3.3")
            reply(.failure, to: waiting, at: now, into: &outbox)
            return
        }
        edit(id) { $0.clients.append(waiting) }
    }

    /// Answers a client that wants no search: what is known, or the nearest servers
    /// (RFC 1034 §4.3.1).
    private mutating func answerFromMemory(
        _ waiting: WaitingClient, _ question: DNSQuestion, at now: Instant,
        into outbox: inout [DNSOutput]
    ) {
        outbox.note("dns.no-recursion-wanted", ["question": "\(question)"], "RFC 1034 §4.3.1")
        let resolution: Resolution
        switch cache.find(question.name, question.type, at: now) {
        case .records(let records): resolution = .records(records)
        case .alias(let record): resolution = .records([record])
        case .noData(let soa): resolution = .noData(aliases: [], soa: soa)
        case .noSuchName(let soa): resolution = .noSuchName(aliases: [], soa: soa)
        case nil:
            var message = DNSMessage(respondingTo: waiting.query)
            message.header.recursionAvailable = true
            var zone: DNSName? = question.name
            while let name = zone, message.authority.isEmpty {
                message.authority = cache.servers(of: name, at: now)
                zone = name.parent
            }
            send(message, to: waiting, at: now, into: &outbox)
            return
        }
        reply(resolution, to: waiting, at: now, into: &outbox)
    }

    /// Sends how a question has ended.
    mutating func reply(
        _ resolution: Resolution, to waiting: WaitingClient, at now: Instant,
        into outbox: inout [DNSOutput]
    ) {
        var message = DNSMessage(respondingTo: waiting.query)
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
        send(message, to: waiting, at: now, into: &outbox)
    }

    private mutating func send(
        _ message: DNSMessage, to waiting: WaitingClient, at now: Instant,
        into outbox: inout [DNSOutput]
    ) {
        var message = message
        message.matchOffer(of: waiting.query)
        let limit = waiting.client.limit(for: waiting.query)
        let octets = message.octets(limit: limit)
        if DNSHeader(of: octets)?.isTruncated == true {
            outbox.note("dns.answer-truncated", ["octets": "\(limit)"], "RFC 2181 §9")
        }
        send(octets, to: waiting.client, at: now, into: &outbox)
    }

    /// Sends a response on the way that its query came; none frees the place of its query.
    private mutating func send(
        _ octets: [UInt8]?, to client: DNSClient, at now: Instant,
        into outbox: inout [DNSOutput]
    ) {
        switch client {
        case .datagram(let endpoint):
            if let octets { outbox.append(.send(octets, port: dnsPort, to: endpoint)) }
        case .stream(let id, let ticket, _):
            arrivals += listener.answer(
                octets ?? [], on: id, ticket: ticket, at: now, into: &outbox)
        }
    }
}
