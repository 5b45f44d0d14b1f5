import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// A world from its blueprint.
extension World {
    /// Builds the world that a blueprint describes; throws where the blueprint contradicts itself.
    package init(_ blueprint: Blueprint, seed: UInt64) throws(Trouble) {
        self.blueprint = blueprint
        self.seed = seed
        dice = Dice(seed: seed)
        network = Network(seed: seed, startingAt: blueprint.start)
        for plan in blueprint.hosts { try addNode(plan) }
        guard machineByName[blueprint.home] != nil else {
            throw Trouble("trouble.no-such-host", ["host": blueprint.home])
        }
        try addLinks()
        addRoutes()
        for index in machines.indices { try furnish(index) }
        for index in machines.indices { machines[index].renewDeadlines() }
    }

    private mutating func addNode(_ plan: HostPlan) throws(Trouble) {
        guard machineByName[plan.name] == nil else {
            throw Trouble("trouble.duplicate-host", ["host": plan.name])
        }
        let node = plan.isRouter ? network.addRouter(plan.name) : network.addHost(plan.name)
        machineByName[plan.name] = machines.count
        machineByNode[node] = machines.count
        machines.append(Machine(plan: plan, node: node))
    }

    private mutating func addLinks() throws(Trouble) {
        for plan in blueprint.hosts {
            guard let router = plan.router else {
                if !plan.isRouter { throw Trouble("trouble.no-router", ["host": plan.name]) }
                continue
            }
            guard let address = plan.address, case .v4(let bits) = address else {
                throw Trouble("trouble.no-address", ["host": plan.name])
            }
            let near = try machine(plan.name)
            let far = try machine(router)
            plannedLines.append(plan.line)
            // A link of two addresses (RFC 3021): the router's end differs in the last bit.
            _ = network.addLink(
                machines[near].node, address, machines[far].node, .v4(bits ^ 1),
                prefixLength: 31, name: "\(plan.name)–\(router)",
                properties: plan.line.forNetwork)
        }
        for link in blueprint.links {
            plannedLines.append(link.line)
            _ = network.addLink(
                machines[try machine(link.a)].node, link.addressA,
                machines[try machine(link.b)].node, link.addressB, prefixLength: 31,
                name: "\(link.a)–\(link.b)", properties: link.line.forNetwork)
        }
    }

    /// The way to every link's addresses, by the fewest hops, from every node.
    private mutating func addRoutes() {
        // Neighbours of each node: the node, and its address on the common link.
        var neighbours: [[(node: Int, via: IPAddress)]] = machines.map { _ in [] }
        var prefixes: [(prefix: IPPrefix, near: Int, far: Int)] = []
        func join(_ a: Int, _ addressA: IPAddress, _ b: Int, _ addressB: IPAddress) {
            neighbours[a].append((b, addressB))
            neighbours[b].append((a, addressA))
            if let prefix = IPPrefix(addressA, length: 31) { prefixes.append((prefix, a, b)) }
        }
        for plan in blueprint.hosts {
            guard let router = plan.router, let near = machineByName[plan.name],
                let far = machineByName[router], case .v4(let bits)? = plan.address
            else { continue }
            join(near, .v4(bits), far, .v4(bits ^ 1))
        }
        for link in blueprint.links {
            guard let a = machineByName[link.a], let b = machineByName[link.b] else { continue }
            join(a, link.addressA, b, link.addressB)
        }
        for index in machines.indices where !machines[index].plan.isRouter {
            guard let gateway = neighbours[index].first?.via,
                let everywhere = IPPrefix(IPAddress(0, 0, 0, 0), length: 0)
            else { continue }
            _ = network.addRoute(on: machines[index].node, to: everywhere, via: gateway)
        }
        for index in machines.indices where machines[index].plan.isRouter {
            let first = firstHops(from: index, neighbours)
            for (prefix, near, far) in prefixes where near != index && far != index {
                // The nearer end of the link decides the way.
                guard let hop = first[near] ?? first[far] else { continue }
                _ = network.addRoute(on: machines[index].node, to: prefix, via: hop)
            }
        }
    }

    /// For each node, the address of the first hop on a shortest way to it.
    private func firstHops(
        from start: Int, _ neighbours: [[(node: Int, via: IPAddress)]]
    ) -> [IPAddress?] {
        var first: [IPAddress?] = machines.map { _ in nil }
        var seen = machines.map { _ in false }
        seen[start] = true
        var front: [(node: Int, hop: IPAddress?)] = [(start, nil)]
        while !front.isEmpty {
            var next: [(node: Int, hop: IPAddress?)] = []
            for (node, hop) in front {
                // Only routers pass packets on.
                guard node == start || machines[node].plan.isRouter else { continue }
                for neighbour in neighbours[node] where !seen[neighbour.node] {
                    seen[neighbour.node] = true
                    first[neighbour.node] = hop ?? neighbour.via
                    next.append((neighbour.node, hop ?? neighbour.via))
                }
            }
            front = next
        }
        return first
    }

