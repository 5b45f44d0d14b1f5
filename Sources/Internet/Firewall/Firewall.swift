import Clockwork
import Session
import Wire

/// A stateful packet filter: known flows pass, then the first verdict wins.
///
/// The order is: flows accepted before (unless a rule names their state), the rules in their
/// order, OP25B and IP25B (only for what a router passes on), and the default, which holds for
/// what comes in or passes through; what a node sends itself is only stopped by a rule.
package struct Firewall: Sendable {
    package private(set) var rules: [FirewallRule] = []
    /// What the names in the rules stand for.
    package private(set) var book = AddressBook()
    package var op25b: Port25Policy?
    package var ip25b: Port25Policy?
    /// What happens to a packet that nothing above is about.
    package var defaultVerdict: Verdict
    package private(set) var defaultCounters = Counters()

    private(set) var compiled: [CompiledRule] = []
    /// One gate for each rule, at the same place.
    private var gates: [RuleGate] = []
    private(set) var sets: PolicySets
    /// Places of the rules that are asked about packets of known flows.
    private var knownFlowRules: [Int] = []
    private(set) var tracking = ConnectionTracking()
    /// Flows that were refused, so that their repeated SYNs are not counted as new.
    private var refused = ConnectionTracking()

    /// How many accepted flows are remembered now.
    package var trackedFlowCount: Int { tracking.count }

    /// The most rules that one firewall may have.
    package static let ruleLimit = 1_000

    /// A firewall without rules and without sets.
    package init(
        op25b: Port25Policy? = nil, ip25b: Port25Policy? = nil,
        defaultVerdict: Verdict = .accept
    ) {
        self.op25b = op25b
        self.ip25b = ip25b
        self.defaultVerdict = defaultVerdict
        sets = .none
    }

    /// A firewall with rules; throws where they name what the book does not know.
    package init(
        rules: [FirewallRule], book: AddressBook = AddressBook(), op25b: Port25Policy? = nil,
        ip25b: Port25Policy? = nil, defaultVerdict: Verdict = .accept
    ) throws(AddressBook.Problem) {
        self.init(op25b: op25b, ip25b: ip25b, defaultVerdict: defaultVerdict)
        try take(rules, book)
    }

    // MARK: Changing

    /// Replaces the rules; throws, and changes nothing, where a name is unknown.
    package mutating func setRules(_ rules: [FirewallRule]) throws(AddressBook.Problem) {
        try take(rules, book)
    }

    /// Replaces the meaning of names; throws, and changes nothing, where a rule then has none.
    package mutating func setBook(_ book: AddressBook) throws(AddressBook.Problem) {
        try take(rules, book)
    }

    /// Replaces both at once.
    package mutating func set(
        _ rules: [FirewallRule], _ book: AddressBook
    ) throws(AddressBook.Problem) { try take(rules, book) }

    private mutating func take(
        _ rules: [FirewallRule], _ book: AddressBook
    ) throws(AddressBook.Problem) {
        var compiled: [CompiledRule] = []
        for rule in rules { compiled.append(try CompiledRule(rule, book)) }
        let sets = try PolicySets(book)
        self.rules = rules
        self.book = book
        self.compiled = compiled
        gates = compiled.map(\.gate)
        self.sets = sets
        knownFlowRules = compiled.indices.filter { compiled[$0].concernsKnownFlows }
    }

    /// Forgets the flows accepted before, so that rules changed since hold for them too.
    package mutating func forgetFlows() {
        tracking = ConnectionTracking()
        refused = ConnectionTracking()
    }

    /// Sets every counter back to zero.
    package mutating func resetCounters() {
        for index in rules.indices { rules[index].counters = Counters() }
        op25b?.counters = Counters()
        op25b?.passed = Counters()
        ip25b?.counters = Counters()
        ip25b?.passed = Counters()
        defaultCounters = Counters()
    }

    // MARK: Judging

    /// What decides about a packet.
    enum Decision: Sendable {
        case knownFlow
        case rule(Int)
        case outbound(Port25Policy.Finding)
        case inbound(Port25Policy.Finding)
        case byDefault
    }

    /// Judges a packet, counts it, and remembers its flow.
    package mutating func judge(_ packet: JudgedPacket, at now: Instant) -> Ruling {
        let state = tracking.meet(packet, at: now)
        if state == .established || state == .related, knownFlowRules.isEmpty {
            return Self.known
        }
        let decision = decide(packet, state, at: now)
        // A SYN that is sent again begins no new flow: what was refused is remembered too.
        let isFirst = state == .new && !refused.isKnown(packet.flow, at: now)
        count(decision, packet, isNewFlow: isFirst, at: now)
        let verdict = verdict(of: decision, packet)
        guard verdict == .accept else {
            if state == .new { refused.add(packet.flow, at: now) }
            return ruling(decision, packet)
        }
        remember(packet, state, at: now)
        // Of a flow that is let through, only its beginning is worth telling.
        if case .rule(let place) = decision, rules[place].isLogged || state == .new {
            return ruling(decision, packet)
        }
        return isFirst ? ruling(decision, packet) : quiet(decision)
    }

    /// A new flow is kept; so is a TCP flow whose beginning nobody saw, as after a restart.
    private mutating func remember(_ packet: JudgedPacket, _ state: FlowState, at now: Instant) {
        switch state {
        case .new: tracking.add(packet.flow, at: now)
        case .invalid:
            guard let flags = packet.flags, !flags.contains(.rst), !flags.contains(.syn) else {
                return
            }
            tracking.add(packet.flow, at: now)
        case .established, .related: break
        }
    }

    /// The very decision, without counting or remembering anything.
    func decide(_ packet: JudgedPacket, _ state: FlowState, at now: Instant) -> Decision {
        if state == .established || state == .related {
            for place in knownFlowRules where matches(place, packet, state, at: now) {
                return .rule(place)
            }
            return .knownFlow
        }
        let visitor = RuleGate.Visitor(packet, state)
        for place in gates.indices where gates[place].lets(visitor) {
            if matches(place, packet, state, at: now) { return .rule(place) }
        }
        guard packet.hook == .forward else { return .byDefault }
        let outbound = op25b?.finding(packet, sets) ?? .off
        if Self.isBlocking(outbound, op25b) { return .outbound(outbound) }
        let inbound = ip25b?.finding(packet, sets) ?? .off
        if Self.isBlocking(inbound, ip25b) { return .inbound(inbound) }
        // What a policy lets through it does not decide; but it is worth telling where it passes.
        guard defaultVerdict == .accept else { return .byDefault }
        if Self.isSpeaking(outbound) { return .outbound(outbound) }
        return Self.isSpeaking(inbound) ? .inbound(inbound) : .byDefault
    }

    func matches(
        _ place: Int, _ packet: JudgedPacket, _ state: FlowState, at now: Instant
    ) -> Bool {
        compiled[place].matches(packet, state) && rules[place].hasRoom(at: now)
    }

    static func isBlocking(_ finding: Port25Policy.Finding, _ policy: Port25Policy?) -> Bool {
        finding == .blocked && policy?.verdict != .accept
    }

    /// Whether the policy has something to say about what it does not stop.
    static func isSpeaking(_ finding: Port25Policy.Finding) -> Bool {
        switch finding {
        case .off, .otherProtocol, .notConcerned, .otherPort(isSubmission: false): false
        case .blocked, .otherPort(isSubmission: true), .spared, .ownMailServer, .notYet: true
        }
    }

    func verdict(of decision: Decision, _ packet: JudgedPacket) -> Verdict {
        switch decision {
        case .knownFlow: .accept
        case .rule(let place): rules[place].verdict
        case .outbound(let finding): finding == .blocked ? op25b?.verdict ?? .accept : .accept
        case .inbound(let finding): finding == .blocked ? ip25b?.verdict ?? .accept : .accept
        case .byDefault: packet.hook == .output ? .accept : defaultVerdict
        }
    }

    private mutating func count(
        _ decision: Decision, _ packet: JudgedPacket, isNewFlow: Bool, at now: Instant
    ) {
        let octets = packet.octets
        switch decision {
        case .knownFlow: break
        case .rule(let place):
            rules[place].counters.count(octets: octets, isNewFlow: isNewFlow)
            rules[place].takeRoom(at: now)
        case .outbound(let finding):
            op25b?.count(finding, packet, isNewFlow: isNewFlow)
            if finding != .blocked { defaultCounters.count(octets: octets, isNewFlow: isNewFlow) }
        case .inbound(let finding):
            ip25b?.count(finding, packet, isNewFlow: isNewFlow)
            if finding != .blocked { defaultCounters.count(octets: octets, isNewFlow: isNewFlow) }
        case .byDefault: defaultCounters.count(octets: octets, isNewFlow: isNewFlow)
        }
    }

    // MARK: Words

    static let known = Ruling(
        .accept, rule: "", because: Note("firewall.known-flow"), isNotable: false)
    private static let quietDefault = Ruling(
        .accept, rule: "", because: Note("firewall.default-accept"), isNotable: false)

    /// A ruling that nobody will be told of: no text is made for it.
    private func quiet(_ decision: Decision) -> Ruling {
        switch decision {
        case .knownFlow: Self.known
        case .rule, .outbound, .inbound, .byDefault: Self.quietDefault
        }
    }

    /// The decision with its reason.
    func ruling(_ decision: Decision, _ packet: JudgedPacket) -> Ruling {
        switch decision {
        case .knownFlow: return Self.known
        case .rule(let place): return rules[place].ruling(packet.flow)
        case .outbound(let finding):
            return op25b?.ruling(finding, packet.flow) ?? defaultRuling(packet)
        case .inbound(let finding):
            return ip25b?.ruling(finding, packet.flow) ?? defaultRuling(packet)
        case .byDefault: return defaultRuling(packet)
        }
    }

    private func defaultRuling(_ packet: JudgedPacket) -> Ruling {
        let verdict = verdict(of: .byDefault, packet)
        if verdict == .accept { return Self.quietDefault }
        return Ruling(
            verdict, rule: "",
            because: Note("firewall.default-\(verdict.rawValue)", packet.flow.noteValues),
            isNotable: true)
    }
}

