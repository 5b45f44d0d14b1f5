import Simulation

/// One command of the lab: its name, how it is written, and what it does.
package struct Command: Sendable {
    /// The groups under which `help all` lists commands.
    package enum Group: String, Sendable, CaseIterable {
        case look, mail, byHand = "by-hand", time, understand, network, lab, program
    }

    typealias Action = @Sendable (inout Interpreter, Arguments) throws(Trouble) -> Void

    package let name: String
    let group: Group
    /// How it is written; placeholders in capitals, the same in every language.
    let usage: String
    let options: [CommandOption]
    /// What stands at the places behind the name; the last one repeats where `mostPlaces` is nil.
    let places: [Place]
    let mostPlaces: Int?
    let examples: [String]
    /// The rest of the line goes to the command as it is.
    let takesLine: Bool
    let action: Action

    init(
        _ name: String, _ group: Group, usage: String, options: [CommandOption] = [],
        places: [Place] = [], repeats: Bool = false, examples: [String], takesLine: Bool = false,
        action: @escaping Action
    ) {
        self.name = name
        self.group = group
        self.usage = usage
        self.options = options
        self.places = places
        mostPlaces = repeats ? nil : places.count
        self.examples = examples
        self.takesLine = takesLine
        self.action = action
    }

    /// Every command, group by group.
    package static let all: [Command] =
        lookCommands + mailCommands + byHandCommands + timeCommands + understandCommands
        + probeCommands + faultCommands + tapCommands + compareCommands + symptomCommands
        + firewallCommands
        + policyCommands
        + networkCommands + attackCommands + authenticationCommands
        + publishCommands + storyCommands
        + labCommands + programCommands

    /// The ten of the first help page, in the order in which a newcomer meets them.
    package static let firstTen = [
        "lab", "map", "send", "step", "back", "why", "mailbox", "hint", "help", "quit",
    ]

    /// Other names under which a command answers.
    static let aliases: [(name: String, command: String)] = [
        ("exit", "quit"), ("?", "help"), ("bye", "quit"),
    ]

    /// Named in the product's plan, and not built yet.
    static let planned = [
        "log", "fault", "break", "hold", "inject", "fork", "diff", "undo", "lints", "play",
        "share",
    ]

    package static func named(_ name: String) -> Command? {
        let name = aliases.first { $0.name == name }?.command ?? name
        return all.first { $0.name == name }
    }
}
