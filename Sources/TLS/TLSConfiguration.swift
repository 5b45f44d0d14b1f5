import Ciphers
import Clockwork
import Wire

/// How one side speaks TLS, whichever side it is.
///
/// Everything is pinned, so that a handshake is the same with any build of one OpenSSL release.
package struct TLSSettings: Hashable, Sendable {
    package var versions: ClosedRange<TLSVersion> = .tls12...(.tls13)
    package var suites = CipherSuite.modern
    package var groups: [TLSGroup] = [.x25519, .secp256r1, .secp384r1]
    /// The protocols that may be spoken inside, best first (ALPN); none says nothing.
    package var applicationProtocols: [String] = []

    package init() {}

    /// Settings of a side that speaks these versions, with the suites that they have.
    package init(versions: ClosedRange<TLSVersion>) {
        self.versions = versions
        if versions.upperBound.isLegacy {
            suites = CipherSuite.legacy
        } else if versions.lowerBound.isLegacy {
            suites += CipherSuite.legacy
        }
    }

    /// Settings of a side that nobody has looked after for long: it speaks the old versions only.
    package static var legacy: TLSSettings { TLSSettings(versions: .tls10...(.tls11)) }

    /// Settings of a side that takes the old versions as well.
    package static var lenient: TLSSettings { TLSSettings(versions: .tls10...(.tls13)) }
}

/// How a server speaks TLS.
package struct TLSServerConfiguration: Hashable, Sendable {
    package var identity: TLSIdentity
    package var settings = TLSSettings()

    package init(identity: TLSIdentity) { self.identity = identity }
}

/// How a client speaks TLS, and whom it believes.
package struct TLSClientConfiguration: Hashable, Sendable {
    /// What is done about a certificate that does not pass.
    package enum Trust: Hashable, Sendable {
        /// The connection is given up.
        case required
        /// It is taken, and the reason is kept.
        case acceptAnyway
    }

    package var settings = TLSSettings()
    /// The roots that are trusted.
    package var anchors: [Certificate]
    /// Lists of certificates that were taken back (DER); with none, nobody asks.
    package var revocationLists: [[UInt8]] = []
    package var trust = Trust.required
    /// What tells the date at a moment of the world: certificates have a life.
    package var calendar: Calendar

    package init(anchors: [Certificate], calendar: Calendar) {
        self.anchors = anchors
        self.calendar = calendar
    }
}

/// Whom a client wants to speak to: what the certificate must name (RFC 9525 §6.1).
package enum TLSPeerName: Hashable, Sendable, CustomStringConvertible {
    case host(String)
    case address(IPAddress)

    /// An address where the text is one, else a host name without a last dot.
    package init(_ text: String) {
        if let address = IPAddress(text) {
            self = .address(address)
        } else {
            self = .host(text.hasSuffix(".") ? String(text.dropLast()) : text)
        }
    }

    package var description: String {
        switch self {
        case .host(let name): name
        case .address(let address): address.description
        }
    }
}

/// Which side of a handshake one is.
package enum TLSRole: Hashable, Sendable {
    case client(TLSClientConfiguration, to: TLSPeerName)
    case server(TLSServerConfiguration)
}
