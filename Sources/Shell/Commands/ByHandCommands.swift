import Simulation

/// The network and the protocols by hand.
let byHandCommands: [Command] = [
    Command(
        "resolve", .byHand,
        usage: "resolve NAME [TYPE] [@SERVER] [--server SERVER] [--tcp] [--on HOST] [--step]",
        options: [.takes("on", .host), .takes("server", .host), .flag("tcp"), .flag("step")],
        places: [.host, .oneOf(["A", "AAAA", "MX", "TXT", "PTR", "CNAME", "NS", "SOA"]), .host],
        examples: [
            "resolve mail.example.com", "resolve example.jp MX",
            "resolve example.jp MX @ns.example.jp --tcp",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.resolve(arguments) },
    Command(
        "connect", .byHand,
        usage: "connect HOST PORT [--tls|--starttls] [--insecure] [--on HOST] [--step]",
        options: [
            .takes("on", .host), .flag("tls"), .flag("starttls"), .flag("insecure"),
            .flag("step"),
        ],
        places: [.host, .port],
        examples: [
            "connect mail.example.com 587", "connect mail.example.com 993 --tls",
            "connect mail.example.com 110 --starttls", "connect mail.example.jp 25 --on visitor",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.connect(arguments) },
    Command(
        "say", .byHand, usage: "say TEXT", places: [.text],
        examples: ["say EHLO alice-pc.example", "say ."], takesLine: true
    ) { (shell, arguments) throws(Trouble) in try shell.say(arguments.rest) },
    Command(
        "starttls", .byHand, usage: "starttls [--insecure]", options: [.flag("insecure")],
        examples: ["starttls"]
    ) { (shell, arguments) throws(Trouble) in try shell.startTLS(arguments) },
    Command("resume", .byHand, usage: "resume", examples: ["resume"]) {
        (shell, _) throws(Trouble) in try shell.resume()
    },
    Command("disconnect", .byHand, usage: "disconnect", examples: ["disconnect"]) {
        (shell, _) throws(Trouble) in try shell.disconnect()
    },
]

extension Interpreter {
    /// Only prepares an action; `step` carries it out bit by bit.
    mutating func prepare(_ action: Action) throws(Trouble) {
        let number = try workbench.perform(action)
        tell("shell.prepared", ["number": "\(number)"])
    }

    func length(from first: Event, to last: Event) -> String {
        VirtualTime.length(last.moment.nanoseconds - first.moment.nanoseconds)
    }

    mutating func connect(_ arguments: Arguments) throws(Trouble) {
        let security = try handSecurity(arguments)
        let view = try hostOn(arguments)
        let target = try arguments.place(0)
        let port = try Arguments.port(arguments.place(1))
        let action = Action.connect(
            host: view.name, target: target, port: port, security: security)
        if arguments.has("step") { return try prepare(action) }
        let (order, outcome) = try performAndRun(action)
        guard let terminal = workbench.terminals.last else { throw Trouble("shell.action-lost") }
        if case .failed = terminal.state {
            if let reason = terminal.reason, reason.key.hasPrefix("tls.") {
                throw tlsFailure(reason, terminal, since: order)
            }
            throw failure(of: target, port, since: order, among: events(outcome.events))
        }
        switch terminal.state {
        case .open, .closedByPeer, .ended:
            tell(
                "shell.connect.open",
                [
                    "target": target, "port": "\(port)",
                    "time": VirtualTime.length(openedAfter(order, terminal)),
                ], role: .good)
        case .resolving, .connecting, .failed:
            throw Trouble(
                "shell.connect.waiting", ["time": VirtualTime.dayAndTime(now)])
        }
        if security?.way == .upgrade {
            showUpgrade(terminal, events(outcome.events))
        } else {
            showSecurity(terminal, events(outcome.events))
            showHeard(terminal)
        }
        // Where TLS begins with the first octet a server does not greet (RFC 8314 §3).
        if security == nil, terminal.heard.isEmpty, Workbench.secureMailPorts.contains(port) {
            tell("shell.connect.wants-tls", ["target": target, "port": "\(port)"], role: .faint)
        }
        if terminal.state == .open {
            if isInteractive {
                entersConversation = true
            } else {
                tell("shell.connect.script", role: .faint)
            }
        }
    }

    private func openedAfter(_ order: Event, _ terminal: TerminalView) -> Int64 {
        let opened = latestEvent { event in
            if case .connection(.opened) = event.what {
                return event.connection == terminal.connection && event.host == terminal.host
            }
            return false
        }
        return (opened?.moment.nanoseconds ?? now) - order.moment.nanoseconds
    }

    /// A connection that could not be had, as a real client says it, with the time it took.
    private func failure(
        of target: String, _ port: UInt16, since order: Event, among events: [Event]
    ) -> Trouble {
        let values: (Event) -> [(String, String)] = { event in
            [
                ("target", target), ("port", "\(port)"), ("number", "\(event.number)"),
                (
                    "time",
                    VirtualTime.length(event.moment.nanoseconds - order.moment.nanoseconds)
                ),
            ]
        }
        for event in events.reversed() where event.host == order.host {
            switch event.what {
            case .connection(.failed(let failure, _)):
                return trouble("shell.connect.failed-\(failure)", values(event))
            case .dns(.answered(let question, let outcome, false, _)):
                return trouble(
                    "shell.connect.no-name",
                    values(event) + [("question", question), ("outcome", outcome)])
            default: continue
            }
        }
        return Trouble("shell.connect.failed", ["target": target, "port": "\(port)"])
    }

    func trouble(_ key: String, _ values: [(String, String)]) -> Trouble {
        // The sentence is made here, because a trouble takes its values literally.
        let text = words(key, values.map { (name: $0.0, text: $0.1) })
        return Trouble("shell.plain", ["text": text])
    }

    // MARK: the open connection

    /// The hand-opened connection that `say` speaks into.
    package var openTerminal: TerminalView? {
        guard let last = workbench.terminals.last else { return nil }
        switch last.state {
        case .open, .closedByPeer: return last
        case .resolving, .connecting, .ended, .failed: return nil
        }
    }

    /// What has been heard and not been shown yet.
    mutating func showHeard(_ terminal: TerminalView) {
        let shown = min(shownOctets[terminal.number] ?? 0, terminal.heard.count)
        let fresh = Array(terminal.heard[shown...])
        shownOctets[terminal.number] = terminal.heard.count
        for line in ProtocolText.lines(fresh) {
            let credentials = ProtocolText.decodedCredentials(line).map {
                "  " + words("shell.event.base64", ["text": $0])
            }
            show(line + (credentials.map { paint(.faint, $0) } ?? ""))
        }
    }

    /// One line to the wire as it is, with CRLF; then until all is quiet.
    mutating func say(_ text: String) throws(Trouble) {
        guard let terminal = openTerminal else { throw Trouble("shell.say.nobody") }
        guard terminal.state == .open else { throw Trouble("shell.say.closed") }
        try workbench.perform(
            .say(terminal: terminal.number, octets: Array(text.utf8) + [0x0D, 0x0A]))
        let outcome = runWorld(until: .quiet)
        try showAfterSaying(terminal.number, wasInterrupted: outcome.wasInterrupted)
    }

    mutating func showAfterSaying(_ number: Int, wasInterrupted: Bool) throws(Trouble) {
        guard let terminal = workbench.terminals.first(where: { $0.number == number }) else {
            return
        }
        showHeard(terminal)
        switch terminal.state {
        case .open:
            if wasInterrupted { tell("shell.say.stopped") }
        case .closedByPeer:
            // As any terminal program does when the other side is done.
            _ = try? workbench.perform(.disconnect(terminal: number))
            _ = runWorld(until: .quiet)
            tell("shell.say.closed-by-peer", ["target": terminal.target], role: .faint)
        case .ended:
            tell("shell.say.closed-by-peer", ["target": terminal.target], role: .faint)
        case .failed(let reason):
            let text =
                terminal.reason.map(eventText.noteText)
                ?? (words.has(reason) ? words(reason) : reason)
            throw Trouble("shell.say.broken", ["reason": text])
        case .resolving, .connecting: break
        }
    }

    mutating func resume() throws(Trouble) {
        guard let terminal = openTerminal, terminal.state == .open else {
            throw Trouble("shell.say.nobody")
        }
        showHeard(terminal)
        if isInteractive {
            entersConversation = true
        } else {
            tell("shell.connect.script", role: .faint)
        }
    }

    mutating func disconnect() throws(Trouble) {
        guard let terminal = openTerminal else { throw Trouble("shell.say.nobody") }
        try workbench.perform(.disconnect(terminal: terminal.number))
        _ = runWorld(until: .quiet)
        if let after = workbench.terminals.first(where: { $0.number == terminal.number }) {
            showHeard(after)
        }
        tell("shell.disconnect.done", ["target": terminal.target, "port": "\(terminal.port)"])
    }
}
