import Internet
import Wire

extension Firewall {
    /// The policies and rules of a firewall with what they have counted, in the order of judging.
    var rows: [FirewallRow] {
        var rows: [FirewallRow] = []
        for policy in [op25b, ip25b].compactMap({ $0 }) {
            rows.append(
                FirewallRow(
                    rule: policy.name, verdict: policy.verdict.rawValue, isOn: policy.isOn,
                    packets: Int(policy.counters.packets), octets: Int(policy.counters.octets),
                    flows: Int(policy.counters.flows),
                    sources: policy.dynamicPools.map { "\($0)" }.joined(separator: " "),
                    destinations: policy.exemptDestinations.map { "!\($0)" }.joined(
                        separator: " "), port: "25"))
            rows.append(
                FirewallRow(
                    rule: "\(policy.name) passed", verdict: Verdict.accept.rawValue,
                    isOn: policy.isOn, packets: Int(policy.passed.packets),
                    octets: Int(policy.passed.octets), flows: Int(policy.passed.flows),
                    sources: "*", destinations: "*", port: "25"))
        }
        for rule in self.rules {
            rows.append(
                FirewallRow(
                    rule: rule.name, verdict: rule.verdict.rawValue, isOn: true,
                    packets: Int(rule.counters.packets), octets: Int(rule.counters.octets),
                    flows: Int(rule.counters.flows),
                    sources: rule.sources.map { "\($0)" }.joined(separator: " "),
                    destinations: rule.destinations.map { "\($0)" }.joined(separator: " "),
                    port: rule.destinationPort.map { "\($0)" } ?? ""))
        }
        return rows
    }
}

extension Workbench {
    /// The verdict that a first packet of TCP would meet on its way; nil when there is no way.
    package func verdict(from: String, to: String, port: UInt16) throws(Trouble) -> String? {
        let start = world.machines[try world.machine(from)].node
        let end = world.machines[try world.machine(to)].node
        guard let target = world.network.address(of: end),
            let source = world.network.sourceAddress(on: start, to: target)
        else { return nil }
        let flow = Flow(
            .tcp, from: Endpoint(source, 50_000), to: Endpoint(target, port))
        for node in world.network.nodeIDs {
            let steps = world.network.traceFirewall(on: node, flow)
            if let ruling = steps.last?.ruling, ruling.verdict != .accept {
                return ruling.verdict.rawValue
            }
        }
        return "accept"
    }
}
