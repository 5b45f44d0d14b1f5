import Clockwork
import Internet
import PostOffice
import Wire

/// The address translation of a home router, in the words of its world file.
package struct TranslationPlan: Hashable, Sendable {
    /// A port of the router that is sent on to a host inside.
    package struct Forwarding: Hashable, Sendable {
        package var protocolNumber: IPProtocol
        package var port: UInt16
        package var host: String
        package var hostPort: UInt16

        package init(
            protocolNumber: IPProtocol, port: UInt16, host: String, hostPort: UInt16
        ) {
            self.protocolNumber = protocolNumber
            self.port = port
            self.host = host
            self.hostPort = hostPort
        }
    }

    /// The networks behind the router.
    package var inside: [IPPrefix]
    /// The router at the other end of the link towards the internet: the address of this end of
    /// it stands for all hosts inside.
    package var link: String
    package var forwardings: [Forwarding]

    package init(inside: [IPPrefix], link: String, forwardings: [Forwarding] = []) {
        self.inside = inside
        self.link = link
        self.forwardings = forwardings
    }
}

/// A flow through a home router, as a list shows it.
package struct TranslationRow: Hashable, Sendable {
    /// `tcp`, `udp` or `icmp`.
    package let protocolName: String
    package let inside: String
    package let outside: String
    package let remote: String
    /// How long no packet has passed.
    package let idle: Interval
    /// It came in through a port that is sent on.
    package let isForwarding: Bool
}

/// The address translation of a router at a moment.
package struct TranslationView: Sendable {
    package let host: String
    package let inside: [String]
    package let outside: String
    package let forwardings: [(protocolName: String, port: UInt16, target: String)]
    package let rows: [TranslationRow]
}

extension World {
    func translation(
        _ plan: TranslationPlan, on host: HostPlan
    ) throws(Trouble) -> AddressTranslation {
        let ends = blueprint.links.compactMap { link -> IPAddress? in
            if link.a == host.name, link.b == plan.link { return link.addressA }
            if link.b == host.name, link.a == plan.link { return link.addressB }
            return nil
        }
        guard let outside = ends.first, outside.isV4 else {
            throw Trouble("trouble.nat-without-link", ["host": host.name, "link": plan.link])
        }
        var translation = AddressTranslation(inside: plan.inside, outside: outside)
        for forwarding in plan.forwardings {
            guard let address = machines[try machine(forwarding.host)].plan.address else {
                throw Trouble("trouble.no-address", ["host": forwarding.host])
            }
            translation.forward(
                forwarding.protocolNumber, port: forwarding.port,
                to: Endpoint(address, forwarding.hostPort))
        }
        return translation
    }

    /// A connection has another name on the other side of a router: what is known of it is known
    /// there too.
    mutating func follow(_ translation: Translation) {
        let inside = FlowKey(translation.inside, translation.remoteFromInside)
        let outside = FlowKey(translation.outside, translation.remote)
        if translation.isForwarding {
            flows[inside] = flows[outside]
        } else {
            flows[outside] = flows[inside]
        }
    }

    /// The router that a host's own line goes to.
    func routerBefore(_ index: Int) -> Int? {
        machines[index].plan.router.flatMap { machineByName[$0] }
    }

    /// Whether a host is behind a router, be it through a home router that stands for it.
    func isBehind(_ router: String, _ index: Int) -> Bool {
        guard let gate = routerBefore(index).map({ machines[$0].plan }) else { return false }
        return gate.name == router || gate.translation?.link == router
    }

    /// The address under which the internet knows a host: behind translation it is the router's.
    func addressOutside(of index: Int, _ family: IPFamily) -> IPAddress? {
        let plan = machines[index].plan
        guard let own = plan.address(family) else { return nil }
        let translation = routerBefore(index).flatMap {
            network.translation(on: machines[$0].node)
        }
        guard let translation, translation.inside.contains(where: { $0.contains(own) }) else {
            return own
        }
        return translation.outside
    }
}

extension HostPlan {
    /// Its address of a family.
    package func address(_ family: IPFamily) -> IPAddress? {
        switch family {
        case .v4: address
        case .v6: address6
        }
    }

    /// Whether it is behind this router, be it through the translation of a router of its own.
    func isBehind(_ router: String) -> Bool {
        self.router == router || translation?.link == router
    }
}

extension Workbench {
    /// Routers that translate addresses, in the order of the world file.
    package var translatingHosts: [String] {
        world.machines.filter { world.network.translation(on: $0.node) != nil }.map(\.plan.name)
    }

    /// What the router in front of a host translates, or the host itself; throws where neither
    /// does.
    package func translationView(of host: String) throws(Trouble) -> TranslationView {
        let index = try world.machine(host)
        for candidate in [index, world.routerBefore(index)].compactMap({ $0 }) {
            guard let translation = world.network.translation(on: world.machines[candidate].node)
            else { continue }
            func name(_ number: IPProtocol) -> String { "\(number)".lowercased() }
            return TranslationView(
                host: world.machines[candidate].plan.name,
                inside: translation.inside.map { "\($0)" }, outside: "\(translation.outside)",
                forwardings: translation.forwardings.map {
                    (name($0.protocolNumber), $0.port, "\($0.target)")
                },
                rows: translation.idleTimes(at: now).map { flow, idle in
                    TranslationRow(
                        protocolName: name(flow.protocolNumber), inside: "\(flow.inside)",
                        outside: "\(flow.outside)", remote: "\(flow.remote)", idle: idle,
                        isForwarding: flow.isForwarding)
                })
        }
        throw Trouble("trouble.no-translation", ["host": host])
    }
}
