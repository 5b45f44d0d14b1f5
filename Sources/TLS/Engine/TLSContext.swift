import COpenSSL
import Ciphers

/// The part of a configuration that sessions share: what an `SSL_CTX` of OpenSSL holds.
///
/// Making one is dear, so all sessions of one role and configuration use the same. It is a class
/// because it owns C memory; nothing in it changes after it was made.
final class TLSContext: @unchecked Sendable {
    /// What tells one context from another.
    enum Key: Hashable, Sendable {
        case client(
            TLSSettings, anchors: [[UInt8]], lists: [[UInt8]], trust: TLSClientConfiguration.Trust)
        case server(TLSServerConfiguration)

        init(_ role: TLSRole) {
            switch role {
            case .client(let configuration, _):
                self = .client(
                    configuration.settings, anchors: configuration.anchors.map(\.octets),
                    lists: configuration.revocationLists, trust: configuration.trust)
            case .server(let configuration): self = .server(configuration)
            }
        }

        var settings: TLSSettings {
            switch self {
            case .client(let settings, _, _, _): settings
            case .server(let configuration): configuration.settings
            }
        }
    }

    /// The `SSL_CTX`.
    let pointer: OpaquePointer
    /// The key of a server whose operations need chance that depends on those before (RSA
    /// blinding): each session takes a copy of its own, so that replays come out the same.
    private(set) var unsharedKey: OpaquePointer?
    let versions: ClosedRange<TLSVersion>
    /// Whether there are lists of certificates that were taken back.
    private(set) var checksRevocation = false
    /// The names for ALPN as they are sent, kept where the C callback finds them.
    fileprivate let protocols: [UInt8]

    /// Called inside `SeededLibrary.with`.
    init(_ key: Key, in library: OpaquePointer) throws(TLSFailure) {
        versions = key.settings.versions
        protocols = key.settings.applicationProtocols.flatMap { name in
            [UInt8(truncatingIfNeeded: name.utf8.count)] + Array(name.utf8.prefix(255))
        }
        guard let context = SSL_CTX_new_ex(library, nil, TLS_method()) else {
            throw .unusable("SSL_CTX_new_ex")
        }
        pointer = context
        // From here on deinit frees it, also when this throws.
        try configure(key.settings)
        switch key {
        case .client(_, let anchors, let lists, let trust):
            try prepareClient(anchors, lists, trust, in: library)
        case .server(let configuration):
            try prepareServer(configuration.identity, in: library)
        }
        SSL_CTX_set_keylog_callback(context) { session, line in
            guard let line else { return }
            OpenHandshake.behind(session)?.note(secret: String(cString: line))
        }
        SSL_CTX_set_info_callback(context) { session, event, value in
            guard event & SSL_CB_WRITE_ALERT == SSL_CB_WRITE_ALERT else { return }
            OpenHandshake.behind(session)?.note(alert: value)
        }
    }

    deinit {
        EVP_PKEY_free(unsharedKey)
        SSL_CTX_free(pointer)
    }

    private func configure(_ settings: TLSSettings) throws(TLSFailure) {
        maillab_set_options(pointer)
        // OpenSSL speaks 1.0 and 1.1 at level 0 only; certificates are judged apart from this.
        SSL_CTX_set_security_level(pointer, 0)
        let suites = settings.suites
        let modern = suites.filter(\.isOfTLS13).map(\.libraryName).joined(separator: ":")
        let older = suites.filter { !$0.isOfTLS13 }.map(\.libraryName).joined(separator: ":")
        let groups = settings.groups.map(\.libraryName).joined(separator: ":")
        let lowest = Int32(settings.versions.lowerBound.rawValue)
        let highest = Int32(settings.versions.upperBound.rawValue)
        let isFine =
            maillab_set_versions(pointer, lowest, highest) == 1
            && SSL_CTX_set_ciphersuites(pointer, modern) == 1
            && (older.isEmpty || SSL_CTX_set_cipher_list(pointer, older) == 1)
            && maillab_set_groups(pointer, groups) == 1
            && maillab_set_signatures(pointer, Self.signatures(settings)) == 1
        guard isFine else { throw .unusable("versions, suites, groups") }
    }

    private static func signatures(_ settings: TLSSettings) -> String {
        let today = "ECDSA+SHA256:ECDSA+SHA384:ed25519:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA+SHA256"
        return settings.versions.lowerBound.isLegacy ? today + ":ECDSA+SHA1:RSA+SHA1" : today
    }

