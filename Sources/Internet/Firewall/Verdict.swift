import Session

/// What a firewall does with a packet.
package enum Verdict: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case accept
    /// The packet vanishes; its sender waits.
    case drop
    /// The sender gets RST in the name of the destination: as if nobody listened there.
    case reset
    /// The sender is told that the port is unreachable: as if nobody listened there.
    case portUnreachable = "port-unreachable"
    /// The sender is told that the host is unreachable: as if it were switched off.
    case hostUnreachable = "host-unreachable"
    /// The sender is told that policy forbids it.
    case prohibited
    /// The connection comes about in the destination's name, with a window of zero for ever.
    case tarpit

    package var description: String { rawValue }

    /// What goes back to the sender of a refused packet, whichever the family of addresses.
    enum Answer: Hashable, Sendable {
        case nothing
        case reset
        case portUnreachable
        case hostUnreachable
        case prohibited
        case tarpit
    }

    /// What the verdict answers; TCP's own answers to anything else say that the port is closed.
    func answer(toTCP isTCP: Bool) -> Answer {
        switch self {
        case .accept, .drop: .nothing
        case .reset: isTCP ? .reset : .portUnreachable
        case .portUnreachable: .portUnreachable
        case .hostUnreachable: .hostUnreachable
        case .prohibited: .prohibited
        case .tarpit: isTCP ? .tarpit : .nothing
        }
    }
}

/// A verdict with the rule that gave it and the reason.
package struct Ruling: Hashable, Sendable {
    package let verdict: Verdict
    /// The name of the rule; empty for the firewall's default and for known flows.
    package let rule: String
    package let because: Note
    /// Whether it is worth telling: anything but plain accept.
    package let isNotable: Bool

    package init(_ verdict: Verdict, rule: String, because: Note, isNotable: Bool) {
        self.verdict = verdict
        self.rule = rule
        self.because = because
        self.isNotable = isNotable
    }
}

/// How often something matched.
package struct Counters: Hashable, Sendable {
    package var packets = 0
    package var octets = 0
    /// Flows that began with a match.
    package var flows = 0

    package init() {}

    mutating func count(octets: Int, isNewFlow: Bool) {
        packets += 1
        self.octets += octets
        if isNewFlow { flows += 1 }
    }
}
