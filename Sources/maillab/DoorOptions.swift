import ArgumentParser
import Gateway
import Logging
import Simulation

/// The options of `maillab serve` that say what is opened.
struct DoorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A port of a host, and where it is published.",
            valueName: "host:port[=address:port]"))
    var publish: [String] = []

    @Option(
        help: ArgumentHelp(
            "A SOCKS proxy whose clients stand where the host stands.",
            valueName: "host[=address:port]"))
    var socks: [String] = []

    @Option(
        help: ArgumentHelp(
            "A DNS port that asks the resolver of the host named by --at.",
            valueName: "address:port"))
    var dns: [String] = []

    @Option(
        help: ArgumentHelp(
            "A page of counters at /metrics, as Prometheus reads it.", valueName: "address:port"))
    var metrics: String?

    @Option(help: ArgumentHelp("Where real programs stand.", valueName: "host"))
    var at = "visitor"

    @Flag(help: "Allows addresses that other machines can reach.")
    var allowRemote = false

    /// Opens the page of counters, if it was asked for, and every door.
    func open(_ gateway: Gateway, _ workbench: inout Workbench) throws(Trouble) {
        let doors = try all(in: workbench)
        if let metrics { try gateway.openCounters(at: DoorText.listening(metrics)) }
        for door in doors { _ = try gateway.open(door, of: &workbench) }
    }

    /// Every door that was asked for; without any, the usual ones.
    private func all(in workbench: Workbench) throws(Trouble) -> [Door] {
        var doors: [Door] = []
        for text in publish { doors.append(try DoorText.published(text, from: at)) }
        for text in socks { doors.append(try DoorText.proxy(text)) }
        for text in dns { doors.append(Door(.dns(host: at), at: try DoorText.listening(text))) }
        guard workbench.host(named: at) != nil else {
            throw Trouble("trouble.no-such-host", ["host": at])
        }
        return publish.isEmpty ? UsualPorts.doors(of: workbench, from: at) + doors : doors
    }
}

/// `--log-level`.
enum LogLevelChoice: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// `--log-format`.
enum LogFormatChoice: String, ExpressibleByArgument, CaseIterable {
    case text, json

    var format: LogLines.Format { self == .json ? .json : .text }
}
