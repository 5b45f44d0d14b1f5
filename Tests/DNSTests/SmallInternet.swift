import Clockwork
import DNS
import Session
import Testing
import Wire

/// A name that the test itself has spelt.
func name(_ text: String) -> DNSName { DNSName(text) ?? .root }

/// An address that the test itself has spelt.
func address(_ text: String) -> IPAddress { IPAddress(text) ?? .v4(0) }

/// A network of DNS services in memory: everything takes 10 ms; datagrams may get lost.
struct SmallInternet {
    enum Node {
        case authority(AuthoritativeServer)
        case resolver(Resolver)
        case stub(StubResolver)
        /// Answers as it pleases, over UDP and TCP alike.
        case odd(@Sendable (DNSMessage) -> DNSMessage?)
    }

    /// One end of a TCP connection.
    struct End: Hashable, Sendable {
        let place: IPAddress
        let id: DNSStreamID
    }

    enum Parcel: Sendable {
        case datagram([UInt8], from: Endpoint, to: Endpoint)
        case unreachable(port: UInt16, of: IPAddress, Endpoint)
        case stream(End, DNSStreamEvent)
    }

    static let root = address("198.51.100.1")
    static let resolver = address("192.0.2.53")
    static let client = address("192.0.2.99")

    private(set) var now = Instant.zero
    private var places: [IPAddress] = []
    private var nodes: [Node] = []
    private var underWay = EventQueue<Parcel>()
    private var dice = Dice(seed: 99)
    /// One datagram in so many is lost; zero for none.
    var lossOneIn: UInt64 = 0
    /// Hosts that take everything and say nothing.
    var dead: [IPAddress] = []
    /// Hosts that answer no port: UDP brings ICMP, TCP brings RST.
    var closed: [IPAddress] = []
    /// Hosts that refuse TCP.
    var withoutTCP: [IPAddress] = []
    /// Into pieces of how many octets TCP cuts what is written.
    var pieceSize = 10_000
    private(set) var notes: [Note] = []
    /// What went over the wire, such as `192.0.2.53 > 198.51.100.1 MX example.jp?`.
    private(set) var wire: [String] = []
    /// Every datagram that was sent, lost ones too.
    private(set) var datagrams: [(octets: [UInt8], from: Endpoint, to: Endpoint)] = []
    private var nextToken: UInt64 = 0
    private var connectionCount = 0
    /// The far end of each end of a connection.
    private var farEnds = Lookup<End, End>()
    private var framers = Lookup<End, DNSMessageFramer>()
    /// Connections that have been opened and not been closed by both ends.
    private(set) var openEnds: [End] = []

    subscript(place: IPAddress) -> Node? {
        get { places.firstIndex(of: place).map { nodes[$0] } }
        set {
            guard let newValue else { return }
            if let index = places.firstIndex(of: place) {
                nodes[index] = newValue
            } else {
                places.append(place)
                nodes.append(newValue)
            }
        }
    }

    /// The keys of all notes so far.
    var keys: [String] { notes.map(\.key) }

    mutating func forgetTraces() {
        notes = []
        wire = []
        datagrams = []
    }

    /// Puts a resolver and a client into the net.
    mutating func addResolver(
        seed: UInt64 = 1, limits: ResolverLimits = ResolverLimits(), hints: [IPAddress] = [root],
        families: AddressFamilies = .ipv4
    ) throws {
        let clients = try #require(IPPrefix("192.0.2.0/24"))
        self[Self.resolver] = .resolver(
            Resolver(
                rootHints: hints.map { (name("ns.root.example"), $0) }, dice: Dice(seed: seed),
                allowedClients: [clients], limits: limits, families: families))
        self[Self.client] = .stub(
            StubResolver(servers: [Self.resolver], dice: Dice(seed: seed + 1)))
    }

