import Simulation

/// Trying the way to a host, and looking at its sockets.
let probeCommands: [Command] = [
    Command(
        "ping", .byHand,
        usage: "ping HOST [--count N] [--size N] [--ttl N] [--ipv6] [--on HOST] [--step]",
        options: [
            .takes("count", .text), .takes("size", .text), .takes("ttl", .text), .flag("ipv6"),
            .takes("on", .host), .flag("step"),
        ], places: [.host],
        examples: ["ping mail.example.jp", "ping 192.0.2.10 --count 1", "ping visitor --size 4000"]
    ) { (shell, arguments) throws(Trouble) in try shell.ping(arguments) },
    Command(
        "traceroute", .byHand,
        usage: "traceroute HOST [--icmp|--tcp PORT] [--max-hops N] [--probes N] [--ipv6] "
            + "[--on HOST] [--step]",
        options: [
            .flag("icmp"), .takes("tcp", .port), .takes("max-hops", .text),
            .takes("probes", .text), .flag("ipv6"), .takes("on", .host), .flag("step"),
        ], places: [.host],
        examples: [
            "traceroute mail.example.jp", "traceroute mail.example.jp --tcp 25",
            "traceroute mail.example.jp --tcp 25 --on visitor",
        ]
    ) { (shell, arguments) throws(Trouble) in try shell.traceroute(arguments) },
    Command(
        "netstat", .network, usage: "netstat [HOST]", places: [.host],
        examples: ["netstat", "netstat mail.example.com"]
    ) { (shell, arguments) throws(Trouble) in try shell.netstat(arguments) },
    Command(
        "nat", .network, usage: "nat [HOST]", places: [.host],
        examples: ["nat", "nat home-router"]
    ) { (shell, arguments) throws(Trouble) in
        try shell.showTranslations(arguments.optionalPlace(0))
    },
]

extension Interpreter {
    /// The number of an option, within bounds.
    func count(
        _ arguments: Arguments, _ option: String, _ range: ClosedRange<Int>, else usual: Int
    ) throws(Trouble) -> Int {
        guard let word = arguments.value(option) else { return usual }
        guard let number = Int(word), range.contains(number) else {
            throw Trouble(
                "shell.link.bad-count",
                [
                    "word": ProtocolText.shown(word), "low": "\(range.lowerBound)",
                    "high": "\(range.upperBound)",
                ])
        }
        return number
    }

    mutating func ping(_ arguments: Arguments) throws(Trouble) {
        let order = ProbeOrder(
            host: try hostOn(arguments).name, target: try arguments.place(0),
            plan: .ping(
                count: try count(arguments, "count", 1...100, else: 4),
                timeToLive: UInt8(clamping: try count(arguments, "ttl", 1...255, else: 64))),
            dataCount: try count(arguments, "size", 0...9_000, else: 56),
            wantsIPv6: arguments.has("ipv6") ? true : nil)
        if arguments.has("step") { return try prepare(.probe(order)) }
        let (reports, summary, start) = try probe(order)
        if let address = summary.address {
            tell(
                "shell.ping.title",
                ["target": order.target, "address": "\(address)", "count": "\(order.dataCount)"],
                role: .strong)
        }
        for report in reports {
            show(Width.wrap(eventText.probeSentence(report), to: Width.page - 2).map { "  " + $0 })
        }
        let lost = (summary.sent - summary.answered) * 100 / max(1, summary.sent)
        tell(
            "shell.ping.lost",
            ["sent": "\(summary.sent)", "answered": "\(summary.answered)", "lost": "\(lost)"])
        guard summary.reached else {
            throw Trouble(
                "shell.ping.silence",
                [
                    "target": order.target,
                    "time": VirtualTime.length(now - start.moment.nanoseconds),
                ])
        }
        tell(
            "shell.ping.trips",
            [
                "shortest": VirtualTime.fine(summary.shortest.nanoseconds),
                "mean": VirtualTime.fine(summary.mean.nanoseconds),
                "longest": VirtualTime.fine(summary.longest.nanoseconds),
            ])
    }

    /// Runs a ping or traceroute to its end.
    private mutating func probe(
        _ order: ProbeOrder
    ) throws(Trouble) -> (reports: [ProbeReport], summary: ProbeSummary, start: Event) {
        let (start, outcome) = try performAndRun(.probe(order))
        var reports: [ProbeReport] = []
        for event in events(outcome.events) where event.host == start.host {
            switch event.what {
            case .answer(.probe(let report)): reports.append(report)
            case .answer(.probed(let summary)):
                guard summary.address == nil else { return (reports, summary, start) }
                throw nameTrouble(order.target, events(outcome.events))
            default: continue
            }
        }
        throw Trouble("shell.no-answer", ["time": VirtualTime.dayAndTime(now)])
    }

    private func nameTrouble(_ target: String, _ events: [Event]) -> Trouble {
        for event in events.reversed() {
            guard case .dns(.answered(_, let outcome, false, _)) = event.what else { continue }
            return Trouble(
                "shell.ping.no-name",
                ["target": target, "outcome": outcome, "number": "\(event.number)"])
        }
        return Trouble("shell.no-answer", ["time": VirtualTime.dayAndTime(now)])
    }