    private func prepareClient(
        _ anchors: [[UInt8]], _ lists: [[UInt8]], _ trust: TLSClientConfiguration.Trust,
        in library: OpaquePointer
    ) throws(TLSFailure) {
        let store = SSL_CTX_get_cert_store(pointer)
        for octets in anchors {
            guard let anchor = Self.certificate(octets, in: library) else {
                throw .unusable("a root")
            }
            defer { X509_free(anchor) }
            guard X509_STORE_add_cert(store, anchor) == 1 else { throw .unusable("a root") }
        }
        for octets in lists {
            let list = octets.withUnsafeBufferPointer { buffer in
                var position = buffer.baseAddress
                return d2i_X509_CRL(nil, &position, buffer.count)
            }
            guard let list else { throw .unusable("a revocation list") }
            defer { X509_CRL_free(list) }
            guard X509_STORE_add_crl(store, list) == 1 else {
                throw .unusable("a revocation list")
            }
        }
        checksRevocation = !lists.isEmpty
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        let acceptsAnyway = trust == .acceptAnyway
        SSL_CTX_set_cert_verify_callback(
            pointer,
            { store, acceptsAnyway in
                guard let store else { return 0 }
                // Level 2: keys of 112 bits of strength and more, no SHA-1.
                X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(store), 2)
                let passed = X509_verify_cert(store) == 1
                OpenHandshake.behind(maillab_session_of(store))?.note(verified: store, passed)
                return passed || acceptsAnyway != nil ? 1 : 0
            }, acceptsAnyway ? Unmanaged.passUnretained(self).toOpaque() : nil)
        if !protocols.isEmpty {
            SSL_CTX_set_alpn_protos(pointer, protocols, UInt32(truncatingIfNeeded: protocols.count))
        }
    }

    private func prepareServer(
        _ identity: TLSIdentity, in library: OpaquePointer
    ) throws(TLSFailure) {
        guard let key = KeyPair.read(identity.key.privateOctets, in: library) else {
            throw .unusable("the private key")
        }
        switch identity.key.kind {
        case .p256: EVP_PKEY_free(key)
        case .rsa: unsharedKey = key
        }
        for (index, item) in identity.chain.enumerated() {
            guard let certificate = Self.certificate(item.octets, in: library) else {
                throw .unusable("the certificate")
            }
            defer { X509_free(certificate) }
            let status =
                index == 0
                ? SSL_CTX_use_certificate(pointer, certificate)
                : maillab_add_to_chain(pointer, certificate)
            guard status == 1 else { throw .unusable("the certificate") }
        }
        try useKey(identity.key, in: library)
        guard !protocols.isEmpty else { return }
        SSL_CTX_set_alpn_select_cb(
            pointer,
            { _, chosen, length, offered, count, context in
                guard let context, let offered else { return SSL_TLSEXT_ERR_NOACK }
                let own = Unmanaged<TLSContext>.fromOpaque(context).takeUnretainedValue()
                let list = UnsafeBufferPointer(start: offered, count: Int(count))
                guard let range = own.choose(Array(list)) else {
                    return SSL_TLSEXT_ERR_ALERT_FATAL
                }
                chosen?.pointee = offered + range.lowerBound
                length?.pointee = UInt8(truncatingIfNeeded: range.count)
                return SSL_TLSEXT_ERR_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func useKey(_ pair: KeyPair, in library: OpaquePointer) throws(TLSFailure) {
        guard let key = KeyPair.read(pair.privateOctets, in: library) else {
            throw .unusable("the private key")
        }
        defer { EVP_PKEY_free(key) }
        guard SSL_CTX_use_PrivateKey(pointer, key) == 1 else { throw .unusable("the private key") }
    }

    /// Where, in the client's list, the first of our own protocols stands that is there.
    private func choose(_ offered: [UInt8]) -> Range<Int>? {
        let theirs = Self.entries(of: offered)
        for ours in Self.entries(of: protocols) {
            let name = protocols[ours]
            if let found = theirs.first(where: { offered[$0] == name }) { return found }
        }
        return nil
    }

    private static func entries(of list: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < list.count {
            let end = index + 1 + Int(list[index])
            guard end <= list.count else { break }
            found.append(index + 1..<end)
            index = end
        }
        return found
    }

    private static func certificate(
        _ octets: [UInt8], in library: OpaquePointer
    ) -> OpaquePointer? {
        var certificate = X509_new_ex(library, nil)
        return octets.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            // When it fails it frees what it was given.
            return d2i_X509(&certificate, &position, buffer.count)
        }
    }
}
