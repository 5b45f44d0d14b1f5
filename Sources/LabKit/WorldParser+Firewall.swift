import PostOffice
import Simulation
import Wire
import Yams

// Firewalls and the port 25 policies, in the words of a world file (`Docs/Firewall.md`).
extension WorldParser {
    /// The most rules and sets of one host.
    private static let ruleLimit = 500
    private static let setLimit = 100

    /// What `firewall`, `op25b` and `ip25b` say together; nil when a host has none of them.
    mutating func firewallPlan(_ draft: HostDraft) -> FirewallPlan? {
        let fields = draft.fields
        guard fields["firewall"] != nil || fields["op25b"] != nil || fields["ip25b"] != nil else {
            return nil
        }
        var plan = FirewallPlan()
        var texts = FirewallTexts(hosts: drafts.map(\.name))
        // That a host has no such policy has been said already.
        if draft.isRouter {
            plan.op25b = fields["op25b"].flatMap { outbound($0, of: draft, &plan, &texts) }
            plan.ip25b = fields["ip25b"].flatMap { inbound($0, &plan, &texts) }
        }
        guard let node = fields["firewall"],
            let parts = reader.fields(node, optional: ["default", "sets", "rules"])
        else { return plan }
        let verdicts = ["accept"] + BlockVerdict.allCases.map(\.rawValue)
        plan.defaultVerdict = reader.oneOf(parts["default"], verdicts).flatMap {
            BlockVerdict(rawValue: $0)
        }
        if let sets = parts["sets"] { readSets(sets, &plan, &texts) }
        for rule in reader.list(parts["rules"], limit: Self.ruleLimit) {
            guard let text = reader.string(rule) else { continue }
            if let trouble = texts.trouble(withRule: text) {
                note(trouble, in: rule)
            } else {
                plan.rules.append(text)
            }
        }
        return plan
    }

    private mutating func readSets(
        _ node: Node, _ plan: inout FirewallPlan, _ texts: inout FirewallTexts
    ) {
        guard let mapping = node.mapping else {
            reader.note("world.expected-sets", at: node)
            return
        }
        if mapping.count > Self.setLimit {
            reader.note("file.too-many", ["limit": "\(Self.setLimit)"], at: node)
        }
        for (key, value) in mapping.prefix(Self.setLimit) {
            guard let name = reader.name(key) else { continue }
            guard FirewallTexts.isName(name) else {
                reader.note("file.expected-name", ["text": name], at: key)
                continue
            }
            let parts = value.sequence.map { Array($0) } ?? [value]
            let items = parts.compactMap { part -> String? in
                guard let text = reader.string(part) else { return nil }
                if let trouble = texts.define(name, text) { note(trouble, in: part) }
                return text
            }
            define(
                name, items.isEmpty ? "none" : items.joined(separator: ", "), at: key, &plan,
                &texts)
        }
    }

    /// Takes a set into the plan; a name has one meaning.
    private mutating func define(
        _ name: String, _ addresses: String, at node: Node?, _ plan: inout FirewallPlan,
        _ texts: inout FirewallTexts
    ) {
        guard !plan.sets.contains(where: { $0.name == name }) else {
            reader.note("world.set-twice", ["name": name], at: node)
            return
        }
        _ = texts.define(name, addresses)
        plan.sets.append(.init(name: name, addresses: addresses))
    }

    /// Notes a trouble at its column of a scalar.
    private mutating func note(_ trouble: Trouble, in node: Node) {
        var column = node.mark?.column ?? 0
        let within = trouble.place?.column ?? 1
        switch node.scalar?.style {
        case .plain?, .any?: column += within - 1
        case .singleQuoted?, .doubleQuoted?: column += within
        case .literal?, .folded?, nil: break
        }
        reader.note(
            trouble.key, values: trouble.values.map { ($0.name, $0.text) },
            line: node.mark?.line ?? 0, column: column)
    }

    // MARK: policies

    private mutating func outbound(
        _ node: Node, of draft: HostDraft, _ plan: inout FirewallPlan,
        _ texts: inout FirewallTexts
    ) -> Port25Plan? {
        guard
            let fields = reader.fields(
                node, required: ["policy", "verdict"],
                optional: ["stage", "dynamic-pools", "exempt-destinations"])
        else { return nil }
        let pools = reader.each(fields["dynamic-pools"], limit: 100) { $0.prefix($1) }
        if !pools.isEmpty {
            define(
                "dynamic", pools.map { "\($0)" }.joined(separator: ", "),
                at: fields.place(of: "dynamic-pools"), &plan, &texts)
        }
        var exempt: [String] = []
        for destination in reader.list(fields["exempt-destinations"], limit: 100) {
            if let draft = host(destination) { exempt.append(draft.name) }
        }
        if !exempt.isEmpty {
            define(
                "own-mail", exempt.joined(separator: ", "),
                at: fields.place(of: "exempt-destinations"), &plan, &texts)
        }
        if fields["dynamic-pools"] == nil, !namesDynamicCustomers(draft) {
            reader.note("world.no-dynamic-pool", at: node)
        }
        let stage = reader.choice(fields["stage"], of: RolloutStage.self) ?? .homeServers
        guard let isOn = reader.onOff(fields["policy"]),
            let verdict = reader.choice(fields["verdict"], of: BlockVerdict.self)
        else { return nil }
        return Port25Plan(isOn: isOn, stage: stage, verdict: verdict)
    }

    /// Whether somebody behind the router is dynamic, by a set or by the kind of line.
    private func namesDynamicCustomers(_ draft: HostDraft) -> Bool {
        if draft.fields["firewall"]?.mapping?["sets"]?.mapping?["dynamic"] != nil { return true }
        return drafts.contains { other in
            (other.fields["router"]?.scalar?.string == draft.name
                || other.fields["nat"]?.mapping?["link"]?.scalar?.string == draft.name)
                && other.fields["customer"]?.scalar?.string == CustomerClass.dynamic.rawValue
        }
    }

    private mutating func inbound(
        _ node: Node, _ plan: inout FirewallPlan, _ texts: inout FirewallTexts
    ) -> Port25Plan? {
        guard
            let fields = reader.fields(
                node, required: ["policy", "verdict"], optional: ["foreign-pools"])
        else { return nil }
        let pools = reader.each(fields["foreign-pools"], limit: 100) { $0.prefix($1) }
        if !pools.isEmpty {
            define(
                "foreign-dynamic", pools.map { "\($0)" }.joined(separator: ", "),
                at: fields.place(of: "foreign-pools"), &plan, &texts)
        }
        guard let isOn = reader.onOff(fields["policy"]),
            let verdict = reader.choice(fields["verdict"], of: BlockVerdict.self)
        else { return nil }
        return Port25Plan(isOn: isOn, verdict: verdict)
    }

    /// The clients whose mail a server refuses from the start.
    mutating func clientRefusal(_ fields: Fields) -> ClientRefusal? {
        if fields["refuse-clients"] == nil, let place = fields.place(of: "refuse-at") {
            reader.note("file.missing-key", ["key": "refuse-clients"], at: place)
        }
        let point = reader.choice(fields["refuse-at"], of: ClientRefusal.Point.self) ?? .recipient
        let clients = reader.each(fields["refuse-clients"], limit: 100) { $0.prefix($1) }
        return clients.isEmpty ? nil : ClientRefusal(clients, at: point)
    }
}
