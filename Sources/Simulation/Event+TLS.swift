import Session
import TLS

extension Event.TLSStage {
    /// The kind of event and what belongs to it; the secrets are no part of it.
    var jsonPairs: [(String, JSONText)] {
        switch self {
        case .begins: [("kind", .string("tls-begins"))]
        case .records(let direction, let octets, let sightings):
            [
                ("kind", .string("tls-\(direction.rawValue)")),
                ("octets", .integer(octets.count)),
                ("records", .list(sightings.map(\.note.json))),
            ]
        case .secured(let facts, _): [("kind", .string("tls-secured"))] + facts.jsonPairs
        case .failed(let reason): [("kind", .string("tls-failed")), ("reason", reason.json)]
        case .closed: [("kind", .string("tls-closed"))]
        case .truncated: [("kind", .string("tls-truncated"))]
        }
    }
}

extension TLSFacts {
    fileprivate var jsonPairs: [(String, JSONText)] {
        var pairs: [(String, JSONText)] = [
            ("version", .string(protocolVersion)), ("suite", .string(cipherSuite)),
            ("group", .string(group)),
            ("server-name", serverName.map { .string($0) } ?? .null),
        ]
        if let peer {
            pairs += [
                ("names", .strings(peer.names)), ("issuer", .string(peer.issuer)),
                ("fingerprint", .string(peer.fingerprint)),
            ]
        }
        switch verification {
        case .notAsked: break
        case .passed: pairs.append(("verified", .bool(true)))
        case .overruled(let reason): pairs += [("verified", .bool(false)), ("reason", reason.json)]
        }
        return pairs
    }
}
