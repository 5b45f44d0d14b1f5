import Clockwork
import Internet
import Session
import Wire

/// Ann's home, her provider's edge router and a far mail host, with a log that is kept.
struct World {
    var network: Network
    var items: [CausalLog<Happening>.Item] = []
    let ann: NodeID
    let edge: NodeID
    let far: NodeID
    let annLink: LinkID
    let farLink: LinkID
    static let annAddress = IPAddress(203, 0, 113, 7)
    static let farAddress = IPAddress(198, 51, 100, 25)
    static let farPort = Endpoint(farAddress, 25)

    init(seed: UInt64 = 1, loss: Int = 0, latency: Interval = .milliseconds(5)) {
        network = Network(seed: seed)
        ann = network.addHost("ann.home")
        edge = network.addRouter("edge")
        far = network.addHost("mx.far")
        let properties = LinkProperties(
            latency: latency, bitsPerSecond: 100_000_000, lossPerMillion: loss)
        annLink = network.addLink(
            ann, Self.annAddress, edge, IPAddress(203, 0, 113, 1), prefixLength: 24, name: "home",
            properties: properties)
        farLink = network.addLink(
            edge, IPAddress(198, 51, 100, 1), far, Self.farAddress, prefixLength: 24, name: "far",
            properties: properties)
        if let all = IPPrefix("0.0.0.0/0") {
            network.addRoute(on: ann, to: all, via: IPAddress(203, 0, 113, 1))
            network.addRoute(on: far, to: all, via: IPAddress(198, 51, 100, 1))
        }
    }

    @discardableResult
    mutating func act<Result>(
        _ body: (inout Network, inout CausalLog<Happening>) -> Result
    ) -> Result {
        var log = CausalLog<Happening>(startingAt: UInt64(items.count))
        defer { items += log.items }
        return body(&network, &log)
    }

    /// Runs until only waiting timers are left, or `limit` steps were made.
    mutating func runUntilQuiet(limit: Int = 1_000_000) {
        var steps = 0
        while !network.isQuiet, steps < limit {
            act { $0.step(into: &$1) }
            steps += 1
        }
    }

    mutating func run(until moment: Instant) {
        while let next = network.nextMoment, next <= moment { act { $0.step(into: &$1) } }
        network.advance(to: moment)
    }

    /// The chain of causes of an item, itself first, in words.
    func chain(of item: CausalLog<Happening>.Item) -> [String] {
        var words = [Self.word(item.entry)]
        var cause = item.cause
        while let number = cause?.number, number < UInt64(items.count) {
            words.append(Self.word(items[Int(number)].entry))
            cause = items[Int(number)].cause
        }
        return words
    }

    static func word(_ happening: Happening) -> String {
        switch happening {
        case .packetSent(let event):
            "sent \(Summary.line(event.octets))" + (event.retransmission ? " again" : "")
        case .packetForwarded(let event): "forwarded \(event.packetID) \(event.link?.raw ?? -1)"
        case .packetDelivered(let event): "delivered \(event.packetID) \(event.node.raw)"
        case .packetDropped(let event, let reason): "dropped \(event.packetID) \(reason.note.key)"
        case .firewallJudged(let judgement):
            "judged \(judgement.ruling.verdict) \(judgement.ruling.because.key)"
        case .tcpStateChanged(let socket, _, let from, let to): "\(socket) \(from) to \(to)"
        case .connected(let socket): "connected \(socket)"
        case .accepted(let socket, _, let port, let peer): "accepted \(socket) \(port) \(peer)"
        case .received(let socket, let octets): "received \(socket) \(octets.count)"
        case .closedByPeer(let socket): "closedByPeer \(socket)"
        case .failed(let socket, let why): "failed \(socket) \(why)"
        case .closed(let socket): "closed \(socket)"
        case .sendBufferDrained(let socket): "drained \(socket)"
        case .datagram(let node, let port, let from, let octets):
            "datagram \(node) \(port) \(from) \(octets)"
        case .datagramUnreachable(let node, let port, let to, let from, let message):
            "unreachable \(node) \(port) \(to) \(from) \(Summary.line(message))"
        case .icmp(let node, let from, let message):
            "icmp \(node) \(from) \(Summary.line(message))"
        case .incident(let incident): "incident \(incident.node) \(incident.note.key)"
        }
    }

    var words: [String] { items.map { "\($0.moment.nanoseconds) \(Self.word($0.entry))" } }

    func count(_ isWanted: (Happening) -> Bool) -> Int { items.filter { isWanted($0.entry) }.count }

    /// The keys of the incidents so far, in order.
    var incidents: [String] {
        items.compactMap { if case .incident(let what) = $0.entry { what.note.key } else { nil } }
    }

    /// The keys of the reasons why packets were dropped, in order.
    var drops: [String] {
        items.compactMap {
            if case .packetDropped(_, let reason) = $0.entry { reason.note.key } else { nil }
        }
    }

    /// The data of the datagrams that arrived at a port.
    func datagrams(at port: UInt16) -> [[UInt8]] {
        items.compactMap {
            if case .datagram(_, port, _, let octets) = $0.entry { octets } else { nil }
        }
    }

    var syns: Int {
        count {
            guard case .packetSent(let event) = $0 else { return false }
            return Summary.line(event.octets).contains("TCP SYN seq")
        }
    }

    /// The first failure and its moment.
    var failure: (why: TransportFailure, at: Instant)? {
        for item in items {
            if case .failed(_, let why) = item.entry { return (why, item.moment) }
        }
        return nil
    }

    var acceptedSocket: SocketID? {
        for item in items {
            if case .accepted(let socket, _, _, _) = item.entry { return socket }
        }
        return nil
    }

    func received(on socket: SocketID) -> [UInt8] {
        items.reduce(into: [UInt8]()) { octets, item in
            if case .received(socket, let new) = item.entry { octets += new }
        }
    }
}
