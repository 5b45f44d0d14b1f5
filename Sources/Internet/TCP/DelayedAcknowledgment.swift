import Clockwork

/// When what has come is acknowledged (RFC 5681 §4.2, RFC 9293 §3.8.6.3).
///
/// At once for every second segment, whatever its size, and where `demand` says so; else after a
/// short while, in which an answer may carry it.
struct DelayedAcknowledgment: Sendable {
    private let delay: Interval
    /// Segments with octets that no acknowledgment was sent for.
    private var waiting = 0
    /// When the acknowledgment goes out alone.
    private(set) var deadline: Instant?
    /// The delivery of the segment that waits for it.
    private(set) var cause: Cause?
    /// Whether it must go out before we turn to anything else.
    private(set) var isDue = false

    init(delay: Interval) { self.delay = delay }

    /// Octets have come in order.
    mutating func note(at now: Instant, because: Cause?) {
        waiting += 1
        if waiting >= 2 || delay <= .zero {
            isDue = true
        } else {
            deadline = now + delay
            cause = because
        }
    }

    /// Something has come that the peer must hear of at once.
    mutating func demand() { isDue = true }

    /// A segment went out that carries an acknowledgment.
    mutating func sent() {
        waiting = 0
        deadline = nil
        cause = nil
        isDue = false
    }
}
