import Clockwork
import Internet
import Wire

/// A capture in pieces, while the world goes on.
///
/// A packet is written when it is known what became of it, so that its comment can say so, or
/// when it has been on its way for long; all packets stand in the order in which they left. Those
/// of a handshake, and all behind them, wait for its secrets.
package struct CaptureStream: Sendable {
    private var writer = PcapngWriter()
    private var interfaceOf = Lookup<String, UInt32>()
    private var hasBegun = false
    /// How much of the journal has been looked at, and how much has been written.
    private var seen = 0
    private var written = 0
    /// The place in the journal from which on events are still needed.
    package var position: Int { written }
    /// What became of packets that are not written yet.
    private var fates = Lookup<UInt64, String>()
    /// Connections whose secrets have been written, or that have none to wait for.
    private var settled = Lookup<Int, Bool>()

    /// No link keeps a packet longer; what is in pieces may come to no end of its own.
    private static let patience = Interval.seconds(5)

    package init() {}

    /// What can be written now.
    package mutating func take(from workbench: Workbench) -> [UInt8] {
        advance(workbench, isLast: false)
        return writer.takeOctets()
    }

    /// All that is left.
    package mutating func takeRest(from workbench: Workbench) -> [UInt8] {
        advance(workbench, isLast: true)
        return writer.takeOctets()
    }

    private mutating func advance(_ workbench: Workbench, isLast: Bool) {
        if !hasBegun {
            hasBegun = true
            for name in workbench.world.machines.map(\.plan.name) {
                interfaceOf[name] = writer.addInterface("\(name):eth0")
            }
        }
        let journal = workbench.journal
        while seen < journal.count {
            switch journal[seen].what {
            case .packet(.dropped, let facts):
                fates[facts.packet] = Workbench.english(facts.dropReason, at: journal[seen].host)
            case .packet(.delivered, let facts): fates[facts.packet] = ""
            case .tls(.secured(_, let log)):
                // Wireshark opens a connection only if its secrets stand before its handshake.
                if let connection = journal[seen].connection, settled[connection] == nil {
                    settled[connection] = true
                    writer.addSecrets(log.text)
                }
            case .tls(.failed), .connection(.failed), .connection(.ended),
                .connection(.aborting):
                if let connection = journal[seen].connection { settled[connection] = true }
            case _: break
            }
            seen += 1
        }
        while written < journal.count {
            let event = journal[written]
            guard write(event, in: workbench, isLast: isLast) else { return }
            written += 1
        }
    }

    /// Returns false when it is too early for this event and all that follow.
    private mutating func write(_ event: Event, in workbench: Workbench, isLast: Bool) -> Bool {
        switch event.what {
        case .tls(.records):
            guard let connection = event.connection, settled[connection] == nil else {
                return true
            }
            return isLast || event.moment + Self.patience <= workbench.now
        case .packet(.sent, let facts):
            let fate = fates[facts.packet]
            if fate == nil, !isLast, event.moment + Self.patience > workbench.now { return false }
            var comments = ["event #\(event.number)"]
            if facts.isRetransmission { comments.append("retransmission") }
            if let message = event.message { comments.append("message \(message)") }
            if let fate, !fate.isEmpty { comments.append(fate) }
            fates.remove(facts.packet)
            writer.addPacket(
                facts.octets, interface: interfaceOf[event.host] ?? 0,
                unixNanoseconds: workbench.blueprint.calendar.unixNanoseconds(event.moment),
                comments: [comments.joined(separator: "; ")])
        case _: break
        }
        return true
    }
}
