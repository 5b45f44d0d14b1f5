import TLS

/// What the certificate of a mail server is like: in order, or wrong on purpose.
package enum CertificatePlan: String, Hashable, Sendable, CaseIterable {
    /// The server has none, and speaks no TLS.
    case none
    case valid
    case expired
    case notYetValid = "not-yet-valid"
    case wrongName = "wrong-name"
    case commonNameOnly = "common-name-only"
    case unknownAuthority = "unknown-authority"
    case selfSigned = "self-signed"
    case revoked
    case weakKey = "weak-key"
    case incompleteChain = "incomplete-chain"

    /// The defect by the name that it has in the room of TLS.
    var defect: CertificateDefect? { CertificateDefect(rawValue: rawValue) }
}
