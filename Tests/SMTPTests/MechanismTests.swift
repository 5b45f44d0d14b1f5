import Ciphers
import Clockwork
import Mail
import SASL
import Session
import Support
import Testing

@testable import SMTP

/// AUTH with every mechanism (RFC 4954 §4), client against server and by transcript.
@Suite struct MechanismTests {
    private static let bindings = [
        TLSFacts.ChannelBinding(kind: .exporter, octets: [1, 2, 3]),
        TLSFacts.ChannelBinding(kind: .serverEndPoint, octets: [4, 5, 6]),
    ]

    private func facts(_ bindings: [TLSFacts.ChannelBinding]) -> TLSFacts {
        var facts = TLSFacts(protocolVersion: "TLS 1.3", cipherSuite: "lab")
        facts.channelBindings = bindings
        return facts
    }

    private func host(_ methods: [SASLMethod]) -> PaperHost {
        var host = PaperHost.submission
        host.configuration.sasl = SASLOffer(methods, chance: ChanceStream(seed: [7]))
        return host
    }

    /// Lets both sides talk in pieces; returns the client's failure, and whether the server has
    /// let it in.
    private func talk(
        _ method: SASLMethod, password: String = "wonderland", token: String = "good",
        offered: [SASLMethod] = SASLMethod.allCases, tls: Bool, serverSide: [UInt8] = [1, 2, 3],
        size: Int = 10_000, change: (inout [UInt8]) -> Void = { _ in }
    ) -> (failure: SMTPClientFailure?, isIn: Bool) {
        var setup = SMTPClientConfiguration(helloName: "a.example")
        setup.identity = SASLIdentity(
            login: "alice@example.com", password: password, token: token, way: .method(method),
            chance: ChanceStream(seed: [8]))
        var failure: SMTPClientFailure?
        var server = Stage(host(offered).session, answer: PaperHost.answer)
        var client = Stage(SMTPClientSession(configuration: setup)) { question in
            if case .next(.failed(let reason)) = question { failure = reason }
            return .quit
        }
        var toClient: [UInt8] = []
        var toServer: [UInt8] = []
        if tls {
            let own = [TLSFacts.ChannelBinding(kind: .exporter, octets: serverSide)]
            toClient += server.sentOctets(server.give(.secured(facts(own))))
            toServer += client.sentOctets(client.give(.secured(facts(Self.bindings))))
        }
        toClient += server.sentOctets(server.give(.opened))
        toServer += client.sentOctets(client.give(.opened))
        var isIn = false
        for _ in 0..<5_000 where !(toClient.isEmpty && toServer.isEmpty && !isPausing(server)) {
            if isPausing(server), let deadline = server.session.nextDeadline {
                server.now = deadline
                toClient += server.sentOctets(server.give(.deadlinePassed))
            }
            var piece = Array(toClient.prefix(size))
            toClient.removeFirst(piece.count)
            change(&piece)
            toServer += client.sentOctets(client.give(.received(piece)))
            let other = Array(toServer.prefix(size))
            toServer.removeFirst(other.count)
            toClient += server.sentOctets(server.give(.received(other)))
            isIn = isIn || server.session.stateName == "ready, authenticated"
        }
        return (failure, isIn)
    }

    private func isPausing(_ stage: Stage<SMTPServerSession>) -> Bool { stage.session.isPausing }

    @Test("both sides understand one another, in every cut", arguments: SASLMethod.allCases)
    func together(method: SASLMethod) {
        for size in Seeds.pieceSizes {
            let result = talk(method, tls: true, size: size)
            #expect(result.failure == nil && result.isIn, "pieces of \(size)")
        }
        let clear = talk(method, tls: false)
        if method.isBound || method.takesToken {
            guard case .noMechanism? = clear.failure else {
                Issue.record("\(method) without TLS: \(String(describing: clear.failure))")
                return
            }
        } else {
            #expect(clear.failure == nil && clear.isIn)
        }
        let wrong = talk(method, password: "Wonderland", token: "bad", tls: true)
        guard case .authenticationFailed(let reply)? = wrong.failure else {
            Issue.record("\(method) with a wrong secret: \(String(describing: wrong.failure))")
            return
        }
        #expect(reply.code == .credentialsInvalid && !wrong.isIn)
    }