    mutating func traceroute(_ arguments: Arguments) throws(Trouble) {
        if arguments.has("icmp"), arguments.has("tcp") {
            throw Trouble("shell.options-exclude", ["one": "--icmp", "other": "--tcp"])
        }
        var means = ProbeOrder.Means.udp
        var meansText = words("shell.traceroute.means-udp")
        if arguments.has("icmp") {
            means = .echo
            meansText = words("shell.traceroute.means-icmp")
        } else if let word = arguments.value("tcp") {
            let port = try Arguments.port(word)
            means = .tcp(port: port)
            meansText = words("shell.traceroute.means-tcp", ["port": "\(port)"])
        }
        let order = ProbeOrder(
            host: try hostOn(arguments).name, target: try arguments.place(0), means: means,
            plan: .traceroute(
                mostHops: try count(arguments, "max-hops", 1...64, else: 30),
                probesEach: try count(arguments, "probes", 1...3, else: 1)),
            wantsIPv6: arguments.has("ipv6") ? true : nil)
        if arguments.has("step") { return try prepare(.probe(order)) }
        let (reports, summary, _) = try probe(order)
        tell(
            "shell.traceroute.title",
            [
                "target": order.target, "address": summary.address.map { "\($0)" } ?? "-",
                "means": meansText,
            ], role: .strong)
        var hop: UInt8 = 0
        for report in reports {
            let number = report.timeToLive == hop ? "" : "\(report.timeToLive)"
            hop = report.timeToLive
            show(Width.padLeft(number, to: 3) + "  " + hopLine(report))
        }
        tellEnd(of: reports)
    }

    private func hopLine(_ report: ProbeReport) -> String {
        guard let from = report.from else { return "*" }
        let name = workbench.hostName(of: "\(from)")
        let who = name == "\(from)" ? name : "\(name) (\(from))"
        let time = VirtualTime.fine(report.roundTrip.nanoseconds)
        return Width.pad(paint(.host, who), to: 46) + "  " + Width.padLeft(time, to: 9)
    }

    private mutating func tellEnd(of reports: [ProbeReport]) {
        guard let last = reports.last else { return }
        let hop = "\(last.timeToLive)"
        switch last.answer {
        case .reached(let how):
            tell("shell.traceroute.reached", ["hop": hop, "how": how], role: .good)
        case .refused(let note):
            tell(
                "shell.traceroute.refused", ["hop": hop, "reason": eventText.noteText(note)],
                role: .warning)
        case .silence:
            let heard = reports.last { $0.answer != .silence }
            tell(
                "shell.traceroute.silent", ["hop": "\((heard?.timeToLive ?? 0) + 1)"],
                role: .warning)
        case .passing: break
        }
    }

    /// As many octets of both ends as stand on one line of a list of sockets.
    private static var mostEndpointOctets: Int { 42 }

    mutating func netstat(_ arguments: Arguments) throws(Trouble) {
        let view = try knownHost(arguments.optionalPlace(0) ?? host)
        let rows = try workbench.sockets(of: view.name)
        guard !rows.isEmpty else { return tell("shell.netstat.none", ["host": view.name]) }
        var table = Table(
            [
                words("shell.column.protocol"), words("shell.column.receive-queue"),
                words("shell.column.send-queue"), words("shell.column.local"),
                words("shell.column.remote"), words("shell.column.state"),
            ], sides: [.left, .right, .right])
        for row in rows {
            let remote = row.remote ?? "*"
            // Two addresses of IPv6 do not fit one line.
            let isLong = row.local.utf8.count + remote.utf8.count > Self.mostEndpointOctets
            table.add([
                row.protocolName, "\(row.receiveQueue)", "\(row.sendQueue)", row.local,
                isLong ? "→" : remote, row.state ?? "",
            ])
            if isLong { table.add(["", "", "", "→ " + remote]) }
        }
        show(table.lines(paint))
    }
}

extension EventText {
    /// What came back for one probe of a ping or traceroute.
    func probeSentence(_ report: ProbeReport) -> String {
        let address = report.from.map { "\($0)" } ?? "*"
        let name = naming.hostName(address)
        let values: [(name: String, text: String)] = [
            ("peer", name == address ? address : "\(name) (\(address))"),
            ("sequence", "\(report.sequence)"), ("ttl", "\(report.timeToLive)"),
            ("time", VirtualTime.fine(report.roundTrip.nanoseconds)),
        ]
        switch report.answer {
        case .reached(let how): return words("shell.probe.reached", values + [("how", how)])
        case .passing: return words("shell.probe.passing", values)
        case .refused(let note):
            return words("shell.probe.refused", values + [("reason", noteText(note))])
        case .silence: return words("shell.probe.silence", values)
        }
    }

    func summarySentence(_ summary: ProbeSummary) -> String {
        words(
            "shell.probed",
            [
                "target": summary.target, "sent": "\(summary.sent)",
                "answered": "\(summary.answered)",
            ])
    }
}
