/// What can be wrong with a certificate, on purpose: each is a lesson.
package enum CertificateDefect: String, Hashable, Sendable, CaseIterable {
    /// Its life is over.
    case expired
    /// Its life has not begun.
    case notYetValid = "not-yet-valid"
    /// It is for another host.
    case wrongName = "wrong-name"
    /// It names the host in its subject only, by the custom that RFC 6125 §6.4.4 still told of
    /// and RFC 9525 §2 ends.
    case commonNameOnly = "common-name-only"
    /// An authority that nobody trusts has signed it.
    case unknownAuthority = "unknown-authority"
    /// The host has signed it itself.
    case selfSigned = "self-signed"
    /// Its authority has taken it back.
    case revoked
    /// Its key can be broken today.
    case weakKey = "weak-key"
    /// The server forgets to send the certificate between its own and the root.
    case incompleteChain = "incomplete-chain"
}
