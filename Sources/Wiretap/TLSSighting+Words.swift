import TLS

// The hellos of a handshake in words, for those who do not read numbers.
extension TLSSighting {
    /// Of a client's hello: the host that it names, and the versions that it offers.
    package var offer: (serverName: String?, versions: [String])? {
        guard case .clientHello(let hello) = meaning else { return nil }
        return (hello.serverName, hello.versions.map(TLSNames.version))
    }

    /// Of a server's hello that is no request for another one: what it has chosen.
    package var choice: (version: String, suite: String)? {
        guard case .serverHello(let hello) = meaning, !hello.isRetry else { return nil }
        return (TLSNames.version(hello.version), TLSNames.suite(hello.suite))
    }

    /// Octets of a record that shows nothing but its size: those of its contents, where they can
    /// be told; nil for what shows more.
    package var sealedOctets: Int? {
        guard case .sealed(_, let contents) = meaning else { return nil }
        return contents ?? wireCount
    }

    /// The names and the issuer of the first of the certificates, when they are in the clear.
    package var certificate: (names: [String], issuer: String)? {
        guard case .certificates(let list) = meaning, let first = list.first else { return nil }
        return (first.names, first.issuer)
    }
}
