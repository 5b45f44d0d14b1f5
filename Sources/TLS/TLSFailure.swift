import Session

/// Why a peer's certificate is not believed.
package enum CertificateRefusal: Error, Hashable, Sendable {
    /// Its life ended then, or that of an authority above it; seconds after 1970-01-01 UTC.
    case expired(notAfter: Int64)
    case notYetValid(notBefore: Int64)
    /// It is for other hosts than the one that was wanted.
    case wrongName(wanted: String, offered: [String])
    /// It names the host in its subject only, where nobody may look any more (RFC 9525 §2).
    case commonNameOnly(String)
    /// It leads to no root that is trusted.
    case unknownAuthority(issuer: String)
    case selfSigned(subject: String)
    case revoked
    /// Its key, or one above it, can be broken today.
    case weakKey(String)
    /// Its authority may not sign for this name (RFC 5280 §4.2.1.10).
    case outsideConstraints(names: [String])
    /// There is no list that says whether it was taken back.
    case revocationUnknown
    /// A signature in the chain is wrong.
    case badSignature
    /// It is not for servers, or not for signing others.
    case wrongPurpose
    /// Anything else, in the words of the library.
    case other(String)

    /// The reason in a sentence.
    package var note: Note {
        switch self {
        case .expired(let end):
            Note(
                "tls.cert-expired", ["end": CertificateTime.text(end)], source: "RFC 5280 §4.1.2.5")
        case .notYetValid(let start):
            Note(
                "tls.cert-not-yet-valid", ["start": CertificateTime.text(start)],
                source: "RFC 5280 §4.1.2.5")
        case .wrongName(let wanted, let offered):
            Note(
                "tls.cert-wrong-name",
                [
                    "wanted": wanted,
                    "offered": offered.isEmpty ? "–" : offered.joined(separator: ", "),
                ], source: "RFC 9525 §6.3")
        case .commonNameOnly(let name):
            Note("tls.cert-common-name-only", ["name": name], source: "RFC 9525 §2")
        case .unknownAuthority(let issuer):
            Note("tls.cert-unknown-authority", ["issuer": issuer], source: "RFC 5280 §6.1")
        case .selfSigned(let subject):
            Note("tls.cert-self-signed", ["subject": subject], source: "RFC 5280 §6.1")
        case .revoked: Note("tls.cert-revoked", source: "RFC 5280 §6.3")
        case .weakKey(let key): Note("tls.cert-weak-key", ["key": key])
        case .outsideConstraints(let names):
            Note(
                "tls.cert-outside-constraints", ["names": names.joined(separator: ", ")],
                source: "RFC 5280 §4.2.1.10")
        case .revocationUnknown: Note("tls.cert-revocation-unknown", source: "RFC 5280 §6.3")
        case .badSignature: Note("tls.cert-bad-signature", source: "RFC 5280 §6.1.3")
        case .wrongPurpose: Note("tls.cert-wrong-purpose", source: "RFC 5280 §4.2.1.12")
        case .other(let text): Note("tls.cert-other", ["text": text])
        }
    }
}

/// Why a connection could not be encrypted, or can be no longer.
package enum TLSFailure: Error, Hashable, Sendable {
    /// We do not believe the peer's certificate.
    case certificate(CertificateRefusal)
    /// The peer gave up and said why.
    case alert(TLSAlert)
    /// What came is no TLS at all; its beginning, printable.
    case notTLS(beginning: String)
    /// The peer speaks no version that we speak.
    case noCommonVersion(ours: ClosedRange<TLSVersion>)
    /// No suite, group or signature that both sides have.
    case nothingInCommon
    /// A record's seal does not fit: it was changed on the way.
    case badRecord
    /// A signature or the digest of the whole handshake does not fit: somebody changed it.
    case tampered
    /// A message that may not come here.
    case unexpectedMessage
    /// A record or a message of more octets than may be.
    case tooLong(limit: Int)
    /// The peer ended the connection in the middle of the handshake.
    case closedEarly
    /// The peer stopped in the middle of the handshake.
    case timedOut
    /// Anything else, in the words of the library.
    case other(String)
    /// Our own certificate or choice of algorithms is none that the library takes.
    case unusable(String)

    /// The reason in a sentence.
    package var note: Note {
        switch self {
        case .certificate(let refusal): refusal.note
        case .alert(let alert):
            Note(
                "tls.failed-alert", ["alert": alert.description, "code": "\(alert.code)"],
                source: "RFC 8446 §6.2")
        case .notTLS(let beginning):
            Note("tls.failed-not-tls", ["beginning": beginning], source: "RFC 8314 §3")
        case .noCommonVersion(let ours):
            Note(
                "tls.failed-version",
                ["lowest": "\(ours.lowerBound)", "highest": "\(ours.upperBound)"],
                source: "RFC 8446 §4.2.1")
        case .nothingInCommon: Note("tls.failed-nothing-in-common", source: "RFC 8446 §4.1.1")
        case .badRecord: Note("tls.failed-bad-record", source: "RFC 8446 §5.2")
        case .tampered: Note("tls.failed-tampered", source: "RFC 8446 §4.4.4")
        case .unexpectedMessage:
            Note("tls.failed-unexpected-message", source: "RFC 8446 §6.2")
        case .tooLong(let limit):
            Note("tls.failed-too-long", ["limit": "\(limit)"], source: "RFC 8446 §5.1")
        case .closedEarly: Note("tls.failed-closed-early", source: "RFC 8446 §6.1")
        case .timedOut: Note("tls.failed-timed-out")
        case .other(let text): Note("tls.failed-other", ["text": text])
        case .unusable(let text): Note("tls.failed-unusable", ["text": text])
        }
    }
}
