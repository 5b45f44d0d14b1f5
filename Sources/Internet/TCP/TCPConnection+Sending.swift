import Clockwork
import Session
import Wire

// Sending octets, repeating them, and asking after a closed window.
extension TCPConnection {
    /// Sends what the peer's window and the congestion window allow, and FIN behind the last octet.
    mutating func transmit(at now: Instant, into out: inout [TCPOutput]) {
        guard case .synchronized(var send, _, let phase) = state else { return }
        if case .timeWait = phase { return }
        let limit = send.una + min(send.wnd, congestion.window)
        let end = send.una + sendBuffer.count
        while send.resume < end {
            let left = end - send.resume
            let allowed = min(left, max(0, limit - send.resume), congestion.segmentSize)
            guard allowed > 0 else { break }
            // A small segment only when it is the last, or half of what the peer ever offered
            // (RFC 9293 §3.8.6.2.1); Nagle's rule is left out.
            guard
                allowed == congestion.segmentSize || allowed == left
                    || allowed >= send.largestWindow / 2 || send.inFlight == 0
            else { break }
            let isLast = allowed == left
            sendData(
                &send, count: allowed, push: isLast, fin: isLast && phase.hasClosed,
                at: now, into: &out)
        }
        if phase.hasClosed, send.resume == end, !isFINAcknowledged(send, phase) {
            sendData(&send, count: 0, push: false, fin: true, at: now, into: &out)
        }
        setTimer(send, at: now)
        store(send)
        reportDrain(into: &out)
    }

    /// Whether the peer has acknowledged our FIN.
    func isFINAcknowledged(_ send: SendSpace, _ phase: Phase) -> Bool {
        switch phase {
        case .finWait2, .timeWait: true
        case .established, .closeWait, .finWait1, .closing, .lastAck: false
        }
    }

    mutating func store(_ send: SendSpace) {
        if case .synchronized(_, let receive, let phase) = state {
            state = .synchronized(send, receive, phase)
        }
    }

    /// Sends `count` octets from where sending goes on.
    private mutating func sendData(
        _ send: inout SendSpace, count: Int, push: Bool, fin: Bool, at now: Instant,
        into out: inout [TCPOutput]
    ) {
        let start = send.resume
        let place = sendBuffer.base + (start - send.una)
        let length = count + (fin ? 1 : 0)
        let isNew = start >= send.nxt
        let cause: Cause?
        if isNew {
            cause = count > 0 ? sendBuffer.cause(at: place) : closeCause ?? nil
        } else {
            cause = count > 0 ? sendBuffer.firstSending(at: place) : finSending
        }
        send.resume = start + length
        send.nxt = .later(send.nxt, send.resume)
        if isNew { timer.startTiming(send.resume, at: now) }
        var flags: TCPFlags = .ack
        if push { flags.insert(.psh) }
        if fin { flags.insert(.fin) }
        store(send)
        depart(
            flags, at: start, data: sendBuffer.octets(at: place, count: count), cause: cause,
            retransmission: !isNew, firstSendingAt: isNew && count > 0 ? place : nil, into: &out)
    }

    /// Repeats the first segment that is not acknowledged (RFC 5681 §3.2).
    mutating func retransmitFirst(at now: Instant, into out: inout [TCPOutput]) {
        guard case .synchronized(var send, _, let phase) = state, send.inFlight > 0 else {
            return
        }
        let resume = send.resume
        let count = min(sendBuffer.count, congestion.segmentSize, send.inFlight)
        let isLast = count == sendBuffer.count
        let fin = isLast && phase.hasClosed && send.inFlight > count
        timer.stopTiming()
        send.resume = send.una
        sendData(&send, count: count, push: isLast, fin: fin, at: now, into: &out)
        send.resume = .later(resume, send.resume)
        timer.arm(at: now)
        store(send)
    }

    /// Lets the right timer run: retransmission, closed window, or none.
    private mutating func setTimer(_ send: SendSpace, at now: Instant) {
        if send.inFlight > 0 {
            timer.armIfStopped(at: now)
            isProbing = send.wnd == 0 && sendBuffer.count > 0
        } else if sendBuffer.count > 0 {
            // Octets wait and nothing is on its way: only a probe can bring news.
            if !isProbing { timer.stop() }
            isProbing = true
            timer.armIfStopped(at: now)
        } else {
            isProbing = false
            timer.stop()
        }
        if !isProbing { probeUnanswered = false }
    }

