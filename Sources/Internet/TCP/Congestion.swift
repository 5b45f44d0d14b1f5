/// How much may be on its way without making a jam worse (RFC 5681, with RFC 6582's recovery).
struct Congestion: Sendable {
    /// cwnd: octets that may be on their way.
    private(set) var window: Int
    /// ssthresh: where slow start ends.
    private(set) var threshold = Int(Int32.max)
    private(set) var segmentSize: Int
    private(set) var duplicates = 0
    /// The SND.NXT of the moment in which the loss was found; recovery ends when it is reached.
    private(set) var recover: SequenceNumber?
    private var acknowledgedOctets = 0

    init(segmentSize: Int) {
        self.segmentSize = max(1, segmentSize)
        // The initial window of RFC 5681 §3.1 for segments of common sizes.
        window = Self.initialWindow(self.segmentSize)
    }

    private static func initialWindow(_ size: Int) -> Int {
        size > 2190 ? 2 * size : size > 1095 ? 3 * size : 4 * size
    }

    /// After a SYN was lost the initial window is one segment (RFC 5681 §3.1).
    mutating func startCarefully() { window = segmentSize }

    mutating func setSegmentSize(_ size: Int) {
        segmentSize = max(1, size)
        window = max(window, segmentSize)
    }

    /// What a new acknowledgment asks for.
    enum Reaction { case nothing, retransmitFirst }

    mutating func acknowledged(
        _ octets: Int, una: SequenceNumber, inFlight: Int
    ) -> Reaction {
        duplicates = 0
        if let recover {
            if una >= recover {
                // Full acknowledgment: back to the threshold (RFC 6582 §3.2, step 3).
                window = min(threshold, max(inFlight, segmentSize) + segmentSize)
                self.recover = nil
                return .nothing
            }
            // Partial acknowledgment: the next hole is lost too (RFC 6582 §3.2, step 3).
            window = max(segmentSize, window - octets)
            if octets >= segmentSize { window += segmentSize }
            return .retransmitFirst
        }
        if window < threshold {
            window += min(octets, segmentSize)
        } else {
            // One segment more for each window that is acknowledged (RFC 5681 §3.1).
            acknowledgedOctets += octets
            if acknowledgedOctets >= window {
                acknowledgedOctets -= window
                window += segmentSize
            }
        }
        window = min(window, 1 << 30)
        return .nothing
    }

    /// A duplicate acknowledgment (RFC 5681 §3.2); the third one asks for a retransmission.
    mutating func duplicate(inFlight: Int, nxt: SequenceNumber) -> Reaction {
        duplicates += 1
        if recover != nil {
            window += segmentSize
            return .nothing
        }
        guard duplicates == 3 else { return .nothing }
        threshold = max(inFlight / 2, 2 * segmentSize)
        window = threshold + 3 * segmentSize
        recover = nxt
        return .retransmitFirst
    }

    /// The retransmission timer fired: begin again with one segment (RFC 5681 §3.1).
    mutating func timedOut(inFlight: Int, first: Bool) {
        if first { threshold = max(inFlight / 2, 2 * segmentSize) }
        window = segmentSize
        duplicates = 0
        recover = nil
        acknowledgedOctets = 0
    }
}
