import Clockwork
import Phrases
import Simulation

/// A lab as its author wrote it: a world, steps, and a guide in each language.
package struct Lab: Sendable {
    /// The folder's name, such as `01-first-letter`: what progress is kept under.
    package let id: String
    /// The digits before the first hyphen, such as `01`; the whole name when there are none.
    package var number: String {
        let digits = id.prefix { $0.isASCII && $0.isNumber }
        return digits.isEmpty ? id : String(digits)
    }
    package let title: Text
    /// What it is about, in a sentence or two.
    package let summary: Text
    /// The world that it plays in.
    package let world: Blueprint
    /// The path of the world's file, for saving and for messages.
    package let worldPath: String
    package let seed: Seed
    /// Commands that make the world what the lab needs, typed before the learner comes.
    package var setup: [String] = []
    package let steps: [LabStep]
    package let guide: Guide

    /// The commands of the solutions of all steps before `step` (counted from 1), in order.
    package func commands(before step: Int) -> [String] {
        steps.prefix(max(0, step - 1)).flatMap(\.solution).map(\.text)
    }
}

/// One step of a lab.
package struct LabStep: Sendable {
    /// A name that stays the same when steps are added.
    package let id: String
    package let title: Text
    /// What to reach, in one clear sentence.
    package let goal: Text
    /// A question that the learner answers by `answer …`.
    package let question: Text?
    package let check: Check
    /// Events that texts and answers may name, such as `{submitted}`.
    package let names: [NamedEvent]
    /// From a nudge to nearly the answer.
    package let hints: [LabHint]
    /// What reaches the goal.
    package let solution: [SolutionLine]
    package let wrong: [WrongTurn]
    /// What has been seen, and why: shown after success.
    package let explanation: Text
}

/// One line of a solution.
package enum SolutionLine: Hashable, Sendable {
    /// Typed at the lab's prompt.
    case command(String)
    /// Done by a real program beside the lab, through a published port.
    case elsewhere(OutsideSession)

    /// What a learner types, here or elsewhere.
    package var text: String {
        switch self {
        case .command(let text): text
        case .elsewhere(let session): session.command
        }
    }
}

/// A conversation of a real program, as it is proved and caught up with: with no socket and no
/// program, but with the same events in the world.
package struct OutsideSession: Hashable, Sendable {
    /// How a learner starts such a program.
    package let command: String
    /// The host where it stands.
    package let host: String
    package let target: String
    package let port: UInt16
    /// What it says, line by line, each when the server has answered the one before.
    package let lines: [String]
}

/// The first event like a pattern, under a name.
package struct NamedEvent: Sendable {
    package let name: String
    package let pattern: EventPattern
}

/// One level of help.
package struct LabHint: Sendable {
    /// May name events; shown once all of them have happened.
    package let text: Text
    /// Shown while an event that `text` names has not happened.
    package let unseen: Text?
}

/// A misconception, how it shows, and what to say to it.
package struct WrongTurn: Sendable {
    package enum Sign: Sendable {
        /// The learner answers so.
        case answer(AnswerPattern)
        /// The journal shows it; `commands` are an example that leads there.
        case commands([String], shows: Clause)
    }
    package let sign: Sign
    package let feedback: Text
}

/// The guides of a lab, whole and cut into steps.
package struct Guide: Sendable {
    /// The whole text, as Markdown without the marks of steps.
    package let whole: Text
    /// What stands before the first step.
    package let introduction: Text
    private let sections: [Section]

    struct Section: Sendable {
        let step: String
        let text: Text
    }

    init(whole: Text, introduction: Text, sections: [Section]) {
        self.whole = whole
        self.introduction = introduction
        self.sections = sections
    }

    /// The part that belongs to a step.
    package func section(of step: String) -> Text? {
        sections.first { $0.step == step }?.text
    }
}
