import Simulation

/// Real sockets: doors through which real programs come into the world.
let publishCommands: [Command] = [
    Command(
        "publish", .network, usage: "publish HOST:PORT [ADDRESS:PORT] [--at HOST]",
        options: [.takes("at", .host)], places: [.door, .text],
        examples: [
            "publish mail.example.com:587", "publish mail.example.jp:25 127.0.0.1:2525",
            "publish mail.example.com:25 --at visitor",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.publish(arguments) },
    Command(
        "socks", .network, usage: "socks [HOST] [ADDRESS:PORT]", places: [.host, .text],
        examples: ["socks", "socks alice-pc", "socks bob-laptop 127.0.0.1:1081"]
    ) { (shell, arguments) throws(Trouble) in try shell.openProxy(arguments) },
    Command(
        "unpublish", .network, usage: "unpublish HOST:PORT|ADDRESS:PORT|all", places: [.door],
        examples: ["unpublish mail.example.com:587", "unpublish 127.0.0.1:1080", "unpublish all"]
    ) { (shell, arguments) throws(Trouble) in try shell.unpublish(arguments.place(0)) },
    Command("published", .network, usage: "published", examples: ["published"]) { shell, _ in
        shell.showPublished()
    },
]

extension Interpreter {
    /// Real sockets are open: the wall clock drives the world.
    var isLive: Bool { publisher?.isOpen ?? false }

    private func neededPublisher() throws(Trouble) -> any Publisher {
        guard let publisher else { throw Trouble("shell.publish.not-here") }
        guard !isLookingBack else { throw Trouble("trouble.live-past") }
        return publisher
    }

    mutating func publish(_ arguments: Arguments) throws(Trouble) {
        let publisher = try neededPublisher()
        let seat = try arguments.value("at").map { name throws(Trouble) in try knownHost(name) }
        var door = try DoorText.published(arguments.place(0), from: seat?.name ?? host)
        if case .port(let name, let port, let from) = door.kind {
            door.kind = .port(host: try knownHost(name).name, port: port, from: from)
        }
        if let text = arguments.optionalPlace(1) { door.wish = try DoorText.listening(text) }
        try open(door, publisher)
    }

    mutating func openProxy(_ arguments: Arguments) throws(Trouble) {
        let publisher = try neededPublisher()
        var words = arguments.places
        var name = host
        if let first = words.first, !first.contains(":"), UInt16(first) == nil {
            name = try knownHost(first).name
            words.removeFirst()
        }
        var door = Door(.socks(host: name))
        if let text = words.first { door.wish = try DoorText.listening(text) }
        try open(door, publisher)
    }

    private mutating func open(_ door: Door, _ publisher: any Publisher) throws(Trouble) {
        let wasLive = isLive
        if session != nil, !wasLive { tell("shell.publish.in-lab", role: .warning) }
        let opened = try publisher.open(door, of: &workbench)
        let address = "\(opened.listening)"
        switch opened.kind {
        case .port(let name, let port, let from):
            tell(
                "shell.publish.done",
                ["host": name, "port": "\(port)", "address": address, "seat": from], role: .good)
        case .socks(let name):
            tell("shell.socks.done", ["host": name, "address": address], role: .good)
        case .dns(let name):
            tell("shell.dns.done", ["host": name, "address": address], role: .good)
        }
        guard !wasLive else { return }
        tell("shell.publish.time", role: .faint)
        tell("shell.publish.authority", role: .faint)
    }

    mutating func unpublish(_ word: String) throws(Trouble) {
        let publisher = try neededPublisher()
        let meant = publisher.doors.filter { door in
            if word == "all" || "\(door.listening)" == word { return true }
            switch door.kind {
            case .port(let host, let port, _): return "\(host):\(port)" == word
            case .socks(let host): return host == word
            case .dns: return false
            }
        }
        guard !meant.isEmpty else {
            throw Trouble("shell.unpublish.none", ["word": ProtocolText.shown(word)])
        }
        for door in meant {
            publisher.close(door, of: &workbench)
            tell("shell.unpublish.done", ["address": "\(door.listening)"])
        }
        if !isLive { tell("shell.unpublish.still", role: .faint) }
    }

    mutating func showPublished() {
        let doors = publisher?.doors ?? []
        guard !doors.isEmpty else {
            tell("shell.published.none")
            return
        }
        show(DoorTable.lines(doors, words, paint))
    }

    /// What would move time by hand cannot be done while real programs live in it.
    func refuseWhileLive(_ command: String) throws(Trouble) {
        guard isLive, !isLookingBack else { return }
        throw Trouble("shell.live.refused", ["command": command])
    }
}

/// Open doors as a table.
package enum DoorTable {
    package static func lines(_ doors: [OpenDoor], _ words: Words, _ paint: Paint) -> [String] {
        var table = Table(
            [
                words("shell.column.listening"), words("shell.column.leads-to"),
                words("shell.column.stands-at"), words("shell.column.present"),
            ], sides: [.left, .left, .left, .right])
        for door in doors {
            let target: String
            let seat: String
            switch door.kind {
            case .port(let host, let port, let from): (target, seat) = ("\(host):\(port)", from)
            case .socks(let host): (target, seat) = ("SOCKS", host)
            case .dns(let host): (target, seat) = ("DNS", host)
            }
            table.add(["\(door.listening)", target, seat, "\(door.present)/\(door.accepted)"])
        }
        return table.lines(paint)
    }
}
