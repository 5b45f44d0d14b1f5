import Ciphers

/// What the keys of a connection are made from.
package enum TrafficSecrets: Hashable, Sendable {
    /// Version 1.3: a secret for each direction (RFC 8446 §7.2).
    case traffic(client: [UInt8], server: [UInt8])
    /// Before: one secret and the random numbers of both Hellos (RFC 5246 §6.3).
    case master([UInt8], clientRandom: [UInt8], serverRandom: [UInt8])
}

/// The keys of one direction.
struct TrafficKey: Hashable, Sendable {
    let version: TLSVersion
    let suite: CipherSuite
    /// The secret of version 1.3, from which the next key is made.
    private(set) var secret: [UInt8] = []
    private(set) var key: [UInt8] = []
    /// The part of the nonce that is not sent; for a chained cipher the vector of the next
    /// record.
    var vector: [UInt8] = []
    private(set) var macKey: [UInt8] = []

    /// The keys of version 1.3 (RFC 8446 §7.3).
    init(secret: [UInt8], _ suite: CipherSuite) {
        version = .tls13
        self.suite = suite
        self.secret = secret
        derive()
    }

    private mutating func derive() {
        key = KeyDerivation.expandLabel(
            secret, "key", count: suite.cipher.keyCount, suite.digest)
        vector = KeyDerivation.expandLabel(secret, "iv", count: 12, suite.digest)
    }

    /// The next generation (RFC 8446 §7.2); everything sealed before stays closed to it.
    mutating func update() {
        secret = KeyDerivation.expandLabel(
            secret, "traffic upd", count: suite.digest.count, suite.digest)
        derive()
    }

    /// The keys of the versions before 1.3, for the client's direction and the server's.
    ///
    /// In version 1.0 each record's vector is the last block of the record before: whoever begins
    /// behind the Finished messages gives `lastBlocks` of them.
    static func pair(
        master: [UInt8], clientRandom: [UInt8], serverRandom: [UInt8], _ version: TLSVersion,
        _ suite: CipherSuite, lastBlocks: (client: [UInt8], server: [UInt8])? = nil
    ) -> (client: TrafficKey, server: TrafficKey) {
        let cipher = suite.cipher
        let macCount = cipher.isAuthenticated ? 0 : DigestKind.sha1.count
        let vectorCount =
            switch cipher {
            case .aes128GCM, .aes256GCM: 4
            case .chacha20Poly1305: 12
            case .aes128CBC, .aes256CBC: RecordCipher.blockCount
            }
        var block = KeyDerivation.tlsPRF(
            master, "key expansion", seed: serverRandom + clientRandom,
            count: 2 * (macCount + cipher.keyCount + vectorCount),
            version == .tls12 ? suite.digest : nil)[...]
        func take(_ count: Int) -> [UInt8] {
            defer { block = block.dropFirst(count) }
            return Array(block.prefix(count))
        }
        var client = TrafficKey(version, suite)
        var server = client
        client.macKey = take(macCount)
        server.macKey = take(macCount)
        client.key = take(cipher.keyCount)
        server.key = take(cipher.keyCount)
        client.vector = take(vectorCount)
        server.vector = take(vectorCount)
        if !cipher.isAuthenticated, let lastBlocks {
            client.vector = lastBlocks.client
            server.vector = lastBlocks.server
        }
        return (client, server)
    }

    private init(_ version: TLSVersion, _ suite: CipherSuite) {
        self.version = version
        self.suite = suite
    }
}
