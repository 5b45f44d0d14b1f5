import Simulation

/// Making time go, and going back.
let timeCommands: [Command] = [
    Command(
        "step", .time, usage: "step [packet|line|exchange|phase] [N]",
        places: [.oneOf(StepUnit.allCases.map(\.rawValue)), .text],
        examples: ["step", "step packet", "step phase", "step exchange 5", "step 3"]
    ) { (shell, arguments) throws(Trouble) in try shell.step(arguments) },
    Command(
        "run", .time, usage: "run [until TIME|+LENGTH|delivered|#EVENT]",
        places: [.oneOf(["until"]), .text, .text, .text],
        examples: [
            "run", "run until day 2 09:00", "run until +2h", "run until delivered",
            "run until #120",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.run(arguments) },
    Command(
        "back", .time, usage: "back [packet|line|exchange|phase] [N]",
        places: [.oneOf(StepUnit.allCases.map(\.rawValue)), .text],
        examples: ["back", "back 3", "back packet"]
    ) { (shell, arguments) throws(Trouble) in try shell.back(arguments) },
    Command(
        "goto", .time, usage: "goto TIME|EVENT|now", places: [.text, .text, .text],
        examples: ["goto 09:00:05", "goto day 1 09:00", "goto #40", "goto now"]
    ) { (shell, arguments) throws(Trouble) in try shell.goTo(arguments) },
    Command(
        "time", .time, usage: "time [+LENGTH]", places: [.text],
        examples: ["time", "time +2h", "time +1h30m"]
    ) { (shell, arguments) throws(Trouble) in try shell.time(arguments) },
]

extension Interpreter {
    /// Most units that one command moves.
    private static let mostUnits = 10_000

    private func unitAndCount(_ arguments: Arguments) throws(Trouble) -> (StepUnit, Int) {
        var unit = StepUnit.exchange
        var count = 1
        for (index, word) in arguments.places.enumerated() {
            if index == 0, let named = StepUnit(rawValue: word.lowercased()) {
                unit = named
            } else if let number = Int(word), index == arguments.places.count - 1 {
                guard (1...Self.mostUnits).contains(number) else {
                    throw Trouble("shell.step.count", ["most": "\(Self.mostUnits)"])
                }
                count = number
            } else {
                throw Trouble(
                    "shell.not-one-of",
                    [
                        "word": ProtocolText.shown(word),
                        "choices": StepUnit.allCases.map(\.rawValue).joined(separator: ", "),
                    ])
            }
        }
        return (unit, count)
    }

    mutating func step(_ arguments: Arguments) throws(Trouble) {
        try refuseWhileLive("step")
        let (unit, count) = try unitAndCount(arguments)
        let interrupted = surroundings.interrupted
        for _ in 0..<count {
            let report = workbench.step(unit, interrupted: interrupted)
            if report.events.isEmpty {
                tellQuiet()
                return
            }
            show(
                StepStory(unit: unit, workbench: workbench, lines: eventLines).lines(report.events))
            if report.wasInterrupted, interrupted() {
                tell("shell.run.stopped")
                return
            }
        }
    }

    /// Nothing is left but waiting: says so, and until when.
    mutating func tellQuiet() {
        if let next = workbench.nextMoment {
            tell("shell.quiet-until", ["time": VirtualTime.dayAndTime(next.nanoseconds)])
        } else {
            tell("shell.quiet")
        }
    }

    mutating func run(_ arguments: Arguments) throws(Trouble) {
        var places = arguments.places
        if places.first?.lowercased() == "until" {
            places.removeFirst()
            if places.isEmpty { throw arguments.missing() }
        }
        if places.isEmpty { return tellRun(runWorld(until: .quiet)) }
        if places.count == 1, places[0].lowercased() == "delivered" {
            return try runUntilDelivered()
        }
        if places.count == 2, places[0].lowercased() == "message" {
            return try runUntilSettled(Arguments.number(places[1]))
        }
        if places.count == 1, places[0].hasPrefix("#") || Int(places[0]) != nil {
            let number = try Arguments.number(places[0])
            let outcome = runWorld(until: .event(UInt64(number)))
            tellRun(outcome)
            guard workbench.journal.count >= number || outcome.wasInterrupted else {
                throw Trouble("shell.run.no-such-event", ["number": "\(number)"])
            }
            return
        }
        guard var moment = VirtualTime.parseMoment(places, now: now) else {
            throw Trouble(
                "shell.bad-time", ["word": ProtocolText.shown(places.joined(separator: " "))])
        }
        // A bare time of day is the next one.
        if moment <= now, places.count == 1 { moment += VirtualTime.day }
        try run(to: moment)
    }

    private mutating func run(to moment: Int64) throws(Trouble) {
        guard moment >= now else {
            throw Trouble(
                "shell.run.past",
                ["time": VirtualTime.dayAndTime(moment), "now": VirtualTime.dayAndTime(now)])
        }
        tellRun(runWorld(until: .moment(.init(nanoseconds: moment))))
    }

    private mutating func runUntilDelivered() throws(Trouble) {
        guard let message = latestMessage else { throw Trouble("shell.no-message") }
        try runUntilSettled(message)
    }

    private mutating func runUntilSettled(_ message: Int) throws(Trouble) {
        guard message > 0, message <= workbench.latestMessage ?? 0 else {
            throw Trouble("shell.no-such-message", ["message": "\(message)"])
        }
        tellRun(runWorld(until: .settled(message: message)))
    }

    /// The milestones of a run, and where it ended.
    mutating func tellRun(_ outcome: RunOutcome) {
        let happened = events(outcome.events)
        let milestones = Milestones(happened)
        show(eventLines.list(Array(milestones.events.suffix(Milestones.most))))
        if milestones.events.count > Milestones.most {
            tell(
                "shell.run.more-milestones",
                ["count": "\(milestones.events.count - Milestones.most)"], role: .faint)
        }
        for (rule, count) in milestones.repeatedBlocks {
            tell("shell.run.blocked-again", ["rule": rule, "count": "\(count)"], role: .warning)
        }
        if outcome.wasInterrupted { tell("shell.run.stopped", role: .warning) }
        guard let first = happened.first, let last = happened.last else {
            tell("shell.run.nothing", ["time": VirtualTime.dayAndTime(now)])
            tellQuiet()
            return
        }
        tell(
            "shell.run.done",
            [
                "time": VirtualTime.dayAndTime(now), "count": "\(happened.count)",
                "first": "\(first.number)", "last": "\(last.number)",
            ], role: .faint)
    }

    mutating func back(_ arguments: Arguments) throws(Trouble) {
        let (unit, count) = try unitAndCount(arguments)
        try lookBack()
        var moved = 0
        while moved < count, workbench.back(unit) { moved += 1 }
        shownOctets = [:]
        if moved == 0 { throw Trouble("shell.back.at-start") }
        if moved < count { tell("shell.back.reached-start") }
        tellWhere()
    }

    /// What can be done in the past, if that is where we are.
    private mutating func tellPast() {
        guard workbench.isInThePast else { return }
        let key =
            isLookingBack
            ? "shell.where.live-past"
            : workbench.recordsDisks ? "shell.where.kept-past" : "shell.where.past"
        tell(key, role: .faint)
    }

    /// Where in the story we are: the time and the last thing that happened.
    mutating func tellWhere() {
        for terminal in workbench.terminals { shownOctets[terminal.number] = terminal.heard.count }
        tell("shell.where", ["time": VirtualTime.dayAndTime(now)], role: .strong)
        if let last = workbench.journal.last {
            show(eventLines.row(last))
        } else {
            tell("shell.where.start")
        }
        tellPast()
    }

    mutating func goTo(_ arguments: Arguments) throws(Trouble) {
        let places = arguments.places
        guard let first = places.first else { throw arguments.missing() }
        if places == ["now"] { return returnToThePresent() }
        try lookBack()
        if places.count == 1, first.hasPrefix("#") || Int(first) != nil {
            try workbench.goto(event: UInt64(Arguments.number(first)))
        } else if let moment = VirtualTime.parseMoment(places, now: now) {
            try workbench.goto(moment: .init(nanoseconds: moment))
        } else {
            throw Trouble(
                "shell.bad-time", ["word": ProtocolText.shown(places.joined(separator: " "))])
        }
        tellWhere()
    }

    mutating func time(_ arguments: Arguments) throws(Trouble) {
        if let word = arguments.optionalPlace(0) {
            guard word.hasPrefix("+"), let length = VirtualTime.parseLength(word.dropFirst())
            else { throw Trouble("shell.bad-length", ["word": ProtocolText.shown(word)]) }
            return try run(to: now + length)
        }
        let date = workbench.blueprint.calendar.mailDate(workbench.now)
        tell("shell.time.now", ["time": VirtualTime.dayAndTime(now), "date": date])
        if workbench.isQuiet { tellQuiet() } else { tell("shell.time.busy") }
        tellPast()
    }
}
