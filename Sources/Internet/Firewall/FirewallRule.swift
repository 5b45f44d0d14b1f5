import Clockwork
import Session
import Wire

/// One end of what a rule is about: addresses and ports.
package struct RuleEnd: Hashable, Sendable {
    /// Nil when the rule says nothing about the addresses.
    package var addresses: AddressExpression?
    package var ports: PortRanges

    package init(_ addresses: AddressExpression? = nil, ports: PortRanges = PortRanges([])) {
        self.addresses = addresses
        self.ports = ports
    }

    var isSilent: Bool { addresses == nil && ports.isAny }

    /// `@dynamic port 25 except @own-mail`: what is taken away stands last.
    var text: String {
        let addresses = addresses ?? .any
        var words = [addresses.base.description]
        if !ports.isAny { words.append("port \(ports)") }
        if let exception = addresses.exception { words.append("except \(exception)") }
        return words.joined(separator: " ")
    }
}

/// A rule: conditions, all of which must hold, and a verdict.
///
/// `description` is the rule in the language in which it is typed (`RuleParser`).
package struct FirewallRule: Hashable, Sendable, CustomStringConvertible {
    package var verdict: Verdict
    /// Any protocol when nil.
    package var protocolNumber: IPProtocol?
    /// Wherever packets meet the firewall when nil.
    package var hook: FirewallHook?
    package var source: RuleEnd
    package var destination: RuleEnd
    /// When empty: packets of no known flow, whether they may begin one or not.
    package var states: [FlowState]
    /// Any ICMP message when empty.
    package var icmpTypes: [UInt8]
    package var limit: RateLimit?
    /// Every packet that the rule takes is told, not only refusals and beginnings.
    package var isLogged: Bool
    /// Empty when nobody gave it one.
    package var name: String
    package internal(set) var counters = Counters()
    /// When the next match beyond the burst is due (the leaky bucket as a single clock).
    var nextDue = Instant.zero

    package init(
        _ verdict: Verdict, _ protocolNumber: IPProtocol? = nil, hook: FirewallHook? = nil,
        from source: RuleEnd = RuleEnd(), to destination: RuleEnd = RuleEnd(),
        states: [FlowState] = [], icmpTypes: [UInt8] = [], limit: RateLimit? = nil,
        isLogged: Bool = false, name: String = ""
    ) {
        self.verdict = verdict
        self.protocolNumber = protocolNumber
        self.hook = hook
        self.source = source
        self.destination = destination
        self.states = states
        self.icmpTypes = icmpTypes
        self.limit = limit
        self.isLogged = isLogged
        self.name = name
    }

    /// What the rule is called: its name, or else its own text.
    package var label: String { name.isEmpty ? description : name }

    package var description: String {
        var words = [verdict.rawValue]
        if let protocolNumber { words.append(ProtocolWord.text(protocolNumber)) }
        if let hook { words.append(hook.rawValue) }
        if !source.isSilent { words.append("from \(source.text)") }
        if !destination.isSilent { words.append("to \(destination.text)") }
        if !icmpTypes.isEmpty, let protocolNumber {
            let types = icmpTypes.map { ICMPTypeWord.text($0, of: protocolNumber) }
            words.append("type " + types.joined(separator: ", "))
        }
        if !states.isEmpty {
            words.append("state " + states.map(\.rawValue).joined(separator: ", "))
        }
        if let limit { words.append("limit \(limit)") }
        if isLogged { words.append("log") }
        if !name.isEmpty { words.append("name \(name)") }
        return words.joined(separator: " ")
    }

    /// Whether the limit has room for one more match.
    func hasRoom(at now: Instant) -> Bool {
        guard let limit else { return true }
        let step = limit.unit.nanoseconds / Int64(limit.count)
        return nextDue.nanoseconds - now.nanoseconds <= step * Int64(limit.burst - 1)
    }

    /// Counts a match against the limit.
    mutating func takeRoom(at now: Instant) {
        guard let limit else { return }
        let step = limit.unit.nanoseconds / Int64(limit.count)
        nextDue = max(nextDue, now) + Interval(nanoseconds: step)
    }

    /// The rule without what it has counted: two that are equal so say the same.
    var bare: FirewallRule {
        var rule = self
        rule.counters = Counters()
        rule.nextDue = .zero
        return rule
    }
}

/// How protocols are written in rules.
enum ProtocolWord {
    /// ICMP for IPv6 (protocol 58).
    static let icmpv6 = IPProtocol.icmpV6
    static let known: [(word: String, number: IPProtocol)] = [
        ("tcp", .tcp), ("udp", .udp), ("icmp", .icmp), ("icmpv6", icmpv6),
    ]

    static func text(_ number: IPProtocol) -> String {
        known.first { $0.number == number }?.word ?? "protocol \(number.rawValue)"
    }
}

/// How the types of ICMP messages are written in rules.
enum ICMPTypeWord {
    static func known(of number: IPProtocol) -> [(word: String, type: UInt8)] {
        number == .icmp
            ? [
                ("echo-reply", 0), ("unreachable", 3), ("redirect", 5), ("echo-request", 8),
                ("time-exceeded", 11), ("parameter-problem", 12),
            ]
            : [
                ("unreachable", 1), ("too-big", 2), ("time-exceeded", 3),
                ("parameter-problem", 4), ("echo-request", 128), ("echo-reply", 129),
            ]
    }

    static func text(_ type: UInt8, of number: IPProtocol) -> String {
        known(of: number).first { $0.type == type }?.word ?? "\(type)"
    }
}
