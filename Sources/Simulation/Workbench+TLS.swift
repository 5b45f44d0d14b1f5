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

    /// What the step means for those who take part and for those who listen; where a record is not
    /// whole yet, that.
    var meaning: [Note] {
        switch self {
        case .begins: [Note("tls.about-begins", source: "RFC 8446 §4.1.2")]
        case .records: notes
        case .secured: [Note("tls.about-secured", source: "RFC 8446 §E.3")]
        case .failed: [Note("tls.about-failed", source: "RFC 8446 §6.2")]
        case .closed: [Note("tls.about-closed", source: "RFC 8446 §6.1")]
        case .truncated: [Note("tls.about-truncated", source: "RFC 8446 §6.1")]
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

    /// A step of TLS in sentences: what everybody makes out, and what only the owner of an end may
    /// see, who has the secrets.
    func explanation(of stage: Event.TLSStage, _ event: Event) -> [Note] {
        let sightings = opened(event)
        guard !sightings.isEmpty else { return stage.meaning }
        var notes: [Note] = []
        var sealed: [TLSSighting] = []
        for sighting in sightings {
            if case .sealed = sighting.meaning {
                sealed.append(sighting)
                continue
            }
            notes += Self.explain(sealed: sealed)
            sealed = []
            notes += sighting.explanation
        }
        return notes + Self.explain(sealed: sealed)
    }

    /// Sealed records that follow each other, and what is in them.
    private static func explain(sealed sightings: [TLSSighting]) -> [Note] {
        guard let first = sightings.first else { return [] }
        let outside =
            sightings.count == 1
            ? first.note
            : Note(
                "tls.seen-sealed-run",
                [
                    "number": "\(sightings.count)",
                    "counts": sightings.map { "\($0.wireCount)" }.joined(separator: ", "),
                ], source: "RFC 8446 §5.2")
        let inside = sightings.compactMap(\.inside).flatMap(\.notes)
        guard !inside.isEmpty else { return [outside] }
        return [outside, Note("tls.inside", source: "RFC 8446 §5.2")] + inside
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
                fields += inside.messages.flatMap(\.fields).map { ("  " + $0.name, $0.value) }
            }
            return ("TLS \(sighting.label)", fields)
        }
    }
}
