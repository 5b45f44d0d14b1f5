import Internet
import PostOffice
import Wire

// The firewalls of a world, from the texts of its blueprint.
extension World {
    /// The firewall that a plan describes; throws where the plan names what is not there.
    func firewall(_ plan: FirewallPlan, on host: HostPlan) throws(Trouble) -> Firewall {
        var book = emptyBook
        for (name, addresses) in givenSets(of: host) { book.sets[name] = addresses }
        for set in plan.sets {
            book.sets[set.name] = try Self.addresses(set.addresses, book)
        }
        var rules: [FirewallRule] = []
        for text in plan.rules { rules.append(try Self.rule(text, book)) }
        do {
            return try Firewall(
                rules: rules, book: book,
                op25b: plan.op25b.map {
                    Port25Policy(
                        .outbound, isOn: $0.isOn && $0.stage != .off,
                        stage: $0.stage.forFirewall ?? .homeServers,
                        verdict: $0.verdict.forFirewall)
                },
                ip25b: plan.ip25b.map {
                    Port25Policy(.inbound, isOn: $0.isOn, verdict: $0.verdict.forFirewall)
                },
                defaultVerdict: plan.defaultVerdict?.forFirewall ?? .accept)
        } catch { throw Self.trouble(error, on: host.name) }
    }

    /// The firewall of a host, or an empty one that knows the names of this world.
    func firewallToChange(on index: Int) throws(Trouble) -> Firewall {
        if let firewall = network.firewall(on: machines[index].node) { return firewall }
        return try firewall(FirewallPlan(), on: machines[index].plan)
    }

    /// The names of hosts, with their addresses.
    private var emptyBook: AddressBook {
        var book = AddressBook()
        for machine in machines {
            book.hosts[machine.plan.name] = network.addresses(of: machine.node)
        }
        return book
    }

    /// What a router's sets are before the file says anything: who is behind it, by what kind of
    /// line, and the dynamic addresses of everybody else.
    private func givenSets(of host: HostPlan) -> [(name: String, addresses: AddressExpression)] {
        guard host.isRouter else { return [] }
        let behind = blueprint.hosts.filter { $0.isBehind(host.name) }
        func names(_ hosts: [HostPlan]) -> AddressExpression {
            AddressExpression(hosts.map { .host($0.name) })
        }
        var sets: [(name: String, addresses: AddressExpression)] = [
            ("home", names(behind)), ("foreign-dynamic", foreignDynamic(to: host.name)),
        ]
        for customer in FirewallTexts.customerSets {
            let hosts = behind.filter { $0.customer == customer }
            if !hosts.isEmpty { sets.append((customer.rawValue, names(hosts))) }
        }
        return sets
    }

    /// The dynamic addresses behind all other routers: their pools, or else their customers.
    private func foreignDynamic(to router: String) -> AddressExpression {
        var items: [AddressExpression.Item] = []
        for other in blueprint.hosts where other.isRouter && other.name != router {
            if let pool = other.firewall?.sets.first(where: { $0.name == "dynamic" }),
                let expression = try? RuleParser.addresses(pool.addresses, book: emptyBook),
                expression.exceptions.isEmpty
            {
                items += expression.items
            } else {
                items += blueprint.hosts
                    .filter { $0.isBehind(other.name) && $0.customer.isDynamic }
                    .map { .host($0.name) }
            }
        }
        return AddressExpression(items)
    }

    /// The dynamic addresses of networks other than the one that a mail server is in.
    func foreignDynamicPrefixes(to index: Int) -> [IPPrefix] {
        let router = machines[index].plan.router ?? ""
        return foreignDynamic(to: router).items.flatMap { item -> [IPPrefix] in
            switch item {
            case .prefix(let prefix): [prefix]
            case .host(let name):
                machineByName[name].map { machine in
                    network.addresses(of: machines[machine].node).compactMap {
                        IPPrefix($0, length: $0.bitWidth)
                    }
                } ?? []
            case .any, .set: []
            }
        }
    }

    // MARK: texts

    static func rule(_ text: String, _ book: AddressBook) throws(Trouble) -> FirewallRule {
        do { return try RuleParser.rule(text, book: book) } catch {
            throw Trouble(error, in: text)
        }
    }

    static func addresses(_ text: String, _ book: AddressBook) throws(Trouble) -> AddressExpression
    {
        do { return try RuleParser.addresses(text, book: book) } catch {
            throw Trouble(error, in: text)
        }
    }

    static func trouble(_ problem: AddressBook.Problem, on host: String) -> Trouble {
        switch problem {
        case .unknownSet(let name):
            Trouble("trouble.set-in-use", ["host": host, "name": name])
        case .unknownHost(let name): Trouble("trouble.no-such-host", ["host": name])
        case .circle(let name):
            Trouble("trouble.set-circle", ["host": host, "name": name])
        }
    }
}

extension CustomerClass {
    /// Whether the address is one that changes hands.
    var isDynamic: Bool {
        switch self {
        case .dynamic, .homeServer, .publicWifi: true
        case .fixed, .business, .none: false
        }
    }
}
