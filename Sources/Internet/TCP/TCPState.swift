import Clockwork

/// What a connection knows about its sending side (RFC 9293 §3.3.1).
struct SendSpace: Equatable, Sendable {
    /// ISS: initial send sequence number.
    let iss: SequenceNumber
    /// SND.UNA: oldest octet not yet acknowledged.
    var una: SequenceNumber
    /// SND.NXT: behind the last octet sent.
    var nxt: SequenceNumber
    /// Where sending goes on: SND.NXT, or a place before it after a time-out.
    var resume: SequenceNumber
    /// SND.WND: what the peer can take in, counted from SND.UNA.
    var wnd = 0
    /// The largest window that the peer has ever offered.
    var largestWindow = 0
    /// SND.WL1: sequence number of the segment that last set the window.
    var wl1 = SequenceNumber(0)
    /// SND.WL2: acknowledgment number of the segment that last set the window.
    var wl2 = SequenceNumber(0)
    /// Behind the last segment that was not a full one, for Nagle's algorithm.
    var smallEnd: SequenceNumber

    init(iss: SequenceNumber) {
        self.iss = iss
        una = iss
        nxt = iss
        resume = iss
        smallEnd = iss
    }

    /// Octets sent and not acknowledged.
    var inFlight: Int { nxt - una }
}

/// What a connection knows about its receiving side (RFC 9293 §3.3.1).
struct ReceiveSpace: Equatable, Sendable {
    /// IRS: initial receive sequence number.
    let irs: SequenceNumber
    /// RCV.NXT: the next octet expected.
    var nxt: SequenceNumber
    /// RCV.NXT plus the window last announced: an edge that must not move back.
    var edge: SequenceNumber

    init(irs: SequenceNumber) {
        self.irs = irs
        nxt = irs + 1
        edge = nxt
    }

    /// RCV.WND: octets that may come.
    var wnd: Int { max(0, edge - nxt) }

    /// Whether any of a segment is inside the window (RFC 9293 §3.10.7.4, first check).
    ///
    /// An empty segment may also stand just behind the window, or one octet further when that is
    /// closed: a peer that has filled or probed it acknowledges from there, and two such peers
    /// would else never hear each other (RFC 9293 appendix A.2).
    func accepts(_ sequence: SequenceNumber, length: Int) -> Bool {
        let first = sequence - nxt
        if length == 0 { return first >= 0 && first <= max(wnd, 1) }
        guard wnd > 0 else { return false }
        let last = first + length - 1
        return (first >= 0 && first < wnd) || (last >= 0 && last < wnd)
    }
}

/// How far a synchronized connection has come on its way to its end (RFC 9293 §3.3.2).
enum Phase: Equatable, Sendable {
    case established
    case finWait1
    case finWait2
    case closing
    case closeWait
    case lastAck
    case timeWait(until: Instant)

    var name: TCPStateName {
        switch self {
        case .established: .established
        case .finWait1: .finWait1
        case .finWait2: .finWait2
        case .closing: .closing
        case .closeWait: .closeWait
        case .lastAck: .lastAck
        case .timeWait: .timeWait
        }
    }

    /// Whether the user has closed, so that a FIN follows the last octet.
    var hasClosed: Bool {
        switch self {
        case .established, .closeWait: false
        case .finWait1, .finWait2, .closing, .lastAck, .timeWait: true
        }
    }

    /// Whether the peer may still send octets.
    var receives: Bool {
        switch self {
        case .established, .finWait1, .finWait2: true
        case .closing, .closeWait, .lastAck, .timeWait: false
        }
    }
}

/// What is known of a connection decides the shape; the names of RFC 9293 are for people.
///
/// LISTEN is missing: a listening port is no connection yet, so the node keeps it.
enum TCPState: Equatable, Sendable {
    case closed
    /// No receive space can exist yet.
    case synSent(SendSpace)
    case synReceived(SendSpace, ReceiveSpace)
    case synchronized(SendSpace, ReceiveSpace, Phase)

    var name: TCPStateName {
        switch self {
        case .closed: .closed
        case .synSent: .synSent
        case .synReceived: .synReceived
        case .synchronized(_, _, let phase): phase.name
        }
    }
}
