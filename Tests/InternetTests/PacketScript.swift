import Clockwork
import Foundation
import Internet
import Session
import Wire

/// A small packetdrill: a script plays the far end of one connection, octet for octet.
///
///     +0.1  <  SYN,ACK  seq 0  ack 1  [win N] [len N] [mss N] [wscale N] [sackok]
///                       [ts V E] [sack A:B,C:D] [urg N] [port N]    the far end sends
///     +0.0  >  ACK      seq 1  ack 1  [the same; `sack none`, `bare`]  our end must send then
///     +0.0  call  listen | open | send N | close | abort | pause | resume | nodelay
///     +0.0  set   delayed-ack 0  nagle off  …                 settings of our end, see below
///     +0.0  icmp  13 [mtu N] [seq N] | exceeded               about our last packet
///     +0.0  state ESTABLISHED
///     +0.0  event connected | accepted | received N | closedByPeer | failed WHY | closed
///
/// Seconds count from the line before; numbers are relative to each end's first one, and so is our
/// end's clock in `ts`, in milliseconds; the far end's clock is as written. Of options and window
/// only those are compared that the script names. Every packet and every event of our end must be
/// in the script, and nothing else may happen.
struct PacketScript {
    struct Failure: Error, CustomStringConvertible {
        let line: Int
        let text: String
        var description: String { "line \(line): \(text)" }
    }

    var network = Network(seed: 1)
    let host: NodeID
    private let wire: NodeID
    private var socket: SocketID?
    private var time = Instant.zero
    var line = 0
    private var sent: [(moment: Instant, segment: TCPSegment, octets: [UInt8])] = []
    private var events: [String] = []
    var lastOctets: [UInt8] = []
    var localPort: UInt16 = 0
    var remotePort: UInt16 = 0
    var ownStart: UInt32?
    let peerStart: UInt32 = 0xFFFF_FF00
    /// Our end's clock in its first SYN.
    var ownClock: UInt32?
    private let ownAddress = IPAddress(192, 0, 2, 1)
    private let peerAddress = IPAddress(203, 0, 113, 9)
    private var nextNumber: UInt64 = 1

    init() {
        host = network.addHost("host")
        wire = network.addRouter("wire")
        network.addLink(
            host, ownAddress, wire, IPAddress(192, 0, 2, 2), prefixLength: 24, name: "link",
            properties: LinkProperties(latency: .zero, bitsPerSecond: 0))
        if let everything = IPPrefix("0.0.0.0/0") {
            network.addRoute(on: host, to: everything, via: IPAddress(192, 0, 2, 2))
            network.addRoute(on: wire, to: everything, via: ownAddress)
        }
        // What we send vanishes here, and is read from the log.
        network.setFirewall(Firewall(defaultVerdict: .drop), on: wire)
    }

