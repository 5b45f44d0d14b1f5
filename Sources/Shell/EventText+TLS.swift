import Simulation

// What TLS does, in words.
extension EventText {
    func tlsSentence(_ event: Event) -> String {
        guard case .tls(let stage) = event.what else { return "" }
        if case .records(let direction, _, _) = stage {
            let arrow = direction == .sent ? "→" : "←"
            return [arrow, naming.peer(event) ?? "", recordLabels(event)]
                .filter { !$0.isEmpty }.joined(separator: " ")
        }
        return stage.notes.map(noteText).joined(separator: " ")
    }

    /// `ClientHello (mail.example.com)`, `application data, 212 octets`.
    func recordLabels(_ event: Event) -> String {
        guard case .tls(let stage) = event.what else { return "" }
        return stage.labels.map(ProtocolText.shown).joined(separator: "; ")
    }

    func connectKey(_ way: HandSecurity.Way?) -> String {
        switch way {
        case nil: "shell.event.connect"
        case .implicit?: "shell.event.connect-tls"
        case .upgrade?: "shell.event.connect-starttls"
        }
    }
}
