import ArgumentParser
import Clockwork
import Foundation
import Gateway
import Phrases
import Shell
import Simulation

/// The program: the interactive lab, and everything around it.
@main
struct MailLab: ParsableCommand {
    static let versionText = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "maillab",
        abstract: "An e-mail internet in one process, to step through and to learn from.",
        discussion: """
            Without a subcommand, the interactive lab opens. Nothing leaves this program: its \
            hosts, links, name servers and mail servers are simulated.
            """,
        version: "maillab \(versionText)",
        subcommands: [RunScript.self, LabTool.self, Serve.self, WorldTool.self])

    @OptionGroup var options: WorldOptions

    func run() throws {
        try openLab(options) { _ in }
    }
}

/// The interactive lab, after `prepare` has done what comes first.
func openLab(_ options: WorldOptions, prepare: (inout Interpreter) throws -> Void) throws {
    let reader = LineReader(history: Places.stateFile("history"))
    let isColoured = options.isColoured
    let gateway = Gateway(drawsSecret: options.seed == nil, logger: LogLines.quiet)
    var shell = options.shell(
        try options.workbench(try options.blueprint(), seed: options.seed ?? 1),
        paint: Paint(isOn: isColoured), isInteractive: reader.isInteractive,
        keepsProgress: true, publisher: gateway)
    if reader.isInteractive {
        for line in shell.firstScreen(version: MailLab.versionText) { print(line) }
    }
    try prepare(&shell)
    Signals.onTermination { number in
        _ = gateway.shutDown()
        LineReader.restoreTerminal()
        Foundation.exit(128 + number)
    }
    var repl = Repl(shell, reader: reader)
    let succeeded = repl.run()
    _ = gateway.shutDown()
    if !succeeded { throw ExitCode(1) }
}

/// The options of every subcommand that runs a world.
struct WorldOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The world to build.", valueName: "file"))
    var world: String?

    @Option(
        help: ArgumentHelp(
            "The seed of all chance: a number. The same seed gives the same story.",
            valueName: "number"))
    var seed: Seed?

    @Option(help: "The language to speak: en or ja.")
    var lang: LanguageChoice?

    @Option(help: "Colours: auto, always or never.")
    var color: ColorChoice = .auto

    var language: Language { lang?.language ?? Places.languageOfTheUser }

    var isColoured: Bool {
        switch color {
        case .always: true
        case .never: false
        case .auto: Places.isTerminalForColours
        }
    }

    /// The blueprint of `--world`, or of the default world.
    func blueprint() throws -> Blueprint {
        let words = Words(language)
        guard let path = world ?? Places.defaultWorld else {
            Complaints.say(words("maillab.no-default-world"))
            throw ExitCode(69)
        }
        return try Files.world(path, language: language)
    }

    /// A world of this blueprint; complains and ends with 65 where it contradicts itself.
    func workbench(
        _ blueprint: Blueprint, seed: Seed, continuing saved: SavedWorld? = nil
    ) throws -> Workbench {
        do throws(Trouble) {
            return try Workbench(blueprint, seed: seed, continuing: saved)
        } catch {
            Complaints.say(
                "\(world ?? Places.defaultWorld ?? ""): " + Words(language).trouble(error))
            throw ExitCode(65)
        }
    }

    func interpreter(paint: Paint, isInteractive: Bool, keepsProgress: Bool) throws -> Interpreter {
        shell(
            try workbench(try blueprint(), seed: seed ?? 1), paint: paint,
            isInteractive: isInteractive, keepsProgress: keepsProgress, publisher: nil)
    }

    func shell(
        _ workbench: Workbench, paint: Paint, isInteractive: Bool, keepsProgress: Bool,
        publisher: (any Publisher)?
    ) -> Interpreter {
        Interpreter(
            workbench, language: language, paint: paint, isInteractive: isInteractive,
            surroundings: Files.surroundings(isInteractive: isInteractive),
            labPlaces: LabPlaces(
                folder: Places.labs,
                progress: keepsProgress ? Places.stateFile("progress.json") : nil),
            publisher: publisher)
    }
}

/// `--seed`.
extension Seed: ExpressibleByArgument {}

/// `--lang`.
enum LanguageChoice: String, ExpressibleByArgument, CaseIterable {
    case en, ja

    var language: Language { self == .ja ? .japanese : .english }
}

/// `--color`.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}
