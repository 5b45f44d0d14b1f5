import Clockwork
import Session
import Wire

// Where packets meet the firewalls of nodes.
extension Network {
    /// Asks the node's firewall about a packet that has come to it, or that it would pass on;
    /// false when the packet goes no further.
    mutating func judge(
        _ parcel: inout Parcel, at node: NodeID, into log: inout CausalLog<Happening>
    ) -> Bool {
        // Inside a host nothing is filtered.
        guard nodes[node.raw].firewall != nil, parcel.link != nil else { return true }
        let isOwn = nodes[node.raw].owns(parcel.header.destination)
        return stop(&parcel, at: node, hook: isOwn ? .input : .forward, into: &log) == nil
    }

    /// Asks the node's firewall about a packet that the node itself is about to send; the event
    /// of its end when it is stopped, nil when it may go.
    mutating func judgeDeparture(
        _ parcel: inout Parcel, at node: NodeID, into log: inout CausalLog<Happening>
    ) -> Cause? {
        // What the firewall itself answers is not asked about again.
        guard nodes[node.raw].firewall != nil, !nodes[node.raw].isAnsweringForFirewall else {
            return nil
        }
        return stop(&parcel, at: node, hook: .output, into: &log)
    }

    private mutating func stop(
        _ parcel: inout Parcel, at node: NodeID, hook: FirewallHook,
        into log: inout CausalLog<Happening>
    ) -> Cause? {
        let packet = parcel.judged(hook)
        guard let ruling = nodes[node.raw].firewall?.judge(packet, at: now) else { return nil }
        if ruling.isNotable {
            parcel.cause = log.record(
                .firewallJudged(
                    FirewallJudgement(
                        node: node, flow: packet.flow, packetID: parcel.packetID, ruling: ruling)),
                at: now, because: parcel.cause)
        }
        guard ruling.verdict != .accept else { return nil }
        let dropped = drop(
            parcel, at: node, on: parcel.link,
            .firewall(rule: ruling.rule, verdict: ruling.verdict, because: ruling.because),
            into: &log)
        parcel.cause = dropped
        nodes[node.raw].isAnsweringForFirewall = true
        carryOut(ruling.verdict, on: parcel, at: node, into: &log)
        nodes[node.raw].isAnsweringForFirewall = false
        return dropped
    }

    /// Gives the sender of a refused packet the answer that the verdict stands for.
    private mutating func carryOut(
        _ verdict: Verdict, on parcel: Parcel, at node: NodeID,
        into log: inout CausalLog<Happening>
    ) {
        switch verdict.answer(toTCP: parcel.tcpSegment != nil) {
        case .nothing: break
        case .reset:
            if let segment = parcel.tcpSegment {
                sendReset(answering: segment, in: parcel, from: node, into: &log)
            }
        case .portUnreachable: answer(parcel, at: node, unreachable: .port, into: &log)
        case .hostUnreachable: answer(parcel, at: node, unreachable: .host, into: &log)
        case .prohibited:
            answer(parcel, at: node, unreachable: .administrativelyProhibited, into: &log)
        case .tarpit:
            if let segment = parcel.tcpSegment {
                holdInTarpit(segment, in: parcel, from: node, into: &log)
            }
        }
    }

    /// An ICMP error of the firewall (RFC 792; code 13 is of RFC 1812 §5.2.7.1).
    private mutating func answer(
        _ parcel: Parcel, at node: NodeID, unreachable code: ICMPMessage.UnreachableCode,
        into log: inout CausalLog<Happening>
    ) {
        answer(
            parcel, at: node,
            .unreachable(code, nextHopMTU: 0, quoted: ICMPMessage.quotation(of: parcel.octets)),
            into: &log)
    }

    /// Answers in the destination's name so that the sender is connected, and waits in vain.
    ///
    /// Nothing is kept: the sequence number comes from the addresses. A SYN gets SYN,ACK with a
    /// window of zero; whatever carries data, such as a probe of that window, gets the same
    /// window again (RFC 9293 §3.8.6.1) and is not taken; nothing else is ever answered.
    private mutating func holdInTarpit(
        _ segment: TCPSegment, in parcel: Parcel, from node: NodeID,
        into log: inout CausalLog<Happening>
    ) {
        let flags = segment.flags.intersection([.syn, .ack, .fin, .rst])
        let reply: TCPSegment
        if flags == .syn {
            reply = TCPSegment(
                sourcePort: segment.destinationPort, destinationPort: segment.sourcePort,
                sequence: tarpitSequence(parcel.flow), acknowledgment: segment.sequence &+ 1,
                flags: [.syn, .ack], window: 0)
        } else if flags == .ack, !segment.data.isEmpty {
            reply = TCPSegment(
                sourcePort: segment.destinationPort, destinationPort: segment.sourcePort,
                sequence: segment.acknowledgment, acknowledgment: segment.sequence, flags: .ack,
                window: 0)
        } else {
            return
        }
        launch(
            reply, from: node, source: parcel.header.destination, to: parcel.header.source,
            socket: nil, retransmission: false, because: parcel.cause, into: &log)
    }

    private func tarpitSequence(_ flow: Flow) -> UInt32 {
        var chance = dice.stream("tarpit \(flow)")
        return UInt32(truncatingIfNeeded: chance.next())
    }

    /// Every condition that `node`'s firewall would ask about a packet now.
    package func traceFirewall(on node: NodeID, _ packet: JudgedPacket) -> [TraceStep] {
        firewall(on: node)?.trace(packet, at: now) ?? []
    }
}

extension JudgedPacket {
    /// A packet's octets as a firewall sees them; nil when they are no packet.
    package init?(octets: [UInt8], hook: FirewallHook) {
        guard let parcel = try? Parcel.none.with(octets: octets) else { return nil }
        self = parcel.judged(hook)
    }
}

extension Parcel {
    /// The segment, when the parcel carries one that can be read.
    var tcpSegment: TCPSegment? {
        if case .tcp(let segment) = body { return segment }
        return nil
    }

    /// The packet as a firewall sees it: read off its octets, without making anything.
    func judged(_ hook: FirewallHook) -> JudgedPacket {
        var packet = JudgedPacket(flow, hook: hook, octets: octets.count)
        guard !header.isFragment else { return packet }
        if header.protocolNumber == .tcp, octets.count > header.transport + 13 {
            packet.flags = TCPFlags(rawValue: octets[header.transport + 13])
        } else if header.protocolNumber.isICMP {
            packet.icmpType = payload.first
            if isICMPError, case .icmp(let message) = body {
                packet.about = message.quotedPacket.flatMap(Self.answeredFlow)
            }
        }
        return packet
    }

    /// The flow that an ICMP error answers: the quoted packet's, turned round.
    private static func answeredFlow(_ quoted: QuotedPacket) -> Flow {
        let ports = quoted.ports ?? (source: quoted.echo?.identifier ?? 0, destination: 0)
        return Flow(
            quoted.protocolNumber, from: Endpoint(quoted.destination, ports.destination),
            to: Endpoint(quoted.source, ports.source))
    }
}
