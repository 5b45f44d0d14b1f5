import Clockwork
import Wire

/// Our clock in the timestamps of a connection, and the peer's (RFC 7323 §3 to §5).
struct TimestampClock: Sendable {
    /// Snd.TS.OK: whether both SYNs carried the option.
    private(set) var isOn = false
    /// Where our clock starts, different for each pair of ends so that it tells nobody our age.
    private let offset: UInt32
    /// TS.Recent: the peer's value to be sent back.
    private(set) var recent: UInt32 = 0
    private var recentAt = Instant.zero
    /// Last.ACK.sent: decides which of the peer's values is sent back.
    var lastAcknowledgment = SequenceNumber(0)

    /// A value that is older than this may belong to a clock that has gone round (RFC 7323 §5.5).
    private static let validity = Interval.days(24)

    init(offset: UInt32) { self.offset = offset }

    /// The clock counts milliseconds, as RFC 7323 §5.4 allows and Linux does.
    func value(at now: Instant) -> UInt32 {
        offset &+ UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000)
    }

    mutating func start(with stamp: TCPTimestamps, at now: Instant) {
        isOn = true
        recent = stamp.value
        recentAt = now
    }

    /// What a segment that leaves says; `hasACK` decides whether the echo means anything.
    func stamp(at now: Instant, hasACK: Bool) -> TCPTimestamps? {
        isOn ? TCPTimestamps(value: value(at: now), echo: hasACK ? recent : 0) : nil
    }

    /// PAWS: whether a value is no older than those that came before it (RFC 7323 §5.3, R1).
    func accepts(_ stamp: TCPTimestamps, at now: Instant) -> Bool {
        Int32(bitPattern: stamp.value &- recent) >= 0 || now - recentAt > Self.validity
    }

    /// Takes the value of an acceptable segment, if it is the one to be sent back (RFC 7323 §4.3).
    mutating func note(_ stamp: TCPTimestamps, at sequence: SequenceNumber, now: Instant) {
        guard sequence <= lastAcknowledgment else { return }
        recent = stamp.value
        recentAt = now
    }

    /// The round trip that an echo of our clock tells of (RFC 7323 §4.1).
    func trip(_ stamp: TCPTimestamps?, at now: Instant) -> Interval? {
        guard isOn, let stamp else { return nil }
        let milliseconds = Int32(bitPattern: value(at: now) &- stamp.echo)
        guard milliseconds >= 0 else { return nil }
        return .milliseconds(Int(milliseconds))
    }
}
