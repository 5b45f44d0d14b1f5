import Clockwork
import Phrases
import Simulation

/// What must hold for a step to be passed: clauses, the most fundamental first.
///
/// A check is judged in the order of its clauses, so that the first unmet one is the cause and not
/// a consequence.
package struct Check: Hashable, Sendable {
    package var clauses: [Clause]

    package init(_ clauses: [Clause]) { self.clauses = clauses }

    package func verdict(in context: CheckContext<some Evidence>) -> Verdict {
        for clause in clauses {
            let verdict = clause.verdict(in: context)
            if verdict != .passed { return verdict }
        }
        return .passed
    }
}

/// What a check has come to.
package enum Verdict: Hashable, Sendable {
    case passed
    case failed(CheckFailure)
}

/// Why a check is not met, and the learner's own events that show it.
package struct CheckFailure: Hashable, Sendable {
    package let reason: Text
    /// Numbers of events, in order; empty when nothing like it has happened.
    package let events: [UInt64]

    package init(reason: Text, events: [UInt64]) {
        self.reason = reason
        self.events = events
    }
}

/// What a check is judged by.
package struct CheckContext<World: Evidence> {
    package let world: World
    /// The learner's last answer to the step's question.
    package let answer: String?
    /// How long the journal was when the step began.
    package let stepStart: Int

    package init(world: World, answer: String? = nil, stepStart: Int = 0) {
        self.world = world
        self.answer = answer
        self.stepStart = stepStart
    }
}

/// How often something must be.
package struct CountRange: Hashable, Sendable {
    package var atLeast: Int
    package var atMost: Int?

    package init(atLeast: Int = 1, atMost: Int? = nil) {
        self.atLeast = atLeast
        self.atMost = atMost
    }

    func contains(_ count: Int) -> Bool {
        count >= atLeast && atMost.map { count <= $0 } ?? true
    }

    /// `1 or more`, as `1–`; `0–2`; `2`.
    var description: String {
        guard let atMost else { return "\(atLeast)–" }
        return atLeast == atMost ? "\(atLeast)" : "\(atLeast)–\(atMost)"
    }
}

/// One condition, and what to say when it is not met.
package struct Clause: Hashable, Sendable {
    package var condition: Condition
    /// What the author of the lab says when it is not met.
    package var reason: Text?
    /// Only events since the step began count.
    package var sinceStep: Bool

    package init(_ condition: Condition, reason: Text? = nil, sinceStep: Bool = false) {
        self.condition = condition
        self.reason = reason
        self.sinceStep = sinceStep
    }
}

/// The conditions of which checks are made: a small language over the journal and the world.
package indirect enum Condition: Hashable, Sendable {
    /// So many events are like this.
    case event(EventPattern, CountRange)
    /// The first event like this comes before the first like `other`, if that one comes at all.
    case order(EventPattern, before: EventPattern)
    /// An event like this comes after one like `other`, and within this time where one is given.
    case sequel(EventPattern, after: EventPattern, within: Interval?)
    case never(EventPattern)
    /// So many messages that contain `text` lie in a mailbox.
    case mailbox(login: String, name: String, contains: String?, CountRange)
    /// So many messages wait at a host.
    case queue(host: String, CountRange)
    /// The step's question has been answered so.
    case answered(AnswerPattern)
    /// A first packet from one host to a port of another would meet this.
    case passage(Passage)
    /// One of these is met.
    case any([Clause])
}

/// What a first packet of TCP would meet on its way, with the firewalls as they are now.
package struct Passage: Hashable, Sendable {
    /// What is wanted of the firewalls.
    package enum Wish: Hashable, Sendable {
        case accepted
        /// Any verdict but accept.
        case refused
        /// This verdict, such as `drop`.
        case verdict(String)

        package init(_ word: String) {
            switch word {
            case "accept": self = .accepted
            case "refused": self = .refused
            default: self = .verdict(word)
            }
        }

        /// The word of lab files.
        package var word: String {
            switch self {
            case .accepted: "accept"
            case .refused: "refused"
            case .verdict(let verdict): verdict
            }
        }

        func accepts(_ verdict: String) -> Bool {
            switch self {
            case .accepted: verdict == "accept"
            case .refused: verdict != "accept"
            case .verdict(let wanted): verdict == wanted
            }
        }
    }

    package var from: String
    package var to: String
    package var port: UInt16
    package var wish: Wish

    package init(from: String, to: String, port: UInt16, _ wish: Wish) {
        self.from = from
        self.to = to
        self.port = port
        self.wish = wish
    }

    var description: String { "\(from) → \(to) port \(port)" }
}

/// Which answers are meant.
package struct AnswerPattern: Hashable, Sendable {
    package var oneOf: [String]
    /// The number of any event like this is meant as well.
    package var event: EventPattern?

    package init(oneOf: [String] = [], event: EventPattern? = nil) {
        self.oneOf = oneOf
        self.event = event
    }

    /// The answer is meant by this pattern.
    package func accepts(_ answer: String, in world: some Evidence) -> Bool {
        let given = Answer.normalized(answer)
        if oneOf.contains(where: { Answer.normalized($0) == given }) { return true }
        guard let pattern = event, let number = UInt64(given),
            let event = world.journal[number: number]
        else { return false }
        return pattern.matches(event, in: world)
    }
}
