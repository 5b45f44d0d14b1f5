import LabKit
import Simulation

/// Links that fail, hosts that crash.
let faultCommands: [Command] = [
    Command(
        "link", .network,
        usage: "link A [B] [--latency TIME] [--jitter TIME] [--bandwidth RATE] [--queue OCTETS] "
            + "[--mtu OCTETS] [--loss SHARE] [--duplicate SHARE] [--reorder SHARE] "
            + "[--corrupt SHARE] [--down|--up] [--reset]",
        options: [
            .takes("latency", .text), .takes("jitter", .text), .takes("bandwidth", .text),
            .takes("queue", .text), .takes("mtu", .text), .takes("loss", .text),
            .takes("duplicate", .text), .takes("reorder", .text), .takes("corrupt", .text),
            .flag("down"), .flag("up"), .flag("reset"),
        ], places: [.host, .host],
        examples: [
            "link alice-pc", "link edge.isp-a.example core.example --loss 1% --latency 40ms",
            "link mail.example.jp --down", "link mail.example.jp --reset",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.link(arguments) },
    Command(
        "crash", .network, usage: "crash HOST", places: [.host],
        examples: ["crash mail.example.jp"]
    ) { (shell, arguments) throws(Trouble) in
        let view = try shell.knownHost(arguments.place(0))
        let lost = try shell.workbench.sockets(of: view.name).filter { $0.connection != nil }.count
        try shell.workbench.perform(.crash(host: view.name))
        shell.tell(
            "shell.crash.done", ["host": view.name, "connections": "\(lost)"], role: .warning)
    },
    Command(
        "restart", .network, usage: "restart HOST", places: [.host],
        examples: ["restart mail.example.jp"]
    ) { (shell, arguments) throws(Trouble) in
        let view = try shell.knownHost(arguments.place(0))
        try shell.workbench.perform(.restart(host: view.name))
        shell.tell("shell.restart.done", ["host": view.name], role: .good)
    },
]

extension Interpreter {
    mutating func link(_ arguments: Arguments) throws(Trouble) {
        let a = try knownHost(arguments.place(0)).name
        let b = try otherEnd(of: a, arguments.optionalPlace(1))
        var change = LinkChange(a: a, b: b)
        change.resets = arguments.has("reset")
        change.latency = try length(arguments, "latency").map { .init(nanoseconds: $0) }
        change.jitter = try length(arguments, "jitter").map { .init(nanoseconds: $0) }
        change.bitsPerSecond = try bandwidth(arguments)
        change.queueOctets = try number(arguments, "queue", 1_500...1_000_000_000)
        change.mtu = try number(arguments, "mtu", 68...65_535)
        change.lossPerMillion = try share(arguments, "loss")
        change.duplicationPerMillion = try share(arguments, "duplicate")
        change.reorderingPerMillion = try share(arguments, "reorder")
        change.corruptionPerMillion = try share(arguments, "corrupt")
        if arguments.has("down"), arguments.has("up") {
            throw Trouble("shell.options-exclude", ["one": "--down", "other": "--up"])
        }
        if arguments.has("down") { change.isUp = false }
        if arguments.has("up") { change.isUp = true }
        if !change.isEmpty { try workbench.perform(.changeLink(change)) }
        show(link: try workbench.link(a, b))
    }

    /// The other end of a link: the named one, or the only one there is.
    func otherEnd(of a: String, _ name: String?) throws(Trouble) -> String {
        if let name {
            let b = try knownHost(name).name
            _ = try workbench.link(a, b)
            return b
        }
        let others = workbench.neighbours(of: a)
        guard others.count == 1 else {
            throw Trouble(
                "shell.link.which", ["host": a, "others": others.joined(separator: ", ")])
        }
        return others[0]
    }

    private mutating func show(link view: LinkView) {
        tell("shell.link.title", ["a": view.a, "b": view.b], role: .strong)
        let line = view.line
        if !line.isUp { tell("shell.link.is-down", indent: 2, role: .bad) }
        var rows: [(String, String)] = [
            ("latency", VirtualTime.fine(line.latency.nanoseconds)),
            ("jitter", VirtualTime.fine(line.jitter.nanoseconds)),
            ("bandwidth", LineQuantity.rate(line.bitsPerSecond)),
            ("queue", words("shell.link.octets", ["count": "\(line.queueOctets)"])),
            ("mtu", words("shell.link.octets", ["count": "\(line.mtu)"])),
        ]
        rows += [
            ("loss", LineQuantity.share(line.lossPerMillion)),
            ("duplication", LineQuantity.share(line.duplicationPerMillion)),
            ("reordering", LineQuantity.share(line.reorderingPerMillion)),
            ("corruption", LineQuantity.share(line.corruptionPerMillion)),
        ]
        let labels = rows.map { words("shell.link.\($0.0)") }
        let width = labels.map { Width.of($0) }.max() ?? 0
        for (label, row) in zip(labels, rows) {
            show("  " + Width.pad(label, to: width) + "  " + row.1)
        }
    }

    // MARK: values of options

    private func length(_ arguments: Arguments, _ option: String) throws(Trouble) -> Int64? {
        guard let word = arguments.value(option) else { return nil }
        guard let length = VirtualTime.parseLength(word), length >= 0, length <= VirtualTime.day
        else { throw Trouble("shell.bad-length", ["word": ProtocolText.shown(word)]) }
        return length
    }

    private func number(
        _ arguments: Arguments, _ option: String, _ range: ClosedRange<Int>
    ) throws(Trouble) -> Int? {
        guard arguments.has(option) else { return nil }
        return try count(arguments, option, range, else: 0)
    }

    /// A share such as `1%` or `0.25%`, in packets of a million.
    private func share(_ arguments: Arguments, _ option: String) throws(Trouble) -> Int? {
        guard let word = arguments.value(option) else { return nil }
        guard let share = LineQuantity.perMillion(word) else {
            throw Trouble("shell.link.bad-share", ["word": ProtocolText.shown(word)])
        }
        return share
    }

    private func bandwidth(_ arguments: Arguments) throws(Trouble) -> Int? {
        guard let word = arguments.value("bandwidth") else { return nil }
        guard let bits = LineQuantity.bitsPerSecond(word) else {
            throw Trouble("shell.link.bad-bandwidth", ["word": ProtocolText.shown(word)])
        }
        return bits
    }
}
