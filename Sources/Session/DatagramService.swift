import Clockwork
import Wire

/// What a service over datagrams can be given.
package enum DatagramInput: Sendable {
    case received([UInt8], from: Endpoint)
    case deadlinePassed
}

/// What a service over datagrams wants done, in order.
package enum DatagramOutput: Sendable {
    case send([UInt8], to: Endpoint)
    case note(Note)
}

/// A protocol engine over UDP: the datagram sibling of `ByteSession`.
package protocol DatagramService: Sendable {
    /// The moment at which the service wants to hear `.deadlinePassed`, if any.
    var nextDeadline: Instant? { get }

    mutating func handle(
        _ input: DatagramInput, at now: Instant, into outbox: inout [DatagramOutput])
}
