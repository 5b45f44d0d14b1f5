import Clockwork
import Session
import Wire

/// What a connection wants done, in order.
enum TCPOutput: Sendable {
    case segment(Departure)
    case changed(from: TCPStateName, to: TCPStateName)
    case established(active: Bool)
    /// Octets in order; they are part of the packet that brought them.
    case received(ArraySlice<UInt8>)
    case closedByPeer
    case drained
    case failed(TransportFailure)
    /// Gone, in order; a passive connection that never was established goes without a word.
    case gone(wasKnown: Bool)
}

/// A segment that leaves, and why.
struct Departure: Sendable {
    let segment: TCPSegment
    /// Nil stands for whatever is being handled.
    let cause: Cause?
    let retransmission: Bool
    /// Where its data is in the send buffer, when this is their first sending.
    let firstSendingAt: Int?
}
