import Ciphers

/// A choice of algorithms, by the number that it has in messages (RFC 8446 §B.4).
///
/// These are the suites that we negotiate; a listener meets others, which have numbers only.
package enum CipherSuite: UInt16, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case aes128GCM = 0x1301
    case aes256GCM = 0x1302
    case chacha20 = 0x1303
    case ecdsaAES128GCM = 0xC02B
    case ecdsaAES256GCM = 0xC02C
    case rsaAES128GCM = 0xC02F
    case rsaAES256GCM = 0xC030
    case rsaChaCha20 = 0xCCA8
    case ecdsaChaCha20 = 0xCCA9
    case ecdsaAES128CBC = 0xC009
    case ecdsaAES256CBC = 0xC00A
    case rsaAES128CBC = 0xC013
    case rsaAES256CBC = 0xC014

    /// The name in the registry.
    package var description: String {
        switch self {
        case .aes128GCM: "TLS_AES_128_GCM_SHA256"
        case .aes256GCM: "TLS_AES_256_GCM_SHA384"
        case .chacha20: "TLS_CHACHA20_POLY1305_SHA256"
        case .ecdsaAES128GCM: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
        case .ecdsaAES256GCM: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
        case .rsaAES128GCM: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
        case .rsaAES256GCM: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
        case .rsaChaCha20: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
        case .ecdsaChaCha20: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
        case .ecdsaAES128CBC: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
        case .ecdsaAES256CBC: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"
        case .rsaAES128CBC: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
        case .rsaAES256CBC: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"
        }
    }

    /// The name that OpenSSL has for it.
    var libraryName: String {
        switch self {
        case .aes128GCM, .aes256GCM, .chacha20: description
        case .ecdsaAES128GCM: "ECDHE-ECDSA-AES128-GCM-SHA256"
        case .ecdsaAES256GCM: "ECDHE-ECDSA-AES256-GCM-SHA384"
        case .rsaAES128GCM: "ECDHE-RSA-AES128-GCM-SHA256"
        case .rsaAES256GCM: "ECDHE-RSA-AES256-GCM-SHA384"
        case .rsaChaCha20: "ECDHE-RSA-CHACHA20-POLY1305"
        case .ecdsaChaCha20: "ECDHE-ECDSA-CHACHA20-POLY1305"
        case .ecdsaAES128CBC: "ECDHE-ECDSA-AES128-SHA"
        case .ecdsaAES256CBC: "ECDHE-ECDSA-AES256-SHA"
        case .rsaAES128CBC: "ECDHE-RSA-AES128-SHA"
        case .rsaAES256CBC: "ECDHE-RSA-AES256-SHA"
        }
    }

    var cipher: RecordCipher {
        switch self {
        case .aes128GCM, .ecdsaAES128GCM, .rsaAES128GCM: .aes128GCM
        case .aes256GCM, .ecdsaAES256GCM, .rsaAES256GCM: .aes256GCM
        case .chacha20, .rsaChaCha20, .ecdsaChaCha20: .chacha20Poly1305
        case .ecdsaAES128CBC, .rsaAES128CBC: .aes128CBC
        case .ecdsaAES256CBC, .rsaAES256CBC: .aes256CBC
        }
    }

    /// The digest of its key derivation, from version 1.2 on.
    var digest: DigestKind {
        switch self {
        case .aes256GCM, .ecdsaAES256GCM, .rsaAES256GCM: .sha384
        case .aes128GCM, .chacha20, .ecdsaAES128GCM, .rsaAES128GCM, .rsaChaCha20,
            .ecdsaChaCha20, .ecdsaAES128CBC, .ecdsaAES256CBC, .rsaAES128CBC, .rsaAES256CBC:
            .sha256
        }
    }

    /// Whether it belongs to version 1.3, whose suites name no key exchange.
    var isOfTLS13: Bool { rawValue >> 8 == 0x13 }

    /// What two sides of today agree on, best first.
    package static let modern: [CipherSuite] = [
        .aes128GCM, .aes256GCM, .chacha20, .ecdsaAES128GCM, .rsaAES128GCM, .ecdsaAES256GCM,
        .rsaAES256GCM, .ecdsaChaCha20, .rsaChaCha20,
    ]

    /// What was left when one side was old.
    package static let legacy: [CipherSuite] = [
        .ecdsaAES128CBC, .rsaAES128CBC, .ecdsaAES256CBC, .rsaAES256CBC,
    ]
}

/// How keys are agreed upon (RFC 8446 §4.2.7).
package enum TLSGroup: UInt16, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case secp256r1 = 23
    case secp384r1 = 24
    case x25519 = 29

    package var description: String {
        switch self {
        case .secp256r1: "secp256r1"
        case .secp384r1: "secp384r1"
        case .x25519: "x25519"
        }
    }

    var libraryName: String {
        switch self {
        case .secp256r1: "P-256"
        case .secp384r1: "P-384"
        case .x25519: "X25519"
        }
    }
}
