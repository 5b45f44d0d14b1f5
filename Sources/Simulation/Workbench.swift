import Clockwork

/// How far one `step` goes.
package enum StepUnit: String, Hashable, Sendable, CaseIterable {
    case packet, line, exchange, phase
}

/// When a `run` ends, besides running out of work.
package enum RunGoal: Hashable, Sendable {
    /// Until only waiting timers are left.
    case quiet
    /// Until this moment, waiting timers included.
    case moment(Instant)
    /// Until the journal holds this event.
    case event(UInt64)
    /// Until a message has been delivered, bounced or refused for good, waiting included.
    case settled(message: Int)
}

/// What a step or run brought.
package struct StepReport: Sendable {
    /// The events that happened, as positions in the journal.
    package let events: Range<Int>
    /// Nothing is left to do but wait.
    package let isQuiet: Bool
    /// The caller asked to stop, or the limit of one call was reached.
    package let wasInterrupted: Bool
}
