import COpenSSL

/// Which digest a construction stands on.
package enum DigestKind: Hashable, Sendable, CaseIterable {
    case md5
    case sha1
    case sha256
    case sha384

    /// Octets of one digest.
    package var count: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        }
    }

    package func digest(_ octets: [UInt8]) -> [UInt8] {
        switch self {
        case .md5: Digest.md5(octets)
        case .sha1: Digest.sha1(octets)
        case .sha256: Digest.sha256(octets)
        case .sha384: Digest.sha384(octets)
        }
    }

    /// The HMAC of `octets` under `key`.
    package func code(_ octets: [UInt8], key: [UInt8]) -> [UInt8] {
        switch self {
        case .md5: KeyedDigest.md5(octets, key: key)
        case .sha1: KeyedDigest.sha1(octets, key: key)
        case .sha256: KeyedDigest.sha256(octets, key: key)
        case .sha384: KeyedDigest.sha384(octets, key: key)
        }
    }

    fileprivate var algorithm: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        }
    }
}

/// Keys made from passwords and from other keys.
package enum KeyDerivation {
    /// A key of `count` octets from a password, made dear on purpose by `iterations` (PBKDF2).
    ///
    /// One that was made lately is not made again (`DerivedKeys`).
    package static func fromPassword(
        _ password: [UInt8], salt: [UInt8], iterations: Int, count: Int, _ kind: DigestKind
    ) -> [UInt8] {
        let recipe = DerivedKeys.recipe(password, salt, iterations, count, kind)
        if let known = DerivedKeys.shared[recipe] { return known }
        let key = derive(password, salt, iterations, count, kind)
        DerivedKeys.shared.keep(key, madeBy: recipe)
        return key
    }

    private static func derive(
        _ password: [UInt8], _ salt: [UInt8], _ iterations: Int, _ count: Int, _ kind: DigestKind
    ) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: count)
        // A pointer to nothing means "no password" to OpenSSL, as the empty password does.
        let status = password.withUnsafeBytes { text in
            PKCS5_PBKDF2_HMAC(
                text.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(clamping: text.count), salt, Int32(clamping: salt.count),
                Int32(clamping: iterations), kind.algorithm, Int32(clamping: count), &key)
        }
        precondition(status == 1, "this OpenSSL does not offer PBKDF2 with the digest asked for")
        return key
    }

    /// A key of `count` octets from `secret` for what `label` and `context` name
    /// (HKDF-Expand-Label, RFC 8446 §7.1).
    package static func expandLabel(
        _ secret: [UInt8], _ label: String, context: [UInt8] = [], count: Int, _ kind: DigestKind
    ) -> [UInt8] {
        let label = Array("tls13 \(label)".utf8)
        let info =
            [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
            + [UInt8(truncatingIfNeeded: label.count)] + label
            + [UInt8(truncatingIfNeeded: context.count)] + context
        var result: [UInt8] = []
        var last: [UInt8] = []
        var number: UInt8 = 1
        while result.count < count {
            last = kind.code(last + info + [number], key: secret)
            result += last
            number &+= 1
        }
        return Array(result.prefix(count))
    }

    /// The pseudorandom function of TLS 1.2 and before (RFC 5246 §5).
    ///
    /// Before 1.2 it was MD5 and SHA-1 together, each with a half of the secret: nil asks for it.
    package static func tlsPRF(
        _ secret: [UInt8], _ label: String, seed: [UInt8], count: Int, _ kind: DigestKind?
    ) -> [UInt8] {
        let seed = Array(label.utf8) + seed
        if let kind { return expand(secret, seed, count, kind) }
        let half = (secret.count + 1) / 2
        let left = expand(Array(secret.prefix(half)), seed, count, .md5)
        let right = expand(Array(secret.suffix(half)), seed, count, .sha1)
        return zip(left, right).map { $0 ^ $1 }
    }

    /// P_hash of RFC 5246 §5.
    private static func expand(
        _ secret: [UInt8], _ seed: [UInt8], _ count: Int, _ kind: DigestKind
    ) -> [UInt8] {
        var result: [UInt8] = []
        var chain = seed
        while result.count < count {
            chain = kind.code(chain, key: secret)
            result += kind.code(chain + seed, key: secret)
        }
        return Array(result.prefix(count))
    }
}
