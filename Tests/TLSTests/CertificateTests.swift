import Ciphers
import Clockwork
import Session
import Support
import TLS
import Testing

@Suite("Certificates, in order and wrong on purpose")
struct CertificateTests {
    static let root = Fixture.authority.root

    private static func client(
        _ trust: TLSClientConfiguration.Trust, revoked: [Certificate] = []
    ) -> TLSClientConfiguration {
        Fixture.client {
            $0.trust = trust
            $0.revocationLists = [Fixture.authority.revocationList(of: revoked)]
        }
    }

    /// The refusal that each defect must meet, and the alert that goes with it.
    private static func expected(
        _ defect: CertificateDefect, _ leaf: Certificate
    ) -> (refusal: CertificateRefusal, alert: String) {
        switch defect {
        case .expired: (.expired(notAfter: leaf.notAfter), "certificate_expired")
        case .notYetValid: (.notYetValid(notBefore: leaf.notBefore), "bad_certificate")
        case .wrongName:
            (.wrongName(wanted: Fixture.host, offered: ["other.example"]), "bad_certificate")
        case .commonNameOnly: (.commonNameOnly(Fixture.host), "bad_certificate")
        case .unknownAuthority:
            (.unknownAuthority(issuer: "O=MailLab, CN=Nobody's Root"), "unknown_ca")
        case .selfSigned: (.selfSigned(subject: leaf.subject), "unknown_ca")
        case .revoked: (.revoked, "certificate_revoked")
        case .weakKey: (.weakKey("RSA 1024"), "bad_certificate")
        case .incompleteChain:
            (.unknownAuthority(issuer: "O=MailLab, CN=MailLab Intermediate"), "unknown_ca")
        }
    }

    @Test(
        "each defect is refused with its own reason, and taken only when told to",
        arguments: CertificateDefect.allCases, [TLSVersion.tls12, .tls13])
    func defects(defect: CertificateDefect, version: TLSVersion) throws {
        let identity = Fixture.authority.identity(for: [Fixture.host], defect: defect)
        let expected = Self.expected(defect, identity.chain[0])
        let revoked = defect == .revoked ? [identity.chain[0]] : []
        var client = Self.client(.required, revoked: revoked)
        client.settings.versions = version...version
        var pair = Pair(client, Fixture.server(identity))
        pair.shakeHands()
        #expect(pair.facts(.client) == nil)
        #expect(pair.failure(.client) == .certificate(expected.refusal))
        guard case .alert(let alert)? = pair.failure(.server) else {
            Issue.record("the server heard nothing: \(pair.said)")
            return
        }
        #expect(alert.description == expected.alert)

        client.trust = .acceptAnyway
        var careless = Pair(client, Fixture.server(identity))
        careless.shakeHands()
        #expect(careless.failure(.client) == nil)
        #expect(careless.facts(.client)?.verification == .overruled(expected.refusal.note))
        careless.give(.write(octets("secret")), to: .client)
        careless.carry()
        #expect(careless.plaintext(.server) == octets("secret"))
    }

