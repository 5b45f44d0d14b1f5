import Internet
import Wire

extension Workbench {
    /// The same, over whichever family both have; IPv4 where they have both.
    package func verdict(from: String, to: String, port: UInt16) throws(Trouble) -> String? {
        try verdict(from: from, to: to, port: port, family: nil)
    }

    /// The verdict that a first packet of TCP would meet on its way; nil when there is no way.
    ///
    /// A dry run over the real routes, past the very firewalls that would judge it. Where no family
    /// is named, it is IPv4, or IPv6 where one of the hosts has only that.
    package func verdict(
        from: String, to: String, port: UInt16, family: IPFamily?
    ) throws(Trouble) -> String? {
        let start = world.machines[try world.machine(from)].node
        let end = world.machines[try world.machine(to)].node
        let targets = world.network.addresses(of: end).filter {
            family == nil || family == $0.family
        }
        guard
            let target = targets.first(where: {
                world.network.sourceAddress(on: start, to: $0) != nil
            }),
            let source = world.network.sourceAddress(on: start, to: target)
        else { return nil }
        let packet = JudgedPacket(
            Flow(.tcp, from: Endpoint(source, World.dryPort), to: Endpoint(target, port)),
            hook: .output, flags: .syn, octets: 60)
        let dry = world.network.dryRun(packet, from: start)
        if case .noWay = dry.end { return nil }
        return dry.verdict.rawValue
    }
}
