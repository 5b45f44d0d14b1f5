/// A length of virtual time, in whole nanoseconds; it may be negative.
///
/// Simulated time is counted in integers only, so that two machines never round differently.
public struct Interval: Hashable, Comparable, Sendable {
    public var nanoseconds: Int64

    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public static let zero = Interval(nanoseconds: 0)
    @inlinable public static func nanoseconds(_ count: Int) -> Interval {
        .init(nanoseconds: Int64(count))
    }
    @inlinable public static func microseconds(_ count: Int) -> Interval {
        .init(nanoseconds: Int64(count) * 1_000)
    }
    @inlinable public static func milliseconds(_ count: Int) -> Interval {
        .init(nanoseconds: Int64(count) * 1_000_000)
    }
    @inlinable public static func seconds(_ count: Int) -> Interval {
        .init(nanoseconds: Int64(count) * 1_000_000_000)
    }
    @inlinable public static func minutes(_ count: Int) -> Interval { .seconds(count * 60) }
    @inlinable public static func hours(_ count: Int) -> Interval { .seconds(count * 3_600) }
    @inlinable public static func days(_ count: Int) -> Interval { .seconds(count * 86_400) }

    @inlinable public var wholeSeconds: Int { Int(nanoseconds / 1_000_000_000) }
    @inlinable public var wholeMilliseconds: Int { Int(nanoseconds / 1_000_000) }

    @inlinable public static func < (left: Interval, right: Interval) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    @inlinable public static func + (left: Interval, right: Interval) -> Interval {
        .init(nanoseconds: left.nanoseconds + right.nanoseconds)
    }
    @inlinable public static func - (left: Interval, right: Interval) -> Interval {
        .init(nanoseconds: left.nanoseconds - right.nanoseconds)
    }
    @inlinable public static func * (left: Interval, factor: Int) -> Interval {
        .init(nanoseconds: left.nanoseconds * Int64(factor))
    }
    @inlinable public static func / (left: Interval, divisor: Int) -> Interval {
        .init(nanoseconds: left.nanoseconds / Int64(divisor))
    }
}

/// A moment of virtual time: nanoseconds since midnight of day 1 of the world.
public struct Instant: Hashable, Comparable, Sendable {
    public var nanoseconds: Int64

    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Midnight at the start of day 1.
    public static let zero = Instant(nanoseconds: 0)

    @inlinable public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    @inlinable public static func + (left: Instant, right: Interval) -> Instant {
        .init(nanoseconds: left.nanoseconds + right.nanoseconds)
    }
    @inlinable public static func += (left: inout Instant, right: Interval) { left = left + right }
    @inlinable public static func - (left: Instant, right: Instant) -> Interval {
        .init(nanoseconds: left.nanoseconds - right.nanoseconds)
    }
    @inlinable public static func - (left: Instant, right: Interval) -> Instant {
        .init(nanoseconds: left.nanoseconds - right.nanoseconds)
    }
}

// Both are written as whole numbers of nanoseconds.
extension Interval: Codable {
    public init(from decoder: any Decoder) throws {
        nanoseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        nanoseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }
}
