import Clockwork
import Session

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

/// A world and its recording: what the shell and the labs drive. (Stub: the real one lands on main.)
package struct Workbench: Sendable {
    /// Builds the world; throws when the plan contradicts itself.
    package init(_ blueprint: Blueprint, seed: UInt64) throws(Trouble) { preconditionFailure("stub") }

    package var blueprint: Blueprint { preconditionFailure("stub") }
    package var seed: UInt64 { preconditionFailure("stub") }
    package var journal: Journal { preconditionFailure("stub") }
    package var now: Instant { preconditionFailure("stub") }
    /// Nothing is left to do but wait (idle sessions, TIME-WAIT, queue retry, caches).
    package var isQuiet: Bool { preconditionFailure("stub") }
    /// `back` or `goto` has been used: later actions are recorded and would be replayed by stepping.
    package var isInThePast: Bool { preconditionFailure("stub") }
    /// The moment of the next waiting timer, for "run until".
    package var nextMoment: Instant? { preconditionFailure("stub") }

    // MARK: doing
    /// Does what the learner asks; returns the number of the action's event. In the past, this cuts
    /// the recorded future off. Nothing but the action itself happens until `step` or `run`.
    @discardableResult
    package mutating func perform(_ action: Action) throws(Trouble) -> UInt64 { preconditionFailure("stub") }
    package mutating func step(_ unit: StepUnit, interrupted: () -> Bool = { false }) -> StepReport { preconditionFailure("stub") }
    package mutating func run(until goal: RunGoal, interrupted: () -> Bool = { false }) -> StepReport { preconditionFailure("stub") }
    /// One unit back; false when the story's start is reached.
    package mutating func back(_ unit: StepUnit = .exchange) -> Bool { preconditionFailure("stub") }
    package mutating func goto(event: UInt64) throws(Trouble) { preconditionFailure("stub") }
    package mutating func goto(moment: Instant) throws(Trouble) { preconditionFailure("stub") }

    // MARK: looking (all read the present moment)
    package var hosts: [HostView] { preconditionFailure("stub") }
    package func host(named name: String) -> HostView? { preconditionFailure("stub") }
    /// Every account in the order of the world file, with the host that keeps it.
    package var accounts: [(login: String, password: String, host: String)] { preconditionFailure("stub") }
    package func mailbox(of login: String, named name: String = "INBOX") throws(Trouble) -> [MailboxRow] { preconditionFailure("stub") }
    package func queue(of host: String) throws(Trouble) -> [QueueRow] { preconditionFailure("stub") }
    package func firewall(of host: String) throws(Trouble) -> [FirewallRow] { preconditionFailure("stub") }
    /// Connections opened by hand, the latest last; numbers start at 1.
    package var terminals: [TerminalView] { preconditionFailure("stub") }
    /// The number of the latest message made by `send` or taken into a queue.
    package var latestMessage: Int? { preconditionFailure("stub") }
    /// Where a letter is on its way, for step and lab: the phase that an event belongs to.
    package func phase(of event: Event) -> Event.Phase? { preconditionFailure("stub") }
    /// The event completes an exchange: an answer that a client got.
    package func completesExchange(_ event: Event) -> Bool { preconditionFailure("stub") }
    /// The question event that an answer event belongs to (for showing exchanges as pairs).
    package func question(of event: Event) -> Event? { preconditionFailure("stub") }
    /// For `dns` and `lines` events: the name of the host at the other end.
    package func peer(of event: Event) -> String? { preconditionFailure("stub") }
    /// The host that owns an address, or the address as text.
    package func hostName(of address: String) -> String { preconditionFailure("stub") }

    // MARK: export
    /// The capture of the whole journal as pcapng octets.
    package func capture() -> [UInt8] { preconditionFailure("stub") }
    /// One JSON object, on one line, for an event.
    package func json(of event: Event) -> String { preconditionFailure("stub") }
    /// A decoded, one-line English summary of a packet (Wire's).
    package func summary(ofPacket octets: [UInt8]) -> String { preconditionFailure("stub") }
    /// The layers of a packet with field names and values, outermost first, for `inspect`.
    package func dissection(ofPacket octets: [UInt8]) -> [(layer: String, fields: [(name: String, value: String)])] { preconditionFailure("stub") }
    /// Protocol verbs valid in the present state of the terminal's connection (for completion).
    package func validVerbs(terminal: Int) -> [String] { preconditionFailure("stub") }
    /// What a protocol line means (verbs, reply codes), nil when nothing is known of it.
    package func explanation(of event: Event) -> [Session.Note] { preconditionFailure("stub") }
}
