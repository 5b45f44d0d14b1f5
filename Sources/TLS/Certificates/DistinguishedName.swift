/// The name of a subject or an issuer: what certificates had before
/// host names (RFC 5280 §4.1.2.4).
struct DistinguishedName: Hashable, Sendable, CustomStringConvertible {
    private struct Part: Hashable, Sendable {
        let label: String
        let value: String
    }

    /// The parts in the order of the certificate.
    private var parts: [Part] = []

    /// The longest text that is kept of a part, and the most parts.
    private static let limit = 256
    private static let partLimit = 32

    init(organization: String, commonName: String) {
        parts = [
            Part(label: "O", value: organization), Part(label: "CN", value: commonName),
        ]
    }

    var commonName: String? { parts.last { $0.label == "CN" }?.value }

    /// Such as `O=MailLab, CN=mail.example.com`.
    var description: String {
        parts.map { "\($0.label)=\($0.value)" }.joined(separator: ", ")
    }

    /// The name as DER.
    var octets: [UInt8] {
        let list = parts.flatMap { part in
            let type = part.label == "CN" ? ObjectIdentifier.commonName : Self.organization
            return DER.element(
                .set,
                DER.sequence(
                    DER.identifier(type), DER.element(.utf8String, Array(part.value.utf8))))
        }
        return DER.element(.sequence, list)
    }

    private static let organization = ObjectIdentifier.organization

    init(_ element: DERReader.Element) throws(CertificateFault) {
        var list = element.reader
        while !list.isAtEnd {
            var set = try list.next(.set, "a part of a name").reader
            while !set.isAtEnd {
                var part = try set.next(.sequence, "a part of a name").reader
                let type = try DERReader.identifier(
                    part.next(.objectIdentifier, "what the part is").contents)
                let value = try part.next()
                guard parts.count < Self.partLimit else { throw .tooLarge }
                parts.append(
                    Part(label: Self.label(type), value: Self.printable(value.contents)))
            }
        }
    }

    private static func label(_ type: [UInt32]) -> String {
        switch type {
        case ObjectIdentifier.commonName: "CN"
        case organization: "O"
        case [2, 5, 4, 6]: "C"
        case [2, 5, 4, 7]: "L"
        case [2, 5, 4, 8]: "ST"
        case [2, 5, 4, 11]: "OU"
        case _: type.map(String.init).joined(separator: ".")
        }
    }

    /// The text, with `?` for control characters: what a peer sends must not move a terminal.
    static func printable(_ octets: ArraySlice<UInt8>) -> String {
        let text = String(decoding: octets.prefix(limit), as: UTF8.self)
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? "?" : scalar
                }))
    }
}
