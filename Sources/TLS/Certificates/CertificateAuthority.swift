import Ciphers
import Clockwork
import Wire

/// A certificate with its private key and what leads from it to a root: who a server says to be.
package struct TLSIdentity: Hashable, Sendable {
    /// The host's certificate first, then the authorities below the root, as they are sent.
    package let chain: [Certificate]
    package let key: KeyPair

    package init(chain: [Certificate], key: KeyPair) {
        self.chain = chain
        self.key = key
    }

    /// The certificates, as other programs read them.
    package var certificatePEM: String {
        chain.map { PEM.text("CERTIFICATE", $0.octets) }.joined()
    }

    /// The private key, as other programs read it.
    package var keyPEM: String { PEM.text("PRIVATE KEY", key.privateOctets) }
}

/// The certificate authority of a lab: a root, an authority below it, and certificates for hosts.
///
/// Everything comes from the seed and the calendar, so who knows the seed of a world knows the
/// keys of its authority. The root may therefore sign for lab domains and this machine only
/// (RFC 5280 §4.2.1.10), and a learner who trusts it in a mail program risks nothing more.
package struct CertificateAuthority: Hashable, Sendable {
    /// The domains of labs, and the machine itself (RFC 2606).
    package static let labDomains = [
        "example", "example.com", "example.net", "example.org", "example.jp", "test", "localhost",
    ]
    /// The networks of this machine.
    package static let labNetworks = ["127.0.0.0/8", "::1/128"].compactMap { IPPrefix($0) }

    package let root: Certificate
    package let intermediate: Certificate
    private let signer: CertificateSigner
    private let chance: ChanceStream
    /// Midnight of day 1 of the world, in seconds after 1970-01-01 00:00 UTC.
    private let dayOne: Int64
    private let library: LibraryChoice

    /// An authority from a stream of chance, for a world with this calendar.
    package init(
        chance: ChanceStream, calendar: Calendar,
        domains: [String] = CertificateAuthority.labDomains,
        networks: [IPPrefix] = CertificateAuthority.labNetworks,
        library: SeededLibrary = .shared
    ) {
        self.chance = chance
        self.library = LibraryChoice(library)
        dayOne = calendar.unixNanoseconds(.zero) / 1_000_000_000
        let maker = Maker(chance: chance, dayOne: dayOne, library: library)
        let top = maker.root(
            "MailLab Root", CertificateDraft.Authority(domains: domains, networks: networks))
        let below = maker.intermediate("MailLab Intermediate", top.signer)
        root = top.certificate
        intermediate = below.certificate
        signer = below.signer
    }

    /// A certificate for a host, in order or with a defect; the same request gives the same one.
    ///
    /// Another `holder` gets another key: somebody who has a certificate for a name not his own.
    package func identity(
        for hostNames: [String], addresses: [IPAddress] = [], defect: CertificateDefect? = nil,
        kind: KeyPair.Kind = .p256, holder: String = ""
    ) -> TLSIdentity {
        let names = hostNames + addresses.map(\.description)
        let own = chance.stream("leaf \(names) \(defect?.rawValue ?? "") \(kind)")
        let maker = Maker(
            chance: holder.isEmpty ? own : own.stream("held by \(holder)"),
            dayOne: dayOne, library: library.library)
        return maker.host(
            hostNames, addresses, defect, kind, signer: signer, intermediate: intermediate)
    }

    /// The list of certificates that the authority has taken back, signed by it (DER).
    package func revocationList(of revoked: [Certificate]) -> [UInt8] {
        var chance = chance.stream("crl \(revoked.map(\.fingerprint))")
        return signer.revoke(
            revoked.map(\.serial), at: dayOne - 86_400,
            nextUpdate: dayOne + 3_650 * 86_400, chance: &chance, library: library.library)
    }

    /// The root, as other programs read it.
    package var rootPEM: String { PEM.text("CERTIFICATE", root.octets) }
}

