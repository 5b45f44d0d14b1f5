import COpenSSL

/// The ciphers that TLS records are sealed with.
package enum RecordCipher: Hashable, Sendable, CaseIterable {
    case aes128GCM
    case aes256GCM
    case chacha20Poly1305
    /// The old kind: blocks chained, sealed by an HMAC of their own.
    case aes128CBC
    case aes256CBC

    package var keyCount: Int {
        switch self {
        case .aes128GCM, .aes128CBC: 16
        case .aes256GCM, .chacha20Poly1305, .aes256CBC: 32
        }
    }

    /// Whether sealing and opening are one operation with the cipher.
    package var isAuthenticated: Bool {
        switch self {
        case .aes128GCM, .aes256GCM, .chacha20Poly1305: true
        case .aes128CBC, .aes256CBC: false
        }
    }

    /// Octets that a seal adds.
    package static let tagCount = 16
    /// Octets of a block of the chained ciphers.
    package static let blockCount = 16

    private var algorithm: OpaquePointer? {
        switch self {
        case .aes128GCM: EVP_aes_128_gcm()
        case .aes256GCM: EVP_aes_256_gcm()
        case .chacha20Poly1305: EVP_chacha20_poly1305()
        case .aes128CBC: EVP_aes_128_cbc()
        case .aes256CBC: EVP_aes_256_cbc()
        }
    }

    /// `octets` encrypted, with the seal behind them (an authenticated cipher).
    package func seal(
        _ octets: [UInt8], key: [UInt8], nonce: [UInt8], beside: [UInt8]
    ) -> [UInt8] {
        precondition(isAuthenticated, "a chained cipher does not seal")
        var result = [UInt8](repeating: 0, count: octets.count + Self.tagCount)
        let isDone = run(key, nonce, encrypts: true) { context in
            var count: Int32 = 0
            guard
                EVP_EncryptUpdate(context, nil, &count, beside, Int32(clamping: beside.count))
                    == 1,
                EVP_EncryptUpdate(
                    context, &result, &count, octets, Int32(clamping: octets.count)) == 1
            else { return false }
            var rest = [UInt8](repeating: 0, count: Self.blockCount)
            var tag = [UInt8](repeating: 0, count: Self.tagCount)
            guard EVP_EncryptFinal_ex(context, &rest, &count) == 1,
                maillab_get_tag(context, Int32(Self.tagCount), &tag) == 1
            else { return false }
            result.replaceSubrange(octets.count..., with: tag)
            return true
        }
        precondition(isDone, "this OpenSSL does not offer the cipher that was negotiated")
        return result
    }

    /// What was sealed, nil when the seal does not fit.
    package func open(
        _ sealed: ArraySlice<UInt8>, key: [UInt8], nonce: [UInt8], beside: [UInt8]
    ) -> [UInt8]? {
        precondition(isAuthenticated, "a chained cipher has no seal")
        guard sealed.count >= Self.tagCount else { return nil }
        let body = Array(sealed.dropLast(Self.tagCount))
        var tag = Array(sealed.suffix(Self.tagCount))
        var result = [UInt8](repeating: 0, count: body.count)
        var spare = [UInt8](repeating: 0, count: Self.blockCount)
        let isDone = run(key, nonce, encrypts: false) { context in
            var count: Int32 = 0
            return EVP_DecryptUpdate(context, nil, &count, beside, Int32(clamping: beside.count))
                == 1
                && EVP_DecryptUpdate(context, &result, &count, body, Int32(clamping: body.count))
                    == 1
                && maillab_set_tag(context, Int32(Self.tagCount), &tag) == 1
                && EVP_DecryptFinal_ex(context, &spare, &count) == 1
        }
        return isDone ? result : nil
    }

    /// Whole blocks through a chained cipher, in either direction; nil when they are not whole.
    package func chain(
        _ blocks: [UInt8], key: [UInt8], vector: [UInt8], encrypts: Bool
    ) -> [UInt8]? {
        precondition(!isAuthenticated, "an authenticated cipher is not a chain")
        guard blocks.count % Self.blockCount == 0 else { return nil }
        var result = [UInt8](repeating: 0, count: blocks.count + Self.blockCount)
        var count: Int32 = 0
        let isDone = run(key, vector, encrypts: encrypts) { context in
            EVP_CIPHER_CTX_set_padding(context, 0) == 1
                && EVP_CipherUpdate(
                    context, &result, &count, blocks, Int32(clamping: blocks.count)) == 1
        }
        return isDone && Int(count) == blocks.count ? Array(result.prefix(blocks.count)) : nil
    }

    private func run(
        _ key: [UInt8], _ nonce: [UInt8], encrypts: Bool, _ body: (OpaquePointer) -> Bool
    ) -> Bool {
        precondition(key.count == keyCount && !nonce.isEmpty, "a key of the wrong length")
        guard let context = EVP_CIPHER_CTX_new() else { return false }
        defer { EVP_CIPHER_CTX_free(context) }
        let direction: Int32 = encrypts ? 1 : 0
        guard EVP_CipherInit_ex2(context, algorithm, key, nonce, direction, nil) == 1 else {
            return false
        }
        return body(context)
    }
}
