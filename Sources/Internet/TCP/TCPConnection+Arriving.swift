import Clockwork
import Session
import Wire

// What a segment does that arrives (RFC 9293 §3.10.7), in the order of the RFC's checks.
extension TCPConnection {
    /// A connection that a SYN at a listening port brings about (RFC 9293 §3.10.7.2).
    static func answering(
        _ syn: TCPSegment, local: Endpoint, remote: Endpoint, iss: UInt32, segmentSize: Int,
        because: Cause?, at now: Instant, into out: inout [TCPOutput]
    ) -> TCPConnection {
        var connection = TCPConnection(
            local: local, remote: remote, isActive: false, iss: iss, segmentSize: segmentSize)
        connection.handshakeCause = because
        connection.state = .closed
        let send = SendSpace(iss: SequenceNumber(iss))
        out.append(.changed(from: .listen, to: .synReceived))
        connection.receiveSYN(syn, send, at: now, into: &out)
        return connection
    }

    /// Learns the peer's numbers and answers SYN,ACK.
    private mutating func receiveSYN(
        _ syn: TCPSegment, _ old: SendSpace, at now: Instant, into out: inout [TCPOutput]
    ) {
        var send = old
        send.nxt = send.iss + 1
        send.resume = send.nxt
        learnSegmentSize(syn)
        state = .synReceived(send, ReceiveSpace(irs: SequenceNumber(syn.sequence)))
        handshakeCount = 0
        sendSYN(at: now, into: &out)
    }

    private mutating func learnSegmentSize(_ syn: TCPSegment) {
        let announced = syn.maximumSegmentSize.map(Int.init) ?? Self.defaultSegmentSize
        // A peer may announce nonsense; tiny segments would only cost us work.
        let size = min(max(announced, 64), ownSegmentSize)
        congestion = Congestion(segmentSize: size)
    }

    /// A segment of this connection arrives.
    mutating func segmentArrives(
        _ segment: TCPSegment, at now: Instant, because: Cause?, into out: inout [TCPOutput]
    ) {
        switch state {
        case .closed: return
        case .synSent(let send): arrivesInSYNSent(segment, send, because, at: now, into: &out)
        case .synReceived(let send, let receive):
            guard passesChecks(segment, send, receive, at: now, into: &out) else { return }
            acknowledgeSYN(segment, send, receive, at: now, into: &out)
        case .synchronized(let send, let receive, _):
            guard passesChecks(segment, send, receive, at: now, into: &out) else { return }
            processSynchronized(segment, at: now, into: &out)
        }
    }

    // MARK: SYN-SENT (RFC 9293 §3.10.7.3)

    private mutating func arrivesInSYNSent(
        _ segment: TCPSegment, _ send: SendSpace, _ because: Cause?, at now: Instant,
        into out: inout [TCPOutput]
    ) {
        let acknowledgment = SequenceNumber(segment.acknowledgment)
        if segment.flags.contains(.ack), acknowledgment != send.nxt {
            // An answer to some other connection.
            if !segment.flags.contains(.rst) {
                depart(.rst, at: acknowledgment, cause: nil, into: &out)
            }
            return
        }
        if segment.flags.contains(.rst) {
            if segment.flags.contains(.ack) { fail(.refused, into: &out) }
            return
        }
        guard segment.flags.contains(.syn) else { return }
        guard segment.flags.contains(.ack) else {
            // Both ends opened at once: answer SYN,ACK (RFC 9293 §3.5, figure 7).
            out.append(.changed(from: .synSent, to: .synReceived))
            handshakeCause = because
            receiveSYN(segment, send, at: now, into: &out)
            return
        }
        learnSegmentSize(segment)
        let receive = ReceiveSpace(irs: SequenceNumber(segment.sequence))
        establish(segment, send, receive, at: now, into: &out)
        if case .synchronized(let send, _, _) = state {
            depart(.ack, at: send.nxt, cause: nil, into: &out)
        }
        processText(segment, from: SequenceNumber(segment.sequence) + 1, at: now, into: &out)
        transmit(at: now, into: &out)
    }

    /// Both ends know each other's numbers now.
    private mutating func establish(
        _ segment: TCPSegment, _ old: SendSpace, _ receive: ReceiveSpace, at now: Instant,
        into out: inout [TCPOutput]
    ) {
        var send = old
        send.una = SequenceNumber(segment.acknowledgment)
        send.wnd = Int(segment.window)
        send.largestWindow = send.wnd
        send.wl1 = SequenceNumber(segment.sequence)
        send.wl2 = send.una
        timer.acknowledged(send.una, at: now)
        timer.stop()
        if handshakeCount > 1 {
            timer.startCarefully()
            congestion.startCarefully()
        }
        enter(.synchronized(send, receive, .established), into: &out)
        out.append(.established(active: isActive))
    }

    // MARK: The checks of RFC 9293 §3.10.7.4

