import ArgumentParser
import LabKit
import Phrases
import Shell
import Simulation

extension LabTool {
    /// `maillab lab verify`: proves of labs that their checks can fail and their solutions pass.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Proves labs: red before each solution, green after it, in both languages.")
        @OptionGroup var options: WorldOptions
        @Argument(help: "The labs, such as 1; all of them when none is named.")
        var labs: [String] = []

        func run() throws {
            let language = options.language
            guard let folder = Places.labs else {
                Complaints.say(Words(language)("shell.lab.no-folder"))
                throw ExitCode(69)
            }
            var names = LabShelf.list(folder)
            if !labs.isEmpty {
                names = try labs.map { wanted in
                    guard let name = LabShelf.find(wanted, in: folder) else {
                        Complaints.say(
                            Words(language)("shell.lab.no-such", ["lab": wanted]))
                        throw ExitCode(1)
                    }
                    return name
                }
            }
            var isFine = true
            for name in names {
                do throws(FileTrouble) {
                    let lab = try LabFile.read(folder: "\(folder)/\(name)")
                    let report = verifier(language).verify(lab)
                    report.lines(in: language).forEach { print($0) }
                    isFine = isFine && report.isFine
                } catch {
                    error.lines(in: language).forEach { Complaints.say($0) }
                    throw ExitCode(65)
                }
            }
            if !isFine { throw ExitCode(1) }
        }

        private func verifier(_ language: Language) -> LabVerifier<Interpreter> {
            LabVerifier { lab throws(Trouble) in
                Interpreter(
                    try Workbench(lab.world, seed: lab.seed), language: language,
                    surroundings: Files.surroundings(isInteractive: false),
                    publisher: PaperPublisher())
            }
        }
    }
}
