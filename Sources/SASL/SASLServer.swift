import Ciphers

/// What a client claims, and the host must judge.
package enum SASLClaim: Hashable, Sendable {
    /// Name and password as they are.
    case password(Credentials)
    /// An HMAC-MD5 of `challenge` under the password; judge with `CRAMProof.holds`.
    case digest(login: String, challenge: [UInt8], code: [UInt8])
    /// SCRAM: the host is asked for what it keeps of this user, not for a judgement.
    case verifier(login: String, SCRAMDigest)
    case token(login: String, String)
    /// The exchange itself has proved it (SCRAM): may they come in?
    case proved(login: String, authorizationID: String)
    /// The exchange has shown that the password is wrong; the host keeps its books.
    case disproved(login: String)

    /// Whose name was given.
    package var login: String {
        switch self {
        case .password(let credentials): credentials.login
        case .digest(let login, _, _), .verifier(let login, _), .token(let login, _),
            .proved(let login, _), .disproved(let login):
            login
        }
    }
}

/// What the host says to a claim.
package enum SASLVerdict: Hashable, Sendable {
    /// The account's own spelling of the name.
    case accepted(login: String)
    case refused
    /// What is kept of the user; of one that there is not, a decoy.
    case verifier(SCRAMVerifier)
}

/// What a server's exchange comes to.
package enum SASLOutcome: Hashable, Sendable {
    /// Send this, in base64.
    case challenge([UInt8])
    case ask(SASLClaim)
    case succeeded(login: String, authorizationID: String)
    case refused
}

/// Judges the answer to a CRAM-MD5 challenge (RFC 2195 §2).
package enum CRAMProof {
    package static func holds(_ code: [UInt8], challenge: [UInt8], password: String) -> Bool {
        constantTimeEquals(code, KeyedDigest.md5(challenge, key: Array(password.utf8)))
    }
}

