import Clockwork
import Internet
import Wire

/// Many hosts behind edge routers around one core, in short exchanges over TCP.
///
/// A client connects, sends 300 octets, gets 2,000 back, and both close: a mail's worth of talk.
/// The core has one route for each host, so that its table is as long as the world is big.
struct ShortExchanges {
    private static let port: UInt16 = 25
    private static let request = [UInt8](repeating: 81, count: 300)
    private static let reply = [UInt8](repeating: 82, count: 2_000)

    private var network = Network(seed: 7)
    private var hosts: [NodeID] = []
    private var addresses: [IPAddress] = []
    private var isClient: [Bool] = []
    private var nextClient = 0
    private(set) var finished = 0

    init(hosts count: Int, logsPackets: Bool) {
        let core = network.addRouter("core")
        // Two edges at least, so that every packet goes over four links.
        let hostsOnAnEdge = min(100, max(1, count / 2))
        let edgeCount = (count + hostsOnAnEdge - 1) / hostsOnAnEdge
        let edges = (0..<edgeCount).map { number -> NodeID in
            let edge = network.addRouter("edge \(number)")
            let base = 0xAC10_0000 + UInt32(number) * 2
            network.addLink(
                edge, .v4(base), core, .v4(base + 1), prefixLength: 31, name: "edge \(number)",
                properties: Self.properties)
            if let all = IPPrefix("0.0.0.0/0") {
                network.addRoute(on: edge, to: all, via: .v4(base + 1))
            }
            return edge
        }
        for number in 0..<count {
            let host = network.addHost("host \(number)")
            let base = 0x0A00_0000 + UInt32(number) * 2
            let edge = number / hostsOnAnEdge
            network.addLink(
                host, .v4(base + 1), edges[edge], .v4(base), prefixLength: 31,
                name: "host \(number)", properties: Self.properties)
            if let all = IPPrefix("0.0.0.0/0"), let own = IPPrefix(.v4(base + 1), length: 32) {
                network.addRoute(on: host, to: all, via: .v4(base))
                network.addRoute(on: core, to: own, via: .v4(0xAC10_0000 + UInt32(edge) * 2))
            }
            network.listen(on: host, port: Self.port)
            hosts.append(host)
            addresses.append(.v4(base + 1))
        }
        network.logsPackets = logsPackets
    }

    private static let properties = LinkProperties(
        latency: .milliseconds(1), bitsPerSecond: 1_000_000_000)

    /// The next host in turn speaks to one far away in the list.
    private mutating func begin(_ log: inout CausalLog<Happening>) {
        let client = nextClient % hosts.count
        nextClient += 1
        let server = (client + hosts.count / 2 + nextClient / hosts.count % 3) % hosts.count
        let target = server == client ? (server + 1) % hosts.count : server
        let socket = network.open(
            from: hosts[client], to: Endpoint(addresses[target], Self.port), because: nil,
            into: &log)
        note(socket, isClient: true)
    }

    private mutating func note(_ socket: SocketID, isClient: Bool) {
        while self.isClient.count <= socket.raw { self.isClient.append(false) }
        self.isClient[socket.raw] = isClient
    }

    private mutating func react(
        to happening: Happening, _ log: inout CausalLog<Happening>, until limit: Int
    ) {
        if case .connected(let socket) = happening {
            network.send(Self.request, on: socket, because: nil, into: &log)
        } else if case .accepted(let socket, _, _, _) = happening {
            note(socket, isClient: false)
        } else if case .received(let socket, let octets) = happening {
            guard !isClient[socket.raw], octets.count == Self.request.count else { return }
            network.send(Self.reply, on: socket, because: nil, into: &log)
            network.close(socket, because: nil, into: &log)
        } else if case .closedByPeer(let socket) = happening, isClient[socket.raw] {
            network.close(socket, because: nil, into: &log)
            finished += 1
            if nextClient < limit { begin(&log) }
        }
    }

    /// Makes `count` exchanges, so many `atOnce`; returns forwards and seconds.
    mutating func run(_ count: Int, atOnce: Int) -> (count: Int, seconds: Double) {
        var log = CausalLog<Happening>(startingAt: 1)
        var answers = CausalLog<Happening>(startingAt: 1)
        let (before, limit) = (network.forwards, nextClient + count)
        let goal = finished + count
        let time = seconds {
            for _ in 0..<min(atOnce, count) { begin(&log) }
            while finished < goal, network.nextMoment != nil {
                log.removeAll()
                network.step(into: &log)
                for item in log.items { react(to: item.entry, &answers, until: limit) }
                answers.removeAll()
            }
        }
        return (network.forwards - before, time)
    }
}
