/// What a server's exchange comes to after one message of the client.
package enum SASLServerStep: Hashable, Sendable {
    /// Send this, in base64 (RFC 4422 §3).
    case challenge([UInt8])
    /// The client has said everything: the password is to be looked up.
    case credentials(Credentials)
}

/// The server's side of one authentication; octets here are decoded already.
package struct SASLServerExchange: Hashable, Sendable {
    private enum State: Hashable, Sendable {
        case plain
        case loginName
        case loginPassword(name: String)
        case over
    }

    package let mechanism: SASLMechanism
    private var state: State

    package init(_ mechanism: SASLMechanism) {
        self.mechanism = mechanism
        state =
            switch mechanism {
            case .plain: .plain
            case .login: .loginName
            }
    }

    /// Begins, with or without an initial response.
    ///
    /// LOGIN is no standard, and many clients send the name as its initial response; we take it.
    package mutating func start(
        initialResponse: [UInt8]?
    ) throws(SASLFault) -> SASLServerStep {
        if let initialResponse { return try respond(initialResponse) }
        switch state {
        case .plain: return .challenge([])
        case .loginName: return .challenge(Self.nameChallenge)
        case .loginPassword, .over: throw .unexpected
        }
    }

    /// Takes the next response of the client.
    package mutating func respond(_ response: [UInt8]) throws(SASLFault) -> SASLServerStep {
        switch state {
        case .plain:
            state = .over
            return .credentials(try Self.plain(response))
        case .loginName:
            let name = try SASLField.text(response[...])
            guard !name.isEmpty else { throw .empty }
            state = .loginPassword(name: name)
            return .challenge(Self.passwordChallenge)
        case .loginPassword(let name):
            state = .over
            let credentials = Credentials(login: name, password: try SASLField.text(response[...]))
            try SASLField.check(credentials)
            return .credentials(credentials)
        case .over:
            throw .unexpected
        }
    }

    /// The very words that mail programs look for.
    private static let nameChallenge = Array("Username:".utf8)
    private static let passwordChallenge = Array("Password:".utf8)

    /// Reads the one message of PLAIN.
    ///
    ///     message   = [authzid] UTF8NUL authcid UTF8NUL passwd    ; RFC 4616 §2
    private static func plain(_ message: [UInt8]) throws(SASLFault) -> Credentials {
        let parts = message.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformedPlain }
        let credentials = Credentials(
            authorizationID: try SASLField.text(parts[0]), login: try SASLField.text(parts[1]),
            password: try SASLField.text(parts[2]))
        try SASLField.check(credentials)
        return credentials
    }
}
