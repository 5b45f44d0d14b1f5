import Clockwork
import Session
import Wire

/// A stateful packet filter: known flows pass, then the first verdict wins.
///
/// The order is: flows accepted before, the rules in their order, OP25B and IP25B (only for what
/// a router sends on), and the default.
package struct Firewall: Sendable {
    package var rules: [FirewallRule]
    package var op25b: OP25BPolicy?
    package var ip25b: OP25BPolicy?
    /// What happens to a packet that nothing above is about.
    package var defaultVerdict: Verdict
    package internal(set) var defaultCounters = Counters()
    private var tracking = ConnectionTracking()
    /// Flows that were refused, so that their repeated SYNs are not counted as new.
    private var refused = ConnectionTracking()

    package init(
        rules: [FirewallRule] = [], op25b: OP25BPolicy? = nil, ip25b: OP25BPolicy? = nil,
        defaultVerdict: Verdict = .accept
    ) {
        self.rules = rules
        self.op25b = op25b
        self.ip25b = ip25b
        self.defaultVerdict = defaultVerdict
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

    /// Judges a packet, and counts it.
    ///
    /// `flags` are those of a TCP segment; `isForwarded` is false for a packet to the node itself.
    package mutating func judge(
        _ flow: Flow, flags: TCPFlags?, octets: Int, isForwarded: Bool, at now: Instant
    ) -> Ruling {
        if tracking.knows(flow, flags: flags, at: now) { return Self.known }
        let isFirst = flags.map { $0.contains(.syn) && !$0.contains(.ack) } ?? true
        // A SYN that is sent again begins no new flow: what was refused is remembered too.
        let isNew = isFirst && !refused.isKnown(flow, at: now)
        let ruling = decide(flow, octets: octets, isFirst: isNew, isForwarded: isForwarded)
        if ruling.verdict == .accept {
            tracking.add(flow, at: now)
        } else if isFirst {
            refused.add(flow, at: now)
        }
        // Of a flow that is let through, only its beginning is worth telling.
        guard ruling.verdict == .accept, !isFirst else { return ruling }
        return Ruling(.accept, rule: ruling.rule, because: ruling.because, isNotable: false)
    }

    private static let known = Ruling(
        .accept, rule: "", because: Note("firewall.known-flow"), isNotable: false)

    private mutating func decide(
        _ flow: Flow, octets: Int, isFirst: Bool, isForwarded: Bool
    ) -> Ruling {
        for index in rules.indices where rules[index].matches(flow) {
            rules[index].counters.count(octets: octets, isNewFlow: isFirst)
            return rules[index].ruling(flow)
        }
        var letThrough: Ruling?
        if isForwarded {
            if let ruling = Self.ask(&op25b, flow, octets: octets, isFirst: isFirst) {
                if ruling.verdict != .accept { return ruling }
                letThrough = ruling
            }
            if let ruling = Self.ask(&ip25b, flow, octets: octets, isFirst: isFirst) {
                if ruling.verdict != .accept { return ruling }
                letThrough = letThrough ?? ruling
            }
        }
        defaultCounters.count(octets: octets, isNewFlow: isFirst)
        if defaultVerdict == .accept, let letThrough { return letThrough }
        return defaultRuling(flow)
    }

    private static func ask(
        _ policy: inout OP25BPolicy?, _ flow: Flow, octets: Int, isFirst: Bool
    ) -> Ruling? {
        guard let ruling = policy?.ruling(flow) else { return nil }
        if ruling.verdict != .accept {
            policy?.counters.count(octets: octets, isNewFlow: isFirst)
        } else if flow.destination.port == OP25BPolicy.port {
            policy?.passed.count(octets: octets, isNewFlow: isFirst)
        }
        return ruling
    }

    private func defaultRuling(_ flow: Flow) -> Ruling {
        Ruling(
            defaultVerdict, rule: "",
            because: Note(
                "firewall.default-\(defaultVerdict.rawValue)",
                [
                    "source": "\(flow.source.address)",
                    "destination": "\(flow.destination.address)",
                    "port": "\(flow.destination.port)",
                ]), isNotable: defaultVerdict != .accept)
    }

    /// Every condition that would be asked about the first packet of a flow, in order.
    ///
    /// Nothing is counted or remembered. The last step is the one that decides.
    package func trace(_ flow: Flow, isForwarded: Bool = true, at now: Instant) -> [TraceStep] {
        let isKnown = tracking.isKnown(flow, at: now)
        var steps = [
            TraceStep(
                rule: "known flows",
                conditions: [Condition(.knownFlow, "yes", isKnown ? "yes" : "no", isKnown)],
                ruling: isKnown ? Self.known : nil)
        ]
        if isKnown { return steps }
        for rule in rules {
            let matches = rule.matches(flow)
            steps.append(
                TraceStep(
                    rule: rule.name, conditions: rule.conditions(flow),
                    ruling: matches ? rule.ruling(flow) : nil))
            if matches { return steps }
        }
        var letThrough: Ruling?
        if isForwarded {
            for policy in [op25b, ip25b] {
                guard let policy else { continue }
                let ruling = policy.ruling(flow)
                steps.append(
                    TraceStep(
                        rule: policy.name, conditions: policy.conditions(flow),
                        ruling: ruling))
                if let ruling, ruling.verdict != .accept { return steps }
                letThrough = letThrough ?? ruling
            }
        }
        let last = defaultVerdict == .accept ? letThrough : nil
        steps.append(
            TraceStep(rule: "default", conditions: [], ruling: last ?? defaultRuling(flow)))
        return steps
    }
}