/// A library that counts for nothing when values are compared: it only says who does the sums.
struct LibraryChoice: Hashable, Sendable {
    let library: SeededLibrary

    init(_ library: SeededLibrary) { self.library = library }

    static func == (left: LibraryChoice, right: LibraryChoice) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}

/// Makes the certificates of one authority.
private struct Maker {
    let chance: ChanceStream
    let dayOne: Int64
    let library: SeededLibrary

    private static let day: Int64 = 86_400

    struct Made {
        let certificate: Certificate
        let signer: CertificateSigner
    }

    func root(_ name: String, _ authority: CertificateDraft.Authority) -> Made {
        make(name, authority, years: 20, signer: nil)
    }

    func intermediate(_ name: String, _ signer: CertificateSigner) -> Made {
        make(name, CertificateDraft.Authority(depth: 0), years: 10, signer: signer)
    }

    private func make(
        _ name: String, _ authority: CertificateDraft.Authority, years: Int64,
        signer: CertificateSigner?
    ) -> Made {
        var stream = chance.stream(name)
        let key = KeyPair(.p256, chance: &stream, library: library)
        let subject = DistinguishedName(organization: "MailLab", commonName: name)
        let own = CertificateSigner(name: subject, key: key)
        let draft = CertificateDraft(
            serial: Self.serial(&stream), subject: subject, notBefore: dayOne - 365 * Self.day,
            notAfter: dayOne + years * 365 * Self.day, key: key, authority: authority)
        let octets = (signer ?? own).sign(draft, chance: &stream, library: library)
        return Made(certificate: Self.read(octets), signer: own)
    }

    func host(
        _ hostNames: [String], _ addresses: [IPAddress], _ defect: CertificateDefect?,
        _ kind: KeyPair.Kind, signer: CertificateSigner, intermediate: Certificate
    ) -> TLSIdentity {
        var stream = chance
        let key = KeyPair(
            defect == .weakKey ? .rsa(bits: 1_024) : kind, chance: &stream, library: library)
        let name = hostNames.first ?? "MailLab host"
        var draft = CertificateDraft(
            serial: Self.serial(&stream),
            subject: DistinguishedName(organization: "MailLab", commonName: name),
            notBefore: dayOne - 30 * Self.day, notAfter: dayOne + 365 * Self.day, key: key,
            hostNames: hostNames, addresses: addresses)
        var signer = signer
        var chain = [intermediate]
        switch defect {
        case nil, .weakKey, .revoked: break
        case .expired: (draft.notBefore, draft.notAfter) = (dayOne - 400 * Self.day, dayOne - 1)
        case .notYetValid: draft.notBefore = dayOne + 300 * Self.day
        case .wrongName:
            draft.hostNames = ["other.example"]
            draft.addresses = []
            draft.subject = DistinguishedName(
                organization: "MailLab", commonName: "other.example")
        case .commonNameOnly: (draft.hostNames, draft.addresses) = ([], [])
        case .unknownAuthority:
            let top = root("Nobody's Root", CertificateDraft.Authority())
            let below = self.intermediate("Nobody's Intermediate", top.signer)
            signer = below.signer
            chain = [below.certificate]
        case .selfSigned:
            signer = CertificateSigner(name: draft.subject, key: key)
            chain = []
        case .incompleteChain: chain = []
        }
        let leaf = signer.sign(draft, chance: &stream, library: library)
        return TLSIdentity(chain: [Self.read(leaf)] + chain, key: key)
    }

    /// A serial number of 16 octets: positive, and not zero (RFC 5280 §4.1.2.2).
    private static func serial(_ stream: inout ChanceStream) -> [UInt8] {
        var octets = stream.octets(16)
        octets[0] = octets[0] & 0x7F | 0x40
        return octets
    }

    private static func read(_ octets: [UInt8]) -> Certificate {
        do {
            return try Certificate(octets)
        } catch {
            preconditionFailure("a certificate of our own cannot be read: \(error)")
        }
    }
}
