import Ciphers
import SASL

/// In which form a server keeps passwords.
package enum PasswordStorage: String, Hashable, Sendable, CaseIterable {
    /// As they are: whoever has the disk has them.
    case clear
    /// As verifiers of SCRAM: a proof can be checked with them, not made (RFC 5802 §3).
    case scram
}

/// What a server keeps of one password.
package enum StoredPassword: Hashable, Sendable {
    case clear(String)
    /// One for each digest.
    case scram([SCRAMVerifier])
    /// Nobody was given a password: nobody gets in.
    case nothing

    /// Whether this is the password that was kept.
    func fits(_ password: String) -> Bool {
        switch self {
        case .clear(let kept): return Accounts.isSame(password, kept)
        case .scram(let verifiers):
            guard let kept = verifiers.first else { return false }
            let given = SCRAMVerifier(
                password: password, salt: kept.salt, iterations: kept.iterations, kept.digest)
            return constantTimeEquals(given.storedKey, kept.storedKey)
        case .nothing:
            // As long as a real comparison takes.
            return Accounts.isSame(password, "") && false
        }
    }

    /// The password itself, where it is kept: CRAM-MD5 and APOP need it.
    var password: String? {
        switch self {
        case .clear(let password): password
        case .scram, .nothing: nil
        }
    }

    /// A verifier for SCRAM; a server that keeps passwords makes one when it is asked.
    func verifier(_ digest: SCRAMDigest, salt: [UInt8]) -> SCRAMVerifier? {
        switch self {
        case .clear(let password): SCRAMVerifier(password: password, salt: salt, digest)
        case .scram(let verifiers): verifiers.first { $0.digest == digest }
        case .nothing: nil
        }
    }

    /// What stands on the disk, a line for each thing that is kept.
    package var lines: [String] {
        switch self {
        case .clear(let password): [password]
        case .scram(let verifiers):
            verifiers.map { verifier in
                func base64(_ octets: [UInt8]) -> String {
                    String(decoding: SASLBase64.encode(octets), as: UTF8.self)
                }
                return "\(verifier.digest.rawValue) i=\(verifier.iterations)"
                    + " s=\(base64(verifier.salt)) StoredKey=\(base64(verifier.storedKey))"
                    + " ServerKey=\(base64(verifier.serverKey))"
            }
        case .nothing: []
        }
    }
}

/// What only a server itself knows: from it come salts, decoys and the seals of tokens.
package struct ServerSecrets: Hashable, Sendable {
    private let salt: [UInt8]
    package let tokenKey: [UInt8]

    package init(_ chance: ChanceStream = ChanceStream(seed: [])) {
        var salts = chance.stream("salts")
        var tokens = chance.stream("tokens")
        salt = salts.octets(32)
        tokenKey = tokens.octets(32)
    }

    /// The salt of an account: the same each time, also for an account that there is not.
    func salt(of login: String) -> [UInt8] {
        SCRAMVerifier(decoyFor: Accounts.key(login), secret: salt, .sha256).salt
    }

    /// What a client is told about somebody whom we do not know (RFC 5802 §7).
    func decoy(of login: String, _ digest: SCRAMDigest) -> SCRAMVerifier {
        SCRAMVerifier(decoyFor: Accounts.key(login), secret: salt, digest)
    }
}
