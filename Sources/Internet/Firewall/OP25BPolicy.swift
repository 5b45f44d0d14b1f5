import Session
import Wire

/// Outbound port 25 blocking: what a provider does so that its dynamic customers do not deliver
/// mail directly; and IP25B, its mirror at the other provider's door.
///
/// A packet is stopped when its source is in a dynamic pool AND it goes to TCP port 25 AND its
/// destination is not exempt. Static addresses, other ports such as 587, and the provider's own
/// mail servers are never touched.
package struct OP25BPolicy: Hashable, Sendable {
    /// Which way the blocked traffic goes.
    package enum Direction: String, Hashable, Sendable, CaseIterable {
        /// OP25B: our dynamic customers to the mail servers of others.
        case outbound
        /// IP25B: the dynamic customers of others to our mail servers.
        case inbound
    }

    package var direction: Direction
    package var isOn: Bool
    /// Addresses given to customers for a while: our own outbound, those of others inbound.
    package var dynamicPools: [IPPrefix]
    /// The provider's own mail servers, which may be spoken to all the same.
    package var exemptDestinations: [IPAddress]
    /// Our own network: outbound, what stays inside is left alone; inbound, only it is guarded.
    ///
    /// When it is empty, every destination counts.
    package var homeNetworks: [IPPrefix]
    /// Only these destinations are blocked when it is not empty, as in the roll-out of 2006
    /// that began with the mobile carriers.
    package var onlyDestinations: [IPPrefix]
    package var verdict: Verdict
    /// What was stopped.
    package internal(set) var counters = Counters()
    /// Flows to port 25 that were looked at and let through.
    package internal(set) var passed = Counters()

    package init(
        direction: Direction = .outbound, isOn: Bool = true, dynamicPools: [IPPrefix],
        exemptDestinations: [IPAddress] = [], homeNetworks: [IPPrefix] = [],
        onlyDestinations: [IPPrefix] = [], verdict: Verdict = .drop
    ) {
        self.direction = direction
        self.isOn = isOn
        self.dynamicPools = dynamicPools
        self.exemptDestinations = exemptDestinations
        self.homeNetworks = homeNetworks
        self.onlyDestinations = onlyDestinations
        self.verdict = verdict
    }

    /// The port of mail between servers.
    package static let port: UInt16 = 25
    /// The ports of submission, which are the way out (RFC 6409 §3.1 and RFC 8314 §3.3).
    package static let submissionPorts: [UInt16] = [465, 587]

    /// The name under which the policy appears beside rules.
    package var name: String {
        switch direction {
        case .outbound: "OP25B"
        case .inbound: "IP25B"
        }
    }

    /// Why a packet is let through, or that it is not.
    package enum Finding: String, Hashable, Sendable, CaseIterable {
        case blocked
        case off
        case otherProtocol
        case otherPort
        case staticSource
        case ownMailServer
        /// The destination is not one that the policy is about.
        case notConcerned
    }

    /// What the policy says about a flow, without counting it.
    package func finding(_ flow: Flow) -> Finding {
        guard isOn else { return .off }
        guard flow.protocolNumber == .tcp else { return .otherProtocol }
        let (source, destination) = (flow.source.address, flow.destination.address)
        guard flow.destination.port == Self.port else { return .otherPort }
        if !homeNetworks.isEmpty,
            homeNetworks.hold(destination) != (direction == .inbound)
        {
            return exemptDestinations.contains(destination) && dynamicPools.hold(source)
                ? .ownMailServer : .notConcerned
        }
        guard dynamicPools.hold(source) else { return .staticSource }
        guard !exemptDestinations.contains(destination) else { return .ownMailServer }
        guard onlyDestinations.isEmpty || onlyDestinations.hold(destination) else {
            return .notConcerned
        }
        return .blocked
    }

    /// The ruling for a flow; nil where the policy has nothing to say.
    func ruling(_ flow: Flow) -> Ruling? {
        let finding = finding(flow)
        switch finding {
        case .off, .otherProtocol, .notConcerned: return nil
        case .blocked:
            let suffix: String =
                switch verdict {
                case .accept: "accepted"
                case .drop: "dropped"
                case .reset: "reset"
                case .prohibited: "prohibited"
                }
            return Ruling(
                verdict, rule: name, because: note("\(key)-\(suffix)", flow), isNotable: true)
        case .staticSource, .ownMailServer:
            return Ruling(
                .accept, rule: name, because: note("\(key)-\(Self.suffix(finding))", flow),
                isNotable: true)
        case .otherPort:
            let isSubmission = Self.submissionPorts.contains(flow.destination.port)
            guard isSubmission, direction == .outbound, dynamicPools.hold(flow.source.address)
            else { return nil }
            return Ruling(
                .accept, rule: name, because: note("\(key)-other-port", flow), isNotable: true)
        }
    }

    private static func suffix(_ finding: Finding) -> String {
        finding == .staticSource ? "static-source" : "own-mail-server"
    }

    private var key: String {
        switch direction {
        case .outbound: "firewall.op25b"
        case .inbound: "firewall.ip25b"
        }
    }

    private func note(_ key: String, _ flow: Flow) -> Note {
        Note(
            key,
            [
                "rule": name, "source": "\(flow.source.address)",
                "destination": "\(flow.destination.address)", "port": "\(flow.destination.port)",
            ])
    }

    /// Every condition with whether it holds; the policy blocks when all do.
    package func conditions(_ flow: Flow) -> [Condition] {
        let (source, destination) = (flow.source.address, flow.destination.address)
        var list = [
            Condition(.isOn, "on", isOn ? "on" : "off", isOn),
            Condition(
                .protocolIs, "\(IPProtocol.tcp)", "\(flow.protocolNumber)",
                flow.protocolNumber == .tcp),
            Condition(
                .portIs, "\(Self.port)", "\(flow.destination.port)",
                flow.destination.port == Self.port),
            Condition(
                .sourceIn, dynamicPools.text, "\(source)", dynamicPools.hold(source)),
        ]
        if !homeNetworks.isEmpty {
            let isHome = homeNetworks.hold(destination)
            list.append(
                direction == .outbound
                    ? Condition(.destinationNotIn, homeNetworks.text, "\(destination)", !isHome)
                    : Condition(.destinationIn, homeNetworks.text, "\(destination)", isHome))
        }
        if !onlyDestinations.isEmpty {
            list.append(
                Condition(
                    .destinationIn, onlyDestinations.text, "\(destination)",
                    onlyDestinations.hold(destination)))
        }
        list.append(
            Condition(
                .destinationNotIn,
                exemptDestinations.map(\.description).joined(separator: ", "),
                "\(destination)", !exemptDestinations.contains(destination)))
        return list
    }
}
