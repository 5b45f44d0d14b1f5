import Simulation

// What a home router translates.
extension Interpreter {
    mutating func showTranslations(_ name: String?) throws(Trouble) {
        let view = try workbench.translationView(of: try translatingHost(name))
        tell(
            "shell.nat.title",
            [
                "host": view.host, "inside": view.inside.joined(separator: ", "),
                "outside": view.outside,
            ], role: .strong)
        for forwarding in view.forwardings {
            tell(
                "shell.nat.forwarded",
                [
                    "protocol": forwarding.protocolName.uppercased(), "outside": view.outside,
                    "port": "\(forwarding.port)", "target": forwarding.target,
                ])
        }
        guard !view.rows.isEmpty else { return tell("shell.nat.none") }
        // A mark of its own column, so that a narrow page keeps every address whole.
        var table = Table(
            [
                words("shell.column.protocol"), words("shell.column.inside"),
                words("shell.column.outside"), words("shell.column.remote"),
                words("shell.column.idle"),
            ])
        for row in view.rows {
            table.add([
                row.protocolName + (row.isForwarding ? "*" : ""), row.inside, row.outside,
                row.remote, VirtualTime.length(row.idle.nanoseconds),
            ])
        }
        show(table.lines(paint))
        if view.rows.contains(where: \.isForwarding) { tell("shell.nat.legend", role: .faint) }
    }

    /// The named host; else the learner's, or the only router that translates.
    private func translatingHost(_ name: String?) throws(Trouble) -> String {
        if let name { return try knownHost(name).name }
        let routers = workbench.translatingHosts
        let own = workbench.host(named: host)
        if routers.contains(host) || own?.plan.router.map(routers.contains) == true { return host }
        return routers.first ?? host
    }
}
