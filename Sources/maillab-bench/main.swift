import Clockwork
import Foundation
import Internet
import LabKit
import Simulation
import Wire

// `make bench`: figures of one run on one machine. Compare them with a run beside it, never with
// a number from elsewhere.

/// Runs `body` and returns the wall-clock seconds that it took.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now  // wall clock: a bench measures real seconds
    try body()
    let taken = ContinuousClock.now - start  // wall clock: a bench measures real seconds
    return Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18
}

func line(_ name: String, _ figure: String) {
    print(name.padding(toLength: 52, withPad: " ", startingAt: 0) + figure)
}

/// One TCP transfer over three hops, without a journal: the network alone.
func bulkTransfer(octets count: Int) -> (forwards: Int, seconds: Double) {
    var network = Network(seed: 1)
    let a = network.addHost("a")
    let r1 = network.addRouter("r1")
    let r2 = network.addRouter("r2")
    let b = network.addHost("b")
    let fast = LinkProperties(latency: .milliseconds(1), bitsPerSecond: 1_000_000_000)
    let addresses = (0..<6).map { IPAddress(192, 0, 2, UInt8($0)) }
    _ = network.addLink(
        a, addresses[0], r1, addresses[1], prefixLength: 31, name: "1", properties: fast)
    _ = network.addLink(
        r1, addresses[2], r2, addresses[3], prefixLength: 31, name: "2", properties: fast)
    _ = network.addLink(
        r2, addresses[4], b, addresses[5], prefixLength: 31, name: "3", properties: fast)
    if let all = IPPrefix("0.0.0.0/0") {
        _ = network.addRoute(on: a, to: all, via: addresses[1])
        _ = network.addRoute(on: r1, to: all, via: addresses[3])
        _ = network.addRoute(on: b, to: all, via: addresses[4])
    }
    if let near = IPPrefix("192.0.2.0/31") {
        _ = network.addRoute(on: r2, to: near, via: addresses[2])
    }
    network.listen(on: b, port: 25)
    var log = CausalLog<Happening>(startingAt: 1)
    let socket = network.open(
        from: a, to: Endpoint(addresses[5], 25), because: nil, into: &log)
    network.send([UInt8](repeating: 65, count: count), on: socket, because: nil, into: &log)
    var received = 0
    var forwards = 0
    let time = seconds {
        while received < count, network.nextMoment != nil {
            var log = CausalLog<Happening>(startingAt: 1)
            network.step(into: &log)
            for item in log.items {
                switch item.entry {
                case .received(_, let octets): received += octets.count
                case .packetSent, .packetForwarded: forwards += 1
                case .packetDelivered, .packetDropped, .firewallJudged, .tcpStateChanged,
                    .connected, .accepted, .closedByPeer, .failed, .closed, .sendBufferDrained,
                    .datagram, .datagramUnreachable, .icmp:
                    break
                }
            }
        }
    }
    return (forwards, time)
}

func letter(_ number: Int) -> Action {
    .send(
        SendOrder(
            host: "alice-pc", from: "alice@example.com", recipients: ["bob@example.jp"],
            subject: "Letter \(number)", body: "This is letter \(number)."))
}

let path = CommandLine.arguments.dropFirst().first ?? "Labs/worlds/internet.yaml"
do {
    let bulk = bulkTransfer(octets: 20_000_000)
    line(
        "packets forwarded, bulk TCP over three links",
        "\(Int(Double(bulk.forwards) / bulk.seconds)) a second")

    let judgements = try firewallJudgements(count: 1_000_000)
    line("firewall, packets of a standing flow", "\(Int(judgements.standing)) a second")
    line("firewall, first packets against 100 rules", "\(Int(judgements.first)) a second")

    var blueprint: Blueprint?
    let reading = try seconds { blueprint = try WorldFile.read(path: path) }
    guard let blueprint else { exit(1) }
    let building = try seconds { _ = try Workbench(blueprint, seed: 1) }
    line("start: world file read", "\(Int(reading * 1_000)) ms")
    line("start: world built", "\(Int(building * 1_000)) ms")

    for count in [100, 1_000] {
        var bench = try Workbench(blueprint, seed: 1)
        let time = try seconds {
            for number in 1...count {
                try bench.perform(letter(number))
                _ = bench.run(until: .quiet)
            }
        }
        let delivered = try bench.mailbox(of: "bob@example.jp").count
        line(
            "messages delivered end to end, journal on (\(delivered))",
            "\(Int(Double(delivered) / time)) a second")
        line("  events written", "\(Int(Double(bench.journal.count) / time)) a second")
        if count == 100 {
            let back = seconds { for _ in 0..<100 { _ = bench.back(.exchange) } }
            line(
                "one `back` in a story of \(bench.replay.entries.count) letters",
                "\(Int(back * 10_000) ) µs")
        }
        let capture = seconds { _ = bench.capture() }
        line("  capture written", "\(Int(capture * 1_000)) ms")
    }
} catch {
    FileHandle.standardError.write(Data("maillab-bench: \(error)\n".utf8))
    exit(1)
}
