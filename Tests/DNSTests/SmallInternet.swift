import Clockwork
import DNS
import Session
import Testing
import Wire

/// A name that the test itself has spelt.
func name(_ text: String) -> DNSName { DNSName(text) ?? .root }

/// An address that the test itself has spelt.
func address(_ text: String) -> IPAddress { IPAddress(text) ?? .v4(0) }

/// A network of DNS services in memory: datagrams take 10 ms, or get lost.
struct SmallInternet {
    enum Node {
        case authority(AuthoritativeServer)
        case resolver(Resolver)
        case stub(StubResolver)
        /// Answers as it pleases.
        case odd(@Sendable (DNSMessage) -> DNSMessage?)
    }

    struct Datagram: Sendable {
        let octets: [UInt8]
        let from: Endpoint
        let to: Endpoint
    }

    static let root = address("198.51.100.1")
    static let resolver = address("192.0.2.53")
    static let client = address("192.0.2.99")

    private(set) var now = Instant.zero
    private var places: [IPAddress] = []
    private var nodes: [Node] = []
    private var underWay = EventQueue<Datagram>()
    private var dice = Dice(seed: 99)
    /// One datagram in so many is lost; zero for none.
    var lossOneIn: UInt64 = 0
    /// Hosts that take everything and say nothing.
    var dead: [IPAddress] = []
    private(set) var notes: [Note] = []
    /// What went over the wire, such as `192.0.2.53 > 198.51.100.1 MX example.jp?`.
    private(set) var wire: [String] = []
    private var nextToken: UInt64 = 0

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
    }

    /// Puts a resolver and a client into the net.
    mutating func addResolver(
        seed: UInt64 = 1, limits: ResolverLimits = ResolverLimits(), hints: [IPAddress] = [root]
    ) throws {
        let clients = try #require(IPPrefix("192.0.2.0/24"))
        self[Self.resolver] = .resolver(
            Resolver(
                rootHints: hints.map { (name("ns.root.example"), $0) }, dice: Dice(seed: seed),
                allowedClients: [clients], limits: limits))
        self[Self.client] = .stub(
            StubResolver(servers: [Self.resolver], dice: Dice(seed: seed + 1)))
    }

    /// Asks as the client, without waiting.
    @discardableResult
    mutating func ask(_ text: String, _ type: RecordType) throws -> UInt64 {
        guard case .stub(var stub) = self[Self.client] else { return 0 }
        nextToken += 1
        var outbox: [DatagramOutput] = []
        stub.ask(name(text), type, token: nextToken, at: now, into: &outbox)
        self[Self.client] = .stub(stub)
        carry(outbox, from: Self.client)
        return nextToken
    }

    /// Asks as the client and runs until the answer is there.
    mutating func resolve(_ text: String, _ type: RecordType) throws -> StubOutcome {
        let token = try ask(text, type)
        run(for: .seconds(30))
        return try #require(results().first { $0.token == token }).outcome
    }

    mutating func results() -> [StubResult] {
        guard case .stub(var stub) = self[Self.client] else { return [] }
        defer { self[Self.client] = .stub(stub) }
        return stub.takeResults()
    }

    /// Sends octets from anywhere to anywhere.
    mutating func inject(_ octets: [UInt8], from: Endpoint, to: Endpoint) {
        underWay.push(Datagram(octets: octets, from: from, to: to), at: now + .milliseconds(1))
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

    private mutating func deliver(_ datagram: Datagram) {
        guard !dead.contains(datagram.to.address),
            let index = places.firstIndex(of: datagram.to.address)
        else { return }
        handle(.received(datagram.octets, from: datagram.from), at: index)
    }

    private mutating func handle(_ input: DatagramInput, at index: Int) {
        var outbox: [DatagramOutput] = []
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
            if case .received(let octets, let sender) = input,
                let query = try? DNSMessage(parsing: octets), let reply = answer(query)
            {
                outbox.append(.send(reply.octets(), to: sender))
            }
        }
        carry(outbox, from: places[index])
    }

    private mutating func carry(_ outbox: [DatagramOutput], from place: IPAddress) {
        for output in outbox {
            switch output {
            case .note(let note):
                notes.append(note)
            case .send(let octets, let to):
                let summary = (try? DNSMessage(parsing: octets))?.summary ?? "?"
                wire.append("\(place) > \(to.address) \(summary)")
                if dice.happens(lossOneIn == 0 ? 0 : 1, in: max(1, lossOneIn)) { continue }
                let port: UInt16 = if case .stub = self[place] { 40_000 } else { 53 }
                underWay.push(
                    Datagram(octets: octets, from: Endpoint(place, port), to: to),
                    at: now + .milliseconds(10))
            }
        }
    }
}