    // MARK: what runs on a host

    private mutating func furnish(_ index: Int) throws(Trouble) {
        let plan = machines[index].plan
        let node = machines[index].node
        if let mail = plan.mail, !plan.addresses.isEmpty {
            machines[index].mailHost = try mailHost(mail, plan)
        }
        try startServices(index)
        if let firewall = plan.firewall {
            network.setFirewall(try self.firewall(firewall, on: plan), on: node)
        }
        if let bot = plan.bot { agenda.push(index, at: bot.first) }
    }

    /// Starts what a host runs, when the world is built and after a crash.
    mutating func startServices(_ index: Int) throws(Trouble) {
        let plan = machines[index].plan
        let node = machines[index].node
        let restarts = machines[index].restarts
        let dice = restarts == 0 ? dice : dice.stream("restart \(restarts)")
        if let server = plan.resolver {
            machines[index].stub = StubResolver(
                servers: [server], dice: dice.stream("stub \(plan.name)"))
        }
        if let service = plan.nameService {
            machines[index].nameService = try nameService(service, on: plan, dice)
            network.bind(on: node, udpPort: dnsPort)
            network.listen(on: node, port: dnsPort)
        }
        for port in plan.mail?.ports ?? [] { network.listen(on: node, port: port) }
    }

    private func nameService(
        _ service: NameServicePlan, on plan: HostPlan, _ dice: Dice
    ) throws(Trouble) -> NameService {
        switch service {
        case .authoritative(let texts):
            var zones: [Zone] = []
            for text in texts {
                do {
                    zones.append(try ZoneFile.parse(text))
                } catch {
                    throw Trouble(
                        "trouble.bad-zone",
                        ["host": plan.name, "line": "\(error.line)", "column": "\(error.column)"])
                }
            }
            return .authoritative(AuthoritativeServer(zones: zones))
        case .resolver(let roots, let clients):
            var hints: [(DNSName, IPAddress)] = []
            for root in roots {
                guard let name = DNSName(root.name) else {
                    throw Trouble("trouble.bad-name", ["name": root.name])
                }
                hints.append((name, root.address))
            }
            return .resolver(
                Resolver(
                    rootHints: hints, dice: dice.stream("resolver \(plan.name)"),
                    allowedClients: clients, families: plan.families))
        }
    }

    private func mailHost(
        _ mail: MailPlan, _ plan: HostPlan
    ) throws(Trouble) -> MailHost {
        var accounts = Accounts()
        for account in mail.accounts {
            accounts.add(account.login, account.password, dice)
        }
        for domain in mail.domains {
            let login = "postmaster@\(domain)"
            guard accounts[login] == nil else { continue }
            // RFC 5321 §4.5.1 wants the mailbox; nobody was given its password.
            // An empty password lets nobody in.
            accounts.add(login, "", dice)
        }
        return MailHost(
            configuration: MailHostConfiguration(
                hostName: plan.mailName, addresses: plan.addresses, domains: mail.domains,
                services: mail.services, takesCleartextPasswords: mail.takesCleartextPasswords,
                offersTLS: mail.certificate != .none,
                relayFor: mail.relayFor, clientRefusal: mail.clientRefusal,
                calendar: blueprint.calendar),
            accounts: accounts, dice: dice.stream("mail \(plan.name)"))
    }
}

extension LineProperties {
    var forNetwork: LinkProperties {
        LinkProperties(
            latency: latency, bitsPerSecond: bitsPerSecond, lossPerMillion: lossPerMillion,
            mtu: mtu, queueOctets: queueOctets, isUp: isUp, jitter: jitter,
            duplicationPerMillion: duplicationPerMillion,
            reorderingPerMillion: reorderingPerMillion,
            corruptionPerMillion: corruptionPerMillion)
    }

    init(ofNetwork link: LinkProperties) {
        self.init(
            latency: link.latency, jitter: link.jitter, bitsPerSecond: link.bitsPerSecond,
            queueOctets: link.queueOctets, mtu: link.mtu, lossPerMillion: link.lossPerMillion,
            duplicationPerMillion: link.duplicationPerMillion,
            reorderingPerMillion: link.reorderingPerMillion,
            corruptionPerMillion: link.corruptionPerMillion, isUp: link.isUp)
    }
}