    /// Sequence number, RST and SYN; false when the segment is done with.
    private mutating func passesChecks(
        _ segment: TCPSegment, _ send: SendSpace, _ receive: ReceiveSpace, at now: Instant,
        into out: inout [TCPOutput]
    ) -> Bool {
        let sequence = SequenceNumber(segment.sequence)
        let isAcceptable =
            receive.accepts(sequence, length: segment.sequenceLength)
            // A closed window still lets acknowledgments in.
            || (receive.wnd == 0 && sequence == receive.nxt && !segment.flags.contains(.fin)
                && !segment.flags.contains(.syn))
        guard isAcceptable else {
            guard !segment.flags.contains(.rst) else { return false }
            if case .synchronized(_, _, .timeWait) = state, segment.flags.contains(.fin) {
                restartTimeWait(at: now)
            }
            answerStray(segment, send, at: now, into: &out)
            return false
        }
        if segment.flags.contains(.rst) {
            if sequence == receive.nxt {
                reset(into: &out)
            } else {
                // In the window, but not exactly next: a challenge, against blind resets.
                depart(.ack, at: send.nxt, cause: nil, into: &out)
            }
            return false
        }
        if segment.flags.contains(.syn) {
            if case .synReceived = state, !isActive {
                enter(.closed, into: &out)
                out.append(.gone(wasKnown: false))
            } else {
                depart(.ack, at: send.nxt, cause: nil, into: &out)
            }
            return false
        }
        return segment.flags.contains(.ack)
    }

    /// Acknowledges a segment that does not fit, but empty ones only once in a while.
    ///
    /// Two ends that disagree about their numbers would otherwise answer each other for ever;
    /// RFC 9293 §3.10.7.4 speaks of throttling such acknowledgments.
    private mutating func answerStray(
        _ segment: TCPSegment, _ send: SendSpace, at now: Instant, into out: inout [TCPOutput]
    ) {
        if segment.sequenceLength == 0 {
            if let last = lastStrayAnswer, now - last < Self.strayAnswerGap { return }
            lastStrayAnswer = now
        }
        depart(.ack, at: send.nxt, cause: nil, into: &out)
    }

    private mutating func reset(into out: inout [TCPOutput]) {
        switch state {
        case .closed: return
        case .synSent, .synReceived:
            // A passive connection goes back to LISTEN, and the user is not told.
            fail(.refused, into: &out)
        case .synchronized(_, _, let phase):
            switch phase {
            case .established, .finWait1, .finWait2, .closeWait: fail(.reset, into: &out)
            case .closing, .lastAck, .timeWait:
                enter(.closed, into: &out)
                out.append(.gone(wasKnown: true))
            }
        }
    }

    private mutating func acknowledgeSYN(
        _ segment: TCPSegment, _ send: SendSpace, _ receive: ReceiveSpace, at now: Instant,
        into out: inout [TCPOutput]
    ) {
        let acknowledgment = SequenceNumber(segment.acknowledgment)
        guard acknowledgment > send.una, acknowledgment <= send.nxt else {
            out.append(
                .segment(
                    Departure(
                        segment: TCPSegment(
                            sourcePort: local.port, destinationPort: remote.port,
                            sequence: acknowledgment.raw, acknowledgment: 0, flags: .rst,
                            window: 0),
                        cause: nil, retransmission: false, firstSendingAt: nil)))
            return
        }
        establish(segment, send, receive, at: now, into: &out)
        processText(segment, from: SequenceNumber(segment.sequence), at: now, into: &out)
        if let cause = closeCause, case .synchronized(let send, let receive, let phase) = state {
            // `close` was called before the connection was there.
            closeCause = .some(cause)
            enter(
                .synchronized(send, receive, phase == .closeWait ? .lastAck : .finWait1),
                into: &out)
        }
        transmit(at: now, into: &out)
    }

    // MARK: Synchronized states

    private mutating func processSynchronized(
        _ segment: TCPSegment, at now: Instant, into out: inout [TCPOutput]
    ) {
        guard takeAcknowledgment(segment, at: now, into: &out) else { return }
        processText(segment, from: SequenceNumber(segment.sequence), at: now, into: &out)
        transmit(at: now, into: &out)
    }

