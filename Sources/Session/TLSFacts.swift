/// What TLS found out about a connection and its peer.
package struct TLSFacts: Hashable, Sendable {
    /// Such as `TLS 1.3`.
    package var protocolVersion: String
    /// Such as `TLS_AES_128_GCM_SHA256`.
    package var cipherSuite: String
    /// The name that the client asked for (SNI).
    package var serverName: String?
    /// How the keys were agreed upon, such as `x25519`; empty where no group was used.
    package var group = ""
    /// The protocol inside, where the two sides agreed on one (ALPN).
    package var applicationProtocol: String?
    /// The certificate that the peer showed.
    package var peer: CertificateFacts?
    package var verification = Verification.notAsked
    /// What ties an authentication to this very connection.
    package var channelBindings: [ChannelBinding] = []

    package init(protocolVersion: String, cipherSuite: String, serverName: String? = nil) {
        self.protocolVersion = protocolVersion
        self.cipherSuite = cipherSuite
        self.serverName = serverName
    }

    /// A certificate in words.
    package struct CertificateFacts: Hashable, Sendable {
        package var subject: String
        package var issuer: String
        /// The host names and addresses that it is for.
        package var names: [String]
        /// The first and last moment of its life, in seconds after 1970-01-01 00:00 UTC.
        package var notBefore: Int64
        package var notAfter: Int64
        /// Its key, such as `P-256`.
        package var key: String
        /// The SHA-256 digest of it.
        package var fingerprint: String

        package init(
            subject: String, issuer: String, names: [String], notBefore: Int64, notAfter: Int64,
            key: String, fingerprint: String
        ) {
            self.subject = subject
            self.issuer = issuer
            self.names = names
            self.notBefore = notBefore
            self.notAfter = notAfter
            self.key = key
            self.fingerprint = fingerprint
        }
    }

    /// What became of the peer's certificate.
    package enum Verification: Hashable, Sendable {
        /// The peer need not show one.
        case notAsked
        case passed
        /// It would have been refused for this reason, and was taken all the same, as told to.
        case overruled(Note)
    }

    /// A name of this connection that only its two ends know, or only the owner of its certificate
    /// can have (RFC 5802 §6).
    package struct ChannelBinding: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable, CaseIterable {
            case exporter = "tls-exporter"
            case serverEndPoint = "tls-server-end-point"
            case unique = "tls-unique"
        }

        package var kind: Kind
        package var octets: [UInt8]

        package init(kind: Kind, octets: [UInt8]) {
            self.kind = kind
            self.octets = octets
        }
    }
}
