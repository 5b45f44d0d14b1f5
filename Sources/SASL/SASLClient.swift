import Ciphers

/// The client's side of one authentication, in every method; octets here are not yet in base64.
package struct SASLClient: Hashable, Sendable {
    private enum State: Hashable, Sendable {
        case first
        case second
        case scramFirst(bare: [UInt8], nonce: [UInt8])
        case scramFinal(signature: [UInt8])
        case tokenSent
        case over
    }

    package let method: SASLMethod
    private let login: String
    private let authorizationID: String
    private let secret: SASLSecret
    private let header: GS2Header
    private let bindingOctets: [UInt8]
    private let nonce: [UInt8]
    private let host: String
    private let port: UInt16
    private var state = State.first
    /// Whether the server has proved that it knows the password too; only SCRAM can.
    package private(set) var serverIsProved = false

    /// The fewest and the most rounds that a server may ask for: fewer make guessing cheap, and
    /// more cost us as much work as somebody likes (RFC 7677 §4).
    package static let iterationRange = 4_096...200_000

    /// An exchange for `login`.
    ///
    /// `bindings` are the names of the encrypted connection, if there is one; `serverBinds` tells
    /// whether the server offers a method with binding at all. `nonce` must be another each time.
    package init(
        _ method: SASLMethod, login: String, authorizationID: String = "", _ secret: SASLSecret,
        nonce: String = "", bindings: [SASLBinding] = [], serverBinds: Bool = false,
        host: String = "", port: UInt16 = 0
    ) throws(SASLFault) {
        switch (method, secret) {
        case (.xoauth2, .token(let text)), (.oauthBearer, .token(let text)):
            try SASLField.check(
                Credentials(authorizationID: authorizationID, login: login, password: "-"))
            try BearerToken.check(text)
        case (.plain, .password(let text)), (.login, .password(let text)),
            (.cramMD5, .password(let text)), (.scram, .password(let text)):
            try SASLField.check(
                Credentials(authorizationID: authorizationID, login: login, password: text))
        case (_, _): throw .wrongSecret
        }
        self.method = method
        self.login = login
        self.authorizationID = authorizationID
        self.secret = secret
        self.nonce = Array(nonce.utf8)
        self.host = host
        self.port = port
        switch method {
        case .scram(_, isBound: true):
            guard let chosen = bindings.first else { throw .noBinding }
            header = GS2Header(.used(name: chosen.name), authorizationID: authorizationID)
            bindingOctets = chosen.octets
        case .scram(_, isBound: false):
            let knows = !bindings.isEmpty && !serverBinds
            header = GS2Header(knows ? .notOffered : .none, authorizationID: authorizationID)
            bindingOctets = []
        case .plain, .login, .cramMD5, .xoauth2, .oauthBearer:
            header = GS2Header(.none, authorizationID: login)
            bindingOctets = []
        }
        if case .scram = method {
            guard !self.nonce.isEmpty,
                self.nonce.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x2C })
            else { throw .malformedSCRAM }
        }
    }

    /// What may go with the command itself, where the method lets the client speak first.
    package mutating func initialResponse() -> [UInt8]? {
        guard case .first = state else { return nil }
        switch method {
        case .login, .cramMD5: return nil
        case .plain:
            state = .over
            return Array(authorizationID.utf8) + [0] + Array(login.utf8) + [0] + secretOctets
        case .scram:
            let bare = Array("n=".utf8) + SCRAMMessage.escaped(login) + Array(",r=".utf8) + nonce
            state = .scramFirst(bare: bare, nonce: nonce)
            return header.octets + bare
        case .xoauth2:
            state = .tokenSent
            return Array("user=\(login)\u{1}auth=Bearer ".utf8) + secretOctets + [1, 1]
        case .oauthBearer:
            state = .tokenSent
            var message = header.octets + [1]
            if !host.isEmpty { message += Array("host=\(host)\u{1}port=\(port)\u{1}".utf8) }
            return message + Array("auth=Bearer ".utf8) + secretOctets + [1, 1]
        }
    }

    private var secretOctets: [UInt8] {
        switch secret {
        case .password(let text), .token(let text): Array(text.utf8)
        }
    }

    /// The answer to a challenge.
    package mutating func respond(to challenge: [UInt8]) throws(SASLFault) -> [UInt8] {
        switch (state, method) {
        case (.first, .login):
            state = .second
            return Array(login.utf8)
        case (.second, .login):
            state = .over
            return secretOctets
        case (.first, .cramMD5):
            guard challenge.count <= SCRAMMessage.limit else { throw .tooLong }
            state = .over
            let code = KeyedDigest.md5(challenge, key: secretOctets)
            return Array("\(login) \(HexText.lower(code))".utf8)
        case (.first, .plain), (.first, .scram), (.first, .xoauth2), (.first, .oauthBearer):
            // The server waits for the first message: its challenge is empty.
            guard challenge.isEmpty, let response = initialResponse() else { throw .unexpected }
            return response
        case (.scramFirst(let bare, let own), .scram(let digest, _)):
            return try prove(challenge, bare, own, digest.kind)
        case (.scramFinal(let signature), .scram):
            var message = try SCRAMMessage(challenge[...])
            guard constantTimeEquals(try message.takeBase64("v"), signature) else {
                throw .serverNotProved
            }
            state = .over
            serverIsProved = true
            return []
        case (.tokenSent, .xoauth2):
            // The challenge tells why the token was refused; an empty answer lets the server end.
            state = .over
            return []
        case (.tokenSent, .oauthBearer):
            state = .over
            return [1]
        case (.second, _), (.scramFirst, _), (.scramFinal, _), (.tokenSent, _), (.over, _):
            throw .unexpected
        }
    }

    /// The client's final message (RFC 5802 §5).
    private mutating func prove(
        _ challenge: [UInt8], _ bare: [UInt8], _ own: [UInt8], _ kind: DigestKind
    ) throws(SASLFault) -> [UInt8] {
        var message = try SCRAMMessage(challenge[...])
        let whole = try message.takeNonce()
        guard whole.starts(with: own), whole.count > own.count else { throw .wrongNonce }
        let salt = try message.takeBase64("s")
        let digits = try message.take("i")
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != 0x30,
            let iterations = Int(String(decoding: digits, as: UTF8.self))
        else { throw .malformedSCRAM }
        guard Self.iterationRange.contains(iterations) else { throw .iterations }
        guard case .password(let password) = secret else { throw .wrongSecret }
        let keys = SCRAMKeys(password: password, salt: salt, iterations: iterations, kind)
        let final =
            Array("c=".utf8) + SASLBase64.encode(header.octets + bindingOctets)
            + Array(",r=".utf8) + whole
        let comma = [UInt8(ascii: ",")]
        let signed = bare + comma + challenge + comma + final
        let signature = kind.code(signed, key: kind.digest(keys.clientKey))
        let proof = zip(keys.clientKey, signature).map { $0 ^ $1 }
        state = .scramFinal(signature: kind.code(signed, key: keys.serverKey))
        return final + Array(",p=".utf8) + SASLBase64.encode(proof)
    }

    /// What the server must say to prove itself, once that can be known (RFC 5802 §3).
    package var expectedSignature: [UInt8]? {
        if case .scramFinal(let signature) = state { return signature }
        return nil
    }

    /// Whether the password itself, or the token, has been sent.
    package var hasSentSecret: Bool {
        switch state {
        case .over, .tokenSent: method.sendsSecret
        case .first, .second, .scramFirst, .scramFinal: false
        }
    }

    /// Whether the server may say now that all is well: a SCRAM server must have proved itself
    /// first (RFC 5802 §5).
    package var mayBelieveSuccess: Bool {
        switch method {
        case .scram: serverIsProved
        case .plain, .login, .cramMD5, .xoauth2, .oauthBearer: true
        }
    }
}
