import Ciphers

/// What one finds out about a mechanism by trying it: nothing here is asserted, all is run.
package struct SASLTrial: Hashable, Sendable {
    package let method: SASLMethod
    /// The password's own octets were among what was said.
    package let showsPassword: Bool
    /// The token's own octets were.
    package let showsToken: Bool
    /// What the client said, said again on another connection, lets one in.
    package let isReplayable: Bool
    /// A listener can try passwords against what was said; the rounds that one try costs.
    package let guessRounds: Int?
    /// Whoever stands in the middle, with a TLS connection to each side, gets nowhere.
    package let isBound: Bool
    /// The client knows afterwards that the server knew the password.
    package let provesServer: Bool
    /// It works where the server keeps a verifier only.
    package let worksWithVerifier: Bool

    /// Tries a mechanism with a password, a token and two connections of its own.
    package init(_ method: SASLMethod) throws(SASLFault) {
        let bench = Bench(method)
        let honest = try bench.run()
        let said = honest.said.map(\.octets)
        self.method = method
        showsPassword = said.contains { $0.holds(Array(Bench.password.utf8)) }
        showsToken = said.contains { $0.holds(Array(bench.token.utf8)) }
        provesServer = honest.client.serverIsProved
        isReplayable = bench.replays(honest)
        guessRounds = try bench.guessRounds(honest)
        let otherSide = (try? bench.run(serverBinding: [9, 9, 9]))?.isIn ?? false
        isBound = !otherSide
        let onVerifier = (try? bench.run(keepsPassword: false))?.isIn ?? false
        worksWithVerifier = onVerifier && !method.takesToken
    }
}

/// A client, a server and a host on a table.
private struct Bench {
    static let password = "wonderland"
    static let login = "alice@example.com"
    static let salt: [UInt8] = Array("salt of the trial".utf8)
    static let tokenKey: [UInt8] = Array("key of the trial".utf8)
    let method: SASLMethod
    let token = BearerToken(login: Bench.login, expiry: 1_000).text(key: Bench.tokenKey)

    struct Line {
        let isClient: Bool
        let octets: [UInt8]
    }

    struct Talk {
        var client: SASLClient
        var said: [Line]
        var isIn: Bool
    }

    init(_ method: SASLMethod) { self.method = method }

    private func client(_ password: String) throws(SASLFault) -> SASLClient {
        let secret: SASLSecret = method.takesToken ? .token(token) : .password(password)
        return try SASLClient(
            method, login: Self.login, secret, nonce: "client",
            bindings: method.isBound ? [SASLBinding(name: "tls-exporter", octets: [1, 2, 3])] : [],
            serverBinds: method.isBound)
    }

    private func server(_ nonce: String, _ binding: [UInt8]) -> SASLServer {
        SASLServer(
            method, nonce: nonce,
            bindings: method.isBound
                ? [SASLBinding(name: "tls-exporter", octets: binding)] : [])
    }

    /// Both sides talk to one another.
    func run(
        serverBinding: [UInt8] = [1, 2, 3], keepsPassword: Bool = true
    ) throws(SASLFault) -> Talk {
        var client = try client(Self.password)
        var server = server("<1.2@server>", serverBinding)
        var said: [Line] = []
        let first = client.initialResponse()
        if let first { said.append(Line(isClient: true, octets: first)) }
        var outcome = try server.start(initialResponse: first)
        while true {
            switch outcome {
            case .ask(let claim):
                outcome = try server.answer(judge(claim, keepsPassword: keepsPassword))
            case .challenge(let challenge):
                said.append(Line(isClient: false, octets: challenge))
                let response = try client.respond(to: challenge)
                said.append(Line(isClient: true, octets: response))
                outcome = try server.respond(response)
            case .succeeded: return Talk(client: client, said: said, isIn: true)
            case .refused: return Talk(client: client, said: said, isIn: false)
            }
        }
    }

    /// Says what the client said to a server that has another nonce.
    func replays(_ talk: Talk) -> Bool {
        var lines = talk.said.filter(\.isClient).map(\.octets)[...]
        var server = server("<3.4@server>", [1, 2, 3])
        let speaksFirst = talk.said.first?.isClient == true
        do {
            var outcome = try server.start(
                initialResponse: speaksFirst ? lines.popFirst() : nil)
            while true {
                switch outcome {
                case .ask(let claim):
                    outcome = try server.answer(judge(claim, keepsPassword: true))
                case .challenge:
                    guard let line = lines.popFirst() else { return false }
                    outcome = try server.respond(line)
                case .succeeded: return true
                case .refused: return false
                }
            }
        } catch {
            return false
        }
    }

    /// What one guess costs a listener who has the whole exchange; nil where guessing is of no use.
    ///
    /// Guess and password are put through the client's own arithmetic with what was heard: what
    /// comes out must tell them apart.
    func guessRounds(_ talk: Talk) throws(SASLFault) -> Int? {
        guard !method.sendsSecret else { return nil }
        let right = try answers(Self.password, talk) == talk.said.filter(\.isClient).map(\.octets)
        let wrong = try answers("looking glass", talk)
        guard right, wrong != talk.said.filter(\.isClient).map(\.octets) else { return nil }
        for line in talk.said where !line.isClient {
            let parts = String(decoding: line.octets, as: UTF8.self).split(separator: ",")
            if let rounds = parts.first(where: { $0.hasPrefix("i=") }) {
                return Int(rounds.dropFirst(2))
            }
        }
        return 1
    }

    private func answers(_ guess: String, _ talk: Talk) throws(SASLFault) -> [[UInt8]] {
        var client = try client(guess)
        var result: [[UInt8]] = []
        if let first = client.initialResponse() { result.append(first) }
        for line in talk.said where !line.isClient {
            guard let answer = try? client.respond(to: line.octets) else { break }
            result.append(answer)
        }
        return result
    }

    private func judge(_ claim: SASLClaim, keepsPassword: Bool) -> SASLVerdict {
        let kept = SCRAMVerifier(password: Self.password, salt: Self.salt, .sha256)
        switch claim {
        case .password(let given):
            let other = SCRAMVerifier(password: given.password, salt: Self.salt, .sha256)
            let fits = keepsPassword ? given.password == Self.password : other == kept
            return fits ? .accepted(login: given.login) : .refused
        case .digest(let login, let challenge, let code):
            // A verifier is not what the digest was made from.
            let secret =
                keepsPassword ? Self.password : String(decoding: kept.storedKey, as: UTF8.self)
            let holds = CRAMProof.holds(code, challenge: challenge, password: secret)
            return holds ? .accepted(login: login) : .refused
        case .verifier(_, let digest):
            return .verifier(SCRAMVerifier(password: Self.password, salt: Self.salt, digest))
        case .token(let login, let text):
            let token = try? BearerToken(text, key: Self.tokenKey, at: 0)
            return token?.login == login ? .accepted(login: login) : .refused
        case .proved(let login, _): return .accepted(login: login)
        case .disproved: return .refused
        }
    }
}

extension [UInt8] {
    /// Whether `part` stands somewhere in it.
    fileprivate func holds(_ part: [UInt8]) -> Bool {
        guard !part.isEmpty, count >= part.count else { return false }
        return (0...(count - part.count)).contains { self[$0..<($0 + part.count)] == part[...] }
    }
}
