import LabKit
import Phrases
import Shell
import Simulation
import Testing

/// Every lab of the house, solved and misunderstood at the very prompt that learners use.
@Suite("The labs of the house")
struct HouseLabTests {
    private static let folder = DefaultShell.labs
    private static let names = LabShelf.list(folder)

    @Test("each holds what it promises", arguments: names)
    func proved(name: String) throws {
        let lab = try LabFile.read(folder: "\(Self.folder)/\(name)")
        let verifier = LabVerifier<Interpreter> { lab throws(Trouble) in
            Interpreter(
                try Workbench(lab.world, seed: lab.seed), language: .japanese,
                publisher: PaperPublisher())
        }
        let report = verifier.verify(lab)
        #expect(report.isFine, "\(report.lines(in: .english).joined(separator: "\n"))")
        #expect(report.findings.count > 3 * lab.steps.count)
    }

    @Test("each can be started, hinted at and walked through by `lab goto`", arguments: names)
    func walked(name: String) throws {
        let lab = try LabFile.read(folder: "\(Self.folder)/\(name)")
        var shell = Interpreter(
            try Workbench(lab.world, seed: lab.seed), language: .english,
            labPlaces: LabPlaces(folder: Self.folder))
        #expect(shell.run("lab start \(name)").succeeded)
        for step in 1...lab.steps.count {
            #expect(shell.run("lab goto \(step)").succeeded, "step \(step)")
            #expect(shell.session?.stepIndex == step - 1)
            for level in 1...3 {
                let hint = shell.run("hint")
                #expect(hint.succeeded && !hint.output.isEmpty, "step \(step), hint \(level)")
            }
        }
    }
}
