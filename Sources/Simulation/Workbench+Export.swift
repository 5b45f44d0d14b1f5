import Clockwork
import Internet
import Session
import TLS
import Wire

// The journal as other programs read it.
extension Workbench {
    /// The capture of the whole journal as pcapng octets.
    ///
    /// Each packet stands in it once, as it left the host that made it, and once more as it left a
    /// router that translates addresses; what became of a dropped one is its comment. Comments are
    /// English, whatever language the lab speaks.
    /// The secrets of TLS stand before the packets, so that Wireshark opens them at once; without
    /// them nobody can. With a host, the capture is what its own interface sees, as `tcpdump`
    /// there would have it.
    package func capture(withSecrets: Bool = true, at host: String? = nil) -> [UInt8] {
        var writer = PcapngWriter()
        var interfaces: [(host: String, id: UInt32)] = []
        for machine in world.machines where machine.plan.name == host ?? machine.plan.name {
            interfaces.append(
                (machine.plan.name, writer.addInterface("\(machine.plan.name):eth0")))
        }
        if withSecrets, !keyLog.isEmpty { writer.addSecrets(keyLog.text) }
        var interfaceOf = Lookup<String, UInt32>()
        for interface in interfaces { interfaceOf[interface.host] = interface.id }
        var fates = Lookup<UInt64, String>()
        for event in journal {
            guard case .packet(.dropped, let facts) = event.what else { continue }
            fates[facts.packet] = Self.english(facts.dropReason, at: event.host)
        }
        let translators = translatingHosts
        var ends = Lookup<UInt64, AddressPair>()
        var sentHere = Lookup<UInt64, Bool>()
        for event in journal {
            guard case .packet(let stage, let facts) = event.what else { continue }
            if let host {
                guard event.host == host else { continue }
                if stage == .sent { sentHere[facts.packet] = true }
                // What a host cannot send never was on its wire a second time.
                if stage == .dropped, sentHere[facts.packet] != nil { continue }
            } else if stage == .sent {
                if !translators.isEmpty { ends[facts.packet] = AddressPair(facts.octets) }
            } else {
                guard stage == .forwarded, translators.contains(event.host),
                    ends[facts.packet] != AddressPair(facts.octets)
                else { continue }
            }
            var comments: [String] = ["event #\(event.number)"]
            if facts.isRetransmission { comments.append("retransmission") }
            if let message = event.message { comments.append("message \(message)") }
            if let fate = fates[facts.packet] { comments.append(fate) }
            writer.addPacket(
                facts.octets, interface: interfaceOf[event.host] ?? 0,
                unixNanoseconds: blueprint.calendar.unixNanoseconds(event.moment),
                comments: [comments.joined(separator: "; ")])
        }
        return writer.takeOctets()
    }

    /// Whether two connections of the story have the same ends: an attacker stood between them.
    package var hasSharedEnds: Bool { !world.sharedFlows.isEmpty }

    /// The secrets of every connection that was encrypted.
    package var keyLog: KeyLog {
        var all = KeyLog()
        var seen = Lookup<Int, Bool>()
        for event in journal {
            // Both ends of a connection have the same; the first to know is enough.
            guard case .tls(.secured(_, let log)) = event.what, let connection = event.connection,
                seen[connection] == nil
            else { continue }
            seen[connection] = true
            all.append(log)
        }
        return all
    }

    /// Whether a capture has secrets in it.
    package var hasSecrets: Bool {
        journal.contains { if case .tls(.secured) = $0.what { true } else { false } }
    }

    /// From where to where a packet is addressed.
    private struct AddressPair: Equatable {
        let source: IPAddress
        let destination: IPAddress

        init?(_ octets: [UInt8]) {
            guard let packet = IPPacket(octets) else { return nil }
            source = packet.source
            destination = packet.destination
        }
    }

    static func english(_ reason: Note?, at host: String) -> String {
        guard let reason else { return "dropped at \(host)" }
        let values = reason.values.map { "\($0.name)=\($0.text)" }.joined(separator: " ")
        return "dropped at \(host): \(reason.key)" + (values.isEmpty ? "" : " (\(values))")
    }
}
