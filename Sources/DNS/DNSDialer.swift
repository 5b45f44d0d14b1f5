import Session
import Wire

/// The TCP connections that a resolver opens to servers: one to each server, used for all that is
/// open there, and closed when nothing is (RFC 7766 §6.2.1 to RFC 7766 §6.2.3).
struct DNSDialer: Sendable {
    /// The most connections at one time.
    static let lineLimit = 50

    /// What has come of a connection.
    enum Event: Sendable {
        case message([UInt8], server: Endpoint)
        /// The connection is gone, and with it the answers to these; nil: the server closed it.
        case lost(server: Endpoint, ids: [UInt16], TransportFailure?)
    }

    private struct Line: Sendable {
        let id: DNSStreamID
        let server: Endpoint
        var isOpen = false
        var framer = DNSMessageFramer()
        /// Queries that wait for the connection to come about.
        var waiting: [(id: UInt16, octets: [UInt8])] = []
        /// The IDs of all queries that have no answer.
        var ids: [UInt16] = []
    }

    private var lines: [Line] = []
    private var lastID: DNSStreamID = 0

    var count: Int { lines.count }

    /// An ID that is in use on the connection must not be taken again (RFC 7766 §6.2.1).
    func isInUse(_ id: UInt16, at server: Endpoint) -> Bool {
        lines.contains { $0.server == server && $0.ids.contains(id) }
    }

    /// Sends a query over the connection to `server`, which is opened if there is none; false when
    /// there are too many connections.
    mutating func ask(
        _ query: [UInt8], id: UInt16, of server: Endpoint, into outbox: inout [DNSOutput]
    ) -> Bool {
        let framed = DNSMessageFramer.framed(query)
        if let index = lines.firstIndex(where: { $0.server == server }) {
            lines[index].ids.append(id)
            if lines[index].isOpen {
                outbox.append(.write(lines[index].id, framed))
            } else {
                lines[index].waiting.append((id, framed))
            }
            return true
        }
        guard lines.count < Self.lineLimit else { return false }
        lastID -= 1
        lines.append(
            Line(id: lastID, server: server, waiting: [(id: id, octets: framed)], ids: [id]))
        outbox.append(.connect(lastID, server))
        return true
    }

    /// The answer is not wanted any more.
    mutating func forget(_ id: UInt16, at server: Endpoint, into outbox: inout [DNSOutput]) {
        guard let index = lines.firstIndex(where: { $0.server == server && $0.ids.contains(id) })
        else { return }
        lines[index].ids.removeAll { $0 == id }
        lines[index].waiting.removeAll { $0.id == id }
        closeIfIdle(index, into: &outbox)
    }

    private mutating func closeIfIdle(_ index: Int, into outbox: inout [DNSOutput]) {
        guard lines[index].ids.isEmpty else { return }
        let line = lines.remove(at: index)
        outbox.append(line.isOpen ? .close(line.id) : .abort(line.id))
    }

    mutating func handle(
        _ id: DNSStreamID, _ event: DNSStreamEvent, into outbox: inout [DNSOutput]
    ) -> [Event] {
        guard let index = lines.firstIndex(where: { $0.id == id }) else { return [] }
        let server = lines[index].server
        switch event {
        case .accepted, .drained: return []
        case .opened:
            lines[index].isOpen = true
            for query in lines[index].waiting { outbox.append(.write(id, query.octets)) }
            lines[index].waiting = []
            return []
        case .received(let octets):
            var events: [Event] = []
            lines[index].framer.append(octets)
            while let message = lines[index].framer.next() {
                if let header = DNSHeader(of: message) {
                    lines[index].ids.removeAll { $0 == header.id }
                }
                events.append(.message(message, server: server))
            }
            closeIfIdle(index, into: &outbox)
            return events
        case .closedByPeer:
            let line = lines.remove(at: index)
            outbox.append(.close(id))
            return [.lost(server: server, ids: line.ids, nil)]
        case .failed(let failure):
            let line = lines.remove(at: index)
            return [.lost(server: server, ids: line.ids, failure)]
        }
    }
}
