import Clockwork

/// When an unanswered SYN is sent again, and when the attempt is given up.
///
/// These are the gaps measured on Linux 6.18 (`tcp_syn_retries` 6, `tcp_syn_linear_timeouts` 4):
/// 11 SYNs, and failure after 133.4 seconds. RFC 9293 §3.8.3 wants at least three minutes; we do
/// as the systems do that a learner meets.
package enum SYNSchedule {
    /// The waits after the first SYN and after each repeated one.
    package static let waits: [Interval] = [
        1_000, 1_000, 1_000, 1_000, 1_000, 2_000, 4_200, 8_200, 16_100, 32_300, 65_600,
    ].map { Interval.milliseconds($0) }

    /// SYNs that are sent in all.
    package static var count: Int { waits.count }

    /// From the first SYN to the failure.
    package static var total: Interval { waits.reduce(.zero, +) }

    /// The waits of an unanswered SYN,ACK, doubling from one second, as Linux does.
    package static let answerWaits: [Interval] = [1, 2, 4, 8, 16, 32].map { Interval.seconds($0) }
}
