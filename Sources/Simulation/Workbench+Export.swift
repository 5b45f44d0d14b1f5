import Clockwork
import Internet
import Session
import TLS
import Wire

// The journal as other programs read it.
extension Workbench {
    /// The capture of the whole journal as pcapng octets.
    ///
    /// Each packet stands in it once, as it left the host that made it; what became of a dropped
    /// one is its comment. Comments are English, whatever language the lab speaks.
    /// The secrets of TLS stand before the packets, so that Wireshark opens them at once; without
    /// them nobody can.
    package func capture(withSecrets: Bool = true) -> [UInt8] {
        var writer = PcapngWriter()
        var interfaces: [(host: String, id: UInt32)] = []
        for machine in world.machines {
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
        for event in journal {
            guard case .packet(.sent, let facts) = event.what else { continue }
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

    private static func english(_ reason: Note?, at host: String) -> String {
        guard let reason else { return "dropped at \(host)" }
        let values = reason.values.map { "\($0.name)=\($0.text)" }.joined(separator: " ")
        return "dropped at \(host): \(reason.key)" + (values.isEmpty ? "" : " (\(values))")
    }

    /// A decoded, one-line English summary of a packet.
    package func summary(ofPacket octets: [UInt8]) -> String { Summary.line(octets) }

    /// The layers of a packet with field names and values, outermost first, for `inspect`.
    package func dissection(
        ofPacket octets: [UInt8]
    ) -> [(layer: String, fields: [(name: String, value: String)])] {
        guard let packet = try? IPv4Packet(parsing: octets[...]) else {
            return [("IP", [("octets", "\(octets.count)")])]
        }
        var layers: [(layer: String, fields: [(name: String, value: String)])] = [
            (
                "IPv4",
                [
                    ("source", "\(packet.source)"), ("destination", "\(packet.destination)"),
                    ("time to live", "\(packet.timeToLive)"),
                    ("protocol", "\(packet.protocolNumber)"),
                    ("identification", "\(packet.header.identification)"),
                    ("total length", "\(octets.count)"),
                ]
            )
        ]
        switch packet.protocolNumber {
        case .tcp:
            if let segment = try? TCPSegment(
                parsing: packet.payload, from: packet.source, to: packet.destination)
            {
                layers.append(("TCP", Self.fields(of: segment)))
            }
        case .udp:
            if let datagram = try? UDPDatagram(
                parsing: packet.payload, from: packet.source, to: packet.destination)
            {
                layers.append(
                    (
                        "UDP",
                        [
                            ("source port", "\(datagram.sourcePort)"),
                            ("destination port", "\(datagram.destinationPort)"),
                            ("data", "\(datagram.data.count) octets"),
                        ]
                    ))
                if datagram.sourcePort == 53 || datagram.destinationPort == 53 {
                    layers.append(("DNS", Self.dnsFields(Array(datagram.data))))
                }
            }
        case .icmp:
            if let message = try? ICMPMessage(parsing: packet.payload) {
                layers.append(("ICMP", [("message", Summary.line(message))]))
            }
        case _: break
        }
        return layers
    }

    private static func fields(of segment: TCPSegment) -> [(name: String, value: String)] {
        var fields = [
            ("source port", "\(segment.sourcePort)"),
            ("destination port", "\(segment.destinationPort)"),
            ("sequence number", "\(segment.sequence)"),
            ("acknowledgment number", "\(segment.acknowledgment)"),
            ("flags", "\(segment.flags)"), ("window", "\(segment.window)"),
        ]
        if let size = segment.maximumSegmentSize { fields.append(("MSS option", "\(size)")) }
        if let scale = segment.options.windowScale {
            fields.append(("window scale option", "\(scale)"))
        }
        if segment.options.isSACKPermitted { fields.append(("SACK-permitted option", "yes")) }
        if let stamp = segment.options.timestamps {
            fields.append(("timestamps option", "\(stamp.value) \(stamp.echo)"))
        }
        let sack = segment.options.sack
        for place in 0..<sack.count {
            fields.append(("SACK option", "\(sack[place].start):\(sack[place].end)"))
        }
        fields.append(("data", "\(segment.data.count) octets"))
        return fields
    }

    private static func dnsFields(_ octets: [UInt8]) -> [(name: String, value: String)] {
        guard let message = try? DNSMessage(parsing: octets) else {
            return [("message", "malformed")]
        }
        return [
            ("id", "\(message.header.id)"),
            ("summary", message.summary),
            ("answers", "\(message.answers.count)"),
            ("authority", "\(message.authority.count)"),
            ("additional", "\(message.additional.count)"),
        ]
    }
}
