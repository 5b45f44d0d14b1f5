import Clockwork
import Wire

/// The cheapest questions of a rule, packed so tightly that a hundred of them are one glance.
///
/// What passes the gate is asked the rest; what does not has certainly no match.
struct RuleGate: Sendable {
    fileprivate let hooks: UInt8
    fileprivate let states: UInt8
    /// -1 is any protocol.
    fileprivate let protocolNumber: Int16
    /// The least and the greatest destination port that the rule knows.
    fileprivate let lowestPort: UInt16
    fileprivate let highestPort: UInt16

    /// What the gate looks at, taken out of a packet once.
    struct Visitor {
        let hook: UInt8
        let state: UInt8
        let protocolNumber: Int16
        let port: UInt16

        init(_ packet: JudgedPacket, _ state: FlowState) {
            hook = packet.hook.bit
            self.state = state.bit
            protocolNumber = Int16(packet.flow.protocolNumber.rawValue)
            port = packet.flow.destination.port
        }
    }

    func lets(_ visitor: Visitor) -> Bool {
        states & visitor.state != 0 && hooks & visitor.hook != 0
            && (protocolNumber < 0 || protocolNumber == visitor.protocolNumber)
            && lowestPort <= visitor.port && visitor.port <= highestPort
    }
}

/// A rule made ready to be asked quickly: names are addresses now, words are bits.
struct CompiledRule: Sendable {
    private let hooks: UInt8
    private let states: UInt8
    /// -1 is any protocol.
    private let protocolNumber: Int16
    private let sourcePorts: PortRanges
    private let destinationPorts: PortRanges
    /// Nil is any address.
    private let sources: AddressRanges?
    private let destinations: AddressRanges?
    private let icmpTypes: [UInt8]
    private let hasLimit: Bool
    private let wantsPorts: Bool

    init(_ rule: FirewallRule, _ book: AddressBook) throws(AddressBook.Problem) {
        hooks = rule.hook.map(\.bit) ?? .max
        let states = rule.states.isEmpty ? [.new, .invalid] : rule.states
        self.states = states.reduce(0) { $0 | $1.bit }
        protocolNumber = rule.protocolNumber.map { Int16($0.rawValue) } ?? -1
        sourcePorts = rule.source.ports
        destinationPorts = rule.destination.ports
        sources = try Self.ranges(rule.source, book)
        destinations = try Self.ranges(rule.destination, book)
        icmpTypes = rule.icmpTypes
        hasLimit = rule.limit != nil
        wantsPorts = !sourcePorts.isAny || !destinationPorts.isAny
    }

    private static func ranges(
        _ end: RuleEnd, _ book: AddressBook
    ) throws(AddressBook.Problem) -> AddressRanges? {
        guard let addresses = end.addresses, !addresses.isAny else { return nil }
        return try book.ranges(addresses)
    }

    /// The gate before the rule.
    var gate: RuleGate {
        let ports = destinationPorts.ranges
        return RuleGate(
            hooks: hooks, states: states, protocolNumber: protocolNumber,
            lowestPort: ports.map(\.lowerBound).min() ?? 0,
            highestPort: ports.map(\.upperBound).max() ?? .max)
    }

    /// Whether packets of known flows are asked about: only where the rule names their state.
    var concernsKnownFlows: Bool {
        states & (FlowState.established.bit | FlowState.related.bit) != 0
    }

    /// Whether every condition but the limit holds; the cheapest questions come first.
    func matches(_ packet: JudgedPacket, _ state: FlowState) -> Bool {
        guard states & state.bit != 0, hooks & packet.hook.bit != 0,
            protocolNumber < 0 || protocolNumber == Int16(packet.flow.protocolNumber.rawValue)
        else { return false }
        if wantsPorts {
            guard packet.hasPorts,
                destinationPorts.isAny || destinationPorts.contains(packet.flow.destination.port),
                sourcePorts.isAny || sourcePorts.contains(packet.flow.source.port)
            else { return false }
        }
        if !icmpTypes.isEmpty {
            guard let type = packet.icmpType, icmpTypes.contains(type) else { return false }
        }
        if let sources, !sources.contains(packet.flow.source.address) { return false }
        if let destinations, !destinations.contains(packet.flow.destination.address) {
            return false
        }
        return true
    }
}

extension FirewallHook {
    var bit: UInt8 {
        switch self {
        case .input: 1
        case .output: 2
        case .forward: 4
        }
    }
}

extension FlowState {
    var bit: UInt8 {
        switch self {
        case .new: 1
        case .established: 2
        case .related: 4
        case .invalid: 8
        }
    }
}
