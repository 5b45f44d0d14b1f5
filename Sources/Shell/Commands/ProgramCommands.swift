import Phrases
import Simulation

/// The program itself.
let programCommands: [Command] = [
    Command(
        "help", .program, usage: "help [COMMAND|all]", places: [.command],
        examples: ["help", "help all", "help send"]
    ) { (shell, arguments) throws(Trouble) in try shell.help(arguments.optionalPlace(0)) },
    Command(
        "lang", .program, usage: "lang en|ja", places: [.oneOf(["en", "ja"])],
        examples: ["lang ja", "lang en"]
    ) { (shell, arguments) throws(Trouble) in
        guard arguments.optionalPlace(0) != nil else {
            shell.tell("shell.lang.now")
            return
        }
        let wish = try arguments.oneOf(Language.allCases.map(\.rawValue), at: 0)
        if let language = Language(rawValue: wish) { shell.setLanguage(language) }
    },
    Command("seed", .program, usage: "seed", examples: ["seed"]) { shell, _ in
        let isSecret = shell.workbench.seed.isSecret
        shell.tell(
            isSecret ? "shell.seed.secret" : "shell.seed.now",
            ["seed": "\(shell.workbench.seed)", "world": shell.workbench.blueprint.name])
        if !isSecret, shell.workbench.holdsSecret { shell.tell("shell.seed.secret-keys") }
    },
    Command("quit", .program, usage: "quit", examples: ["quit"]) { shell, _ in
        shell.exitsLab = true
    },
]

extension Interpreter {
    mutating func setLanguage(_ language: Language) {
        words.language = language
        tell("shell.lang.now")
    }

    mutating func help(_ topic: String?) throws(Trouble) {
        switch topic?.lowercased() {
        case nil: showFirstHelp()
        case "all"?: showAllHelp()
        case let name?:
            guard let command = Command.named(name) else {
                if Command.planned.contains(name) {
                    throw Trouble("shell.not-built-yet", ["command": name])
                }
                let known = Command.all.map(\.name)
                if let near = Nearest.to(name, among: known) {
                    throw Trouble(
                        "shell.help.unknown-near",
                        ["command": ProtocolText.shown(name), "near": near])
                }
                throw Trouble("shell.help.unknown", ["command": ProtocolText.shown(name)])
            }
            show(help(on: command))
        }
    }

    private mutating func showFirstHelp() {
        let commands = Command.firstTen.compactMap(Command.named)
        let width = commands.map(\.name.count).max() ?? 0
        for command in commands { show(summary(of: command, width: width)) }
        show("")
        tell("shell.help.footer", role: .faint)
    }

    private mutating func showAllHelp() {
        let width = Command.all.map(\.name.count).max() ?? 0
        for group in Command.Group.allCases {
            show(paint(.strong, words("shell.group.\(group.rawValue)")))
            for command in Command.all where command.group == group {
                show(summary(of: command, width: width))
            }
        }
        show("")
        tell("shell.help.all-footer", role: .faint)
    }

    private func summary(of command: Command, width: Int) -> String {
        let text = words("shell.help.\(command.name)")
        return "  " + paint(.typed, Width.pad(command.name, to: width)) + "  "
            + Width.cut(text, to: Width.page - width - 4)
    }

    /// The page of one command: how it is written, what it does, examples.
    func help(on command: Command) -> [String] {
        var lines: [String] = []
        let usage = Width.wrap(command.usage, to: Width.page - 8)
        lines += usage.enumerated().map {
            $0.offset == 0 ? paint(.typed, $0.element) : "        " + paint(.typed, $0.element)
        }
        let text =
            words("shell.help.\(command.name)") + "\n" + words("shell.help.\(command.name).more")
        lines += Width.wrap(text, to: Width.page - 2).map { $0.isEmpty ? "" : "  " + $0 }
        lines.append("")
        lines.append(words("shell.help.examples"))
        // Examples are typed as they stand: they are never broken.
        lines += command.examples.map { "    " + paint(.typed, $0) }
        return lines
    }
}