    /// Asks as the client, without waiting.
    @discardableResult
    mutating func ask(
        _ text: String, _ type: RecordType, _ wishes: StubWishes = StubWishes()
    ) throws -> UInt64 {
        guard case .stub(var stub) = self[Self.client] else { return 0 }
        nextToken += 1
        var outbox: [DNSOutput] = []
        stub.ask(
            name(text), type, token: nextToken, wishes: wishes, at: now, into: &outbox)
        self[Self.client] = .stub(stub)
        carry(outbox, from: Self.client)
        return nextToken
    }

    /// Asks as the client and runs until the answer is there.
    mutating func resolve(_ text: String, _ type: RecordType) throws -> StubOutcome {
        try result(text, type).outcome
    }

    mutating func result(
        _ text: String, _ type: RecordType, _ wishes: StubWishes = StubWishes()
    ) throws -> StubResult {
        let token = try ask(text, type, wishes)
        run(for: .seconds(30))
        return try #require(results().first { $0.token == token })
    }

    mutating func results() -> [StubResult] {
        guard case .stub(var stub) = self[Self.client] else { return [] }
        defer { self[Self.client] = .stub(stub) }
        return stub.takeResults()
    }

    /// Sends octets from anywhere to anywhere.
    mutating func inject(_ octets: [UInt8], from: Endpoint, to: Endpoint) {
        underWay.push(.datagram(octets, from: from, to: to), at: now + .milliseconds(1))
    }

    /// Lets something happen to a connection of a host.
    mutating func inject(_ event: DNSStreamEvent, on id: DNSStreamID, of place: IPAddress) {
        underWay.push(.stream(End(place: place, id: id), event), at: now + .milliseconds(1))
    }

    /// Runs until nothing is left to happen, `length` at most.
    mutating func run(for length: Interval) {
        let end = now + length
        while let next = nextMoment, next <= end {
            now = max(now, next)
            if let first = underWay.first, first.moment <= now {
                _ = underWay.pop()
                deliver(first.payload)
                continue
            }
            for index in nodes.indices where (deadline(of: nodes[index]) ?? end + .hours(1)) <= now
            {
                handle(.deadlinePassed, at: index)
            }
        }
    }

    /// Lets time go by with nothing to do.
    mutating func wait(_ length: Interval) {
        run(for: length)
        now += length
    }

    private var nextMoment: Instant? {
        (nodes.compactMap { deadline(of: $0) } + [underWay.nextMoment].compactMap { $0 }).min()
    }

    private func deadline(of node: Node) -> Instant? {
        switch node {
        case .authority(let server): server.nextDeadline
        case .resolver(let resolver): resolver.nextDeadline
        case .stub(let stub): stub.nextDeadline
        case .odd: nil
        }
    }

    private mutating func deliver(_ parcel: Parcel) {
        switch parcel {
        case .datagram(let octets, let from, let to):
            if closed.contains(to.address) {
                underWay.push(
                    .unreachable(port: from.port, of: from.address, to),
                    at: now + .milliseconds(10))
            }
            guard !(dead + closed).contains(to.address),
                let index = places.firstIndex(of: to.address)
            else { return }
            handle(.datagram(octets, port: to.port, from: from), at: index)
        case .unreachable(let port, let place, let target):
            guard let index = places.firstIndex(of: place) else { return }
            handle(.unreachable(port: port, target), at: index)
        case .stream(let end, let event):
            guard !dead.contains(end.place), let index = places.firstIndex(of: end.place)
            else { return }
            handle(.stream(end.id, event), at: index)
        }
    }

    private mutating func handle(_ input: DNSInput, at index: Int) {
        var outbox: [DNSOutput] = []
        switch nodes[index] {
        case .authority(var server):
            server.handle(input, at: now, into: &outbox)
            nodes[index] = .authority(server)
        case .resolver(var resolver):
            resolver.handle(input, at: now, into: &outbox)
            nodes[index] = .resolver(resolver)
        case .stub(var stub):
            stub.handle(input, at: now, into: &outbox)
            nodes[index] = .stub(stub)
        case .odd(let answer):
            outbox = odd(input, at: places[index], answer)
        }
        carry(outbox, from: places[index])
    }

