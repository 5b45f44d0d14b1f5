import Simulation
import Wiretap

/// The eavesdropper: where it sits, and what it has read.
let tapCommands: [Command] = [
    Command(
        "tap", .network, usage: "tap [A [B] [off]] | tap show [--all]",
        options: [.flag("all")], places: [.hostOr(["show"]), .hostOr(["off"]), .oneOf(["off"])],
        examples: [
            "tap alice-pc", "tap edge.isp-a.example core.example", "tap show", "tap alice-pc off",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.tap(arguments) }
]

extension Interpreter {
    /// Stories that `tap show` tells without `--all`, and rows of each.
    private static let stories = 6
    private static let rowsOfStory = 60

    mutating func tap(_ arguments: Arguments) throws(Trouble) {
        guard let first = arguments.optionalPlace(0) else { return try listTaps(arguments) }
        if first.lowercased() == "show" {
            if let second = arguments.optionalPlace(1) {
                throw Trouble(
                    "shell.too-many-words",
                    ["word": ProtocolText.shown(second), "usage": arguments.usage])
            }
            return showTaps(all: arguments.has("all"))
        }
        if arguments.has("all") { throw Trouble("shell.tap.all-alone") }
        let a = try knownHost(first).name
        let rest = arguments.places.dropFirst()
        let isOff = rest.last?.lowercased() == "off"
        let names = Array(isOff ? rest.dropLast() : rest)
        guard names.count < 2 else { throw arguments.missing() }
        let b = try otherEndOfTap(a, names.first)
        if isOff {
            try workbench.perform(.removeTap(a: a, b: b))
            tell("shell.tap.removed", ["a": a, "b": b])
        } else {
            try workbench.perform(.placeTap(a: a, b: b))
            tell("shell.tap.placed", ["a": a, "b": b], role: .good)
        }
    }

    /// The other end of the link to be tapped; a complaint lists the links there are.
    private func otherEndOfTap(_ a: String, _ name: String?) throws(Trouble) -> String {
        let others = workbench.neighbours(of: a)
        let list = others.joined(separator: ", ")
        guard let name else {
            guard others.count == 1 else {
                throw Trouble("shell.link.which", ["host": a, "others": list])
            }
            return others[0]
        }
        let b = try knownHost(name).name
        guard others.contains(b) else {
            throw Trouble("shell.tap.no-link", ["a": a, "b": b, "others": list])
        }
        return b
    }

    private mutating func listTaps(_ arguments: Arguments) throws(Trouble) {
        if arguments.has("all") { throw Trouble("shell.tap.all-alone") }
        guard !workbench.taps.isEmpty else { return tell("shell.tap.none") }
        for tap in workbench.taps {
            let leaks = tap.tallies.reduce(0) { $0 + $1.leaks }
            let conversations = tap.tallies.reduce(0) { $0 + $1.connections }
            tell(
                tap.isListening ? "shell.tap.listening" : "shell.tap.not-listening",
                [
                    "a": tap.a, "b": tap.b, "count": "\(conversations)", "leaks": "\(leaks)",
                ])
        }
    }

    private mutating func showTaps(all: Bool) {
        let taps = workbench.taps
        let readers = readingHosts
        guard !taps.isEmpty || !readers.isEmpty else { return tell("shell.tap.none") }
        var isFirst = true
        for tap in taps {
            if !isFirst { show("") }
            isFirst = false
            tell("shell.tap.title", ["a": tap.a, "b": tap.b], role: .strong)
            showStories(of: Event.OverheardFacts.host, at: tap.name, all: all)
            showTable(of: tap)
        }
        for host in readers {
            if !isFirst { show("") }
            isFirst = false
            tell("shell.tap.reader", ["host": host], role: .strong)
            showStories(of: host, at: host, all: all)
            let leaks = workbench.journal.count { event in
                guard case .overheard(let facts) = event.what else { return false }
                return event.host == host && facts.what.leak != nil
            }
            show("")
            tell(
                leaks == 0 ? "shell.tap.no-leaks" : "shell.tap.leaks", ["count": "\(leaks)"],
                role: leaks == 0 ? .good : .bad)
        }
    }

    /// Hosts that read along because conversations go through their hands: attackers.
    private var readingHosts: [String] {
        var hosts: [String] = []
        for event in workbench.journal {
            guard case .overheard = event.what, event.host != Event.OverheardFacts.host,
                !hosts.contains(event.host)
            else { continue }
            hosts.append(event.host)
        }
        return hosts
    }

    private mutating func showStories(of host: String, at name: String, all: Bool) {
        var stories: [(number: Int, events: [Event])] = []
        for event in workbench.journal {
            guard case .overheard(let facts) = event.what, facts.tap == name, event.host == host
            else { continue }
            if let place = stories.lastIndex(where: { $0.number == facts.conversation }),
                facts.conversation > 0 || place == stories.count - 1
            {
                stories[place].events.append(event)
            } else {
                stories.append((facts.conversation, [event]))
            }
        }
        guard !stories.isEmpty else { return tell("shell.tap.nothing", indent: 2) }
        let shown = all ? stories : Array(stories.suffix(Self.stories))
        if shown.count < stories.count {
            tell(
                "shell.tap.earlier", ["count": "\(stories.count - shown.count)"], indent: 2,
                role: .faint)
        }
        for story in shown { show(story: story.events, all: all) }
    }

    private mutating func show(story events: [Event], all: Bool) {
        guard let first = events.first, case .overheard(let facts) = first.what else { return }
        let client = naming.hostName(facts.client.address.description)
        let server = naming.hostName(facts.server.address.description)
        show("")
        show(
            paint(.host, "\(client) → \(server)") + " "
                + words(
                    facts.conversation > 0 ? "shell.tap.port" : "shell.tap.datagrams",
                    ["port": "\(facts.server.port)"])
                + (first.connection.map {
                    ", " + words("shell.tap.connection", ["number": "\($0)"])
                } ?? ""))
        let rows = TapStory(events, words: words).rows
        let most = all ? rows.count : Self.rowsOfStory
        for row in rows.prefix(most) {
            let time = VirtualTime.precise(row.nanoseconds)
            let lines = Width.wrap(row.text, to: Width.page - 16)
            for (index, line) in lines.enumerated() {
                show(
                    "  " + paint(.faint, Width.pad(index == 0 ? time : "", to: 12)) + "  "
                        + (row.isSecret ? paint(.bad, line) : line))
            }
        }
        if rows.count > most {
            tell(
                "shell.tap.more-rows", ["count": "\(rows.count - most)"], indent: 16, role: .faint)
        }
    }

    /// What each port gave away.
    private mutating func showTable(of tap: TapView) {
        if tap.questions > 0 {
            show("")
            tell("shell.tap.questions", ["count": "\(tap.questions)"])
        }
        guard !tap.tallies.isEmpty else { return }
        show("")
        // Tokens are rare: their column is there where one was read.
        let hasTokens = tap.tallies.contains { $0.tokens > 0 }
        let columns =
            ["port", "connections", "octets", "passwords"] + (hasTokens ? ["tokens"] : [])
            + ["letters", "through-tls"]
        var table = Table(
            columns.map { words("shell.tap.column-\($0)") },
            sides: columns.dropLast().map { _ in .right })
        for tally in tap.tallies.sorted(by: { $0.port < $1.port }) {
            table.add(
                ["\(tally.port)", "\(tally.connections)", "\(tally.octets)", "\(tally.passwords)"]
                    + (hasTokens ? ["\(tally.tokens)"] : [])
                    + ["\(tally.letters)", throughTLS(tally)])
        }
        show(table.lines(paint))
        let leaks = tap.tallies.reduce(0) { $0 + $1.leaks }
        tell(
            leaks == 0 ? "shell.tap.no-leaks" : "shell.tap.leaks", ["count": "\(leaks)"],
            role: leaks == 0 ? .good : .bad)
    }

    /// What shows all the same: the names asked for, certificates, how many records.
    func throughTLS(_ tally: PortTally) -> String {
        guard tally.sealedRecords > 0 || !tally.serverNames.isEmpty else { return "-" }
        var parts = tally.serverNames
        if !tally.certificateNames.isEmpty { parts.append(words("shell.tap.has-certificate")) }
        parts.append(words("shell.tap.sizes", ["count": "\(tally.sealedRecords)"]))
        return parts.joined(separator: ", ")
    }

    mutating func show(overheard facts: Event.OverheardFacts) {
        let rows: [(String, String)] = [
            ("link", facts.tap), ("client", "\(facts.client)"), ("server", "\(facts.server)"),
        ]
        for (label, value) in rows {
            show("  " + Width.pad(words("shell.tap.field-\(label)"), to: 10) + "  " + value)
        }
        guard case .tls(let sighting) = facts.what else {
            for line in Width.wrap(eventText.overheardSentence(facts), to: Width.page - 2) {
                show("  " + line)
            }
            return
        }
        for (name, value) in sighting.fields {
            for line in Width.wrap("\(name): \(ProtocolText.shown(value))", to: Width.page - 4) {
                show("    " + line)
            }
        }
    }
}
