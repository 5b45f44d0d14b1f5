import Clockwork

/// The estimate of the round trip and the time-out made from it (RFC 6298), in whole numbers.
struct RetransmissionTimer: Sendable {
    /// The clock's step G of RFC 6298 §2, that of our timestamps.
    static let granularity = Interval.milliseconds(1)

    private let least: Interval
    private let most: Interval
    private let limit: Int
    private(set) var smoothed: Interval?
    private var variation = Interval.zero
    private var base: Interval
    /// Time-outs since the last new acknowledgment.
    private(set) var expirations = 0
    /// The segment whose round trip is being timed: one at a time.
    private var timing: (end: SequenceNumber, since: Instant)?
    /// When the timer fires; nil when it is stopped.
    private(set) var deadline: Instant?

    init(_ settings: TCPSettings) {
        least = max(settings.leastTimeout, .milliseconds(1))
        most = max(settings.greatestTimeout, least)
        limit = settings.retransmissionLimit
        // Before anything is known it is a second (RFC 6298 §2, 2.1).
        base = min(max(.seconds(1), least), most)
    }

    /// RTO with its back-off.
    var timeout: Interval {
        var timeout = base
        var left = expirations
        while left > 0, timeout < most {
            timeout = min(timeout + timeout, most)
            left -= 1
        }
        return timeout
    }

    mutating func startTiming(_ end: SequenceNumber, at now: Instant) {
        if timing == nil { timing = (end, now) }
    }

    /// Karn's algorithm: what was sent twice tells nothing about the round trip (RFC 6298 §3).
    mutating func stopTiming() { timing = nil }

    /// New octets are acknowledged; `trip` is what the peer's echo of our clock says.
    ///
    /// One round trip is measured at a time, echo or not, which keeps the weights of RFC 6298
    /// what they were meant to be (RFC 7323 §4.2). With an echo, retransmission does not matter.
    mutating func acknowledged(_ una: SequenceNumber, at now: Instant, trip: Interval?) {
        expirations = 0
        guard let timed = timing, una >= timed.end else { return }
        timing = nil
        // An echo that says more than we have waited is nonsense.
        measure(min(trip ?? now - timed.since, now - timed.since))
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
        base = min(max((smoothed ?? trip) + spread, least), most)
    }

    /// After a SYN had to be repeated, data starts with three seconds (RFC 6298 §5, 5.7).
    mutating func startCarefully() { base = min(max(base, .seconds(3)), most) }

    mutating func arm(at now: Instant) { deadline = now + timeout }
    mutating func arm(until moment: Instant) { deadline = moment }
    mutating func armIfStopped(at now: Instant) { if deadline == nil { arm(at: now) } }
    mutating func stop() { deadline = nil }

    /// The timer has fired; returns false when it has fired too often.
    mutating func expire() -> Bool {
        expirations += 1
        deadline = nil
        timing = nil
        return expirations <= limit
    }

    mutating func forgetExpirations() { expirations = 0 }
}
