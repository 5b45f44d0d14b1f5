import Internet
import PostOffice

/// A firewall as lists show it: what is asked, in its order, and what it has counted.
package struct FirewallView: Sendable {
    package let host: String
    package let rows: [FirewallRow]
    /// Named sets with their addresses, in the order in which they were defined.
    package let sets: [(name: String, addresses: String)]
    /// Accepted flows that are remembered.
    package let knownFlows: Int
}

/// A rule, policy or default of a firewall and what it has counted.
package struct FirewallRow: Sendable {
    package enum Kind: Hashable, Sendable {
        /// Counted from 1.
        case rule(Int)
        /// OP25B or IP25B; nil is a policy without stages.
        case policy(RolloutStage?)
        case byDefault
    }

    package let kind: Kind
    /// The name of the rule or policy; empty when nobody gave it one.
    package let rule: String
    /// What it says, in the language of rules.
    package let text: String
    package let verdict: String
    package let isOn: Bool
    package let packets: Int
    package let octets: Int
    package let flows: Int
    /// Flows to port 25 that a policy looked at and let through.
    package let passedFlows: Int

    package var isPolicy: Bool {
        if case .policy = kind { return true }
        return false
    }

    init(
        _ kind: Kind, rule: String, text: String, verdict: Verdict, isOn: Bool = true,
        counters: Counters, passedFlows: Int = 0
    ) {
        self.kind = kind
        self.rule = rule
        self.text = text
        self.verdict = verdict.rawValue
        self.isOn = isOn
        packets = counters.packets
        octets = counters.octets
        flows = counters.flows
        self.passedFlows = passedFlows
    }
}

extension Firewall {
    /// Rules, policies and the default, in the order of judging.
    var rows: [FirewallRow] {
        var rows = rules.enumerated().map { place, rule in
            FirewallRow(
                .rule(place + 1), rule: rule.name, text: rule.description,
                verdict: rule.verdict, counters: rule.counters)
        }
        for policy in [op25b, ip25b].compactMap({ $0 }) {
            let stage = RolloutStage.allCases.first { $0.forFirewall == policy.stage }
            rows.append(
                FirewallRow(
                    .policy(policy.direction == .outbound ? stage : nil), rule: policy.name,
                    text: policy.ruleText, verdict: policy.verdict, isOn: policy.isOn,
                    counters: policy.counters, passedFlows: policy.passed.flows))
        }
        rows.append(
            FirewallRow(
                .byDefault, rule: "", text: defaultVerdict.rawValue, verdict: defaultVerdict,
                counters: defaultCounters))
        return rows
    }
}

extension Workbench {
    /// The firewall of a host; throws when it has none.
    package func firewallView(of host: String) throws(Trouble) -> FirewallView {
        let index = try world.machine(host)
        guard let firewall = world.network.firewall(on: world.machines[index].node) else {
            throw Trouble("trouble.no-firewall", ["host": host])
        }
        return FirewallView(
            host: host, rows: firewall.rows,
            sets: firewall.book.sets.map { ($0.key, $0.value.description) },
            knownFlows: firewall.trackedFlowCount)
    }

    /// The rules, policies and default of a host's firewall, in the order of judging.
    package func firewall(of host: String) throws(Trouble) -> [FirewallRow] {
        try firewallView(of: host).rows
    }

    /// Hosts that have a firewall now, in the order of the world file.
    package var firewallHosts: [String] {
        world.machines.filter { world.network.firewall(on: $0.node) != nil }.map(\.plan.name)
    }

    /// Where a mail server refuses clients by their address, and which; nil where it does not.
    package func clientRefusal(of host: String) -> ClientRefusal? {
        world.machineByName[host].flatMap {
            world.machines[$0].mailHost?.configuration.clientRefusal
        }
    }
}
