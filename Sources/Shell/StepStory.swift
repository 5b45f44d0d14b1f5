import Simulation

/// What a step showed: question and answer with their numbers, and what they mean.
struct StepStory {
    let unit: StepUnit
    let workbench: Workbench
    let lines: EventLines

    /// Events that one step lists at most; the journal has the rest.
    private static let most = 60

    func lines(_ range: Range<Int>) -> [String] {
        let journal = workbench.journal
        let events = range.clamped(to: 0..<journal.count).map { journal[$0] }
        switch unit {
        case .packet: return packetLines(events)
        case .line, .exchange, .phase: return storyLines(events)
        }
    }

    private func packetLines(_ events: [Event]) -> [String] {
        let shown = events.count > 12 ? events.filter { !isQuietBookkeeping($0) } : events
        return lines.list(Array(shown.prefix(Self.most)))
    }

    private func isQuietBookkeeping(_ event: Event) -> Bool {
        if case .packet(.forwarded, _) = event.what { return true }
        return false
    }

    /// What to show of a longer step: exchanges as pairs, and milestones between them.
    private func storyLines(_ events: [Event]) -> [String] {
        var told: [(event: Event, isExchange: Bool)] = []
        var seen: [UInt64] = []
        func tell(_ event: Event, _ isExchange: Bool) {
            guard !seen.contains(event.number) else { return }
            seen.append(event.number)
            told.append((event, isExchange))
        }
        for event in events {
            if workbench.completesExchange(event) {
                if let question = workbench.question(of: event) { tell(question, true) }
                tell(event, true)
            } else if Milestones.isOne(event) || unit == .line && isLine(event) {
                tell(event, unit == .line)
            }
        }
        if told.isEmpty { told = events.suffix(3).map { ($0, false) } }
        let width = told.map { "#\($0.event.number)".count }.max() ?? 0
        var result: [String] = []
        for (event, isExchange) in told.prefix(Self.most) {
            result +=
                isExchange
                ? lines.arrow(event, numberWidth: width) : lines.row(event, numberWidth: width)
            if let meaning = meaning(of: event, isExchange: isExchange) {
                result += lines.meaning(meaning)
            }
        }
        if told.count > Self.most {
            let count = "\(told.count - Self.most)"
            result += [lines.text.words("shell.step.more", ["count": count])]
        }
        return result
    }

    private func isLine(_ event: Event) -> Bool {
        switch event.what {
        case .lines, .dns: true
        default: false
        }
    }

    /// One sentence for an exchange: what the question means, and the answer where it matters more.
    private func meaning(of event: Event, isExchange: Bool) -> Remark? {
        guard isExchange || isLine(event) else { return nil }
        if case .tls(.records) = event.what {} else if event.layer == .tls { return nil }
        let isAnswer = workbench.completesExchange(event)
        // A good answer to a question needs no words of its own.
        if isAnswer, workbench.question(of: event) != nil, !isRefusal(event), !isName(event) {
            return nil
        }
        guard let note = workbench.explanation(of: event).first else { return nil }
        return Remark(
            key: note.key, values: note.values.map { ($0.name, $0.text) }, source: note.source)
    }

    private func isName(_ event: Event) -> Bool { event.layer == .dns }

    private func isRefusal(_ event: Event) -> Bool {
        guard case .lines(.heard, _, let octets) = event.what, let first = octets.first else {
            return false
        }
        if [UInt8(ascii: "4"), UInt8(ascii: "5"), UInt8(ascii: "-")].contains(first) {
            return true
        }
        let words = ProtocolText.oneLine(Array(octets.prefix(40))).split(separator: " ")
        return words.count > 1 && ["NO", "BAD"].contains(words[1])
    }
}

/// The events that a person would tell of: mail on its way, failures, what a firewall refused.
struct Milestones {
    /// Milestones that a run lists at most.
    static let most = 40

    private(set) var events: [Event] = []
    /// Rules that refused again and again, and how often beyond the first time.
    private(set) var repeatedBlocks: [(rule: String, count: Int)] = []

    init(_ all: [Event]) {
        var blocked: [(rule: String, connection: Int?)] = []
        for event in all where Self.isOne(event) {
            if case .firewall(let facts) = event.what {
                let known = blocked.contains {
                    $0.rule == facts.rule && $0.connection == event.connection
                }
                if known {
                    count(facts.rule)
                    continue
                }
                blocked.append((facts.rule, event.connection))
            }
            events.append(event)
        }
    }

    private mutating func count(_ rule: String) {
        if let index = repeatedBlocks.firstIndex(where: { $0.rule == rule }) {
            repeatedBlocks[index].count += 1
        } else {
            repeatedBlocks.append((rule, 1))
        }
    }

    static func isOne(_ event: Event) -> Bool {
        switch event.what {
        case .mail(.mailboxChanged), .mail(.removed), .mail(.attempting): false
        case .mail, .answer, .attack: true
        case .connection(.failed), .tls(.failed), .tls(.truncated): true
        case .firewall(let facts): facts.verdict != "accept"
        case .dns(.answered(_, _, let succeeded, _)): !succeeded
        case .packet(.dropped, let facts): facts.dropReason?.key.contains("firewall") == false
        case .action, .packet, .tcpState, .connection, .dns, .lines, .tls, .note, .overheard: false
        }
    }
}
