import Simulation

/// What a world knows about names, for those who put events into words.
package struct Naming: Sendable {
    /// The host that owns an address.
    package var hostName: @Sendable (String) -> String
    /// The host at the other end of an event.
    package var peer: @Sendable (Event) -> String?
    /// A packet on one line.
    package var packetSummary: @Sendable ([UInt8]) -> String

    package init(
        hostName: @escaping @Sendable (String) -> String = { $0 },
        peer: @escaping @Sendable (Event) -> String? = { _ in nil },
        packetSummary: @escaping @Sendable ([UInt8]) -> String = { "\($0.count)" }
    ) {
        self.hostName = hostName
        self.peer = peer
        self.packetSummary = packetSummary
    }

    package init(_ workbench: Workbench) {
        self.init(
            hostName: { workbench.hostName(of: $0) }, peer: { workbench.peer(of: $0) },
            packetSummary: { workbench.summary(ofPacket: $0) })
    }
}

/// Puts events into words: one sentence that a learner reads, in either language.
package struct EventText: Sendable {
    let words: Words
    let naming: Naming
    let paint: Paint

    package init(words: Words, naming: Naming = Naming(), paint: Paint = .plain) {
        self.words = words
        self.naming = naming
        self.paint = paint
    }

    /// The sentence of an event, on one line and without colours.
    package func sentence(_ event: Event) -> String {
        switch event.what {
        case .action(let action): actionSentence(action)
        case .packet(let stage, let facts): packetSentence(stage, facts)
        case .firewall(let facts): firewallSentence(facts)
        case .tcpState(let from, let to):
            words("shell.event.tcp-state", ["from": from, "to": to])
        case .connection(let stage): connectionSentence(stage)
        case .dns(let stage): dnsSentence(stage)
        case .lines(let direction, _, let octets):
            linesSentence(direction, octets, peer: naming.peer(event))
        case .tls: tlsSentence(event)
        case .note(let note):
            words.remark(
                Remark(
                    key: note.key, values: note.values.map { ($0.name, $0.text) },
                    source: note.source))
        case .mail: mailSentence(event)
        case .answer(let outcome): outcomeSentence(outcome)
        case .overheard(let facts): overheardSentence(facts)
        case .attack(let deed): deed.notes.map(noteText).joined(separator: " ")
        }
    }

    /// The name of an event's layer, as lists show it.
    package func layerName(_ event: Event) -> String {
        words("shell.layer.\(event.layer.rawValue)") + (event.isSecured ? "/TLS" : "")
    }

    /// The short name of what is spoken: `DNS`, `SMTP`, `POP3`.
    func protocolName(_ event: Event) -> String { layerName(event) }

    private func actionSentence(_ action: Action) -> String {
        switch action {
        case .send(let order):
            words(
                "shell.event.send",
                [
                    "from": order.from, "to": order.recipients.joined(separator: ", "),
                    "subject": ProtocolText.shown(order.subject),
                ])
        case .fetch(let order):
            words(
                "shell.event.fetch",
                ["login": order.login, "protocol": order.using.rawValue.uppercased()])
        case .resolve(_, let name, let type, _, _):
            words("shell.event.resolve", ["name": name, "type": type])
        case .connect(_, let target, let port, let security):
            words(
                connectKey(security?.way), ["target": target, "port": "\(port)"])
        case .startTLS: words("shell.event.starttls")
        case .say(_, let text):
            words("shell.event.say", ["text": annotated(text.octets)])
        case .disconnect: words("shell.event.disconnect")
        case .changeLink(let change):
            words("shell.event.link", ["a": change.a, "b": change.b])
        case .placeTap(let a, let b): words("shell.event.tap", ["a": a, "b": b])
        case .removeTap(let a, let b): words("shell.event.tap-off", ["a": a, "b": b])
        case .crash(let host): words("shell.event.crash", ["host": host])
        case .restart(let host): words("shell.event.restart", ["host": host])
        case .probe(let order):
            words(
                order.isTraceroute ? "shell.event.traceroute" : "shell.event.ping",
                ["target": order.target])
        case .setOP25B, .setOP25BStage, .setIP25B, .setClientRefusal, .changeFirewall:
            policySentence(action)
        case .placeAttacker(let order):
            words(
                "shell.event.attack",
                [
                    "a": order.a, "b": order.b,
                    "kind": words("shell.attack.kind.\(order.plan.kind.rawValue)"),
                ])
        case .removeAttacker(let host): words("shell.event.attack-off", ["host": host])
        case .signIn(let login): words("shell.event.sign-in", ["login": login])
        case .guest(let order): guestSentence(order)
        case .drawSecret: words("shell.event.draw-secret")
        case .publish(let host): words("shell.event.publish", ["host": host])
        case .shutDown(let host): words("shell.event.shut-down", ["host": host])
        case .set(let host, let setting): settingSentence(host, setting)
        }
    }

    private func settingSentence(_ host: String, _ setting: HostSetting) -> String {
        switch setting {
        case .cleartextPasswords(let isOn):
            words(
                isOn ? "shell.event.cleartext-on" : "shell.event.cleartext-off", ["host": host])
        case .tlsVersions(let plan):
            words("shell.event.set-versions", ["host": host, "versions": plan.text])
        case .certificate(let plan):
            words(
                "shell.event.set-certificate",
                ["host": host, "certificate": words("shell.certificate.\(plan.rawValue)")])
        case .mechanisms(let names):
            words(
                "shell.event.mechanisms",
                ["host": host, "list": names.isEmpty ? "-" : names.joined(separator: ", ")])
        }
    }

    private func packetSentence(_ stage: Event.PacketStage, _ facts: Event.PacketFacts) -> String {
        let summary = naming.packetSummary(facts.octets)
        let text = words(
            "shell.event.packet-\(stage.rawValue)", ["summary": summary, "link": facts.link])
        let again = facts.isRetransmission ? " " + words("shell.event.packet-again") : ""
        guard let reason = facts.dropReason else { return text + again }
        let why = noteText(reason)
        return text + again + ": " + why
    }

    private func firewallSentence(_ facts: Event.JudgementFacts) -> String {
        let reason = noteText(facts.reason)
        return words(
            "shell.event.firewall",
            [
                "verdict": verdictName(facts.verdict), "rule": facts.rule,
                "source": facts.source.description, "destination": facts.destination.description,
                "from": naming.hostName(facts.source.address.description),
                "to": naming.hostName(facts.destination.address.description), "reason": reason,
            ])
    }

    /// A verdict's name in the language; unknown words stay as they are.
    func verdictName(_ verdict: String) -> String {
        let key = "shell.verdict.\(verdict)"
        return words.has(key) ? words(key) : verdict
    }

    /// A note of an engine, with the place where it is written.
    func noteText(_ note: Event.Reason) -> String {
        words.remark(
            Remark(
                key: note.key, values: note.values.map { ($0.name, $0.text) },
                source: note.source))
    }

    private func connectionSentence(_ stage: Event.ConnectionStage) -> String {
        switch stage {
        case .opening(let peer):
            words("shell.event.opening", endpoint(peer.address.description, peer.port))
        case .opened(let peer):
            words("shell.event.opened", endpoint(peer.address.description, peer.port))
        case .accepted(let peer):
            words("shell.event.accepted", endpoint(peer.address.description, peer.port))
        case .closedByPeer: words("shell.event.closed-by-peer")
        case .failed(let failure, let peer):
            words(
                "shell.event.failed",
                endpoint(peer.address.description, peer.port)
                    + [(name: "failure", text: words("shell.transport.\(failure)"))])
        case .closing: words("shell.event.closing")
        case .aborting: words("shell.event.aborting")
        case .drained: words("shell.event.drained")
        case .ended: words("shell.event.ended")
        }
    }

    private func endpoint(_ address: String, _ port: UInt16) -> [(name: String, text: String)] {
        let host = naming.hostName(address)
        let name = host == address ? address : "\(host) (\(address))"
        return [("peer", name), ("port", "\(port)")]
    }

    private func dnsSentence(_ stage: Event.DNSStage) -> String {
        switch stage {
        case .asked(let question, let server):
            words("shell.event.dns-asked", ["question": question, "peer": naming.hostName(server)])
        case .answered(let question, let outcome, let succeeded, _):
            words(
                succeeded ? "shell.event.dns-answered" : "shell.event.dns-failed",
                ["question": question, "outcome": outcome])
        case .sent(let summary, let peer, let isQuery):
            words(
                isQuery ? "shell.event.dns-sent-query" : "shell.event.dns-sent-answer",
                ["summary": summary, "peer": naming.hostName(peer.address.description)])
        case .heard(let summary, let peer, let isQuery):
            words(
                isQuery ? "shell.event.dns-heard-query" : "shell.event.dns-heard-answer",
                ["summary": summary, "peer": naming.hostName(peer.address.description)])
        }
    }

    private func linesSentence(
        _ direction: Event.LineDirection, _ octets: [UInt8], peer: String?
    ) -> String {
        let arrow = direction == .sent ? "→" : "←"
        return [arrow, peer ?? "", annotated(octets)].filter { !$0.isEmpty }.joined(
            separator: " ")
    }

    /// A protocol line with what its base64 says behind it.
    func annotated(_ octets: [UInt8]) -> String {
        let line = ProtocolText.oneLine(octets)
        guard let credentials = ProtocolText.decodedCredentials(line) else { return line }
        return line + " " + words("shell.event.base64", ["text": credentials])
    }

    private func outcomeSentence(_ outcome: Event.Outcome) -> String {
        switch outcome {
        case .sendFinished(let message, let accepted, let refused):
            if refused.isEmpty {
                return words(
                    "shell.event.send-finished",
                    ["message": "\(message)", "to": accepted.joined(separator: ", ")])
            }
            let list = refused.map {
                "\($0.recipient) (\(noteText($0.reason)))"
            }
            return words(
                accepted.isEmpty ? "shell.event.send-refused-by-all" : "shell.event.send-refused",
                [
                    "message": "\(message)", "refused": list.joined(separator: "; "),
                    "accepted": accepted.joined(separator: ", "),
                ])
        case .fetchFinished(let login, let letters, let failure):
            guard let failure else {
                return words(
                    "shell.event.fetch-finished", ["login": login, "count": "\(letters.count)"])
            }
            let reason = noteText(failure)
            return words("shell.event.fetch-failed", ["login": login, "reason": reason])
        case .probe(let report): return probeSentence(report)
        case .probed(let summary): return summarySentence(summary)
        }
    }

}
