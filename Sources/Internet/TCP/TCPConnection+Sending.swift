import Clockwork
import Session
import Wire

// Sending octets as the windows allow (RFC 9293 §3.8.6.2.1, RFC 5681).
extension TCPConnection {
    /// Sends what the peer's window and the congestion window allow, and FIN behind the last octet.
    mutating func transmit(at now: Instant, into out: inout [TCPOutput]) {
        guard case .synchronized(var send, _, let phase) = state else { return }
        if case .timeWait = phase { return }
        let waits = send.resume < endOfQueue(send, phase)
        if waits {
            if send.inFlight == 0, now - lastSending > timer.timeout {
                congestion.restartAfterRest()
            }
            if usesSACK, congestion.recovery != nil {
                repair(&send, phase, at: now, into: &out)
            } else {
                while sendNext(&send, phase, at: now, into: &out) {}
                if congestion.extra > 0 {
                    congestion.noteLimited(send.inFlight - congestion.window)
                }
            }
        } else if usesSACK, congestion.recovery != nil {
            repair(&send, phase, at: now, into: &out)
        }
        setTimer(send, phase, at: now)
        store(send)
        reportDrain(into: &out)
    }

    mutating func store(_ send: SendSpace) {
        if case .synchronized(_, let receive, let phase) = state {
            state = .synchronized(send, receive, phase)
        }
    }

    /// Behind the last octet given to us, and FIN if that is to be sent and not acknowledged.
    func endOfQueue(_ send: SendSpace, _ phase: Phase) -> SequenceNumber {
        send.una + sendBuffer.count + (isFINOutstanding(phase) ? 1 : 0)
    }

    /// Whether our FIN has a place in the queue: it is wanted, and not acknowledged.
    func isFINOutstanding(_ phase: Phase) -> Bool {
        switch phase {
        case .finWait1, .closing, .lastAck: true
        case .established, .closeWait, .finWait2, .timeWait: false
        }
    }

    /// What a full segment holds of our octets now.
    var fullSize: Int { max(1, congestion.segmentSize - reportOctets) }

    /// Sends one more segment if the windows and the rules against small ones allow it.
    mutating func sendNext(
        _ send: inout SendSpace, _ phase: Phase, at now: Instant, into out: inout [TCPOutput]
    ) -> Bool {
        let queueEnd = send.una + sendBuffer.count
        var end = queueEnd
        if send.resume < send.nxt, !scoreboard.isEmpty {
            // After a time-out: what the peer has reported since need not go again.
            guard let hole = scoreboard.reported.gap(from: send.resume, before: send.nxt) else {
                send.resume = send.nxt
                return send.resume < endOfQueue(send, phase)
            }
            send.resume = hole.start
            if hole.end < send.nxt { end = hole.end }
        }
        let edge = send.una + send.wnd
        let limit = min(send.wnd, congestion.window + congestion.extra)
        let left = max(0, end - send.resume)
        let full = fullSize
        let count = min(left, max(0, send.una + limit - send.resume), full)
        let isAll = count == left && end == queueEnd
        if count > 0 {
            // A hole is filled to its end; the first octets go again whatever the window is.
            let again = send.resume < send.nxt && (count == left || send.resume == send.una)
            guard again || isWorthSending(count, full: full, isAll: isAll, send, phase) else {
                return false
            }
        } else if left > 0 {
            return false
        }
        // FIN takes a place in the sequence space, and in the window.
        let last = send.resume + count
        let fin = isAll && isFINOutstanding(phase) && last == queueEnd && last < edge
        guard count > 0 || fin else { return false }
        if count < full { send.smallEnd = .later(send.smallEnd, last) }
        emit(
            &send, at: send.resume, count: count, push: isAll && count > 0, fin: fin, now: now,
            into: &out)
        return true
    }

    /// The rules against small segments: of silly windows and of Nagle (RFC 9293 §3.8.6.2.1).
    ///
    /// Nagle's is taken as RFC 9293 appendix A.3 speaks of it: a small segment waits only for a
    /// small one before it. The last octets before FIN wait for nothing. The override time-out is
    /// that of the closed window.
    private func isWorthSending(
        _ count: Int, full: Int, isAll: Bool, _ send: SendSpace, _ phase: Phase
    ) -> Bool {
        if count == full { return true }
        if isAll {
            return !usesNagle || phase.hasClosed || send.smallEnd <= send.una
        }
        return send.inFlight == 0 && count >= max(1, send.largestWindow / 2)
    }