    // MARK: Timers

    /// The moment of `deadline` has come.
    mutating func timerFires(at now: Instant, into out: inout [TCPOutput]) {
        guard let deadline, deadline <= now else { return }
        switch state {
        case .closed: return
        case .synSent, .synReceived: repeatSYN(at: now, into: &out)
        case .synchronized(_, _, .timeWait):
            enter(.closed, into: &out)
            out.append(.gone(wasKnown: true))
        case .synchronized(let send, _, _):
            if isProbing {
                probe(send, at: now, into: &out)
            } else {
                timeOut(send, at: now, into: &out)
            }
        }
    }

    private mutating func repeatSYN(at now: Instant, into out: inout [TCPOutput]) {
        let isOpening = state.name == .synSent
        let limit = isOpening ? SYNSchedule.waits.count : SYNSchedule.answerWaits.count
        guard handshakeCount < limit else {
            timer.stop()
            fail(.timedOut, into: &out)
            return
        }
        sendSYN(at: now, into: &out)
    }

    /// Nothing was acknowledged in time: back to the first octet, with one segment.
    private mutating func timeOut(
        _ send: SendSpace, at now: Instant, into out: inout [TCPOutput]
    ) {
        let first = timer.expirations == 0
        guard timer.expire() else {
            fail(.timedOut, into: &out)
            return
        }
        var send = send
        congestion.timedOut(inFlight: send.inFlight, first: first)
        send.resume = send.una
        store(send)
        timer.arm(at: now)
        transmit(at: now, into: &out)
    }

    /// Asks after a closed window with one octet (RFC 9293 §3.8.6.1).
    ///
    /// As long as the peer answers, this goes on for ever.
    private mutating func probe(_ send: SendSpace, at now: Instant, into out: inout [TCPOutput]) {
        let answered = !probeUnanswered
        guard timer.expire() || answered else {
            fail(.timedOut, into: &out)
            return
        }
        var send = send
        send.resume = send.una
        timer.arm(at: now)
        probeUnanswered = true
        // With a window open by a little, all of it is sent, small as it is.
        let count = min(max(1, send.wnd), sendBuffer.count, congestion.segmentSize)
        sendData(&send, count: count, push: true, fin: false, at: now, into: &out)
        timer.stopTiming()
        store(send)
        reportDrain(into: &out)
    }

    /// Ends the connection with a failure that the user hears of.
    mutating func fail(_ failure: TransportFailure, into out: inout [TCPOutput]) {
        let wasKnown = isActive || state.name != .synReceived
        enter(.closed, into: &out)
        out.append(wasKnown ? .failed(failure) : .gone(wasKnown: false))
    }

    // MARK: ICMP

    /// Takes news from a router about a segment with this sequence number.
    ///
    /// They end an attempt to connect; for a connection that stands they are soft errors, which
    /// do not abort it (RFC 1122 §4.2.3.9; for port unreachable we keep to that rule as well).
    mutating func routerReports(
        _ message: ICMPMessage, sequence: UInt32?, at now: Instant, into out: inout [TCPOutput]
    ) {
        guard case .unreachable(let code, let mtu, _) = message, let sequence else { return }
        switch state {
        case .closed: return
        case .synSent(let send):
            guard SequenceNumber(sequence) == send.iss else { return }
            switch code {
            case .port, .protocolNumber: fail(.refused, into: &out)
            case .administrativelyProhibited: fail(.prohibited, into: &out)
            case .fragmentationNeeded: return
            default: fail(.unreachable, into: &out)
            }
        case .synReceived: return
        case .synchronized(let send, _, _):
            let place = SequenceNumber(sequence)
            guard code == .fragmentationNeeded, place >= send.una, place < send.nxt else {
                return
            }
            let size = max(Int(mtu) - (remote.address.isV4 ? 40 : 60), 88)
            guard size < congestion.segmentSize else { return }
            // Path MTU discovery (RFC 9293 §3.7.2): smaller segments, from the first lost one on.
            congestion.setSegmentSize(size)
            var back = send
            back.resume = send.una
            store(back)
            timer.stopTiming()
            transmit(at: now, into: &out)
        }
    }
}
