import Clockwork
import Mail
import Session

/// A message that a server has taken responsibility for and not yet passed on to everybody.
package struct QueuedMessage: Sendable {
    /// A recipient that is still owed the message.
    package struct Waiting: Sendable {
        package let path: ForwardPath
        package let domain: String
        /// Why the last try failed.
        package var reason: Note?
    }

    package let id: String
    package let sender: ReversePath
    package let octets: [UInt8]
    package let isEightBit: Bool
    package let arrived: Instant
    package var waiting: [Waiting]
    package var attempts = 0
    /// Nil while a try is under way.
    package var nextAttempt: Instant?
    /// The event that the next try follows from.
    package var cause: Cause?
    /// Couriers that are out for it.
    var couriers: [Int] = []

    package init(
        id: String, sender: ReversePath, octets: [UInt8], isEightBit: Bool, arrived: Instant,
        waiting: [Waiting], nextAttempt: Instant?, cause: Cause?
    ) {
        self.id = id
        self.sender = sender
        self.octets = octets
        self.isEightBit = isEightBit
        self.arrived = arrived
        self.waiting = waiting
        self.nextAttempt = nextAttempt
        self.cause = cause
    }
}
