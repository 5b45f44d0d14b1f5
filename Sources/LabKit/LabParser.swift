import Clockwork
import Phrases
import Simulation
import Yams

/// What `lab.yaml` says, before the guides are joined to it.
struct LabDraft {
    let title: Text
    let summary: Text
    let world: Blueprint
    /// The path of the world's file, from the folder of all labs.
    let worldPath: String
    let seed: Seed
    let setup: [String]
    let steps: [LabStep]
}

/// One pass over a `lab.yaml`.
struct LabParser {
    var reader: YAMLReader
    /// The world's hosts and accounts, for names in patterns; nil when the world is not readable.
    var hosts: [String]?
    var logins: [String]?

    /// Commands of the lab itself prove nothing in a solution.
    private static let ownCommands = ["lab", "hint", "check", "solution", "progress", "quit"]

    mutating func lab(_ text: String, contents: (String) -> String?) -> LabDraft? {
        guard let root = reader.root(of: text),
            let fields = reader.fields(
                root, required: ["format", "title", "summary", "world", "steps"],
                optional: ["seed", "setup"])
        else { return nil }
        reader.checkFormat(fields)
        let title = reader.text(fields["title"])
        let summary = reader.text(fields["summary"])
        let seed = fields["seed"] == nil ? 1 : reader.integer(fields["seed"], in: 0...Int.max)
        let world = world(fields["world"], contents)
        if let blueprint = world?.blueprint {
            // An attacker may come into any link while the lab runs.
            hosts = blueprint.hosts.map(\.name) + ["attacker", "attacker-2", "attacker-3"]
            logins = blueprint.hosts.flatMap { $0.mail?.accounts.map(\.login) ?? [] }
        }
        let setup = fields["setup"].map { commands($0, []) } ?? []
        var steps: [LabStep] = []
        for node in reader.list(fields["steps"], limit: LabFile.stepLimit) {
            guard let step = step(node) else { continue }
            if steps.contains(where: { $0.id == step.id }) {
                reader.note("lab.duplicate-step", ["id": step.id], at: node)
            }
            steps.append(step)
        }
        if steps.isEmpty, reader.items.isEmpty {
            reader.note("lab.no-steps", at: fields["steps"] ?? root)
        }
        guard let title, let summary, let seed, let world else { return nil }
        return LabDraft(
            title: title, summary: summary, world: world.blueprint, worldPath: world.path,
            seed: Seed(UInt64(seed)), setup: setup, steps: steps)
    }

    /// The world called so: `worlds/NAME.yaml` in the folder of labs.
    private mutating func world(
        _ node: Node?, _ contents: (String) -> String?
    ) -> (blueprint: Blueprint, path: String)? {
        guard let node, let name = reader.name(node) else { return nil }
        let path = "worlds/\(name).yaml"
        guard let text = contents(path) else { return nil }
        do throws(FileTrouble) {
            return (try WorldFile.parse(text, name: path), path)
        } catch {
            reader.note("lab.bad-world", ["problem": error.lines(in: .english)[0]], at: node)
            return nil
        }
    }

    private mutating func step(_ node: Node) -> LabStep? {
        guard
            let fields = reader.fields(
                node,
                required: [
                    "id", "title", "goal", "checks", "hints", "solution", "explanation",
                ], optional: ["question", "names", "wrong"])
        else { return nil }
        let names = fields["names"].map { self.names($0) } ?? []
        let known = names.map(\.name)
        let clauses = reader.list(fields["checks"], limit: 20).compactMap { clause($0) }
        if clauses.isEmpty { reader.note("lab.no-checks", at: fields["checks"] ?? node) }
        let check = Check(clauses)
        if check.asksForAnswer != (fields["question"] != nil) {
            reader.note("lab.question-and-answer", at: fields["question"] ?? node)
        }
        let hints = reader.list(fields["hints"], limit: 10).compactMap { hint($0, known) }
        if hints.count != 3, let node = fields["hints"] {
            reader.note("lab.three-hints", at: node)
        }
        let wrong = reader.list(fields["wrong"], limit: 20).compactMap { wrongTurn($0, known) }
        let solution = solution(fields["solution"], known)
        guard let id = reader.name(fields["id"]), let title = reader.text(fields["title"]),
            let goal = text(fields["goal"], known: []),
            let explanation = text(fields["explanation"], known: known)
        else { return nil }
        return LabStep(
            id: id, title: title, goal: goal, question: text(fields["question"], known: []),
            check: check, names: names, hints: hints, solution: solution, wrong: wrong,
            explanation: explanation)
    }

    private mutating func names(_ node: Node) -> [NamedEvent] {
        guard let mapping = node.mapping else {
            reader.note("lab.expected-names", at: node)
            return []
        }
        var names: [NamedEvent] = []
        for (key, value) in mapping.prefix(20) {
            guard let name = reader.name(key), let pattern = pattern(value) else { continue }
            names.append(NamedEvent(name: name, pattern: pattern))
        }
        return names
    }

