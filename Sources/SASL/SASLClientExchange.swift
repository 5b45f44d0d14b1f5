/// The client's side of one authentication; octets here are not yet in base64.
package struct SASLClientExchange: Hashable, Sendable {
    private enum State: Hashable, Sendable {
        case first
        case second
        case over
    }

    package let mechanism: SASLMechanism
    private let credentials: Credentials
    private var state = State.first

    /// An exchange with these credentials, which must be fit for sending.
    package init(_ mechanism: SASLMechanism, _ credentials: Credentials) throws(SASLFault) {
        try SASLField.check(credentials)
        self.mechanism = mechanism
        self.credentials = credentials
    }

    /// What may go with the command itself, where the mechanism lets the client speak first.
    package mutating func initialResponse() -> [UInt8]? {
        switch mechanism {
        case .plain:
            state = .over
            return plain
        case .login:
            return nil
        }
    }

    /// The answer to a challenge.
    ///
    /// The words of a LOGIN challenge are not looked at: servers differ in them, not in the order.
    package mutating func respond(to challenge: [UInt8]) throws(SASLFault) -> [UInt8] {
        switch (mechanism, state) {
        case (.plain, .first):
            state = .over
            return plain
        case (.login, .first):
            state = .second
            return Array(credentials.login.utf8)
        case (.login, .second):
            state = .over
            return Array(credentials.password.utf8)
        case (.plain, .second), (.plain, .over), (.login, .over):
            throw .unexpected
        }
    }

    /// Whether the last response was the one with the password in it.
    package var hasSentPassword: Bool { state == .over }

    private var plain: [UInt8] {
        Array(credentials.authorizationID.utf8) + [0] + Array(credentials.login.utf8) + [0]
            + Array(credentials.password.utf8)
    }
}
