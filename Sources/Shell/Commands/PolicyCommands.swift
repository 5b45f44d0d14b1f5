import Simulation

/// OP25B, IP25B, and what they come to.
let policyCommands: [Command] = [
    Command(
        "op25b", .network,
        usage: "op25b on|off|status|stage [STAGE] [HOST] [--verdict VERDICT]",
        options: [.takes("verdict", .oneOf(BlockVerdict.allCases.map(\.rawValue)))],
        places: [
            .oneOf(["on", "off", "status", "stage"]),
            .oneOf(RolloutStage.allCases.map(\.rawValue)), .host,
        ],
        examples: [
            "op25b status", "op25b off", "op25b on --verdict reset", "op25b stage mobile-carriers",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.setOP25B(arguments) },
    Command(
        "ip25b", .network,
        usage: "ip25b on|off|status [HOST] [--at filter|server|greeting] [--verdict VERDICT]",
        options: [
            .takes("verdict", .oneOf(BlockVerdict.allCases.map(\.rawValue))),
            .takes("at", .oneOf(["filter", "server", "greeting"])),
        ],
        places: [.oneOf(["on", "off", "status"]), .host],
        examples: [
            "ip25b on", "ip25b on edge.isp-b.example --verdict prohibited",
            "ip25b on mail.example.jp --at server", "ip25b status",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.setIP25B(arguments) },
    Command(
        "policy", .network, usage: "policy test [HOST] | trace EVENT",
        places: [.oneOf(["test", "trace"]), .host],
        examples: ["policy test", "policy test core.example", "policy trace #12"]
    ) { (shell, arguments) throws(Trouble) in
        if try arguments.oneOf(["test", "trace"], at: 0) == "test" {
            try shell.testPolicy(arguments.optionalPlace(1))
        } else {
            try shell.tracePolicy(shell.event(arguments.place(1)))
        }
    },
]

extension Interpreter {
    private var routersWithPolicy: [HostView] { workbench.hosts.filter { $0.plan.op25b != nil } }

    /// The router of `op25b`: the named one, or the first that has the policy.
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

    /// A host in place of a wish asks how things are there.
    private func hostAlone(_ arguments: Arguments) throws(Trouble) -> HostView? {
        guard let word = arguments.optionalPlace(0), arguments.optionalPlace(1) == nil,
            workbench.host(named: word.lowercased()) != nil
        else { return nil }
        return try knownHost(word)
    }

    /// What is to be done; nothing asks how things are.
    private func wish(_ arguments: Arguments, of choices: [String]) throws(Trouble) -> String {
        arguments.optionalPlace(0) == nil ? "status" : try arguments.oneOf(choices, at: 0)
    }

    private func verdict(
        _ arguments: Arguments, isAllowed: Bool
    ) throws(Trouble) -> BlockVerdict? {
        guard let word = arguments.value("verdict") else { return nil }
        guard isAllowed else {
            throw Trouble("shell.op25b.verdict-with-on", ["command": arguments.command])
        }
        guard let known = BlockVerdict(rawValue: word.lowercased()) else {
            throw Trouble(
                "shell.not-one-of",
                [
                    "word": ProtocolText.shown(word),
                    "choices": BlockVerdict.allCases.map(\.rawValue).joined(separator: ", "),
                ])
        }
        return known
    }

    fileprivate mutating func setOP25B(_ arguments: Arguments) throws(Trouble) {
        if let router = try hostAlone(arguments) {
            return try show(firewallOf: policyRouter(router.name).name)
        }
        let wish = try wish(arguments, of: ["on", "off", "status", "stage"])
        if wish == "stage" { return try setStage(arguments) }
        if let extra = arguments.optionalPlace(2) {
            throw Trouble(
                "shell.too-many-words",
                ["word": ProtocolText.shown(extra), "usage": arguments.usage])
        }
        let router = try policyRouter(arguments.optionalPlace(1))
        let verdict = try verdict(arguments, isAllowed: wish == "on")
        if wish == "status" { return try show(firewallOf: router.name) }
        try workbench.perform(
            .setOP25B(host: router.name, isOn: wish == "on", verdict: verdict))
        if wish == "off" {
            tell("shell.op25b.off", ["host": router.name])
        } else {
            let row = try policyRow("OP25B", of: router.name)
            tell(
                "shell.op25b.on",
                [
                    "host": router.name, "verdict": eventText.verdictName(row?.verdict ?? ""),
                    "stage": stageName(row),
                ])
        }
    }

    private func policyRow(_ name: String, of host: String) throws(Trouble) -> FirewallRow? {
        try workbench.firewall(of: host).first { row in
            row.isPolicy && row.rule == name
        }
    }

    private func stageName(_ row: FirewallRow?) -> String {
        guard case .policy(let stage?)? = row?.kind else { return "-" }
        return words("shell.stage.\(stage.rawValue)")
    }

    private mutating func setStage(_ arguments: Arguments) throws(Trouble) {
        _ = try verdict(arguments, isAllowed: false)
        guard arguments.places.count > 1 else {
            // Without a stage: which there are, and which is in force.
            let router = try policyRouter(nil)
            let row = try policyRow("OP25B", of: router.name)
            for stage in RolloutStage.allCases {
                let isNow: Bool
                if case .policy(let present)? = row?.kind, row?.isOn == true {
                    isNow = present == stage
                } else {
                    isNow = stage == .off
                }
                let mark = isNow ? "● " : "  "
                show(
                    mark + Width.pad(stage.rawValue, to: 17)
                        + words("shell.stage.\(stage.rawValue)"))
            }
            return
        }
        let word = try arguments.oneOf(RolloutStage.allCases.map(\.rawValue), at: 1)
        let router = try policyRouter(arguments.optionalPlace(2))
        guard let stage = RolloutStage(rawValue: word) else { throw arguments.missing() }
        try workbench.perform(.setOP25BStage(host: router.name, stage: stage))
        tell(
            "shell.op25b.stage-now",
            ["host": router.name, "stage": words("shell.stage.\(stage.rawValue)")])
    }

    // MARK: IP25B

    /// Where `ip25b` works.
    private enum InboundPlace {
        case filter
        case server(RefusalPoint)
    }

    fileprivate mutating func setIP25B(_ arguments: Arguments) throws(Trouble) {
        if let host = try hostAlone(arguments) { return try showInbound(host) }
        let wish = try wish(arguments, of: ["on", "off", "status"])
        var named: HostView?
        if let name = arguments.optionalPlace(1) { named = try knownHost(name) }
        if wish == "status" { return try showInbound(named) }
        let place = try inboundPlace(arguments, named)
        switch place {
        case .filter:
            let verdict = try verdict(arguments, isAllowed: wish == "on")
            let router: String
            if let named { router = named.name } else { router = try inboundRouter() }
            try workbench.perform(
                .setIP25B(host: router, isOn: wish == "on", verdict: verdict))
            let row = try policyRow("IP25B", of: router)
            tell(
                wish == "on" ? "shell.ip25b.filter-on" : "shell.ip25b.filter-off",
                ["host": router, "verdict": eventText.verdictName(row?.verdict ?? "")])
        case .server(let point):
            _ = try verdict(arguments, isAllowed: false)
            let targets: [String]
            if let named {
                targets = [named.name]
            } else {
                targets = servers(behind: try inboundRouter())
            }
            for server in targets {
                try workbench.perform(
                    .setClientRefusal(host: server, at: wish == "on" ? point : nil))
                tell(
                    wish == "on" ? "shell.ip25b.server-on" : "shell.ip25b.server-off",
                    ["host": server, "point": words("shell.ip25b.\(point.rawValue)")])
            }
        }
    }

    private func inboundPlace(
        _ arguments: Arguments, _ named: HostView?
    ) throws(Trouble) -> InboundPlace {
        guard let word = arguments.value("at") else {
            // A mail server refuses, a router filters.
            return named.map { $0.plan.isRouter ? .filter : .server(.recipient) } ?? .filter
        }
        switch word.lowercased() {
        case "filter": return .filter
        case "server": return .server(.recipient)
        case "greeting": return .server(.greeting)
        default:
            throw Trouble(
                "shell.not-one-of",
                ["word": ProtocolText.shown(word), "choices": "filter, server, greeting"])
        }
    }

    private func servers(behind router: String) -> [String] {
        workbench.hosts.filter {
            $0.plan.router == router && $0.plan.mail?.services.contains(.smtp) == true
        }.map(\.name)
    }

    /// The router that guards mail servers by IP25B: the first that has the policy and any.
    private func inboundRouter() throws(Trouble) -> String {
        let routers = workbench.hosts.filter { $0.plan.isRouter }
        let ready =
            routers.filter { $0.plan.ip25b != nil } + routers.filter { $0.plan.op25b == nil }
        guard let router = ready.first(where: { !servers(behind: $0.name).isEmpty }) else {
            throw Trouble("shell.ip25b.none")
        }
        return router.name
    }

    private mutating func showInbound(_ named: HostView?) throws(Trouble) {
        var targets: [String] = []
        if let named, !named.plan.isRouter {
            targets = [named.name]
        } else {
            let router: String
            if let named { router = named.name } else { router = try inboundRouter() }
            try show(firewallOf: router)
            targets = servers(behind: router)
        }
        for server in targets {
            if let refusal = workbench.clientRefusal(of: server) {
                tell(
                    "shell.ip25b.server-on",
                    ["host": server, "point": words("shell.ip25b.\(refusal.point.rawValue)")])
            } else {
                tell("shell.ip25b.server-off", ["host": server])
            }
        }
    }
}
