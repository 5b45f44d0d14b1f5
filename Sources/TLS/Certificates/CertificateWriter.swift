import Ciphers
import Wire

/// One certificate to be: everything that its authority signs.
struct CertificateDraft {
    var serial: [UInt8]
    var subject: DistinguishedName
    var notBefore: Int64
    var notAfter: Int64
    var key: KeyPair
    var hostNames: [String] = []
    var addresses: [IPAddress] = []
    /// How many certificates may stand below it; nil for one that signs none.
    var authority: Authority?

    /// What makes it a certificate of an authority.
    struct Authority {
        /// The most authorities that may stand between it and a host; nil for no limit.
        var depth: UInt8?
        /// The names that it may sign for; none for no constraint.
        var domains: [String] = []
        /// The networks that it may sign for.
        var networks: [IPPrefix] = []
    }
}

/// Who signs: a name and a key.
struct CertificateSigner: Hashable, Sendable {
    let name: DistinguishedName
    let key: KeyPair

    /// The digest by which certificates name a key (RFC 5280 §4.2.1.2).
    static func identifier(of key: KeyPair) -> [UInt8] {
        var outer = DERReader(key.publicOctets[...])
        guard var info = try? outer.next(.sequence, "a public key").reader,
            (try? info.next(.sequence, "an algorithm")) != nil,
            let bits = try? info.next(.bitString, "a key")
        else { return Digest.sha1(key.publicOctets) }
        return Digest.sha1(Array(bits.contents.dropFirst()))
    }

    /// Signs a certificate.
    func sign(
        _ draft: CertificateDraft, chance: inout ChanceStream, library: SeededLibrary
    ) -> [UInt8] {
        let body = DER.sequence(
            DER.tagged(0, DER.integer([2])), DER.integer(draft.serial), algorithm, name.octets,
            DER.sequence(
                CertificateTime.element(draft.notBefore), CertificateTime.element(draft.notAfter)),
            draft.subject.octets, draft.key.publicOctets,
            DER.tagged(3, DER.element(.sequence, extensions(of: draft))))
        return seal(body, &chance, library)
    }

    /// Signs a list of the serial numbers that count no more (RFC 5280 §5.1).
    func revoke(
        _ serials: [[UInt8]], at moment: Int64, nextUpdate: Int64,
        chance: inout ChanceStream, library: SeededLibrary
    ) -> [UInt8] {
        // Reason 1: the key got out (RFC 5280 §5.3.1).
        let reason = DER.sequence(
            Self.extension(ObjectIdentifier.crlReason, DER.element(.enumerated, [1])))
        let entries = serials.flatMap {
            DER.sequence(DER.integer($0), CertificateTime.element(moment), reason)
        }
        let body = DER.sequence(
            DER.integer([1]), algorithm, name.octets, CertificateTime.element(moment),
            CertificateTime.element(nextUpdate),
            // An empty list is left out (RFC 5280 §5.1.2.6).
            entries.isEmpty ? [] : DER.element(.sequence, entries),
            DER.tagged(
                0,
                DER.sequence(
                    authorityKey, Self.extension(ObjectIdentifier.crlNumber, DER.integer([1])))))
        return seal(body, &chance, library)
    }

    private func seal(
        _ body: [UInt8], _ chance: inout ChanceStream, _ library: SeededLibrary
    ) -> [UInt8] {
        let signature = key.signature(of: body, chance: &chance, library: library)
        return DER.sequence(body, algorithm, DER.bitString(signature))
    }

    private var algorithm: [UInt8] {
        switch key.kind {
        case .p256: DER.sequence(DER.identifier(ObjectIdentifier.ecdsaWithSHA256))
        case .rsa:
            DER.sequence(
                DER.identifier(ObjectIdentifier.sha256WithRSA), DER.element(.null, []))
        }
    }

    private var authorityKey: [UInt8] {
        Self.extension(
            ObjectIdentifier.authorityKeyIdentifier,
            DER.sequence(DER.tagged(0, isPlain: true, Self.identifier(of: key))))
    }

    private static func `extension`(
        _ name: [UInt32], isCritical: Bool = false, _ value: [UInt8]
    ) -> [UInt8] {
        DER.sequence(
            DER.identifier(name), isCritical ? DER.boolean(true) : [], DER.octetString(value))
    }

    private func extensions(of draft: CertificateDraft) -> [UInt8] {
        var list = Self.extension(
            ObjectIdentifier.subjectKeyIdentifier,
            DER.octetString(Self.identifier(of: draft.key)))
        list += authorityKey
        if let authority = draft.authority {
            list += Self.authorityExtensions(authority)
        } else {
            list += Self.hostExtensions(draft)
        }
        return list
    }

    private static func authorityExtensions(
        _ authority: CertificateDraft.Authority
    ) -> [UInt8] {
        let depth = authority.depth.map { DER.integer([$0]) } ?? []
        var list = Self.extension(
            ObjectIdentifier.basicConstraints, isCritical: true,
            DER.sequence(DER.boolean(true), depth))
        // keyCertSign and cRLSign (RFC 5280 §4.2.1.3).
        list += Self.extension(
            ObjectIdentifier.keyUsage, isCritical: true, DER.bitString([0x06], unused: 1))
        let domains = authority.domains.flatMap {
            DER.sequence(DER.tagged(2, isPlain: true, Array($0.utf8)))
        }
        let networks = authority.networks.flatMap {
            DER.sequence(DER.tagged(7, isPlain: true, $0.base.octets + mask(of: $0)))
        }
        if !(domains + networks).isEmpty {
            list += Self.extension(
                ObjectIdentifier.nameConstraints, isCritical: true,
                DER.sequence(DER.tagged(0, domains + networks)))
        }
        return list
    }

    private static func hostExtensions(_ draft: CertificateDraft) -> [UInt8] {
        var list = Self.extension(
            ObjectIdentifier.basicConstraints, isCritical: true, DER.sequence())
        // digitalSignature; for RSA keyEncipherment as well (RFC 5280 §4.2.1.3).
        let usage =
            switch draft.key.kind {
            case .p256: DER.bitString([0x80], unused: 7)
            case .rsa: DER.bitString([0xA0], unused: 5)
            }
        list += Self.extension(ObjectIdentifier.keyUsage, isCritical: true, usage)
        list += Self.extension(
            ObjectIdentifier.extendedKeyUsage,
            DER.sequence(DER.identifier(ObjectIdentifier.serverAuthentication)))
        let names =
            draft.hostNames.flatMap { DER.tagged(2, isPlain: true, Array($0.utf8)) }
            + draft.addresses.flatMap { DER.tagged(7, isPlain: true, $0.octets) }
        if !names.isEmpty {
            list += Self.extension(
                ObjectIdentifier.subjectAltName, DER.element(.sequence, names))
        }
        return list
    }

    private static func mask(of network: IPPrefix) -> [UInt8] {
        (0..<network.base.octets.count).map { index in
            let bits = max(0, min(8, network.length - index * 8))
            return bits == 0 ? 0 : 0xFF << UInt8(8 - bits)
        }
    }
}
