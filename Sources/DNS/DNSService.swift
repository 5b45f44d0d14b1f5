import Clockwork
import Session
import Wire

/// The name of a TCP connection within one service: positive when a client opened it, negative
/// when the service did.
package typealias DNSStreamID = Int

/// What happens to a TCP connection of a service.
package enum DNSStreamEvent: Sendable {
    /// A client has opened it.
    case accepted(peer: Endpoint)
    /// The connection that we asked for is there.
    case opened
    case received([UInt8])
    case closedByPeer
    case failed(TransportFailure)
    /// All that was to be sent has been sent.
    case drained
}

/// What a service of the DNS can be given.
package enum DNSInput: Sendable {
    /// A datagram for a port of ours.
    case datagram([UInt8], port: UInt16, from: Endpoint)
    /// An ICMP error: what a port of ours has sent to that endpoint does not get there.
    case unreachable(port: UInt16, Endpoint)
    case stream(DNSStreamID, DNSStreamEvent)
    case deadlinePassed
}

/// What a service of the DNS wants done, in order.
package enum DNSOutput: Sendable {
    /// A datagram from a port of ours, which takes datagrams from then on.
    case send([UInt8], port: UInt16, to: Endpoint)
    /// The port is not needed any more.
    case release(port: UInt16)
    case connect(DNSStreamID, Endpoint)
    case write(DNSStreamID, [UInt8])
    /// Send FIN once everything written has gone out.
    case close(DNSStreamID)
    /// Send RST.
    case abort(DNSStreamID)
    case note(Note)
}

/// A protocol engine over UDP and TCP together: a name server, a resolver, or a host's stub.
package protocol DNSService: Sendable {
    /// The moment at which the service wants to hear `.deadlinePassed`, if any.
    var nextDeadline: Instant? { get }
    /// The earliest deadline of a search under way, not of a mere idle connection.
    var nextWork: Instant? { get }

    mutating func handle(_ input: DNSInput, at now: Instant, into outbox: inout [DNSOutput])
}

/// The port of name servers, for UDP and TCP (RFC 1035 §4.2).
package let dnsPort: UInt16 = 53

/// A query, and the way on which its answer goes back (RFC 7766 §5: the way that it came).
struct DNSArrival: Sendable {
    let octets: [UInt8]
    let client: DNSClient
}

/// Who has sent a query, and how.
enum DNSClient: Hashable, Sendable {
    case datagram(Endpoint)
    case stream(DNSStreamID, ticket: Int, Endpoint)

    var endpoint: Endpoint {
        switch self {
        case .datagram(let endpoint), .stream(_, _, let endpoint): endpoint
        }
    }

    /// How long the response to `query` may be (RFC 6891 §6.2.5; RFC 1035 §4.2.2).
    func limit(for query: DNSMessage) -> Int {
        switch self {
        case .datagram: query.replyLimit
        case .stream: 65_535
        }
    }
}

extension DNSMessage {
    /// How long a response to this query may be over UDP (RFC 6891 §6.2.5).
    var replyLimit: Int {
        offeredSize.map { min($0, DNSMessage.extendedLimit) } ?? DNSMessage.udpLimit
    }

    /// Adds an OPT record when `query` has one (RFC 6891 §6.1.1). DO and the options of the query
    /// are not repeated: we do neither DNSSEC nor any option.
    mutating func matchOffer(of query: DNSMessage) {
        if query.hasOPT, !hasOPT { offerSize() }
    }

    /// The refusal that the OPT record of this query calls for; nil when it is in order.
    func ednsRefusal(into outbox: inout [DNSOutput]) -> DNSMessage? {
        switch edns {
        case .absent: return nil
        case .broken:
            outbox.note("dns.edns-broken", [:], "RFC 6891 §7")
            return DNSMessage(respondingTo: self, code: .formatError)
        case .present(let edns):
            guard edns.version > EDNS.highestVersion else { return nil }
            outbox.note("dns.edns-version", ["version": "\(edns.version)"], "RFC 6891 §6.1.3")
            var reply = DNSMessage(respondingTo: self)
            reply.additional = [EDNS(extendedCode: 1).record]
            return reply
        }
    }
}

extension Dice {
    /// A port to ask from, one of 8,192, so that strangers cannot guess where an answer must go.
    /// Stubs and resolvers have ranges of their own, since both may live on one host.
    mutating func queryPort(above first: UInt16) -> UInt16 {
        first + UInt16(truncatingIfNeeded: below(8_192))
    }
}

extension [DNSOutput] {
    mutating func note(
        _ key: String, _ values: KeyValuePairs<String, String>, _ source: String
    ) {
        append(.note(Note(key, values, source: source)))
    }
}
