import Clockwork
import Session
import Wire

// The fifth check of RFC 9293 §3.10.7.4: acknowledgment, window and reports.
extension TCPConnection {
    /// Takes what a segment acknowledges; false when the segment is done with.
    mutating func takeAcknowledgment(
        _ segment: TCPSegment, at now: Instant, into out: inout [TCPOutput]
    ) -> Bool {
        guard case .synchronized(var send, let receive, let phase) = state else { return false }
        let acknowledged = SequenceNumber(segment.acknowledgment)
        // Neither what was never sent, nor what no window ever allowed: blind data otherwise.
        guard acknowledged <= send.nxt, acknowledged - send.una >= -send.largestWindow else {
            answerStray(segment, send, at: now, into: &out)
            return false
        }
        if isProbing { probeUnanswered = false }
        let oldWindow = send.wnd
        updateWindow(&send, segment)
        var reported = 0
        if usesSACK, !segment.options.sack.isEmpty {
            reported = scoreboard.take(segment.options.sack, una: send.una, nxt: send.nxt)
        }
        let count = acknowledged - send.una
        var reaction = Congestion.Reaction.nothing
        var finIsAcknowledged = false
        if count > 0 {
            finIsAcknowledged = phase.hasClosed && count > sendBuffer.count
            sendBuffer.drop(count)
            send.una = acknowledged
            send.resume = .later(send.resume, acknowledged)
            if !scoreboard.isEmpty { scoreboard.advance(to: acknowledged) }
            timer.acknowledged(
                acknowledged, at: now, trip: clock.trip(segment.options.timestamps, at: now))
            timer.stop()
            softError = nil
            reaction = congestion.acknowledged(
                count, una: acknowledged, inFlight: send.inFlight, usesSACK: usesSACK)
            if congestion.recovery == nil { scoreboard.resent = nil }
        } else if count == 0, send.inFlight > 0,
            isDuplicate(segment, send, oldWindow: oldWindow, reported: reported)
        {
            reaction = congestion.duplicate(
                una: send.una, nxt: send.nxt, usesSACK: usesSACK,
                isLost: scoreboard.isLost(send.una, segmentSize: congestion.segmentSize))
        }
        state = .synchronized(send, receive, phase)
        if finIsAcknowledged, !finWasAcknowledged(phase, at: now, into: &out) { return false }
        if reaction == .retransmitFirst { repairFirst(at: now, into: &out) }
        return true
    }

    /// SND.WND, unless the segment is older than the one that set it.
    private mutating func updateWindow(_ send: inout SendSpace, _ segment: TCPSegment) {
        let sequence = SequenceNumber(segment.sequence)
        let acknowledged = SequenceNumber(segment.acknowledgment)
        guard acknowledged >= send.una,
            send.wl1 < sequence || (send.wl1 == sequence && send.wl2 <= acknowledged)
        else { return }
        let old = send.wnd
        send.wnd = Int(segment.window) << sendShift
        send.largestWindow = max(send.largestWindow, send.wnd)
        send.wl1 = sequence
        send.wl2 = acknowledged
        guard old == 0, send.wnd > 0, isProbing else { return }
        // The window opens: what a probe carried and was not taken goes again.
        timer.forgetExpirations()
        timer.stop()
        isProbing = false
        send.resume = .later(send.una, acknowledged)
    }

    /// Whether a segment that acknowledges nothing new tells of one that is missing.
    ///
    /// Without reports it must be empty and change nothing (RFC 5681 §2); with them, it must
    /// report something new (RFC 5681 §3.2, step 1).
    private func isDuplicate(
        _ segment: TCPSegment, _ send: SendSpace, oldWindow: Int, reported: Int
    ) -> Bool {
        if usesSACK { return reported > 0 }
        return segment.sequenceLength == 0 && send.wnd == oldWindow && send.wnd > 0
    }

    /// Our FIN is acknowledged; false when that was the end of the connection.
    private mutating func finWasAcknowledged(
        _ phase: Phase, at now: Instant, into out: inout [TCPOutput]
    ) -> Bool {
        switch phase {
        case .finWait1: move(to: .finWait2, into: &out)
        case .closing: waitLong(at: now, into: &out)
        case .lastAck:
            end(into: &out)
            return false
        case .established, .closeWait, .finWait2, .timeWait: break
        }
        return true
    }
}
