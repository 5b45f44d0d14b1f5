import Clockwork
import DNS
import Mail
import SASL
import Wire

extension Courier {
    /// Where the message goes.
    package enum Target: Hashable, Sendable {
        /// To the mail exchangers of a domain (RFC 5321 §5.1).
        case domain(String)
        /// To one server; its address is looked up when it is not given.
        case server(name: String, port: UInt16, address: IPAddress?)
    }

    /// What is carried, by whom.
    package struct Errand: Sendable {
        package var target: Target
        package var envelope: Envelope
        package var octets: [UInt8]
        package var helloName: String
        package var identity: SASLIdentity?
        /// The carrier's own name and addresses, so that it never sends to itself.
        package var ownName: String?
        package var ownAddresses: [IPAddress]
        /// The families of addresses over which hosts can be reached.
        package var families: AddressFamilies
        /// How long to wait for a connection; nil leaves it to TCP.
        package var connectTimeout: Interval?
        /// The queue's name for the message, if it has one: a mail program has none.
        package var queueID: String?
        package var security = TransportSecurity.clear
    }
}
