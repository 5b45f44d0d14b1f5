import PostOffice
import Session
import Simulation
import Wire

// What an event says of the connection that it belongs to, and of what protects it.
extension EventFacts {
    /// The server's port of the connection that an event is about.
    func port(in evidence: some Evidence) -> UInt16? {
        if let port = toldServer?.port { return port }
        if let port = evidence.server(of: event)?.port { return port }
        // A line of a connection that nobody remembers: the port that its protocol is known by.
        switch spoken {
        case .smtp: return 25
        case .submission: return 587
        case .pop3: return 110
        case .imap: return 143
        case .text, nil: return nil
        }
    }

    /// The family of the addresses that an event is about.
    func family(in evidence: some Evidence) -> IPFamily? {
        if case .packet(_, let facts) = event.what {
            return IPPacket(facts.octets)?.destination.family
        }
        return (toldServer ?? evidence.server(of: event))?.address.family
    }

    /// The server's end, where the event itself names it.
    private var toldServer: Endpoint? {
        switch event.what {
        case .connection(.opening(let there)), .connection(.opened(let there)),
            .connection(.failed(_, let there)):
            return there
        case .firewall(let judgement): return judgement.destination
        case .overheard(let facts): return facts.server
        case .action, .packet, .tcpState, .connection, .dns, .lines, .tls, .note, .mail, .answer,
            .attack:
            return nil
        }
    }

    /// The version of TLS that a handshake came to.
    var version: String? { securedFacts?.protocolVersion }

    /// The name that a client asked for, as it stands in the ClientHello (SNI).
    var serverName: String? {
        guard case .tls(let stage) = event.what else { return nil }
        if let facts = securedFacts { return facts.serverName }
        return stage.notes.first { $0.key == "tls.seen-client-hello" }?
            .values.first { $0.name == "name" }?.text
    }

    /// What became of the other end's certificate, in the words of lab files.
    var certificate: CertificateFate? {
        switch securedFacts?.verification {
        case .passed: .verified
        case .overruled: .overruled
        case .notAsked, nil: nil
        }
    }

    /// The keys of the reasons that an event gives.
    var reasons: [String] {
        if case .overruled(let note)? = securedFacts?.verification { return [note.key] }
        switch event.what {
        case .tls(.failed(let note)), .note(let note), .mail(.deferred(_, _, let note, _, _)),
            .mail(.bounced(_, _, let note, _)), .answer(.fetchFinished(_, _, let note?)):
            return [note.key]
        case .firewall(let judgement): return [judgement.reason.key]
        case .answer(.sendFinished(_, _, let refused)): return refused.map(\.reason.key)
        case .packet(_, let facts): return facts.dropReason.map { [$0.key] } ?? []
        case .action, .tcpState, .connection, .dns, .lines, .tls, .mail, .answer, .overheard,
            .attack:
            return []
        }
    }

    private var securedFacts: TLSFacts? {
        if case .tls(.secured(let facts, _)) = event.what { return facts }
        return nil
    }
}

/// What became of a certificate, in the words of lab files.
package enum CertificateFate: String, Hashable, Sendable, CaseIterable {
    /// It has passed.
    case verified
    /// It has not, and was taken all the same, as told to.
    case overruled
}
