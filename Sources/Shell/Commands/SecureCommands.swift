import Simulation

// TLS by hand: what was agreed upon is on the screen, and what was refused is refused.
extension Interpreter {
    func handSecurity(_ arguments: Arguments) throws(Trouble) -> HandSecurity? {
        let isAnyGood = arguments.has("insecure")
        switch (arguments.has("tls"), arguments.has("starttls")) {
        case (true, true):
            throw Trouble("shell.options-exclude", ["one": "--tls", "other": "--starttls"])
        case (true, false): return HandSecurity(.implicit, acceptsAnyCertificate: isAnyGood)
        case (false, true): return HandSecurity(.upgrade, acceptsAnyCertificate: isAnyGood)
        case (false, false):
            if isAnyGood { throw Trouble("shell.connect.insecure-alone") }
            return nil
        }
    }

    /// What TLS found out on a connection by hand, in these events.
    mutating func showSecurity(_ terminal: TerminalView, _ events: [Event]) {
        for event in events
        where event.connection == terminal.connection && event.host == terminal.host {
            guard case .tls(.secured(let facts, _)) = event.what else { continue }
            tell(
                "shell.tls.agreed",
                [
                    "version": facts.protocolVersion, "suite": facts.cipherSuite,
                    "group": facts.group.isEmpty ? "RSA" : facts.group,
                ], role: .good)
            guard let peer = facts.peer else { continue }
            let names = peer.names.isEmpty ? "–" : peer.names.joined(separator: ", ")
            let issuer = ProtocolText.shown(peer.issuer)
            switch facts.verification {
            case .notAsked: continue
            case .passed:
                tell("shell.tls.verified", ["names": names, "issuer": issuer], role: .good)
            case .overruled(let reason):
                tell(
                    "shell.tls.not-verified",
                    ["names": names, "issuer": issuer, "reason": eventText.noteText(reason)],
                    role: .warning)
            }
        }
    }

    /// What was said and heard until the connection was encrypted, or was not.
    mutating func showUpgrade(_ terminal: TerminalView, _ events: [Event]) {
        for event in events
        where event.connection == terminal.connection && event.host == terminal.host {
            switch event.what {
            case .lines(let direction, _, let octets):
                for line in ProtocolText.lines(octets) {
                    show(direction == .sent ? paint(.typed, "> " + line) : line)
                }
            case .tls(.secured): showSecurity(terminal, [event])
            default: continue
            }
        }
        shownOctets[terminal.number] = terminal.heard.count
        if terminal.security == nil { tell("shell.connect.not-upgraded", role: .warning) }
    }

    /// TLS came to nothing: why, and what to do.
    func tlsFailure(
        _ reason: Event.Reason, _ terminal: TerminalView, since order: Event
    ) -> Trouble {
        let failed = latestEvent { event in
            guard case .tls(.failed) = event.what, event.host == terminal.host else { return false }
            return event.connection == terminal.connection
        }
        let isCertificate = reason.key.hasPrefix("tls.cert-")
        return trouble(
            isCertificate ? "shell.connect.certificate" : "shell.connect.no-tls",
            [
                ("target", terminal.target), ("port", "\(terminal.port)"),
                ("reason", eventText.noteText(reason)),
                ("number", "\(failed?.number ?? order.number)"),
            ])
    }

    /// Upgrades the open connection; the server has to have agreed.
    mutating func startTLS(_ arguments: Arguments) throws(Trouble) {
        guard let terminal = openTerminal, terminal.state == .open else {
            throw Trouble("shell.say.nobody")
        }
        let (order, outcome) = try performAndRun(
            .startTLS(
                terminal: terminal.number, acceptsAnyCertificate: arguments.has("insecure")))
        guard let after = workbench.terminals.first(where: { $0.number == terminal.number }) else {
            return
        }
        if case .failed = after.state, let reason = after.reason, reason.key.hasPrefix("tls.") {
            throw tlsFailure(reason, after, since: order)
        }
        showSecurity(after, events(outcome.events))
        try showAfterSaying(terminal.number, wasInterrupted: outcome.wasInterrupted)
    }
}
