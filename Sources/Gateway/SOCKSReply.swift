import Session
import Wire

/// What the proxy answers to a request (RFC 1928 §6).
enum SOCKSReply: Hashable {
    /// The connection is there; this is its end at the host where the client stands.
    case succeeded(Endpoint)
    case generalFailure
    case networkUnreachable
    case hostUnreachable
    case connectionRefused
    case timeToLiveExpired
    case commandNotSupported
    case addressTypeNotSupported

    /// What the world's word for a failure is in the proxy's language.
    ///
    /// RFC 1928 has no word for a connection that nobody answered. "TTL expired" is what other
    /// proxies say then, and it keeps silence apart from a router's word. A router's prohibition
    /// looks to a program like a host that is unreachable (EHOSTUNREACH), so that is what a proxy
    /// at that place would say; "not allowed by ruleset" speaks of the proxy's own rules.
    static func failed(_ failure: TransportFailure) -> SOCKSReply {
        switch failure {
        case .refused, .portUnreachable: .connectionRefused
        case .timedOut: .timeToLiveExpired
        case .unreachable, .prohibited, .nameNotFound, .protocolUnreachable: .hostUnreachable
        case .networkUnreachable: .networkUnreachable
        case .reset, .notSecured, .truncated: .generalFailure
        }
    }

    var code: UInt8 {
        switch self {
        case .succeeded: 0
        case .generalFailure: 1
        case .networkUnreachable: 3
        case .hostUnreachable: 4
        case .connectionRefused: 5
        case .timeToLiveExpired: 6
        case .commandNotSupported: 7
        case .addressTypeNotSupported: 8
        }
    }

    /// VER REP RSV ATYP BND.ADDR BND.PORT; without a connection the address is all zeros.
    var octets: [UInt8] {
        var bound = Endpoint(IPAddress(0, 0, 0, 0), 0)
        if case .succeeded(let local) = self { bound = local }
        return [5, code, 0, bound.address.isV4 ? 1 : 4] + bound.address.octets
            + [UInt8(bound.port >> 8), UInt8(bound.port & 0xFF)]
    }
}
