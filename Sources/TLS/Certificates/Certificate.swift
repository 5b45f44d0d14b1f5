import Ciphers
import Wire

/// A certificate as people read it: who, whose, from when to when, under which names.
///
/// Read without OpenSSL, so that a listener on a link can read one that goes by.
package struct Certificate: Hashable, Sendable {
    /// The certificate as it is sent (DER).
    package let octets: [UInt8]
    package let serial: [UInt8]
    package let issuer: String
    package let subject: String
    /// The first and last moment of its life, in seconds after 1970-01-01 00:00 UTC.
    package let notBefore: Int64
    package let notAfter: Int64
    package let key: PublicKeyKind
    /// The host names that it is for.
    package private(set) var hostNames: [String] = []
    /// The addresses that it is for, as octets of the address.
    package private(set) var addresses: [IPAddress] = []
    /// The common name of the subject, which names a host by an old custom only.
    package let commonName: String?
    /// Whether it may sign other certificates.
    package private(set) var isAuthority = false

    /// Names and addresses together, as a person is told what was offered.
    package var names: [String] { hostNames + addresses.map(\.description) }

    package var isSelfIssued: Bool { issuer == subject }

    /// The SHA-256 digest of the certificate, as browsers show it.
    package var fingerprint: String { HexText.lower(Digest.sha256(octets)) }

    /// The longest certificate that is read.
    static let limit = 65_536
    /// The most names that are read.
    static let nameLimit = 256

    /// Reads a certificate.
    ///
    ///     Certificate  ::=  SEQUENCE  {                       ; RFC 5280 §4.1
    ///          tbsCertificate       TBSCertificate,
    ///          signatureAlgorithm   AlgorithmIdentifier,
    ///          signatureValue       BIT STRING  }
    package init(_ octets: [UInt8]) throws(CertificateFault) {
        guard octets.count <= Self.limit else { throw .tooLarge }
        self.octets = octets
        var outer = DERReader(octets[...])
        var certificate = try outer.next(.sequence, "a certificate").reader
        guard outer.isAtEnd else { throw .malformed }
        var body = try certificate.next(.sequence, "what is signed").reader
        _ = try body.nextIf(0xA0)
        serial = Array(try body.next(.integer, "a serial number").contents)
        _ = try body.next(.sequence, "an algorithm")
        let issuer = try DistinguishedName(body.next(.sequence, "an issuer"))
        var validity = try body.next(.sequence, "a validity").reader
        notBefore = try CertificateTime.read(validity.next())
        notAfter = try CertificateTime.read(validity.next())
        let subject = try DistinguishedName(body.next(.sequence, "a subject"))
        self.issuer = issuer.description
        self.subject = subject.description
        commonName = subject.commonName
        key = try PublicKeyKind(body.next(.sequence, "a public key"))
        while !body.isAtEnd {
            let part = try body.next()
            guard part.tag == 0xA3 else { continue }
            try readExtensions(part)
        }
    }

    private mutating func readExtensions(
        _ part: DERReader.Element
    ) throws(CertificateFault) {
        var outer = part.reader
        var list = try outer.next(.sequence, "extensions").reader
        while !list.isAtEnd {
            var entry = try list.next(.sequence, "an extension").reader
            let name = try DERReader.identifier(
                entry.next(.objectIdentifier, "an extension's name").contents)
            _ = try entry.nextIf(DER.Tag.boolean.rawValue)
            var value = try entry.next(.octetString, "an extension's value").reader
            switch name {
            case ObjectIdentifier.subjectAltName: try readNames(&value)
            case ObjectIdentifier.basicConstraints:
                var constraints = try value.next(.sequence, "basic constraints").reader
                let flag = try constraints.nextIf(DER.Tag.boolean.rawValue)
                isAuthority = flag?.contents.first == 0xFF
            case _: break
            }
        }
    }

    private mutating func readNames(_ value: inout DERReader) throws(CertificateFault) {
        var names = try value.next(.sequence, "alternative names").reader
        while !names.isAtEnd {
            let name = try names.next()
            guard hostNames.count + addresses.count < Self.nameLimit else { throw .tooLarge }
            switch name.tag {
            case 0x82: hostNames.append(DistinguishedName.printable(name.contents))
            case 0x87: if let address = Self.address(name.contents) { addresses.append(address) }
            case _: break
            }
        }
    }

    private static func address(_ octets: ArraySlice<UInt8>) -> IPAddress? {
        func number(_ part: ArraySlice<UInt8>) -> UInt64 {
            part.reduce(0) { $0 << 8 | UInt64($1) }
        }
        switch octets.count {
        case 4: return .v4(UInt32(truncatingIfNeeded: number(octets)))
        case 16: return .v6(number(octets.prefix(8)), number(octets.suffix(8)))
        case _: return nil
        }
    }
}

/// What a public key is made of.
package enum PublicKeyKind: Hashable, Sendable, CustomStringConvertible {
    case rsa(bits: Int)
    case curve(String)
    case other

    package var description: String {
        switch self {
        case .rsa(let bits): "RSA \(bits)"
        case .curve(let name): name
        case .other: "?"
        }
    }

    init(_ info: DERReader.Element) throws(CertificateFault) {
        var info = info.reader
        var algorithm = try info.next(.sequence, "an algorithm").reader
        let name = try DERReader.identifier(
            algorithm.next(.objectIdentifier, "an algorithm's name").contents)
        let key = try info.next(.bitString, "a key")
        switch name {
        case ObjectIdentifier.rsaEncryption:
            var outer = DERReader(key.contents.dropFirst())
            var numbers = try outer.next(.sequence, "an RSA key").reader
            let modulus = try numbers.next(.integer, "a modulus").contents.drop { $0 == 0 }
            let high = modulus.first.map { 8 - $0.leadingZeroBitCount } ?? 0
            self = .rsa(bits: max(0, modulus.count - 1) * 8 + high)
        case ObjectIdentifier.ecPublicKey:
            guard let curve = try algorithm.nextIf(DER.Tag.objectIdentifier.rawValue) else {
                self = .other
                return
            }
            switch try DERReader.identifier(curve.contents) {
            case ObjectIdentifier.p256: self = .curve("P-256")
            case ObjectIdentifier.p384: self = .curve("P-384")
            case _: self = .other
            }
        case ObjectIdentifier.ed25519: self = .curve("Ed25519")
        case _: self = .other
        }
    }
}
