import Session

extension TLSFacts {
    /// What was agreed upon, who the peer says to be, and whether that was believed.
    package var notes: [Note] {
        var notes = [
            Note(
                "tls.secured",
                ["version": protocolVersion, "suite": cipherSuite, "group": group],
                source: "RFC 8446 §2")
        ]
        if TLSVersion.allCases.contains(where: { $0.isLegacy && $0.description == protocolVersion })
        {
            notes.append(
                Note("tls.legacy-version", ["version": protocolVersion]))
        }
        if let peer {
            notes.append(
                Note(
                    "tls.peer-certificate",
                    [
                        "names": peer.names.isEmpty ? "–" : peer.names.joined(separator: ", "),
                        "issuer": peer.issuer, "end": CertificateTime.text(peer.notAfter),
                    ], source: "RFC 9525 §6"))
        }
        switch verification {
        case .notAsked: break
        case .passed: notes.append(Note("tls.verified", source: "RFC 9525 §6"))
        case .overruled(let reason):
            notes += [Note("tls.overruled", source: "RFC 9525 §6.6"), reason]
        }
        return notes
    }
}
