/// The three digits that begin a reply (RFC 5321 §4.2.3).
package struct SMTPReplyCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let help = Self(rawValue: 214)
    package static let ready = Self(rawValue: 220)
    package static let closing = Self(rawValue: 221)
    package static let authenticated = Self(rawValue: 235)
    package static let okay = Self(rawValue: 250)
    package static let willForward = Self(rawValue: 251)
    package static let cannotVerify = Self(rawValue: 252)
    package static let challenge = Self(rawValue: 334)
    package static let startMail = Self(rawValue: 354)
    package static let serviceUnavailable = Self(rawValue: 421)
    package static let mailboxBusy = Self(rawValue: 450)
    package static let localError = Self(rawValue: 451)
    package static let insufficientStorage = Self(rawValue: 452)
    package static let temporaryAuthenticationFailure = Self(rawValue: 454)
    package static let cannotAccommodate = Self(rawValue: 455)
    package static let unrecognized = Self(rawValue: 500)
    package static let badArguments = Self(rawValue: 501)
    package static let notImplemented = Self(rawValue: 502)
    package static let badSequence = Self(rawValue: 503)
    package static let parameterNotImplemented = Self(rawValue: 504)
    package static let authenticationRequired = Self(rawValue: 530)
    package static let credentialsInvalid = Self(rawValue: 535)
    package static let encryptionRequired = Self(rawValue: 538)
    package static let mailboxUnavailable = Self(rawValue: 550)
    package static let userNotLocal = Self(rawValue: 551)
    package static let tooMuch = Self(rawValue: 552)
    package static let nameNotAllowed = Self(rawValue: 553)
    package static let transactionFailed = Self(rawValue: 554)
    package static let unknownParameters = Self(rawValue: 555)

    package var description: String { "\(rawValue)" }
}