extension SmallInternet {
    static let rootZone = """
        $TTL 86400
        .               SOA  ns.root.example. hostmaster.root.example. 1 7200 3600 1209600 600
        .               NS   ns.root.example.
        jp.             NS   ns.jp.
        ns.jp.          A    198.51.100.2
        example.        NS   ns.example.
        ns.example.     A    198.51.100.3
        """
    static let jpZone = """
        $ORIGIN jp.
        $TTL 86400
        @               SOA  ns.jp. hostmaster.jp. 1 7200 3600 1209600 900
        @               NS   ns
        ns              A    198.51.100.2
        example         NS   ns1.example
                        NS   ns2.example
        ns1.example     A    198.51.100.4
        ns2.example     A    198.51.100.5
        ; no glue: its server is in another zone
        glueless        NS   ns.far.example.
        ; each can only be found through the other
        chicken         NS   ns.egg.jp.
        egg             NS   ns.chicken.jp.
        """
    static let exampleJPZone = """
        $ORIGIN example.jp.
        $TTL 1h
        @     IN SOA ns1 hostmaster ( 7 2h 1h 2w 5m )
              IN NS  ns1
              IN NS  ns2
              IN MX  10 mail
              IN MX  20 mx2
        ns1      A   198.51.100.4
        ns2      A   198.51.100.5
        mail     A   203.0.113.10
        mx2      A   203.0.113.20
        www      CNAME web
        web 60   A   203.0.113.30
        far      CNAME host.far.example.
        dangling CNAME nowhere
        loop1    CNAME loop2
        loop2    CNAME loop1
        big      TXT ( "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789" )
        """
    static let exampleZone = """
        $ORIGIN example.
        $TTL 86400
        @       SOA ns hostmaster 1 7200 3600 1209600 900
        @       NS  ns
        ns      A   198.51.100.3
        far     NS  ns.far
        ns.far  A   198.51.100.6
        """
    static let farZone = """
        $ORIGIN far.example.
        $TTL 600
        @       SOA ns hostmaster 1 7200 3600 1209600 120
        @       NS  ns
        ns      A   198.51.100.6
        host    A   203.0.113.40
        back    CNAME loop.glueless.jp.
        """
    static let gluelessZone = """
        $ORIGIN glueless.jp.
        $TTL 600
        @       SOA ns.far.example. hostmaster 1 7200 3600 1209600 120
        @       NS  ns.far.example.
        www     A   203.0.113.50
        loop    CNAME back.far.example.
        """

    /// The root, `jp`, `example`, and below them `example.jp`, `far.example`, `glueless.jp`.
    static func standard(
        seed: UInt64 = 1, limits: ResolverLimits = ResolverLimits()
    ) throws -> SmallInternet {
        var net = SmallInternet()
        let leaf = try ZoneFile.parse(exampleJPZone)
        let far = try [ZoneFile.parse(farZone), ZoneFile.parse(gluelessZone)]
        net[root] = .authority(AuthoritativeServer(zones: [try ZoneFile.parse(rootZone)]))
        net[address("198.51.100.2")] = .authority(
            AuthoritativeServer(zones: [try ZoneFile.parse(jpZone)]))
        net[address("198.51.100.3")] = .authority(
            AuthoritativeServer(zones: [try ZoneFile.parse(exampleZone)]))
        net[address("198.51.100.4")] = .authority(AuthoritativeServer(zones: [leaf]))
        net[address("198.51.100.5")] = .authority(AuthoritativeServer(zones: [leaf]))
        net[address("198.51.100.6")] = .authority(AuthoritativeServer(zones: far))
        try net.addResolver(seed: seed, limits: limits)
        return net
    }
}
