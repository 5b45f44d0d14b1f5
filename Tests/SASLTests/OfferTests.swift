import Ciphers
import SASL
import Testing

@Suite("What is offered, and what is chosen of it")
struct OfferTests {
    private let bindings = [SASLBinding(name: "tls-exporter", octets: [1, 2, 3])]
    private let names = SASLMethod.allCases.map(\.description)

    private func identity(_ way: SASLWay) -> SASLIdentity {
        SASLIdentity(login: "ann", password: "pencil", token: "t", way: way)
    }

    @Test("-PLUS and tokens are offered inside TLS only")
    func offer() {
        let offer = SASLOffer(SASLMethod.allCases)
        let clear = offer.methods(on: nil)
        #expect(
            clear == [
                .scram(.sha256, isBound: false), .scram(.sha1, isBound: false), .cramMD5, .plain,
                .login,
            ])
        #expect(offer.methods(on: bindings) == SASLMethod.allCases)
        // TLS that gives nothing to bind to.
        #expect(offer.methods(on: []).contains { $0.isBound } == false)
        #expect(offer.methods(on: []).contains(.oauthBearer))
    }

    @Test("no two exchanges have the same nonce")
    func nonces() throws {
        var offer = SASLOffer([.cramMD5], hostName: "mail.lab.example")
        var seen: [[UInt8]] = []
        for _ in 0..<50 {
            var server = offer.begin(.cramMD5, stamp: 7, on: nil)
            guard case .challenge(let challenge) = try server.start(initialResponse: nil) else {
                Issue.record("no challenge")
                return
            }
            let text = String(decoding: challenge, as: UTF8.self)
            #expect(text.hasPrefix("<") && text.hasSuffix(".7@mail.lab.example>"))
            #expect(!seen.contains(challenge))
            seen.append(challenge)
        }
    }

    @Test("the usual way is the plain one, the best is the strongest, a token is for who asks")
    func choice() {
        #expect(identity(.usual).method(of: names, on: bindings) == .plain)
        #expect(identity(.usual).method(of: ["login"], on: nil) == .login)
        #expect(
            identity(.usual).method(of: ["SCRAM-SHA-1"], on: nil) == .scram(.sha1, isBound: false))
        #expect(
            identity(.best).method(of: names, on: bindings) == .scram(.sha256, isBound: true))
        #expect(identity(.best).method(of: names, on: nil) == .scram(.sha256, isBound: false))
        #expect(identity(.best).method(of: ["PLAIN", "CRAM-MD5"], on: nil) == .cramMD5)
        #expect(identity(.best).method(of: ["XOAUTH2"], on: bindings) == nil)
        #expect(identity(.method(.xoauth2)).method(of: names, on: bindings) == .xoauth2)
        #expect(identity(.method(.cramMD5)).method(of: ["PLAIN"], on: nil) == nil)
        #expect(
            identity(.method(.scram(.sha1, isBound: true))).method(of: names, on: nil) == nil)
        #expect(identity(.apop).method(of: names, on: bindings) == nil)
    }

    @Test("a client that could bind and was not asked to says y; a server that would have refuses")
    func downgrade() throws {
        let stripped = names.filter { !$0.hasSuffix("-PLUS") }
        let bare = SASLMethod.scram(.sha256, isBound: false)
        for (offered, flag) in [(stripped, "y,,"), (names, "n,,")] {
            var identity = identity(.method(bare))
            var client = try identity.begin(bare, offered: offered, on: bindings)
            let response = client.initialResponse()
            let first = try #require(response)
            #expect(String(decoding: first, as: UTF8.self).hasPrefix(flag))
            var honest = SASLOffer(SASLMethod.allCases)
            var server = honest.begin(bare, stamp: 0, on: bindings)
            if flag == "y,," {
                #expect(throws: SASLFault.bindingHidden) {
                    try server.start(initialResponse: first)
                }
                // A server that never binds has nothing to hide.
                var simple = SASLOffer([bare])
                var other = simple.begin(bare, stamp: 0, on: bindings)
                #expect(
                    try other.start(initialResponse: first)
                        == .ask(.verifier(login: "ann", .sha256)))
            } else {
                #expect(
                    try server.start(initialResponse: first)
                        == .ask(.verifier(login: "ann", .sha256)))
            }
        }
    }
}
