import Session

/// One question that a firewall asked about a packet, and its answer.
package struct Condition: Hashable, Sendable {
    /// What was asked.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case isOn = "is-on"
        case state
        case hook
        case protocolIs = "protocol"
        case icmpType = "type"
        case sourcePort = "source-port"
        case portIs = "port"
        case sourceIn = "source-in"
        case sourceNotIn = "source-not-in"
        case destinationIn = "destination-in"
        case destinationNotIn = "destination-not-in"
        case limit
    }

    package let kind: Kind
    /// What the rule wants.
    package let wanted: String
    /// What the packet has.
    package let found: String
    package let holds: Bool

    init(_ kind: Kind, _ wanted: String, _ found: String, _ holds: Bool) {
        self.kind = kind
        self.wanted = wanted
        self.found = found
        self.holds = holds
    }

    /// The question for the learner.
    package var note: Note {
        Note("firewall.trace-\(kind.rawValue)", ["wanted": wanted, "found": found])
    }
}

/// One rule of a firewall as it was gone through for a packet.
package struct TraceStep: Hashable, Sendable {
    /// What was asked.
    package enum Asked: Hashable, Sendable {
        /// Whether the flow was accepted before.
        case knownFlows
        /// The rule at this place, counted from 1.
        case rule(Int)
        case policy
        case byDefault
    }

    package let asked: Asked
    /// The rule's or policy's name; empty otherwise.
    package let rule: String
    package let conditions: [Condition]
    /// The verdict that the rule gave; nil when it did not match and the next one was asked.
    package let ruling: Ruling?
    /// Whether nothing behind it is asked.
    package let isLast: Bool
}
