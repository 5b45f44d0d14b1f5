import Clockwork
import Session
import Wire

/// What a connection wants done, in order.
enum TCPOutput: Sendable {
    case segment(Departure)
    case changed(from: TCPStateName, to: TCPStateName)
    case established(active: Bool)
    case received([UInt8])
    case closedByPeer
    case drained
    case failed(TransportFailure)
    /// Gone, in order; a passive connection that never was established goes without a word.
    case gone(wasKnown: Bool)
}

/// A segment that leaves, and why.
struct Departure: Sendable {
    let segment: TCPSegment
    /// Nil stands for whatever is being handled.
    let cause: Cause?
    let retransmission: Bool
    /// Where its data is in the send buffer, when this is their first sending.
    let firstSendingAt: Int?
}

/// One end of a TCP connection (RFC 9293): a value with no socket, clock or queue inside.
///
/// Left out: window scale, timestamps, selective acknowledgment, urgent data, keep-alive, Nagle's
/// algorithm, delayed acknowledgment (each segment with data is acknowledged at once, so that a
/// learner sees cause and effect side by side), and new connections out of TIME-WAIT.
struct TCPConnection: Sendable {
    /// 2 MSL, with the maximum segment lifetime at 30 seconds as most systems have it.
    static let timeWaitLength = Interval.seconds(60)
    /// The segment size for a peer that announces none (RFC 9293 §3.7.1).
    static let defaultSegmentSize = 536

    /// The least time between two answers to empty segments that do not fit.
    static let strayAnswerGap = Interval.milliseconds(500)

    let local: Endpoint
    let remote: Endpoint
    /// Whether this end began with `open`.
    let isActive: Bool
    /// What this end can take in one segment: the link's MTU without 40 octets of headers.
    let ownSegmentSize: Int

    var state: TCPState
    // Bulk octets live beside the state (STYLE idiom 4).
    var sendBuffer = SendBuffer()
    var receiveBuffer = ReceiveBuffer()
    var timer = RetransmissionTimer()
    var congestion: Congestion
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
    private(set) var drainReported = true

    init(
        local: Endpoint, remote: Endpoint, isActive: Bool, iss: UInt32, segmentSize: Int
    ) {
        self.local = local
        self.remote = remote
        self.isActive = isActive
        ownSegmentSize = min(max(1, segmentSize), 65_495)
        congestion = Congestion(segmentSize: ownSegmentSize)
        state = .synSent(SendSpace(iss: SequenceNumber(iss)))
    }

    /// When the connection wants to be woken.
    var deadline: Instant? {
        switch state {
        case .closed: nil
        case .synSent, .synReceived: timer.deadline
        case .synchronized(_, _, .timeWait(let until)): until
        case .synchronized: timer.deadline
        }
    }

    /// Whether it waits for something that must come: no answer yet to what was sent.
    var hasWork: Bool {
        switch state {
        case .closed, .synchronized(_, _, .timeWait): false
        case .synSent, .synReceived: true
        case .synchronized: timer.deadline != nil && (!isProbing || probeUnanswered)
        }
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
        receiveBuffer = ReceiveBuffer()
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
            depart(.rst, at: send.nxt, cause: because, into: &out)
        }
        enter(.closed, into: &out)
        out.append(.gone(wasKnown: true))
    }

    /// Stops, or goes on with, handing octets to the user; the window follows.
    mutating func setPaused(_ paused: Bool, at now: Instant, into out: inout [TCPOutput]) {
        guard receiveBuffer.isPaused != paused else { return }
        receiveBuffer.isPaused = paused
        guard !paused else { return }
        let unread = receiveBuffer.takeUnread()
        if !unread.isEmpty { out.append(.received(unread)) }
        guard case .synchronized(let send, let receive, let phase) = state else { return }
        if !phase.receives {
            // The FIN came while nobody was reading; it is told behind the last octet.
            out.append(.closedByPeer)
        } else if ReceiveBuffer.capacity - receive.wnd
            >= min(ownSegmentSize, ReceiveBuffer.capacity / 2)
        {
            // Worth a window update (RFC 9293 §3.8.6.2.2).
            depart(.ack, at: send.nxt, cause: nil, into: &out)
        }
    }

    /// Says once that everything has been sent.
    mutating func reportDrain(into out: inout [TCPOutput]) {
        guard !drainReported, unsentCount == 0 else { return }
        drainReported = true
        out.append(.drained)
    }

    // MARK: Segments without data

    /// Puts together a segment with the present acknowledgment and window, and counts it sent.
    mutating func depart(
        _ flags: TCPFlags, at sequence: SequenceNumber, data: ArraySlice<UInt8> = [],
        options: [TCPOption] = [], cause: Cause?, retransmission: Bool = false,
        firstSendingAt: Int? = nil, into out: inout [TCPOutput]
    ) {
        var flags = flags
        var acknowledgment: UInt32 = 0
        var window = receiveBuffer.room
        switch state {
        case .closed, .synSent: break
        case .synReceived(let send, var receive):
            flags.insert(.ack)
            acknowledgment = receive.nxt.raw
            receive.edge = .later(receive.edge, receive.nxt + window)
            state = .synReceived(send, receive)
        case .synchronized(let send, var receive, let phase):
            flags.insert(.ack)
            acknowledgment = receive.nxt.raw
            let size = min(ownSegmentSize, ReceiveBuffer.capacity / 2)
            // Small steps are not worth announcing (RFC 9293 §3.8.6.2.2).
            if receive.nxt + window - receive.edge >= size || window == ReceiveBuffer.capacity {
                receive.edge = .later(receive.edge, receive.nxt + window)
            }
            window = receive.wnd
            state = .synchronized(send, receive, phase)
        }
        out.append(
            .segment(
                Departure(
                    segment: TCPSegment(
                        sourcePort: local.port, destinationPort: remote.port,
                        sequence: sequence.raw, acknowledgment: acknowledgment, flags: flags,
                        window: UInt16(clamping: window), options: options, data: data),
                    cause: cause, retransmission: retransmission,
                    firstSendingAt: firstSendingAt)))
    }

    /// Sends SYN, or SYN,ACK, for the first time or again.
    mutating func sendSYN(at now: Instant, into out: inout [TCPOutput]) {
        let waits: [Interval]
        let iss: SequenceNumber
        switch state {
        case .synSent(let send): (waits, iss) = (SYNSchedule.waits, send.iss)
        case .synReceived(let send, _): (waits, iss) = (SYNSchedule.answerWaits, send.iss)
        case .closed, .synchronized: return
        }
        let wait = waits[min(handshakeCount, waits.count - 1)]
        depart(
            .syn, at: iss, options: [.maximumSegmentSize(UInt16(clamping: ownSegmentSize))],
            cause: handshakeCause, retransmission: handshakeCount > 0, into: &out)
        if handshakeCount == 0 {
            timer.startTiming(iss + 1, at: now)
        } else {
            timer.stopTiming()
        }
        handshakeCount += 1
        timer.arm(until: now + wait)
    }

    /// Notes the event in which octets, or SYN, or FIN, were first sent.
    mutating func noteSent(_ departure: Departure, as cause: Cause) {
        guard !departure.retransmission else { return }
        if departure.segment.flags.contains(.syn) { handshakeCause = cause }
        if departure.segment.flags.contains(.fin) { finSending = cause }
        if let place = departure.firstSendingAt {
            sendBuffer.noteSending(at: place, as: cause)
        }
    }
}
