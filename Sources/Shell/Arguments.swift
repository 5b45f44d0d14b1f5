import Simulation

/// What may stand at a place of a command line: for completion and for the usage line.
package enum Place: Hashable, Sendable {
    case host, address, port, file, command, lab, text, event
    /// A word of a firewall's rule.
    case rule
    /// A value of the setting named before it.
    case setting
    /// A port of a host, written `HOST:PORT`.
    case door
    case oneOf([String])
    /// A host, or one of a few words.
    case hostOr([String])
}

/// One option of a command; without a place it is a switch.
package struct CommandOption: Hashable, Sendable {
    let name: String
    let place: Place?
    let mayRepeat: Bool

    static func takes(_ name: String, _ place: Place, mayRepeat: Bool = false) -> CommandOption {
        CommandOption(name: name, place: place, mayRepeat: mayRepeat)
    }
    static func flag(_ name: String) -> CommandOption {
        CommandOption(name: name, place: nil, mayRepeat: false)
    }
}

/// The words behind a command's name, sorted into options and places.
package struct Arguments: Sendable {
    let command: String
    let usage: String
    private(set) var places: [String] = []
    private var options: [(name: String, value: String)] = []
    /// The line behind the name, verbatim, for commands that take it so.
    var rest = ""

    init(_ words: [TypedWord], of command: Command) throws(Trouble) {
        self.command = command.name
        usage = command.usage
        var position = 0
        var onlyPlaces = false
        while position < words.count {
            let word = words[position]
            position += 1
            if onlyPlaces || word.wasQuoted && !word.text.hasPrefix("--")
                || !word.text.hasPrefix("--")
            {
                places.append(word.text)
            } else if word.text == "--" {
                onlyPlaces = true
            } else {
                try takeOption(word.text, from: words, at: &position, of: command)
            }
        }
        if let most = command.mostPlaces, places.count > most {
            throw Trouble(
                "shell.too-many-words",
                ["word": ProtocolText.shown(places[most]), "usage": command.usage])
        }
    }

    private mutating func takeOption(
        _ text: String, from words: [TypedWord], at position: inout Int, of command: Command
    ) throws(Trouble) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0].dropFirst(2))
        guard let option = command.options.first(where: { $0.name == name }) else {
            throw unknownOption(name, of: command)
        }
        var value = ""
        if option.place == nil {
            guard parts.count == 1 else {
                throw Trouble("shell.option-takes-nothing", ["option": "--" + name])
            }
        } else if parts.count == 2 {
            value = String(parts[1])
        } else {
            let next = position < words.count ? words[position] : nil
            let isOption =
                next.map { word in
                    !word.wasQuoted && command.options.contains { "--" + $0.name == word.text }
                } ?? true
            guard let next, !isOption else {
                throw Trouble(
                    "shell.option-needs-value", ["option": "--" + name, "usage": command.usage])
            }
            value = next.text
            position += 1
        }
        if !option.mayRepeat, options.contains(where: { $0.name == name }) {
            throw Trouble("shell.option-twice", ["option": "--" + name])
        }
        options.append((name, value))
    }

    private func unknownOption(_ name: String, of command: Command) -> Trouble {
        let names = command.options.map(\.name)
        if let near = Nearest.to(name, among: names) {
            return Trouble(
                "shell.unknown-option-near",
                ["option": "--" + name, "command": command.name, "near": "--" + near])
        }
        return Trouble(
            "shell.unknown-option",
            [
                "option": "--" + name, "command": command.name,
                "known": names.isEmpty ? "-" : names.map { "--" + $0 }.joined(separator: " "),
            ])
    }

    func has(_ option: String) -> Bool { options.contains { $0.name == option } }
    func value(_ option: String) -> String? { options.last { $0.name == option }?.value }
    func values(_ option: String) -> [String] {
        options.filter { $0.name == option }.map(\.value)
    }

    /// The word at a place, or a complaint that says how the command is written.
    func place(_ index: Int) throws(Trouble) -> String {
        guard index < places.count else { throw missing() }
        return places[index]
    }

    func optionalPlace(_ index: Int) -> String? { index < places.count ? places[index] : nil }

    func missing() -> Trouble {
        Trouble("shell.missing-words", ["command": command, "usage": usage])
    }

    /// A word that must be one of a few.
    func oneOf(_ choices: [String], at index: Int) throws(Trouble) -> String {
        let word = try place(index)
        guard choices.contains(word.lowercased()) else {
            throw Trouble(
                "shell.not-one-of",
                ["word": ProtocolText.shown(word), "choices": choices.joined(separator: ", ")])
        }
        return word.lowercased()
    }

    /// A whole number, `#12` or `12`.
    static func number(_ word: String) throws(Trouble) -> Int {
        let digits = word.hasPrefix("#") ? word.dropFirst() : Substring(word)
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else {
            throw Trouble("shell.not-a-number", ["word": ProtocolText.shown(word)])
        }
        return number
    }

    static func port(_ word: String) throws(Trouble) -> UInt16 {
        guard word.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(word), port > 0
        else { throw Trouble("shell.not-a-port", ["word": ProtocolText.shown(word)]) }
        return port
    }
}

/// The known word that is nearest to a mistyped one.
package enum Nearest {
    package static func to(_ word: String, among known: [String]) -> String? {
        let word = word.lowercased()
        let most = word.count <= 3 ? 1 : word.count <= 6 ? 2 : 3
        var best: (name: String, distance: Int)?
        for name in known {
            var distance = self.distance(Array(word), Array(name.lowercased()))
            if name.lowercased().hasPrefix(word), word.count >= 2 { distance = min(distance, 1) }
            if distance <= most, distance < best?.distance ?? Int.max { best = (name, distance) }
        }
        return best?.name
    }

    /// Letters to insert, remove, change, or swap with the next.
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        guard a.count <= 60, b.count <= 60 else { return Int.max / 2 }
        var before: [Int] = []
        var previous = Array(0...b.count)
        for row in 0..<a.count {
            var current = [row + 1]
            for column in 0..<b.count {
                let changed = previous[column] + (a[row] == b[column] ? 0 : 1)
                var cost = min(changed, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
                    cost = min(cost, before[column - 1] + 1)
                }
                current.append(cost)
            }
            before = previous
            previous = current
        }
        return previous[b.count]
    }
}
