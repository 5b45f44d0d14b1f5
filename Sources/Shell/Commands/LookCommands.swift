import Phrases
import Simulation

/// What is there, and where am I.
let lookCommands: [Command] = [
    Command("map", .look, usage: "map", examples: ["map"]) { shell, _ in shell.showMap() },
    Command("hosts", .look, usage: "hosts", examples: ["hosts"]) { shell, _ in shell.showHosts() },
    Command(
        "host", .look, usage: "host [NAME]", places: [.host],
        examples: ["host mail.example.com", "host"]
    ) { (shell, arguments) throws(Trouble) in
        try shell.showHost(arguments.optionalPlace(0) ?? shell.host)
    },
    Command(
        "ports", .look, usage: "ports [HOST] [--on HOST]", options: [.takes("on", .host)],
        places: [.host],
        examples: [
            "ports", "ports mail.example.jp", "ports mail.example.com --on visitor",
        ]
    ) { (shell, arguments) throws(Trouble) in
        try shell.showPorts(arguments)
    },
    Command(
        "accounts", .look, usage: "accounts [--tokens] [--disk] [--renew ADDRESS]",
        options: [.flag("tokens"), .flag("disk"), .takes("renew", .address)],
        examples: [
            "accounts", "accounts --tokens", "accounts --disk",
            "accounts --renew alice@example.com",
        ]
    ) { (shell, arguments) throws(Trouble) in
        if try shell.showSecrets(arguments) { return }
        shell.showAccounts()
    },
    Command(
        "use", .look, usage: "use HOST", places: [.host],
        examples: ["use bob-laptop", "use visitor"]
    ) { (shell, arguments) throws(Trouble) in
        try shell.use(arguments.place(0))
    },
]

extension Interpreter {
    /// Routers with their hosts under them, as a tree.
    mutating func showMap() {
        tell("shell.map.intro", role: .faint)
        let hosts = workbench.hosts
        let language = words.language
        for router in hosts where router.plan.isRouter {
            show("")
            show(
                paint(.strong, router.name) + "  "
                    + mapRole(router, used: Width.of(router.name) + 2))
            let neighbours = neighbours(of: router.name)
            if !neighbours.isEmpty {
                let text = words(
                    "shell.map.linked", ["routers": neighbours.joined(separator: ", ")])
                show(Width.wrap(text, to: Width.page - 2).map { "  " + paint(.faint, $0) })
            }
            let below = hosts.filter { $0.plan.router == router.name }
            let nameWidth = below.map { Width.of($0.name) }.max() ?? 0
            for (index, host) in below.enumerated() {
                show(branch(host, nameWidth: nameWidth, isLast: index == below.count - 1))
                for address in host.addresses.dropFirst() {
                    let stem = index == below.count - 1 ? "    " : " │  "
                    show(stem + String(repeating: " ", count: nameWidth + 3) + "\(address)")
                }
            }
        }
        let attackers = workbench.attackers
        let alone = hosts.filter { host in
            !host.plan.isRouter && host.plan.router == nil
                && !attackers.contains { $0.host == host.name }
        }
        for host in alone { show(host.name + "  " + host.plan.role[language]) }
        if !attackers.isEmpty { show("") }
        for attacker in attackers { show(attacker: attacker) }
        show("")
        tell("shell.map.here", ["host": host])
    }

    private func mapRole(_ view: HostView, used: Int) -> String {
        Width.cut(view.plan.role[words.language], to: max(10, Width.page - used))
    }

    private func neighbours(of router: String) -> [String] {
        workbench.blueprint.links.compactMap { link in
            link.a == router ? link.b : link.b == router ? link.a : nil
        }
    }

    private func branch(_ view: HostView, nameWidth: Int, isLast: Bool) -> String {
        let isHere = view.name == host
        let stem = isLast ? "└─" : "├─"
        let address = Width.pad(view.address.map { "\($0)" } ?? "", to: 15)
        let mark = isHere ? "● " : "  "
        let head = " \(stem)\(mark)\(Width.pad(view.name, to: nameWidth))  \(address)  "
        let role = mapRole(view, used: Width.of(head))
        let name = Width.pad(view.name, to: nameWidth)
        return " \(stem)\(isHere ? paint(.good, mark) : mark)\(paint(.host, name))  "
            + "\(address)  \(role)"
    }