    /// The fifth check; false when the segment is done with.
    private mutating func takeAcknowledgment(
        _ segment: TCPSegment, at now: Instant, into out: inout [TCPOutput]
    ) -> Bool {
        guard case .synchronized(var send, let receive, let phase) = state else { return false }
        let acknowledgment = SequenceNumber(segment.acknowledgment)
        guard acknowledgment <= send.nxt, acknowledgment - send.una >= -send.largestWindow else {
            answerStray(segment, send, at: now, into: &out)
            return false
        }
        if isProbing { probeUnanswered = false }
        let sequence = SequenceNumber(segment.sequence)
        let oldWindow = send.wnd
        if acknowledgment >= send.una,
            send.wl1 < sequence || (send.wl1 == sequence && send.wl2 <= acknowledgment)
        {
            send.wnd = Int(segment.window)
            send.largestWindow = max(send.largestWindow, send.wnd)
            send.wl1 = sequence
            send.wl2 = acknowledgment
        }
        if oldWindow == 0, send.wnd > 0 {
            // The window opens: what a probe carried and was not taken goes again.
            timer.forgetExpirations()
            timer.stop()
            isProbing = false
            send.resume = .later(send.una, acknowledgment)
        }
        let count = acknowledgment - send.una
        var reaction = Congestion.Reaction.nothing
        var finIsAcknowledged = false
        if count > 0 {
            finIsAcknowledged = phase.hasClosed && count > sendBuffer.count
            sendBuffer.drop(count)
            send.una = acknowledgment
            send.resume = .later(send.resume, acknowledgment)
            timer.acknowledged(acknowledgment, at: now)
            timer.stop()
            reaction = congestion.acknowledged(
                count, una: acknowledgment, inFlight: send.inFlight)
        } else if count == 0, send.inFlight > 0, segment.sequenceLength == 0,
            send.wnd == oldWindow, send.wnd > 0
        {
            reaction = congestion.duplicate(inFlight: send.inFlight, nxt: send.nxt)
        }
        state = .synchronized(send, receive, phase)
        if finIsAcknowledged, !finWasAcknowledged(phase, at: now, into: &out) { return false }
        if reaction == .retransmitFirst { retransmitFirst(at: now, into: &out) }
        return true
    }

    /// Our FIN is acknowledged; false when that was the end of the connection.
    private mutating func finWasAcknowledged(
        _ phase: Phase, at now: Instant, into out: inout [TCPOutput]
    ) -> Bool {
        switch phase {
        case .finWait1: move(to: .finWait2, into: &out)
        case .closing: move(to: .timeWait(until: now + Self.timeWaitLength), into: &out)
        case .lastAck:
            enter(.closed, into: &out)
            out.append(.gone(wasKnown: true))
            return false
        case .established, .closeWait, .finWait2, .timeWait: break
        }
        return true
    }

    private mutating func move(to phase: Phase, into out: inout [TCPOutput]) {
        guard case .synchronized(let send, let receive, _) = state else { return }
        enter(.synchronized(send, receive, phase), into: &out)
    }

    private mutating func restartTimeWait(at now: Instant) {
        if case .synchronized(let send, let receive, .timeWait) = state {
            state = .synchronized(
                send, receive, .timeWait(until: now + Self.timeWaitLength))
        }
    }

    // MARK: Text and FIN (the seventh and eighth check)

    /// Takes the octets of a segment, in order or too early, and its FIN, and acknowledges them.
    private mutating func processText(
        _ segment: TCPSegment, from sequence: SequenceNumber, at now: Instant,
        into out: inout [TCPOutput]
    ) {
        let hasFIN = segment.flags.contains(.fin)
        guard !segment.data.isEmpty || hasFIN,
            case .synchronized(let send, var receive, let phase) = state, phase.receives
        else { return }
        let skipped = max(0, receive.nxt - sequence)
        let room = max(0, receive.edge - (sequence + skipped))
        let fresh = segment.data.dropFirst(skipped)
        let data = fresh.prefix(room)
        let start = sequence + skipped
        if hasFIN, data.count == fresh.count {
            receiveBuffer.noteFIN(at: sequence + segment.data.count)
        }
        if start > receive.nxt {
            receiveBuffer.keep(data, at: start)
        } else if !data.isEmpty {
            receive.nxt = start + data.count
            deliver(data, into: &out)
        }
        while true {
            let more = receiveBuffer.takeInOrder(at: receive.nxt)
            if more.isEmpty { break }
            receive.nxt = receive.nxt + more.count
            deliver(more, into: &out)
        }
        let ends = receiveBuffer.finAt == receive.nxt
        if ends { receive.nxt = receive.nxt + 1 }
        state = .synchronized(send, receive, phase)
        if ends { finArrives(phase, at: now, into: &out) }
        depart(.ack, at: send.nxt, cause: nil, into: &out)
    }

    private mutating func deliver(_ data: ArraySlice<UInt8>, into out: inout [TCPOutput]) {
        if receiveBuffer.isPaused {
            receiveBuffer.hold(Array(data))
        } else {
            out.append(.received(Array(data)))
        }
    }

    private mutating func finArrives(
        _ phase: Phase, at now: Instant, into out: inout [TCPOutput]
    ) {
        switch phase {
        case .established: move(to: .closeWait, into: &out)
        case .finWait1: move(to: .closing, into: &out)
        case .finWait2:
            timer.stop()
            move(to: .timeWait(until: now + Self.timeWaitLength), into: &out)
        case .closing, .closeWait, .lastAck, .timeWait: return
        }
        if !receiveBuffer.isPaused { out.append(.closedByPeer) }
    }
}
