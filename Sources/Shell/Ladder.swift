import Simulation

/// A ladder of hosts and what went between them, in 80 columns.
package struct Ladder: Sendable {
    /// One rung: an arrow from host to host, or a remark at one host.
    package struct Rung: Sendable {
        package let number: UInt64
        package let nanoseconds: Int64
        package let from: String
        /// Nil: something happened at `from` itself.
        package let to: String?
        package let label: String
        /// The arrow ends in a cross: it did not get through.
        package let isBlocked: Bool
    }

    /// Hosts that stand side by side at most.
    private static let mostHosts = 3
    private static let margin = 19

    private let rungs: [Rung]

    package init(_ rungs: [Rung]) { self.rungs = rungs }

    package var isEmpty: Bool { rungs.isEmpty }

    /// The drawing; a new head wherever other hosts come into play.
    package func lines(_ paint: Paint) -> [String] {
        var lines: [String] = []
        var rest = rungs[...]
        while !rest.isEmpty {
            var hosts: [String] = []
            var part: [Rung] = []
            while let rung = rest.first {
                let added = [rung.from, rung.to].compactMap { $0 }.filter { !hosts.contains($0) }
                if hosts.count + added.count > Self.mostHosts, !part.isEmpty { break }
                hosts += added
                part.append(rung)
                rest.removeFirst()
            }
            if !lines.isEmpty { lines.append("") }
            lines += draw(part, hosts: hosts, paint)
        }
        return lines
    }

    private func draw(_ part: [Rung], hosts: [String], _ paint: Paint) -> [String] {
        let span = Width.page - Self.margin
        let columns = hosts.indices.map { index in
            Self.margin + span * (2 * index + 1) / (2 * hosts.count)
        }
        var lines = [head(hosts, columns: columns, paint)]
        for rung in part { lines += draw(rung, hosts: hosts, columns: columns, paint) }
        return lines
    }

    private func head(_ hosts: [String], columns: [Int], _ paint: Paint) -> String {
        let room = (Width.page - Self.margin) / max(1, hosts.count) - 1
        var line = Canvas()
        for (index, host) in hosts.enumerated() {
            let name = Width.cut(host, to: room)
            line.put(name, at: columns[index] - Width.of(name) / 2)
        }
        return paint(.host, line.text)
    }

    private func draw(_ rung: Rung, hosts: [String], columns: [Int], _ paint: Paint) -> [String] {
        guard let from = hosts.firstIndex(of: rung.from) else { return [] }
        let stamp = "#\(rung.number)"
        let time = VirtualTime.precise(rung.nanoseconds)
        var labelLine = Canvas()
        var arrowLine = Canvas()
        for column in columns {
            labelLine.put("│", at: column)
            arrowLine.put("│", at: column)
        }
        guard let to = rung.to.flatMap({ hosts.firstIndex(of: $0) }), to != from else {
            // A remark at one host stands beside its line, wherever there is room.
            let label = "● " + rung.label
            let room = Width.page - columns[from] - 1
            let text = Width.cut(label, to: max(room, Width.page - Self.margin - 2))
            let start =
                Width.of(text) <= room
                ? columns[from] : max(Self.margin, Width.page - Width.of(text))
            labelLine.put(Width.pad(stamp, to: 6) + time, at: 0)
            labelLine.put(text, at: start)
            return [labelLine.text]
        }
        let left = min(columns[from], columns[to])
        let right = max(columns[from], columns[to])
        let label = Width.cut(rung.label, to: Width.page - Self.margin - 2)
        let width = Width.of(label)
        var start = left + max(1, (right - left - width) / 2 + 1)
        start = max(Self.margin, min(start, Width.page - width))
        labelLine.put(Width.pad(stamp, to: 6) + time, at: 0)
        labelLine.put(" " + label, at: start - 1)
        var shaft = String(repeating: "─", count: max(1, right - left - 1))
        shaft.removeFirst()
        let tip = rung.isBlocked ? "✗" : from < to ? "▶" : "◀"
        arrowLine.put(from < to ? shaft + tip : tip + shaft, at: left + 1)
        let arrow = rung.isBlocked ? paint(.bad, arrowLine.text) : arrowLine.text
        return [labelLine.text, arrow]
    }

    /// A line on which text is put at columns.
    private struct Canvas {
        private var cells: [(column: Int, text: String)] = []

        mutating func put(_ text: String, at column: Int) {
            // What comes later covers what was there.
            let end = column + Width.of(text)
            cells.removeAll { $0.column >= column && $0.column < end }
            cells.append((column, text))
        }

        var text: String {
            var line = ""
            var width = 0
            for (column, text) in cells.sorted(by: { $0.column < $1.column }) {
                line += String(repeating: " ", count: max(0, column - width)) + text
                width = max(width, column) + Width.of(text)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

extension Ladder {
    /// The rungs of some events: what the asking side sent and heard, blocks, and happenings.
    package init(_ events: [Event], text: EventText) {
        let clients = Self.clients(events)
        var rungs: [Rung] = []
        for event in events {
            if let rung = Self.rung(event, clients: clients, text: text) { rungs.append(rung) }
        }
        self.init(rungs)
    }

    /// The host that opened each connection, so that each line is drawn once.
    private static func clients(_ events: [Event]) -> [Int: String] {
        var clients: [Int: String] = [:]
        for event in events {
            guard let connection = event.connection, clients[connection] == nil else { continue }
            switch event.what {
            case .connection(.opening), .connection(.opened): clients[connection] = event.host
            case .connection(.accepted): continue
            case .lines: clients[connection] = event.host
            default: continue
            }
        }
        return clients
    }

    private static func rung(_ event: Event, clients: [Int: String], text: EventText) -> Rung? {
        func rung(_ to: String?, _ label: String, comesBack: Bool = false, blocked: Bool = false)
            -> Rung
        {
            Rung(
                number: event.number, nanoseconds: event.moment.nanoseconds,
                from: comesBack ? to ?? event.host : event.host,
                to: comesBack ? event.host : to, label: label, isBlocked: blocked)
        }
        switch event.what {
        case .lines(let direction, _, let octets):
            guard let connection = event.connection, clients[connection] == event.host else {
                return nil
            }
            let lines = ProtocolText.lines(octets)
            let more = lines.count > 1 ? " … (\(lines.count))" : ""
            return rung(
                text.naming.peer(event), (lines.first ?? "") + more, comesBack: direction == .heard)
        case .dns(.asked(let question, let server)):
            return rung(text.naming.peer(event) ?? server, question)
        case .dns(.answered(_, let outcome, _, _)):
            return rung(text.naming.peer(event), outcome, comesBack: true)
        case .dns(.sent(let summary, let peer, true)):
            return rung(
                text.naming.peer(event) ?? text.naming.hostName("\(peer.address)"), summary)
        case .dns(.heard(let summary, let peer, false)):
            return rung(
                text.naming.peer(event) ?? text.naming.hostName("\(peer.address)"), summary,
                comesBack: true)
        case .connection(.opened), .connection(.failed), .connection(.closedByPeer),
            .tls(.secured), .tls(.failed):
            guard event.connection.flatMap({ clients[$0] }) == event.host else { return nil }
            return rung(nil, text.sentence(event))
        case .firewall(let facts):
            guard facts.verdict != "accept" else { return nil }
            let source = text.naming.hostName(facts.source.address.description)
            return Rung(
                number: event.number, nanoseconds: event.moment.nanoseconds, from: source,
                to: event.host, label: "\(facts.rule): \(text.verdictName(facts.verdict))",
                isBlocked: true)
        case .mail(.mailboxChanged), .mail(.removed), .mail(.attempting): return nil
        case .mail, .attack: return rung(nil, text.sentence(event))
        case .action, .packet, .tcpState, .connection, .dns, .tls, .note, .answer, .overheard:
            return nil
        }
    }
}

extension Interpreter {
    mutating func showLadder(_ arguments: Arguments) throws(Trouble) {
        let journal = workbench.journal
        let events: [Event]
        switch arguments.optionalPlace(0)?.lowercased() {
        case "connection"?:
            let number = try Arguments.number(arguments.place(1))
            events = journal.filter { $0.connection == number }
            guard !events.isEmpty else {
                throw Trouble("shell.follow.no-such", ["connection": "\(number)"])
            }
        case "message"?:
            let number = try Arguments.number(arguments.place(1))
            events = journal.filter { $0.message == number }
            guard !events.isEmpty else {
                throw Trouble("shell.no-such-message", ["message": "\(number)"])
            }
        case let word?:
            throw Trouble(
                "shell.not-one-of",
                ["word": ProtocolText.shown(word), "choices": "connection, message"])
        case nil:
            if let message = latestMessage {
                events = journal.filter { $0.message == message }
            } else {
                events = Array(journal)
            }
        }
        let lines = Ladder(events, text: eventText).lines(paint)
        guard !lines.isEmpty else { throw Trouble("shell.ladder.empty") }
        let most = 200
        show(Array(lines.suffix(most)))
        if lines.count > most { tell("shell.ladder.cut", ["count": "\(lines.count - most)"]) }
    }
}
