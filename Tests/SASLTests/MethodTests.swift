import Ciphers
import Clockwork
import SASL
import Support
import Testing

private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }
private func text(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }

/// A host that knows one user.
private struct Host {
    var login = "user"
    var password = "pencil"
    var salt = octets("salt of the world")
    var iterations = 4_096
    static let tokenKey = octets("key of the sign-in page")

    func judge(_ claim: SASLClaim) -> SASLVerdict {
        switch claim {
        case .password(let given):
            return given.login == login && given.password == password
                ? .accepted(login: login) : .refused
        case .digest(let name, let challenge, let code):
            let holds = CRAMProof.holds(code, challenge: challenge, password: password)
            return name == login && holds ? .accepted(login: login) : .refused
        case .verifier(let name, let digest):
            guard name == login else {
                return .verifier(SCRAMVerifier(decoyFor: name, secret: [1, 2, 3], digest))
            }
            return .verifier(
                SCRAMVerifier(password: password, salt: salt, iterations: iterations, digest))
        case .token(let name, let text):
            let token = try? BearerToken(text, key: Self.tokenKey, at: 1_000)
            return token?.login == name ? .accepted(login: login) : .refused
        case .proved(let name, _):
            return name == login ? .accepted(login: login) : .refused
        case .disproved: return .refused
        }
    }
}

/// Lets both sides talk; returns what came of it and everything that was said.
private func talk(
    _ client: SASLClient, _ server: SASLServer, _ host: Host = Host(),
    change: (inout [UInt8]) -> Void = { _ in }
) throws -> (outcome: SASLOutcome, client: SASLClient, said: [[UInt8]]) {
    var (client, server) = (client, server)
    var said: [[UInt8]] = []
    let first = client.initialResponse()
    if let first { said.append(first) }
    var outcome = try server.start(initialResponse: first)
    while true {
        switch outcome {
        case .ask(let claim): outcome = try server.answer(host.judge(claim))
        case .challenge(var challenge):
            change(&challenge)
            said.append(challenge)
            var response = try client.respond(to: challenge)
            change(&response)
            said.append(response)
            outcome = try server.respond(response)
        case .succeeded, .refused: return (outcome, client, said)
        }
    }
}

@Suite("Methods that send no password, and methods that send a token")
struct MethodTests {
    private static let bindings = [
        SASLBinding(name: "tls-exporter", octets: [1, 2, 3]),
        SASLBinding(name: "tls-server-end-point", octets: [4, 5, 6]),
    ]