    static func run(_ text: String) throws {
        var script = PacketScript()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            script.line += 1
            let words = line.split(separator: " ").map(String.init)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            try script.play(words)
        }
        try script.expectNothingLeft()
    }

    func failure(_ text: String) -> Failure { Failure(line: line, text: text) }

    private func expectNothingLeft() throws {
        if let left = sent.first {
            throw failure("not in the script: \(text(left.segment)) at \(left.moment.nanoseconds)")
        }
        if let left = events.first { throw failure("not in the script: event \(left)") }
    }

    private mutating func play(_ words: [String]) throws {
        guard words.count >= 3, words[0].hasPrefix("+"), let seconds = Double(words[0].dropFirst())
        else { throw failure("cannot read \(words)") }
        time += Interval(nanoseconds: Int64((seconds * 1e9).rounded()))
        try run(until: time)
        let rest = Array(words.dropFirst(2))
        switch words[1] {
        case "<":
            if let left = sent.first { throw failure("unexpected \(text(left.segment))") }
            try arrive(segment(rest))
        case ">": try expectSent(rest)
        case "call": try call(rest)
        case "icmp": try report(rest)
        case "set": try set(rest)
        case "state":
            let state = socket.map { network.state(of: $0).rawValue } ?? "LISTEN"
            guard state == rest[0] else { throw failure("state is \(state)") }
        case "event":
            let wanted = rest.joined(separator: " ")
            guard let event = events.first else { throw failure("no event \(wanted)") }
            guard event == wanted else { throw failure("event is \(event)") }
            events.removeFirst()
        default: throw failure("unknown act \(words[1])")
        }
    }

    private mutating func run(until moment: Instant) throws {
        while let next = network.nextMoment, next <= moment { record { $0.step(into: &$1) } }
        network.advance(to: moment)
    }

    private mutating func record(
        _ body: (inout Network, inout CausalLog<Happening>) -> Void
    ) {
        var log = CausalLog<Happening>(startingAt: nextNumber)
        body(&network, &log)
        nextNumber += UInt64(log.items.count)
        for item in log.items { note(item.entry, at: item.moment) }
    }

    private mutating func note(_ happening: Happening, at moment: Instant) {
        switch happening {
        case .packetSent(let event) where event.node == host:
            guard let packet = try? IPv4Packet(parsing: event.octets[...]),
                let segment = try? TCPSegment(
                    parsing: packet.payload, from: packet.source, to: packet.destination)
            else { return }
            if segment.flags.contains(.syn) {
                ownStart = segment.sequence
                if let stamp = segment.options.timestamps,
                    ownClock == nil || !segment.flags.contains(.ack)
                {
                    ownClock = stamp.value
                }
            }
            localPort = segment.sourcePort
            remotePort = segment.destinationPort
            lastOctets = event.octets
            sent.append((moment, segment, event.octets))
        case .connected: events.append("connected")
        case .accepted(let id, _, _, _):
            socket = id
            events.append("accepted")
        case .received(_, let octets): events.append("received \(octets.count)")
        case .closedByPeer: events.append("closedByPeer")
        case .failed(_, let why): events.append("failed \(why)")
        case .closed: events.append("closed")
        case .tcpStateChanged(let id, _, _, _): socket = id
        case .packetSent, .packetForwarded, .packetDelivered, .packetDropped, .firewallJudged,
            .sendBufferDrained, .datagram, .datagramUnreachable, .icmp, .incident:
            break
        }
    }

    private mutating func arrive(_ segment: TCPSegment) throws {
        let header = IPv4Header(
            protocolNumber: .tcp, source: peerAddress, destination: ownAddress)
        try inject(header) { segment.write(into: &$0, from: header.source, to: header.destination) }
    }

    private mutating func inject(_ header: IPv4Header, _ write: (inout [UInt8]) -> Void) throws {
        var payload: [UInt8] = []
        write(&payload)
        let octets = IPv4Packet(header, payload: payload[...]).octets
        let wire = wire
        record { $0.inject(octets, from: wire, because: nil, into: &$1) }
        try run(until: time)
    }

    private mutating func report(_ words: [String]) throws {
        var about = lastOctets
        if let place = value("seq", in: words), about.count >= 28 {
            let number = (ownStart ?? 0) &+ UInt32(truncatingIfNeeded: place)
            for index in 0..<4 {
                about[24 + index] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * index))
            }
        }
        let quoted = ICMPMessage.quotation(of: about)
        let message: ICMPMessage =
            words[0] == "exceeded"
            ? .timeExceeded(code: 0, quoted: quoted)
            : .unreachable(
                .init(rawValue: UInt8(words[0]) ?? 0),
                nextHopMTU: UInt16(value("mtu", in: words) ?? 0), quoted: quoted)
        let header = IPv4Header(
            protocolNumber: .icmp, source: IPAddress(192, 0, 2, 2), destination: ownAddress)
        try inject(header) { $0 += message.octets }
    }

    private mutating func expectSent(_ words: [String]) throws {
        guard let next = sent.first else { throw failure("nothing was sent") }
        sent.removeFirst()
        guard next.moment == time else {
            throw failure(
                "sent at \(next.moment.nanoseconds), not \(time.nanoseconds): \(text(next.segment))"
            )
        }
        let wanted = wanted(words)
        let got = text(next.segment, showing: words)
        guard got == wanted else { throw failure("expected \(wanted), but got \(got)") }
    }

    private mutating func call(_ words: [String]) throws {
        let (host, peer) = (host, Endpoint(peerAddress, 25))
        if words[0] == "listen" { return network.listen(on: host, port: 25) }
        if words[0] == "open" {
            return record { _ = $0.open(from: host, to: peer, because: nil, into: &$1) }
        }
        guard let socket else { throw failure("no socket yet") }
        switch words[0] {
        case "send":
            let octets = [UInt8](repeating: 0x79, count: Int(words[1]) ?? 0)
            record { $0.send(octets, on: socket, because: nil, into: &$1) }
        case "close": record { $0.close(socket, because: nil, into: &$1) }
        case "abort": record { $0.abort(socket, because: nil, into: &$1) }
        case "pause":
            record { $0.setReading(false, on: socket, because: nil, into: &$1) }
        case "resume":
            record { $0.setReading(true, on: socket, because: nil, into: &$1) }
        case "nodelay":
            record { $0.setNoDelay(true, on: socket, because: nil, into: &$1) }
        default: throw failure("unknown call \(words[0])")
        }
    }
}
