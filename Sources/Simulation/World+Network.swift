import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// What the network reports becomes events, and programs hear of it.
extension World {
    /// Writes a log of the network into the journal, then lets the programs react in its order.
    mutating func absorb(_ log: CausalLog<Happening>) {
        for item in log.items { record(item) }
        eavesdrop(on: log)
        for item in log.items { react(to: item) }
    }

    private mutating func record(_ item: CausalLog<Happening>.Item) {
        let (id, cause) = (item.id, item.cause)
        func put(
            _ what: Event.What, _ host: String, _ connection: Int? = nil,
            _ phase: Event.Phase? = nil
        ) {
            write(
                what, number: id.number, host: host, connection: connection, message: nil,
                because: cause, phase: phase)
        }
        switch item.entry {
        case .packetSent(let packet): putPacket(.sent, packet, nil, id, because: cause)
        case .packetForwarded(let packet): putPacket(.forwarded, packet, nil, id, because: cause)
        case .packetDelivered(let packet): putPacket(.delivered, packet, nil, id, because: cause)
        case .packetDropped(let packet, let reason):
            putPacket(.dropped, packet, reason.note, id, because: cause)
        case .firewallJudged(let judgement):
            let flow = judgement.flow
            put(
                .firewall(
                    Event.JudgementFacts(
                        rule: judgement.ruling.rule, verdict: judgement.ruling.verdict.rawValue,
                        reason: judgement.ruling.because, source: flow.source,
                        destination: flow.destination)),
                network.name(of: judgement.node),
                connection(ofFlow: FlowKey(flow.source, flow.destination), because: cause))
        case .tcpStateChanged(let socket, let node, let from, let to):
            put(
                .tcpState(from: from.rawValue, to: to.rawValue), network.name(of: node),
                connection(of: socket))
        case .connected(let socket):
            let owner = owners[socket]
            put(
                .connection(.opened(owner?.remote ?? Self.nowhere)), hostName(owner),
                owner?.facts.connection, Self.handshakePhase(owner))
        case .accepted(let socket, let node, let port, let peer):
            adopt(socket, node, port, peer)
            put(
                .connection(.accepted(peer)), network.name(of: node), connection(of: socket))
        case .received(let socket, let octets):
            let owner = owners[socket]
            put(
                heard(octets, on: socket, of: owner), hostName(owner), owner?.facts.connection,
                owner?.facts.phase)
        case .closedByPeer(let socket):
            put(.connection(.closedByPeer), hostName(owners[socket]), connection(of: socket))
        case .failed(let socket, let failure):
            let owner = owners[socket]
            put(
                .connection(.failed(failure, owner?.remote ?? Self.nowhere)), hostName(owner),
                owner?.facts.connection, Self.handshakePhase(owner))
        case .closed(let socket):
            put(.connection(.ended), hostName(owners[socket]), connection(of: socket))
        case .sendBufferDrained(let socket):
            put(.connection(.drained), hostName(owners[socket]), connection(of: socket))
        case .datagram, .datagramUnreachable, .icmp: recordDatagram(item)
        case .incident(let incident):
            var connection: Int?
            if case .translated(let translation, _) = incident,
                translation.protocolNumber == .tcp
            {
                follow(translation)
                connection =
                    flows[FlowKey(translation.inside, translation.remoteFromInside)]?.connection
            }
            put(.note(incident.note), network.name(of: incident.node), connection)
        }
    }

    private mutating func recordDatagram(_ item: CausalLog<Happening>.Item) {
        func put(_ what: Event.What, _ host: String) {
            write(
                what, number: item.id.number, host: host, connection: nil, message: nil,
                because: item.cause, phase: nil)
        }
        switch item.entry {
        case .datagram(let node, _, let from, let octets):
            let message = try? DNSMessage(parsing: octets)
            put(
                .dns(
                    .heard(
                        summary: message?.summary ?? "\(octets.count) octets", from: from,
                        isQuery: !(message?.header.isResponse ?? false))),
                network.name(of: node))
        case .datagramUnreachable(let node, _, _, let from, let message):
            put(
                .note(
                    Note(
                        "sim.datagram-unreachable",
                        ["router": "\(from)", "message": Summary.line(message)],
                        source: Self.source(ofICMP: from))), network.name(of: node))
        case .icmp(let node, let from, let message):
            put(
                .note(
                    Note(
                        "sim.icmp", ["from": "\(from)", "message": Summary.line(message)],
                        source: Self.source(ofICMP: from))), network.name(of: node))
        case .packetSent, .packetForwarded, .packetDelivered, .packetDropped, .firewallJudged,
            .tcpStateChanged, .connected, .accepted, .received, .closedByPeer, .failed, .closed,
            .sendBufferDrained, .incident:
            break
        }
    }

    private mutating func putPacket(
        _ stage: Event.PacketStage, _ packet: PacketEvent, _ reason: Note?, _ id: Cause,
        because cause: Cause?
    ) {
        write(
            .packet(
                stage,
                Event.PacketFacts(
                    octets: packet.octets, packet: packet.packetID,
                    isRetransmission: packet.retransmission,
                    link: packet.link.map { network.name(of: $0) } ?? "", dropReason: reason)),
            number: id.number, host: network.name(of: packet.node),
            connection: connection(ofPacket: packet, because: cause), message: nil,
            because: cause, phase: nil)
    }

    /// The text about ICMP that is at hand: that of IPv6 is not.
    static func source(ofICMP sender: IPAddress) -> String { sender.isV4 ? "RFC 792" : "" }

