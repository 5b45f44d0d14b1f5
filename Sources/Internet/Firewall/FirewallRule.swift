import Session
import Wire

/// A named rule: conditions, all of which must hold, and a verdict.
package struct FirewallRule: Hashable, Sendable {
    package var name: String
    /// Any source when empty.
    package var sources: [IPPrefix]
    package var exceptSources: [IPPrefix]
    /// Any destination when empty.
    package var destinations: [IPPrefix]
    package var exceptDestinations: [IPPrefix]
    /// Any protocol when nil.
    package var protocolNumber: IPProtocol?
    /// Any port when nil.
    package var destinationPort: UInt16?
    package var verdict: Verdict
    package internal(set) var counters = Counters()

    package init(
        _ name: String, _ verdict: Verdict, sources: [IPPrefix] = [],
        exceptSources: [IPPrefix] = [], destinations: [IPPrefix] = [],
        exceptDestinations: [IPPrefix] = [], protocolNumber: IPProtocol? = nil,
        destinationPort: UInt16? = nil
    ) {
        self.name = name
        self.verdict = verdict
        self.sources = sources
        self.exceptSources = exceptSources
        self.destinations = destinations
        self.exceptDestinations = exceptDestinations
        self.protocolNumber = protocolNumber
        self.destinationPort = destinationPort
    }

    /// Each condition of the rule with whether it holds; the rule matches when all do.
    package func conditions(_ flow: Flow) -> [Condition] {
        var list: [Condition] = []
        let (source, destination) = (flow.source.address, flow.destination.address)
        if let protocolNumber {
            list.append(
                Condition(
                    .protocolIs, "\(protocolNumber)", "\(flow.protocolNumber)",
                    protocolNumber == flow.protocolNumber))
        }
        if let destinationPort {
            list.append(
                Condition(
                    .portIs, "\(destinationPort)", "\(flow.destination.port)",
                    destinationPort == flow.destination.port))
        }
        if !sources.isEmpty {
            list.append(Condition(.sourceIn, sources.text, "\(source)", sources.hold(source)))
        }
        if !exceptSources.isEmpty {
            list.append(
                Condition(
                    .sourceNotIn, exceptSources.text, "\(source)", !exceptSources.hold(source)))
        }
        if !destinations.isEmpty {
            list.append(
                Condition(
                    .destinationIn, destinations.text, "\(destination)",
                    destinations.hold(destination)))
        }
        if !exceptDestinations.isEmpty {
            list.append(
                Condition(
                    .destinationNotIn, exceptDestinations.text, "\(destination)",
                    !exceptDestinations.hold(destination)))
        }
        return list
    }

    /// The same question as `conditions`, without making texts.
    func matches(_ flow: Flow) -> Bool {
        let (source, destination) = (flow.source.address, flow.destination.address)
        return (protocolNumber.map { $0 == flow.protocolNumber } ?? true)
            && (destinationPort.map { $0 == flow.destination.port } ?? true)
            && (sources.isEmpty || sources.hold(source)) && !exceptSources.hold(source)
            && (destinations.isEmpty || destinations.hold(destination))
            && !exceptDestinations.hold(destination)
    }

    func ruling(_ flow: Flow) -> Ruling {
        let note = Note(
            "firewall.rule-\(verdict.rawValue)",
            [
                "rule": name, "source": "\(flow.source.address)",
                "destination": "\(flow.destination.address)", "port": "\(flow.destination.port)",
                "protocol": "\(flow.protocolNumber)",
            ])
        return Ruling(verdict, rule: name, because: note, isNotable: true)
    }
}

/// One question that a firewall asked about a packet, and its answer.
package struct Condition: Hashable, Sendable {
    /// What was asked.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case isOn, knownFlow, protocolIs, portIs, sourceIn, sourceNotIn, destinationIn,
            destinationNotIn
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
        Note(
            "firewall.trace-\(kind.rawValue)",
            ["wanted": wanted, "found": found, "holds": holds ? "yes" : "no"])
    }
}

/// One rule of a firewall as it was gone through for a packet.
package struct TraceStep: Hashable, Sendable {
    /// The rule's or policy's name; `default` at the end.
    package let rule: String
    package let conditions: [Condition]
    /// The verdict that the rule gave; nil when it did not match and the next one was asked.
    package let ruling: Ruling?
}

extension [IPPrefix] {
    func hold(_ address: IPAddress) -> Bool {
        for prefix in self where prefix.contains(address) { return true }
        return false
    }

    var text: String { map(\.description).joined(separator: ", ") }
}
