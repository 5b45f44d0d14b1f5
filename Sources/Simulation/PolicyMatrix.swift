import Internet
import PostOffice
import Session
import Wire

/// Who may reach whom on which port: what `policy test` prints.
///
/// Every cell is a dry run: a first packet taken over the real routes and past the very firewalls
/// that would judge it (`Network.dryRun`), then to the mail server, which may refuse the client.
package struct PolicyMatrix: Sendable {
    /// What a source or destination stands for.
    package enum Party: String, Hashable, Sendable, CaseIterable {
        case dynamic
        case homeServer = "home-server"
        case publicWifi = "public-wifi"
        case fixed = "static"
        case business
        /// A dynamic address of another network.
        case foreignDynamic = "foreign-dynamic"
        /// Somebody on the open internet.
        case outside
        case ownMail = "own-mail"
        /// A mail server behind the router that is not the provider's own.
        case inside
        case otherProvider = "other-provider"
        case mobileCarrier = "mobile-carrier"
    }

    /// One direction of traffic on one port.
    package struct Cell: Sendable {
        /// A verdict, `554` for a refusal by the mail server, or `no-way`.
        package let verdict: String
        /// The place in `deciders` of what decides.
        package let decider: Int
        /// The mail server asks for SMTP AUTH before it sends anything on.
        package let needsAuthentication: Bool

        package var isOpen: Bool { verdict == Verdict.accept.rawValue }
    }

    package struct Row: Sendable {
        package let family: IPFamily
        package let source: Party
        package let sourceHost: String
        package let destination: Party
        package let destinationHost: String
        package let cells: [Cell]
    }

    /// What decides about cells: a rule, a policy or the default, and where.
    package struct Decider: Hashable, Sendable {
        package let host: String
        /// The number of a rule; nil for policies, defaults and mail servers.
        package let number: Int?
        /// The rule's or policy's name; empty for a default, and where no firewall is on the way.
        package let rule: String
        /// The reason that the first such packet was given.
        package let reason: Note
    }

    package let router: String
    package let ports: [UInt16]
    package internal(set) var rows: [Row] = []
    package internal(set) var deciders: [Decider] = []

    /// The ports of mail between servers, of submission, of retrieval, and of the web.
    package static let ports: [UInt16] = [25, 465, 587, 110, 143, 443]
}

extension Workbench {
    /// The matrix of a border router: its customers, each to a server of each kind.
    package func policyMatrix(of router: String) throws(Trouble) -> PolicyMatrix {
        let index = try world.machine(router)
        guard world.machines[index].plan.isRouter else {
            throw Trouble("trouble.not-a-router", ["host": router])
        }
        guard let firewall = world.network.firewall(on: world.machines[index].node) else {
            throw Trouble("trouble.no-firewall", ["host": router])
        }
        var matrix = PolicyMatrix(router: router, ports: PolicyMatrix.ports)
        for family in IPFamily.allCases {
            add(rowsOf: family, Parties(world, router: router, firewall, family), to: &matrix)
        }
        return matrix
    }

    private func add(
        rowsOf family: IPFamily, _ people: Parties, to matrix: inout PolicyMatrix
    ) {
        for (source, sourceIndex) in people.sources {
            for (destination, destinationIndex) in people.destinations(of: source)
            where destinationIndex != sourceIndex {
                let cells = matrix.ports.map { port in
                    world.cell(from: sourceIndex, to: destinationIndex, port, family, &matrix)
                }
                matrix.rows.append(
                    PolicyMatrix.Row(
                        family: family, source: source,
                        sourceHost: world.machines[sourceIndex].plan.name,
                        destination: destination,
                        destinationHost: world.machines[destinationIndex].plan.name, cells: cells))
            }
        }
    }
}

/// The hosts that stand for a router's customers and for those whom they write to, by one family.
private struct Parties {
    private(set) var sources: [(PolicyMatrix.Party, Int)] = []
    private var outward: [(PolicyMatrix.Party, Int)] = []
    private var inward: [(PolicyMatrix.Party, Int)] = []

