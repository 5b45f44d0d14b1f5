import LabKit
import Phrases
import Simulation

/// What one command came to.
package struct CommandResult: Sendable {
    /// Lines for standard output.
    package var output: [String] = []
    /// What went wrong, where, and what to do; nil when the command succeeded.
    package var error: String?
    /// The learner wants to leave.
    package var exitsLab = false
    /// A conversation with a server is open, and the keyboard should go to it.
    package var entersConversation = false

    package var succeeded: Bool { error == nil }
}

/// What an interpreter may use of the machine it runs on; tests give it something else.
package struct Surroundings: Sendable {
    /// Reads a whole file; throws a sentence of the system.
    package var read: @Sendable (String) -> Result<[UInt8], SurroundingsError>
    package var write: @Sendable (String, [UInt8]) -> Result<Void, SurroundingsError>
    /// Writes a file that only its owner may read.
    package var writePrivately: @Sendable (String, [UInt8]) -> Result<Void, SurroundingsError>
    /// The person has asked to stop what is going on.
    package var interrupted: @Sendable () -> Bool
    /// Shows how far a long run is; an empty line clears it away.
    package var progress: @Sendable (String) -> Void

    package init(
        read: @escaping @Sendable (String) -> Result<[UInt8], SurroundingsError> = { _ in
            .failure(SurroundingsError(reason: "no files here"))
        },
        write: @escaping @Sendable (String, [UInt8]) -> Result<Void, SurroundingsError> = { _, _ in
            .failure(SurroundingsError(reason: "no files here"))
        },
        writePrivately: @escaping @Sendable (String, [UInt8]) -> Result<Void, SurroundingsError> =
            { _, _ in .failure(SurroundingsError(reason: "no files here")) },
        interrupted: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.read = read
        self.write = write
        self.writePrivately = writePrivately
        self.interrupted = interrupted
        self.progress = progress
    }
}

/// Why a file could not be had, in the system's words.
package struct SurroundingsError: Error, Sendable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

