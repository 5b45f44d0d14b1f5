import Ciphers

/// A way of proving who one is: every mechanism that we know.
package enum SASLMethod: Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case plain
    case login
    case cramMD5
    case scram(SCRAMDigest, isBound: Bool)
    case xoauth2
    case oauthBearer

    /// Strongest first, as a client should choose (RFC 5802 §9).
    package static let allCases: [SASLMethod] = [
        .scram(.sha256, isBound: true), .scram(.sha1, isBound: true),
        .scram(.sha256, isBound: false), .scram(.sha1, isBound: false), .oauthBearer, .xoauth2,
        .cramMD5, .plain, .login,
    ]

    /// The name in the registry.
    package var description: String {
        switch self {
        case .plain: "PLAIN"
        case .login: "LOGIN"
        case .cramMD5: "CRAM-MD5"
        case .scram(let digest, let isBound): digest.rawValue + (isBound ? "-PLUS" : "")
        case .xoauth2: "XOAUTH2"
        case .oauthBearer: "OAUTHBEARER"
        }
    }

    /// The method of this name in any case, or nil.
    package init?(named name: String) {
        let name = name.uppercased()
        guard let found = Self.allCases.first(where: { $0.description == name }) else { return nil }
        self = found
    }

    /// Whether it proves a token from somewhere else and not a password (RFC 7628).
    package var takesToken: Bool {
        switch self {
        case .xoauth2, .oauthBearer: true
        case .plain, .login, .cramMD5, .scram: false
        }
    }

    /// Whether it is tied to the encrypted connection (RFC 5802 §6).
    package var isBound: Bool {
        switch self {
        case .scram(_, let isBound): isBound
        case .plain, .login, .cramMD5, .xoauth2, .oauthBearer: false
        }
    }

    /// Whether the password itself, or a token as good as one, crosses the network.
    package var sendsSecret: Bool {
        switch self {
        case .plain, .login, .xoauth2, .oauthBearer: true
        case .cramMD5, .scram: false
        }
    }

    /// The key of the phrase that tells what one learns who listens to the exchange.
    package var listenerKey: String {
        switch self {
        case .plain, .login: "sasl.listener-password"
        case .cramMD5: "sasl.listener-guess"
        case .scram: "sasl.listener-slow-guess"
        case .xoauth2, .oauthBearer: "sasl.listener-token"
        }
    }

    /// The key of the phrase that tells what one finds who steals the server's disk.
    package var diskKey: String {
        switch self {
        case .plain, .login: "sasl.disk-digest"
        case .cramMD5: "sasl.disk-password"
        case .scram: "sasl.disk-verifier"
        case .xoauth2, .oauthBearer: "sasl.disk-nothing"
        }
    }
}

/// The digests that SCRAM is defined with (RFC 5802, RFC 7677).
package enum SCRAMDigest: String, Hashable, Sendable, CaseIterable {
    case sha1 = "SCRAM-SHA-1"
    case sha256 = "SCRAM-SHA-256"

    package var kind: DigestKind {
        switch self {
        case .sha1: .sha1
        case .sha256: .sha256
        }
    }
}

/// A name of the encrypted connection below, to which an authentication can be tied
/// (RFC 5802 §6).
package struct SASLBinding: Hashable, Sendable {
    /// Such as `tls-exporter`.
    package var name: String
    package var octets: [UInt8]

    package init(name: String, octets: [UInt8]) {
        self.name = name
        self.octets = octets
    }
}

/// What a client proves itself with.
package enum SASLSecret: Hashable, Sendable {
    case password(String)
    /// A token from somewhere else, such as a sign-in page (RFC 7628).
    case token(String)
}