    /// A text whose `{name}`s are all known.
    private mutating func text(_ node: Node?, known: [String]) -> Text? {
        guard let node, let text = reader.text(node) else { return nil }
        for language in Language.allCases {
            for name in Placeholders.names(in: text[language]) where !known.contains(name) {
                reader.note(
                    "lab.unknown-name", ["name": name], at: node.mapping?[language.rawValue])
            }
        }
        let names = Language.allCases.map { Placeholders.names(in: text[$0]).sorted() }
        if names[0] != names[1] { reader.note("lab.names-differ", at: node) }
        return text
    }

    private mutating func hint(_ node: Node, _ known: [String]) -> LabHint? {
        if node.mapping?["seen"] != nil || node.mapping?["unseen"] != nil {
            guard let fields = reader.fields(node, required: ["seen", "unseen"]),
                let seen = text(fields["seen"], known: known),
                let unseen = text(fields["unseen"], known: [])
            else { return nil }
            return LabHint(text: seen, unseen: unseen)
        }
        guard let text = text(node, known: known) else { return nil }
        if !Placeholders.names(in: text.en).isEmpty { reader.note("lab.hint-unseen", at: node) }
        return LabHint(text: text, unseen: nil)
    }

    private mutating func commands(_ node: Node?, _ known: [String]) -> [String] {
        let commands = reader.list(node, limit: 100).compactMap { command($0, known) }
        if let node, commands.isEmpty { reader.note("lab.no-commands", at: node) }
        return commands
    }

    private mutating func command(_ line: Node, _ known: [String]) -> String? {
        guard let text = reader.string(line) else { return nil }
        let verb = text.split(separator: " ").first.map(String.init) ?? ""
        if Self.ownCommands.contains(verb) {
            reader.note("lab.own-command", ["command": verb], at: line)
        }
        for name in Placeholders.names(in: text) where !known.contains(name) {
            reader.note("lab.unknown-name", ["name": name], at: line)
        }
        return text
    }

    private mutating func solution(_ node: Node?, _ known: [String]) -> [SolutionLine] {
        var solution: [SolutionLine] = []
        for line in reader.list(node, limit: 100) {
            if line.mapping == nil {
                if let text = command(line, known) { solution.append(.command(text)) }
            } else if let session = outsideSession(line) {
                solution.append(.elsewhere(session))
            }
        }
        if let node, solution.isEmpty { reader.note("lab.no-commands", at: node) }
        return solution
    }

    /// What a real program does beside the lab.
    private mutating func outsideSession(_ node: Node) -> OutsideSession? {
        guard let fields = reader.fields(node, required: ["elsewhere", "from", "to", "says"])
        else { return nil }
        let command = reader.string(fields["elsewhere"])
        let host = reader.name(fields["from"])
        if let host, let hosts, !hosts.contains(host) {
            reader.note("world.unknown-host", ["host": host], at: fields["from"])
        }
        let lines = reader.list(fields["says"], limit: 100).compactMap { reader.anyString($0) }
        guard let command, let host, let place = reader.string(fields["to"]) else { return nil }
        let parts = place.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]), port > 0 else {
            reader.note("lab.expected-place", ["text": place], at: fields["to"])
            return nil
        }
        return OutsideSession(
            command: command, host: host, target: String(parts[0]), port: port, lines: lines)
    }

    private mutating func wrongTurn(_ node: Node, _ known: [String]) -> WrongTurn? {
        guard
            let fields = reader.fields(
                node, required: ["feedback"], optional: ["answer", "commands", "shows"])
        else { return nil }
        let feedback = text(fields["feedback"], known: known)
        if let answer = fields["answer"] {
            for key in ["commands", "shows"] {
                if let place = fields.place(of: key) {
                    reader.note("lab.answer-or-commands", at: place)
                }
            }
            guard let feedback, let pattern = answerPattern(answer) else { return nil }
            return WrongTurn(sign: .answer(pattern), feedback: feedback)
        }
        guard fields["commands"] != nil, let shows = fields["shows"] else {
            reader.note("lab.answer-or-commands", at: node)
            return nil
        }
        let commands = commands(fields["commands"], known)
        guard let feedback, let clause = clause(shows) else { return nil }
        return WrongTurn(sign: .commands(commands, shows: clause), feedback: feedback)
    }
}

/// The `{name}`s of a text.
enum Placeholders {
    static func names(in text: String) -> [String] {
        var names: [String] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            // Braces around anything but a name are just braces: IMAP literals look like {12}.
            if let first = name.first, first.isLetter,
                name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
            {
                names.append(String(name))
            }
            rest = rest[rest.index(after: close)...]
        }
        return names
    }

    /// The text with each known `{name}` replaced; nil when one is not known.
    static func fill(_ text: String, _ values: [(name: String, text: String)]) -> String? {
        let known = values.map(\.name)
        guard names(in: text).allSatisfy(known.contains) else { return nil }
        return Catalogue([Phrase("text", en: text, ja: text)])
            .text("text", values, in: .english)
    }
}