    init(_ world: World, router: String, _ firewall: Firewall, _ family: IPFamily) {
        let machines = world.machines
        let hosts = machines.indices.filter {
            !machines[$0].plan.isRouter && machines[$0].plan.address(family) != nil
        }
        func isBehind(_ index: Int) -> Bool { world.isBehind(router, index) }
        func holds(_ set: String, _ index: Int) -> Bool {
            world.addressOutside(of: index, family).map { firewall.holds(set: set, $0) } ?? false
        }
        func customer(_ index: Int) -> String? {
            world.addressOutside(of: index, family).flatMap { firewall.customerClass(of: $0) }?
                .rawValue
        }
        func offers(_ service: MailService, _ index: Int) -> Bool {
            machines[index].plan.mail?.services.contains(service) ?? false
        }
        func first(_ test: (Int) -> Bool) -> Int? { hosts.first(where: test) }

        for party in [
            PolicyMatrix.Party.dynamic, .homeServer, .publicWifi, .fixed, .business,
        ] {
            let found = first { isBehind($0) && customer($0) == party.rawValue }
            if let found { sources.append((party, found)) }
        }
        let own = first { isBehind($0) && offers(.smtp, $0) && holds("own-mail", $0) }
        if let own { sources.append((.ownMail, own)) }
        // One of each other network, for each may have a policy of its own.
        var networks: [String] = []
        for index in hosts where !isBehind(index) && holds("foreign-dynamic", index) {
            guard let network = machines[index].plan.router, !networks.contains(network) else {
                continue
            }
            networks.append(network)
            sources.append((.foreignDynamic, index))
        }
        let stranger =
            first { index in
                let plan = machines[index].plan
                return !isBehind(index) && plan.customer == .none && plan.mail == nil
                    && plan.nameService == nil
            } ?? first { !isBehind($0) && machines[$0].plan.customer == .fixed }
        if let stranger { sources.append((.outside, stranger)) }

        let inside = first { isBehind($0) && offers(.smtp, $0) && !holds("own-mail", $0) }
        if let own { inward.append((.ownMail, own)) }
        if let inside, customer(inside) == nil || own == nil { inward.append((.inside, inside)) }
        outward = inward
        let carrier = first { !isBehind($0) && holds("mobile-carriers", $0) }
        let other = first {
            !isBehind($0) && offers(.submission, $0) && offers(.smtp, $0) && $0 != carrier
        }
        if let other { outward.append((.otherProvider, other)) }
        if let carrier { outward.append((.mobileCarrier, carrier)) }
    }

    /// Customers write to everybody; others come in.
    func destinations(of source: PolicyMatrix.Party) -> [(PolicyMatrix.Party, Int)] {
        switch source {
        case .foreignDynamic, .outside: inward
        case .dynamic, .homeServer, .publicWifi, .fixed, .business, .ownMail, .inside,
            .otherProvider, .mobileCarrier:
            outward
        }
    }
}

extension World {
    /// A port that no connection has, so that no known flow answers for a new one.
    static let dryPort: UInt16 = 49_151

    fileprivate func cell(
        from source: Int, to destination: Int, _ port: UInt16, _ family: IPFamily,
        _ matrix: inout PolicyMatrix
    ) -> PolicyMatrix.Cell {
        guard let from = machines[source].plan.address(family),
            let client = addressOutside(of: source, family),
            let to = addressOutside(of: destination, family)
        else {
            return matrix.cell(
                "no-way",
                .init(host: matrix.router, number: nil, rule: "", reason: Note("policy.no-way")))
        }
        let packet = JudgedPacket(
            Flow(.tcp, from: Endpoint(from, Self.dryPort), to: Endpoint(to, port)),
            hook: .output, flags: .syn, octets: 60)
        let dry = network.dryRun(packet, from: machines[source].node)
        switch dry.end {
        case .noWay(let node):
            return matrix.cell(
                "no-way",
                .init(
                    host: network.name(of: node), number: nil, rule: "",
                    reason: Note("policy.no-way")))
        case .stopped, .arrives:
            let mail = machines[destination].mailHost?.configuration
            if dry.verdict == .accept, port == MailService.smtp.port,
                let refusal = mail?.clientRefusal, refusal.concerns(client)
            {
                return matrix.cell(
                    "554",
                    .init(
                        host: machines[destination].plan.name, number: nil, rule: "IP25B",
                        reason: Note("policy.refused-by-server")))
            }
            return matrix.cell(
                dry.verdict.rawValue, decider(of: dry, at: matrix.router),
                needsAuthentication: dry.verdict == .accept
                    && needsAuthentication(
                        at: mail, client, port,
                        isOwn: machines[destination].plan.router == matrix.router)
            )
        }
    }

    private func decider(of dry: DryRun, at router: String) -> PolicyMatrix.Decider {
        guard let (node, step) = dry.deciding, let ruling = step.ruling else {
            return .init(
                host: router, number: nil, rule: "", reason: Note("policy.no-firewall"))
        }
        var number: Int?
        if case .rule(let place) = step.asked { number = place }
        return .init(
            host: network.name(of: node), number: number, rule: ruling.rule,
            reason: ruling.because)
    }

    /// Submission always asks for AUTH (RFC 6409 §4.3); port 25 of the own provider does where
    /// the client is not one that it relays for.
    private func needsAuthentication(
        at mail: MailHostConfiguration?, _ client: IPAddress, _ port: UInt16, isOwn: Bool
    ) -> Bool {
        guard let mail else { return false }
        if Port25Policy.submissionPorts.contains(port) {
            return mail.services.contains(.submission)
        }
        guard port == Port25Policy.port, isOwn, mail.services.contains(.submission) else {
            return false
        }
        return !mail.relayFor.contains { $0.contains(client) }
    }
}

extension PolicyMatrix {
    /// A cell whose decider gets a place in the list; reasons that differ in addresses are one.
    fileprivate mutating func cell(
        _ verdict: String, _ decider: Decider, needsAuthentication: Bool = false
    ) -> Cell {
        let place = deciders.firstIndex {
            $0.host == decider.host && $0.rule == decider.rule && $0.number == decider.number
                && $0.reason.key == decider.reason.key
        }
        if place == nil { deciders.append(decider) }
        return Cell(
            verdict: verdict, decider: place ?? deciders.count - 1,
            needsAuthentication: needsAuthentication)
    }
}
