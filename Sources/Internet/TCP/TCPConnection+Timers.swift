import Clockwork
import Session
import Wire

// What happens when nothing happens (RFC 9293 §3.8.3, §3.8.4, §3.8.6.1 and §3.10.8).
extension TCPConnection {
    /// The moment of `deadline` has come.
    mutating func timerFires(at now: Instant, into out: inout [TCPOutput]) {
        guard let deadline, deadline <= now else { return }
        switch state {
        case .closed: return
        case .synSent, .synReceived: repeatSYN(at: now, into: &out)
        case .synchronized(_, _, .timeWait): end(into: &out)
        case .synchronized(let send, _, _):
            if let moment = acknowledgment.deadline, moment <= now {
                depart(
                    .ack, at: send.nxt, now: now, cause: acknowledgment.cause, into: &out)
            }
            if let moment = timer.deadline, moment <= now {
                if isProbing {
                    probe(at: now, into: &out)
                } else {
                    timeOut(at: now, into: &out)
                }
            }
            if state != .closed, let moment = keepAlive.deadline, moment <= now {
                askPeer(at: now, into: &out)
            }
        }
    }

    private mutating func repeatSYN(at now: Instant, into out: inout [TCPOutput]) {
        let isOpening = state.name == .synSent
        let limit = isOpening ? settings.synSchedule.count : settings.synAckWaits.count
        guard handshakeCount < limit else {
            timer.stop()
            fail(softError ?? .timedOut, into: &out)
            return
        }
        sendSYN(at: now, into: &out)
    }

    /// Nothing was acknowledged in time: back to the first octet, with one segment.
    private mutating func timeOut(at now: Instant, into out: inout [TCPOutput]) {
        guard case .synchronized(var send, _, _) = state else { return }
        let first = timer.expirations == 0
        guard timer.expire() else {
            fail(softError ?? .timedOut, into: &out)
            return
        }
        congestion.timedOut(inFlight: send.inFlight, nxt: send.nxt, first: first)
        scoreboard.forget()
        send.resume = send.una
        store(send)
        timer.arm(at: now)
        transmit(at: now, into: &out)
    }

    /// Asks after a closed window with one octet, or FIN (RFC 9293 §3.8.6.1).
    ///
    /// As long as the peer answers, this goes on for ever. With a window that is open by too
    /// little to be worth a segment, it is the override time-out of RFC 9293 §3.8.6.2.1.
    private mutating func probe(at now: Instant, into out: inout [TCPOutput]) {
        guard case .synchronized(var send, _, let phase) = state else { return }
        let answered = !probeUnanswered
        guard timer.expire() || answered else {
            fail(softError ?? .timedOut, into: &out)
            return
        }
        timer.arm(at: now)
        probeUnanswered = true
        send.resume = send.una
        // With a window open by a little, all of it is sent, small as it is.
        let count = min(max(1, send.wnd), sendBuffer.count, congestion.segmentSize)
        let fin = sendBuffer.count == 0 && isFINOutstanding(phase)
        emit(&send, at: send.una, count: count, push: count > 0, fin: fin, now: now, into: &out)
        timer.stopTiming()
        store(send)
        reportDrain(into: &out)
    }

    /// A long silence: a segment just before the window, which the peer answers if it is there.
    private mutating func askPeer(at now: Instant, into out: inout [TCPOutput]) {
        guard let settings = settings.keepAlive, case .synchronized(let send, _, _) = state else {
            return
        }
        guard send.inFlight == 0 else {
            // What is on its way asks the same.
            keepAlive.heard(settings, at: now)
            return
        }
        guard keepAlive.ask(settings, at: now) else {
            fail(softError ?? .timedOut, into: &out)
            return
        }
        depart(.ack, at: send.nxt + -1, now: now, into: &out)
    }
}