    @Test("the clock of the world judges: the same certificate lives and dies")
    func clock() throws {
        for (days, expected) in [(-40, "before"), (0, "lives"), (364, "lives"), (366, "after")] {
            var pair = Pair()
            pair.now = .zero + .days(days)
            pair.shakeHands()
            switch expected {
            case "lives": #expect(pair.facts(.client)?.verification == .passed)
            case "after":
                #expect(
                    pair.failure(.client)
                        == .certificate(.expired(notAfter: Fixture.good.chain[0].notAfter)))
            case _:
                #expect(
                    pair.failure(.client)
                        == .certificate(.notYetValid(notBefore: Fixture.good.chain[0].notBefore)))
            }
        }
    }

    @Test(
        "names by RFC 9525 §6.3",
        arguments: [
            ("mail.example.com", true), ("MAIL.Example.COM", true), ("mail.example.com.", true),
            ("imap.wild.example", true), ("a.b.wild.example", false), ("wild.example", false),
            ("xmail.example.com", false), ("example.com", false), ("f1.part.example", false),
        ])
    func names(host: String, matches: Bool) {
        let identity = Fixture.authority.identity(
            for: ["mail.example.com", "*.wild.example", "f*.part.example"])
        var pair = Pair(Fixture.client(), Fixture.server(identity), to: host)
        pair.shakeHands()
        #expect((pair.facts(.client) != nil) == matches, "\(pair.said)")
        let offered = ["mail.example.com", "*.wild.example", "f*.part.example"]
        if !matches {
            #expect(
                pair.failure(.client) == .certificate(.wrongName(wanted: host, offered: offered)))
        }
    }

    @Test("the lab's authority may sign for lab domains only")
    func constraints() {
        for name in ["www.bank.invalid", "example.xyz"] {
            let identity = Fixture.authority.identity(for: [name])
            var pair = Pair(Fixture.client(), Fixture.server(identity), to: name)
            pair.shakeHands()
            #expect(pair.failure(.client) == .certificate(.outsideConstraints(names: [name])))
        }
        let identity = Fixture.authority.identity(for: [], addresses: [.v4(0x0808_0808)])
        var pair = Pair(Fixture.client(), Fixture.server(identity), to: "8.8.8.8")
        pair.shakeHands()
        #expect(pair.failure(.client) == .certificate(.outsideConstraints(names: ["8.8.8.8"])))
    }

    @Test("the same seed gives the same authority, certificates and keys; another seed others")
    func seeds() {
        func make(_ seed: UInt64) -> [[UInt8]] {
            let library = SeededLibrary()
            let authority = CertificateAuthority(
                chance: ChanceStream(Dice(seed: seed)), calendar: Fixture.calendar,
                library: library)
            let identities = CertificateDefect.allCases.map {
                authority.identity(for: ["a.example"], defect: $0)
            }
            return [authority.root.octets, authority.intermediate.octets]
                + identities.flatMap { $0.chain.map(\.octets) + [$0.key.privateOctets] }
                + [authority.revocationList(of: [identities[0].chain[0]])]
        }
        let first = make(7)
        #expect(first == make(7))
        let other = make(8)
        #expect(first.count == other.count)
        #expect(!zip(first, other).contains { $0.0 == $0.1 })
    }

    @Test("what a certificate says is read as it was written")
    func reading() throws {
        let leaf = Fixture.authority.identity(
            for: ["a.example", "b.example"], addresses: [.v4(0x7F00_0001)]
        ).chain[0]
        #expect(leaf.names == ["a.example", "b.example", "127.0.0.1"])
        #expect(leaf.commonName == "a.example")
        #expect(!leaf.isAuthority && Self.root.isAuthority)
        #expect(Self.root.isSelfIssued && !leaf.isSelfIssued)
        #expect(leaf.serial.count == 16)
        let dayOne = Fixture.calendar.unixNanoseconds(.zero) / 1_000_000_000
        #expect(leaf.notBefore == dayOne - 30 * 86_400)
        #expect(leaf.notAfter == dayOne + 365 * 86_400)
        #expect(Self.root.notAfter == dayOne + 20 * 365 * 86_400)
        #expect(Self.root.key == .curve("P-256"))
    }

    @Test("octets that are no certificate are refused, never trapped on", arguments: Seeds.few)
    func fuzz(seed: UInt64) {
        var dice = Dice(seed: seed)
        let good = Fixture.good.chain[0].octets
        for _ in 0..<Seeds.rounds(soak: 2_000_000) {
            var octets = good
            for _ in 0...dice.below(4) {
                octets[Int(dice.below(UInt64(octets.count)))] = UInt8(dice.below(256))
            }
            if dice.happens(1, in: 3) {
                octets = Array(octets.prefix(Int(dice.below(UInt64(good.count)))))
            }
            _ = try? Certificate(octets)
        }
        for count in good.indices {
            #expect(throws: CertificateFault.self) { try Certificate(Array(good.prefix(count))) }
        }
    }
}
