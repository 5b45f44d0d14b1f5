import Clockwork
import Session
import Wire

extension Network {
    /// Asks the node's firewall about a packet; false when the packet goes no further.
    mutating func judge(
        _ parcel: inout Parcel, at node: NodeID, into log: inout CausalLog<Happening>
    ) -> Bool {
        guard nodes[node.raw].firewall != nil else { return true }
        // An ICMP error belongs to the flow that it is about.
        let flow = Self.judgedFlow(of: parcel)
        var flags: TCPFlags?
        if case .tcp(let segment) = parcel.body { flags = segment.flags }
        let isForwarded = !nodes[node.raw].owns(parcel.header.destination)
        guard
            let ruling = nodes[node.raw].firewall?.judge(
                flow, flags: flags, octets: parcel.octets.count, isForwarded: isForwarded, at: now)
        else { return true }
        if ruling.isNotable {
            parcel.cause = log.record(
                .firewallJudged(
                    FirewallJudgement(
                        node: node, flow: flow, packetID: parcel.packetID, ruling: ruling)),
                at: now, because: parcel.cause)
        }
        guard ruling.verdict != .accept else { return true }
        parcel.cause = drop(
            parcel, at: node, on: parcel.link,
            .firewall(rule: ruling.rule, verdict: ruling.verdict, because: ruling.because),
            into: &log)
        switch (ruling.verdict, parcel.body) {
        case (.accept, _), (.drop, _): break
        case (.reset, .tcp(let segment)):
            sendReset(answering: segment, in: parcel, from: node, into: &log)
        case (.reset, _), (.prohibited, _):
            answer(
                parcel, at: node,
                .unreachable(
                    .administrativelyProhibited, nextHopMTU: 0,
                    quoted: ICMPMessage.quotation(of: parcel.octets)), into: &log)
        }
        return false
    }

    /// The flow of a packet as a firewall sees it.
    static func judgedFlow(of parcel: Parcel) -> Flow {
        guard case .icmp(let message) = parcel.body, let quoted = message.quotedPacket else {
            return parcel.flow
        }
        if let ports = quoted.ports {
            return Flow(
                quoted.protocolNumber, from: Endpoint(quoted.destination, ports.destination),
                to: Endpoint(quoted.source, ports.source))
        }
        let identifier = quoted.echo?.identifier ?? 0
        return Flow(
            quoted.protocolNumber, from: Endpoint(quoted.destination, 0),
            to: Endpoint(quoted.source, identifier))
    }

    /// Every condition that `node`'s firewall would ask about the first packet of a flow.
    package func traceFirewall(on node: NodeID, _ flow: Flow) -> [TraceStep] {
        guard nodes.indices.contains(node.raw), let firewall = nodes[node.raw].firewall else {
            return []
        }
        let isForwarded = !nodes[node.raw].owns(flow.destination.address)
        return firewall.trace(flow, isForwarded: isForwarded, at: now)
    }
}
