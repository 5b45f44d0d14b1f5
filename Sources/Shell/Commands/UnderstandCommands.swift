import Simulation

/// Reading the journal.
let understandCommands: [Command] = [
    Command(
        "events", .understand, usage: "events [FILTER…] [--all]", options: [.flag("all")],
        places: [
            .oneOf(Event.Layer.allCases.map(\.rawValue) + ["connection", "message"]), .text,
        ],
        repeats: true,
        examples: [
            "events", "events dns", "events alice-pc smtp", "events connection 3",
            "events 10-40", "events \"550\"",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.showEvents(arguments) },
    Command(
        "inspect", .understand, usage: "inspect EVENT", places: [.event],
        examples: ["inspect 12", "inspect #12"]
    ) { (shell, arguments) throws(Trouble) in
        try shell.inspect(shell.event(arguments.place(0)))
    },
    Command(
        "explain", .understand, usage: "explain [EVENT]", places: [.event],
        examples: ["explain", "explain 31"]
    ) { (shell, arguments) throws(Trouble) in try shell.explain(arguments) },
    Command(
        "why", .understand, usage: "why [EVENT|delivery|bounce|failure] [--all]",
        options: [.flag("all")], places: [.oneOf(["delivery", "bounce", "failure"])],
        examples: ["why 42", "why delivery", "why bounce", "why"]
    ) { (shell, arguments) throws(Trouble) in try shell.why(arguments) },
    Command(
        "follow", .understand, usage: "follow [CONNECTION]", places: [.event],
        examples: ["follow", "follow 3"]
    ) { (shell, arguments) throws(Trouble) in try shell.follow(arguments) },
    Command(
        "track", .understand, usage: "track [MESSAGE]", places: [.event],
        examples: ["track", "track 1"]
    ) { (shell, arguments) throws(Trouble) in try shell.track(arguments) },
    Command(
        "ladder", .understand, usage: "ladder [connection N|message N]",
        places: [.oneOf(["connection", "message"]), .event],
        examples: ["ladder", "ladder connection 2", "ladder message 1"]
    ) { (shell, arguments) throws(Trouble) in try shell.showLadder(arguments) },
    Command(
        "export", .understand,
        usage: "export FILE.pcapng|FILE.json|FILE.pem [--at HOST] [--no-secrets]",
        options: [.takes("at", .host), .flag("no-secrets")], places: [.file],
        examples: [
            "export morning.pcapng", "export alice.pcapng --at alice-pc", "export journal.json",
            "export ca.pem",
        ]
    ) { (shell, arguments) throws(Trouble) in
        try shell.export(arguments)
    },
]

extension Interpreter {
    /// Events that a list shows when nothing else is asked for.
    private static let listLength = 40

    mutating func showEvents(_ arguments: Arguments) throws(Trouble) {
        var filter = try EventFilter(
            arguments.places, hosts: workbench.hosts.map(\.name))
        filter.text = eventText
        let journal = workbench.journal
        let found = journal.filter { filter.takes($0) }
        guard !found.isEmpty else {
            tell(journal.isEmpty ? "shell.events.none-yet" : "shell.events.none")
            return
        }
        let showsAll = arguments.has("all") || filter.hasRange
        let shown = showsAll ? found : Array(found.suffix(Self.listLength))
        show(eventLines.list(shown))
        if shown.count < found.count {
            tell(
                "shell.events.more",
                ["shown": "\(shown.count)", "count": "\(found.count)"], role: .faint)
        }
    }

    mutating func inspect(_ event: Event) {
        show(eventLines.row(event))
        var rows: [(String, String)] = [
            ("time", VirtualTime.dayAndTime(event.moment.nanoseconds)),
            ("nanoseconds", "\(event.moment.nanoseconds)"), ("tick", "\(event.tick)"),
        ]
        if let connection = event.connection { rows.append(("connection", "\(connection)")) }
        if let message = event.message { rows.append(("message", "\(message)")) }
        if let cause = event.cause { rows.append(("cause", "#\(cause)")) }
        let named = rows.map { (words("shell.inspect.\($0.0)"), $0.1) }
        let width = named.map { Width.of($0.0) }.max() ?? 0
        for (name, value) in named { show("  " + Width.pad(name, to: width) + "  " + value) }
        switch event.what {
        case .packet(_, let facts):
            show(layers: workbench.dissection(ofPacket: facts.octets))
            showDump(facts.octets)
        case .lines(_, _, let octets):
            show(ProtocolText.lines(octets).map { "  " + $0 })
            showDump(octets)
        case .tls(.records(_, let octets, _)):
            show(layers: workbench.recordFields(of: event))
            showDump(octets)
        case .tls(let stage):
            for note in stage.notes { show("  " + eventText.noteText(note)) }
        case .overheard(let facts): show(overheard: facts)
        case .attack(let deed):
            for note in deed.notes {
                let lines = Width.wrap(eventText.noteText(note), to: Width.page - 2)
                show(lines.map { "  " + $0 })
            }
        case .action, .firewall, .tcpState, .connection, .dns, .note, .mail, .answer: break
        }
    }

    private mutating func show(
        layers: [(layer: String, fields: [(name: String, value: String)])]
    ) {
        for (layer, fields) in layers {
            show(paint(.layer, "  " + ProtocolText.shown(layer)))
            let width = fields.map { Width.of($0.name) }.max() ?? 0
            for (name, value) in fields {
                let lines = Width.wrap(
                    ProtocolText.shown(value), to: max(20, Width.page - width - 6))
                for (index, line) in lines.enumerated() {
                    show("    " + Width.pad(index == 0 ? name : "", to: width) + "  " + line)
                }
            }
        }
    }

    private mutating func showDump(_ octets: [UInt8]) {
        let limit = 1_024
        show(words("shell.inspect.octets", ["count": "\(octets.count)"]))
        show(ProtocolText.hexDump(octets, limit: limit).map { paint(.faint, $0) })
        if octets.count > limit {
            tell("shell.inspect.more-octets", ["count": "\(octets.count - limit)"], indent: 2)
        }
    }

    mutating func explain(_ arguments: Arguments) throws(Trouble) {
        var chosen: Event?
        if let word = arguments.optionalPlace(0) {
            chosen = try event(word)
        } else {
            let connection = openTerminal?.connection
            let host = openTerminal?.host
            chosen = latestEvent { event in
                guard saysSomething(event) else { return false }
                return connection == nil || event.connection == connection && event.host == host
            }
        }
        guard let chosen else { throw Trouble("shell.explain.nothing-yet") }
        show(eventLines.arrow(chosen))
        let notes = workbench.explanation(of: chosen)
        for note in notes {
            show(
                eventLines.meaning(
                    Remark(
                        key: note.key, values: note.values.map { ($0.name, $0.text) },
                        source: note.source)))
        }
        if notes.isEmpty {
            if case .lines = chosen.what {
                tell("shell.explain.unknown", ["number": "\(chosen.number)"], indent: 4)
            } else {
                tell("shell.explain.layer-\(chosen.layer.rawValue)", indent: 4)
            }
        }
    }

    /// A line of a protocol, or the handshake that kept all lines from being said, as it looks to
    /// the client: a server hears an alert, and not why.
    private func saysSomething(_ event: Event) -> Bool {
        if case .lines = event.what { return true }
        guard case .tls(.failed) = event.what, let connection = event.connection else {
            return false
        }
        return workbench.ends(of: connection)?.opener == event.host
    }

    mutating func why(_ arguments: Arguments) throws(Trouble) {
        let chosen = try eventToExplain(arguments.optionalPlace(0))
        let chain = workbench.journal.chain(of: chosen.number)
        let story = arguments.has("all") ? chain : WhyStory.shortened(chain)
        tell("shell.why.title", ["number": "\(chosen.number)"], role: .strong)
        var last: UInt64?
        for (index, event) in story.enumerated() {
            if let last, arguments.has("all") == false {
                let skipped = WhyStory.skipped(between: last, and: event.number, in: chain)
                if skipped > 0 {
                    show(
                        "    " + paint(.faint, words("shell.why.skipped", ["count": "\(skipped)"])))
                }
            }
            let mark = index == 0 ? "  " : "↳ "
            let rows = eventLines.row(event, page: Width.page - mark.count)
            show(rows.enumerated().map { ($0.offset == 0 ? mark : "  ") + $0.element })
            last = event.number
        }
        if let first = chain.last, case .action = first.what {
            tell("shell.why.end-action", role: .faint)
        } else {
            tell("shell.why.end", role: .faint)
        }
    }

    private func eventToExplain(_ word: String?) throws(Trouble) -> Event {
        let found: Event?
        switch word?.lowercased() {
        case "delivery"?:
            found = latestEvent { if case .mail(.delivered) = $0.what { true } else { false } }
        case "bounce"?:
            found = latestEvent { if case .mail(.bounced) = $0.what { true } else { false } }
        case "failure"?: found = latestEvent(where: WhyStory.isFailure)
        case let word?: return try event(word)
        case nil:
            found = latestEvent {
                if case .mail(.delivered) = $0.what { return true }
                return WhyStory.isFailure($0)
            }
        }
        guard let found else {
            throw Trouble("shell.why.nothing", ["what": word ?? "delivery, bounce, failure"])
        }
        return found
    }

    mutating func follow(_ arguments: Arguments) throws(Trouble) {
        var number: Int?
        if let word = arguments.optionalPlace(0) {
            number = try Arguments.number(word)
        } else {
            number =
                latestEvent {
                    if case .lines = $0.what { $0.connection != nil } else { false }
                }?.connection
        }
        guard let number else { throw Trouble("shell.follow.none-yet") }
        let events = workbench.journal.filter { $0.connection == number }
        guard !events.isEmpty else {
            throw Trouble("shell.follow.no-such", ["connection": "\(number)"])
        }
        let transcript = Transcript(events)
        tell(
            "shell.follow.title",
            [
                "connection": "\(number)", "client": transcript.client ?? "?",
                "server": transcript.server.map { workbench.hostName(of: $0) } ?? "?",
            ], role: .strong)
        for line in transcript.lines {
            let credentials = ProtocolText.decodedCredentials(line.text).map {
                "  " + words("shell.event.base64", ["text": $0])
            }
            let mark = line.isClient ? paint(.typed, "C:") : paint(.host, "S:")
            show("\(mark) \(line.text)" + (credentials.map { paint(.faint, $0) } ?? ""))
        }
        if transcript.lines.isEmpty { tell("shell.follow.silent") }
        if let last = transcript.ending { show(paint(.faint, "-- " + eventText.sentence(last))) }
    }

    mutating func track(_ arguments: Arguments) throws(Trouble) {
        let number = try message(arguments.optionalPlace(0))
        let events = workbench.journal.filter { event in
            guard event.message == number else { return false }
            switch event.what {
            case .packet(.dropped, _), .firewall, .connection(.failed), .connection(.opened),
                .connection(.opening), .dns(.asked), .dns(.answered), .mail, .answer, .action,
                .tls(.secured), .tls(.failed), .tls(.truncated), .attack:
                return true
            case .lines(.heard, _, _): return workbench.completesExchange(event)
            case .overheard(let facts): return facts.what.leak != nil
            case .packet, .tcpState, .connection, .dns, .lines, .tls, .note: return false
            }
        }
        guard !events.isEmpty else {
            throw Trouble("shell.no-such-message", ["message": "\(number)"])
        }
        tell("shell.track.title", ["message": "\(number)"], role: .strong)
        var phase: Event.Phase?
        for event in events {
            let next = workbench.phase(of: event)
            if let next, next != phase {
                show(paint(.strong, "── " + words("shell.phase.\(next.rawValue)")))
                phase = next
            }
            show(eventLines.row(event))
        }
    }

    private func message(_ word: String?) throws(Trouble) -> Int {
        if let word { return try Arguments.number(word) }
        guard let latest = latestMessage else { throw Trouble("shell.no-message") }
        return latest
    }

    mutating func export(_ arguments: Arguments) throws(Trouble) {
        let file = try arguments.place(0)
        let withSecrets = !arguments.has("no-secrets")
        var host: String?
        if let name = arguments.value("at") { host = try knownHost(name).name }
        let isCapture = file.lowercased().hasSuffix(".pcapng")
        let octets: [UInt8]
        if isCapture {
            octets = workbench.capture(withSecrets: withSecrets, at: host)
        } else if host != nil {
            throw Trouble("shell.export.at-packets", ["file": ProtocolText.shown(file)])
        } else if file.lowercased().hasSuffix(".json") {
            let objects = workbench.journal.map { "  " + workbench.json(of: $0) }
            octets = Array("[\n\(objects.joined(separator: ",\n"))\n]\n".utf8)
        } else if file.lowercased().hasSuffix(".pem") {
            octets = Array(workbench.authorityPEM.utf8)
        } else {
            throw Trouble("shell.export.kind", ["file": ProtocolText.shown(file)])
        }
        switch surroundings.write(file, octets) {
        case .success:
            tell("shell.export.done", ["file": file, "size": "\(octets.count)"])
            if withSecrets, isCapture, workbench.hasSecrets {
                tell("shell.export.secrets", role: .faint)
            }
            if isCapture, host == nil, workbench.hasSharedEnds {
                tell("shell.export.shared-ends", role: .warning)
            }
        case .failure(let error):
            throw Trouble(
                "shell.cannot-write",
                ["file": ProtocolText.shown(file), "reason": error.reason])
        }
    }
}