    private mutating func odd(
        _ input: DNSInput, at place: IPAddress, _ answer: (DNSMessage) -> DNSMessage?
    ) -> [DNSOutput] {
        func reply(_ octets: [UInt8]) -> [UInt8]? {
            (try? DNSMessage(parsing: octets)).flatMap(answer)?.octets()
        }
        switch input {
        case .datagram(let octets, _, let sender):
            return reply(octets).map { [.send($0, port: 53, to: sender)] } ?? []
        case .stream(let id, .received(let octets)):
            let end = End(place: place, id: id)
            framers[end, default: DNSMessageFramer()].append(octets)
            var outbox: [DNSOutput] = []
            while let query = framers[end]?.next() {
                if let octets = reply(query) {
                    outbox.append(.write(id, DNSMessageFramer.framed(octets)))
                }
            }
            return outbox
        case .stream(let id, .closedByPeer): return [.close(id)]
        case .stream, .unreachable, .deadlinePassed: return []
        }
    }

    private mutating func carry(_ outbox: [DNSOutput], from place: IPAddress) {
        for output in outbox {
            switch output {
            case .note(let note): notes.append(note)
            case .release: break
            case .send(let octets, let port, let to):
                let summary = (try? DNSMessage(parsing: octets))?.summary ?? "?"
                wire.append("\(place) > \(to.address) \(summary)")
                datagrams.append((octets, Endpoint(place, port), to))
                if dice.happens(lossOneIn == 0 ? 0 : 1, in: max(1, lossOneIn)) { continue }
                underWay.push(
                    .datagram(octets, from: Endpoint(place, port), to: to),
                    at: now + .milliseconds(10))
            case .connect(let id, let server): connect(End(place: place, id: id), server)
            case .write(let id, let octets): write(octets, from: End(place: place, id: id))
            case .close(let id): leave(End(place: place, id: id), .closedByPeer)
            case .abort(let id): leave(End(place: place, id: id), .failed(.reset))
            }
        }
    }

    private mutating func connect(_ end: End, _ server: Endpoint) {
        wire.append("\(end.place) > \(server.address) SYN")
        if dead.contains(server.address) { return }
        guard places.contains(server.address),
            !(closed + withoutTCP).contains(server.address)
        else {
            underWay.push(.stream(end, .failed(.refused)), at: now + .milliseconds(20))
            return
        }
        connectionCount += 1
        let far = End(place: server.address, id: connectionCount)
        farEnds[end] = far
        farEnds[far] = end
        openEnds += [end, far]
        let peer = Endpoint(end.place, 50_000 + UInt16(connectionCount))
        underWay.push(.stream(far, .accepted(peer: peer)), at: now + .milliseconds(10))
        underWay.push(.stream(end, .opened), at: now + .milliseconds(20))
    }

    private mutating func write(_ octets: [UInt8], from end: End) {
        guard let far = farEnds[end], openEnds.contains(end) else {
            Issue.record("written to a connection that is not there")
            return
        }
        var framer = DNSMessageFramer()
        framer.append(octets)
        while let message = framer.next() {
            let summary = (try? DNSMessage(parsing: message))?.summary ?? "?"
            wire.append("\(end.place) > \(far.place) TCP \(summary)")
        }
        for start in stride(from: 0, to: octets.count, by: pieceSize) {
            let piece = Array(octets[start..<min(octets.count, start + pieceSize)])
            underWay.push(.stream(far, .received(piece)), at: now + .milliseconds(10))
        }
        underWay.push(.stream(end, .drained), at: now + .milliseconds(20))
    }

    private mutating func leave(_ end: End, _ event: DNSStreamEvent) {
        guard let far = farEnds[end] else { return }
        openEnds.removeAll { $0 == end }
        if openEnds.contains(far) {
            underWay.push(.stream(far, event), at: now + .milliseconds(10))
        }
    }
}
