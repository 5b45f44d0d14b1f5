import Clockwork
import SASL
import Session

/// How a POP3 client goes about a connection.
package struct POP3ClientConfiguration: Hashable, Sendable {
    /// How the password is proved.
    package enum Login: Hashable, Sendable {
        /// USER and PASS: the password itself goes over the wire.
        case password
        /// APOP, where the greeting has a timestamp; else the login fails.
        case apop
        /// APOP where the greeting has a timestamp, USER and PASS elsewhere.
        case apopIfOffered
    }

    /// Whether STLS is used.
    package enum Upgrade: Hashable, Sendable {
        case never
        /// Where CAPA lists it. Who strips the list gets the password.
        case ifOffered
        case required
    }

    package var login: String
    package var password: String
    package var method: Login
    /// How to log in otherwise: by a mechanism of SASL, or as well as can be; nil leaves it to
    /// `method`.
    package var identity: SASLIdentity?
    package var upgrade: Upgrade
    /// How long an answer is waited for.
    package var timeout: Interval
    /// The largest message taken, in octets.
    package var largestMessage: Int
    /// The most lines taken of LIST, UIDL and CAPA.
    package var longestListing: Int

    package init(
        login: String, password: String, method: Login = .password, upgrade: Upgrade = .never,
        timeout: Interval = .minutes(2), largestMessage: Int = 64 << 20,
        longestListing: Int = 1_000_000
    ) {
        self.login = login
        self.password = password
        self.method = method
        self.upgrade = upgrade
        self.timeout = timeout
        self.largestMessage = largestMessage
        self.longestListing = longestListing
    }
}

/// A message in a listing of the client's.
package struct POP3Entry: Hashable, Sendable {
    package let number: Int
    package let size: Int
    /// Nil where the server does not know UIDL.
    package var uniqueID: String?

    package init(number: Int, size: Int, uniqueID: String? = nil) {
        self.number = number
        self.size = size
        self.uniqueID = uniqueID
    }
}

/// A line of UIDL's answer.
package struct POP3UniqueID: Hashable, Sendable {
    package let number: Int
    package let uniqueID: String

    package init(number: Int, uniqueID: String) {
        self.number = number
        self.uniqueID = uniqueID
    }
}

/// What the client asks: what to do next, after what came of the last thing.
package enum POP3ClientQuestion: Hashable, Sendable {
    /// Nil after the login.
    case next(after: POP3ClientResult?)
}

/// What the client is told to do.
package enum POP3ClientAnswer: Hashable, Sendable {
    /// LIST, and UIDL after it: the result has sizes and unique-ids together.
    case list
    case retrieve(Int)
    case top(Int, lines: Int)
    case uidl
    case delete(Int)
    case noop
    case reset
    case quit
}

/// What came of it.
package enum POP3ClientResult: Hashable, Sendable {
    case listing([POP3Entry])
    case uniqueIDs([POP3UniqueID])
    /// The message exactly, dots unstuffed.
    case message(number: Int, [UInt8])
    case top(number: Int, [UInt8])
    case deleted(number: Int)
    case done
    /// `-ERR`: the session goes on.
    case refused(POP3Status)
    /// The session is over; whatever is answered counts for nothing.
    case failed(POP3ClientFailure)
}

/// What a client waits for.
package enum POP3ClientStage: String, Hashable, Sendable, CaseIterable {
    case connection, greeting, capabilities, encryption, login, maildrop, command, farewell
}

/// Why a client gave up.
package enum POP3ClientFailure: Hashable, Sendable {
    case greetingRefused(POP3Status)
    /// STLS was required and is not there.
    case encryptionNotOffered
    case encryptionRefused(POP3Status)
    /// APOP was wanted, and the greeting has no timestamp.
    case noTimestamp
    case authenticationFailed(POP3Status)
    /// The server offers no mechanism that fits; it offers these.
    case noMechanism(offered: [String])
    /// The exchange cannot go on: the server is at fault, or what is to be sent.
    case exchangeFailed(SASLFault)
    /// A name or password that cannot stand in a command line.
    case unsafeCredentials
    case maildropRefused(POP3Status)
    /// `-ERR` to QUIT: not all marked messages were removed (RFC 1939 §6).
    case updateFailed(POP3Status)
    case protocolError(POP3ProtocolError)
    case transport(TransportFailure)
    case timedOut(POP3ClientStage)
    case connectionLost(POP3ClientStage)
}

/// What a server did that POP3 does not know.
package enum POP3ProtocolError: Error, Hashable, Sendable {
    /// Neither `+OK` nor `-ERR` in upper case.
    case noStatus(String)
    case lineTooLong(limit: Int)
    case bareLineEnd
    /// STAT, LIST or UIDL said something else than numbers.
    case malformedListing(String)
    case messageTooLarge(limit: Int)
    case listingTooLong(limit: Int)
    /// The server spoke without being asked.
    case unexpectedData
}
