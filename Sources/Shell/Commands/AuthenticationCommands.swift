import Simulation

/// Logging in: what each mechanism shows, and what to type by hand.
let authenticationCommands: [Command] = [
    Command(
        "sasl", .understand, usage: "sasl [MECHANISM [--as ADDRESS] [--challenge TEXT]]",
        options: [.takes("as", .address), .takes("challenge", .text)],
        places: [.oneOf(Array(Workbench.mechanismNames.dropLast()))],
        examples: [
            "sasl", "sasl plain --as alice@example.com",
            "sasl cram-md5 --as bob@example.jp --challenge PDE4OTYuNjk3QGxhYj4=",
            "sasl scram-sha-256 --as alice@example.com",
        ]
    ) { (shell, arguments) throws(Trouble) in
        guard let name = arguments.optionalPlace(0) else {
            try shell.showMechanisms()
            return
        }
        try shell.showExchange(name, arguments)
    }
]

extension Interpreter {
    /// The table: what goes over the wire, and what lies on the disk; each cell is tried out.
    mutating func showMechanisms() throws(Trouble) {
        var table = Table([
            words("shell.sasl.mechanism"), words("shell.sasl.wire"), words("shell.sasl.replay"),
            words("shell.sasl.guess"), words("shell.sasl.bound"), words("shell.sasl.server"),
            words("shell.sasl.disk"),
        ])
        for row in try Workbench.mechanismRows() {
            let guess =
                row.guessRounds.map { $0 == 1 ? words("shell.sasl.one-round") : "\($0)" } ?? "-"
            table.add([
                row.name, words("shell.sasl.wire-\(row.wire.rawValue)"), mark(row.isReplayable),
                guess, mark(row.isBound), mark(row.provesServer),
                words("shell.sasl.disk-\(row.disk.rawValue)"),
            ])
        }
        show(table.lines(paint))
        for key in ["wire", "replay", "guess", "bound", "server", "disk", "tls"] {
            tell("shell.sasl.about-\(key)", role: .faint)
        }
    }

    private func mark(_ isSo: Bool) -> String { words(isSo ? "shell.yes" : "shell.no") }

    /// What to type next, line for line, with its parts.
    mutating func showExchange(_ name: String, _ arguments: Arguments) throws(Trouble) {
        let user = try knownHost(host).plan.user
        guard let login = arguments.value("as") ?? user else { throw arguments.missing() }
        let challenge = arguments.value("challenge")
        let exchange = try workbench.handExchange(name, as: login, challenge: challenge)
        if challenge == nil {
            tell("shell.sasl.begin", ["name": name.uppercased()])
        }
        if exchange.waitsForChallenge {
            tell("shell.sasl.wait", ["name": name.lowercased(), "login": login])
            return
        }
        for step in exchange.steps {
            show("  " + paint(.typed, step.line))
            show("  " + paint(.faint, "= \(ProtocolText.shown(step.plain))"))
            for part in step.parts {
                let text = words(part.key, part.values.map { ($0.name, $0.text) })
                show(Width.wrap(text, to: Width.page - 4).map { "    " + $0 })
            }
        }
        if let expected = exchange.expected {
            tell("shell.sasl.expected", ["text": expected])
        } else if challenge == nil, name.lowercased().hasPrefix("scram") {
            tell("shell.sasl.then", ["name": name.lowercased(), "login": login])
        }
    }

    /// `accounts --tokens`, `--disk` and `--renew`; false where none was asked for.
    mutating func showSecrets(_ arguments: Arguments) throws(Trouble) -> Bool {
        if let login = arguments.value("renew") {
            try workbench.perform(.signIn(login: login))
            tell("shell.accounts.renewed", ["login": login])
            return true
        }
        if arguments.has("tokens") {
            for token in workbench.accountTokens {
                tell(
                    token.isExpired ? "shell.accounts.expired" : "shell.accounts.token",
                    [
                        "login": token.login,
                        "until": VirtualTime.dayAndTime(token.expiry.nanoseconds),
                    ], role: .strong)
                show("  " + token.token)
            }
            return true
        }
        guard arguments.has("disk") else { return false }
        for account in workbench.storedAccounts {
            tell(
                "shell.accounts.on-disk",
                [
                    "login": account.login, "host": account.host,
                    "storage": words("shell.storage.\(account.storage)"),
                ], role: .strong)
            for line in account.lines {
                show(Width.wrap(line, to: Width.page - 2).map { "  " + $0 })
            }
        }
        return true
    }
}
