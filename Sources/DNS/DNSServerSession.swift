import Clockwork
import Session
import Wire

/// One query of a connection, or the response to it; the ticket brings both together.
package struct DNSTicketed: Hashable, Sendable {
    package let ticket: Int
    package let octets: [UInt8]

    package init(ticket: Int, octets: [UInt8]) {
        self.ticket = ticket
        self.octets = octets
    }
}

/// A name server's side of one TCP connection (RFC 7766).
///
/// Queries may come one behind the other without waiting, and their responses go out as they are
/// ready, in any order (RFC 7766 §6.2.1.1). So, unlike other sessions, this one asks on while
/// questions are open: each has its ticket. An empty response means that there is none.
package struct DNSServerSession: ByteSession {
    package typealias Question = DNSTicketed
    package typealias Answer = DNSTicketed

    /// How long a connection may lie idle (RFC 7766 §6.2.3: of the order of seconds).
    package static let idleTime = Interval.seconds(10)
    /// The most queries that may be open at one time; more wait for their turn.
    package static let openLimit = 100
    /// The most octets that a client may leave untaken before its queries wait.
    package static let unsentLimit = 262_144
    /// The most octets that may wait for their turn; more is an attack.
    package static let waitingLimit = 262_144

    private enum State: Sendable {
        case unopened
        case open(idleSince: Instant)
        case finished
    }

    private var state = State.unopened
    private var framer = DNSMessageFramer()
    /// Tickets of the queries that have not been answered.
    private var open: [Int] = []
    private var nextTicket = 0
    private var unsentCount = 0

    package init() {}

    /// Nothing more comes.
    package var isOver: Bool {
        if case .finished = state { return true }
        return false
    }

    /// While an answer is owed the connection stays, however long that takes (RFC 1035 §4.2.2).
    package var nextDeadline: Instant? {
        guard case .open(let since) = state, open.isEmpty else { return nil }
        return since + Self.idleTime
    }

    package mutating func handle(
        _ input: SessionInput<DNSTicketed>, at now: Instant,
        into outbox: inout [SessionOutput<DNSTicketed>]
    ) {
        switch (state, input) {
        case (.unopened, .opened):
            state = .open(idleSince: now)
        case (.open, .received(let octets)):
            framer.append(octets)
            readOn(at: now, into: &outbox)
        case (.open, .answered(let reply)):
            guard let index = open.firstIndex(of: reply.ticket) else { return }
            open.remove(at: index)
            if !reply.octets.isEmpty {
                let framed = DNSMessageFramer.framed(reply.octets)
                unsentCount += framed.count
                outbox.append(.send(framed))
            }
            state = .open(idleSince: now)
            readOn(at: now, into: &outbox)
        case (.open, .writable):
            unsentCount = 0
            readOn(at: now, into: &outbox)
        case (.open, .closedByPeer), (.open, .shuttingDown):
            if !open.isEmpty {
                // Whoever has gone gets nothing more (RFC 7766 §6.2.4).
                outbox.note(
                    "dns.tcp-client-gone", ["count": "\(open.count)"], "RFC 7766 §6.2.4")
            }
            end(.close, into: &outbox)
        case (.open, .deadlinePassed):
            guard let deadline = nextDeadline, deadline <= now else { return }
            outbox.note(
                "dns.tcp-idle", ["seconds": "\(Self.idleTime.wholeSeconds)"], "RFC 7766 §6.2.3")
            // To a client that takes nothing, FIN would never get through.
            end(unsentCount > Self.unsentLimit ? .abort : .close, into: &outbox)
        case (_, .failed):
            state = .finished
        case (.unopened, _), (.finished, _), (.open, .opened), (.open, .secured),
            (.open, .notified):
            break
        }
    }

    private mutating func end(
        _ last: SessionOutput<DNSTicketed>, into outbox: inout [SessionOutput<DNSTicketed>]
    ) {
        state = .finished
        open = []
        framer = DNSMessageFramer()
        outbox.append(last)
    }

    /// Takes up the queries that are complete, as far as the limits allow.
    private mutating func readOn(
        at now: Instant, into outbox: inout [SessionOutput<DNSTicketed>]
    ) {
        while open.count < Self.openLimit, unsentCount <= Self.unsentLimit,
            let query = framer.next()
        {
            guard query.count >= DNSHeader.octetCount else {
                outbox.note("dns.tcp-broken", ["octets": "\(query.count)"], "RFC 1035 §4.2.2")
                end(.abort, into: &outbox)
                return
            }
            nextTicket += 1
            open.append(nextTicket)
            // Only a whole message shows that the client is alive (RFC 7766 §6.2.3).
            state = .open(idleSince: now)
            outbox.append(.ask(DNSTicketed(ticket: nextTicket, octets: query)))
        }
        if framer.waitingCount > Self.waitingLimit {
            outbox.note(
                "dns.tcp-flood", ["octets": "\(framer.waitingCount)"], "RFC 7766 §10")
            end(.abort, into: &outbox)
        }
    }
}

extension [SessionOutput<DNSTicketed>] {
    fileprivate mutating func note(
        _ key: String, _ values: KeyValuePairs<String, String>, _ source: String
    ) {
        append(.note(Note(key, values, source: source)))
    }
}
