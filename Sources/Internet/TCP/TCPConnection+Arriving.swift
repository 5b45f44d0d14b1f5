import Clockwork
import Session
import Wire

// What a segment does that arrives (RFC 9293 §3.10.7), in the order of the RFC's checks.
extension TCPConnection {
    /// A segment of this connection arrives.
    mutating func segmentArrives(
        _ segment: TCPSegment, at now: Instant, because: Cause?, into out: inout [TCPOutput]
    ) {
        switch state {
        case .closed: return
        case .synSent(let send): arrivesInSYNSent(segment, send, because, at: now, into: &out)
        case .synReceived(let send, let receive):
            guard passesChecks(segment, send, receive, at: now, into: &out) else { return }
            acknowledgeSYN(segment, send, receive, because, at: now, into: &out)
        case .synchronized(let send, let receive, let phase):
            keepAlive.heard(settings.keepAlive, at: now)
            if predicts, phase == .established,
                takePredicted(segment, send, receive, because, at: now, into: &out)
            {
                return
            }
            guard passesChecks(segment, send, receive, at: now, into: &out),
                takeAcknowledgment(segment, at: now, into: &out)
            else { return }
            processText(
                segment, from: SequenceNumber(segment.sequence), because, at: now, into: &out)
            finish(at: now, into: &out)
        }
    }

    /// Sends what may be sent now, and the acknowledgment that is due if nothing carried it.
    mutating func finish(at now: Instant, into out: inout [TCPOutput]) {
        transmit(at: now, into: &out)
        acknowledgeIfDue(at: now, into: &out)
    }

    private mutating func acknowledgeIfDue(at now: Instant, into out: inout [TCPOutput]) {
        guard acknowledgment.isDue, case .synchronized(let send, _, _) = state else { return }
        depart(.ack, at: send.nxt, now: now, into: &out)
    }

    // MARK: Header prediction (RFC 7323 §5.6)

    /// Takes the next octets of a one-way stream, or an acknowledgment in one; false for all else.
    ///
    /// It does just what the checks one by one would do, in fewer steps.
    private mutating func takePredicted(
        _ segment: TCPSegment, _ oldSend: SendSpace, _ oldReceive: ReceiveSpace, _ because: Cause?,
        at now: Instant, into out: inout [TCPOutput]
    ) -> Bool {
        let sequence = SequenceNumber(segment.sequence)
        let acknowledged = SequenceNumber(segment.acknowledgment)
        let window = Int(segment.window) << sendShift
        guard segment.flags.subtracting(.psh) == .ack, sequence == oldReceive.nxt,
            window == oldSend.wnd, window > 0, segment.options.sack.isEmpty
        else { return false }
        if clock.isOn {
            guard let stamp = segment.options.timestamps, clock.accepts(stamp, at: now) else {
                return false
            }
        }
        var send = oldSend
        send.wl1 = sequence
        send.wl2 = acknowledged
        if segment.data.isEmpty {
            guard acknowledged > send.una, acknowledged <= send.nxt, send.resume == send.nxt,
                congestion.isCalm, scoreboard.isEmpty, !isProbing
            else { return false }
            noteClock(segment, at: now)
            let count = acknowledged - send.una
            send.una = acknowledged
            state = .synchronized(send, oldReceive, .established)
            sendBuffer.drop(count)
            timer.acknowledged(
                acknowledged, at: now, trip: clock.trip(segment.options.timestamps, at: now))
            timer.stop()
            _ = congestion.acknowledged(
                count, una: acknowledged, inFlight: send.inFlight, usesSACK: usesSACK)
            softError = nil
            finish(at: now, into: &out)
            return true
        }
        guard acknowledged == send.una, receiveBuffer.isPlain, !isProbing,
            segment.data.count <= oldReceive.wnd
        else { return false }
        noteClock(segment, at: now)
        var receive = oldReceive
        receive.nxt = receive.nxt + segment.data.count
        state = .synchronized(send, receive, .established)
        out.append(.received(segment.data))
        acknowledgment.note(at: now, because: because)
        acknowledgeIfDue(at: now, into: &out)
        return true
    }

    private mutating func noteClock(_ segment: TCPSegment, at now: Instant) {
        guard clock.isOn, let stamp = segment.options.timestamps else { return }
        clock.note(stamp, at: SequenceNumber(segment.sequence), now: now)
    }

    // MARK: The checks of RFC 9293 §3.10.7.4

