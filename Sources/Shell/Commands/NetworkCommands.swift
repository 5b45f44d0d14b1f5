import Simulation

/// Firewalls, OP25B and what a provider offers.
let networkCommands: [Command] = [
    Command(
        "firewall", .network, usage: "firewall [HOST]", places: [.host],
        examples: ["firewall", "firewall edge.isp-a.example"]
    ) { (shell, arguments) throws(Trouble) in
        try shell.showFirewall(arguments.optionalPlace(0))
    },
    Command(
        "op25b", .network, usage: "op25b on|off|status [HOST] [--verdict drop|reset|prohibited]",
        options: [.takes("verdict", .oneOf(BlockVerdict.allCases.map(\.rawValue)))],
        places: [.oneOf(["on", "off", "status"]), .host],
        examples: ["op25b status", "op25b off", "op25b on --verdict reset"]
    ) { (shell, arguments) throws(Trouble) in try shell.setOP25B(arguments) },
    Command(
        "set", .network, usage: "set HOST cleartext-passwords on|off",
        places: [.host, .oneOf(["cleartext-passwords"]), .oneOf(["on", "off"])],
        examples: ["set mail.example.com cleartext-passwords on"]
    ) { (shell, arguments) throws(Trouble) in
        let view = try shell.knownHost(arguments.place(0))
        _ = try arguments.oneOf(["cleartext-passwords"], at: 1)
        let isOn = try arguments.oneOf(["on", "off"], at: 2) == "on"
        try shell.workbench.perform(.setCleartextPasswords(host: view.name, isOn: isOn))
        shell.tell(isOn ? "shell.set.cleartext-on" : "shell.set.cleartext-off", ["host": view.name])
    },
]

extension Interpreter {
    private var routersWithPolicy: [HostView] { workbench.hosts.filter { $0.plan.op25b != nil } }

    /// The router of `op25b`: the named one, or the only one that has the policy.
    private func policyRouter(_ name: String?) throws(Trouble) -> HostView {
        if let name {
            let view = try knownHost(name)
            guard view.plan.op25b != nil else {
                throw Trouble(
                    "shell.op25b.not-here",
                    [
                        "host": view.name,
                        "routers": routersWithPolicy.map(\.name).joined(separator: ", "),
                    ])
            }
            return view
        }
        guard let first = routersWithPolicy.first else { throw Trouble("shell.op25b.none") }
        return first
    }

    mutating func setOP25B(_ arguments: Arguments) throws(Trouble) {
        let wish = try arguments.oneOf(["on", "off", "status"], at: 0)
        let router = try policyRouter(arguments.optionalPlace(1))
        var verdict: BlockVerdict?
        if let word = arguments.value("verdict") {
            guard wish == "on" else { throw Trouble("shell.op25b.verdict-with-on") }
            guard let known = BlockVerdict(rawValue: word.lowercased()) else {
                throw Trouble(
                    "shell.not-one-of",
                    [
                        "word": ProtocolText.shown(word),
                        "choices": BlockVerdict.allCases.map(\.rawValue).joined(separator: ", "),
                    ])
            }
            verdict = known
        }
        if wish == "status" { return try showFirewall(router.name) }
        try workbench.perform(
            .setOP25B(host: router.name, isOn: wish == "on", verdict: verdict))
        if wish == "off" {
            tell("shell.op25b.off", ["host": router.name])
        } else {
            let now = try workbench.firewall(of: router.name).first?.verdict ?? ""
            let name = eventText.verdictName(verdict?.rawValue ?? now)
            tell("shell.op25b.on", ["host": router.name, "verdict": name])
        }
    }

    mutating func showFirewall(_ name: String?) throws(Trouble) {
        if let name {
            let view = try knownHost(name)
            try show(firewallOf: view)
            return
        }
        guard !routersWithPolicy.isEmpty else { throw Trouble("shell.op25b.none") }
        for router in routersWithPolicy { try show(firewallOf: router) }
    }

    private mutating func show(firewallOf view: HostView) throws(Trouble) {
        let rows = try workbench.firewall(of: view.name)
        tell("shell.firewall.title", ["host": view.name], role: .strong)
        guard !rows.isEmpty else {
            tell("shell.firewall.empty", indent: 2)
            return
        }
        for row in rows {
            let state = words(row.isOn ? "shell.firewall.on" : "shell.firewall.off")
            let head = "  \(row.rule)  [\(state)]  \(eventText.verdictName(row.verdict))"
            show(row.isOn ? paint(.warning, head) : paint(.faint, head))
            tell(
                "shell.firewall.match",
                [
                    "sources": row.sources, "destinations": row.destinations, "port": row.port,
                ], indent: 4)
            tell(
                "shell.firewall.counted",
                [
                    "packets": "\(row.packets)", "octets": "\(row.octets)",
                    "flows": "\(row.flows)",
                ], indent: 4)
        }
    }
}
