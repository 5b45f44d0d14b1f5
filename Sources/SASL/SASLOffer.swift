import Ciphers

/// What a server offers of SASL, and the chance that makes each exchange another one.
package struct SASLOffer: Hashable, Sendable {
    /// In the order in which they are listed.
    package var methods: [SASLMethod]
    /// The name in the challenge of CRAM-MD5.
    package var hostName: String
    private var chance: ChanceStream

    package init(
        _ methods: [SASLMethod] = [.plain, .login], hostName: String = "localhost",
        chance: ChanceStream = ChanceStream(seed: [])
    ) {
        self.methods = methods
        self.hostName = hostName
        self.chance = chance
    }

    /// Those that the connection allows as it is now; nil stands for one without TLS.
    ///
    /// There is nothing to bind to without TLS (RFC 5802 §6), and a token must not be shown to
    /// whoever listens (RFC 7628 §3).
    package func methods(on connection: [SASLBinding]?) -> [SASLMethod] {
        methods.filter { method in
            if method.isBound { return connection?.isEmpty == false }
            return connection != nil || !method.takesToken
        }
    }

    /// Begins an exchange with a nonce of its own.
    ///
    /// `stamp` is the moment, in any unit: RFC 2195 §2 wants digits of chance, a time stamp and
    /// the name of the server.
    package mutating func begin(
        _ method: SASLMethod, stamp: Int64, on connection: [SASLBinding]?
    ) -> SASLServer {
        let nonce: String
        switch method {
        case .cramMD5:
            let number = chance.octets(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            nonce = "<\(number).\(stamp)@\(hostName)>"
        case .scram:
            nonce = String(decoding: SASLBase64.encode(chance.octets(18)), as: UTF8.self)
        case .plain, .login, .xoauth2, .oauthBearer: nonce = ""
        }
        // Whoever never offers binding has nothing that could be hidden (RFC 5802 §6).
        let binds = methods(on: connection).contains { $0.isBound }
        return SASLServer(method, nonce: nonce, bindings: binds ? connection ?? [] : [])
    }
}
