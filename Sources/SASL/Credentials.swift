/// Who somebody says to be, and the password that is to prove it.
package struct Credentials: Hashable, Sendable {
    /// Whom to act as; empty where it is the same as `login` (RFC 4616 §2).
    package var authorizationID: String
    /// Whose password is given: the authentication identity.
    package var login: String
    package var password: String

    package init(authorizationID: String = "", login: String, password: String) {
        self.authorizationID = authorizationID
        self.login = login
        self.password = password
    }
}

/// Why an exchange cannot go on: the peer's octets are at fault, not its password.
package enum SASLFault: Error, Hashable, Sendable, CaseIterable {
    /// Not base64, or not as strictly as RFC 4648 §4 and RFC 4954 §4 want it.
    case notBase64
    /// PLAIN wants `[authzid] NUL authcid NUL passwd` (RFC 4616 §2).
    case malformedPlain
    /// A name or password is empty.
    case empty
    /// CR, LF, NUL or another control octet in a name or password.
    case controlOctet
    /// A name or password that is not UTF-8.
    case notUTF8
    /// A name or password of more than 255 octets.
    case tooLong
    /// The peer said something where the mechanism is over.
    case unexpected
    /// The server speaks first in this mechanism, and the client did (RFC 4954 §4).
    case noInitialResponse
    /// CRAM-MD5 wants `name SP digest` (RFC 2195 §2).
    case malformedCRAM
    /// A message of SCRAM that is not as its grammar says (RFC 5802 §7).
    case malformedSCRAM
    /// An extension of SCRAM that must be understood, and is not (RFC 5802 §5.1).
    case unknownExtension
    /// The other side's nonce is not what it must be: an old message is played again.
    case wrongNonce
    /// The server wants so few rounds that guessing is cheap, or so many that it costs us dear.
    case iterations
    /// The server does not prove that it knows the password (RFC 5802 §5).
    case serverNotProved
    /// The two sides are not on the same encrypted connection (RFC 5802 §6).
    case wrongBinding
    /// Somebody hid from the client that we can bind (RFC 5802 §6).
    case bindingHidden
    /// There is no encrypted connection to bind to.
    case noBinding
    /// A token where a password is needed, or the other way round.
    case wrongSecret
    /// Not the form in which tokens are sent (RFC 7628 §3.1).
    case malformedToken

    /// The key of the phrase that tells a person about it.
    package var key: String {
        switch self {
        case .notBase64: "sasl.not-base64"
        case .malformedPlain: "sasl.malformed-plain"
        case .empty: "sasl.empty"
        case .controlOctet: "sasl.control-octet"
        case .notUTF8: "sasl.not-utf8"
        case .tooLong: "sasl.too-long"
        case .unexpected: "sasl.unexpected"
        case .noInitialResponse: "sasl.no-initial-response"
        case .malformedCRAM: "sasl.malformed-cram"
        case .malformedSCRAM: "sasl.malformed-scram"
        case .unknownExtension: "sasl.unknown-extension"
        case .wrongNonce: "sasl.wrong-nonce"
        case .iterations: "sasl.iterations"
        case .serverNotProved: "sasl.server-not-proved"
        case .wrongBinding: "sasl.wrong-binding"
        case .bindingHidden: "sasl.binding-hidden"
        case .noBinding: "sasl.no-binding"
        case .wrongSecret: "sasl.wrong-secret"
        case .malformedToken: "sasl.malformed-token"
        }
    }

    /// Whether the octets are in order, and what they prove is wrong: the answer is that of a wrong
    /// password.
    package var isRefusal: Bool {
        switch self {
        case .wrongNonce, .wrongBinding, .bindingHidden, .noBinding: true
        case .notBase64, .malformedPlain, .empty, .controlOctet, .notUTF8, .tooLong, .unexpected,
            .noInitialResponse, .malformedCRAM, .malformedSCRAM, .unknownExtension, .iterations,
            .serverNotProved, .wrongSecret, .malformedToken:
            false
        }
    }

    /// Where it is written.
    package var source: String {
        switch self {
        case .notBase64, .noInitialResponse: "RFC 4954 §4"
        case .malformedPlain, .empty, .controlOctet, .notUTF8, .tooLong: "RFC 4616 §2"
        case .unexpected, .wrongSecret: "RFC 4422 §3"
        case .malformedCRAM: "RFC 2195 §2"
        case .malformedSCRAM: "RFC 5802 §7"
        case .unknownExtension, .wrongNonce: "RFC 5802 §5.1"
        case .iterations: "RFC 7677 §4"
        case .serverNotProved: "RFC 5802 §5"
        case .wrongBinding, .bindingHidden, .noBinding: "RFC 5802 §6"
        case .malformedToken: "RFC 7628 §3.1"
        }
    }
}

/// Checks what names and passwords may hold.
enum SASLField {
    /// The longest name or password taken; RFC 4616 §2 asks for no more.
    static let limit = 255

    /// The field as text, when nothing in it could do harm further on.
    ///
    /// RFC 4616 §2 forbids NUL alone. We refuse every control octet: a CR or LF in a name reaches
    /// the trace field of a letter, and makes two lines of it.
    static func text(_ octets: ArraySlice<UInt8>) throws(SASLFault) -> String {
        guard octets.count <= limit else { throw .tooLong }
        guard octets.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw .controlOctet }
        guard let text = String(validating: octets, as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    static func check(_ credentials: Credentials) throws(SASLFault) {
        _ = try text(Array(credentials.authorizationID.utf8)[...])
        _ = try text(Array(credentials.login.utf8)[...])
        _ = try text(Array(credentials.password.utf8)[...])
        guard !credentials.login.isEmpty, !credentials.password.isEmpty else { throw .empty }
    }
}

extension Credentials {
    /// Reads the one message of PLAIN.
    ///
    ///     message   = [authzid] UTF8NUL authcid UTF8NUL passwd    ; RFC 4616 §2
    init(plain message: [UInt8]) throws(SASLFault) {
        let parts = message.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformedPlain }
        self.init(
            authorizationID: try SASLField.text(parts[0]), login: try SASLField.text(parts[1]),
            password: try SASLField.text(parts[2]))
        try SASLField.check(self)
    }
}
