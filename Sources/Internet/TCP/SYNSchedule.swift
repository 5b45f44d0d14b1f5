import Clockwork

/// When an unanswered SYN is sent again, and when the attempt is given up.
///
/// RFC 9293 §3.8.3 wants at least three minutes; we do as the systems do that a learner meets.
package enum SYNSchedule: Hashable, Sendable {
    /// The gaps measured on Linux 6.18 (`tcp_syn_retries` 6, `tcp_syn_linear_timeouts` 4): 11
    /// SYNs, and failure after 133.4 seconds.
    case linux
    /// Linux before the linear phase, and many others: 7 SYNs, doubling, failure after 127 s.
    case classic
    /// The waits after the first SYN and after each repeated one; none stands for one second.
    case custom([Interval])

    /// The waits after the first SYN and after each repeated one.
    package var waits: [Interval] {
        switch self {
        case .linux: Self.linuxWaits
        case .classic: Self.classicWaits
        case .custom(let waits): waits.isEmpty ? [.seconds(1)] : waits
        }
    }

    private static let linuxWaits: [Interval] = [
        1_000, 1_000, 1_000, 1_000, 1_000, 2_000, 4_200, 8_200, 16_100, 32_300, 65_600,
    ].map { Interval.milliseconds($0) }

    private static let classicWaits: [Interval] = [1, 2, 4, 8, 16, 32, 64].map { .seconds($0) }

    /// SYNs that are sent in all.
    package var count: Int { waits.count }

    /// From the first SYN to the failure.
    package var total: Interval { waits.reduce(.zero, +) }
}
