import Internet
import Wire

extension Workbench {
    /// The verdict that a first packet of TCP would meet on its way; nil when there is no way.
    ///
    /// A dry run over the real routes, past the very firewalls that would judge it.
    package func verdict(from: String, to: String, port: UInt16) throws(Trouble) -> String? {
        let start = world.machines[try world.machine(from)].node
        let end = world.machines[try world.machine(to)].node
        guard let target = world.network.address(of: end),
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
