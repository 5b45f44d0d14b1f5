import LabKit
import Phrases
import Simulation
import Testing

/// The verifier finds what is wrong with a lab, in a world that tests can see through.
@Suite("The verifier of labs")
struct LabVerifierTests {
    private static let delivered = """
        - event: { kind: delivered, login: ann@lab.example }
              - never: { kind: bounced }
              - mailbox: { address: ann@lab.example, contains: hello }
        """

    private func keys(_ old: String = "", _ new: String = "") throws -> [String] {
        let verifier = LabVerifier<FakeHand> { _ throws(Trouble) in FakeHand() }
        let report = verifier.verify(try FakeLab.read(old, new))
        return report.findings.filter { !$0.isFine }.map(\.key)
    }

    @Test("the small lab is sound, and the report says what was tried")
    func sound() throws {
        let verifier = LabVerifier<FakeHand> { _ throws(Trouble) in FakeHand() }
        let report = verifier.verify(try FakeLab.read())
        #expect(report.isFine, "\(report.lines(in: .english))")
        #expect(
            report.lines(in: .english) == [
                "ok    07-small  step ask: not met before its solution",
                "ok    07-small  step ask: wrong turn 2 gets its feedback",
                "ok    07-small  step ask: wrong turn 1 gets its feedback",
                "ok    07-small  step ask: 3 of 3 changed checks fail, as they must",
                "ok    07-small  step ask: met after its solution",
                "ok    07-small  step deliver: not met before its solution",
                "ok    07-small  step deliver: 6 of 6 changed checks fail, as they must",
                "ok    07-small  step deliver: met after its solution",
            ])
    }

    @Test("what the setup does is there before the first step, and counts for none")
    func setup() throws {
        #expect(try keys("seed: 3", "seed: 3\nsetup: [wander]").isEmpty)
        // Doing all that a step asks for in the setup leaves nothing to do.
        #expect(
            try keys("seed: 3", "seed: 3\nsetup: [deliver]") == ["verify.fresh-green"])
    }

    @Test(
        "what is wrong with a lab is found",
        arguments: [
            // The solution does not lead there.
            ("[wander, deliver]", "[wander]", "verify.not-solved"),
            ("answer mx]", "answer a]", "verify.not-solved"),
            ("[wander, deliver]", "[fly, deliver]", "verify.command-failed"),
            ("seed: 3", "seed: 3\nsetup: [fly]", "verify.setup-failed"),
            ("[wander, deliver]", "[deliver, wander]", "verify.goes-on"),
            // Steps that are met from the start, or by the solution of another.
            (
                Self.delivered, "- never: { kind: bounced }", "verify.fresh-green"
            ),
            (Self.delivered, "- event: { kind: asked }", "verify.passes-others"),
            // Wrong turns that are right, and wrong turns that nobody hears of.
            ("- answer: { one-of: [A] }", "- answer: { one-of: [MX] }", "verify.wrong-passes"),
            ("text: A x }", "text: B x }", "verify.wrong-not-told"),
            (
                "shows: { event: { kind: asked, text: A x } }",
                "shows: { never: { kind: bounced } }", "verify.wrong-not-told"
            ),
            (
                "- answer: { one-of: [A] }", "- answer: { event: { kind: bounced } }",
                "verify.wrong-not-told"
            ),
        ])
    func faults(old: String, new: String, expected: String) throws {
        let found = try keys(old, new)
        #expect(found.contains(expected), "\(found)")
    }

    @Test("a lab without wrong turns, and a world that cannot be built, are faults")
    func lacking() throws {
        let start = try #require(FakeLab.yaml.firstRange(of: "    wrong:")).lowerBound
        let end = try #require(FakeLab.yaml.firstRange(of: "    explanation:")).lowerBound
        #expect(try keys(String(FakeLab.yaml[start..<end]), "") == ["verify.few-wrong"])
        let verifier = LabVerifier<FakeHand> { _ throws(Trouble) in throw Trouble("lab.no-steps") }
        #expect(verifier.verify(try FakeLab.read()).findings.map(\.key) == ["verify.no-world"])
    }

    @Test("the labs of the house are complete in both languages")
    func shipped() throws {
        for name in LabShelf.list(labsFolder) {
            do {
                let lab = try LabFile.read(folder: "\(labsFolder)/\(name)")
                #expect(lab.steps.count >= 3)
                #expect(lab.steps.map(\.wrong.count).reduce(0, +) >= 2)
            } catch {
                Issue.record("\(error.lines(in: .english).joined(separator: "\n"))")
            }
        }
    }
}