    /// Whose a connection of a host's mail server is.
    func owner(of key: ConnectionKey, on index: Int) -> SocketOwner? {
        sockets[SocketName(machine: index, program: .mailServer, key: key)]
            .flatMap { owners[$0] }
    }

    static let nowhere = Endpoint(IPAddress(0, 0, 0, 0), 0)

    /// A mail program's handshake is a station of its own; a server's belongs to the relay.
    private static func handshakePhase(_ owner: SocketOwner?) -> Event.Phase? {
        owner?.facts.phase == .submission ? .connection : owner?.facts.phase
    }

    // Mutating although it changes nothing: the world is visited in its place, where asking for a
    // part of it from within `record` would copy the whole.
    private mutating func hostName(_ owner: SocketOwner?) -> String {
        guard let owner else { return "?" }
        return machines[owner.machine].plan.name
    }

    private func connection(of socket: SocketID) -> Int? { owners[socket]?.facts.connection }

    /// The connection of a TCP packet, read off its addresses and ports.
    private func connection(ofPacket packet: PacketEvent, because cause: Cause?) -> Int? {
        if let socket = packet.socket, let known = connection(of: socket) { return known }
        return Self.flow(ofPacket: packet.octets).flatMap { connection(ofFlow: $0, because: cause) }
    }

    /// Where two connections have the same ends, a packet belongs to that of the packet which
    /// brought it about.
    private func connection(ofFlow flow: FlowKey, because cause: Cause?) -> Int? {
        if sharedFlows[flow] != nil, let cause, let earlier = journal[number: cause.number],
            case .packet = earlier.what, let known = earlier.connection
        {
            return known
        }
        return flows[flow]?.connection
    }

    /// Both endpoints of a TCP packet; nil for anything else or too short.
    static func flow(ofPacket octets: [UInt8]) -> FlowKey? {
        guard let packet = IPPacket(octets), packet.protocolNumber == .tcp, let ends = packet.ends
        else { return nil }
        return FlowKey(ends.source, ends.destination)
    }

    /// A listening host got a connection: its socket gets an owner and the opener's number.
    private mutating func adopt(
        _ socket: SocketID, _ node: NodeID, _ port: UInt16, _ peer: Endpoint
    ) {
        guard let index = machineByNode[node], let local = network.localEndpoint(of: socket) else {
            return
        }
        let key = FlowKey(local, peer)
        let program: ProgramID =
            machines[index].interceptor != nil
            ? .attacker : port == dnsPort ? .nameService : .mailServer
        let facts =
            flows[key]
            ?? FlowFacts(
                connection: 0, opener: -1, program: program, spoken: MailProtocol(port: port),
                phase: nil, server: local)
        owners[socket] = SocketOwner(
            machine: index, program: program, key: socket.raw + 1, facts: facts, remote: peer)
        sockets[SocketName(machine: index, program: program, key: socket.raw + 1)] = socket
        switch program {
        case .mailServer:
            dropNagle(socket)
            guardSecurePort(socket, port, on: index)
        case .attacker:
            dropNagle(socket)
            guardSwappedPort(socket, local, on: index)
        case .task, .terminal, .nameService, .stub, .probe, .guest: break
        }
    }

    private mutating func react(to item: CausalLog<Happening>.Item) {
        switch item.entry {
        case .packetSent, .packetForwarded, .packetDropped, .firewallJudged, .tcpStateChanged,
            .icmp:
            break
        case .incident(.socketLost(let socket, _)): release(socket)
        // What came in pieces is delivered in pieces; here it is whole.
        case .incident(.reassembled(let packet, _)): offerToProbes(packet, because: item.id)
        case .incident: break
        case .packetDelivered(let packet): offerToProbes(packet, because: item.id)
        case .datagramUnreachable(let node, let port, let to, _, _):
            guard let index = machineByNode[node] else { return }
            queryUnreachable(to, port: port, on: index, because: item.id)
        case .connected(let socket):
            tell(socket, .opened, item.id) { .opened($0, security: nil) }
        case .accepted(let socket, _, let port, let peer):
            tell(socket, .opened, item.id) {
                .accepted($0, port: port, peer: peer, security: nil)
            }
        case .received(let socket, let octets):
            tell(socket, .received(octets), item.id) { .received($0, octets) }
        case .closedByPeer(let socket):
            tell(socket, .closedByPeer, item.id) { .closedByPeer($0) }
        case .failed(let socket, let failure):
            tell(socket, .failed(failure), item.id) { .failed($0, failure, because: nil) }
            release(socket)
        case .closed(let socket): release(socket)
        case .sendBufferDrained(let socket):
            drained(socket, because: item.id)
        case .datagram(let node, let port, let from, let octets):
            guard let index = machineByNode[node] else { return }
            datagramArrived(octets, from: from, port: port, on: index, because: item.id)
        }
    }

    /// Tells a program what the network brought; where TLS stands between them, that hears it.
    private mutating func tell(
        _ socket: SocketID, _ channelInput: SessionInput<Passage.Wish>?, _ cause: Cause,
        _ input: (ConnectionKey) -> ProgramInput
    ) {
        if let channelInput, channels[socket] != nil {
            return drive(socket, channelInput, because: cause)
        }
        guard let owner = owners[socket] else { return }
        feed(owner.machine, owner.program, input(owner.key), because: cause)
    }

    private mutating func release(_ socket: SocketID) {
        guard let owner = owners.remove(socket) else { return }
        channels.remove(socket)
        overheard.remove(socket)
        handshakeDeadlines.remove(socket)
        dnsFramers.remove(socket)
        sockets.remove(
            SocketName(machine: owner.machine, program: owner.program, key: owner.key))
        if case .guest(let number) = owner.program { guestSocketGone(number, owner.key) }
    }
}
