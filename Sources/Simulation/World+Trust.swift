import Ciphers
import Clockwork
import PostOffice
import TLS
import Wire

// The certificates of a world. Each comes from the seed and a name alone, so it is the same
// whenever it is first needed; nothing is made before TLS is used.
extension World {
    /// The authority that everybody in this world trusts.
    mutating func certificateAuthority() -> CertificateAuthority {
        if let authority = trust.authority { return authority }
        let made = CertificateAuthority(
            chance: (secretChance ?? WorldChance(seed, run: 0)).stream("authority"),
            calendar: blueprint.calendar)
        trust.authority = made
        return made
    }

    /// Who a mail server says to be.
    mutating func identity(of index: Int) -> TLSIdentity {
        if let identity = trust.identities[index] { return identity }
        let plan = machines[index].plan
        let isPublished = trust.published[index] ?? false
        let made = certificateAuthority().identity(
            for: [plan.mailName] + (isPublished ? ["localhost"] : []),
            addresses: isPublished ? Self.thisMachine : [],
            defect: plan.mail?.certificate.defect)
        trust.identities[index] = made
        return made
    }

    /// The addresses under which real programs reach what is published.
    private static let thisMachine = [IPAddress(127, 0, 0, 1), .v6(0, 1)]

    func serverHasCertificate(_ index: Int) -> Bool {
        machines[index].mailHost?.configuration.offersTLS ?? false
    }

    /// How the programs of a host speak TLS, in front of a protocol of mail.
    private func settings(of index: Int, _ spoken: MailProtocol) -> TLSSettings {
        var settings = machines[index].plan.tlsVersions.settings
        switch spoken {
        // SMTP has no registered name, so nothing is said there.
        case .smtp, .submission, .text: break
        case .pop3: settings.applicationProtocols = ["pop3"]
        case .imap: settings.applicationProtocols = ["imap"]
        }
        return settings
    }

    /// How a host speaks TLS as a server that says to be `identity`.
    func serverRole(
        _ identity: TLSIdentity, of index: Int, _ spoken: MailProtocol
    ) -> TLSRole {
        var configuration = TLSServerConfiguration(identity: identity)
        configuration.settings = settings(of: index, spoken)
        return .server(configuration)
    }

    mutating func clientRole(_ wish: TLSWish, of owner: SocketOwner?) -> TLSRole {
        var configuration = TLSClientConfiguration(
            anchors: [certificateAuthority().root], calendar: blueprint.calendar)
        if let owner {
            configuration.settings = settings(of: owner.machine, owner.facts.spoken)
        }
        configuration.revocationLists = revocationLists()
        configuration.trust = wish.acceptsAnyCertificate ? .acceptAnyway : .required
        return .client(configuration, to: TLSPeerName(wish.peer))
    }

    /// Lists of what was taken back; where nothing was, nobody asks.
    private mutating func revocationLists() -> [[UInt8]] {
        if let lists = trust.revocationLists { return lists }
        var revoked: [Certificate] = []
        for index in machines.indices
        where machines[index].plan.mail?.certificate.defect == .revoked {
            revoked += identity(of: index).chain.prefix(1)
        }
        let lists = revoked.isEmpty ? [] : [certificateAuthority().revocationList(of: revoked)]
        trust.revocationLists = lists
        return lists
    }

    /// Chance of one end of one connection, and nobody else's.
    func chance(_ socket: Int, _ connection: Int) -> ChanceStream {
        (secretChance ?? chance).stream("tls \(connection) \(socket)")
    }

    /// Another authority, which nobody can foresee, and certificates of it at the next handshakes.
    mutating func drawSecret(_ secret: Seed, _ action: Action) throws(Trouble) -> Cause {
        let cause = note(.action(action), on: try machine(blueprint.home), because: nil)
        secretChance = WorldChance(secret, run: 0)
        let published = trust.published
        trust = TrustStore()
        trust.published = published
        return cause
    }
}

// What the learner may have of it.
extension Workbench {
    /// The keys of the world come from chance that nobody knows: whoever has its story has them.
    package var holdsSecret: Bool { seed.isSecret || world.secretChance != nil }

    /// The root certificate of the world, as other programs read it.
    package var authorityPEM: String {
        var copy = world
        return copy.certificateAuthority().rootPEM
    }
}
