import Phrases
import Simulation

/// A lab that is open: which step it is at, what was answered, how much help was given.
///
/// It looks at the journal after every command, and never counts exploring as wrong.
package struct LabSession: Sendable {
    package let lab: Lab
    /// The place of the current step; the number of steps once all are passed.
    package private(set) var stepIndex = 0
    /// How many hints of the current step have been given.
    package private(set) var hintLevel = 0
    /// The last answer to the current step's question.
    package private(set) var answer: String?
    /// How long the journal was when the current step began.
    private var stepStart = 0
    /// Wrong turns of the current step that have been spoken of already, by place.
    private var spokenOf: [Int] = []

    package init(_ lab: Lab) { self.lab = lab }

    /// The current step; nil once all are passed.
    package var step: LabStep? {
        stepIndex < lab.steps.count ? lab.steps[stepIndex] : nil
    }

    package var isFinished: Bool { stepIndex >= lab.steps.count }

    /// What the prompt shows: `[01 2/5]`, and `[01 done]` at the end.
    package var progressText: String {
        isFinished
            ? "[\(lab.number) done]" : "[\(lab.number) \(stepIndex + 1)/\(lab.steps.count)]"
    }

    /// How far the current step is: passed, or the first clause that is not met.
    package func check(_ world: some Evidence) -> Verdict {
        guard let step else { return .passed }
        return step.check.verdict(
            in: CheckContext(world: world, answer: answer, stepStart: stepStart))
    }

    /// Looks at the world after a command; passes every step whose check is met.
    package mutating func evaluate(_ world: some Evidence) -> LabNews {
        var news = LabNews()
        // After `back` the journal is shorter; the step then begins where the journal ends.
        stepStart = min(stepStart, world.journal.count)
        while let step {
            guard check(world) == .passed else { break }
            news.passed.append(
                PassedStep(
                    number: stepIndex + 1, of: lab.steps.count, id: step.id, title: step.title,
                    explanation: filled(step.explanation, of: step, in: world)))
            begin(stepIndex + 1, world)
        }
        if news.passed.isEmpty {
            news.feedback = feedback(world)
        } else {
            news.next = step
        }
        return news
    }

    /// Takes an answer to the current step's question; `evaluate` then says whether that passes.
    package mutating func answer(_ text: String, _ world: some Evidence) -> AnswerVerdict {
        guard let step, step.question != nil else { return .noQuestion }
        // A person's line is short; what is longer is no answer.
        answer = String(text.prefix(200))
        let context = CheckContext(world: world, answer: answer, stepStart: stepStart)
        let clauses = step.check.clauses.filter(\.asksForAnswer)
        if clauses.allSatisfy({ $0.verdict(in: context) == .passed }) { return .right }
        for turn in step.wrong {
            if case .answer(let pattern) = turn.sign, pattern.accepts(text, in: world) {
                return .wrong(feedback: remark(turn.feedback, of: step, in: context))
            }
        }
        return .wrong(feedback: nil)
    }

    /// The next level of help; the last one again once all have been given.
    package mutating func hint(_ world: some Evidence) -> GivenHint? {
        guard let step, !step.hints.isEmpty else { return nil }
        let place = min(hintLevel, step.hints.count - 1)
        hintLevel = min(hintLevel + 1, step.hints.count)
        let hint = step.hints[place]
        let names = values(of: step, in: world)
        if let en = Placeholders.fill(hint.text.en, names),
            let ja = Placeholders.fill(hint.text.ja, names)
        {
            return GivenHint(level: place + 1, of: step.hints.count, text: Text(en: en, ja: ja))
        }
        return GivenHint(
            level: place + 1, of: step.hints.count, text: hint.unseen ?? hint.text)
    }

    /// The current step's commands, with the numbers that they need, and why they work.
    package func solution(_ world: some Evidence) -> (commands: [String], explanation: Text)? {
        guard let step else { return nil }
        return (
            step.solution.map { command($0.text, of: step, in: world) },
            filled(step.explanation, of: step, in: world)
        )
    }

    /// A command of a lab file with the numbers of the learner's own events.
    package func command(
        _ command: String, of step: LabStep, in world: some Evidence
    ) -> String {
        Placeholders.fill(command, values(of: step, in: world)) ?? command
    }

    /// Goes on at a step (counted from 1), as if those before it had been passed.
    package mutating func begin(step number: Int, _ world: some Evidence) {
        begin(max(0, min(number - 1, lab.steps.count)), world)
    }

    /// How long the journal was when the current step began.
    package var since: Int { stepStart }

    /// Goes on at a step (counted from 1) that began when the journal was that long.
    package mutating func resume(step number: Int, since: Int, _ world: some Evidence) {
        begin(step: number, world)
        stepStart = max(0, min(since, world.journal.count))
    }

    private mutating func begin(_ index: Int, _ world: some Evidence) {
        stepIndex = index
        hintLevel = 0
        answer = nil
        spokenOf = []
        stepStart = world.journal.count
    }

    /// What to say to wrong turns that the journal shows, each once a step.
    private mutating func feedback(_ world: some Evidence) -> [Text] {
        guard let step else { return [] }
        var texts: [Text] = []
        for (place, turn) in step.wrong.enumerated() {
            guard case .commands(_, let shows) = turn.sign, !spokenOf.contains(place) else {
                continue
            }
            let context = CheckContext(world: world, answer: answer, stepStart: stepStart)
            if shows.verdict(in: context) == .passed {
                spokenOf.append(place)
                texts.append(filled(turn.feedback, of: step, in: world))
            }
        }
        return texts
    }

    /// The feedback to a wrong answer. Where it speaks of an event that has not happened yet, the
    /// learner hears what is still to be done: to look at nothing would not help.
    private func remark(
        _ feedback: Text, of step: LabStep, in context: CheckContext<some Evidence>
    ) -> Text {
        let known = values(of: step, in: context.world).map(\.name)
        let named = Placeholders.names(in: feedback.en) + Placeholders.names(in: feedback.ja)
        guard !named.allSatisfy(known.contains) else {
            return filled(feedback, of: step, in: context.world)
        }
        for clause in step.check.clauses where !clause.asksForAnswer {
            if case .failed(let failure) = clause.verdict(in: context) { return failure.reason }
        }
        return filled(feedback, of: step, in: context.world)
    }

    private func values(
        of step: LabStep, in world: some Evidence
    ) -> [(name: String, text: String)] {
        step.names.compactMap { named in
            world.first(named.pattern).map { (named.name, "\($0.number)") }
        }
    }

    /// A text with numbers for the names in it; a name without an event becomes `…`.
    private func filled(_ text: Text, of step: LabStep, in world: some Evidence) -> Text {
        let found = values(of: step, in: world)
        let all = step.names.map { named in
            (
                name: named.name,
                text: found.first { $0.name == named.name }?.text ?? "…"
            )
        }
        return Text(
            en: Placeholders.fill(text.en, all) ?? text.en,
            ja: Placeholders.fill(text.ja, all) ?? text.ja)
    }
}

/// What a look at the world has brought.
package struct LabNews: Sendable {
    /// Steps that are passed now.
    package var passed: [PassedStep] = []
    /// The step that comes next, after a step was passed; nil at the end.
    package var next: LabStep?
    /// What to say to wrong turns that showed.
    package var feedback: [Text] = []

    /// There is nothing to say.
    package var isEmpty: Bool { passed.isEmpty && feedback.isEmpty }
}

/// A step that has been passed.
package struct PassedStep: Sendable {
    package let number: Int
    package let of: Int
    package let id: String
    package let title: Text
    package let explanation: Text
}

/// What an answer is worth.
package enum AnswerVerdict: Hashable, Sendable {
    case noQuestion
    case right
    /// With what the lab says to this mistake, if it knows it.
    case wrong(feedback: Text?)
}

/// A hint, as it was given.
package struct GivenHint: Hashable, Sendable {
    package let level: Int
    package let of: Int
    package let text: Text
}