    mutating func showHosts() {
        var table = Table([
            words("shell.column.host"), words("shell.column.address"), words("shell.column.role"),
        ])
        for view in workbench.hosts {
            let mark = view.name == host ? "● " : "  "
            table.add([
                mark + view.name, view.address.map { "\($0)" } ?? "-",
                view.plan.role[words.language],
            ])
            if !view.plan.isRouter {
                for address in view.addresses.dropFirst() { table.add(["", "\(address)", ""]) }
            }
        }
        show(table.lines(paint))
    }

    mutating func showHost(_ name: String) throws(Trouble) {
        let view = try knownHost(name)
        let plan = view.plan
        let indent = Width.of(view.name) + 2
        let role = Width.wrap(plan.role[words.language], to: Width.page - indent)
        for (index, line) in role.enumerated() {
            let start = Width.pad(index == 0 ? view.name : "", to: indent)
            show(paint(.strong, start) + line)
        }
        var rows: [(String, String)] = []
        func add(_ key: String, _ value: String?) {
            if let value, !value.isEmpty { rows.append((words("shell.host.\(key)"), value)) }
        }
        let addresses = view.addresses.isEmpty ? [view.address].compactMap { $0 } : view.addresses
        add("address", addresses.map { "\($0)" }.joined(separator: ", "))
        add("router", plan.router)
        if plan.customer != .none {
            add("line", words("shell.customer.\(plan.customer.rawValue)"))
        }
        add("user", plan.user)
        add("resolver", plan.resolver.map { "\(workbench.hostName(of: "\($0)")) (\($0))" })
        add("listening", view.listening.map { "\($0)" }.joined(separator: " "))
        if let mail = plan.mail {
            add("domains", mail.domains.joined(separator: ", "))
            add("backup-for", mail.backupFor.joined(separator: ", "))
            add("cleartext", words(mail.takesCleartextPasswords ? "shell.yes" : "shell.no"))
            if let authentication = workbench.authentication(of: view.name) {
                add("mechanisms", authentication.names.joined(separator: ", "))
                add("storage", words("shell.storage.\(authentication.storage)"))
            }
            add("relay-for", mail.relayFor.map { "\($0)" }.joined(separator: ", "))
            add("accounts", mail.accounts.map(\.login).joined(separator: ", "))
        }
        if let firewall = try? workbench.firewallView(of: view.name) {
            let pool = firewall.sets.first { $0.name == "dynamic" && plan.op25b != nil }
            add("pools", pool?.addresses)
        }
        if plan.isRouter { add("links", neighbours(of: view.name).joined(separator: ", ")) }
        let width = rows.map { Width.of($0.0) }.max() ?? 0
        for (label, value) in rows {
            let lines = Width.wrap(value, to: Width.page - width - 4)
            for (index, line) in lines.enumerated() {
                show("  " + Width.pad(index == 0 ? label : "", to: width) + "  " + line)
            }
        }
    }

    /// The table of services and ports, or what those of one host are found to be.
    mutating func showPorts(_ arguments: Arguments) throws(Trouble) {
        if let name = arguments.optionalPlace(0) {
            let view = try knownHost(name)
            guard !view.listening.isEmpty else {
                tell("shell.ports.none", ["host": view.name])
                return
            }
            return try survey(view, from: hostOn(arguments).name)
        }
        var table = Table([
            words("shell.column.service"), words("shell.ports.upgradable"),
            words("shell.ports.implicit"),
        ])
        table.add([words("shell.service.smtp"), "25", words("shell.ports.starttls-only")])
        table.add([words("shell.service.submission"), "587", "465"])
        table.add([words("shell.service.pop3"), "110", "995"])
        table.add([words("shell.service.imap"), "143", "993"])
        show(table.lines(paint))
        tell("shell.ports.both", role: .faint)
    }

    mutating func showAccounts() {
        var table = Table([
            words("shell.column.login"), words("shell.column.password"),
            words("shell.column.server"),
        ])
        for account in workbench.accounts {
            table.add([account.login, account.password, account.host])
        }
        show(table.lines(paint))
    }

    mutating func use(_ name: String) throws(Trouble) {
        let view = try knownHost(name)
        host = view.name
        tell("shell.use.now", ["host": view.name, "role": view.plan.role[words.language]])
    }
}
