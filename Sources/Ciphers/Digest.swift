import COpenSSL

/// Fingerprints of octets, computed by OpenSSL.
package enum Digest {
    /// The MD5 digest, 16 octets: broken as a seal, still the arithmetic of APOP and CRAM-MD5.
    package static func md5(_ octets: [UInt8]) -> [UInt8] { digest(octets, EVP_md5()) }

    /// The SHA-1 digest, 20 octets.
    package static func sha1(_ octets: [UInt8]) -> [UInt8] { digest(octets, EVP_sha1()) }

    /// The SHA-256 digest, 32 octets.
    package static func sha256(_ octets: [UInt8]) -> [UInt8] { digest(octets, EVP_sha256()) }

    /// The SHA-384 digest, 48 octets.
    package static func sha384(_ octets: [UInt8]) -> [UInt8] { digest(octets, EVP_sha384()) }

    private static func digest(_ octets: [UInt8], _ algorithm: OpaquePointer?) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let status = octets.withUnsafeBytes { input in
            EVP_Digest(input.baseAddress, input.count, &result, &length, algorithm, nil)
        }
        // An empty answer would make every fingerprint equal, so there is no way on.
        precondition(status == 1, "this OpenSSL does not offer the digest that was asked for")
        return Array(result.prefix(Int(length)))
    }
}

/// Fingerprints that only the holder of a key can make (HMAC), computed by OpenSSL.
package enum KeyedDigest {
    /// HMAC with MD5, 16 octets.
    package static func md5(_ octets: [UInt8], key: [UInt8]) -> [UInt8] {
        code(octets, key, EVP_md5())
    }

    /// HMAC with SHA-1, 20 octets: still sound as an HMAC, and what SCRAM-SHA-1 is made of.
    package static func sha1(_ octets: [UInt8], key: [UInt8]) -> [UInt8] {
        code(octets, key, EVP_sha1())
    }

    /// HMAC with SHA-384, 48 octets.
    package static func sha384(_ octets: [UInt8], key: [UInt8]) -> [UInt8] {
        code(octets, key, EVP_sha384())
    }

    /// HMAC with SHA-256, 32 octets.
    package static func sha256(_ octets: [UInt8], key: [UInt8]) -> [UInt8] {
        code(octets, key, EVP_sha256())
    }

    private static func code(
        _ octets: [UInt8], _ key: [UInt8], _ algorithm: OpaquePointer?
    ) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        // A nil key has a meaning of its own for OpenSSL; an empty one is an octet of no length.
        let key = key.isEmpty ? [0] : key
        let made = HMAC(
            algorithm, key, Int32(clamping: key.count), octets.isEmpty ? [0] : octets,
            octets.count, &result, &length)
        precondition(made != nil, "this OpenSSL does not offer the HMAC that was asked for")
        return Array(result.prefix(Int(length)))
    }
}
