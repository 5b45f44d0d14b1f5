import Session
import Wire

/// The packets of a ping or traceroute, and how their answers are known.
enum ProbePacket {
    /// The first port that classic traceroute tries.
    private static let firstUDPPort: UInt16 = 33_434
    /// Source ports of probes lie below those of clients.
    private static let firstSourcePort = 20_000
    private static let sourcePortCount = 29_000

    /// An answer to a probe, read off a packet.
    struct Answer {
        let sequence: Int
        let from: IPAddress
        let what: ProbeReport.Answer
        let timeToLive: UInt8
    }

    private static func identifier(of probe: Probe) -> UInt16 {
        UInt16(truncatingIfNeeded: probe.number)
    }

    /// The port that a probe is sent from; with TCP it tells the probes of one run apart.
    private static func sourcePort(_ sequence: Int, of probe: Probe) -> UInt16 {
        let offset =
            switch probe.order.means {
            case .echo, .udp: probe.number * 256
            case .tcp: probe.number * 256 + sequence
            }
        return UInt16(firstSourcePort + offset % sourcePortCount)
    }

    private static func destinationPort(_ sequence: Int, of probe: Probe) -> UInt16 {
        switch probe.order.means {
        case .echo, .udp: firstUDPPort &+ UInt16(clamping: sequence - 1)
        case .tcp(let port): port
        }
    }

    /// The packet for a shot; nil where the two addresses are of different families.
    static func octets(
        _ shot: Probe.Shot, of probe: Probe, from source: IPAddress, to destination: IPAddress
    ) -> [UInt8]? {
        var payload: [UInt8] = []
        let carried: IPProtocol
        switch probe.order.means {
        case .echo:
            carried = source.isV4 ? .icmp : .icmpV6
            let data = (0..<probe.order.dataCount).map { UInt8(truncatingIfNeeded: $0) }
            payload =
                ICMPMessage.echoRequest(
                    identifier: identifier(of: probe),
                    sequence: UInt16(truncatingIfNeeded: shot.sequence), data: data[...]
                ).octets(from: source, to: destination)
        case .udp:
            carried = .udp
            UDPDatagram(
                sourcePort: sourcePort(shot.sequence, of: probe),
                destinationPort: destinationPort(shot.sequence, of: probe),
                data: [UInt8](repeating: 0x40, count: 32)[...]
            ).write(into: &payload, from: source, to: destination)
        case .tcp:
            carried = .tcp
            TCPSegment(
                sourcePort: sourcePort(shot.sequence, of: probe),
                destinationPort: destinationPort(shot.sequence, of: probe),
                sequence: UInt32(truncatingIfNeeded: shot.sequence), acknowledgment: 0,
                flags: .syn, window: 5_840
            ).write(into: &payload, from: source, to: destination)
        }
        guard source.family == destination.family else { return nil }
        if !source.isV4 {
            let header = IPv6Header(
                nextHeader: carried, source: source, destination: destination,
                hopLimit: shot.timeToLive)
            return IPv6Packet(header, payload: payload[...]).octets
        }
        var header = IPv4Header(
            protocolNumber: carried, source: source, destination: destination,
            timeToLive: shot.timeToLive, identification: UInt16(truncatingIfNeeded: shot.sequence))
        header.dontFragment = false
        return IPv4Packet(header, payload: payload[...]).octets
    }

    /// Whether a packet answers one of the probes, and how.
    static func answer(in octets: [UInt8], to probe: Probe, target: IPAddress) -> Answer? {
        guard let packet = IPPacket(octets) else { return nil }
        func answer(_ sequence: Int?, _ what: ProbeReport.Answer) -> Answer? {
            guard let sequence, probe.shot(sequence) != nil else { return nil }
            return Answer(
                sequence: sequence, from: packet.source, what: what,
                timeToLive: packet.timeToLive)
        }
        switch packet.protocolNumber {
        case .icmp, .icmpV6:
            guard let message = packet.icmpMessage else { return nil }
            if case .echoReply(let identifier, let sequence, _) = message {
                guard case .echo = probe.order.means, identifier == self.identifier(of: probe),
                    packet.source == target
                else { return nil }
                return answer(Int(sequence), .reached(how: "echo-reply"))
            }
            guard let quoted = message.quotedPacket, quoted.destination == target else {
                return nil
            }
            return answer(sequence(of: quoted, in: probe), verdict(of: message, packet, target))
        case .tcp:
            guard case .tcp(let port) = probe.order.means, packet.source == target,
                let segment = packet.tcpSegment, segment.sourcePort == port
            else { return nil }
            let number = sequence(ofPort: segment.destinationPort, in: probe)
            return answer(
                number, .reached(how: segment.flags.contains(.rst) ? "RST" : "SYN,ACK"))
        default: return nil
        }
    }

    private static func verdict(
        of message: ICMPMessage, _ packet: IPPacket, _ target: IPAddress
    ) -> ProbeReport.Answer {
        if case .timeExceeded = message { return .passing }
        if case .unreachable(.port, _, _) = message, packet.source == target {
            return .reached(how: "port-unreachable")
        }
        return .refused(
            Note(
                "sim.icmp", ["from": "\(packet.source)", "message": Summary.line(message)],
                source: World.source(ofICMP: packet.source)))
    }

    /// Which shot a quoted packet was.
    private static func sequence(of quoted: QuotedPacket, in probe: Probe) -> Int? {
        switch probe.order.means {
        case .echo:
            guard let echo = quoted.echo, echo.identifier == identifier(of: probe) else {
                return nil
            }
            return Int(echo.sequence)
        case .udp:
            guard quoted.protocolNumber == .udp, let ports = quoted.ports,
                ports.source == sourcePort(0, of: probe), ports.destination >= firstUDPPort
            else { return nil }
            return Int(ports.destination - firstUDPPort) + 1
        case .tcp(let port):
            guard quoted.protocolNumber == .tcp, let ports = quoted.ports,
                ports.destination == port
            else { return nil }
            return sequence(ofPort: ports.source, in: probe)
        }
    }

    private static func sequence(ofPort port: UInt16, in probe: Probe) -> Int? {
        let first = (probe.number * 256) % sourcePortCount
        let offset = Int(port) - firstSourcePort - first
        return (offset % sourcePortCount + sourcePortCount) % sourcePortCount
    }
}
