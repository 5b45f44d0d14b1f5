import COpenSSL

/// A private key with its public half, as a value: PKCS #8 in DER.
package struct KeyPair: Hashable, Sendable {
    /// What kind of key is made.
    package enum Kind: Hashable, Sendable {
        /// The curve P-256, which every mail program takes.
        case p256
        case rsa(bits: Int)
    }

    package let kind: Kind
    /// The private key (PKCS #8, DER).
    package let privateOctets: [UInt8]
    /// The public key as certificates carry it (SubjectPublicKeyInfo, DER; RFC 5280 §4.1.2.7).
    package let publicOctets: [UInt8]

    /// A new key: the same stream gives the same key.
    package init(
        _ kind: Kind, chance: inout ChanceStream, library: SeededLibrary = .shared
    ) {
        self.kind = kind
        let octets: (own: [UInt8], open: [UInt8])? = library.with(&chance) { context in
            let made =
                switch kind {
                case .p256: maillab_make_ec_key(context, "P-256")
                case .rsa(let bits): maillab_make_rsa_key(context, bits)
                }
            guard let made else { return nil }
            defer { EVP_PKEY_free(made) }
            guard let info = EVP_PKEY2PKCS8(made) else { return nil }
            defer { PKCS8_PRIV_KEY_INFO_free(info) }
            let own = DEROctets.of { i2d_PKCS8_PRIV_KEY_INFO(info, $0) }
            let open = DEROctets.of { i2d_PUBKEY(made, $0) }
            return own.isEmpty || open.isEmpty ? nil : (own, open)
        }
        guard let octets else {
            preconditionFailure("this OpenSSL does not make the kind of key that was asked for")
        }
        privateOctets = octets.own
        publicOctets = octets.open
    }

    /// A signature over the SHA-256 digest of `octets`: ECDSA, or RSA with PKCS #1 padding.
    package func signature(
        of octets: [UInt8], chance: inout ChanceStream, library: SeededLibrary = .shared
    ) -> [UInt8] {
        let result: [UInt8] = library.with(&chance) { context in
            guard let key = Self.read(privateOctets, in: context) else { return [] }
            defer { EVP_PKEY_free(key) }
            guard let signing = EVP_MD_CTX_new() else { return [] }
            defer { EVP_MD_CTX_free(signing) }
            var count = 0
            guard
                EVP_DigestSignInit_ex(signing, nil, "SHA256", context, nil, key, nil) == 1,
                EVP_DigestSign(signing, nil, &count, octets, octets.count) == 1
            else { return [] }
            var signature = [UInt8](repeating: 0, count: count)
            guard EVP_DigestSign(signing, &signature, &count, octets, octets.count) == 1 else {
                return []
            }
            return Array(signature.prefix(count))
        }
        precondition(!result.isEmpty, "this OpenSSL does not sign with a key that it made")
        return result
    }

    /// The key as OpenSSL holds it; the caller frees it.
    package static func read(_ octets: [UInt8], in context: OpaquePointer) -> OpaquePointer? {
        octets.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            return d2i_AutoPrivateKey_ex(nil, &position, buffer.count, context, nil)
        }
    }
}

/// Takes what OpenSSL writes as DER.
package enum DEROctets {
    /// The octets that `write` writes; none when it fails.
    package static func of(
        _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) -> [UInt8] {
        let count = Int(write(nil))
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            var position = buffer.baseAddress
            used = max(0, min(count, Int(write(&position))))
        }
    }
}
