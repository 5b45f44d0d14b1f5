import SASL

/// How a mail server lets people prove who they are, and what it keeps of their passwords.
package struct MailAuthentication: Hashable, Sendable {
    /// In the order in which they are listed.
    package var methods: [SASLMethod]
    /// The greeting of POP3 carries a timestamp (RFC 1939 §7).
    package var offersAPOP: Bool
    package var storage: PasswordStorage

    package init(_ methods: [SASLMethod], offersAPOP: Bool, storage: PasswordStorage) {
        self.methods = methods
        self.offersAPOP = offersAPOP
        self.storage = storage
    }

    /// A provider of 2005: it keeps passwords, so that CRAM-MD5 and APOP work.
    package static let of2005 = MailAuthentication(
        [.plain, .login, .cramMD5], offersAPOP: true, storage: .clear)

    /// A provider of today: it keeps verifiers, and takes tokens.
    package static let ofToday = MailAuthentication(
        [
            .plain, .login, .scram(.sha256, isBound: true), .scram(.sha256, isBound: false),
            .scram(.sha1, isBound: true), .scram(.sha1, isBound: false), .oauthBearer, .xoauth2,
        ], offersAPOP: false, storage: .scram)

    /// What fits a server that does, or does not, take passwords without TLS.
    package static func usual(takesCleartextPasswords: Bool) -> MailAuthentication {
        takesCleartextPasswords ? .of2005 : .ofToday
    }

    /// Every name that a list may have, in the order in which we would list them.
    package static let allNames: [String] =
        (ofToday.methods + [.cramMD5]).map { $0.description.lowercased() } + ["apop"]

    /// The list as it is written in a world file.
    package var names: [String] {
        methods.map { $0.description.lowercased() } + (offersAPOP ? ["apop"] : [])
    }

    /// Why a list is none.
    package enum Mistake: Error, Hashable, Sendable {
        case unknown(name: String)
        case twice(name: String)
        /// The server would have to keep the password itself, and keeps a verifier.
        case needsPassword(name: String)
    }

    /// Reads a list of names.
    package init(names: [String], storage: PasswordStorage) throws(Mistake) {
        self.init([], offersAPOP: false, storage: storage)
        for name in names {
            guard !self.names.contains(name.lowercased()) else { throw .twice(name: name) }
            if name.lowercased() == "apop" {
                guard storage == .clear else { throw .needsPassword(name: name) }
                offersAPOP = true
            } else if let method = SASLMethod(named: name) {
                guard method != .cramMD5 || storage == .clear else {
                    throw .needsPassword(name: name)
                }
                methods.append(method)
            } else {
                throw .unknown(name: name)
            }
        }
    }
}
