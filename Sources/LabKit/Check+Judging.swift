import Clockwork
import Foundation
import Phrases
import Simulation

extension Clause {
    /// The most events that a failure names.
    private static let nameLimit = 5

    package func verdict<World: Evidence>(in context: CheckContext<World>) -> Verdict {
        let world = context.world
        let start = sinceStep ? context.stepStart : 0
        switch condition {
        case .event(let pattern, let count):
            return verdict(ofEvent: pattern, count, from: start, in: world)
        case .order(let pattern, let other):
            return verdict(of: pattern, before: other, from: start, in: world)
        case .sequel(let pattern, let other, let limit):
            return verdict(of: pattern, after: other, within: limit, from: start, in: world)
        case .never(let pattern):
            let numbers = world.numbers(of: pattern, from: start, limit: Self.nameLimit)
            return numbers.isEmpty
                ? .passed
                : failure("check.happened", ["what": pattern.description], numbers)
        case .mailbox(let login, let name, let text, let count):
            return verdict(ofMailbox: login, name, text, count, in: world)
        case .queue(let host, let count):
            guard let rows = try? world.queue(of: host) else {
                return failure("check.no-queue", ["host": host], [])
            }
            return count.contains(rows.count)
                ? .passed
                : failure(
                    "check.queue",
                    ["host": host, "count": "\(rows.count)", "wanted": count.description], [])
        case .answered(let meant):
            guard let answer = context.answer else { return failure("check.unanswered", [:], []) }
            return meant.accepts(answer, in: world)
                ? .passed : failure("check.answered-wrong", ["answer": answer], [])
        case .passage(let passage):
            guard
                let found = try? world.verdict(
                    from: passage.from, to: passage.to, port: passage.port)
            else { return failure("check.no-way", ["what": passage.description], []) }
            return passage.wish.accepts(found)
                ? .passed
                : failure(
                    "check.passage",
                    [
                        "what": passage.description, "wanted": passage.wish.word,
                        "found": found,
                    ], [])
        case .any(let clauses):
            var failures: [Verdict] = []
            for clause in clauses {
                let verdict = clause.verdict(in: context)
                if verdict == .passed { return .passed }
                failures.append(verdict)
            }
            guard let reason else { return failures.first ?? .passed }
            return .failed(CheckFailure(reason: reason, events: []))
        }
    }

    private func verdict(
        ofEvent pattern: EventPattern, _ count: CountRange, from start: Int,
        in world: some Evidence
    ) -> Verdict {
        // One more than is allowed shows that there are too many; more need not be counted.
        let enough = count.atMost.map { $0 == Int.max ? $0 : $0 + 1 } ?? count.atLeast
        let numbers = world.numbers(of: pattern, from: start, limit: max(enough, 0))
        if count.contains(numbers.count) { return .passed }
        if numbers.count > count.atLeast || count.atLeast == 0 {
            return failure(
                "check.too-many",
                ["what": pattern.description, "limit": "\(count.atMost ?? 0)"],
                Array(numbers.suffix(Self.nameLimit)))
        }
        guard numbers.isEmpty else {
            return failure(
                "check.too-few",
                [
                    "what": pattern.description, "count": "\(numbers.count)",
                    "wanted": "\(count.atLeast)",
                ], Array(numbers.suffix(Self.nameLimit)))
        }
        return missing(pattern, from: start, in: world)
    }

    /// Nothing like it has happened; the nearest miss is named.
    private func missing(
        _ pattern: EventPattern, from start: Int, in world: some Evidence
    ) -> Verdict {
        for near in pattern.relaxed {
            if let event = world.last(near, from: start) {
                return failure(
                    "check.near-miss",
                    ["what": pattern.description, "event": "\(event.number)"], [event.number])
            }
        }
        return failure("check.missing", ["what": pattern.description], [])
    }

    private func verdict(
        of pattern: EventPattern, before other: EventPattern, from start: Int,
        in world: some Evidence
    ) -> Verdict {
        guard let event = world.first(pattern, from: start) else {
            return missing(pattern, from: start, in: world)
        }
        guard let later = world.first(other, from: start), later.number < event.number else {
            return .passed
        }
        return failure(
            "check.wrong-order",
            ["what": pattern.description, "other": other.description],
            [later.number, event.number])
    }

    private func verdict(
        of pattern: EventPattern, after other: EventPattern, within limit: Interval?,
        from start: Int, in world: some Evidence
    ) -> Verdict {
        guard let earlier = world.first(other, from: start) else {
            return missing(other, from: start, in: world)
        }
        // Numbers start at 1 and positions at 0, so this is the position behind `earlier`.
        guard let event = world.first(pattern, from: Int(clamping: earlier.number)) else {
            return missing(pattern, from: start, in: world)
        }
        if let limit, event.moment - earlier.moment > limit {
            return failure(
                "check.too-late", ["what": pattern.description], [earlier.number, event.number])
        }
        return .passed
    }

    private func verdict(
        ofMailbox login: String, _ name: String, _ text: String?, _ count: CountRange,
        in world: some Evidence
    ) -> Verdict {
        guard let rows = try? world.mailbox(of: login, named: name) else {
            return failure("check.no-mailbox", ["login": login, "mailbox": name], [])
        }
        let found = rows.count { row in
            text.map { String(decoding: row.octets, as: UTF8.self).contains($0) } ?? true
        }
        if count.contains(found) { return .passed }
        return failure(
            text == nil ? "check.mailbox" : "check.mailbox-text",
            [
                "login": login, "mailbox": name, "count": "\(found)",
                "wanted": count.description, "text": text ?? "",
            ], [])
    }

    /// A failure with the author's reason, or with a general one in both languages.
    private func failure(
        _ key: String, _ values: KeyValuePairs<String, String>, _ events: [UInt64]
    ) -> Verdict {
        let list = values.map { (name: $0.key, text: $0.value) }
        let general = Text(
            en: labCatalogue.text(key, list, in: .english),
            ja: labCatalogue.text(key, list, in: .japanese))
        return .failed(CheckFailure(reason: reason ?? general, events: events))
    }
}

/// How answers are compared: by what they mean, not by how they are typed.
enum Answer {
    /// Without case, width, surrounding quotes, a leading `#` and a final dot.
    static func normalized(_ text: String) -> String {
        var words = text.precomposedStringWithCompatibilityMapping.lowercased()
            .split(whereSeparator: { $0.isWhitespace || "\"'「」".contains($0) })
            .joined(separator: " ")
        if words.hasPrefix("#") { words.removeFirst() }
        while let last = words.last, ".。".contains(last) { words.removeLast() }
        return words
    }
}
