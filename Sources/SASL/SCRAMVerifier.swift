import Ciphers

/// What a server keeps of a password for SCRAM: enough to check a proof, too little to make one
/// (RFC 5802 §3).
package struct SCRAMVerifier: Hashable, Sendable {
    package let digest: SCRAMDigest
    package let salt: [UInt8]
    package let iterations: Int
    package let storedKey: [UInt8]
    package let serverKey: [UInt8]

    /// Servers should ask for no fewer rounds (RFC 7677 §3).
    package static let usualIterations = 4_096

    /// What is to be kept of `password`.
    package init(
        password: String, salt: [UInt8], iterations: Int = usualIterations, _ digest: SCRAMDigest
    ) {
        let keys = SCRAMKeys(
            password: password, salt: salt, iterations: iterations, digest.kind)
        self.digest = digest
        self.salt = salt
        self.iterations = iterations
        storedKey = digest.kind.digest(keys.clientKey)
        serverKey = keys.serverKey
    }

    /// A verifier that no password fits, and that looks like one to a client: whoever asks for a
    /// user that there is not must not be able to tell (RFC 5802 §7).
    package init(decoyFor login: String, secret: [UInt8], _ digest: SCRAMDigest) {
        self.digest = digest
        salt = Array(KeyedDigest.sha256(Array(login.utf8), key: secret).prefix(16))
        iterations = Self.usualIterations
        storedKey = [UInt8](repeating: 0, count: digest.kind.count)
        serverKey = storedKey
    }
}

/// The keys that a client makes from its password (RFC 5802 §3).
struct SCRAMKeys {
    let clientKey: [UInt8]
    let serverKey: [UInt8]

    init(password: String, salt: [UInt8], iterations: Int, _ kind: DigestKind) {
        let salted = KeyDerivation.fromPassword(
            Array(password.utf8), salt: salt, iterations: iterations, count: kind.count, kind)
        clientKey = kind.code(Array("Client Key".utf8), key: salted)
        serverKey = kind.code(Array("Server Key".utf8), key: salted)
    }
}
