import Session

/// What a client program does about encryption.
package enum TransportSecurity: String, Hashable, Sendable, Codable, CaseIterable {
    /// Everything in the clear.
    case clear = "none"
    /// STARTTLS where it is offered, in the clear elsewhere: as mail servers do among themselves.
    ///
    /// Whoever sits on the way can take the offer out. So a certificate that does not pass is no
    /// reason to stop: the clear text that would follow is worse (RFC 3207 §4.1).
    case opportunistic
    /// STARTTLS or STLS, or nothing.
    case starttls
    /// TLS from the first octet (RFC 8314 §3).
    case implicit

    /// What the program wants of TLS on a connection to `host`.
    func wish(for host: String) -> TLSWish {
        TLSWish(peer: host, acceptsAnyCertificate: self == .opportunistic)
    }
}

/// What a client wants of the encryption that it asks its host for.
package struct TLSWish: Hashable, Sendable {
    /// The name or address that the certificate must have (RFC 9525 §6.1).
    package var peer: String
    /// A certificate that does not pass is taken all the same.
    package var acceptsAnyCertificate: Bool

    package init(peer: String, acceptsAnyCertificate: Bool = false) {
        self.peer = peer
        self.acceptsAnyCertificate = acceptsAnyCertificate
    }
}
