import Ciphers
import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// A world from its blueprint.
extension World {
    /// Builds the world that a blueprint describes; throws where the blueprint contradicts itself.
    ///
    /// With what an earlier run has left, it goes on where that has stopped.
    package init(
        _ blueprint: Blueprint, seed: Seed, continuing saved: SavedWorld? = nil
    ) throws(Trouble) {
        var blueprint = blueprint
        if let saved { blueprint.start = max(blueprint.start, saved.moment) }
        self.blueprint = blueprint
        self.seed = seed
        run = saved?.run ?? 0
        chance = WorldChance(seed, run: run)
        dice = chance.dice
        var throwing = dice
        // What a number begins in the network is older than runs, and stories of it are kept.
        let network = run == 0 ? seed.number ?? throwing.next() : throwing.next()
        self.network = Network(seed: network, startingAt: blueprint.start)
        for plan in blueprint.hosts { try addNode(plan) }
        guard machineByName[blueprint.home] != nil else {
            throw Trouble("trouble.no-such-host", ["host": blueprint.home])
        }
        let joints = try joints()
        addLinks(joints)
        addRoutes(joints)
        for index in machines.indices { try furnish(index) }
        if let saved { restore(saved) }
        for index in machines.indices { renewDeadlines(of: index) }
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
        if let translation = plan.translation {
            network.setTranslation(try self.translation(translation, on: plan), on: node)
        }
        if let bot = plan.bot { agenda.push(index, at: bot.hour(from: blueprint.start)) }
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
        if let attack = machines[index].attack { beginIntercepting(index, attack) }
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
        var accounts = Accounts(secrets: ServerSecrets(chance.stream("secrets \(plan.name)")))
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
        accounts.keep(as: mail.authentication.storage)
        accounts.issueTokens(until: unixSeconds(blueprint.start) + Self.tokenLife)
        var configuration = MailHostConfiguration(
            hostName: plan.mailName, addresses: plan.addresses, domains: mail.domains,
            services: mail.services, takesCleartextPasswords: mail.takesCleartextPasswords,
            offersTLS: mail.certificate != .none, relayFor: mail.relayFor,
            clientRefusal: mail.clientRefusal, calendar: blueprint.calendar)
        configuration.authentication = mail.authentication
        configuration.backups = mail.backupFor.map { domain in
            let keeper = blueprint.hosts.first { $0.mail?.domains.contains(domain) ?? false }
            return BackupDomain(
                domain, recipients: keeper?.mail?.accounts.map(\.login) ?? [])
        }
        let dice = dice.stream("mail \(plan.name)")
        return MailHost(
            configuration: configuration, accounts: accounts, dice: dice,
            nonces: seed.isSecret ? chance.stream("nonces \(plan.name)") : nil)
    }
}

extension BotPlan {
    /// Its first hour that has not passed at the start.
    fileprivate func hour(from start: Instant) -> Instant {
        guard start > first, every > .zero else { return first }
        let missed = ((start - first).nanoseconds - 1) / every.nanoseconds + 1
        return first + Interval(nanoseconds: every.nanoseconds * missed)
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
