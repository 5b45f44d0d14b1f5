import Session

extension TLSFacts {
    /// What an authentication can be tied to, the best first: the exporter in TLS 1.3, the Finished
    /// message before it, and in both the server's certificate (RFC 5802 §6.1).
    package var saslBindings: [SASLBinding] {
        channelBindings.map { SASLBinding(name: $0.kind.rawValue, octets: $0.octets) }
    }
}
