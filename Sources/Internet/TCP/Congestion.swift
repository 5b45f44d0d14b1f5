/// How much may be on its way without making a jam worse (RFC 5681).
///
/// Losses are repaired with the peer's reports (RFC 2018) where both ends agreed on them, and else
/// after NewReno (RFC 6582).
struct Congestion: Sendable {
    /// cwnd: octets that may be on their way.
    private(set) var window: Int
    /// ssthresh: where slow start ends.
    private(set) var threshold = Int(Int32.max)
    private(set) var segmentSize: Int
    private(set) var duplicates = 0
    /// The SND.NXT of the moment in which a loss was found; its recovery ends when it is reached.
    private(set) var recovery: SequenceNumber?
    /// The SND.NXT of the last loss: no second one is found before it (RFC 6582 §3.2).
    private var recover: SequenceNumber
    /// Octets sent by limited transmit, beyond the window.
    private(set) var limited = 0
    private let initialSegments: Int?
    private var acknowledgedOctets = 0
    /// How far the last new acknowledgment moved SND.UNA (RFC 6582 §4.1).
    private var lastStep = 0

    init(segmentSize: Int, iss: SequenceNumber, initialSegments: Int?) {
        self.segmentSize = max(1, segmentSize)
        self.initialSegments = initialSegments
        recover = iss
        window = 0
        window = initialWindow
    }

    /// IW: what may be sent before anything is acknowledged (RFC 5681 §3.1).
    var initialWindow: Int {
        if let initialSegments { return max(1, initialSegments) * segmentSize }
        return (segmentSize > 2190 ? 2 : segmentSize > 1095 ? 3 : 4) * segmentSize
    }

    /// After a SYN was lost the initial window is one segment (RFC 5681 §3.1).
    mutating func startCarefully() { window = segmentSize }

    /// After a rest longer than the time-out the window is the first one again (RFC 5681 §4.1).
    mutating func restartAfterRest() { window = min(window, initialWindow) }

    /// The path takes only smaller segments; the window shrinks with them (RFC 5681 §3.1).
    mutating func setSegmentSize(_ size: Int, nxt: SequenceNumber) {
        let size = max(1, size)
        window = max(size, window / segmentSize * size)
        segmentSize = size
        recovery = nil
        recover = nxt
        duplicates = 0
        limited = 0
    }

    /// Nothing is lost that we know of.
    var isCalm: Bool { recovery == nil && duplicates == 0 }

    /// What an acknowledgment asks for.
    enum Reaction { case nothing, retransmitFirst }

    // MARK: New acknowledgments

    mutating func acknowledged(
        _ octets: Int, una: SequenceNumber, inFlight: Int, usesSACK: Bool
    ) -> Reaction {
        duplicates = 0
        limited = 0
        lastStep = octets
        guard let end = recovery else {
            grow(octets, wasInFlight: inFlight + octets)
            return .nothing
        }
        if una >= end {
            // Full acknowledgment: back to the threshold (RFC 6582 §3.2, step 3).
            window = min(threshold, max(inFlight, segmentSize) + segmentSize)
            recovery = nil
            acknowledgedOctets = 0
            return .nothing
        }
        if !usesSACK {
            // Partial acknowledgment: the next hole is lost too (RFC 6582 §3.2, step 3).
            window = max(segmentSize, window - octets)
            if octets >= segmentSize { window += segmentSize }
        }
        return .retransmitFirst
    }

    /// Slow start and congestion avoidance (RFC 5681 §3.1).
    ///
    /// A window that was not made use of tells nothing about the path, and does not grow.
    private mutating func grow(_ octets: Int, wasInFlight: Int) {
        if window < threshold {
            guard 2 * wasInFlight >= window else { return }
            window += min(octets, segmentSize)
        } else {
            guard wasInFlight + segmentSize >= window else { return }
            // One segment more for each window that is acknowledged.
            acknowledgedOctets += octets
            if acknowledgedOctets >= window {
                acknowledgedOctets -= window
                window += segmentSize
            }
        }
        window = min(window, 1 << 30)
    }

    // MARK: Losses

    /// A duplicate acknowledgment (RFC 5681 §3.2); the third one asks for a retransmission.
    ///
    /// `isLost` says that the peer's reports alone show a loss.
    mutating func duplicate(
        una: SequenceNumber, nxt: SequenceNumber, usesSACK: Bool, isLost: Bool
    ) -> Reaction {
        duplicates += 1
        if recovery != nil {
            // Each one says that a segment has left the network (RFC 5681 §3.2, step 4).
            if !usesSACK { window = min(window + segmentSize, 1 << 30) }
            return .nothing
        }
        guard duplicates >= 3 || isLost, isNews(una, usesSACK: usesSACK) else { return .nothing }
        threshold = max((nxt - una - limited) / 2, 2 * segmentSize)
        // With reports the octets that left are counted one by one instead.
        window = usesSACK ? threshold : threshold + 3 * segmentSize
        recovery = nxt
        recover = nxt
        limited = 0
        return .retransmitFirst
    }

    /// Whether a loss at `una` is another one than that which was repaired last.
    ///
    /// Without reports, what we sent needlessly is answered by duplicates as well; the heuristic
    /// of RFC 6582 §4.1 tells the two apart.
    private func isNews(_ una: SequenceNumber, usesSACK: Bool) -> Bool {
        if usesSACK { return una >= recover }
        guard duplicates == 3 else { return false }
        return una > recover || window > segmentSize && lastStep <= 4 * segmentSize
    }

    /// What limited transmit allows beyond the window: a new segment for each of the first two
    /// duplicates (RFC 5681 §3.2, step 1).
    var extra: Int { recovery == nil ? min(duplicates, 2) * segmentSize : 0 }

    /// Notes that so many octets beyond the window are on their way.
    mutating func noteLimited(_ octets: Int) { limited = max(limited, octets) }

    /// The retransmission timer fired: begin again with one segment (RFC 5681 §3.1).
    mutating func timedOut(inFlight: Int, nxt: SequenceNumber, first: Bool) {
        if first { threshold = max(inFlight / 2, 2 * segmentSize) }
        window = segmentSize
        duplicates = 0
        recovery = nil
        recover = nxt
        limited = 0
        acknowledgedOctets = 0
    }
}