/// The server's side of one authentication, in every method; octets are decoded already.
package struct SASLServer: Hashable, Sendable {
    private enum State: Hashable, Sendable {
        case first
        case loginPassword(name: String)
        case cramAnswer
        case judging(login: String, authorizationID: String)
        case scramLookUp(SCRAMStart)
        case scramProof(SCRAMStart, SCRAMVerifier, first: [UInt8])
        case scramEnd(login: String, authorizationID: String)
        case tokenRefused
        case over
    }

    /// What a client's first message of SCRAM said.
    private struct SCRAMStart: Hashable, Sendable {
        let header: GS2Header
        let login: String
        let bare: [UInt8]
        let nonce: [UInt8]
    }

    package let method: SASLMethod
    private let nonce: [UInt8]
    private let bindings: [SASLBinding]
    private var state = State.first

    /// An exchange; `nonce` is what the server adds to the client's in SCRAM, and the challenge of
    /// CRAM-MD5: it must be another each time. `bindings` are the names of the encrypted
    /// connection, none where there is none.
    package init(_ method: SASLMethod, nonce: String = "", bindings: [SASLBinding] = []) {
        self.method = method
        self.nonce = Array(nonce.utf8)
        self.bindings = bindings
    }

    /// Begins, with or without an initial response.
    package mutating func start(initialResponse: [UInt8]?) throws(SASLFault) -> SASLOutcome {
        switch (method, initialResponse) {
        case (.cramMD5, nil):
            state = .cramAnswer
            return .challenge(nonce)
        case (.cramMD5, _?):
            // The server speaks first here, so there is nothing to answer yet (RFC 4422 §5).
            throw .noInitialResponse
        case (.login, nil): return .challenge(Array("Username:".utf8))
        case (_, nil): return .challenge([])
        case (_, let response?): return try respond(response)
        }
    }

    /// Takes the next response of the client.
    package mutating func respond(_ response: [UInt8]) throws(SASLFault) -> SASLOutcome {
        switch (state, method) {
        case (.first, .plain):
            let given = try Credentials(plain: response)
            return ask(.password(given), given.login, given.authorizationID)
        case (.first, .login):
            let name = try SASLField.text(response[...])
            guard !name.isEmpty else { throw .empty }
            state = .loginPassword(name: name)
            return .challenge(Array("Password:".utf8))
        case (.loginPassword(let name), _):
            let given = Credentials(login: name, password: try SASLField.text(response[...]))
            try SASLField.check(given)
            return ask(.password(given), name, "")
        case (.cramAnswer, _): return try readCRAM(response)
        case (.first, .scram(let digest, let isBound)):
            return try readFirst(response, digest, isBound)
        case (.scramProof(let start, let verifier, let first), _):
            return try readProof(response, start, verifier, first)
        case (.scramEnd(let login, let authorizationID), _):
            guard response.isEmpty else { throw .unexpected }
            // Whoever is not content with our signature has said `*` instead (RFC 5802 §5).
            return ask(
                .proved(login: login, authorizationID: authorizationID), login, authorizationID)
        case (.first, .xoauth2): return try readXOAUTH2(response)
        case (.first, .oauthBearer): return try readBearer(response)
        case (.tokenRefused, _):
            state = .over
            return .refused
        case (.first, .cramMD5), (.judging, _), (.scramLookUp, _), (.over, _): throw .unexpected
        }
    }

    /// Takes the host's judgement.
    package mutating func answer(_ verdict: SASLVerdict) throws(SASLFault) -> SASLOutcome {
        switch (state, verdict) {
        case (.judging(_, let authorizationID), .accepted(let login)):
            state = .over
            return .succeeded(login: login, authorizationID: authorizationID)
        case (.judging, .refused) where method == .oauthBearer || method == .xoauth2:
            // The reason goes out as a challenge; the client answers, and then it is over
            // (RFC 7628 §3.2.3).
            state = .tokenRefused
            return .challenge(Array(tokenError.utf8))
        case (.judging, .refused), (.scramLookUp, .refused):
            state = .over
            return .refused
        case (.scramLookUp(let start), .verifier(let verifier)):
            let first =
                Array("r=".utf8) + start.nonce + nonce + Array(",s=".utf8)
                + SASLBase64.encode(verifier.salt) + Array(",i=\(verifier.iterations)".utf8)
            state = .scramProof(start, verifier, first: first)
            return .challenge(first)
        case (.judging, .verifier), (.scramLookUp, .accepted), (.first, _), (.loginPassword, _),
            (.cramAnswer, _), (.scramProof, _), (.scramEnd, _), (.tokenRefused, _), (.over, _):
            throw .unexpected
        }
    }
}

extension SASLServer {
    private mutating func ask(
        _ claim: SASLClaim, _ login: String, _ authorizationID: String
    ) -> SASLOutcome {
        state = .judging(login: login, authorizationID: authorizationID)
        return .ask(claim)
    }

    /// Why a token does not count, as the mechanism writes it (RFC 7628 §3.2.2).
    private var tokenError: String {
        method == .xoauth2
            ? #"{"status":"401","schemes":"bearer","scope":"mail"}"#
            : #"{"status":"invalid_token"}"#
    }

    /// `name SP digest`, the digest in small hexadecimal digits (RFC 2195 §2).
    private mutating func readCRAM(_ response: [UInt8]) throws(SASLFault) -> SASLOutcome {
        guard let gap = response.lastIndex(of: 0x20) else { throw .malformedCRAM }
        let login = try SASLField.text(response[..<gap])
        let digits = String(decoding: response[(gap + 1)...], as: UTF8.self)
        guard !login.isEmpty, let code = HexText.octets(digits), code.count == 16 else {
            throw .malformedCRAM
        }
        return ask(.digest(login: login, challenge: nonce, code: code), login, "")
    }

    private mutating func readFirst(
        _ response: [UInt8], _ digest: SCRAMDigest, _ isBound: Bool
    ) throws(SASLFault) -> SASLOutcome {
        let (header, rest) = try GS2Header.read(response)
        switch (header.binding, isBound) {
        case (.used(let name), true):
            guard bindings.contains(where: { $0.name == name }) else { throw .wrongBinding }
        case (.used, false), (.none, true), (.notOffered, true): throw .wrongBinding
        case (.notOffered, false):
            // We do offer it: somebody took the offer out of our list (RFC 5802 §6).
            guard bindings.isEmpty else { throw .bindingHidden }
        case (.none, false): break
        }
        var message = try SCRAMMessage(rest)
        let login = try SCRAMMessage.name(try message.take("n")[...])
        let start = SCRAMStart(
            header: header, login: login, bare: Array(rest), nonce: try message.takeNonce())
        state = .scramLookUp(start)
        return .ask(.verifier(login: login, digest))
    }

