/// What an attacker on the way does to connections.
package enum AttackKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Takes the offer of TLS out of the server's list.
    case strip
    /// Speaks TLS itself, with a certificate of its own.
    case swap
    /// Puts commands and answers of its own in the clear in front of TLS.
    case inject
    /// Tells clients of IMAP that they are logged in already, so that they never ask for TLS.
    case preauth
    /// Ends conversations in the server's name, in the middle.
    case cut
}

/// The certificate that a swapper shows.
package enum ForgedCertificate: String, Hashable, Sendable, Codable, CaseIterable {
    /// The right name, signed by an authority that nobody knows: the attacker's own.
    case ownAuthority = "own-ca"
    case selfSigned = "self-signed"
    /// In order, but for another host.
    case wrongName = "wrong-name"
    /// The right name, signed by the authority that everybody trusts: what no honest one would do.
    case misissued
}

/// How an attack is made.
package struct AttackPlan: Hashable, Sendable, Codable {
    package typealias Kind = AttackKind
    package typealias Certificate = ForgedCertificate

    package var kind: AttackKind
    package var certificate: ForgedCertificate
    /// A stripper that speaks to the server in the clear as well, and not under TLS by itself.
    package var keepsClear: Bool
    /// Octets of the server that a cutter lets pass.
    package var octetsUntilCut: Int

    /// More than a handshake and the greetings, and less than a letter with them.
    package static let usualCut = 2_000
    /// The most that can be asked for.
    package static let latestCut = 100_000_000

    package init(
        _ kind: AttackKind, certificate: ForgedCertificate = .ownAuthority,
        keepsClear: Bool = false, octetsUntilCut: Int = Self.usualCut
    ) {
        self.kind = kind
        self.certificate = certificate
        self.keepsClear = keepsClear
        self.octetsUntilCut = min(max(0, octetsUntilCut), Self.latestCut)
    }

    /// The ports that are intercepted; on all others packets pass unread.
    package var ports: [UInt16] {
        switch kind {
        case .strip, .inject: [25, 110, 143, 587]
        case .swap, .cut: [25, 110, 143, 465, 587, 993, 995]
        case .preauth: [143]
        }
    }
}

/// The protocol of an intercepted connection.
enum AttackedProtocol: Hashable, Sendable {
    case smtp, pop3, imap

    init?(port: UInt16) {
        switch port {
        case 25, 465, 587: self = .smtp
        case 110, 995: self = .pop3
        case 143, 993: self = .imap
        case _: return nil
        }
    }
}

/// One of the two ends between which an attacker stands.
package enum Side: String, Hashable, Sendable {
    case client, server

    var other: Side { self == .client ? .server : .client }
}
