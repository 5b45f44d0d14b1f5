import Clockwork
import Session
import Wire

// Putting segments together: numbers, window and options.
extension TCPConnection {
    /// Puts together a segment with the present acknowledgment and window, and counts it sent.
    mutating func depart(
        _ flags: TCPFlags, at sequence: SequenceNumber, data: ArraySlice<UInt8> = [],
        now: Instant, cause: Cause? = nil, retransmission: Bool = false,
        firstSendingAt: Int? = nil, into out: inout [TCPOutput]
    ) {
        var segment = TCPSegment(
            sourcePort: local.port, destinationPort: remote.port, sequence: sequence.raw,
            acknowledgment: 0, flags: flags, window: 0, data: data)
        let isSYN = flags.contains(.syn)
        switch state {
        case .closed, .synSent: segment.window = UInt16(clamping: receiveBuffer.room)
        case .synReceived(let send, var receive):
            segment.flags.insert(.ack)
            segment.acknowledgment = receive.nxt.raw
            segment.window = announce(&receive, isSYN: isSYN)
            state = .synReceived(send, receive)
            noteAcknowledgment(receive.nxt)
        case .synchronized(let send, var receive, let phase):
            segment.flags.insert(.ack)
            segment.acknowledgment = receive.nxt.raw
            segment.window = announce(&receive, isSYN: false)
            state = .synchronized(send, receive, phase)
            noteAcknowledgment(receive.nxt)
            if usesSACK, receiveBuffer.hasGap, !flags.contains(.rst) {
                segment.options.sack = receiveBuffer.blocks(limit: sackLimit)
            }
        }
        if isSYN {
            offer(in: &segment.options, at: now)
        } else if clock.isOn {
            segment.options.timestamps = clock.stamp(at: now, hasACK: true)
        }
        out.append(
            .segment(
                Departure(
                    segment: segment, cause: cause, retransmission: retransmission,
                    firstSendingAt: firstSendingAt)))
    }

    private mutating func noteAcknowledgment(_ next: SequenceNumber) {
        clock.lastAcknowledgment = next
        acknowledgment.sent()
    }

    /// The blocks that an option list has room for (RFC 2018 §3).
    private var sackLimit: Int { clock.isOn ? 3 : 4 }

    /// Octets of the reports in each segment, which its data must leave free (RFC 9293 §3.7.1).
    var reportOctets: Int {
        guard usesSACK, receiveBuffer.hasGap else { return 0 }
        return 4 + 8 * receiveBuffer.blocks(limit: sackLimit).count
    }

    /// The window to be said, and the edge that it promises (RFC 7323 §2.3).
    ///
    /// The edge never moves back; what shifting cuts off is not announced, but would be taken.
    private func announce(_ receive: inout ReceiveSpace, isSYN: Bool) -> UInt16 {
        if isSYN {
            let window = min(receiveBuffer.room, 65_535)
            receive.edge = .later(receive.edge, receive.nxt + window)
            return UInt16(clamping: window)
        }
        let room = (receiveBuffer.room >> receiveShift) << receiveShift
        let gain = receive.nxt + room - receive.edge
        // Small steps are not worth announcing (RFC 9293 §3.8.6.2.2), except the last one.
        if gain > 0,
            gain >= min(ownSegmentSize, receiveBuffer.capacity / 2)
                || receiveBuffer.unread.isEmpty
        {
            receive.edge = receive.nxt + room
        }
        return UInt16(clamping: receive.wnd >> receiveShift)
    }

    // MARK: SYN

    /// Adds what a SYN offers, or what a SYN,ACK agrees to.
    private func offer(in options: inout TCPOptions, at now: Instant) {
        options.maximumSegmentSize = UInt16(clamping: ownSegmentSize)
        switch state {
        case .synSent:
            if settings.offersWindowScale { options.windowScale = settings.windowShift }
            options.isSACKPermitted = settings.offersSACK
            if settings.offersTimestamps {
                options.timestamps = TCPTimestamps(value: clock.value(at: now), echo: 0)
            }
        case .synReceived:
            if usesWindowScale { options.windowScale = settings.windowShift }
            options.isSACKPermitted = usesSACK
            options.timestamps = clock.stamp(at: now, hasACK: true)
        case .closed, .synchronized: return
        }
    }

    /// Takes what the peer's SYN offers, and agrees to what we offer as well.
    mutating func agree(to syn: TCPSegment, at now: Instant) {
        let options = syn.options
        if settings.offersWindowScale, let scale = options.windowScale {
            usesWindowScale = true
            // More than fourteen counts as fourteen (RFC 7323 §2.3).
            sendShift = min(Int(scale), 14)
            receiveShift = Int(settings.windowShift)
        } else {
            receiveBuffer.capacity = min(receiveBuffer.capacity, 65_535)
        }
        if settings.offersTimestamps, let stamp = options.timestamps {
            clock.start(with: stamp, at: now)
        }
        usesSACK = settings.offersSACK && options.isSACKPermitted
        let announced = options.maximumSegmentSize.map(Int.init) ?? defaultSegmentSize
        // A peer may announce nonsense; tiny segments would only cost us work.
        let size = min(max(announced, 64), ownSegmentSize) - optionOctets
        congestion = Congestion(
            segmentSize: size, iss: sendISS, initialSegments: settings.initialWindowSegments)
    }

    /// Octets of the options in every segment, which its data must leave free (RFC 9293 §3.7.1).
    var optionOctets: Int { clock.isOn ? 12 : 0 }

    /// The segment size for a peer that announces none (RFC 9293 §3.7.1).
    private var defaultSegmentSize: Int { remote.address.isV4 ? 536 : 1_220 }

    private var sendISS: SequenceNumber {
        switch state {
        case .closed: SequenceNumber(0)
        case .synSent(let send), .synReceived(let send, _), .synchronized(let send, _, _):
            send.iss
        }
    }

    /// Sends SYN, or SYN,ACK, for the first time or again.
    mutating func sendSYN(at now: Instant, into out: inout [TCPOutput]) {
        let waits: [Interval]
        let iss: SequenceNumber
        switch state {
        case .synSent(let send): (waits, iss) = (settings.synSchedule.waits, send.iss)
        case .synReceived(let send, _): (waits, iss) = (settings.synAckWaits, send.iss)
        case .closed, .synchronized: return
        }
        let wait = waits.isEmpty ? .seconds(1) : waits[min(handshakeCount, waits.count - 1)]
        depart(
            .syn, at: iss, now: now, cause: handshakeCause,
            retransmission: handshakeCount > 0, into: &out)
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