    private mutating func readProof(
        _ response: [UInt8], _ start: SCRAMStart, _ verifier: SCRAMVerifier, _ first: [UInt8]
    ) throws(SASLFault) -> SASLOutcome {
        let kind = verifier.digest.kind
        let mark = Array(",p=".utf8)
        var message = try SCRAMMessage(response[...])
        let bound = try message.takeBase64("c")
        guard try message.takeNonce() == start.nonce + nonce else { throw .wrongNonce }
        guard message.attributes.last?.letter == UInt8(ascii: "p"),
            let value = message.attributes.last?.value
        else { throw .malformedSCRAM }
        let proof = try SASLBase64.decode(value[...])
        guard proof.count == kind.count else { throw .malformedSCRAM }
        var expected = start.header.octets
        if case .used(let name) = start.header.binding {
            expected += bindings.first { $0.name == name }?.octets ?? []
        }
        // Whoever is in the middle has another connection to us than the client has to him.
        guard constantTimeEquals(bound, expected) else { throw .wrongBinding }
        let final = response.dropLast(value.count + mark.count)
        let comma = [UInt8(ascii: ",")]
        let signed = start.bare + comma + first + comma + final
        let signature = kind.code(signed, key: verifier.storedKey)
        let clientKey = zip(proof, signature).map { $0 ^ $1 }
        guard constantTimeEquals(kind.digest(clientKey), verifier.storedKey) else {
            return ask(.disproved(login: start.login), start.login, "")
        }
        state = .scramEnd(login: start.login, authorizationID: start.header.authorizationID)
        let own = kind.code(signed, key: verifier.serverKey)
        return .challenge(Array("v=".utf8) + SASLBase64.encode(own))
    }

    /// `user=` name, `auth=Bearer ` token, each ended by control-A, and one more at the end: a
    /// form of one company that many mail programs took over.
    private mutating func readXOAUTH2(_ response: [UInt8]) throws(SASLFault) -> SASLOutcome {
        let pairs = try Self.pairs(response[...])
        guard let user = pairs.first(where: { $0.key == "user" })?.value else {
            throw .malformedToken
        }
        return try askToken(pairs, user)
    }

    /// Reads the one message of OAUTHBEARER.
    ///
    ///     client-resp = (gs2-header kvsep *kvpair kvsep) / kvsep    ; RFC 7628 §3.1
    private mutating func readBearer(_ response: [UInt8]) throws(SASLFault) -> SASLOutcome {
        let (header, rest) = try GS2Header.read(response)
        guard rest.first == 1, header.binding == .none else { throw .malformedToken }
        return try askToken(try Self.pairs(rest.dropFirst()), header.authorizationID)
    }

    private mutating func askToken(
        _ pairs: [(key: String, value: String)], _ login: String
    ) throws(SASLFault) -> SASLOutcome {
        guard let value = pairs.first(where: { $0.key == "auth" })?.value,
            value.lowercased().hasPrefix("bearer ")
        else { throw .malformedToken }
        let token = String(value.dropFirst(7))
        try BearerToken.check(token)
        return ask(.token(login: login, token), login, "")
    }

    private static func pairs(
        _ octets: ArraySlice<UInt8>
    ) throws(SASLFault) -> [(key: String, value: String)] {
        guard octets.count <= SCRAMMessage.limit, octets.suffix(2) == [1, 1] else {
            throw .malformedToken
        }
        var pairs: [(key: String, value: String)] = []
        for part in octets.dropLast(2).split(separator: 1, omittingEmptySubsequences: false) {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else {
                throw .malformedToken
            }
            guard let value = String(validating: part[(equals + 1)...], as: UTF8.self) else {
                throw .notUTF8
            }
            let key = String(decoding: part[..<equals], as: UTF8.self)
            pairs.append((key, value))
        }
        return pairs
    }
}
