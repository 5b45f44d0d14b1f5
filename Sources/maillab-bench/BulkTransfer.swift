import Clockwork
import Internet
import Wire

/// One TCP transfer over three links, without a journal: the network alone.
struct BulkTransfer {
    var network = Network(seed: 1)
    private let a: NodeID
    private let b: NodeID
    private let target: Endpoint

    init(logsPackets: Bool) {
        a = network.addHost("a")
        let r1 = network.addRouter("r1")
        let r2 = network.addRouter("r2")
        b = network.addHost("b")
        let fast = LinkProperties(latency: .milliseconds(1), bitsPerSecond: 1_000_000_000)
        let addresses = (0..<6).map { IPAddress(192, 0, 2, UInt8($0)) }
        let pairs = [(a, 0, r1, 1), (r1, 2, r2, 3), (r2, 4, b, 5)]
        for (near, first, distant, second) in pairs {
            network.addLink(
                near, addresses[first], distant, addresses[second], prefixLength: 31,
                name: "\(first)", properties: fast)
        }
        if let all = IPPrefix("0.0.0.0/0") {
            network.addRoute(on: a, to: all, via: addresses[1])
            network.addRoute(on: r1, to: all, via: addresses[3])
            network.addRoute(on: b, to: all, via: addresses[4])
        }
        if let near = IPPrefix("192.0.2.0/31") {
            network.addRoute(on: r2, to: near, via: addresses[2])
        }
        target = Endpoint(addresses[5], 25)
        network.listen(on: b, port: 25)
        network.logsPackets = logsPackets
    }

    /// Sends `count` octets in pieces, as programs do; returns forwards and seconds.
    mutating func run(octets count: Int) -> (count: Int, seconds: Double) {
        var log = CausalLog<Happening>(startingAt: 1)
        var own = CausalLog<Happening>(startingAt: 1)
        let piece = [UInt8](repeating: 65, count: 100_000)
        let socket = network.open(from: a, to: target, because: nil, into: &log)
        var received = 0
        let before = network.forwards
        let time = seconds {
            network.send(piece, on: socket, because: nil, into: &log)
            while received < count, network.nextMoment != nil {
                log.removeAll()
                network.step(into: &log)
                for item in log.items {
                    if case .received(_, let octets) = item.entry {
                        received += octets.count
                    } else if case .sendBufferDrained = item.entry {
                        network.send(piece, on: socket, because: nil, into: &own)
                        own.removeAll()
                    }
                }
            }
        }
        return (network.forwards - before, time)
    }
}