/// Reads commands and answers in lines: no terminal inside, so scripts, labs and the interactive
/// lab share it.
package struct Interpreter: Sendable {
    package var workbench: Workbench
    package var words: Words
    package let paint: Paint
    /// Where the learner sits.
    package var host: String
    /// A person sits at a terminal: conversations take the keyboard.
    package let isInteractive: Bool
    let surroundings: Surroundings
    var labPlaces: LabPlaces
    /// Lets real programs in, where this machine may.
    var publisher: (any Publisher)?
    /// The world is a copy at which the learner looks back, while real programs live in its own.
    var isLookingBack = false
    /// The lab that is open.
    package internal(set) var session: LabSession?
    /// `check` has found that the step is not done: a script shall know.
    var checkFailed = false
    var output: [String] = []
    var exitsLab = false
    var entersConversation = false
    /// How much of each hand-opened connection's text has been shown, by its number.
    var shownOctets: [Int: Int] = [:]

    package init(
        _ workbench: Workbench, language: Language, paint: Paint = .plain,
        isInteractive: Bool = false, surroundings: Surroundings = Surroundings(),
        labPlaces: LabPlaces = LabPlaces(), publisher: (any Publisher)? = nil
    ) {
        self.workbench = workbench
        words = Words(language)
        self.paint = paint
        host = workbench.blueprint.home
        self.isInteractive = isInteractive
        self.surroundings = surroundings
        self.labPlaces = labPlaces
        self.publisher = publisher
    }

    /// Does what one line says. Comments and empty lines do nothing and succeed.
    package mutating func run(_ line: String) -> CommandResult {
        output = []
        exitsLab = false
        entersConversation = false
        checkFailed = false
        var result = CommandResult()
        // While real sockets are open, the world is theirs between two commands.
        if !isLookingBack { publisher?.borrow(&workbench) }
        defer { if !isLookingBack { publisher?.giveBack(&workbench) } }
        do throws(Trouble) {
            try obey(line)
        } catch {
            result.error = words.trouble(error)
        }
        comeBackFromThePast()
        if !isLookingBack { lookAtLab() }
        if checkFailed, result.error == nil { result.error = words("shell.lab.check-failed") }
        result.output = output
        result.exitsLab = exitsLab
        result.entersConversation = entersConversation
        output = []
        return result
    }

    private mutating func obey(_ line: String) throws(Trouble) {
        let (verb, rest) = TypedLine.verbAndRest(line)
        if verb.isEmpty || verb.hasPrefix("#") { return }
        if let command = Command.named(verb.lowercased()), command.takesLine {
            var arguments = try Arguments([], of: command)
            arguments.rest = rest
            try command.action(&self, arguments)
            return
        }
        let words = try TypedLine.words(line)
        guard let first = words.first else { return }
        guard let command = Command.named(first.text.lowercased()) else {
            throw unknown(first.text)
        }
        try command.action(&self, Arguments(Array(words.dropFirst()), of: command))
    }

    private func unknown(_ verb: String) -> Trouble {
        let shown = ProtocolText.shown(verb)
        if Command.planned.contains(verb.lowercased()) {
            return Trouble("shell.not-built-yet", ["command": shown])
        }
        let known = Command.all.map(\.name) + Command.aliases.map(\.name)
        if let near = Nearest.to(verb, among: known) {
            return Trouble("shell.unknown-command-near", ["command": shown, "near": near])
        }
        return Trouble("shell.unknown-command", ["command": shown])
    }

    // MARK: what commands share

    var naming: Naming { Naming(workbench) }
    var eventText: EventText { EventText(words: words, naming: naming, paint: paint) }
    var eventLines: EventLines { EventLines(eventText) }

    mutating func show(_ line: String) { output.append(line) }
    mutating func show(_ lines: [String]) { output += lines }

    /// A sentence of the catalogue, wrapped to the page.
    mutating func tell(
        _ key: String, _ values: KeyValuePairs<String, String> = [:], indent: Int = 0,
        role: Role? = nil
    ) {
        let lines = Width.wrap(words(key, values), to: Width.page - indent)
        output += lines.map { line in
            String(repeating: " ", count: indent) + (role.map { paint($0, line) } ?? line)
        }
    }

    /// `alice-pc day 1 09:00:00> `, with the lab's progress before it.
    package var prompt: String {
        let lab = session.map { paint(.good, $0.progressText) + " " } ?? ""
        return lab + paint(.host, host) + " " + VirtualTime.dayAndTime(now) + "> "
    }

    /// What a newcomer reads first.
    package func firstScreen(version: String) -> [String] {
        var lines = [paint(.strong, "MailLab \(version)")]
        let role = workbench.host(named: host)?.plan.role[words.language] ?? ""
        lines += Width.wrap(
            words(
                "shell.welcome",
                [
                    "host": host, "role": role,
                    "user": workbench.host(named: host)?.plan.user ?? "-",
                ]), to: Width.page)
        return lines
    }

    var now: Int64 { workbench.now.nanoseconds }

    /// A host of the world by its name, or a complaint with the nearest name.
    func knownHost(_ name: String) throws(Trouble) -> HostView {
        if let host = workbench.host(named: name) { return host }
        let names = workbench.hosts.map(\.name)
        let folded = name.lowercased()
        if let same = names.first(where: { $0.lowercased() == folded }),
            let host = workbench.host(named: same)
        {
            return host
        }
        if let near = Nearest.to(name, among: names) {
            throw Trouble(
                "shell.no-such-host-near", ["host": ProtocolText.shown(name), "near": near])
        }
        throw Trouble("shell.no-such-host", ["host": ProtocolText.shown(name)])
    }

    /// The host of `--on`, or the one at which the learner sits.
    func hostOn(_ arguments: Arguments) throws(Trouble) -> HostView {
        try knownHost(arguments.value("on") ?? host)
    }

    /// An event by its number, `#12` or `12`.
    func event(_ word: String) throws(Trouble) -> Event {
        let number = try Arguments.number(word)
        guard number > 0, let event = workbench.journal[number: UInt64(number)] else {
            throw Trouble(
                "shell.no-such-event",
                ["number": "\(number)", "last": "\(workbench.journal.count)"])
        }
        return event
    }

    /// The learner's latest message; spam bots send too, and are not meant.
    var latestMessage: Int? {
        let bots = workbench.hosts.filter { $0.plan.bot != nil }.map(\.name)
        let order = latestEvent { event in
            if case .action(.send) = event.what { return !bots.contains(event.host) }
            return false
        }
        return order?.message ?? workbench.latestMessage
    }

    /// The latest event for which `matches` holds.
    func latestEvent(where matches: (Event) -> Bool) -> Event? {
        let journal = workbench.journal
        var position = journal.count - 1
        while position >= 0 {
            if matches(journal[position]) { return journal[position] }
            position -= 1
        }
        return nil
    }
}
