import Simulation
import Wiretap

/// What was overheard of one conversation, as rows: who said it, and what it gives away.
///
/// Records of TLS that follow each other are summed up.
struct TapStory {
    /// One row of the story.
    struct Row {
        let nanoseconds: Int64
        let text: String
        let isSecret: Bool
    }

    let words: Words
    private(set) var rows: [Row] = []
    private var run = Run()

    /// Records of one side that follow each other.
    private struct Run {
        var nanoseconds: Int64 = 0
        var side = Overheard.Side.client
        var records = 0
        var octets = 0
    }

    /// Lists of several lines, and texts of letters, are cut to their first line.
    private let isBrief: Bool

    init(_ events: [Event], words: Words, isBrief: Bool = false) {
        self.words = words
        self.isBrief = isBrief
        for event in events {
            guard case .overheard(let facts) = event.what else { continue }
            add(facts.what, at: event.moment.nanoseconds)
        }
        endRun()
    }

    private mutating func add(_ what: Overheard, at nanoseconds: Int64) {
        if case .tls(let sighting) = what, let octets = sighting.sealedOctets {
            if run.records > 0, run.side != sighting.from { endRun() }
            if run.records == 0 { run = Run(nanoseconds: nanoseconds, side: sighting.from) }
            run.records += 1
            run.octets += octets
            return
        }
        endRun()
        for text in lines(what) {
            rows.append(Row(nanoseconds: nanoseconds, text: text, isSecret: what.leak != nil))
        }
    }

    private mutating func endRun() {
        guard run.records > 0 else { return }
        let text = words(
            run.records == 1 ? "shell.tap.record" : "shell.tap.records",
            ["octets": "\(run.octets)", "count": "\(run.records)"])
        rows.append(
            Row(
                nanoseconds: run.nanoseconds, text: Self.arrow(run.side) + text, isSecret: false))
        run = Run()
    }

    private static func arrow(_ side: Overheard.Side) -> String { side == .client ? "> " : "< " }

    /// What one thing says, on one line or more; secrets begin with a word that says so.
    private func lines(_ what: Overheard) -> [String] {
        func shown(_ text: String) -> String { ProtocolText.shown(text) }
        func say(_ key: String, _ values: KeyValuePairs<String, String> = [:]) -> String {
            words(key, values.map { (name: $0.key, text: shown($0.value)) })
        }
        switch what {
        case .said(let text, let side):
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { Self.arrow(side) + shown(String($0)) }
            guard isBrief, lines.count > 1 else { return lines }
            return [lines[0] + " … (+\(lines.count - 1))"]
        case .name(let name, let greeting): return ["> \(greeting) " + shown(name)]
        case .sender(let path): return ["> MAIL FROM:<\(shown(path))>"]
        case .recipient(let path): return ["> RCPT TO:<\(shown(path))>"]
        case .secret(let secret):
            var lines =
                secret.mechanism == "PLAIN" || secret.mechanism == "LOGIN"
                    || secret.kind == .token ? ["> " + shown(secret.asSent)] : []
            lines.append(
                say(
                    "shell.tap.\(secret.kind.rawValue)",
                    [
                        "login": secret.login.isEmpty ? "?" : secret.login, "text": secret.text,
                        "mechanism": secret.mechanism,
                    ]))
            return lines
        case .challenge(let challenge):
            return [
                say(
                    "shell.tap.challenge",
                    ["login": challenge.login, "mechanism": challenge.mechanism])
            ]
        case .verdict(let login, _, let isAccepted):
            return [
                say(isAccepted ? "shell.tap.accepted" : "shell.tap.refused", ["login": login])
            ]
        case .letter(let letter): return lines(letter)
        case .upgrade: return [say("shell.tap.upgrade")]
        case .tls(let sighting): return [Self.arrow(sighting.from) + line(ofHandshake: what)]
        case .garbled(let side): return [Self.arrow(side) + say("shell.tap.garbled")]
        case .question(let question): return [say("shell.tap.question", ["question": question])]
        case .missed(let count, _): return [say("shell.tap.missed", ["octets": "\(count)"])]
        }
    }

    private func lines(_ letter: OverheardLetter) -> [String] {
        let title = words(
            letter.isWhole ? "shell.tap.letter" : "shell.tap.letter-part",
            [
                "from": ProtocolText.shown(letter.from), "to": ProtocolText.shown(letter.to),
                "subject": ProtocolText.shown(letter.subject), "octets": "\(letter.octets)",
            ])
        return [title]
            + letter.excerpt.prefix(isBrief ? 1 : Int.max).map { "  | " + ProtocolText.shown($0) }
    }

    private func line(ofHandshake what: Overheard) -> String {
        guard case .tls(let sighting) = what else { return "" }
        if let offer = sighting.offer {
            return words(
                offer.serverName == nil ? "shell.tap.hello-nameless" : "shell.tap.hello",
                [
                    "name": ProtocolText.shown(offer.serverName ?? ""),
                    "versions": offer.versions.joined(separator: ", "),
                ])
        }
        if let certificate = sighting.certificate {
            return words(
                "shell.tap.certificate",
                [
                    "names": ProtocolText.shown(certificate.names.joined(separator: ", ")),
                    "issuer": ProtocolText.shown(certificate.issuer),
                ])
        }
        if let choice = sighting.choice {
            return words(
                "shell.tap.server-hello", ["version": choice.version, "suite": choice.suite])
        }
        return words("shell.tap.other-record", ["record": ProtocolText.shown(sighting.label)])
    }
}
