import ArgumentParser
import Shell
import Simulation

/// `maillab world`: world files.
struct WorldTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "world", abstract: "Shows or validates world files.",
        subcommands: [Show.self, Validate.self])

    /// `maillab world show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows the hosts, routers, accounts and firewalls of a world.")

        @Option(help: "The language to speak: en or ja.")
        var lang: LanguageChoice?

        @Option(help: "Colours: auto, always or never.")
        var color: ColorChoice = .auto

        @Argument(help: "The world file; the default world when none is named.")
        var file: String?

        func run() throws {
            var options = WorldOptions()
            options.world = file
            options.seed = 1
            options.lang = lang
            options.color = color
            var shell = try options.interpreter(
                paint: Paint(isOn: options.isColoured), isInteractive: false,
                keepsProgress: false)
            let hasFirewall = !shell.workbench.firewallHosts.isEmpty
            for command in ["map", "accounts"] + (hasFirewall ? ["firewall"] : []) {
                let result = shell.run(command)
                for line in result.output { print(line) }
                if let error = result.error {
                    Complaints.say(error)
                    throw ExitCode(1)
                }
            }
        }
    }

    /// `maillab world validate`.
    struct Validate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says whether a world file is right, and what is wrong with it.")

        @Option(help: "The language to speak: en or ja.")
        var lang: LanguageChoice?

        @Argument(help: "The world file.")
        var file: String

        func run() throws {
            let language = lang?.language ?? Places.languageOfTheUser
            let words = Words(language)
            let blueprint = try Files.world(file, language: language)
            do throws(Trouble) {
                _ = try Workbench(blueprint, seed: 1)
            } catch {
                Complaints.say("\(file): " + words.trouble(error))
                throw ExitCode(65)
            }
            print(
                words(
                    "maillab.world-fine",
                    ["file": file, "hosts": "\(blueprint.hosts.count)"]))
        }
    }
}
