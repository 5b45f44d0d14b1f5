import Simulation

/// One block, all its symptoms.
let symptomCommands: [Command] = [
    Command(
        "symptoms", .network, usage: "symptoms [CASE]",
        places: [.oneOf(SymptomCase.allCases.map(\.rawValue))],
        examples: ["symptoms", "symptoms drop", "symptoms smtp-554"]
    ) { (shell, arguments) throws(Trouble) in try shell.symptoms(arguments) }
]

extension Interpreter {
    /// Tries the same delivery against every way of closing port 25, in worlds of its own.
    mutating func symptoms(_ arguments: Arguments) throws(Trouble) {
        var cases = SymptomCase.allCases
        if arguments.optionalPlace(0) != nil {
            let word = try arguments.oneOf(cases.map(\.rawValue), at: 0)
            cases = cases.filter { $0.rawValue == word }
        }
        let bench = try SymptomBench(workbench.blueprint, seed: workbench.seed)
        tell(
            "shell.symptoms.intro",
            ["client": bench.client, "server": bench.homeServer, "target": bench.target],
            role: .faint)
        var found: [Symptom] = []
        for which in cases {
            if surroundings.interrupted() { break }
            surroundings.progress(words("shell.symptoms.progress", ["case": which.rawValue]))
            found.append(try bench.run(which))
        }
        surroundings.progress("")
        for symptom in found { show(symptom, server: bench.homeServer) }
        if found.count > 1 {
            show("")
            showTable(of: found)
            tell("shell.symptoms.moral", role: .faint)
        }
    }

    private mutating func show(_ symptom: Symptom, server: String) {
        show("")
        show(
            paint(.strong, symptom.which.rawValue) + "  "
                + words("shell.symptoms.case-\(symptom.which.rawValue)"))
        let rows = [
            ("client", clientText(symptom)), ("user", userText(symptom)),
            ("mail-log", logText(symptom)), ("packets", packetText(symptom)),
        ]
        let labels = rows.map { words("shell.symptoms.\($0.0)") }
        let width = labels.map { Width.of($0) }.max() ?? 0
        for (label, row) in zip(labels, rows) {
            let lines = Width.wrap(row.1, to: Width.page - width - 4)
            for (index, line) in lines.enumerated() {
                show(
                    "  " + paint(.faint, Width.pad(index == 0 ? label : "", to: width)) + "  "
                        + line)
            }
        }
    }

    /// What the operating system told the program.
    private func clientText(_ symptom: Symptom) -> String {
        let time = VirtualTime.fine(symptom.connectTime.nanoseconds)
        guard let failure = symptom.failure, !symptom.isConnected else {
            return words("shell.symptoms.connected", ["time": time])
        }
        return words(
            "shell.symptoms.not-connected",
            [
                "errno": failure.errnoName,
                "number": failure.errnoNumber.map { "\($0)" } ?? "-",
                "text": failure.errnoText, "time": time,
            ])
    }

    private func userText(_ symptom: Symptom) -> String {
        let time = symptom.userTime.map { VirtualTime.fine($0.nanoseconds) } ?? "-"
        guard let reason = symptom.userReason else {
            return words("shell.symptoms.user-sent", ["time": time])
        }
        return words(
            "shell.symptoms.user-told", ["time": time, "reason": eventText.noteText(reason)])
    }

    private func logText(_ symptom: Symptom) -> String {
        let time = symptom.mailLogTime.map { VirtualTime.fine($0.nanoseconds) } ?? "-"
        switch symptom.mailLog {
        case .relayed(_, _, let host, let reply):
            return words(
                "shell.symptoms.log-sent", ["time": time, "host": host, "reply": reply])
        case .deferred(_, _, let reason, _, _):
            return words(
                "shell.symptoms.log-deferred",
                ["time": time, "reason": eventText.noteText(reason)])
        case .bounced(_, _, let reason, _):
            return words(
                "shell.symptoms.log-bounced",
                ["time": time, "reason": eventText.noteText(reason)])
        case nil, .queued, .attempting, .delivered, .removed, .loggedIn, .loginFailed, .fetched,
            .mailboxChanged:
            return words("shell.symptoms.log-nothing")
        }
    }

    private func packetText(_ symptom: Symptom) -> String {
        let count = symptom.syns.count
        guard let answer = symptom.cameBack else {
            let gaps = zip(symptom.syns.dropFirst(), symptom.syns).map {
                tenths($0.nanoseconds - $1.nanoseconds)
            }
            return words(
                "shell.symptoms.packets-silence",
                ["syns": "\(count)", "gaps": gaps.joined(separator: " ")])
        }
        return words("shell.symptoms.packets-answer", ["syns": "\(count)", "answer": answer])
    }

    /// Seconds with one place.
    private func tenths(_ nanoseconds: Int64) -> String {
        let tenths = (nanoseconds + 50_000_000) / 100_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }

    private mutating func showTable(of symptoms: [Symptom]) {
        var table = Table(
            [
                words("shell.symptoms.column-case"), words("shell.symptoms.column-errno"),
                words("shell.symptoms.column-time"), words("shell.symptoms.column-syns"),
                words("shell.symptoms.column-answer"),
            ], sides: [.left, .left, .right, .right])
        for symptom in symptoms {
            let failure = symptom.isConnected ? nil : symptom.failure
            table.add([
                symptom.which.rawValue,
                failure?.errnoName ?? symptom.serverLine.map { String($0.prefix(3)) }
                    ?? words("shell.symptoms.no-greeting"),
                VirtualTime.fine(symptom.connectTime.nanoseconds), "\(symptom.syns.count)",
                symptom.cameBack ?? words("shell.symptoms.silence"),
            ])
        }
        show(table.lines(paint))
    }
}