    @Test("whoever stands between two TLS connections is refused by -PLUS, and by it alone")
    func middle() {
        for method in SASLMethod.allCases {
            let result = talk(method, tls: true, serverSide: [9, 9, 9])
            if method.isBound {
                guard case .authenticationFailed? = result.failure else {
                    Issue.record("\(method) was let in")
                    continue
                }
                #expect(!result.isIn)
            } else {
                #expect(result.failure == nil && result.isIn, "\(method)")
            }
        }
    }

    @Test("a list with -PLUS cut out is found out (RFC 5802 §6)")
    func downgrade() {
        let method = SASLMethod.scram(.sha256, isBound: false)
        let result = talk(method, tls: true) { octets in
            let text = String(decoding: octets, as: UTF8.self)
            guard text.contains("AUTH ") else { return }
            octets = Array(
                text.replacing(" SCRAM-SHA-256-PLUS", with: "")
                    .replacing(" SCRAM-SHA-1-PLUS", with: "").utf8)
        }
        guard case .authenticationFailed? = result.failure else {
            Issue.record("nobody noticed: \(String(describing: result.failure))")
            return
        }
        #expect(!result.isIn)
    }

    @Test("a server that does not prove itself is not believed")
    func falseServer() {
        let method = SASLMethod.scram(.sha1, isBound: false)
        // The last challenge holds another signature.
        let lied = talk(method, tls: false) { octets in
            guard let text = String(validating: octets, as: UTF8.self), text.hasPrefix("334 dj")
            else { return }
            let false1 = Array("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=".utf8)
            octets = Array("334 ".utf8) + SASLBase64.encode(false1) + [13, 10]
        }
        #expect(lied.failure == .serverNotTrusted(.serverNotProved) && !lied.isIn)
        // It says 235 in place of it.
        let hasty = talk(method, tls: false) { octets in
            guard let text = String(validating: octets, as: UTF8.self), text.hasPrefix("334 dj")
            else { return }
            octets = Array("235 2.7.0 Welcome\r\n".utf8)
        }
        #expect(hasty.failure == .serverNotTrusted(.serverNotProved))
    }

    @Test("challenges, cancelling, and what may not come, by transcript")
    func transcript() {
        expect(
            """
            C! opened
            S: 220 ...
            C: EHLO a.example
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-...
            S: 250-AUTH CRAM-MD5 SCRAM-SHA-1
            S: 250 HELP
            C: AUTH CRAM-MD5 =
            S: 501 5.7.0 The server speaks first in this mechanism
            C: AUTH CRAM-MD5
            S: 334 PD...
            C: *
            S: 501 5.7.0 Authentication cancelled
            C: AUTH SCRAM-SHA-1-PLUS
            S: 504 5.5.4 Mechanism not offered: SCRAM-SHA-1-PLUS
            C: AUTH OAUTHBEARER
            S: 504 5.5.4 Mechanism not offered: OAUTHBEARER
            C: AUTH SCRAM-SHA-1
            S: 334 \u{20}
            C: biwsbj1h
            S: 501 5.5.2 Cannot read that response
            C: AUTH SCRAM-SHA-1 eSwsbj1hLHI9Yg==
            S: 334 cj1...
            C: *
            S: 501 5.7.0 Authentication cancelled
            """.replacing(" \u{20}", with: " "),
            of: host([.cramMD5, .scram(.sha1, isBound: false)]).session,
            answer: PaperHost.answer)
    }

    @Test("wrong passwords are answered late: 1, 2, 4 and then 8 seconds")
    func late() {
        var stage = Stage(PaperHost.submission.session, answer: PaperHost.answer)
        _ = stage.give(.opened)
        _ = stage.give(.received(Array("EHLO a\r\n".utf8)))
        for seconds in [1, 2, 4, 8, 8] {
            let heard = stage.give(.received(Array("AUTH PLAIN AGEAYg==\r\nNOOP\r\n".utf8)))
            #expect(heard.isEmpty && stage.session.isPausing)
            #expect(stage.session.nextDeadline == stage.now + .seconds(seconds))
            stage.now += .seconds(seconds)
            let answer = stage.sentOctets(stage.give(.deadlinePassed))
            #expect(text(answer).hasPrefix("535 5.7.8 "))
            #expect(text(answer).hasSuffix("250 2.0.0 OK\r\n"))
        }
    }
}
