import Clockwork

/// News for a session from its own host: something changed that it may want to tell its peer.
package enum Notice: Hashable, Sendable {
    case mailboxChanged(login: String, mailbox: String)
}

/// What a session can be given.
package enum SessionInput<Answer: Sendable>: Sendable {
    case opened
    case received([UInt8])
    /// The peer sent FIN: an orderly end of its half.
    case closedByPeer
    case failed(TransportFailure)
    /// Comes once, and is large: it lies apart.
    indirect case secured(TLSFacts)
    case deadlinePassed
    case answered(Answer)
    case notified(Notice)
    /// So many octets may be sent now without piling up.
    case writable(Int)
    case shuttingDown
}

/// What a session wants done, in order.
package enum SessionOutput<Question: Sendable>: Sendable {
    case send([UInt8])
    case ask(Question)
    case startTLS
    /// Send FIN once everything sent before has gone out.
    case close
    /// Send RST.
    case abort
    case note(Note)
}

/// A protocol engine: input, at a moment, into an ordered list of outputs.
///
/// There is no socket, clock, thread or callback inside. After `ask` a session takes no further
/// line from its framer until the answer comes.
package protocol ByteSession<Question, Answer>: Sendable {
    associatedtype Question: Sendable
    associatedtype Answer: Sendable

    /// The moment at which the session wants to hear `.deadlinePassed`, if any.
    var nextDeadline: Instant? { get }

    mutating func handle(
        _ input: SessionInput<Answer>, at now: Instant,
        into outbox: inout [SessionOutput<Question>])
}

/// All that a transport accepts: a session whose questions are answered already.
package typealias Carried = ByteSession<Never, Never>
