import Simulation

extension Clause {
    /// Changed clauses, none of which is met where this one is.
    var mutants: [Clause] {
        conditions.map { Clause($0, reason: reason, sinceStep: sinceStep) }
    }

    /// What the clause asks for, in short.
    var name: String {
        switch condition {
        case .event(let pattern, _): "event \(pattern.description)"
        case .order(let pattern, _): "before \(pattern.description)"
        case .sequel(let pattern, _, _): "after \(pattern.description)"
        case .never(let pattern): "never \(pattern.description)"
        case .mailbox(let login, _, _, _): "mailbox \(login)"
        case .queue(let host, _): "queue \(host)"
        case .answered: "answered"
        case .passage(let passage): "passage \(passage.description)"
        case .any(let clauses): "any " + clauses.map(\.name).joined(separator: "; ")
        }
    }

    private var conditions: [Condition] {
        switch condition {
        case .event(let pattern, let count):
            // Another host, and the count turned round.
            let elsewhere: [Condition] =
                count.atLeast > 0 ? [.event(pattern.elsewhere, count)] : []
            return elsewhere + count.opposites.map { .event(pattern, $0) }
        case .order(let pattern, let other): return [.order(other, before: pattern)]
        case .sequel(let pattern, let other, let limit):
            return [
                .sequel(pattern.elsewhere, after: other, within: limit),
                .sequel(pattern, after: other.elsewhere, within: limit),
            ]
        case .never(let pattern): return [.event(pattern, CountRange())]
        case .mailbox(let login, let name, let text, let count):
            let otherText: [Condition] =
                text != nil && count.atLeast > 0
                ? [.mailbox(login: login, name: name, contains: "\u{0}\u{1}", count)] : []
            return otherText
                + count.opposites.map {
                    .mailbox(login: login, name: name, contains: text, $0)
                }
        case .queue(let host, let count):
            return count.opposites.map { .queue(host: host, $0) }
        case .answered: return [.answered(AnswerPattern())]
        case .passage(var passage):
            passage.wish = passage.wish == .accepted ? .refused : .accepted
            return [.passage(passage)]
        case .any(let clauses): return [.any(clauses.flatMap(\.mutants))]
        }
    }
}

extension EventPattern {
    /// The same at a host that no world has: its name cannot be written in a world file.
    fileprivate var elsewhere: EventPattern {
        var pattern = self
        pattern.host = " "
        return pattern
    }
}

extension CountRange {
    /// Ranges that hold nothing of this one.
    fileprivate var opposites: [CountRange] {
        var opposites: [CountRange] = []
        if atLeast > 0 { opposites.append(CountRange(atLeast: 0, atMost: atLeast - 1)) }
        if let atMost { opposites.append(CountRange(atLeast: atMost + 1)) }
        return opposites
    }
}
