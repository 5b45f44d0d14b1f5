import Clockwork
import Session
import Wire

// The handshake (RFC 9293 §3.5, §3.10.7.2 and §3.10.7.3).
extension TCPConnection {
    /// A connection that a SYN at a listening port brings about (RFC 9293 §3.10.7.2).
    ///
    /// `former` is the connection in TIME-WAIT whose place it takes (RFC 9293 §3.6.1).
    static func answering(
        _ syn: TCPSegment, local: Endpoint, remote: Endpoint, numbers: Numbers,
        segmentSize: Int, settings: TCPSettings, former: TCPConnection? = nil,
        because: Cause?, at now: Instant, into out: inout [TCPOutput]
    ) -> TCPConnection {
        var connection = TCPConnection(
            local: local, remote: remote, isActive: false, numbers: numbers,
            segmentSize: segmentSize, settings: settings)
        connection.handshakeCause = because
        connection.former = former.map { [$0] } ?? []
        out.append(.changed(from: .listen, to: .synReceived))
        if case .synSent(let send) = connection.state {
            connection.receiveSYN(syn, send, at: now, into: &out)
        }
        return connection
    }

    /// Learns the peer's numbers and answers SYN,ACK.
    private mutating func receiveSYN(
        _ syn: TCPSegment, _ old: SendSpace, at now: Instant, into out: inout [TCPOutput]
    ) {
        var send = old
        send.nxt = send.iss + 1
        send.resume = send.nxt
        agree(to: syn, at: now)
        state = .synReceived(send, ReceiveSpace(irs: SequenceNumber(syn.sequence)))
        handshakeCount = 0
        timer.stopTiming()
        sendSYN(at: now, into: &out)
    }

    // MARK: SYN-SENT (RFC 9293 §3.10.7.3)

    mutating func arrivesInSYNSent(
        _ segment: TCPSegment, _ send: SendSpace, _ because: Cause?, at now: Instant,
        into out: inout [TCPOutput]
    ) {
        let acknowledged = SequenceNumber(segment.acknowledgment)
        if segment.flags.contains(.ack), acknowledged != send.nxt {
            // An answer to some other connection.
            if !segment.flags.contains(.rst) {
                depart(.rst, at: acknowledged, now: now, into: &out)
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
        agree(to: segment, at: now)
        let receive = ReceiveSpace(irs: SequenceNumber(segment.sequence))
        establish(segment, send, receive, at: now, into: &out)
        if case .synchronized(let send, _, _) = state {
            depart(.ack, at: send.nxt, now: now, into: &out)
        }
        processText(
            segment, from: SequenceNumber(segment.sequence) + 1, because, at: now, into: &out)
        finish(at: now, into: &out)
    }

    /// Both ends know each other's numbers now.
    private mutating func establish(
        _ segment: TCPSegment, _ old: SendSpace, _ receive: ReceiveSpace, at now: Instant,
        into out: inout [TCPOutput]
    ) {
        var send = old
        send.una = SequenceNumber(segment.acknowledgment)
        // The window of a SYN is not shifted (RFC 7323 §2.2).
        let shift = segment.flags.contains(.syn) ? 0 : sendShift
        send.wnd = Int(segment.window) << shift
        send.largestWindow = send.wnd
        send.wl1 = SequenceNumber(segment.sequence)
        send.wl2 = send.una
        send.smallEnd = send.una
        timer.acknowledged(
            send.una, at: now, trip: clock.trip(segment.options.timestamps, at: now))
        timer.stop()
        if handshakeCount > 1 {
            timer.startCarefully()
            congestion.startCarefully()
        }
        former = []
        lastSending = now
        keepAlive.heard(settings.keepAlive, at: now)
        enter(.synchronized(send, receive, .established), into: &out)
        out.append(.established(active: isActive))
    }

    // MARK: SYN-RECEIVED (RFC 9293 §3.10.7.4, fifth check)

    mutating func acknowledgeSYN(
        _ segment: TCPSegment, _ send: SendSpace, _ receive: ReceiveSpace, _ because: Cause?,
        at now: Instant, into out: inout [TCPOutput]
    ) {
        let acknowledged = SequenceNumber(segment.acknowledgment)
        guard acknowledged > send.una, acknowledged <= send.nxt else {
            var reset = TCPSegment(
                sourcePort: local.port, destinationPort: remote.port,
                sequence: acknowledged.raw, acknowledgment: 0, flags: .rst, window: 0)
            // An RST echoes the clock of what brought it about (RFC 7323 §5.2).
            if clock.isOn, let stamp = segment.options.timestamps {
                reset.options.timestamps = TCPTimestamps(value: 0, echo: stamp.value)
            }
            out.append(
                .segment(
                    Departure(
                        segment: reset, cause: nil, retransmission: false,
                        firstSendingAt: nil)))
            return
        }
        establish(segment, send, receive, at: now, into: &out)
        processText(segment, from: SequenceNumber(segment.sequence), because, at: now, into: &out)
        if closeCause != nil, case .synchronized(let send, let receive, let phase) = state {
            // `close` was called before the connection was there.
            enter(
                .synchronized(send, receive, phase == .closeWait ? .lastAck : .finWait1),
                into: &out)
        }
        finish(at: now, into: &out)
    }
}

// A new connection out of TIME-WAIT (RFC 9293 §3.6.1).
extension TCPConnection {
    /// Whether a SYN may begin a new connection in this one's place.
    ///
    /// It is no old duplicate when its clock, or without clocks its number, has moved on.
    func givesWay(to segment: TCPSegment) -> Bool {
        guard settings.reusesTimeWait, case .synchronized(_, let receive, .timeWait) = state,
            segment.flags.contains(.syn), segment.flags.isDisjoint(with: [.ack, .rst, .fin])
        else { return false }
        if clock.isOn, let stamp = segment.options.timestamps {
            return Int32(bitPattern: stamp.value &- clock.recent) > 0
        }
        return SequenceNumber(segment.sequence) > receive.nxt
    }

    /// An initial number larger than any that this connection used.
    func numberBeyond(_ number: UInt32) -> UInt32 {
        guard case .synchronized(let send, _, _) = state else { return number }
        let beyond = send.nxt + 65_536
        return SequenceNumber(number) > beyond ? number : beyond.raw
    }
}
