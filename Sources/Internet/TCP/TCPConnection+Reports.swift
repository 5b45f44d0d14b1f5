import Clockwork
import Session
import Wire

/// What an ICMP or ICMPv6 error says about a path, whatever its number in either protocol.
enum PathReport: Equatable, Sendable {
    /// The destination cannot be reached, and this is the reason.
    case unreachable(TransportFailure)
    /// A packet is too big for a link, which takes `mtu` octets; zero when it was not said.
    case tooBig(mtu: Int)
}

// News from routers (RFC 9293 §3.9.2.2, RFC 1122 §4.2.3.9).
extension TCPConnection {
    /// Takes news about a segment with this sequence number.
    ///
    /// Only a segment that is on its way can have brought it about; all else is forged, or old.
    /// News of an unreachable host end an attempt to connect at once, as `connect` on Linux does.
    /// A connection that stands goes on: they are remembered as the reason, should it fail.
    mutating func routerReports(
        _ report: PathReport, sequence: UInt32?, at now: Instant, into out: inout [TCPOutput]
    ) {
        guard let sequence else { return }
        let place = SequenceNumber(sequence)
        switch (state, report) {
        case (.closed, _), (.synSent, .tooBig), (.synReceived, _): return
        case (.synSent(let send), .unreachable(let failure)):
            guard place == send.iss else { return }
            fail(failure, into: &out)
        case (.synchronized(let send, _, _), .unreachable(let failure)):
            guard place >= send.una, place < send.nxt else { return }
            softError = failure
        case (.synchronized(let send, _, _), .tooBig(let mtu)):
            guard place >= send.una, place < send.nxt else { return }
            takePathMTU(mtu, send, at: now, into: &out)
        }
    }

    /// Path MTU discovery (RFC 9293 §3.7.2): smaller segments, from the first lost one on.
    private mutating func takePathMTU(
        _ mtu: Int, _ old: SendSpace, at now: Instant, into out: inout [TCPOutput]
    ) {
        let headers = (remote.address.isV4 ? 40 : 60) + optionOctets
        // A router that says nothing leaves us the size that every host takes.
        let least = remote.address.isV4 ? 576 : 1_280
        // No link of IPv6 takes less than 1280 octets; below 128, segments only cost us work.
        let path = mtu == 0 ? least : max(mtu, remote.address.isV4 ? 128 : 1_280)
        let size = path - headers
        guard size < congestion.segmentSize else { return }
        congestion.setSegmentSize(size, nxt: old.nxt)
        scoreboard.resent = nil
        var send = old
        send.resume = send.una
        store(send)
        timer.stopTiming()
        transmit(at: now, into: &out)
    }
}
