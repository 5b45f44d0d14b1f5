import LabKit
import Simulation

/// The words of `attack`, for help and completion.
enum AttackTexts {
    static let kinds = ["strip", "swap", "inject", "preauth"]
    static let deeds = kinds + ["off"]
    static let certificates = ["own-ca", "self-signed", "wrong-name", "misissued"]
}

/// Attackers on the way.
let attackCommands: [Command] = [
    Command(
        "attack", .network,
        usage: "attack [A [B] strip|swap|inject|preauth|off] [--certificate KIND] "
            + "[--keep-clear] [--name NAME]",
        options: [
            .takes("certificate", .oneOf(AttackTexts.certificates)), .flag("keep-clear"),
            .takes("name", .text),
        ],
        places: [.host, .host, .oneOf(AttackTexts.deeds)],
        examples: [
            "attack alice-pc edge.isp-a.example strip", "attack alice-pc swap",
            "attack alice-pc swap --certificate misissued",
            "attack mail.example.com strip --keep-clear", "attack alice-pc off", "attack",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.attack(arguments) }
]

extension Interpreter {
    mutating func attack(_ arguments: Arguments) throws(Trouble) {
        var places = arguments.places
        guard !places.isEmpty else { return listAttackers() }
        // One word more than hosts: the deed stands last.
        guard places.count > 1, let deed = places.popLast() else { throw arguments.missing() }
        guard AttackTexts.deeds.contains(deed.lowercased()) else {
            throw Trouble(
                "shell.not-one-of",
                [
                    "word": ProtocolText.shown(deed),
                    "choices": AttackTexts.deeds.joined(separator: ", "),
                ])
        }
        let first = try knownHost(places[0]).name
        if deed.lowercased() == "off", let own = attacker(named: first), places.count == 1 {
            return try endAttack(own)
        }
        let a = first
        let b = try linkEnd(of: a, places.count > 1 ? places[1] : nil)
        if deed.lowercased() == "off" {
            guard let there = workbench.attacker(between: a, b) else {
                throw Trouble("shell.attack.none-there", ["a": a, "b": b])
            }
            return try endAttack(there)
        }
        try begin(try plan(deed.lowercased(), arguments), a, b, named: arguments.value("name"))
    }

    private func attacker(named name: String) -> AttackerView? {
        workbench.attackers.first { $0.host == name }
    }

    private func linkEnd(of a: String, _ name: String?) throws(Trouble) -> String {
        let others = workbench.neighbours(of: a)
        if let name {
            let b = try knownHost(name).name
            guard others.contains(b) else {
                throw Trouble(
                    "shell.attack.no-link",
                    ["a": a, "b": b, "others": others.joined(separator: ", ")])
            }
            return b
        }
        return try otherEnd(of: a, nil)
    }

    private func plan(
        _ deed: String, _ arguments: Arguments
    ) throws(Trouble) -> AttackOrder.Plan {
        guard let kind = AttackOrder.Plan.Kind(rawValue: deed) else { throw arguments.missing() }
        var plan = AttackOrder.Plan(kind)
        if arguments.has("keep-clear") {
            guard kind == .strip else {
                throw Trouble(
                    "shell.attack.not-for", ["option": "--keep-clear", "kind": "strip"])
            }
            plan.keepsClear = true
        }
        guard let word = arguments.value("certificate") else { return plan }
        guard kind == .swap else {
            throw Trouble("shell.attack.not-for", ["option": "--certificate", "kind": "swap"])
        }
        guard let certificate = AttackOrder.Plan.Certificate(rawValue: word.lowercased()) else {
            throw Trouble(
                "shell.not-one-of",
                [
                    "word": ProtocolText.shown(word),
                    "choices": AttackTexts.certificates.joined(separator: ", "),
                ])
        }
        plan.certificate = certificate
        return plan
    }

    private mutating func begin(
        _ plan: AttackOrder.Plan, _ a: String, _ b: String, named name: String?
    ) throws(Trouble) {
        try workbench.perform(.placeAttacker(AttackOrder(a: a, b: b, name: name, plan: plan)))
        guard let attacker = workbench.attacker(between: a, b) else { return }
        tell(
            "shell.attack.placed", ["host": attacker.host, "a": a, "b": b], role: .warning)
        tell("shell.attack.does.\(plan.kind.rawValue)", indent: 2)
        let ports = plan.ports.map { "\($0)" }.joined(separator: " ")
        tell("shell.attack.ports", ["ports": ports], indent: 2, role: .faint)
    }

    private mutating func endAttack(_ attacker: AttackerView) throws(Trouble) {
        try workbench.perform(.removeAttacker(host: attacker.host))
        tell(
            "shell.attack.removed",
            ["host": attacker.host, "a": attacker.order.a, "b": attacker.order.b], role: .good)
    }

    private mutating func listAttackers() {
        let attackers = workbench.attackers
        guard !attackers.isEmpty else { return tell("shell.attack.nobody") }
        for attacker in attackers { show(attacker: attacker) }
    }

    /// One line about an attacker, for lists and the map.
    mutating func show(attacker: AttackerView) {
        let order = attacker.order
        var kind = words("shell.attack.kind.\(order.plan.kind.rawValue)")
        if order.plan.kind == .swap { kind += " (\(order.plan.certificate.rawValue))" }
        if order.plan.keepsClear { kind += " (--keep-clear)" }
        tell(
            "shell.attack.row",
            [
                "host": attacker.host, "a": order.a, "b": order.b, "kind": kind,
                "count": "\(attacker.deeds)",
            ])
    }
}