    /// Time stamp, sequence number, RST and SYN; false when the segment is done with.
    private mutating func passesChecks(
        _ segment: TCPSegment, _ send: SendSpace, _ receive: ReceiveSpace, at now: Instant,
        into out: inout [TCPOutput]
    ) -> Bool {
        let isReset = segment.flags.contains(.rst)
        if clock.isOn, !isReset {
            // A segment without the option that was agreed on is dropped (RFC 7323 §3.2).
            guard let stamp = segment.options.timestamps else { return false }
            guard clock.accepts(stamp, at: now) else {
                answerStray(segment, send, at: now, into: &out)
                return false
            }
        }
        let sequence = SequenceNumber(segment.sequence)
        let isAcceptable =
            receive.accepts(sequence, length: segment.sequenceLength)
            // A closed window still lets acknowledgments in.
            || (receive.wnd == 0 && sequence == receive.nxt && !segment.flags.contains(.fin)
                && !segment.flags.contains(.syn))
        guard isAcceptable else {
            guard !isReset else { return false }
            if case .synchronized(_, _, .timeWait) = state, segment.flags.contains(.fin) {
                restartTimeWait(at: now)
            }
            answerStray(segment, send, at: now, into: &out)
            return false
        }
        if isReset {
            if sequence == receive.nxt {
                reset(into: &out)
            } else {
                // In the window, but not exactly next: a challenge, against blind resets.
                challenge(send, at: now, into: &out)
            }
            return false
        }
        noteClock(segment, at: now)
        if segment.flags.contains(.syn) {
            if case .synReceived = state, !isActive {
                returnToListen(into: &out)
            } else {
                challenge(send, at: now, into: &out)
            }
            return false
        }
        return segment.flags.contains(.ack)
    }

    /// Acknowledges a segment that does not fit, but empty ones only once in a while.
    ///
    /// Two ends that disagree about their numbers would otherwise answer each other for ever.
    mutating func answerStray(
        _ segment: TCPSegment, _ send: SendSpace, at now: Instant, into out: inout [TCPOutput]
    ) {
        if segment.sequenceLength == 0 || segment.flags.contains(.syn) {
            challenge(send, at: now, into: &out)
        } else {
            depart(.ack, at: send.nxt, now: now, into: &out)
        }
    }

    /// Sends what RFC 9293 §3.10.7.4 calls a challenge ACK, with the throttling it speaks of.
    private mutating func challenge(
        _ send: SendSpace, at now: Instant, into out: inout [TCPOutput]
    ) {
        if let last = lastStrayAnswer, now - last < Self.strayAnswerGap { return }
        lastStrayAnswer = now
        depart(.ack, at: send.nxt, now: now, into: &out)
    }

    private mutating func reset(into out: inout [TCPOutput]) {
        switch state {
        case .closed: return
        case .synSent: fail(.refused, into: &out)
        case .synReceived:
            if isActive { fail(.refused, into: &out) } else { returnToListen(into: &out) }
        case .synchronized(_, _, let phase):
            switch phase {
            case .established, .finWait1, .finWait2, .closeWait: fail(.reset, into: &out)
            case .closing, .lastAck, .timeWait: end(into: &out)
            }
        }
    }

    /// A passive connection that comes to nothing; the user is not told (RFC 9293 §3.10.7.4).
    ///
    /// If its SYN was an old duplicate that disturbed a connection in TIME-WAIT, that one goes on
    /// waiting (RFC 9293 §3.6.1).
    private mutating func returnToListen(into out: inout [TCPOutput]) {
        if var old = former.first {
            old.isKnown = false
            old.isCounted = isCounted
            old.former = []
            let name = state.name
            self = old
            out.append(.changed(from: name, to: state.name))
            return
        }
        enter(.closed, into: &out)
        out.append(.gone(wasKnown: false))
    }

    /// The orderly end of a connection.
    ///
    /// What nobody has read yet is told now: there is no later.
    mutating func end(into out: inout [TCPOutput]) {
        if receiveBuffer.isPaused { handOver(into: &out) }
        enter(.closed, into: &out)
        out.append(.gone(wasKnown: isKnown))
    }

    /// Ends the connection with a failure that the user hears of.
    mutating func fail(_ failure: TransportFailure, into out: inout [TCPOutput]) {
        let wasKnown = isKnown && (isActive || state.name != .synReceived)
        enter(.closed, into: &out)
        out.append(wasKnown ? .failed(failure) : .gone(wasKnown: false))
    }

    mutating func move(to phase: Phase, into out: inout [TCPOutput]) {
        guard case .synchronized(let send, let receive, _) = state else { return }
        enter(.synchronized(send, receive, phase), into: &out)
    }

    /// TIME-WAIT begins: every other timer is off (RFC 9293 §3.10.7.4, eighth check).
    mutating func waitLong(at now: Instant, into out: inout [TCPOutput]) {
        timer.stop()
        move(to: .timeWait(until: now + max(settings.timeWait, .zero)), into: &out)
    }

    private mutating func restartTimeWait(at now: Instant) {
        if case .synchronized(let send, let receive, .timeWait) = state {
            state = .synchronized(
                send, receive, .timeWait(until: now + max(settings.timeWait, .zero)))
        }
    }
}
