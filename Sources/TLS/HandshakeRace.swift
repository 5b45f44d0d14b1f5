import COpenSSL
import Ciphers
import Clockwork

/// Handshakes as fast as they go, by our engines and by the bare library: for `make bench`, which
/// holds the clock. Ours may cost at most 1.3 times as much.
package struct HandshakeRace {
    private let client: TLSClientConfiguration
    private let server: TLSServerConfiguration
    private let name: String
    private let now = Instant.zero + .hours(9)
    private let dice: Dice

    /// A race in one version, between two hosts of one authority.
    package init(_ version: TLSVersion = .tls13, seed: UInt64 = 1) {
        dice = Dice(seed: seed)
        name = "mail.example.com"
        let calendar = Calendar(year: 2026, month: 4, day: 1)
        let authority = CertificateAuthority(
            chance: ChanceStream(dice.stream("authority")), calendar: calendar)
        var client = TLSClientConfiguration(anchors: [authority.root], calendar: calendar)
        client.settings.versions = version...version
        self.client = client
        server = TLSServerConfiguration(identity: authority.identity(for: [name]))
    }

    /// Shakes hands `count` times with two engines; returns how often both ends were secured.
    package func withEngines(_ count: Int) -> Int {
        (0..<count).reduce(0) { done, round in
            let stream = dice.stream("round \(round)")
            var first = TLSEngine(
                role: .client(client, to: .host(name)), chance: ChanceStream(stream))
            var second = TLSEngine(
                role: .server(server), chance: ChanceStream(stream.stream("server")))
            var toServer: [TLSEngine.Input] = [.start]
            var toClient: [TLSEngine.Input] = [.start]
            while !toServer.isEmpty || !toClient.isEmpty {
                var outbox: [TLSEngine.Output] = []
                for input in toServer { second.handle(input, at: now, into: &outbox) }
                let answers = Self.parcels(outbox)
                outbox = []
                for input in toClient + answers { first.handle(input, at: now, into: &outbox) }
                toServer = Self.parcels(outbox)
                toClient = []
            }
            return done + (first.isOpen && second.isOpen ? 1 : 0)
        }
    }

    private static func parcels(_ outbox: [TLSEngine.Output]) -> [TLSEngine.Input] {
        outbox.compactMap { output in
            if case .send(let octets) = output { .received(octets) } else { nil }
        }
    }

    /// Shakes hands `count` times with OpenSSL as any program uses it: its own context and
    /// chance, two sessions and memory BIOs; returns how often both ends were secured.
    package func withBareLibrary(_ count: Int) -> Int {
        guard let ends = BareEnds(client, server) else { return 0 }
        return (0..<count).count { _ in ends.shakeHands(name) }
    }
}

/// Two contexts of the process's own OpenSSL.
private final class BareEnds {
    private let client: OpaquePointer
    private let server: OpaquePointer
    private let unixSeconds: Int

    init?(_ client: TLSClientConfiguration, _ server: TLSServerConfiguration) {
        guard let first = SSL_CTX_new(TLS_method()), let second = SSL_CTX_new(TLS_method()) else {
            return nil
        }
        self.client = first
        self.server = second
        unixSeconds = Int(client.calendar.unixNanoseconds(.zero) / 1_000_000_000)
        let version = Int32(client.settings.versions.lowerBound.rawValue)
        for context in [first, second] {
            maillab_set_options(context)
            guard maillab_set_versions(context, version, version) == 1,
                SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-GCM-SHA256") == 1,
                SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") == 1,
                maillab_set_groups(context, "X25519:P-256") == 1
            else { return nil }
        }
        SSL_CTX_set_verify(first, SSL_VERIFY_PEER, nil)
        for anchor in client.anchors {
            guard let certificate = Self.certificate(anchor.octets) else { return nil }
            X509_STORE_add_cert(SSL_CTX_get_cert_store(first), certificate)
            X509_free(certificate)
        }
        for (index, item) in server.identity.chain.enumerated() {
            guard let certificate = Self.certificate(item.octets) else { return nil }
            if index == 0 {
                SSL_CTX_use_certificate(second, certificate)
            } else {
                maillab_add_to_chain(second, certificate)
            }
            X509_free(certificate)
        }
        let key = server.identity.key.privateOctets.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            return d2i_AutoPrivateKey(nil, &position, buffer.count)
        }
        guard let key else { return nil }
        SSL_CTX_use_PrivateKey(second, key)
        EVP_PKEY_free(key)
    }

    deinit {
        SSL_CTX_free(client)
        SSL_CTX_free(server)
    }

    private static func certificate(_ octets: [UInt8]) -> OpaquePointer? {
        octets.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            return d2i_X509(nil, &position, buffer.count)
        }
    }

    func shakeHands(_ name: String) -> Bool {
        guard let first = SSL_new(client), let second = SSL_new(server) else { return false }
        defer {
            SSL_free(first)
            SSL_free(second)
        }
        // Each end writes where the other reads.
        let up = BIO_new(BIO_s_mem())
        let down = BIO_new(BIO_s_mem())
        BIO_up_ref(up)
        BIO_up_ref(down)
        SSL_set_bio(first, down, up)
        SSL_set_bio(second, up, down)
        SSL_set_connect_state(first)
        SSL_set_accept_state(second)
        let parameters = SSL_get0_param(first)
        X509_VERIFY_PARAM_set_time(parameters, unixSeconds)
        X509_VERIFY_PARAM_set1_host(parameters, name, name.utf8.count)
        maillab_set_server_name(first, name)
        var isDone = (client: false, server: false)
        for _ in 0..<10 where !(isDone.client && isDone.server) {
            isDone.client = SSL_do_handshake(first) == 1
            isDone.server = SSL_do_handshake(second) == 1
        }
        return isDone.client && isDone.server
    }
}
