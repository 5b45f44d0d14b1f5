import Clockwork
import Internet
import Session
import TLS
import Wire
import Wiretap

// Eavesdroppers: they see the packets of a link, and nothing else.
extension World {
    mutating func placeTap(_ a: String, _ b: String, _ action: Action) throws(Trouble) -> Cause {
        let index = try machine(a)
        let link = try link(a, b)
        let place = taps.firstIndex { $0.link == link }
        if let place, taps[place].isListening {
            throw Trouble("trouble.tap-there", ["a": taps[place].a, "b": taps[place].b])
        }
        let cause = note(.action(action), on: index, because: nil)
        if let place {
            taps[place].isListening = true
        } else {
            taps.append(Tap(a: a, b: b, link: link))
        }
        return cause
    }

    mutating func removeTap(_ a: String, _ b: String, _ action: Action) throws(Trouble) -> Cause {
        let index = try machine(a)
        let link = try link(a, b)
        guard let place = taps.firstIndex(where: { $0.link == link && $0.isListening }) else {
            throw Trouble("trouble.no-tap", ["a": a, "b": b])
        }
        let cause = note(.action(action), on: index, because: nil)
        taps[place].isListening = false
        return cause
    }

    /// Lets the taps hear what went over their links in a log of the network.
    ///
    /// What a link loses, or cannot take, is lost before anybody hears it. What it damages is not
    /// heard either: the checksum does not hold.
    mutating func eavesdrop(on log: CausalLog<Happening>) {
        guard taps.contains(where: \.isListening) else { return }
        for (position, item) in log.items.enumerated() {
            let packet: PacketEvent
            switch item.entry {
            case .packetSent(let sent): packet = sent
            case .packetForwarded(let forwarded): packet = forwarded
            case .packetDelivered, .packetDropped, .firewallJudged, .tcpStateChanged, .connected,
                .accepted, .received, .failed, .closedByPeer, .closed, .sendBufferDrained,
                .datagram, .datagramUnreachable, .icmp, .incident:
                continue
            }
            guard let place = taps.firstIndex(where: { $0.isListening && $0.link == packet.link }),
                !Self.isLost(packet, in: log.items[(position + 1)...])
            else { continue }
            for finding in taps[place].listener.take(packet.octets) {
                let (client, server) = (finding.conversation.client, finding.conversation.server)
                writeOverheard(
                    Event.OverheardFacts(
                        tap: taps[place].name, conversation: finding.conversation.number,
                        client: client, server: server, what: finding.what),
                    host: Event.OverheardFacts.host,
                    connection: flows[FlowKey(client, server)]?.connection,
                    because: item.id)
            }
        }
    }

    /// Whether the link has not carried a packet whole: it says so at once.
    private static func isLost(
        _ packet: PacketEvent, in rest: ArraySlice<CausalLog<Happening>.Item>
    ) -> Bool {
        for item in rest {
            switch item.entry {
            case .packetDropped(let dropped, let reason):
                guard dropped.packetID == packet.packetID, dropped.link == packet.link else {
                    continue
                }
                switch reason {
                case .lostOnLink, .queueFull, .tooBig, .nobodyThere: return true
                case .firewall, .timeToLiveExceeded, .noRoute, .malformed, .hostDown,
                    .overlappingFragments, .tooManyFragments, .fragmentsMissing,
                    .translationFull:
                    continue
                }
            case .incident(.duplicated(let copied)):
                // The copy arrives whole, whatever befalls the packet itself.
                if copied.packetID == packet.packetID, copied.link == packet.link { return false }
            case .incident(.damaged(let damaged, _)):
                if damaged.packetID == packet.packetID, damaged.link == packet.link { return true }
            case .packetSent, .packetForwarded, .packetDelivered, .firewallJudged,
                .tcpStateChanged, .connected, .accepted, .received, .failed, .closedByPeer,
                .closed, .sendBufferDrained, .datagram, .datagramUnreachable, .icmp, .incident:
                continue
            }
        }
        return false
    }

    private mutating func writeOverheard(
        _ facts: Event.OverheardFacts, host: String, connection: Int?, because cause: Cause?
    ) {
        write(
            .overheard(facts), number: journal.nextNumber, host: host, connection: connection,
            message: nil, because: cause, phase: nil)
    }

    // MARK: clear octets of another source

    /// Reads along, at a host that has the plaintext of a conversation, as a tap would.
    ///
    /// For somebody between two ends who has decrypted both sides: the octets of a side in their
    /// order, for the server's port; `end` says that the conversation is over. What is made out
    /// stands in the journal under that host's name.
    mutating func readAlong(
        _ octets: [UInt8], from side: TLSSide, client: Endpoint, server: Endpoint, at host: String,
        connection: Int?, isOver: Bool = false, because cause: Cause?
    ) {
        let key = ReadingKey(host: host, client: client, server: server)
        if clearReaders[key] == nil {
            guard let reader = ConversationReader(serverPort: server.port) else { return }
            readingCount += 1
            clearReaders[key] = ClearReading(number: readingCount, reader: reader)
        }
        var found = clearReaders[key]?.reader.take(octets, from: side) ?? []
        if isOver { found += clearReaders[key]?.reader.end() ?? [] }
        let number = clearReaders[key]?.number ?? 0
        if isOver { clearReaders.remove(key) }
        for what in found {
            // What follows it is not hidden from this one.
            if case .upgrade = what { continue }
            writeOverheard(
                Event.OverheardFacts(
                    tap: host, conversation: number, client: client, server: server, what: what),
                host: host, connection: connection, because: cause)
        }
    }
}

/// Whose conversation is read along, and where.
struct ReadingKey: Hashable, Sendable {
    let host: String
    let client: Endpoint
    let server: Endpoint
}

/// A conversation whose plaintext somebody has.
struct ClearReading: Sendable {
    let number: Int
    var reader: ConversationReader
}

extension Workbench {
    /// Every tap that was placed, the first first; those that were taken away stay in the list.
    package var taps: [TapView] {
        world.taps.map { tap in
            TapView(
                a: tap.a, b: tap.b, name: tap.name, isListening: tap.isListening,
                tallies: tap.listener.tallies, questions: tap.listener.questions)
        }
    }
}
