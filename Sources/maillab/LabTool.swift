import ArgumentParser
import LabKit
import Phrases
import Shell
import Simulation

/// `maillab lab`: guided labs.
struct LabTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab", abstract: "Lists, shows, opens and checks guided labs.",
        subcommands: [List.self, Show.self, Start.self, Check.self, Verify.self])

    /// `maillab lab list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the labs.")
        @OptionGroup var options: WorldOptions

        func run() throws { try obey("lab list", options) }
    }

    /// `maillab lab show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the guide of a lab.")
        @OptionGroup var options: WorldOptions
        @Argument(help: "The lab, such as 1 or 01-first-letter.") var lab: String

        func run() throws { try obey("lab show '\(lab)'", options) }
    }

    /// `maillab lab start`.
    struct Start: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Opens the interactive lab with a guided lab.")
        @OptionGroup var options: WorldOptions
        @Argument(help: "The lab, such as 1 or 01-first-letter.") var lab: String

        func run() throws {
            try openLab(options) { shell in try type("lab start '\(lab)'", on: &shell) }
        }
    }

    /// `maillab lab check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs a learner's script in a lab, and says how far it comes.")
        @OptionGroup var options: WorldOptions
        @Argument(help: "The lab, such as 1 or 01-first-letter.") var lab: String
        @Argument(help: "The learner's commands; - reads standard input.") var file: String

        func run() throws {
            let text = try Files.script(file, language: options.language)
            var shell = try options.interpreter(
                paint: Paint(isOn: options.isColoured), isInteractive: false,
                keepsProgress: false)
            try type("lab start '\(lab)'", on: &shell)
            let runner = ScriptRunner(
                name: file, keepsGoing: true, show: { print($0) },
                complain: { Complaints.say($0) })
            _ = runner.run(text, on: &shell)
            for line in shell.run("progress").output { print(line) }
            if shell.session?.isFinished != true {
                for line in shell.run("check").output { print(line) }
                throw ExitCode(1)
            }
        }
    }
}

/// One command in a fresh world; its failure is the program's.
private func obey(_ command: String, _ options: WorldOptions) throws {
    var shell = try options.interpreter(
        paint: Paint(isOn: options.isColoured), isInteractive: false, keepsProgress: true)
    try type(command, on: &shell)
}

private func type(_ command: String, on shell: inout Interpreter) throws {
    let result = shell.run(command)
    for line in result.output { print(line) }
    if let error = result.error {
        Complaints.say(error)
        throw ExitCode(1)
    }
}
