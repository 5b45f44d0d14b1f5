/// A learner whose commands a program types: how labs are verified.
///
/// The shell's interpreter is one. A copy of a hand must be a world of its own, so that a wrong
/// turn can be tried and forgotten. `answer …` never reaches a hand; the verifier takes it.
package protocol LearnerHand {
    associatedtype World: Evidence

    var workbench: World { get }

    /// Does what a typed line does, whole; `output` is what the screen would show.
    mutating func type(_ line: String) -> (succeeded: Bool, output: String)

    /// Has a real program's conversation in the world; a program may well fail.
    mutating func live(_ session: OutsideSession)
}
