import Session
import TLS

extension Event.TLSStage {
    /// The step in sentences.
    package var notes: [Note] {
        switch self {
        case .begins: [Note("tls.begins", source: "RFC 8446 §2")]
        case .records(_, let octets, let sightings):
            sightings.isEmpty
                ? [Note("tls.piece", ["count": "\(octets.count)"], source: "RFC 8446 §5.1")]
                : sightings.map(\.note)
        case .secured(let facts, _): facts.notes
        case .failed(let reason): [Note("tls.failed", source: reason.source), reason]
        case .closed: [Note("tls.closed", source: "RFC 8446 §6.1")]
        case .truncated: [Note("tls.truncated", source: "RFC 8446 §6.1")]
        }
    }

    /// The records by the names that Wireshark gives them, such as `ClientHello`; else empty.
    package var labels: [String] {
        guard case .records(_, let octets, let sightings) = self else { return [] }
        return sightings.isEmpty ? ["\(octets.count) octets of a record"] : sightings.map(\.label)
    }
}

// TLS as the owner of both ends may see it.
extension Workbench {
    /// The records of an event with what is inside them.
    ///
    /// Keys change along the way, so everything that went before on the connection is read again.
    package func opened(_ event: Event) -> [TLSSighting] {
        guard case .tls(.records) = event.what, let connection = event.connection,
            let facts = world.connections[connection]
        else { return [] }
        let isClient = world.machines[facts.opener].plan.name == event.host
        var inspector = TLSInspector(keyLog: keyLog(of: connection))
        var found: [TLSSighting] = []
        for earlier in journal.prefix(Int(event.number))
        where earlier.connection == connection && earlier.host == event.host {
            guard case .tls(.records(let direction, let octets, _)) = earlier.what else { continue }
            found = inspector.take(
                octets, from: (direction == .sent) == isClient ? .client : .server)
        }
        return found
    }

    private func keyLog(of connection: Int) -> KeyLog {
        for event in journal where event.connection == connection {
            if case .tls(.secured(_, let log)) = event.what { return log }
        }
        return KeyLog()
    }

    /// What the records of an event hold, in sentences, for those who have the secrets.
    func insides(of event: Event) -> [Note] {
        opened(event).compactMap(\.inside).map { inside in
            let what = inside.summary
            return Note(
                inside.type == .applicationData ? "tls.inside-data" : "tls.inside",
                ["what": what], source: "RFC 8446 §5.2")
        }
    }

    /// The records of an event field by field, for `inspect`.
    package func recordFields(
        of event: Event
    ) -> [(layer: String, fields: [(name: String, value: String)])] {
        opened(event).map { sighting in
            var fields = [("octets with header", "\(sighting.wireCount)")]
            fields += sighting.fields.map { ($0.name, $0.value) }
            if let inside = sighting.inside {
                fields.append(("inside", "\(inside.type)"))
                fields.append(("  octets", "\(inside.octets.count)"))
                fields.append(("  contents", inside.summary))
            }
            return ("TLS \(sighting.label)", fields)
        }
    }
}
