import Simulation

/// Firewalls by hand: what they ask, what they have counted, and how to change them.
let firewallCommands: [Command] = [
    Command(
        "firewall", .network,
        usage: "firewall [list|counters] [HOST] [--reset] | add [HOST] [--at N] RULE | "
            + "remove [HOST] N|NAME | set [HOST] NAME ADDRESSES|--remove | default [HOST] VERDICT",
        options: [.takes("at", .text), .flag("reset"), .flag("remove")],
        places: [.oneOf(FirewallVerb.allCases.map(\.rawValue)), .rule], repeats: true,
        examples: [
            "firewall", "firewall edge.isp-a.example",
            "firewall add drop tcp from @dynamic to any port 25 except @own-mail",
            "firewall add visitor reset in tcp to any port 25",
            "firewall add --at 1 accept tcp from alice-pc to mail.example.jp port 25",
            "firewall remove 1", "firewall set friends mail.example.com, mail.example.jp",
            "firewall counters --reset",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.firewall(arguments) }
]

/// What `firewall` can do.
enum FirewallVerb: String, CaseIterable {
    case list, counters, add, remove, set
    case byDefault = "default"
}

extension Interpreter {
    fileprivate mutating func firewall(_ arguments: Arguments) throws(Trouble) {
        var words = arguments.places
        let first = words.first ?? "list"
        let verb: FirewallVerb
        if let known = FirewallVerb(rawValue: first.lowercased()) {
            verb = known
            if !words.isEmpty { words.removeFirst() }
        } else {
            // `firewall HOST` shows that host's.
            guard workbench.host(named: first) != nil else {
                throw Trouble(
                    "shell.firewall.unknown-verb",
                    [
                        "word": ProtocolText.shown(first),
                        "known": FirewallVerb.allCases.map(\.rawValue).joined(separator: ", "),
                    ])
            }
            verb = .list
        }
        try checkOptions(arguments, verb)
        switch verb {
        case .list: try showFirewalls(words, countersOnly: false, arguments)
        case .counters:
            if arguments.has("reset") {
                try resetCounters(words, arguments)
            } else {
                try showFirewalls(words, countersOnly: true, arguments)
            }
        case .add: try addRule(words, arguments)
        case .remove: try removeRule(words, arguments)
        case .set: try changeSet(words, arguments)
        case .byDefault: try setDefault(words, arguments)
        }
    }

    private func checkOptions(
        _ arguments: Arguments, _ verb: FirewallVerb
    ) throws(Trouble) {
        let owners: [(option: String, verb: FirewallVerb)] = [
            ("at", .add), ("reset", .counters), ("remove", .set),
        ]
        for (option, owner) in owners where arguments.has(option) && verb != owner {
            throw Trouble(
                "shell.firewall.option-elsewhere",
                ["option": "--" + option, "verb": "firewall " + owner.rawValue])
        }
    }

    /// The host that a change is for, taken off the front of the words: the named one, or the
    /// router of the host at which the learner sits.
    private func takeHost(_ words: inout [String]) -> String {
        if let first = words.first, let view = workbench.host(named: first) {
            words.removeFirst()
            return view.name
        }
        let here = workbench.host(named: host)
        return here?.plan.isRouter == true ? host : here?.plan.router ?? host
    }

    private mutating func addRule(_ words: [String], _ arguments: Arguments) throws(Trouble) {
        var words = words
        let host = takeHost(&words)
        guard !words.isEmpty else { throw arguments.missing() }
        var place: Int?
        if let at = arguments.value("at") { place = try Arguments.number(at) }
        try workbench.perform(
            .changeFirewall(host: host, .add(rule: words.joined(separator: " "), at: place)))
        let rows = try workbench.firewall(of: host)
        let count = rows.count { if case .rule = $0.kind { true } else { false } }
        let number = place ?? count
        let text = rows[number - 1].text
        tell(
            "shell.firewall.added", ["host": host, "number": "\(number)", "rule": text])
    }

    private mutating func removeRule(_ words: [String], _ arguments: Arguments) throws(Trouble) {
        var words = words
        let host = takeHost(&words)
        guard words.count == 1 else { throw arguments.missing() }
        let which = words[0].hasPrefix("#") ? String(words[0].dropFirst()) : words[0]
        let rule = try workbench.firewallView(of: host).rows.first { row in
            if row.rule == which { return true }
            if case .rule(let number) = row.kind { return "\(number)" == which }
            return false
        }
        try workbench.perform(.changeFirewall(host: host, .remove(rule: which)))
        tell("shell.firewall.removed", ["host": host, "rule": rule?.text ?? which])
    }

    private mutating func changeSet(_ words: [String], _ arguments: Arguments) throws(Trouble) {
        var words = words
        let host = takeHost(&words)
        guard var name = words.first else { throw arguments.missing() }
        if name.hasPrefix("@") { name.removeFirst() }
        let addresses = words.dropFirst().joined(separator: " ")
        if arguments.has("remove") {
            try workbench.perform(.changeFirewall(host: host, .forget(set: name)))
            tell("shell.firewall.set-removed", ["host": host, "set": name])
            return
        }
        guard !addresses.isEmpty else {
            let sets = try workbench.firewallView(of: host).sets
            guard let set = sets.first(where: { $0.name == name }) else {
                throw Trouble("trouble.no-such-set", ["host": host, "name": name])
            }
            show("@\(set.name) = \(set.addresses)")
            return
        }
        try workbench.perform(
            .changeFirewall(host: host, .define(set: name, addresses: addresses)))
        tell("shell.firewall.set-now", ["host": host, "set": name, "addresses": addresses])
    }

    private mutating func setDefault(_ words: [String], _ arguments: Arguments) throws(Trouble) {
        var words = words
        let host = takeHost(&words)
        guard let word = words.first?.lowercased(), words.count == 1 else {
            throw arguments.missing()
        }
        let verdict = BlockVerdict(rawValue: word)
        guard verdict != nil || word == "accept" else {
            throw Trouble(
                "shell.not-one-of",
                [
                    "word": ProtocolText.shown(word),
                    "choices": (["accept"] + BlockVerdict.allCases.map(\.rawValue)).joined(
                        separator: ", "),
                ])
        }
        try workbench.perform(.changeFirewall(host: host, .setDefault(verdict)))
        tell(
            "shell.firewall.default-now",
            ["host": host, "verdict": eventText.verdictName(word)])
    }

    private mutating func resetCounters(
        _ words: [String], _ arguments: Arguments
    ) throws(Trouble) {
        for host in try firewallHosts(words, arguments) {
            try workbench.perform(.changeFirewall(host: host, .resetCounters))
            tell("shell.firewall.counters-reset", ["host": host])
        }
    }

    // MARK: showing

    private func firewallHosts(
        _ words: [String], _ arguments: Arguments
    ) throws(Trouble) -> [String] {
        guard words.count <= 1 else {
            throw Trouble(
                "shell.too-many-words",
                ["word": ProtocolText.shown(words[1]), "usage": arguments.usage])
        }
        if let name = words.first { return [try knownHost(name).name] }
        let hosts = workbench.firewallHosts
        guard !hosts.isEmpty else { throw Trouble("shell.firewall.none") }
        return hosts
    }

    private mutating func showFirewalls(
        _ words: [String], countersOnly: Bool, _ arguments: Arguments
    ) throws(Trouble) {
        for host in try firewallHosts(words, arguments) {
            try show(firewallOf: host, countersOnly: countersOnly)
        }
    }

    mutating func show(firewallOf host: String, countersOnly: Bool = false) throws(Trouble) {
        let view = try workbench.firewallView(of: host)
        tell("shell.firewall.title", ["host": host], role: .strong)
        if countersOnly {
            show(counterTable(view).lines(paint))
            return
        }
        for row in view.rows {
            let (mark, role) = heading(row)
            let lines = Width.wrap(row.text, to: Width.page - 5)
            if Width.of(mark) <= 3 {
                show("  " + paint(role, Width.pad(mark, to: 3) + lines[0]))
            } else {
                show("  " + paint(role, mark))
                show("     " + lines[0])
            }
            show(lines.dropFirst().map { "     " + $0 })
            tell(
                row.passedFlows > 0 ? "shell.firewall.counted-passed" : "shell.firewall.counted",
                [
                    "packets": "\(row.packets)", "octets": "\(row.octets)",
                    "flows": "\(row.flows)", "passed": "\(row.passedFlows)",
                ], indent: 5)
        }
        for set in view.sets {
            let lines = Width.wrap("@\(set.name) = \(set.addresses)", to: Width.page - 6)
            show(
                lines.enumerated().map {
                    ($0.offset == 0 ? "  " : "    ") + paint(.faint, $0.element)
                })
        }
        tell("shell.firewall.known-flows", ["count": "\(view.knownFlows)"], indent: 2)
    }

    /// What stands before a row's text, and its colour.
    private func heading(_ row: FirewallRow) -> (mark: String, role: Role) {
        switch row.kind {
        case .rule(let number): return ("\(number)", .warning)
        case .policy(let stage):
            let state: String
            if !row.isOn {
                state = words("shell.firewall.off")
            } else if let stage {
                state = words("shell.stage.\(stage.rawValue)")
            } else {
                state = words("shell.firewall.on")
            }
            return ("\(row.rule): \(state)", row.isOn ? .warning : .faint)
        case .byDefault: return (words("shell.firewall.default"), .faint)
        }
    }

    private func counterTable(_ view: FirewallView) -> Table {
        var table = Table(
            [
                words("shell.column.packets"), words("shell.column.octets"),
                words("shell.column.flows"), words("shell.column.rule"),
            ], sides: [.right, .right, .right])
        for row in view.rows {
            table.add([
                "\(row.packets)", "\(row.octets)", "\(row.flows)",
                heading(row).mark
                    + (row.rule.isEmpty || row.isPolicy ? "  " + row.text : "  " + row.rule),
            ])
        }
        return table
    }
}
