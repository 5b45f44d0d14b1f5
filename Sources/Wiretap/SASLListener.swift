import SASL

/// Listens to one exchange of SASL: what the client's responses give away (RFC 4422 §3).
struct SASLListener: Hashable, Sendable {
    private(set) var mechanism: String
    private(set) var login = ""
    private let method: SASLMethod?
    private var lastChallenge: [UInt8] = []
    private var responses = 0

    /// An exchange that began with the name of a mechanism.
    init(_ name: ArraySlice<UInt8>) {
        method = SASLMethod(named: HeardText.verb(name))
        mechanism = method.map { "\($0)" } ?? HeardText.of(name, limit: 40)
    }

    /// An exchange whose beginning was not heard; only LOGIN tells by its prompts what it is.
    init?(joiningAt challenge: ArraySlice<UInt8>) {
        guard let prompt = HeardText.base64(challenge) else { return nil }
        switch String(decoding: prompt, as: UTF8.self).lowercased() {
        case "username:", "user name": responses = 0
        case "password:", "password": responses = 1
        case _: return nil
        }
        method = .login
        mechanism = "LOGIN"
    }

    mutating func hear(challenge: ArraySlice<UInt8>) {
        lastChallenge = HeardText.base64(challenge) ?? []
    }

    /// What a response says, as it was sent; nil for one that says nothing of itself.
    mutating func hear(response: ArraySlice<UInt8>, asSent: [UInt8]) -> Overheard? {
        guard let method, response != [UInt8(ascii: "*")],
            let octets = HeardText.base64(response)
        else { return nil }
        responses += 1
        switch method {
        case .plain: return plain(octets, asSent)
        case .login:
            guard responses > 1 else {
                login = HeardText.of(octets, limit: 400)
                return nil
            }
            return secret(.password, octets, asSent)
        case .cramMD5:
            // user-name SP digest (RFC 2195 §2); a name may hold spaces.
            guard let space = octets.lastIndex(of: UInt8(ascii: " ")) else { return nil }
            login = HeardText.of(octets[..<space], limit: 400)
            return challenge(octets[(space + 1)...])
        case .scram: return scram(octets)
        case .xoauth2, .oauthBearer: return bearer(octets, asSent)
        }
    }

    private func secret(
        _ kind: OverheardSecret.Kind, _ text: some Collection<UInt8>, _ asSent: [UInt8]
    ) -> Overheard {
        .secret(
            OverheardSecret(
                kind: kind, login: login, text: HeardText.of(text), mechanism: mechanism,
                asSent: HeardText.of(asSent)))
    }

    private func challenge(_ answer: some Collection<UInt8>) -> Overheard {
        .challenge(
            OverheardChallenge(
                login: login, mechanism: mechanism, challenge: HeardText.of(lastChallenge),
                answer: HeardText.of(answer)))
    }

    /// [authzid] NUL authcid NUL passwd (RFC 4616 §2).
    private mutating func plain(_ octets: [UInt8], _ asSent: [UInt8]) -> Overheard? {
        let parts = octets.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        login = HeardText.of(parts[1], limit: 400)
        return secret(.password, parts[2], asSent)
    }

    /// The first message names the user; the second proves the password (RFC 5802 §5).
    private mutating func scram(_ octets: [UInt8]) -> Overheard? {
        let attributes = octets.split(separator: UInt8(ascii: ","))
        func value(_ letter: Character) -> ArraySlice<UInt8>? {
            attributes.first {
                $0.count >= 2 && $0.first == letter.asciiValue
                    && $0[$0.startIndex + 1] == UInt8(ascii: "=")
            }?.dropFirst(2)
        }
        if let proof = value("p"), value("c") != nil { return challenge(proof) }
        if let name = value("n") {
            login = HeardText.of(name, limit: 400)
                .replacing("=2C", with: ",").replacing("=3D", with: "=")
        }
        return nil
    }

    /// Key and value pairs, each ended by 0x01; one is `auth=Bearer …` (RFC 7628 §3.1).
    private mutating func bearer(_ octets: [UInt8], _ asSent: [UInt8]) -> Overheard? {
        let fields = octets.split(separator: 1)
        for field in fields {
            if field.starts(with: Array("user=".utf8)) {
                login = HeardText.of(field.dropFirst(5), limit: 400)
            }
            // The header of the exchange: n,a=login,
            for part in field.split(separator: UInt8(ascii: ","))
            where part.starts(with: Array("a=".utf8)) && field.first == UInt8(ascii: "n") {
                login = HeardText.of(part.dropFirst(2), limit: 400)
            }
        }
        let start = Array("auth=bearer ".utf8)
        for field in fields where field.prefix(start.count).map(\.lowered) == start {
            return secret(.token, field.dropFirst(start.count), asSent)
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var lowered: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
