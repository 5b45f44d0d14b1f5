import Clockwork
import Session
import Wire

// The seventh and eighth check of RFC 9293 §3.10.7.4: octets and FIN.
extension TCPConnection {
    /// Takes the octets of a segment, in order or too early, and its FIN.
    ///
    /// An urgent pointer changes nothing: the octets it points to are handed on in line.
    mutating func processText(
        _ segment: TCPSegment, from sequence: SequenceNumber, _ because: Cause?, at now: Instant,
        into out: inout [TCPOutput]
    ) {
        let hasFIN = segment.flags.contains(.fin)
        guard !segment.data.isEmpty || hasFIN,
            case .synchronized(let send, var receive, let phase) = state, phase.receives
        else { return }
        let hadGap = receiveBuffer.hasGap
        let before = receive.nxt
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
            var early: [ArraySlice<UInt8>] = []
            receiveBuffer.takeInOrder(at: &receive.nxt) { early.append($0) }
            for piece in early { deliver(piece, into: &out) }
        }
        let ends = receiveBuffer.finAt == receive.nxt
        if ends { receive.nxt = receive.nxt + 1 }
        state = .synchronized(send, receive, phase)
        if ends { finArrives(phase, at: now, into: &out) }
        if receive.nxt != before, !ends, !hadGap, !receiveBuffer.hasGap, data.count == fresh.count {
            acknowledgment.note(at: now, because: because)
        } else {
            // Too early, or filling a hole, or the end, or more than we take (RFC 5681 §4.2).
            acknowledgment.demand()
        }
    }

    private mutating func deliver(_ data: ArraySlice<UInt8>, into out: inout [TCPOutput]) {
        if receiveBuffer.isPaused {
            receiveBuffer.hold(data)
        } else {
            out.append(.received(data))
        }
    }

    private mutating func finArrives(
        _ phase: Phase, at now: Instant, into out: inout [TCPOutput]
    ) {
        switch phase {
        case .established: move(to: .closeWait, into: &out)
        case .finWait1: move(to: .closing, into: &out)
        case .finWait2: waitLong(at: now, into: &out)
        case .closing, .closeWait, .lastAck, .timeWait: return
        }
        if !receiveBuffer.isPaused { handOver(into: &out) }
    }
}
