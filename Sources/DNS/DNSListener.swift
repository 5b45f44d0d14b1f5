import Clockwork
import Session
import Wire

/// The TCP connections of a name server's clients.
struct DNSListener: Sendable {
    /// The most connections at one time.
    static let lineLimit = 100
    /// The most connections of one client: much looser than what a client should want
    /// (RFC 7766 §6.2.2).
    static let clientLimit = 20

    private struct Line: Sendable {
        let id: DNSStreamID
        let peer: Endpoint
        var session = DNSServerSession()
    }

    private var lines: [Line] = []

    var count: Int { lines.count }

    var nextDeadline: Instant? { lines.compactMap(\.session.nextDeadline).min() }

    /// Takes what happened to a connection; returns the queries that have become complete.
    mutating func handle(
        _ id: DNSStreamID, _ event: DNSStreamEvent, at now: Instant,
        into outbox: inout [DNSOutput]
    ) -> [DNSArrival] {
        switch event {
        case .accepted(let peer):
            let ofClient = lines.count { $0.peer.address == peer.address }
            guard lines.count < Self.lineLimit, ofClient < Self.clientLimit else {
                outbox.note(
                    "dns.tcp-too-many", ["client": "\(peer.address)"], "RFC 7766 §6.2.2")
                outbox.append(.abort(id))
                return []
            }
            lines.append(Line(id: id, peer: peer))
            return drive(id, .opened, at: now, into: &outbox)
        case .opened: return []
        case .received(let octets): return drive(id, .received(octets), at: now, into: &outbox)
        case .closedByPeer: return drive(id, .closedByPeer, at: now, into: &outbox)
        case .failed(let failure): return drive(id, .failed(failure), at: now, into: &outbox)
        case .drained: return drive(id, .writable(65_536), at: now, into: &outbox)
        }
    }

    /// Sends a response over the connection that its query came on, if that still stands. Queries
    /// that have waited for their turn may come up by it.
    mutating func answer(
        _ octets: [UInt8], on id: DNSStreamID, ticket: Int, at now: Instant,
        into outbox: inout [DNSOutput]
    ) -> [DNSArrival] {
        drive(
            id, .answered(DNSTicketed(ticket: ticket, octets: octets)), at: now, into: &outbox)
    }

    mutating func deadlinePassed(at now: Instant, into outbox: inout [DNSOutput]) {
        for id in lines.map(\.id) {
            // An idle connection has no query to bring up.
            _ = drive(id, .deadlinePassed, at: now, into: &outbox)
        }
    }

    private mutating func drive(
        _ id: DNSStreamID, _ input: SessionInput<DNSTicketed>, at now: Instant,
        into outbox: inout [DNSOutput]
    ) -> [DNSArrival] {
        guard let index = lines.firstIndex(where: { $0.id == id }) else { return [] }
        var arrivals: [DNSArrival] = []
        var outputs: [SessionOutput<DNSTicketed>] = []
        lines[index].session.handle(input, at: now, into: &outputs)
        let peer = lines[index].peer
        if lines[index].session.isOver { lines.remove(at: index) }
        for output in outputs {
            switch output {
            case .send(let octets): outbox.append(.write(id, octets))
            case .ask(let query):
                arrivals.append(
                    DNSArrival(
                        octets: query.octets,
                        client: .stream(id, ticket: query.ticket, peer)))
            case .close: outbox.append(.close(id))
            case .abort, .startTLS: outbox.append(.abort(id))
            case .note(let note): outbox.append(.note(note))
            }
        }
        return arrivals
    }
}