    /// Sends `count` octets from `start` on, and moves SND.NXT and the place to go on from.
    mutating func emit(
        _ send: inout SendSpace, at start: SequenceNumber, count: Int, push: Bool, fin: Bool,
        now: Instant, into out: inout [TCPOutput]
    ) {
        let place = sendBuffer.base + (start - send.una)
        let end = start + count + (fin ? 1 : 0)
        let isNew = start >= send.nxt
        let cause: Cause?
        if isNew {
            cause = count > 0 ? sendBuffer.cause(at: place) : closeCause ?? nil
        } else {
            cause = count > 0 ? sendBuffer.firstSending(at: place) : finSending
        }
        if start == send.resume { send.resume = end }
        send.nxt = .later(send.nxt, end)
        lastSending = now
        if isNew {
            timer.startTiming(end, at: now)
        } else if !clock.isOn {
            timer.stopTiming()
        }
        var flags: TCPFlags = .ack
        if push { flags.insert(.psh) }
        if fin { flags.insert(.fin) }
        depart(
            flags, at: start, data: sendBuffer.octets(at: place, count: count), now: now,
            cause: cause, retransmission: !isNew,
            firstSendingAt: isNew && count > 0 ? place : nil, into: &out)
    }

    /// Lets the right timer run: retransmission, closed window, or none.
    private mutating func setTimer(_ send: SendSpace, _ phase: Phase, at now: Instant) {
        let waits = sendBuffer.count > 0 || isFINOutstanding(phase)
        if send.inFlight > 0 {
            timer.armIfStopped(at: now)
            isProbing = send.wnd == 0 && waits
        } else if waits {
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

    // MARK: Repairing losses

    /// Repeats the first segment that is not acknowledged (RFC 5681 §3.2).
    mutating func repairFirst(at now: Instant, into out: inout [TCPOutput]) {
        guard case .synchronized(var send, _, let phase) = state, send.inFlight > 0 else {
            return
        }
        if usesSACK {
            // A partial acknowledgment of what was sent again already brings no second repeat.
            if let resent = scoreboard.resent, resent > send.una { return }
        }
        var limit = send.inFlight
        if let hole = scoreboard.reported.gap(from: send.una, before: send.nxt) {
            limit = hole.count
        }
        let count = min(sendBuffer.count, fullSize, limit)
        let isLast = count == sendBuffer.count
        let fin = isLast && isFINOutstanding(phase) && limit > count
        let resume = send.resume
        emit(
            &send, at: send.una, count: count, push: isLast && count > 0, fin: fin, now: now,
            into: &out)
        send.resume = .later(resume, send.resume)
        scoreboard.resent = send.una + count
        timer.arm(at: now)
        store(send)
    }

    /// Fills holes that the peer's reports show, and goes on with new octets, as long as fewer are
    /// thought to be on their way than the congestion window allows (RFC 5681 §4.3).
    private mutating func repair(
        _ send: inout SendSpace, _ phase: Phase, at now: Instant, into out: inout [TCPOutput]
    ) {
        let size = congestion.segmentSize
        while congestion.window - scoreboard.pipe(una: send.una, nxt: send.nxt, segmentSize: size)
            >= size
        {
            if let hole = scoreboard.lost(una: send.una, segmentSize: size) {
                fill(hole, &send, at: now, into: &out)
            } else if sendNew(&send, phase, at: now, into: &out) {
                continue
            } else if let hole = scoreboard.missing(una: send.una) {
                fill(hole, &send, at: now, into: &out)
            } else {
                return
            }
        }
    }

    private mutating func fill(
        _ hole: SequenceRanges.Range, _ send: inout SendSpace, at now: Instant,
        into out: inout [TCPOutput]
    ) {
        let count = min(hole.count, fullSize)
        let resume = send.resume
        emit(&send, at: hole.start, count: count, push: false, fin: false, now: now, into: &out)
        send.resume = .later(resume, send.resume)
        scoreboard.resent = hole.start + count
    }

    /// A new segment in recovery, where the peer's window alone is asked.
    private mutating func sendNew(
        _ send: inout SendSpace, _ phase: Phase, at now: Instant, into out: inout [TCPOutput]
    ) -> Bool {
        let end = send.una + sendBuffer.count
        let left = max(0, end - send.resume)
        let full = fullSize
        let count = min(left, max(0, send.una + send.wnd - send.resume), full)
        guard count > 0,
            isWorthSending(count, full: full, isAll: count == left, send, phase)
        else { return false }
        if count < full { send.smallEnd = .later(send.smallEnd, send.resume + count) }
        let fin =
            count == left && isFINOutstanding(phase)
            && send.resume + count < send.una + send.wnd
        emit(
            &send, at: send.resume, count: count, push: count == left, fin: fin, now: now,
            into: &out)
        return true
    }
}
