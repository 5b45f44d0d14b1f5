import Clockwork

/// How the TCP of a node behaves: what a system administrator can set on a real machine.
///
/// The defaults are those of a Linux of today wherever the RFCs allow them.
package struct TCPSettings: Hashable, Sendable {
    /// When an unanswered SYN is sent again, and when the attempt is given up.
    package var synSchedule = SYNSchedule.linux
    /// The waits of an unanswered SYN,ACK; Linux doubles from one second and gives up after 63.
    package var synAckWaits: [Interval] = [1, 2, 4, 8, 16, 32].map { .seconds($0) }

    /// The least retransmission time-out; RFC 6298 §2 wants a second, Linux has 200 ms.
    package var leastTimeout = Interval.seconds(1)
    /// The greatest one; RFC 6298 §2 allows no less than 60 seconds.
    package var greatestTimeout = Interval.seconds(60)
    /// Time-outs of the same segment after which a connection is given up: R2 of
    /// RFC 9293 §3.8.3, fifteen as in Linux.
    package var retransmissionLimit = 15

    /// How long an acknowledgment waits for a second segment; zero or less for not at all.
    ///
    /// RFC 9293 §3.8.6.3 allows less than half a second; what is more counts as 499 ms.
    package var acknowledgmentDelay = Interval.milliseconds(40)
    /// Whether small segments are held back while one is on its way (RFC 9293 §3.7.4).
    package var usesNagle = true

    /// Whether windows may be larger than 65,535 octets (RFC 7323 §2).
    package var offersWindowScale = true
    /// Whether segments carry a clock (RFC 7323 §3).
    package var offersTimestamps = true
    /// Whether holes are reported, and reports are made use of (RFC 2018).
    package var offersSACK = true
    /// Octets that a connection keeps for a slow reader: the largest window.
    ///
    /// A mebibyte fills 100 Mbit/s over a round trip of 80 ms.
    package var receiveBufferOctets = 1 << 20
    /// Segments that may be sent before anything is acknowledged; nil for RFC 5681 §3.1.
    package var initialWindowSegments: Int?

    /// How long TIME-WAIT lasts: twice the maximum segment lifetime.
    ///
    /// RFC 9293 §3.4.2 takes that as two minutes; most systems, and we, as thirty seconds.
    package var timeWait = Interval.seconds(60)
    /// Asking after a peer that is silent; nil, as RFC 9293 §3.8.4 wants it, for not at all.
    package var keepAlive: KeepAlive?
    /// Connections of one port that may wait for the last step of their handshake.
    package var backlog = 128
    /// Whether a SYN may begin a new connection out of TIME-WAIT (RFC 9293 §3.6.1).
    package var reusesTimeWait = true

    package init() {}

    /// Asking after a peer that is silent (RFC 9293 §3.8.4).
    package struct KeepAlive: Hashable, Sendable {
        /// The silence before the first question; RFC 9293 wants no less than two hours.
        package var idle = Interval.hours(2)
        /// The wait between questions.
        package var interval = Interval.seconds(75)
        /// Unanswered questions after which the connection is given up.
        package var limit = 9

        package init() {}
    }

    /// The bits by which our windows are shifted: the fewest that make the buffer fit 16 bits.
    var windowShift: UInt8 {
        var shift: UInt8 = 0
        while shift < 14, receiveCapacity > 65_535 << Int(shift) { shift += 1 }
        return shift
    }

    /// The receive buffer within what a window can say (RFC 7323 §2.3).
    var receiveCapacity: Int { min(max(1, receiveBufferOctets), 65_535 << 14) }

    /// The delay of an acknowledgment within what RFC 9293 §3.8.6.3 allows.
    var boundedAcknowledgmentDelay: Interval {
        min(max(acknowledgmentDelay, .zero), .milliseconds(499))
    }
}
