import ArgumentParser
import Foundation
import Shell

/// `maillab run`: the commands of a script.
struct RunScript: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs the commands of a script; stops at the first that fails.")

    @OptionGroup var options: WorldOptions

    @Flag(help: "Goes on after a command that fails; the exit status is still 1.")
    var keepGoing = false

    @Flag(help: "Prints one JSON object for each event of the journal, and nothing else.")
    var json = false

    @Argument(help: ArgumentHelp("The script; - reads standard input.", valueName: "file"))
    var file: String

    func run() throws {
        let text = try Files.script(file, language: options.language)
        var shell = try options.interpreter(
            paint: Paint(isOn: options.isColoured), isInteractive: false, keepsProgress: false)
        let isQuiet = json
        let runner = ScriptRunner(
            name: file, keepsGoing: keepGoing, show: { if !isQuiet { print($0) } },
            complain: { line in
                LineReader.flush()
                Complaints.say(line)
            })
        let report = runner.run(text, on: &shell)
        if json {
            let workbench = shell.workbench
            for event in workbench.journal { print(workbench.json(of: event)) }
        }
        if report.failures > 0 { throw ExitCode(1) }
    }
}
