import Ciphers
import Clockwork
import Session
import Support
import TLS
import Testing

@Suite("Handshakes of two engines")
struct HandshakeTests {
    private static let suites: [TLSVersion: String] = [
        .tls10: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        .tls11: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        .tls12: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", .tls13: "TLS_AES_128_GCM_SHA256",
    ]

    @Test("each version, in every cut", arguments: TLSVersion.allCases, Seeds.pieceSizes)
    func versions(version: TLSVersion, size: Int) throws {
        var pair = Pair(
            Fixture.client { $0.settings = Fixture.settings(version) },
            Fixture.server { $0 = .lenient })
        pair.pieceSize = size
        pair.shakeHands()
        #expect(pair.failure(.client) == nil)
        #expect(pair.failure(.server) == nil)
        for side in [Pair.Side.client, .server] {
            let facts = try #require(pair.facts(side))
            #expect(facts.protocolVersion == version.description)
            #expect(facts.cipherSuite == Self.suites[version])
            #expect(facts.group == "x25519")
            #expect(facts.serverName == "mail.example.com")
        }
        pair.give(.write(octets("EHLO a.example\r\n")), to: .client)
        pair.give(.write(octets("220 hello\r\n")), to: .server)
        pair.carry()
        let long = [UInt8](repeating: 0x61, count: 40_000)
        pair.give(.write(long), to: .server)
        pair.give(.write(long), to: .client)
        pair.carry()
        pair.give(.write([1]), to: .server)
        pair.give(.write([2]), to: .client)
        pair.carry()
        #expect(pair.plaintext(.server) == octets("EHLO a.example\r\n") + long + [2])
        #expect(pair.plaintext(.client) == octets("220 hello\r\n") + long + [1])
        pair.give(.close, to: .client)
        pair.carry()
        pair.give(.closedByPeer, to: .server)
        #expect(pair.said.last?.output == .closed)
    }

    @Test("each suite of today, with both kinds of key", arguments: CipherSuite.allCases)
    func suites(suite: CipherSuite) throws {
        let identity = suite.description.contains("_RSA_") ? Fixture.goodRSA : Fixture.good
        var settings = TLSSettings.lenient
        settings.versions = suite.rawValue >> 8 == 0x13 ? .tls13...(.tls13) : .tls10...(.tls12)
        settings.suites = [suite]
        var pair = Pair(
            Fixture.client { $0.settings = settings }, Fixture.server(identity) { $0 = settings })
        pair.shakeHands()
        #expect(pair.facts(.client)?.cipherSuite == suite.description, "\(pair.said)")
        pair.give(.write(octets("in")), to: .client)
        pair.give(.write(octets("out")), to: .server)
        pair.carry()
        #expect(pair.plaintext(.server) == octets("in"))
        #expect(pair.plaintext(.client) == octets("out"))
    }

    @Test("each group", arguments: TLSGroup.allCases, [TLSVersion.tls12, .tls13])
    func groups(group: TLSGroup, version: TLSVersion) {
        var pair = Pair(
            Fixture.client { $0.settings = Fixture.settings(version) },
            Fixture.server { $0.groups = [group] })
        pair.shakeHands()
        #expect(pair.facts(.client)?.group == group.description)
        #expect(pair.facts(.server)?.group == group.description)
    }

    @Test("what both ends know: bindings, names, and the same secrets")
    func facts() throws {
        for version in [TLSVersion.tls12, .tls13] {
            var pair = Pair(Fixture.client { $0.settings = Fixture.settings(version) })
            pair.shakeHands()
            let client = try #require(pair.facts(.client))
            let server = try #require(pair.facts(.server))
            #expect(client.channelBindings == server.channelBindings)
            let kinds = client.channelBindings.map(\.kind)
            #expect(kinds == [version == .tls13 ? .exporter : .unique, .serverEndPoint])
            #expect(client.channelBindings.allSatisfy { !$0.octets.allSatisfy { $0 == 0 } })
            #expect(client.channelBindings[0].octets.count == (version == .tls13 ? 32 : 12))
            #expect(client.verification == .passed)
            #expect(server.verification == .notAsked)
            #expect(client.peer?.names == ["mail.example.com"])
            #expect(client.peer?.subject == "O=MailLab, CN=mail.example.com")
            #expect(client.peer?.issuer == "O=MailLab, CN=MailLab Intermediate")
            #expect(client.peer?.key == "P-256")
            #expect(server.peer == nil)
            var log = pair.client.keyLog
            #expect(log.lines.count == (version == .tls13 ? 5 : 1))
            log.add(pair.server.keyLog)
            #expect(log == pair.client.keyLog)
        }
    }

    @Test("ALPN: the server's first choice that the client has")
    func applicationProtocols() {
        var client = Fixture.client()
        client.settings.applicationProtocols = ["one", "two", "three"]
        var pair = Pair(
            client, Fixture.server { $0.applicationProtocols = ["four", "three", "two"] })
        pair.shakeHands()
        #expect(pair.facts(.client)?.applicationProtocol == "three")
        #expect(pair.facts(.server)?.applicationProtocol == "three")
        var stranger = Pair(client, Fixture.server { $0.applicationProtocols = ["four"] })
        stranger.shakeHands()
        #expect(stranger.failure(.server) == .nothingInCommon)
        #expect(
            stranger.failure(.client) == .alert(TLSAlert(isFatal: true, code: 120)))
    }

    @Test("an address: no server name, and the address in the certificate")
    func addresses() {
        let identity = Fixture.authority.identity(
            for: [], addresses: [.v4(0x7F00_0001), .v6(0, 1)])
        for address in ["127.0.0.1", "::1"] {
            var pair = Pair(Fixture.client(), Fixture.server(identity), to: address)
            pair.shakeHands()
            #expect(pair.facts(.client)?.verification == .passed, "\(pair.said)")
            #expect(pair.facts(.server)?.serverName == nil)
        }
        var pair = Pair(Fixture.client(), Fixture.server(identity), to: "127.0.0.2")
        pair.shakeHands()
        #expect(
            pair.failure(.client)
                == .certificate(.wrongName(wanted: "127.0.0.2", offered: ["127.0.0.1", "::1"])))
    }

    @Test("no version in common: each side says so")
    func noCommonVersion() {
        var pair = Pair(Fixture.client(), Fixture.server { $0 = .legacy })
        pair.shakeHands()
        #expect(pair.failure(.server) == .noCommonVersion(ours: .tls10...(.tls11)))
        #expect(pair.failure(.client) == .alert(TLSAlert(isFatal: true, code: 70)))
        #expect("\(TLSAlert(isFatal: true, code: 70))" == "protocol_version")
        var other = Pair(
            Fixture.client { $0.settings = Fixture.settings(.tls13) }, Fixture.server())
        other.shakeHands()
        #expect(other.facts(.client)?.protocolVersion == "TLS 1.3")
    }
}
