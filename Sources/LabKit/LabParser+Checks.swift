import PostOffice
import Simulation
import Yams

extension LabParser {
    private static let conditions = [
        "event", "never", "mailbox", "queue", "answered", "passage", "any",
    ]
    private static let countLimit = 1_000_000

    /// One clause of a check: a mapping with one condition and what limits it.
    mutating func clause(_ node: Node) -> Clause? {
        guard
            let fields = reader.fields(
                node,
                optional: Self.conditions + [
                    "at-least", "at-most", "before", "after", "within", "since", "reason",
                ])
        else { return nil }
        let given = fields.keys.filter { Self.conditions.contains($0) }
        guard given.count == 1, let kind = given.first, let value = fields[kind] else {
            reader.note(
                "lab.one-condition", ["known": Self.conditions.joined(separator: ", ")], at: node)
            return nil
        }
        if kind != "event" {
            for key in ["before", "after", "within", "at-least", "at-most"] {
                if let place = fields.place(of: key) {
                    reader.note("lab.only-with-event", ["key": key], at: place)
                }
            }
        }
        guard let condition = condition(kind, value, fields) else { return nil }
        var clause = Clause(condition)
        clause.reason = reader.text(fields["reason"])
        if fields["since"] != nil {
            clause.sinceStep = reader.oneOf(fields["since"], ["lab", "step"]) == "step"
        }
        return clause
    }

    private mutating func condition(
        _ kind: String, _ value: Node, _ fields: Fields
    ) -> Condition? {
        switch kind {
        case "event": return event(value, fields)
        case "never": return pattern(value).map { .never($0) }
        case "mailbox": return mailbox(value)
        case "queue":
            guard
                let queue = reader.fields(
                    value, required: ["host"], optional: ["at-least", "at-most"]),
                let host = host(queue["host"])
            else { return nil }
            return .queue(host: host, count(queue))
        case "passage": return passage(value)
        case "answered": return answerPattern(value).map { .answered($0) }
        default:
            let clauses = reader.list(value, limit: 20).compactMap { clause($0) }
            guard !clauses.isEmpty else {
                reader.note("lab.no-checks", at: value)
                return nil
            }
            return .any(clauses)
        }
    }

    private mutating func event(_ node: Node, _ fields: Fields) -> Condition? {
        let pattern = pattern(node)
        if let before = fields["before"] {
            let other = self.pattern(before)
            if let place = fields.place(of: "after") {
                reader.note("lab.before-or-after", at: place)
            }
            guard let pattern, let other else { return nil }
            return .order(pattern, before: other)
        }
        if let after = fields["after"] {
            let other = self.pattern(after)
            let within = reader.interval(fields["within"])
            guard let pattern, let other else { return nil }
            return .sequel(pattern, after: other, within: within)
        }
        if let place = fields.place(of: "within") { reader.note("lab.within-after", at: place) }
        return pattern.map { .event($0, count(fields)) }
    }

    /// `at-least` and `at-most`; with neither, at least one.
    private mutating func count(_ fields: Fields) -> CountRange {
        let range = 0...Self.countLimit
        let atMost = reader.integer(fields["at-most"], in: range)
        let atLeast = reader.integer(fields["at-least"], in: range)
        return CountRange(atLeast: atLeast ?? (atMost == nil ? 1 : 0), atMost: atMost)
    }

    private mutating func mailbox(_ node: Node) -> Condition? {
        guard
            let fields = reader.fields(
                node, required: ["address"],
                optional: ["folder", "contains", "at-least", "at-most"]),
            let login = login(fields["address"])
        else { return nil }
        let folder = fields["folder"] == nil ? "INBOX" : reader.string(fields["folder"])
        let contains = reader.string(fields["contains"])
        return folder.map {
            .mailbox(login: login, name: $0, contains: contains, count(fields))
        }
    }

    /// `{from: HOST, to: HOST, port: 25, verdict: accept|refused|drop|…}`.
    private mutating func passage(_ node: Node) -> Condition? {
        guard let fields = reader.fields(node, required: ["from", "to", "port", "verdict"]),
            let from = host(fields["from"]), let to = host(fields["to"]),
            let port = reader.integer(fields["port"], in: 1...65_535),
            let verdict = reader.oneOf(
                fields["verdict"],
                ["accept", "refused"] + BlockVerdict.allCases.map(\.rawValue))
        else { return nil }
        return .passage(Passage(from: from, to: to, port: UInt16(port), .init(verdict)))
    }

    /// `{one-of: […], event: {…}}`: answers that are meant, and events whose numbers are.
    mutating func answerPattern(_ node: Node) -> AnswerPattern? {
        guard let fields = reader.fields(node, optional: ["one-of", "event"]) else { return nil }
        let oneOf = reader.each(fields["one-of"], limit: 50) { $0.string($1) }
        let event = fields["event"].flatMap { pattern($0) }
        guard !oneOf.isEmpty || event != nil else {
            reader.note("lab.no-answers", at: node)
            return nil
        }
        return AnswerPattern(oneOf: oneOf, event: event)
    }

    mutating func host(_ node: Node?) -> String? {
        guard let node, let name = reader.name(node) else { return nil }
        if let hosts, !hosts.contains(name) {
            reader.note("world.unknown-host", ["name": name], at: node)
        }
        return name
    }

    mutating func login(_ node: Node?) -> String? {
        guard let node, let login = reader.mailAddress(node) else { return nil }
        if let logins, !logins.contains(login) {
            reader.note("world.unknown-account", ["login": login], at: node)
        }
        return login
    }
}

extension Check {
    /// A clause asks how the question was answered.
    var asksForAnswer: Bool { clauses.contains { $0.asksForAnswer } }
}

extension Clause {
    var asksForAnswer: Bool {
        switch condition {
        case .answered: true
        case .any(let clauses): clauses.contains { $0.asksForAnswer }
        case .event, .order, .sequel, .never, .mailbox, .queue, .passage: false
        }
    }
}
