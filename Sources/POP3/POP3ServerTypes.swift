import SASL

/// How a POP3 server behaves towards one connection.
package struct POP3ServerConfiguration: Hashable, Sendable {
    /// The name in the greeting and in the farewell.
    package var hostName: String
    /// STLS is there while the connection is in the clear (RFC 2595 §4).
    package var offersSTLS: Bool
    /// Passwords are taken before TLS; where not, USER, PASS, APOP and AUTH are refused.
    package var cleartextPasswords: Bool
    /// What APOP is computed with, such as `<1896.697170952@mail.example>`; nil where APOP is not
    /// offered. It must be another one for every greeting (RFC 1939 §7).
    package var apopTimestamp: String?
    /// What AUTH knows.
    package var sasl = SASLOffer()

    package init(
        hostName: String, offersSTLS: Bool = false, cleartextPasswords: Bool = true,
        apopTimestamp: String? = nil
    ) {
        self.hostName = hostName
        self.offersSTLS = offersSTLS
        self.cleartextPasswords = cleartextPasswords
        self.apopTimestamp = apopTimestamp
    }
}

/// A message of a maildrop, as it was when the maildrop was opened.
package struct POP3Listing: Hashable, Sendable {
    package let uid: UInt32
    /// Octets on the wire with CRLF, stuffed dots not counted (RFC 1939 §11).
    package let size: Int
    /// One to 70 characters from 0x21 to 0x7E, never given to another message (RFC 1939 §7).
    package let uniqueID: String

    package init(uid: UInt32, size: Int, uniqueID: String) {
        self.uid = uid
        self.size = size
        self.uniqueID = uniqueID
    }
}

/// What a POP3 server wants to know of its host.
package enum POP3Question: Hashable, Sendable {
    /// Is what the client claims so? Answered by `verdict`. Without a method it is
    /// USER and PASS.
    case authenticate(SASLClaim, SASLMethod?)
    /// Whether `digest` is MD5 of the timestamp and the password, in hexadecimal (RFC 1939 §7).
    case authenticateAPOP(login: String, digest: String, timestamp: String)
    /// Lock the maildrop, and say what is in it.
    case open(login: String)
    /// The message of the open maildrop, as it goes over the wire.
    case octets(uid: UInt32)
    /// Remove these messages: the UPDATE state (RFC 1939 §6).
    case commit(deletedUIDs: [UInt32])
    /// The connection needs its maildrop no longer; asked at every end after `open`.
    case release
}

/// What the host of a POP3 server answers.
package enum POP3Answer: Sendable {
    case verdict(SASLVerdict)
    case opened([POP3Listing])
    /// Another connection holds the maildrop.
    case inUse
    /// The maildrop cannot be opened now, through no fault of the client's.
    case unavailable
    /// Nil when the message is gone.
    case octets([UInt8]?)
    case committed
    /// Some of the messages could not be removed.
    case commitFailed
    case released
}
