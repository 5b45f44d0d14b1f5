import Phrases
import Simulation

/// Proves of a lab that it can be failed, solved and misunderstood as its author says.
///
/// Each step must be unmet in a fresh world and before its solution, and met after it; wrong turns
/// must get their feedback; and each condition, when it is changed, must fail. That both languages
/// are complete is seen when the lab is read (`LabFile`).
package struct LabVerifier<Hand: LearnerHand> {
    private let makeHand: (Lab) throws(Trouble) -> Hand

    /// A verifier whose learners come from `makeHand`, each in a fresh world of the lab.
    package init(makeHand: @escaping (Lab) throws(Trouble) -> Hand) { self.makeHand = makeHand }

    package func verify(_ lab: Lab) -> LabVerification {
        var report = LabVerification(lab: lab.id)
        var hand: Hand
        do throws(Trouble) { hand = try makeHand(lab) } catch {
            report.note(false, "verify.no-world", reason: Self.text(of: error))
            return report
        }
        for line in lab.setup {
            let result = hand.type(line)
            guard result.succeeded else {
                report.note(
                    false, "verify.setup-failed", ["command": line, "output": result.output])
                return report
            }
        }
        let fresh = CheckContext(world: hand.workbench)
        for step in lab.steps where step.check.verdict(in: fresh) == .passed {
            report.note(false, "verify.fresh-green", ["step": step.id])
        }
        guard report.isFine else { return report }
        var session = LabSession(lab)
        session.begin(step: 1, hand.workbench)
        var attempt = Attempt(hand: hand, session: session)
        for (index, step) in lab.steps.enumerated() {
            guard attempt.session.check(attempt.hand.workbench) != .passed else {
                report.note(false, "verify.starts-green", ["step": step.id])
                return report
            }
            report.note(true, "verify.starts-red", ["step": step.id])
            guard solve(step, at: index, &attempt, &report) else { return report }
        }
        if lab.steps.map(\.wrong.count).reduce(0, +) < 2 { report.note(false, "verify.few-wrong") }
        return report
    }

    /// A learner and the lab that is open before him.
    private struct Attempt {
        var hand: Hand
        var session: LabSession
    }

    /// Tries the step's wrong turns and its solution; false when it cannot go on.
    private func solve(
        _ step: LabStep, at index: Int, _ attempt: inout Attempt,
        _ report: inout LabVerification
    ) -> Bool {
        tryWrongCommands(step, attempt, &report)
        var hasTriedAnswers = false
        for line in step.solution {
            if answer(in: line.text) != nil, !hasTriedAnswers {
                hasTriedAnswers = true
                tryWrongAnswers(step, attempt, &report)
            }
            let before = attempt
            guard attempt.session.stepIndex == index else {
                report.note(false, "verify.goes-on", ["step": step.id, "command": line.text])
                return false
            }
            guard carryOut(line, of: step, &attempt, &report) else { return false }
            if attempt.session.stepIndex > index {
                tryMutants(step, before: before, after: attempt, line.text, &report)
            }
        }
        switch attempt.session.stepIndex - index {
        case 1:
            report.note(true, "verify.solved", ["step": step.id])
            return true
        case 0:
            var reason = Text(en: "", ja: "")
            if case .failed(let failure) = attempt.session.check(attempt.hand.workbench) {
                reason = failure.reason
            }
            report.note(false, "verify.not-solved", ["step": step.id], reason: reason)
        default:
            report.note(false, "verify.passes-others", ["step": step.id])
        }
        return false
    }

    private func answer(in line: String) -> String? {
        line.hasPrefix("answer ") ? String(line.dropFirst("answer ".count)) : nil
    }

    private func carryOut(
        _ line: SolutionLine, of step: LabStep, _ attempt: inout Attempt,
        _ report: inout LabVerification
    ) -> Bool {
        switch line {
        case .command(let text): return type(text, of: step, &attempt, &report)
        case .elsewhere(let session):
            attempt.hand.live(session)
            _ = attempt.session.evaluate(attempt.hand.workbench)
            return true
        }
    }

    /// Types one line; answers go to the lab, and everything else to the hand.
    private func type(
        _ line: String, of step: LabStep, _ attempt: inout Attempt,
        _ report: inout LabVerification
    ) -> Bool {
        let line = attempt.session.command(line, of: step, in: attempt.hand.workbench)
        if let answer = answer(in: line) {
            _ = attempt.session.answer(answer, attempt.hand.workbench)
        } else {
            let result = attempt.hand.type(line)
            guard result.succeeded else {
                report.note(
                    false, "verify.command-failed",
                    ["step": step.id, "command": line, "output": result.output])
                return false
            }
        }
        _ = attempt.session.evaluate(attempt.hand.workbench)
        return true
    }

    private func tryWrongCommands(
        _ step: LabStep, _ start: Attempt, _ report: inout LabVerification
    ) {
        for (place, turn) in step.wrong.enumerated() {
            guard case .commands(let commands, _) = turn.sign else { continue }
            var attempt = start
            // Feedback that comes before anything was done would be no feedback.
            var isTold = !attempt.session.evaluate(attempt.hand.workbench).feedback.isEmpty
            guard !isTold else {
                noteTold(false, step, place, &report)
                continue
            }
            for line in commands {
                let line = attempt.session.command(line, of: step, in: attempt.hand.workbench)
                // A wrong turn may well fail; that is how it shows.
                _ = attempt.hand.type(line)
                let news = attempt.session.evaluate(attempt.hand.workbench)
                isTold = isTold || !news.feedback.isEmpty
            }
            notePasses(attempt, start, step, place, &report)
            noteTold(isTold, step, place, &report)
        }
    }

    private func tryWrongAnswers(
        _ step: LabStep, _ start: Attempt, _ report: inout LabVerification
    ) {
        for (place, turn) in step.wrong.enumerated() {
            guard case .answer(let pattern) = turn.sign else { continue }
            let world = start.hand.workbench
            var answers = pattern.oneOf
            if let event = pattern.event.flatMap({ world.first($0) }) {
                answers.append("\(event.number)")
            }
            var isTold = !answers.isEmpty
            for answer in answers {
                var attempt = start
                switch attempt.session.answer(answer, world) {
                case .wrong(let feedback): isTold = isTold && feedback != nil
                case .right, .noQuestion: isTold = false
                }
                _ = attempt.session.evaluate(world)
                notePasses(attempt, start, step, place, &report)
            }
            noteTold(isTold, step, place, &report)
        }
    }

    private func notePasses(
        _ attempt: Attempt, _ start: Attempt, _ step: LabStep, _ place: Int,
        _ report: inout LabVerification
    ) {
        guard attempt.session.stepIndex != start.session.stepIndex else { return }
        report.note(false, "verify.wrong-passes", ["step": step.id, "turn": "\(place + 1)"])
    }

    private func noteTold(
        _ isTold: Bool, _ step: LabStep, _ place: Int, _ report: inout LabVerification
    ) {
        report.note(
            isTold, isTold ? "verify.wrong-told" : "verify.wrong-not-told",
            ["step": step.id, "turn": "\(place + 1)"])
    }

    /// Changes each condition of a step that has just been solved; none may still be met.
    private func tryMutants(
        _ step: LabStep, before: Attempt, after: Attempt, _ line: String,
        _ report: inout LabVerification
    ) {
        let world = after.hand.workbench
        let typed = before.session.command(line, of: step, in: before.hand.workbench)
        let answer = answer(in: typed) ?? before.session.answer
        let context = CheckContext(world: world, answer: answer)
        var killed = 0
        var count = 0
        for (place, clause) in step.check.clauses.enumerated() {
            for mutant in clause.mutants {
                var check = step.check
                check.clauses[place] = mutant
                count += 1
                if check.verdict(in: context) == .passed {
                    report.note(
                        false, "verify.mutant-lives",
                        ["step": step.id, "change": "\(place + 1): \(mutant.name)"])
                } else {
                    killed += 1
                }
            }
        }
        report.note(
            killed == count && count > 0, "verify.mutants",
            ["step": step.id, "killed": "\(killed)", "count": "\(count)"])
    }

    private static func text(of trouble: Trouble) -> Text {
        let values = trouble.values.map { (name: $0.name, text: $0.text) }
        return Text(
            en: Catalogue.house.text(trouble.key, values, in: .english),
            ja: Catalogue.house.text(trouble.key, values, in: .japanese))
    }
}
