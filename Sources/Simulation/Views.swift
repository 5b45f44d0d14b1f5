import Clockwork
import Session
import Wire

/// A host as lists show it.
package struct HostView: Sendable {
    package let name: String
    package let address: IPAddress?
    /// Those of a host, IPv4 first; those of a router towards other routers.
    package let addresses: [IPAddress]
    package let plan: HostPlan
    /// Listening TCP ports, in order.
    package let listening: [UInt16]
}

/// A message in a mailbox.
package struct MailboxRow: Sendable {
    package let uid: UInt32
    package let flags: [String]
    package let size: Int
    package let internalDate: Instant
    package let octets: [UInt8]
    /// Decoded From, To, Subject and Date of its header.
    package let from: String
    package let to: String
    package let subject: String
    package let date: String
}

/// A message waiting in a queue.
package struct QueueRow: Sendable {
    package let queueID: String
    package let message: Int?
    package let from: String
    package let recipients: [String]
    package let size: Int
    package let arrived: Instant
    package let attempts: Int
    package let nextAttempt: Instant?
    /// The last reason for waiting, or nil.
    package let reason: Note?
}

/// A connection opened by hand.
package struct TerminalView: Sendable {
    package enum State: Hashable, Sendable {
        case resolving, connecting, open, closedByPeer, ended
        case failed(String)
    }
    package let number: Int
    package let host: String
    package let target: String
    package let port: UInt16
    package let state: State
    package let connection: Int?
    /// Everything heard so far.
    package let heard: [UInt8]
    /// What TLS found out, where the connection is encrypted.
    package let security: TLSFacts?
    /// Why it failed.
    package let reason: Note?
}
