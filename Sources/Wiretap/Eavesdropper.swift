import OrderedCollections
import TLS
import Wire

/// A passive listener at one place of a network: packets in, what they give away out.
///
/// It uses nothing but the packets that pass. It puts TCP streams together again, both directions,
/// and follows each mail conversation by its server's port.
package struct Eavesdropper: Sendable {
    /// The connection in which something was overheard.
    package struct Conversation: Hashable, Sendable {
        /// Counted from 1 by this listener; 0 for what belongs to no connection.
        package let number: Int
        package let client: Endpoint
        package let server: Endpoint
    }

    package struct Finding: Hashable, Sendable {
        package let conversation: Conversation
        package let what: Overheard
    }

    private struct Key: Hashable, Sendable {
        let client: Endpoint
        let server: Endpoint
    }

    fileprivate struct Flow: Sendable {
        let conversation: Conversation
        /// Nil when the connection is over.
        var reader: ConversationReader?
        var up = StreamAssembler()
        var down = StreamAssembler()
        /// The number of the SYN, which tells a new connection from a repetition.
        var opening: UInt32?
    }

    /// Older connections are forgotten.
    static let flowLimit = 256
    static let portLimit = 16

    private var flows = OrderedDictionary<Key, Flow>()
    private var fragments = FragmentPile()
    private var conversations = 0
    /// What was overheard on each port, in the order in which they were first used.
    package private(set) var tallies: [PortTally] = []
    /// Questions to the DNS that passed.
    package private(set) var questions = 0

    package init() {}

    /// A packet passes, from its IP header on; says what it completed.
    package mutating func take(_ octets: [UInt8]) -> [Finding] {
        guard let packet = IPPacket(octets) else { return [] }
        var (kind, payload) = (packet.protocolNumber, packet.payload)
        if packet.isPiece {
            guard let whole = fragments.take(packet) else { return [] }
            (kind, payload) = whole
        }
        switch kind {
        case .tcp:
            guard
                let segment = try? TCPSegment(
                    parsing: payload, from: packet.source, to: packet.destination)
            else { return [] }
            return take(segment, packet.source, packet.destination, size: octets.count)
        case .udp:
            guard
                let datagram = try? UDPDatagram(
                    parsing: payload, from: packet.source, to: packet.destination)
            else { return [] }
            return take(datagram, packet.source, packet.destination)
        default: return []
        }
    }

    private mutating func take(
        _ datagram: UDPDatagram, _ source: IPAddress, _ destination: IPAddress
    ) -> [Finding] {
        guard datagram.destinationPort == 53,
            let query = try? DNSMessage(parsing: Array(datagram.data)), !query.header.isResponse,
            let question = query.questions.first
        else { return [] }
        questions += 1
        let conversation = Conversation(
            number: 0, client: Endpoint(source, datagram.sourcePort),
            server: Endpoint(destination, datagram.destinationPort))
        return [
            Finding(
                conversation: conversation,
                what: .question(HeardText.safe("\(question)", limit: 400)))
        ]
    }
}

// MARK: connections

extension Eavesdropper {
    private mutating func take(
        _ segment: TCPSegment, _ source: IPAddress, _ destination: IPAddress, size: Int
    ) -> [Finding] {
        let near = Endpoint(source, segment.sourcePort)
        let far = Endpoint(destination, segment.destinationPort)
        let side: TLSSide
        let key: Key
        if OverheardProtocol(port: far.port) != nil {
            (side, key) = (.client, Key(client: near, server: far))
        } else if OverheardProtocol(port: near.port) != nil {
            (side, key) = (.server, Key(client: far, server: near))
        } else {
            return []
        }
        var findings = open(key, side, segment)
        count(key.server.port) { $0.count(packetOf: size) }
        guard var flow = flows[key] else { return findings }
        // Taken out and put back, so that its buffers are not copied.
        flows[key]?.reader = nil
        for what in flow.follow(segment, side) {
            count(key.server.port) { $0.count(what) }
            findings.append(Finding(conversation: flow.conversation, what: what))
        }
        flows[key] = flow
        return findings
    }

    /// Makes a place for a connection that is new here; what it pushes out is told.
    private mutating func open(
        _ key: Key, _ side: TLSSide, _ segment: TCPSegment
    ) -> [Finding] {
        let isOpening = segment.flags.contains(.syn) && !segment.flags.contains(.ack)
        var findings: [Finding] = []
        if let known = flows[key] {
            guard isOpening, known.opening != segment.sequence else { return [] }
            findings = close(key)
        } else if !isOpening, segment.data.isEmpty {
            // Nothing is said here, and nobody knows by whom.
            return []
        }
        if flows.count >= Self.flowLimit, let oldest = flows.keys.first {
            findings += close(oldest)
        }
        conversations += 1
        flows[key] = Flow(
            conversation: Conversation(
                number: conversations, client: key.client, server: key.server),
            reader: ConversationReader(
                serverPort: key.server.port, fromTheStart: segment.flags.contains(.syn)),
            opening: isOpening ? segment.sequence : nil)
        count(key.server.port) { $0.beginConnection() }
        return findings
    }

    private mutating func close(_ key: Key) -> [Finding] {
        guard var flow = flows.removeValue(forKey: key) else { return [] }
        return flow.finish().map { what in
            count(key.server.port) { $0.count(what) }
            return Finding(conversation: flow.conversation, what: what)
        }
    }

    private mutating func count(_ port: UInt16, _ body: (inout PortTally) -> Void) {
        if let place = tallies.firstIndex(where: { $0.port == port }) {
            body(&tallies[place])
        } else if tallies.count < Self.portLimit {
            var tally = PortTally(port: port)
            body(&tally)
            tallies.append(tally)
        }
    }
}

extension Eavesdropper.Flow {
    /// Puts a segment in its place, and reads what is in order now.
    fileprivate mutating func follow(_ segment: TCPSegment, _ side: TLSSide) -> [Overheard] {
        guard reader != nil else { return [] }
        var found: [Overheard] = []
        if segment.flags.contains(.ack) {
            // What the other side's receiver has, it has not got from here any more.
            let pieces =
                side == .client
                ? down.acknowledge(segment.acknowledgment) : up.acknowledge(segment.acknowledgment)
            read(pieces, from: side == .client ? .server : .client, into: &found)
        }
        if segment.flags.contains(.rst) { return found + finish() }
        var sequence = segment.sequence
        if segment.flags.contains(.syn) {
            sequence &+= 1
            switch side {
            case .client: if !up.hasBegun { up.begin(at: sequence) }
            case .server: if !down.hasBegun { down.begin(at: sequence) }
            }
        }
        let isLast = segment.flags.contains(.fin)
        if !segment.data.isEmpty || isLast {
            let pieces =
                side == .client
                ? up.take(segment.data, at: sequence, isLast: isLast)
                : down.take(segment.data, at: sequence, isLast: isLast)
            read(pieces, from: side, into: &found)
        }
        return up.hasEnded && down.hasEnded ? found + finish() : found
    }

    private mutating func read(
        _ pieces: [StreamAssembler.Piece], from side: TLSSide, into found: inout [Overheard]
    ) {
        for piece in pieces {
            switch piece {
            case .octets(let octets): found += reader?.take(octets, from: side) ?? []
            case .missing(let count): found += reader?.missed(count, from: side) ?? []
            case .end: break
            }
        }
    }

    fileprivate mutating func finish() -> [Overheard] {
        defer { reader = nil }
        return reader?.end() ?? []
    }
}
