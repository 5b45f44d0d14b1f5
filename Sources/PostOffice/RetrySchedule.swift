import Clockwork

/// When a queued message is tried again, and when its sender is told that it never will be.
///
/// Two tries in the first hour, then ever more patient; it gives up after five days
/// (RFC 5321 §4.5.4.1: at least 30 minutes between tries, four to five days in all).
package struct RetrySchedule: Hashable, Sendable {
    package var pauses: [Interval]
    package var lifetime: Interval

    package init(
        pauses: [Interval] = [.minutes(30), .minutes(30), .hours(1), .hours(2), .hours(3)],
        lifetime: Interval = .days(5)
    ) {
        self.pauses = pauses
        self.lifetime = lifetime
    }

    /// The moment of the next try after `attempts` tries, nil when the lifetime is used up.
    ///
    /// The last try falls on the end of the lifetime itself.
    package func nextAttempt(after attempts: Int, arrived: Instant, now: Instant) -> Instant? {
        let end = arrived + lifetime
        guard now < end, !pauses.isEmpty else { return nil }
        return min(end, now + pauses[min(max(attempts, 1), pauses.count) - 1])
    }
}
