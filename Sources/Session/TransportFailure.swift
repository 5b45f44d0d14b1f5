/// Why a connection could not be had or broke: not an orderly end.
package enum TransportFailure: Hashable, Sendable, CaseIterable {
    /// The peer answered the SYN with RST: nobody listens, or a firewall does it
    /// (RFC 9293 §3.10.7.3).
    case refused
    /// ICMP says that nobody listens at the port: a firewall's word, as a host sends RST (RFC 792).
    case portUnreachable
    /// ICMP says that the host does not speak TCP (RFC 792).
    case protocolUnreachable
    /// Nothing came back in time (RFC 9293 §3.8.3).
    case timedOut
    /// A router says that there is no way to the host (RFC 792).
    case unreachable
    /// There is no way to the host's network (RFC 792).
    case networkUnreachable
    /// A router says that policy forbids it (ICMP code 13, RFC 1812 §5.2.7.1).
    case prohibited
    /// An established connection was reset.
    case reset
    /// The name could not be resolved.
    case nameNotFound
    /// The two sides agreed on no encryption, or the peer could not be trusted.
    case notSecured
    /// An encrypted stream ended without the peer's word that it is complete (RFC 8446 §6.1).
    case truncated

    /// The name of the error number that `connect`, `read` or `write` returns on Linux.
    ///
    /// A prohibition looks like a missing route there, and a port that ICMP calls unreachable like
    /// one that was refused. A name that is not found is an error of the resolver, not of a socket.
    package var errnoName: String {
        switch self {
        case .refused, .portUnreachable: "ECONNREFUSED"
        case .protocolUnreachable: "ENOPROTOOPT"
        case .timedOut: "ETIMEDOUT"
        case .unreachable, .prohibited: "EHOSTUNREACH"
        case .networkUnreachable: "ENETUNREACH"
        case .reset: "ECONNRESET"
        case .nameNotFound: "EAI_NONAME"
        case .notSecured, .truncated: "EPROTO"
        }
    }

    /// The error number on Linux; nil for an error that is none of a socket's.
    package var errnoNumber: Int? {
        switch self {
        case .refused, .portUnreachable: 111
        case .protocolUnreachable: 92
        case .timedOut: 110
        case .unreachable, .prohibited: 113
        case .networkUnreachable: 101
        case .reset: 104
        case .nameNotFound: nil
        case .notSecured, .truncated: 71
        }
    }

    /// What a program on Linux prints for the error: the text of `strerror`.
    package var errnoText: String {
        switch self {
        case .refused, .portUnreachable: "Connection refused"
        case .protocolUnreachable: "Protocol not available"
        case .timedOut: "Connection timed out"
        case .unreachable, .prohibited: "No route to host"
        case .networkUnreachable: "Network is unreachable"
        case .reset: "Connection reset by peer"
        case .nameNotFound: "Name or service not known"
        case .notSecured, .truncated: "Protocol error"
        }
    }
}
