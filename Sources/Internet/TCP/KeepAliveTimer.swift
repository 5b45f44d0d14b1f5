import Clockwork

/// When a peer that is silent is asked whether it is still there (RFC 9293 §3.8.4).
struct KeepAliveTimer: Sendable {
    /// When the next question is due; nil when keep-alive is off.
    private(set) var deadline: Instant?
    /// Questions without an answer.
    private(set) var unanswered = 0

    /// Something came from the peer, or octets are on their way to it.
    mutating func heard(_ settings: TCPSettings.KeepAlive?, at now: Instant) {
        guard let settings else { return }
        unanswered = 0
        deadline = now + max(settings.idle, .milliseconds(1))
    }

    /// A question goes out; false when too many have had no answer.
    mutating func ask(_ settings: TCPSettings.KeepAlive, at now: Instant) -> Bool {
        guard unanswered < settings.limit else { return false }
        unanswered += 1
        deadline = now + max(settings.interval, .milliseconds(1))
        return true
    }
}
