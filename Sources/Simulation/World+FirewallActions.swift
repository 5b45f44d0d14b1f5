import Clockwork
import Internet
import PostOffice
import Wire

// What a learner changes at firewalls and at policies.
extension World {
    mutating func setOutbound(
        _ host: String, _ action: Action, _ body: (inout Port25Policy) -> Void
    ) throws(Trouble) -> Cause {
        let index = try machine(host)
        let node = machines[index].node
        guard var policy = network.firewall(on: node)?.op25b else {
            throw Trouble("trouble.no-op25b", ["host": host])
        }
        let cause = note(.action(action), on: index, because: nil)
        body(&policy)
        network.modifyFirewall(on: node) { $0.op25b = policy }
        return cause
    }

    mutating func setInbound(
        _ host: String, _ isOn: Bool, _ verdict: BlockVerdict?, _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try machine(host)
        guard machines[index].plan.isRouter else {
            throw Trouble("trouble.not-a-router", ["host": host])
        }
        var firewall = try firewallToChange(on: index)
        var policy = firewall.ip25b ?? Port25Policy(.inbound, isOn: false)
        policy.isOn = isOn
        if let verdict { policy.verdict = verdict.forFirewall }
        firewall.ip25b = policy
        let cause = note(.action(action), on: index, because: nil)
        network.setFirewall(firewall, on: machines[index].node)
        return cause
    }

    mutating func setClientRefusal(
        _ host: String, _ point: RefusalPoint?, _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try machine(host)
        guard let mail = machines[index].mailHost?.configuration, mail.services.contains(.smtp)
        else { throw Trouble("trouble.no-mail-server", ["host": host]) }
        let clients =
            machines[index].plan.mail?.clientRefusal?.clients
            ?? foreignDynamicPrefixes(to: index)
        let cause = note(.action(action), on: index, because: nil)
        machines[index].mailHost?.setClientRefusal(point.map { ClientRefusal(clients, at: $0) })
        return cause
    }

    mutating func changeFirewall(
        _ host: String, _ change: FirewallChange, _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try machine(host)
        var firewall = try firewallToChange(on: index)
        switch change {
        case .add(let text, let place): try Self.add(text, at: place, to: &firewall, host)
        case .remove(let which):
            var rules = firewall.rules
            rules.remove(at: try Self.place(of: which, in: firewall, on: host))
            try Self.set(rules, firewall.book, in: &firewall, host)
        case .define(let name, let text):
            var book = firewall.book
            guard RuleParser.isName(name) else {
                throw Trouble("trouble.bad-set-name", ["name": name])
            }
            book.sets[name] = try Self.addresses(text, book)
            try Self.set(firewall.rules, book, in: &firewall, host)
        case .forget(let name):
            var book = firewall.book
            guard book.sets.removeValue(forKey: name) != nil else {
                throw Trouble("trouble.no-such-set", ["host": host, "name": name])
            }
            try Self.set(firewall.rules, book, in: &firewall, host)
        case .setDefault(let verdict):
            firewall.defaultVerdict = verdict?.forFirewall ?? .accept
        case .resetCounters: firewall.resetCounters()
        }
        let cause = note(.action(action), on: index, because: nil)
        network.setFirewall(firewall, on: machines[index].node)
        return cause
    }

    private static func add(
        _ text: String, at number: Int?, to firewall: inout Firewall, _ host: String
    ) throws(Trouble) {
        var rules = firewall.rules
        let rule = try rule(text, firewall.book)
        guard rules.count < Firewall.ruleLimit else {
            throw Trouble("trouble.too-many-rules", ["limit": "\(Firewall.ruleLimit)"])
        }
        if !rule.name.isEmpty, rules.contains(where: { $0.name == rule.name }) {
            throw Trouble("trouble.rule-name-taken", ["host": host, "name": rule.name])
        }
        let place = number.map { $0 - 1 } ?? rules.count
        guard (0...rules.count).contains(place) else {
            throw Trouble(
                "trouble.no-such-rule-place",
                ["host": host, "number": "\(place + 1)", "last": "\(rules.count + 1)"])
        }
        rules.insert(rule, at: place)
        try set(rules, firewall.book, in: &firewall, host)
    }

    /// The place of a rule that is named by its number or its name.
    private static func place(
        of which: String, in firewall: Firewall, on host: String
    ) throws(Trouble) -> Int {
        if let place = firewall.rules.firstIndex(where: { $0.name == which }) { return place }
        if let number = Int(which), firewall.rules.indices.contains(number - 1) {
            return number - 1
        }
        throw Trouble(
            "trouble.no-such-rule",
            ["host": host, "rule": which, "count": "\(firewall.rules.count)"])
    }

    private static func set(
        _ rules: [FirewallRule], _ book: AddressBook, in firewall: inout Firewall, _ host: String
    ) throws(Trouble) {
        do { try firewall.set(rules, book) } catch { throw trouble(error, on: host) }
    }
}
