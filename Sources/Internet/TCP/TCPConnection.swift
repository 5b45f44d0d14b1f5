import Clockwork
import Session
import Wire

/// One end of a TCP connection (RFC 9293): a value with no socket, clock or queue inside.
///
/// All states and transitions, window scale, timestamps and PAWS (RFC 7323), selective
/// acknowledgment (RFC 2018), the congestion control of RFC 5681 with NewReno (RFC 6582), the
/// timer of RFC 6298, delayed acknowledgments, Nagle's algorithm, probes of a closed window and
/// keep-alive are here.
///
/// Left out: octets on a SYN are not taken (the peer sends them again), urgent octets are handed
/// on in line and without a word to the user, none are sent as urgent, and there is no ECN.
/// Port unreachable does not end a connection that stands (RFC 9293 §3.9.2.2 lets that be).
struct TCPConnection: Sendable {
    /// The least time between two answers to segments that do not fit.
    static let strayAnswerGap = Interval.milliseconds(500)

    let local: Endpoint
    let remote: Endpoint
    /// Whether this end began with `open`.
    let isActive: Bool
    let settings: TCPSettings
    /// What this end can take in one segment: the link's MTU without the headers.
    let ownSegmentSize: Int

    var state: TCPState
    // Bulk octets live beside the state (STYLE idiom 4).
    var sendBuffer = SendBuffer()
    var receiveBuffer: ReceiveBuffer
    var scoreboard = Scoreboard()
    var timer: RetransmissionTimer
    var congestion: Congestion
    var clock: TimestampClock
    var acknowledgment: DelayedAcknowledgment
    // What both SYNs agreed on.
    var usesWindowScale = false
    var usesSACK = false
    /// Snd.Wind.Shift of RFC 7323 §2.3.
    var sendShift = 0
    /// Rcv.Wind.Shift of RFC 7323 §2.3.
    var receiveShift = 0

    /// Whether small segments wait for acknowledgments.
    var usesNagle: Bool
    /// Whether the timer that runs is the one for a closed window (RFC 9293 §3.8.6.1).
    var isProbing = false
    /// Whether a probe has not been answered.
    var probeUnanswered = false
    /// Who closed, from the moment of `close` on; before a connection is established it waits.
    var closeCause: Cause??
    /// SYNs, or SYN,ACKs, sent.
    var handshakeCount = 0
    var handshakeCause: Cause?
    var finSending: Cause?
    var lastStrayAnswer: Instant?
    /// When octets were last sent, to know a rest when it is over.
    var lastSending = Instant.zero
    var keepAlive = KeepAliveTimer()
    /// What a router said of the path; the reason, should nothing come back any more.
    var softError: TransportFailure?
    /// The connection whose TIME-WAIT this one interrupted, if it did: none or one.
    var former: [TCPConnection] = []
    /// Whether anybody was ever told of this connection.
    var isKnown = true
    /// Whether the user has heard that the peer sends no more.
    var endIsTold = false
    /// Whether the network counts it among those whose handshake is not over.
    var isCounted = false
    /// Whether header prediction is tried (RFC 7323 §5.6); it changes nothing but the speed.
    var predicts = true
    private(set) var drainReported = true

    /// The two numbers of a new connection that nobody must be able to foresee.
    struct Numbers: Sendable {
        /// The initial send sequence number.
        var iss: UInt32
        /// Where the clock of its timestamps starts.
        var clockOffset: UInt32
    }

    init(
        local: Endpoint, remote: Endpoint, isActive: Bool, numbers: Numbers, segmentSize: Int,
        settings: TCPSettings
    ) {
        self.local = local
        self.remote = remote
        self.isActive = isActive
        self.settings = settings
        ownSegmentSize = min(max(1, segmentSize), 65_495)
        let iss = SequenceNumber(numbers.iss)
        congestion = Congestion(
            segmentSize: ownSegmentSize, iss: iss,
            initialSegments: settings.initialWindowSegments)
        receiveBuffer = ReceiveBuffer(capacity: settings.receiveCapacity)
        timer = RetransmissionTimer(settings)
        clock = TimestampClock(offset: numbers.clockOffset)
        acknowledgment = DelayedAcknowledgment(delay: settings.boundedAcknowledgmentDelay)
        usesNagle = settings.usesNagle
        state = .synSent(SendSpace(iss: iss))
    }

    /// When the connection wants to be woken.
    var deadline: Instant? {
        switch state {
        case .closed: return nil
        case .synSent, .synReceived: return timer.deadline
        case .synchronized(_, _, .timeWait(let until)): return until
        case .synchronized:
            var first = timer.deadline
            if let other = acknowledgment.deadline { first = min(first ?? other, other) }
            if let other = keepAlive.deadline { first = min(first ?? other, other) }
            return first
        }
    }

