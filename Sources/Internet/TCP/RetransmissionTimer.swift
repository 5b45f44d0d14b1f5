import Clockwork

/// The estimate of the round trip and the time-out made from it (RFC 6298), in whole numbers.
struct RetransmissionTimer: Sendable {
    /// RFC 6298 §2 (2.4) wants at least one second.
    static let least = Interval.seconds(1)
    /// RFC 6298 §2 (2.5) allows an upper bound of at least 60 seconds.
    static let most = Interval.seconds(60)
    /// Time-outs of the same segment after which the connection is given up: R2 of
    /// RFC 9293 §3.8.3, fifteen as in Linux.
    static let limit = 15
    /// The clock's step G of RFC 6298 §2; our clock is exact.
    static let granularity = Interval.milliseconds(1)

    private var smoothed: Interval?
    private var variation = Interval.zero
    private var base = Interval.seconds(1)
    /// Time-outs since the last new acknowledgment.
    private(set) var expirations = 0
    /// The segment whose round trip is being timed: one at a time, never one sent twice.
    private var timing: (end: SequenceNumber, since: Instant)?
    /// When the timer fires; nil when it is stopped.
    private(set) var deadline: Instant?

    /// RTO with its back-off.
    var timeout: Interval {
        var timeout = base
        for _ in 0..<min(expirations, 6) { timeout = min(timeout + timeout, Self.most) }
        return timeout
    }

    mutating func startTiming(_ end: SequenceNumber, at now: Instant) {
        if timing == nil { timing = (end, now) }
    }

    /// Karn's algorithm: what was sent twice tells nothing about the round trip (RFC 6298 §3).
    mutating func stopTiming() { timing = nil }

    /// New octets are acknowledged.
    mutating func acknowledged(_ una: SequenceNumber, at now: Instant) {
        expirations = 0
        guard let timed = timing, una >= timed.end else { return }
        timing = nil
        measure(now - timed.since)
    }

    private mutating func measure(_ trip: Interval) {
        if let old = smoothed {
            let distance = old > trip ? old - trip : trip - old
            // RTTVAR <- (1 - 1/4) * RTTVAR + 1/4 * |SRTT - R'|; SRTT <- (1 - 1/8) * SRTT + 1/8 * R'
            variation = (variation * 3 + distance) / 4
            smoothed = (old * 7 + trip) / 8
        } else {
            smoothed = trip
            variation = trip / 2
        }
        let spread = max(Self.granularity, variation * 4)
        base = min(max((smoothed ?? trip) + spread, Self.least), Self.most)
    }

    /// After a SYN had to be repeated, data starts with three seconds (RFC 6298 §5, 5.7).
    mutating func startCarefully() { base = .seconds(3) }

    mutating func arm(at now: Instant) { deadline = now + timeout }
    mutating func arm(until moment: Instant) { deadline = moment }
    mutating func armIfStopped(at now: Instant) { if deadline == nil { arm(at: now) } }
    mutating func stop() { deadline = nil }

    /// The timer has fired; returns false when it has fired too often.
    mutating func expire() -> Bool {
        expirations += 1
        deadline = nil
        timing = nil
        return expirations <= Self.limit
    }

    mutating func forgetExpirations() { expirations = 0 }
}
