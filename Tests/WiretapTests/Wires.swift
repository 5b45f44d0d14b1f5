import Ciphers
import Clockwork
import Session
import TLS
import Wire

@testable import Wiretap

/// Packets of one connection, as a listener between its ends would see them.
struct WireScript {
    let client: Endpoint
    let server: Endpoint
    private var next: (client: UInt32, server: UInt32)
    private(set) var packets: [[UInt8]] = []

    init(port: UInt16, isV6: Bool = false, start: UInt32 = 4_294_967_000) {
        client = Endpoint(
            isV6 ? .v6(0x2001_0DB8_0000_0000, 1) : IPAddress(192, 0, 2, 1), 50_000)
        server = Endpoint(
            isV6 ? .v6(0x2001_0DB8_0000_0000, 2) : IPAddress(192, 0, 2, 2), port)
        next = (start, start &- 7)
    }

    static func packet(
        _ segment: TCPSegment, _ source: IPAddress, _ destination: IPAddress
    ) -> [UInt8] {
        var payload: [UInt8] = []
        segment.write(into: &payload, from: source, to: destination)
        guard source.isV4 else {
            let header = IPv6Header(
                nextHeader: .tcp, source: source, destination: destination, hopLimit: 60)
            return IPv6Packet(header, payload: payload[...]).octets
        }
        let header = IPv4Header(protocolNumber: .tcp, source: source, destination: destination)
        return IPv4Packet(header, payload: payload[...]).octets
    }

    /// One segment; the acknowledgment is what the other side has sent so far.
    mutating func add(_ octets: [UInt8], from side: TLSSide, _ flags: TCPFlags = .ack) {
        let isClient = side == .client
        let segment = TCPSegment(
            sourcePort: isClient ? client.port : server.port,
            destinationPort: isClient ? server.port : client.port,
            sequence: isClient ? next.client : next.server,
            acknowledgment: flags.contains(.ack) ? (isClient ? next.server : next.client) : 0,
            flags: flags, window: 65_535, data: octets[...])
        let moved = UInt32(segment.sequenceLength)
        if isClient { next.client &+= moved } else { next.server &+= moved }
        packets.append(
            isClient
                ? Self.packet(segment, client.address, server.address)
                : Self.packet(segment, server.address, client.address))
    }

    mutating func open() {
        add([], from: .client, .syn)
        add([], from: .server, [.syn, .ack])
        add([], from: .client)
    }

    mutating func close() {
        add([], from: .client, [.fin, .ack])
        add([], from: .server, [.fin, .ack])
        add([], from: .client)
    }

    /// The whole of a conversation, opened and closed.
    static func of(_ turns: [Listening.Turn], port: UInt16, isV6: Bool = false) -> WireScript {
        var script = WireScript(port: port, isV6: isV6)
        script.open()
        for turn in turns { script.add(turn.octets, from: turn.side) }
        script.close()
        return script
    }
}

extension Eavesdropper {
    mutating func hear(_ packets: [[UInt8]]) -> [Overheard] {
        packets.flatMap { take($0).map(\.what) }
    }
}

/// What two ends of TLS put on the wire, in order.
enum TLSTalk {
    static let host = "mail.example.jp"

    static func turns(_ version: TLSVersion, seed: UInt64 = 1) -> [Listening.Turn] {
        let dice = Dice(seed: seed)
        let calendar = Calendar(year: 2026, month: 4, day: 1)
        let authority = CertificateAuthority(
            chance: ChanceStream(dice.stream("authority")), calendar: calendar)
        var client = TLSClientConfiguration(anchors: [authority.root], calendar: calendar)
        client.settings.versions = version...version
        var first = TLSEngine(
            role: .client(client, to: .host(host)), chance: ChanceStream(dice.stream("client")))
        var second = TLSEngine(
            role: .server(TLSServerConfiguration(identity: authority.identity(for: [host]))),
            chance: ChanceStream(dice.stream("server")))
        var turns: [Listening.Turn] = []
        var toClient: [TLSEngine.Input] = [.start, .write(Array("a LOGIN bob builder\r\n".utf8))]
        var toServer: [TLSEngine.Input] = [.start, .write(Array("a OK in\r\n".utf8))]
        while !toClient.isEmpty || !toServer.isEmpty {
            let sent = Self.run(&first, toClient)
            let answered = Self.run(&second, toServer + sent.map { .received($0) })
            turns += sent.map { Listening.Turn(side: .client, octets: $0) }
            turns += answered.map { Listening.Turn(side: .server, octets: $0) }
            toClient = answered.map { .received($0) }
            toServer = []
        }
        turns += Self.run(&first, [.close]).map { Listening.Turn(side: .client, octets: $0) }
        return turns
    }

    private static func run(_ engine: inout TLSEngine, _ inputs: [TLSEngine.Input]) -> [[UInt8]] {
        var outbox: [TLSEngine.Output] = []
        for input in inputs { engine.handle(input, at: .zero + .hours(9), into: &outbox) }
        return outbox.compactMap { output in
            if case .send(let octets) = output { octets } else { nil }
        }
    }
}
