import LabKit
import Simulation

/// What may stand where the cursor is: commands, options, hosts, addresses, ports, labs.
package struct Completion: Sendable {
    let hosts: [String]
    let addresses: [String]
    let ports: [String]
    let labs: [String]
    /// Named sets of addresses, written `@name`.
    let sets: [String]
    /// Ports of mail servers, written `HOST:PORT`.
    let doors: [String]

    package init(
        hosts: [String], addresses: [String], ports: [String], labs: [String],
        sets: [String] = [], doors: [String] = []
    ) {
        self.hosts = hosts
        self.addresses = addresses
        self.ports = ports
        self.labs = labs
        self.sets = sets
        self.doors = doors
    }

    /// Words that complete the end of a line typed at the lab's prompt.
    package func words(for line: String) -> [String] {
        let pieces = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let last = pieces.last ?? ""
        let before = pieces.dropLast().filter { !$0.isEmpty }
        guard let verb = before.first else {
            return matching(last, Command.all.map(\.name))
        }
        guard let command = Command.named(verb.lowercased()) else { return [] }
        if let previous = before.last, previous.hasPrefix("--"),
            let option = command.options.first(where: { "--" + $0.name == previous }),
            let place = option.place
        {
            return matching(last, choices(at: place))
        }
        if last.hasPrefix("-") {
            let used = before.filter { word in
                command.options.contains { "--" + $0.name == word && !$0.mayRepeat }
            }
            return matching(last, command.options.map { "--" + $0.name }).filter {
                !used.contains($0)
            }
        }
        let index = places(in: Array(before.dropFirst()), of: command)
        guard index < command.places.count || command.mostPlaces == nil else { return [] }
        guard !command.places.isEmpty else { return [] }
        let place = command.places[min(index, command.places.count - 1)]
        var choices = choices(at: place)
        if command.name == "events" { choices += hosts }
        if command.name == "firewall" && index == 0 || command.name == "op25b" && index == 1 {
            choices += hosts
        }
        if place == .setting, let name = before.last.flatMap(SettingName.init(rawValue:)) {
            choices += name.values
        }
        if command.name == "attack", index == 1 { choices += AttackTexts.deeds }
        if command.name == "resolve", index == 0 { choices += addresses.compactMap(Self.domain) }
        return matching(last, choices)
    }

    /// How many words stand at places, not counting options and their values.
    private func places(in words: [String], of command: Command) -> Int {
        var count = 0
        var skipsNext = false
        for word in words {
            if skipsNext {
                skipsNext = false
            } else if word.hasPrefix("--") {
                skipsNext = command.options.contains { "--" + $0.name == word && $0.place != nil }
            } else {
                count += 1
            }
        }
        return count
    }

    private static func domain(_ address: String) -> String? {
        address.lastIndex(of: "@").map { String(address[address.index(after: $0)...]) }
    }

    private func choices(at place: Place) -> [String] {
        switch place {
        case .host: hosts
        case .address: addresses
        case .port: ports
        case .lab: labs
        case .command: ["all"] + Command.all.map(\.name)
        case .oneOf(let words): words
        case .hostOr(let words): hosts + words
        case .door: doors
        case .rule: FirewallTexts.words + sets + hosts
        case .file, .text, .event, .setting: []
        }
    }

    private func matching(_ start: String, _ choices: [String]) -> [String] {
        var found: [String] = []
        for choice in choices
        where choice.lowercased().hasPrefix(start.lowercased()) && !found.contains(choice) {
            found.append(choice)
        }
        return found.sorted()
    }

    /// What all of the words begin with.
    static func commonPrefix(_ words: [String]) -> String {
        guard var common = words.first else { return "" }
        for word in words.dropFirst() {
            while !word.hasPrefix(common) { common.removeLast() }
        }
        return common
    }
}

extension Interpreter {
    /// Completion for the lab's prompt, from the world as it is.
    package var completion: Completion {
        return Completion(
            hosts: workbench.hosts.map(\.name), addresses: workbench.accounts.map(\.login),
            ports: Workbench.mailPorts.map { "\($0)" },
            labs: labPlaces.folder.map { folder in
                LabShelf.list(folder).flatMap { name in
                    [name] + (Int(name.prefix { $0.isNumber }).map { ["\($0)"] } ?? [])
                }
            } ?? [],
            sets: workbench.firewallHosts.flatMap { host in
                ((try? workbench.firewallView(of: host))?.sets ?? []).map { "@" + $0.name }
            },
            doors: workbench.hosts.flatMap { host in
                (host.plan.mail?.ports ?? []).map { "\(host.name):\($0)" }
            })
    }

    /// Verbs that the open conversation allows now, for its first word.
    package func verbs(for line: String) -> [String] {
        guard let terminal = openTerminal else { return [] }
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        // In IMAP a tag stands before the verb.
        let position = terminal.port == 143 || terminal.port == 993 ? 1 : 0
        guard words.count == position + 1, let last = words.last else { return [] }
        return workbench.validVerbs(terminal: terminal.number).filter {
            $0.lowercased().hasPrefix(last.lowercased())
        }
    }
}
