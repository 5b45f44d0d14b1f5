import Session

// A message of the handshake in words: what it is for, and what it says.
extension HandshakeMessage {
    /// Its fields by name.
    package var fields: [(name: String, value: String)] {
        switch contents {
        case .certificates(let chain): Self.fields(of: chain)
        case .encryptedExtensions(let name):
            name.map { [("application protocol (ALPN)", $0)] } ?? []
        case .serverKeyExchange(let group, let scheme):
            [
                ("group", TLSNames.group(group)),
                ("signature", scheme.map(TLSNames.signature) ?? "–"),
            ]
        case .certificateVerify(let scheme): [("signature", TLSNames.signature(scheme))]
        case .newSessionTicket(let lifetime): [("lifetime", "\(lifetime) s")]
        case .keyUpdate(let isWantedBack): [("wanted back", isWantedBack ? "yes" : "no")]
        case .plain: []
        }
    }

    /// A chain of certificates, the host's own first.
    static func fields(of chain: [Certificate]) -> [(name: String, value: String)] {
        chain.enumerated().flatMap { fields($0, $1) }
    }

    private static func fields(
        _ place: Int, _ certificate: Certificate
    ) -> [(name: String, value: String)] {
        [
            ("certificate \(place + 1)", certificate.subject),
            (
                "  names",
                certificate.names.isEmpty ? "–" : certificate.names.joined(separator: ", ")
            ),
            ("  issuer", certificate.issuer),
            ("  valid from", CertificateTime.text(certificate.notBefore)),
            ("  valid until", CertificateTime.text(certificate.notAfter)),
            ("  key", "\(certificate.key)"),
            ("  SHA-256", certificate.fingerprint),
        ]
    }

    /// What it is for, and each certificate of a chain, in sentences.
    package var notes: [Note] {
        switch contents {
        case .certificates(let chain):
            [
                Note(
                    "tls.message-certificate", ["count": "\(chain.count)"],
                    source: "RFC 8446 §4.4.2")
            ]
                + Self.links(of: chain)
        case .encryptedExtensions(let name):
            [
                Note(
                    name == nil ? "tls.message-extensions" : "tls.message-alpn",
                    ["protocol": name ?? ""], source: "RFC 8446 §4.3.1")
            ]
        case .serverKeyExchange(let group, _):
            [
                Note(
                    "tls.message-server-key", ["group": TLSNames.group(group)],
                    source: "RFC 5246 §7.4.3")
            ]
        case .certificateVerify(let scheme):
            [
                Note(
                    "tls.message-verify", ["signature": TLSNames.signature(scheme)],
                    source: "RFC 8446 §4.4.3")
            ]
        case .newSessionTicket(let lifetime):
            [
                Note(
                    "tls.message-ticket", ["seconds": "\(lifetime)"], source: "RFC 8446 §4.6.1")
            ]
        case .keyUpdate: [Note("tls.message-key-update", source: "RFC 8446 §4.6.3")]
        case .plain: [plainNote]
        }
    }

    /// A chain of certificates, the host's own first.
    static func links(of chain: [Certificate]) -> [Note] {
        chain.enumerated().map { link($0, $1) }
    }

    /// A link of the chain: whose it is, who signed it, and until when it is good.
    private static func link(_ place: Int, _ certificate: Certificate) -> Note {
        Note(
            certificate.isSelfIssued ? "tls.chain-self" : "tls.chain-link",
            [
                "place": "\(place + 1)",
                "subject": certificate.names.isEmpty
                    ? certificate.subject : certificate.names.joined(separator: ", "),
                "issuer": certificate.issuer, "key": "\(certificate.key)",
                "start": CertificateTime.text(certificate.notBefore),
                "end": CertificateTime.text(certificate.notAfter),
            ], source: "RFC 5280 §6.1")
    }

    private var plainNote: Note {
        switch type {
        case 13: Note("tls.message-request", source: "RFC 8446 §4.3.2")
        case 14: Note("tls.message-hello-done", source: "RFC 5246 §7.4.5")
        case 16: Note("tls.message-client-key", source: "RFC 5246 §7.4.7")
        case 20: Note("tls.message-finished", source: "RFC 8446 §4.4.4")
        case _:
            Note(
                "tls.seen-handshake", ["message": name, "count": "\(count)"],
                source: "RFC 8446 §4")
        }
    }
}

extension TLSSighting {
    /// What everybody makes out, and what it is for.
    package var explanation: [Note] {
        switch meaning {
        case .handshake(let message): message.notes
        case .certificates(let chain): [note] + HandshakeMessage.links(of: chain)
        case .clientHello, .serverHello, .alert, .changeCipherSpec, .sealed, .malformed, .notTLS:
            [note]
        }
    }
}

extension TLSSighting.Inside {
    /// What is inside, in sentences.
    package var notes: [Note] {
        switch type {
        case .handshake where !messages.isEmpty: messages.flatMap(\.notes)
        case .handshake, .alert, .applicationData, .changeCipherSpec:
            [Note("tls.inside-data", ["what": summary])]
        }
    }
}

extension TLSNames {
    /// The name of a way to sign (RFC 8446 §4.2.3).
    package static func signature(_ scheme: UInt16) -> String {
        switch scheme {
        case 0x0201: "rsa_pkcs1_sha1"
        case 0x0203: "ecdsa_sha1"
        case 0x0401: "rsa_pkcs1_sha256"
        case 0x0501: "rsa_pkcs1_sha384"
        case 0x0403: "ecdsa_secp256r1_sha256"
        case 0x0503: "ecdsa_secp384r1_sha384"
        case 0x0804: "rsa_pss_rsae_sha256"
        case 0x0805: "rsa_pss_rsae_sha384"
        case 0x0807: "ed25519"
        case _: hex(scheme)
        }
    }
}
