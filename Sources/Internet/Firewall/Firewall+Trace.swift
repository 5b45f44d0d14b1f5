import Clockwork
import Session
import Wire

extension Firewall {
    /// Every condition that would be asked about a packet, in order.
    ///
    /// Nothing is counted or remembered, and the answers come from the same tests as `judge`'s.
    /// The last step is the one that decides.
    package func trace(_ packet: JudgedPacket, at now: Instant) -> [TraceStep] {
        let state = tracking.state(of: packet, at: now)
        let decision = decide(packet, state, at: now)
        let ruling = ruling(decision, packet)
        let isKnown = state == .established || state == .related
        var steps = [
            TraceStep(
                asked: .knownFlows, rule: "",
                conditions: [
                    Condition(.state, "established, related", state.rawValue, isKnown)
                ], ruling: isKnown ? Self.known : nil, isLast: false)
        ]
        for place in rules.indices where !isKnown || compiled[place].concernsKnownFlows {
            let decides = if case .rule(place) = decision { true } else { false }
            steps.append(
                TraceStep(
                    asked: .rule(place + 1), rule: rules[place].label,
                    conditions: conditions(place, packet, state, at: now),
                    ruling: decides ? ruling : nil, isLast: decides))
            if decides { return steps }
        }
        if isKnown {
            // No rule took it: the accepted flow goes on.
            steps[0] = TraceStep(
                asked: .knownFlows, rule: "", conditions: steps[0].conditions, ruling: ruling,
                isLast: true)
            return Array(steps.dropFirst()) + [steps[0]]
        }
        if packet.hook == .forward, tracePolicies(packet, into: &steps) { return steps }
        steps.append(
            TraceStep(
                asked: .byDefault, rule: "", conditions: [], ruling: ruling, isLast: true))
        return steps
    }

    /// Adds what the policies ask; returns whether one of them decides.
    private func tracePolicies(_ packet: JudgedPacket, into steps: inout [TraceStep]) -> Bool {
        for policy in [op25b, ip25b] {
            guard let policy else { continue }
            let finding = policy.finding(packet, sets)
            let decides = Self.isBlocking(finding, policy)
            steps.append(
                TraceStep(
                    asked: .policy, rule: policy.name,
                    conditions: policy.conditions(packet, sets),
                    ruling: policy.ruling(finding, packet.flow), isLast: decides))
            if decides { return true }
        }
        return false
    }

    /// Every condition of a rule with whether it holds; the rule matches when all do.
    private func conditions(
        _ place: Int, _ packet: JudgedPacket, _ state: FlowState, at now: Instant
    ) -> [Condition] {
        let rule = rules[place]
        var list: [Condition] = []
        func add(_ kind: Condition.Kind, _ wanted: String, _ found: String, _ holds: Bool) {
            list.append(Condition(kind, wanted, found, holds))
        }
        let states = rule.states.isEmpty ? [.new, .invalid] : rule.states
        if !rule.states.isEmpty || !states.contains(state) {
            add(
                .state, states.map(\.rawValue).joined(separator: ", "), state.rawValue,
                states.contains(state))
        }
        if let hook = rule.hook {
            add(.hook, hook.rawValue, packet.hook.rawValue, hook == packet.hook)
        }
        if let number = rule.protocolNumber {
            add(
                .protocolIs, "\(number)", "\(packet.flow.protocolNumber)",
                number == packet.flow.protocolNumber)
        }
        if !rule.icmpTypes.isEmpty, let number = rule.protocolNumber {
            add(
                .icmpType,
                rule.icmpTypes.map { ICMPTypeWord.text($0, of: number) }.joined(separator: ", "),
                packet.icmpType.map { ICMPTypeWord.text($0, of: number) } ?? "-",
                packet.icmpType.map { rule.icmpTypes.contains($0) } ?? false)
        }
        addEnd(
            rule.source, packet.flow.source, packet.hasPorts,
            (.sourcePort, .sourceIn, .sourceNotIn), to: &list)
        addEnd(
            rule.destination, packet.flow.destination, packet.hasPorts,
            (.portIs, .destinationIn, .destinationNotIn), to: &list)
        if let limit = rule.limit {
            let hasRoom = rule.hasRoom(at: now)
            add(.limit, "\(limit)", hasRoom ? "within" : "beyond", hasRoom)
        }
        return list
    }

    private func addEnd(
        _ end: RuleEnd, _ found: Endpoint, _ hasPorts: Bool,
        _ kinds: (port: Condition.Kind, within: Condition.Kind, without: Condition.Kind),
        to list: inout [Condition]
    ) {
        if !end.ports.isAny {
            list.append(
                Condition(
                    kinds.port, "\(end.ports)", hasPorts ? "\(found.port)" : "-",
                    hasPorts && end.ports.contains(found.port)))
        }
        guard let addresses = end.addresses else { return }
        let text = "\(found.address)"
        if !addresses.base.isAny {
            list.append(
                Condition(
                    kinds.within, "\(addresses.base)", text, holds(addresses.base, found.address)))
        }
        if let exception = addresses.exception {
            list.append(
                Condition(
                    kinds.without, "\(exception)", text, !holds(exception, found.address)))
        }
    }

    private func holds(_ expression: AddressExpression, _ address: IPAddress) -> Bool {
        // The rules were compiled with this book, so that every name is known.
        ((try? book.ranges(expression)) ?? AddressRanges()).contains(address)
    }

    /// The class of a customer's address; nil is no customer's.
    package func customerClass(of address: IPAddress) -> Port25Policy.CustomerClass? {
        sets.customerClass(of: address)
    }

    /// Whether a set holds an address; one that nobody defined holds none.
    package func holds(set name: String, _ address: IPAddress) -> Bool {
        ((try? book.ranges(ofSet: name)) ?? AddressRanges()).contains(address)
    }

    /// Whether another firewall has the same rules, sets and policies, whatever it has counted.
    package func saysTheSame(as other: Firewall) -> Bool {
        rules.map(\.bare) == other.rules.map(\.bare) && op25b?.bare == other.op25b?.bare
            && ip25b?.bare == other.ip25b?.bare && defaultVerdict == other.defaultVerdict
            && book.sets == other.book.sets
    }
}
