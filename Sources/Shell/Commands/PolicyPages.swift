import Simulation

// What `policy test` and `policy trace` print.
extension Interpreter {
    mutating func testPolicy(_ name: String?) throws(Trouble) {
        let router: String
        if let name { router = try knownHost(name).name } else { router = try testedRouter() }
        let matrix = try workbench.policyMatrix(of: router)
        tell("shell.policy.title", ["host": router], role: .strong)
        show(matrixTable(matrix, matrix.rows.filter { $0.family == .v4 }))
        let rows = matrix.rows.filter { $0.family == .v6 }
        if !rows.isEmpty {
            show("")
            tell("shell.policy.over", ["family": rows[0].family.rawValue], role: .strong)
            show(matrixTable(matrix, rows))
        }
        show("")
        for (place, decider) in matrix.deciders.enumerated() {
            let text = "\(whereDecided(decider)): \(reason(decider))"
            let lines = Width.wrap(text, to: Width.page - 4)
            for (index, line) in lines.enumerated() {
                show(Width.pad(index == 0 ? Self.letter(place) : "", to: 4) + line)
            }
        }
        if matrix.rows.contains(where: { $0.cells.contains(where: \.needsAuthentication) }) {
            tell("shell.policy.auth")
        }
        tell("shell.policy.hosts", ["hosts": parties(of: matrix)], role: .faint)
    }

    private func matrixTable(_ matrix: PolicyMatrix, _ rows: [PolicyMatrix.Row]) -> [String] {
        var table = Table(
            [words("shell.policy.from"), words("shell.policy.to")]
                + matrix.ports.map { "\($0)" })
        for row in rows {
            table.add(
                [
                    words("shell.party.\(row.source.rawValue)"),
                    words("shell.party.\(row.destination.rawValue)"),
                ]
                    + row.cells.map(cellText))
        }
        return table.lines(paint)
    }

    /// The router in front of the learner, or the first that has a policy.
    private func testedRouter() throws(Trouble) -> String {
        let routers = workbench.hosts.filter { $0.plan.op25b != nil || $0.plan.ip25b != nil }
        let own = workbench.host(named: host)?.plan.router
        if let own, routers.contains(where: { $0.name == own }) { return own }
        guard let first = routers.first else { throw Trouble("shell.op25b.none") }
        return first.name
    }

    /// `ok a`, `ok*a`, `drop b`: what happens, whether AUTH is asked for, and who decides.
    private func cellText(_ cell: PolicyMatrix.Cell) -> String {
        words("shell.cell.\(cell.verdict)") + (cell.needsAuthentication ? "*" : " ")
            + Self.letter(cell.decider)
    }

    /// a, b, …, z, aa, ab, …
    static func letter(_ place: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        return (place >= letters.count ? letter(place / letters.count - 1) : "")
            + String(letters[place % letters.count])
    }

    /// Where it is decided; a rule by its number, which its own words do not tell.
    private func whereDecided(_ decider: PolicyMatrix.Decider) -> String {
        guard let number = decider.number else { return decider.host }
        return words("shell.policy.rule", ["host": decider.host, "number": "\(number)"])
    }

    private func reason(_ decider: PolicyMatrix.Decider) -> String {
        words.remark(
            Remark(
                key: decider.reason.key, values: decider.reason.values.map { ($0.name, $0.text) },
                source: decider.reason.source))
    }

    /// Which host stands for whom.
    private func parties(of matrix: PolicyMatrix) -> String {
        var seen: [String] = []
        for row in matrix.rows {
            for (party, host) in [
                (row.source, row.sourceHost), (row.destination, row.destinationHost),
            ] {
                let name = words("shell.party.\(party.rawValue)")
                let text = name + " = " + host
                let own = row.family == .v4 ? text : "\(name) (\(row.family.rawValue)) = \(host)"
                if !seen.contains(text), !seen.contains(own) { seen.append(own) }
            }
        }
        return seen.joined(separator: ", ")
    }

    // MARK: trace

    mutating func tracePolicy(_ event: Event) throws(Trouble) {
        for trace in try workbench.policyTrace(of: event.number) {
            show(
                Width.wrap(
                    words(
                        "shell.policy.trace-title",
                        [
                            "host": trace.host, "event": "\(trace.event)",
                            "time": VirtualTime.dayAndTime(trace.moment.nanoseconds),
                            "hook": words("shell.hook.\(trace.hook)"),
                        ]), to: Width.page
                ).map { paint(.strong, $0) })
            show(Width.wrap(trace.packet, to: Width.page - 2).map { "  " + $0 })
            if trace.hasChangedSince {
                tell("shell.policy.changed-since", indent: 2, role: .warning)
            }
            for step in trace.steps { show(step: step) }
        }
    }

    private mutating func show(step: PolicyTraceStep) {
        let name: String
        switch step.asked {
        case .knownFlows: name = words("shell.policy.known-flows")
        case .rule(let number): name = "\(number)  \(step.rule)"
        case .policy: name = step.rule
        case .byDefault: name = words("shell.firewall.default")
        }
        let outcome: String
        if step.isLast, let ruling = step.ruling {
            outcome = words(
                "shell.policy.decides",
                ["verdict": eventText.verdictName(ruling.verdict.rawValue)])
        } else {
            outcome = words("shell.policy.asks-on")
        }
        show(
            Width.wrap("\(name) → \(outcome)", to: Width.page - 2).map {
                "  " + (step.isLast ? paint(.warning, $0) : $0)
            })
        for condition in step.conditions {
            let mark = words(condition.holds ? "shell.yes" : "shell.no")
            let sign = condition.holds ? "✓" : "✗"
            let question = words.remark(
                Remark(
                    key: condition.note.key,
                    values: condition.note.values.map { ($0.name, $0.text) }))
            let lines = Width.wrap("\(question) → \(mark)", to: Width.page - 7)
            for (index, line) in lines.enumerated() {
                let start = index == 0 ? sign + " " : "  "
                show("     " + paint(condition.holds ? .good : .bad, start) + line)
            }
        }
        if let ruling = step.ruling {
            let because = words.remark(
                Remark(
                    key: ruling.because.key,
                    values: ruling.because.values.map { ($0.name, $0.text) }))
            show(Width.wrap(because, to: Width.page - 5).map { "     " + $0 })
        }
    }
}
