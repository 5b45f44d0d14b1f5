import Attack
import Session

extension Deed {
    /// The kind of event, within its layer.
    package var kind: String {
        switch self {
        case .stripped: "stripped"
        case .refused: "refused-starttls"
        case .upgraded: "upgraded-alone"
        case .swapped: "swapped"
        case .swapRefused: "swap-refused"
        case .injected: "injected"
        case .preauthenticated: "preauthenticated"
        }
    }

    /// The deed in a sentence.
    package var note: Note {
        switch self {
        case .stripped(let before, let after):
            Note(
                "attack.stripped",
                [
                    "taken": Self.list(before.filter { !after.contains($0) }),
                    "before": Self.list(before), "after": Self.list(after),
                ], source: "RFC 3207 §6")
        case .refused(let command, let answer):
            Note("attack.refused", ["command": command, "answer": answer], source: "RFC 3207 §6")
        case .upgraded(let command):
            Note("attack.upgraded", ["command": command], source: "RFC 3207 §6")
        case .swapped(let certificate):
            Note("attack.swapped-\(certificate.rawValue)", source: "RFC 9525 §1.1")
        case .swapRefused(_, let reason):
            reason == nil
                ? Note("attack.swap-refused", source: "RFC 8446 §6.2")
                : Note("attack.swap-refused-because", source: "RFC 8446 §6.2")
        case .injected(to: .server, let text):
            Note("attack.injected-command", ["text": text], source: "RFC 3207 §4.2")
        case .injected(to: .client, let text):
            Note("attack.injected-answer", ["text": text], source: "RFC 3207 §4.2")
        case .preauthenticated(let before, let after):
            Note(
                "attack.preauthenticated", ["before": before, "after": after],
                source: "RFC 3501 §7.1.4")
        }
    }

    /// The deed, and what somebody else has said of it.
    package var notes: [Note] {
        if case .swapRefused(_, let reason?) = self { return [note, reason] }
        return [note]
    }

    /// What there is to learn from it.
    package var lesson: Note {
        switch self {
        case .stripped, .upgraded: Note("attack.lesson-strip", source: "RFC 8314 §3")
        case .refused: Note("attack.lesson-refused", source: "RFC 3207 §6")
        case .swapped(.misissued): Note("attack.lesson-misissued", source: "RFC 9525 §1.1")
        case .swapped, .swapRefused: Note("attack.lesson-swap", source: "RFC 9525 §1.1")
        case .injected: Note("attack.lesson-inject", source: "RFC 3207 §4.2")
        case .preauthenticated: Note("attack.lesson-preauth", source: "RFC 3501 §6.2.1")
        }
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    var jsonPairs: [(String, JSONText)] {
        let head: [(String, JSONText)] = [("kind", .string("attack-\(kind)"))]
        switch self {
        case .stripped(let before, let after):
            return head + [
                ("before", .strings(before)), ("after", .strings(after)),
                ("taken", .strings(before.filter { !after.contains($0) })),
            ]
        case .refused(let command, let answer):
            return head + [("command", .string(command)), ("answer", .string(answer))]
        case .upgraded(let command): return head + [("command", .string(command))]
        case .swapped(let certificate):
            return head + [("certificate", .string(certificate.rawValue))]
        case .swapRefused(let certificate, let reason):
            return head + [
                ("certificate", .string(certificate.rawValue)), ("reason", reason?.json ?? .null),
            ]
        case .injected(let side, let text):
            return head + [("to", .string(side.rawValue)), ("text", .string(text))]
        case .preauthenticated(let before, let after):
            return head + [("before", .string(before)), ("after", .string(after))]
        }
    }
}

extension AttackOrder {
    var jsonPairs: [(String, JSONText)] {
        [
            ("action", .string("attack")), ("a", .string(a)), ("b", .string(b)),
            ("attack", .string(plan.kind.rawValue)),
            ("certificate", .string(plan.certificate.rawValue)),
            ("keep-clear", .bool(plan.keepsClear)),
            ("name", name.map { .string($0) } ?? .null),
        ]
    }
}

/// An attacker as lists show it.
package struct AttackerView: Sendable {
    package let host: String
    package let order: AttackOrder
    /// What it has done so far.
    package let deeds: Int
}

extension Workbench {
    /// The attackers that are in links, in the order in which they were put there.
    package var attackers: [AttackerView] {
        world.machines.compactMap { machine in
            guard let order = machine.attack else { return nil }
            // Another one of that name may have been there before.
            let first = Int(machine.placed?.number ?? 0)
            let deeds = journal.dropFirst(first).filter {
                if case .attack = $0.what { $0.host == machine.plan.name } else { false }
            }
            return AttackerView(host: machine.plan.name, order: order, deeds: deeds.count)
        }
    }

    /// The attacker in the link of two hosts, if there is one.
    package func attacker(between a: String, _ b: String) -> AttackerView? {
        attackers.first { ($0.order.a, $0.order.b) == (a, b) || ($0.order.b, $0.order.a) == (a, b) }
    }
}
