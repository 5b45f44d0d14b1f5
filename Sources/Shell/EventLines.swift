import Simulation

/// How events stand on the page: in lists, as arrows between hosts, with what they mean.
package struct EventLines: Sendable {
    let text: EventText
    private var words: Words { text.words }
    private var paint: Paint { text.paint }

    package init(_ text: EventText) { self.text = text }

    /// `#12 09:00:00.031 alice-pc  DNS  …`, wrapped under itself where it is long.
    package func row(
        _ event: Event, numberWidth: Int = 0, hostWidth: Int = 0, page: Int = Width.page
    ) -> [String] {
        let number = Width.padLeft("#\(event.number)", to: numberWidth)
        let time = VirtualTime.precise(event.moment.nanoseconds)
        let host = Width.pad(event.host, to: hostWidth)
        let layer = Width.pad(text.layerName(event), to: 6)
        let head = "\(number) \(time) \(host)  \(layer) "
        let painted =
            "\(paint(.number, number)) \(time) \(paint(.host, host))  \(paint(.layer, layer)) "
        return hang(
            head: head, painted: painted, body: text.sentence(event), of: event, page: page)
    }

    /// Events as a list whose columns stand under each other, day lines between days.
    package func list(_ events: [Event]) -> [String] {
        let numberWidth = events.map { "#\($0.number)".count }.max() ?? 0
        let hostWidth = min(22, events.map { Width.of($0.host) }.max() ?? 0)
        var lines: [String] = []
        var day: String?
        for event in events {
            let today = String(
                VirtualTime.dayAndTime(event.moment.nanoseconds).dropLast(9))
            if let before = day, before != today { lines.append(paint(.faint, "-- \(today) --")) }
            day = today
            lines += row(event, numberWidth: numberWidth, hostWidth: hostWidth)
        }
        return lines
    }

    private func hang(
        head: String, painted: String, body: String, of event: Event, page: Int
    ) -> [String] {
        let bodyRole = role(of: event)
        func dress(_ line: String) -> String { bodyRole.map { paint($0, line) } ?? line }
        let headWidth = Width.of(head)
        if headWidth + Width.of(body) <= page { return [painted + dress(body)] }
        let indent = min(headWidth, 24)
        let room = page - headWidth
        let wrapped = room >= 28 ? Width.wrap(body, to: page - indent) : []
        if let first = wrapped.first, Width.of(first) <= room, wrapped.count > 1 {
            return [painted + dress(first)]
                + wrapped.dropFirst().map { String(repeating: " ", count: indent) + dress($0) }
        }
        return [trimmed(painted)]
            + Width.wrap(body, to: page - 8).map { "        " + dress($0) }
    }

    private func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    /// Good news and bad news have colours besides their words.
    private func role(of event: Event) -> Role? {
        switch event.what {
        case .connection(.failed), .mail(.bounced), .mail(.loginFailed), .tls(.failed),
            .tls(.truncated), .attack:
            .bad
        case .tls(.secured): .good
        case .mail(.delivered), .mail(.fetched): .good
        case .overheard(let facts): facts.what.leak == nil ? nil : .bad
        case .mail(.deferred), .packet(.dropped, _): .warning
        case .firewall(let facts): facts.verdict == "accept" ? nil : .bad
        case .action: .strong
        default: nil
        }
    }

    /// `#12 09:00:00.000  alice-pc → resolver.isp-a.example  DNS  A mail.example.com?`; the hosts
    /// keep their places, so that question and answer stand under each other.
    package func arrow(_ event: Event, numberWidth: Int = 0) -> [String] {
        guard let (direction, content) = arrowContent(event) else {
            return row(event, numberWidth: numberWidth)
        }
        let number = Width.padLeft("#\(event.number)", to: numberWidth)
        let time = VirtualTime.precise(event.moment.nanoseconds)
        let peer = text.naming.peer(event) ?? "?"
        let name = text.protocolName(event)
        let head = "\(number) \(time)  \(event.host) \(direction) \(peer)  \(name)"
        let painted =
            "\(paint(.number, number)) \(time)  \(paint(.host, event.host)) \(direction) "
            + "\(paint(.host, peer))  \(paint(.layer, name))"
        if content.count == 1, Width.of(head) + 2 + Width.of(content[0]) <= Width.page {
            return [painted + "  " + content[0]]
        }
        return [painted]
            + content.flatMap { Width.wrap($0, to: Width.page - 6) }.map { "      " + $0 }
    }

    /// Most lines of one event that an arrow shows.
    private static let mostLines = 14

    private func arrowContent(_ event: Event) -> (direction: String, lines: [String])? {
        switch event.what {
        case .dns(.asked(let question, _)): return ("→", [question])
        case .dns(.answered(let question, let outcome, _, _)):
            return ("←", [outcome.isEmpty ? question : outcome])
        case .dns(.sent(let summary, _, _)): return ("→", [summary])
        case .dns(.heard(let summary, _, _)): return ("←", [summary])
        case .tls(.records(let direction, _, _)):
            return (direction == .sent ? "→" : "←", [text.recordLabels(event)])
        case .tls(.secured), .tls(.failed): return ("←", [text.sentence(event)])
        case .lines(let direction, _, let octets):
            var lines = ProtocolText.lines(octets).map { line in
                guard let credentials = ProtocolText.decodedCredentials(line) else { return line }
                return line + " " + words("shell.event.base64", ["text": credentials])
            }
            if lines.count > Self.mostLines {
                let rest = lines.count - Self.mostLines
                lines =
                    lines.prefix(Self.mostLines) + [words("shell.more-lines", ["count": "\(rest)"])]
            }
            return (direction == .sent ? "→" : "←", lines.isEmpty ? [""] : lines)
        default: return nil
        }
    }

    /// A remark under an event, indented.
    package func meaning(_ remark: Remark) -> [String] {
        Width.wrap(words.remark(remark), to: Width.page - 4).map { "    " + paint(.faint, $0) }
    }
}
