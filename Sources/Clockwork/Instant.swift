/// A length of virtual time, in whole nanoseconds; it may be negative.
///
/// Simulated time is counted in integers only, so that two machines never round differently.
package struct Interval: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static let zero = Interval(nanoseconds: 0)
    package static func nanoseconds(_ count: Int) -> Interval { .init(nanoseconds: Int64(count)) }
    package static func microseconds(_ count: Int) -> Interval {
        .init(nanoseconds: Int64(count) * 1_000)
    }
    package static func milliseconds(_ count: Int) -> Interval {
        .init(nanoseconds: Int64(count) * 1_000_000)
    }
    package static func seconds(_ count: Int) -> Interval {
        .init(nanoseconds: Int64(count) * 1_000_000_000)
    }
    package static func minutes(_ count: Int) -> Interval { .seconds(count * 60) }
    package static func hours(_ count: Int) -> Interval { .seconds(count * 3_600) }
    package static func days(_ count: Int) -> Interval { .seconds(count * 86_400) }

    package var wholeSeconds: Int { Int(nanoseconds / 1_000_000_000) }
    package var wholeMilliseconds: Int { Int(nanoseconds / 1_000_000) }

    package static func < (left: Interval, right: Interval) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    package static func + (left: Interval, right: Interval) -> Interval {
        .init(nanoseconds: left.nanoseconds + right.nanoseconds)
    }
    package static func - (left: Interval, right: Interval) -> Interval {
        .init(nanoseconds: left.nanoseconds - right.nanoseconds)
    }
    package static func * (left: Interval, factor: Int) -> Interval {
        .init(nanoseconds: left.nanoseconds * Int64(factor))
    }
    package static func / (left: Interval, divisor: Int) -> Interval {
        .init(nanoseconds: left.nanoseconds / Int64(divisor))
    }
}

/// A moment of virtual time: nanoseconds since midnight of day 1 of the world.
package struct Instant: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Midnight at the start of day 1.
    package static let zero = Instant(nanoseconds: 0)

    package static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    package static func + (left: Instant, right: Interval) -> Instant {
        .init(nanoseconds: left.nanoseconds + right.nanoseconds)
    }
    package static func += (left: inout Instant, right: Interval) { left = left + right }
    package static func - (left: Instant, right: Instant) -> Interval {
        .init(nanoseconds: left.nanoseconds - right.nanoseconds)
    }
    package static func - (left: Instant, right: Interval) -> Instant {
        .init(nanoseconds: left.nanoseconds - right.nanoseconds)
    }
}