extension Port25Policy {
    mutating func count(_ finding: Finding, _ packet: JudgedPacket, isNewFlow: Bool) {
        if finding == .blocked {
            counters.count(octets: packet.octets, isNewFlow: isNewFlow)
        } else if packet.flow.destination.port == Self.port {
            passed.count(octets: packet.octets, isNewFlow: isNewFlow)
        }
    }
}

extension FirewallRule {
    func ruling(_ flow: Flow) -> Ruling {
        Ruling(
            verdict, rule: label,
            because: Note(
                "firewall.rule-\(verdict.rawValue)",
                [
                    "rule": label, "source": "\(flow.source.address)",
                    "destination": "\(flow.destination.address)",
                    "port": "\(flow.destination.port)", "target": flow.target,
                    "protocol": "\(flow.protocolNumber)",
                ]), isNotable: true)
    }
}

extension Flow {
    /// Where the packet wants to go: with the port, where the protocol has ports.
    fileprivate var target: String {
        protocolNumber == .tcp || protocolNumber == .udp
            ? "\(destination)" : "\(destination.address)"
    }

    fileprivate var noteValues: KeyValuePairs<String, String> {
        [
            "source": "\(source.address)", "destination": "\(destination.address)",
            "port": "\(destination.port)", "target": target, "protocol": "\(protocolNumber)",
        ]
    }
}
