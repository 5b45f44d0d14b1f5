import Clockwork
import DNS
import PostOffice
import Session
import TLS
import Wire

/// What a program outside the world, such as a real mail program, has done on a host.
///
/// Guests are numbered from 1 in the order in which they came: with a connection or a datagram.
package enum GuestOrder: Hashable, Sendable {
    /// Opens a connection from a host; `target` is a host's name, a DNS name or an address.
    case connect(host: String, target: String, port: UInt16)
    /// Octets into the connection, as they are.
    case send(guest: Int, [UInt8])
    /// Ends the guest's half of the connection (FIN).
    case close(guest: Int)
    /// Breaks the connection off (RST).
    case abort(guest: Int)
    /// Takes no octets for a while, or goes on: the window follows.
    case read(guest: Int, isOn: Bool)
    /// Puts a message of the DNS to the host's resolver, in a datagram, as it is.
    case ask(host: String, message: [UInt8])
    /// Waits for the answer no longer.
    case leave(guest: Int)
}

/// What a guest is to hear.
package struct GuestNews: Sendable {
    package let guest: Int
    package let what: What

    package enum What: Hashable, Sendable {
        /// The connection is there; `local` is its end at the guest's host.
        case opened(local: Endpoint)
        case received([UInt8])
        /// The peer has sent FIN: nothing more comes, and something may still be sent.
        case closedByPeer
        case failed(TransportFailure)
        /// All octets given so far have been sent once: there is room.
        case drained
        /// The connection is gone in order.
        case ended
        /// The answer to what was asked.
        case answered([UInt8])
    }
}

/// A program outside the world, as its host knows it.
struct Guest: Sendable {
    enum State: Hashable, Sendable {
        case resolving, connecting, open
        /// One datagram is out, from this port.
        case asking(port: UInt16)
    }

    let number: Int
    let machine: Int
    let target: String
    let port: UInt16
    var state: State
    var connection: Int?
    /// The look-up of its target's name, while that is under way.
    var lookup: AddressLookup?
    /// Addresses still to be tried.
    var untried: [Endpoint] = []
    /// How many addresses have failed.
    var tried = 0
    /// What everybody on the way makes out of its records, once it speaks TLS.
    var inspector: TLSInspector?

    /// The first octets of a handshake: content type 22 and the major version (RFC 8446 §5.1).
    static func beginsTLS(_ octets: [UInt8]) -> Bool { octets.starts(with: [22, 3]) }

    /// Each address tried has a key of its own: -1, -2, …
    var key: ConnectionKey { -(tried + 1) }
}