    /// Whether it waits for something that must come: no answer yet to what was sent.
    var hasWork: Bool {
        switch state {
        case .closed, .synchronized(_, _, .timeWait): false
        case .synSent, .synReceived: true
        case .synchronized(let send, _, _):
            timer.deadline != nil && (!isProbing || probeUnanswered || send.wnd > 0)
                || acknowledgment.deadline != nil || keepAlive.unanswered > 0
        }
    }

    /// Whether it is a passive connection whose handshake is not over.
    var isEmbryonic: Bool {
        if case .synReceived = state { return !isActive }
        return false
    }

    /// Octets given to `send` that have not been sent yet.
    var unsentCount: Int {
        switch state {
        case .closed: 0
        case .synSent, .synReceived: sendBuffer.count
        case .synchronized(let send, _, _): max(0, sendBuffer.count - send.inFlight)
        }
    }

    /// Lets go of all octets once the connection is gone.
    mutating func forget() {
        sendBuffer = SendBuffer()
        receiveBuffer = ReceiveBuffer(capacity: receiveBuffer.capacity)
        scoreboard = Scoreboard()
        former = []
    }

    mutating func enter(_ new: TCPState, into out: inout [TCPOutput]) {
        let old = state.name
        state = new
        if new.name != old { out.append(.changed(from: old, to: new.name)) }
    }

    // MARK: What the user asks for (RFC 9293 §3.10.1 to §3.10.5)

    /// Sends the first SYN.
    mutating func open(because: Cause?, at now: Instant, into out: inout [TCPOutput]) {
        guard case .synSent(var send) = state else { return }
        out.append(.changed(from: .closed, to: .synSent))
        handshakeCause = because
        send.nxt = send.iss + 1
        send.resume = send.nxt
        state = .synSent(send)
        sendSYN(at: now, into: &out)
    }

    /// Takes octets to be sent; there is no limit, by the caller's contract.
    mutating func send(
        _ octets: [UInt8], because: Cause?, at now: Instant, into out: inout [TCPOutput]
    ) {
        guard closeCause == nil, state != .closed, !octets.isEmpty else { return }
        sendBuffer.append(octets, because: because)
        drainReported = false
        transmit(at: now, into: &out)
    }

    /// Sends FIN behind everything that was given before (RFC 9293 §3.10.4).
    mutating func close(because: Cause?, at now: Instant, into out: inout [TCPOutput]) {
        guard closeCause == nil else { return }
        switch state {
        case .closed: return
        case .synSent:
            enter(.closed, into: &out)
            out.append(.gone(wasKnown: true))
        case .synReceived: closeCause = .some(because)
        case .synchronized(let send, let receive, let phase):
            closeCause = .some(because)
            let next: Phase = phase == .closeWait ? .lastAck : .finWait1
            enter(.synchronized(send, receive, next), into: &out)
            transmit(at: now, into: &out)
        }
    }

    /// Ends the connection at once with RST (RFC 9293 §3.10.5).
    mutating func abort(because: Cause?, at now: Instant, into out: inout [TCPOutput]) {
        switch state {
        case .closed: return
        case .synSent, .synchronized(_, _, .closing), .synchronized(_, _, .lastAck),
            .synchronized(_, _, .timeWait):
            break
        case .synReceived(let send, _), .synchronized(let send, _, _):
            depart(.rst, at: send.nxt, now: now, cause: because, into: &out)
        }
        enter(.closed, into: &out)
        out.append(.gone(wasKnown: true))
    }

    /// Stops, or goes on with, handing octets to the user; the window follows.
    mutating func setPaused(_ paused: Bool, at now: Instant, into out: inout [TCPOutput]) {
        guard receiveBuffer.isPaused != paused else { return }
        receiveBuffer.isPaused = paused
        guard !paused else { return }
        handOver(into: &out)
        guard case .synchronized(let send, let receive, let phase) = state else { return }
        if phase.receives,
            receiveBuffer.capacity - receive.wnd
                >= min(ownSegmentSize, receiveBuffer.capacity / 2)
        {
            // Worth a window update (RFC 9293 §3.8.6.2.2).
            depart(.ack, at: send.nxt, now: now, into: &out)
        }
    }

    /// Tells the user what came while nobody was reading, FIN behind the last octet.
    mutating func handOver(into out: inout [TCPOutput]) {
        let unread = receiveBuffer.takeUnread()
        if !unread.isEmpty { out.append(.received(unread[...])) }
        guard !endIsTold, case .synchronized(_, _, let phase) = state, !phase.receives else {
            return
        }
        endIsTold = true
        out.append(.closedByPeer)
    }

    /// Holds small segments back, or sends them at once (RFC 9293 §3.7.4).
    mutating func setNoDelay(_ noDelay: Bool, at now: Instant, into out: inout [TCPOutput]) {
        usesNagle = !noDelay
        if noDelay { transmit(at: now, into: &out) }
    }

    /// Says once that everything has been sent.
    mutating func reportDrain(into out: inout [TCPOutput]) {
        guard !drainReported, unsentCount == 0 else { return }
        drainReported = true
        out.append(.drained)
    }
}
