import Simulation
import Wiretap

/// One task over two ports, side by side.
let compareCommands: [Command] = [
    Command(
        "compare", .network,
        usage: "compare PORT PORT [--on HOST] [--server HOST] [--as ADDRESS]",
        options: [.takes("on", .host), .takes("server", .host), .takes("as", .address)],
        places: [
            .oneOf(PortForm.all.map(\.description)), .oneOf(PortForm.all.map(\.description)),
        ],
        examples: [
            "compare 143 993", "compare 587 465 --as bob@example.jp", "compare 110 110+starttls",
            "compare 25 587 --on alice-pc",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.compare(arguments) }
]

extension Interpreter {
    /// Columns of each side, and rows of the talk that are shown.
    private static let column = 38
    private static let talkRows = 44
    private static let labelColumns = 22

    mutating func compare(_ arguments: Arguments) throws(Trouble) {
        let first = try form(arguments.place(0))
        let second = try form(arguments.place(1))
        guard first.task == second.task else {
            throw Trouble(
                "shell.compare.other-task",
                ["first": "\(first)", "second": "\(second)"])
        }
        guard first != second else {
            throw Trouble("shell.compare.same", ["form": "\(first)"])
        }
        let bench = try PortComparison(
            workbench, on: hostOn(arguments).name,
            server: try arguments.value("server").map { name throws(Trouble) in
                try knownHost(name).name
            }, login: arguments.value("as"))
        let task: String
        switch first.task {
        case .send: task = "send"
        case .retrieve: task = "retrieve"
        }
        tell(
            "shell.compare.intro-\(task)",
            ["client": bench.client, "server": bench.server, "login": bench.login], role: .faint)
        var trials: [PortTrial] = []
        for form in [first, second] {
            surroundings.progress(words("shell.compare.progress", ["form": "\(form)"]))
            trials.append(try bench.run(form))
        }
        surroundings.progress("")
        show("")
        showTalk(trials)
        show("")
        showFigures(trials)
    }

    private func form(_ word: String) throws(Trouble) -> PortForm {
        guard let form = PortForm(word) else {
            throw Trouble(
                "shell.not-one-of",
                [
                    "word": ProtocolText.shown(word),
                    "choices": PortForm.all.map(\.description).joined(separator: ", "),
                ])
        }
        return form
    }

    // MARK: what was said

    private mutating func showTalk(_ trials: [PortTrial]) {
        let titles = trials.map { paint(.strong, Width.pad(title($0.form), to: Self.column)) }
        show(titles.joined(separator: "    ").trimmedEnd)
        let columns = trials.map { trial in
            TapStory(trial.heard, words: words, isBrief: true).rows.flatMap { row in
                Self.wrapped(row.text).map { (text: $0, isSecret: row.isSecret) }
            }
        }
        let count = columns.map(\.count).max() ?? 0
        for index in 0..<min(count, Self.talkRows) {
            let cells = columns.map { column -> String in
                guard index < column.count else { return Width.pad("", to: Self.column) }
                let text = Width.pad(column[index].text, to: Self.column)
                return column[index].isSecret ? paint(.bad, text) : text
            }
            show(cells.joined(separator: "    ").trimmedEnd)
        }
        if count > Self.talkRows {
            tell("shell.more-lines", ["count": "\(count - Self.talkRows)"], role: .faint)
        }
    }

    /// At most three lines of a column: who wants all of it has `tap show`.
    private static func wrapped(_ text: String) -> [String] {
        let lines = Width.wrap(text, to: column - 2)
        var shown = Array(lines.prefix(3))
        if lines.count > 3 { shown[2] = Width.cut(shown[2] + "…", to: column - 2) }
        return shown.enumerated().map { $0.offset == 0 ? $0.element : "  " + $0.element }
    }

    private func title(_ form: PortForm) -> String {
        let way =
            form.isUpgraded
            ? "upgraded" : OverheardProtocol.isImplicitTLS(form.port) ? "tls" : "clear"
        return words("shell.compare.title-\(way)", ["port": "\(form.port)"])
    }

    // MARK: what it cost

    private mutating func showFigures(_ trials: [PortTrial]) {
        let rows: [(label: String, cells: [String])] = [
            ("outcome", trials.map(outcome)),
            ("packets", trials.map { "\($0.packets)" }),
            ("octets", trials.map { "\($0.octets)" }),
            ("round-trips", trials.map { "\($0.roundTrips)" }),
            ("time", trials.map { VirtualTime.fine($0.time.nanoseconds) }),
            (
                "handshake",
                trials.map { $0.handshake.map { VirtualTime.fine($0.nanoseconds) } ?? "-" }
            ),
            ("leaks", trials.map(leaks)), ("shows", trials.map(shows)),
        ]
        let width = (Width.page - Self.labelColumns - 4) / 2
        for row in rows {
            let label = Width.wrap(
                words("shell.compare.\(row.label)"), to: Self.labelColumns)
            let cells = row.cells.map { Width.wrap($0, to: width) }
            for index in 0..<max(label.count, cells.map(\.count).max() ?? 0) {
                let texts = cells.map { lines in
                    Width.pad(index < lines.count ? lines[index] : "", to: width)
                }
                let name = Width.pad(
                    index < label.count ? label[index] : "", to: Self.labelColumns)
                let isBad = row.label == "leaks"
                let shown = zip(texts, trials).map { text, trial in
                    isBad && trial.tally.leaks > 0 ? paint(.bad, text) : text
                }
                show(
                    (paint(.faint, name) + "  " + shown.joined(separator: "  ")).trimmedEnd)
            }
        }
    }

    private func outcome(_ trial: PortTrial) -> String {
        guard let failure = trial.failure else { return words("shell.compare.done") }
        return words("shell.compare.failed", ["reason": eventText.noteText(failure)])
    }

    private func leaks(_ trial: PortTrial) -> String {
        let found = trial.heard.compactMap { event -> String? in
            guard case .overheard(let facts) = event.what else { return nil }
            switch facts.what {
            case .secret(let secret):
                return words(
                    "shell.compare.leak-\(secret.kind.rawValue)",
                    ["text": ProtocolText.shown(secret.text)])
            case .letter(let letter):
                return words(
                    "shell.compare.leak-letter", ["subject": ProtocolText.shown(letter.subject)])
            case .said, .name, .sender, .recipient, .challenge, .verdict, .upgrade, .tls,
                .garbled, .question, .missed:
                return nil
            }
        }
        return found.isEmpty
            ? words("shell.compare.no-leak")
            : words("shell.compare.leak-count", ["count": "\(found.count)"])
                + found.joined(separator: "; ")
    }

    /// What a listener knows however well it is encrypted.
    private func shows(_ trial: PortTrial) -> String {
        var parts: [String] = []
        func add(_ key: String, _ value: String) {
            let part = words("shell.compare.shows-\(key)", ["value": ProtocolText.shown(value)])
            if !parts.contains(part) { parts.append(part) }
        }
        for event in trial.heard {
            guard case .overheard(let facts) = event.what else { continue }
            if case .question(let question) = facts.what { add("question", question) }
            if case .name(let name, _) = facts.what { add("name", name) }
        }
        for name in trial.tally.serverNames { add("server", name) }
        for name in trial.tally.certificateNames { add("certificate", name) }
        if trial.tally.sealedRecords > 0 { add("records", "\(trial.tally.sealedRecords)") }
        return parts.isEmpty ? "-" : parts.joined(separator: "; ")
    }
}

extension String {
    /// Without the spaces at its end.
    fileprivate var trimmedEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