    @Test("CRAM-MD5 by RFC 2195 §2")
    func cram() throws {
        let challenge = "<1896.697170952@postoffice.reston.mci.net>"
        var client = try SASLClient(.cramMD5, login: "tim", .password("tanstaaftanstaaf"))
        #expect(client.initialResponse() == nil)
        let response = try client.respond(to: octets(challenge))
        #expect(text(response) == "tim b913a602c7eda7a495b4e6e7334d3890")
        #expect(throws: SASLFault.unexpected) { try client.respond(to: []) }
        var server = SASLServer(.cramMD5, nonce: challenge)
        #expect(try server.start(initialResponse: nil) == .challenge(octets(challenge)))
        guard case .ask(.digest("tim", let asked, let code)) = try server.respond(response) else {
            Issue.record("no claim")
            return
        }
        #expect(CRAMProof.holds(code, challenge: asked, password: "tanstaaftanstaaf"))
        #expect(!CRAMProof.holds(code, challenge: asked, password: "tanstaaf"))
        #expect(
            try server.answer(.accepted(login: "tim"))
                == .succeeded(login: "tim", authorizationID: ""))
        for bad in ["", "tim", "tim xyz", " b913a602c7eda7a495b4e6e7334d3890", "tim b913"] {
            var server = SASLServer(.cramMD5, nonce: challenge)
            _ = try server.start(initialResponse: nil)
            #expect(throws: SASLFault.malformedCRAM) { try server.respond(octets(bad)) }
        }
        var early = SASLServer(.cramMD5, nonce: challenge)
        #expect(throws: SASLFault.noInitialResponse) { try early.start(initialResponse: response) }
    }

    @Test("the examples of RFC 5802 §5 and RFC 7677 §3")
    func examples() throws {
        let cases: [(SCRAMDigest, nonces: (String, String), salt: String, proof: String, String)] =
            [
                (
                    .sha1, ("fyko+d2lbbFgONRv9qkxdawL", "3rfcNHYJY1ZVvWVs7j"), "QSXCR+Q6sek8bf92",
                    "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "rmF9pqV8S7suAoZWja4dJRkFsKQ="
                ),
                (
                    .sha256, ("rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"),
                    "W22ZaJ0SNY7soEsUEjb6gQ==", "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                    "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
                ),
            ]
        for (digest, nonces, salt, proof, signature) in cases {
            var host = Host()
            host.salt = try SASLBase64.decode(octets(salt)[...])
            let method = SASLMethod.scram(digest, isBound: false)
            let (outcome, client, said) = try talk(
                SASLClient(method, login: "user", .password("pencil"), nonce: nonces.0),
                SASLServer(method, nonce: nonces.1), host)
            let nonce = nonces.0 + nonces.1
            #expect(
                said.map(text) == [
                    "n,,n=user,r=\(nonces.0)", "r=\(nonce),s=\(salt),i=4096",
                    "c=biws,r=\(nonce),p=\(proof)", "v=\(signature)", "",
                ])
            #expect(outcome == .succeeded(login: "user", authorizationID: ""))
            #expect(client.serverIsProved && client.mayBelieveSuccess)
        }
    }

    @Test("every method, right and wrong", arguments: SASLMethod.allCases)
    func all(method: SASLMethod) throws {
        let isToken = method == .xoauth2 || method == .oauthBearer
        func client(_ login: String, _ password: String, expiry: Int64) throws -> SASLClient {
            let token = BearerToken(login: login, expiry: expiry).text(key: Host.tokenKey)
            return try SASLClient(
                method, login: login, isToken ? .token(token) : .password(password),
                nonce: "abc", bindings: Self.bindings, serverBinds: true, host: "mail.example.com",
                port: 587)
        }
        let server = SASLServer(method, nonce: "<1.2@example>", bindings: Self.bindings)
        let right = try talk(try client("user", "pencil", expiry: 1_000), server)
        #expect(right.outcome == .succeeded(login: "user", authorizationID: ""))
        #expect(right.client.mayBelieveSuccess)
        let secrets = isToken ? "auth=Bearer" : "pencil"
        #expect(right.said.contains { text($0).contains(secrets) } == method.sendsSecret)
        for wrong in [
            try client("user", "pencils", expiry: 999), try client("user", "Pencil", expiry: 0),
        ] {
            let result = try talk(wrong, server)
            #expect(result.outcome == .refused)
            if case .scram = method { #expect(!result.client.mayBelieveSuccess) }
        }
        if !isToken {
            // A user that there is not looks like one with a wrong password.
            let nobody = try talk(try client("nobody", "pencil", expiry: 1_000), server)
            let wrong = try talk(try client("user", "pencils", expiry: 1_000), server)
            #expect(nobody.outcome == .refused)
            #expect(nobody.said.count == wrong.said.count)
        }
        #expect(SASLMethod(named: method.description.lowercased()) == method)
        #expect(method.description.utf8.count <= 20)
    }

    @Test("a binding to another connection, another kind, or none where one is offered")
    func bindings() throws {
        let bound = SASLMethod.scram(.sha256, isBound: true)
        let bare = SASLMethod.scram(.sha256, isBound: false)
        func client(_ method: SASLMethod, _ list: [SASLBinding], serverBinds: Bool = true) throws
            -> SASLClient
        {
            try SASLClient(
                method, login: "user", .password("pencil"), nonce: "abc", bindings: list,
                serverBinds: serverBinds)
        }
        let server = SASLServer(bound, nonce: "def", bindings: Self.bindings)
        let second = [Self.bindings[1]]
        #expect(
            try talk(client(bound, second), server).outcome
                == .succeeded(login: "user", authorizationID: ""))
        let elsewhere = [SASLBinding(name: "tls-exporter", octets: [9, 9, 9])]
        #expect(throws: SASLFault.wrongBinding) { try talk(client(bound, elsewhere), server) }
        let unknown = [SASLBinding(name: "tls-unique", octets: [1])]
        #expect(throws: SASLFault.wrongBinding) { try talk(client(bound, unknown), server) }
        #expect(throws: SASLFault.noBinding) { try client(bound, []) }
        // Somebody removed -PLUS from the server's list, and the client says that it would have.
        let open = SASLServer(bare, nonce: "def", bindings: Self.bindings)
        #expect(throws: SASLFault.bindingHidden) {
            try talk(client(bare, Self.bindings, serverBinds: false), open)
        }
        #expect(
            try talk(client(bare, Self.bindings, serverBinds: false), SASLServer(bare, nonce: "d"))
                .outcome != .refused)
        #expect(throws: SASLFault.wrongBinding) { try talk(client(bare, []), server) }
    }

    @Test("names with commas, equals signs and another to act as")
    func names() throws {
        var host = Host()
        host.login = "a,b=c"
        let method = SASLMethod.scram(.sha1, isBound: false)
        let result = try talk(
            SASLClient(
                method, login: "a,b=c", authorizationID: "boss=1", .password("pencil"), nonce: "n"),
            SASLServer(method, nonce: "m"), host)
        #expect(text(result.said[0]) == "n,a=boss=3D1,n=a=2Cb=3Dc,r=n")
        #expect(result.outcome == .succeeded(login: "a,b=c", authorizationID: "boss=1"))
    }

    @Test("a server that does not know the password is found out; so are its wishes")
    func falseServers() throws {
        func answer(_ first: String, _ final: String? = nil) throws {
            var client = try SASLClient(
                .scram(.sha1, isBound: false), login: "user", .password("pencil"), nonce: "abc")
            _ = client.initialResponse()
            _ = try client.respond(to: octets(first))
            #expect(!client.mayBelieveSuccess)
            if let final { _ = try client.respond(to: octets(final)) }
        }
        let good = "r=abcdef,s=QSXCR+Q6sek8bf92,i=4096"
        try answer(good)
        try answer(good + ",x=what ever")
        let cases: [(String, String?, SASLFault)] = [
            (good, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", .serverNotProved),
            (good, "v=", .serverNotProved),
            (good, "e=other-error", .malformedSCRAM), (good, "v=xx", .notBase64),
            ("r=abc,s=QSXC,i=4096", nil, .wrongNonce),
            ("r=xabcdef,s=QSXC,i=4096", nil, .wrongNonce),
            ("r=abcdef,s=QSXC,i=1", nil, .iterations), ("r=abcdef,s=QSXC,i=4095", nil, .iterations),
            ("r=abcdef,s=QSXC,i=2000000000", nil, .iterations),
            ("r=abcdef,s=QSXC,i=-4096", nil, .malformedSCRAM),
            ("r=abcdef,s=QSXC,i=04096", nil, .malformedSCRAM),
            ("r=abcdef,s=QSXC,i=99999999999999999999", nil, .malformedSCRAM),
            ("m=x,r=abcdef,s=QSXC,i=4096", nil, .unknownExtension),
            ("s=QSXC,r=abcdef,i=4096", nil, .malformedSCRAM), ("", nil, .malformedSCRAM),
            ("r=abc d,s=QSXC,i=4096", nil, .malformedSCRAM),
            ("r=abcdef,s=Q,i=4096", nil, .notBase64),
            (String(repeating: "x", count: 5_000), nil, .tooLong),
        ]
        for (first, final, fault) in cases {
            #expect(throws: fault, "\(first.prefix(60)) \(final ?? "")") {
                try answer(first, final)
            }
        }
    }

    @Test("messages that a server refuses")
    func falseClients() throws {
        let cases: [(SASLMethod, String, SASLFault)] = [
            (.scram(.sha1, isBound: false), "", .malformedSCRAM),
            (.scram(.sha1, isBound: false), "n,,", .malformedSCRAM),
            (.scram(.sha1, isBound: false), "x,,n=u,r=a", .malformedSCRAM),
            (.scram(.sha1, isBound: false), "n,b=x,n=u,r=a", .malformedSCRAM),
            (.scram(.sha1, isBound: false), "n,,n=u=2X,r=a", .malformedSCRAM),
            (.scram(.sha1, isBound: false), "n,,n=,r=a", .empty),
            (.scram(.sha1, isBound: false), "n,,m=1,n=u,r=a", .unknownExtension),
            (.scram(.sha1, isBound: false), "n,,r=a,n=u", .malformedSCRAM),
            (.scram(.sha1, isBound: false), "n,,n=u,r=", .malformedSCRAM),
            (.scram(.sha1, isBound: false), "n,,n=a\nb,r=a", .controlOctet),
            (.scram(.sha1, isBound: false), "p=tls-unique,,n=u,r=a", .wrongBinding),
            (.xoauth2, "user=u\u{1}\u{1}", .malformedToken), (.xoauth2, "", .malformedToken),
            (.xoauth2, "user=u\u{1}auth=Basic x\u{1}\u{1}", .malformedToken),
            (.xoauth2, "user=u\u{1}auth=Bearer \u{1}\u{1}", .empty),
            (.oauthBearer, "n,a=u,auth=Bearer x\u{1}\u{1}", .malformedToken),
            (.oauthBearer, "n,a=u,\u{1}auth=Bearer a b\u{1}\u{1}", .controlOctet),
            (.oauthBearer, "p=x,a=u,\u{1}auth=Bearer a\u{1}\u{1}", .malformedToken),
            (.oauthBearer, "\u{1}", .malformedSCRAM),
        ]
        for (method, message, fault) in cases {
            var server = SASLServer(method, nonce: "x")
            #expect(throws: fault, "\(method) \(message)") {
                try server.start(initialResponse: octets(message))
            }
        }
        #expect(throws: SASLFault.wrongSecret) { try SASLClient(.plain, login: "a", .token("x")) }
        #expect(throws: SASLFault.wrongSecret) {
            try SASLClient(.xoauth2, login: "a", .password("x"))
        }
        #expect(throws: SASLFault.malformedSCRAM) {
            try SASLClient(.scram(.sha1, isBound: false), login: "a", .password("x"), nonce: "a,b")
        }
    }

    @Test("OAUTHBEARER by RFC 7628 §4.1, and its refusal by RFC 7628 §4.3")
    func bearer() throws {
        var client = try SASLClient(
            .oauthBearer, login: "user@example.com",
            .token("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="),
            host: "server.example.com", port: 143)
        let expected =
            "n,a=user@example.com,\u{1}host=server.example.com\u{1}port=143\u{1}"
            + "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u{1}\u{1}"
        let first = client.initialResponse()
        #expect(first == octets(expected))
        var server = SASLServer(.oauthBearer)
        let claim = SASLClaim.token(
            login: "user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")
        #expect(try server.start(initialResponse: first) == .ask(claim))
        guard case .challenge(let reason) = try server.answer(.refused) else {
            Issue.record("no reason")
            return
        }
        #expect(text(reason) == #"{"status":"invalid_token"}"#)
        let dummy = try client.respond(to: reason)
        #expect(dummy == [1])
        #expect(try server.respond(dummy) == .refused)
    }

    @Test("tokens: forged, changed, out of date")
    func tokens() throws {
        let key = octets("key")
        let good = BearerToken(login: "alice@example.com", expiry: 500).text(key: key)
        #expect(try BearerToken(good, key: key, at: 500).login == "alice@example.com")
        #expect(throws: BearerToken.Refusal.expired) { try BearerToken(good, key: key, at: 501) }
        #expect(throws: BearerToken.Refusal.forged) { try BearerToken(good, key: [1], at: 0) }
        let other = BearerToken(login: "bob@example.com", expiry: 500).text(key: key)
        let mixed = other.split(separator: ".")[0] + "." + good.split(separator: ".")[1]
        #expect(throws: BearerToken.Refusal.forged) {
            try BearerToken(String(mixed), key: key, at: 0)
        }
        for bad in ["", ".", "a.b.c", "zz.00", good + "0"] {
            #expect(throws: BearerToken.Refusal.self) { try BearerToken(bad, key: key, at: 0) }
        }
    }

    @Test("changed on the way: never accepted, never trapped on", arguments: Seeds.few)
    func fuzz(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<Seeds.rounds(soak: 20_000) {
            let method = SASLMethod.allCases[Int(dice.below(4))]
            var isChanged = false
            let result = try? talk(
                SASLClient(
                    method, login: "user", .password("pencil"), nonce: "abc",
                    bindings: Self.bindings, serverBinds: true),
                SASLServer(method, nonce: "def", bindings: Self.bindings),
                change: { octets in
                    guard !octets.isEmpty, dice.happens(1, in: 3) else { return }
                    let index = Int(dice.below(UInt64(octets.count)))
                    octets[index] ^= UInt8(1 + dice.below(255))
                    isChanged = true
                })
            if isChanged, let result {
                #expect(result.outcome == .refused, "\(Seeds.again(seed)) \(result.said)")
            }
        }
    }
}
