import Ciphers
import Clockwork
import Session
import Support
import Testing

@testable import TLS

@Suite("Records after the handshake")
struct RecordTests {
    private struct Ends {
        var client: RecordLayer
        var server: RecordLayer
    }

    private static func ends(
        _ version: TLSVersion, _ suite: CipherSuite, recordsOfKey: UInt64 = 1 << 24
    ) -> Ends {
        let secrets: TrafficSecrets =
            version == .tls13
            ? .traffic(
                client: [UInt8](repeating: 1, count: suite.digest.count),
                server: [UInt8](repeating: 2, count: suite.digest.count))
            : .master(
                [UInt8](repeating: 3, count: 48), clientRandom: [UInt8](repeating: 4, count: 32),
                serverRandom: [UInt8](repeating: 5, count: 32))
        let result = HandshakeResult(version: version, suite: suite, secrets: secrets)
        let last = [UInt8](repeating: 6, count: 16)
        func layer(_ isClient: Bool) -> RecordLayer {
            RecordLayer(
                result, isClient: isClient, chance: ChanceStream(seed: [isClient ? 1 : 0]),
                lastBlocks: (last, last), recordsOfKey: recordsOfKey)
        }
        return Ends(client: layer(true), server: layer(false))
    }

    private static let pairs: [(version: TLSVersion, suite: CipherSuite)] =
        CipherSuite.allCases.map { suite in
            (suite.isOfTLS13 ? .tls13 : suite.cipher.isAuthenticated ? .tls12 : .tls11, suite)
        } + [(.tls10, .ecdsaAES128CBC)]

    private static func text(_ events: [RecordLayer.Event]) -> String {
        events.map { event in
            switch event {
            case .data(let octets): String(decoding: octets, as: UTF8.self)
            case .send(let octets): "send \(octets.count)"
            case .closed: "closed"
            case .failed(let failure, let alert): "\(failure) \(alert?.description ?? "-")"
            }
        }.joined(separator: ", ")
    }

    @Test("sizes from nothing to many records, both ways")
    func sizes() {
        for (version, suite) in Self.pairs {
            var ends = Self.ends(version, suite)
            for count in [0, 1, 15, 16, 17, 255, 16_383, 16_384, 16_385, 50_000] {
                let sent = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
                var events: [RecordLayer.Event] = []
                let wire = ends.client.write(sent)
                ends.server.read(wire, into: &events)
                let got = events.flatMap { event -> [UInt8] in
                    if case .data(let octets) = event { octets } else { [] }
                }
                #expect(got == sent, "\(version) \(suite) \(count)")
                let records = (count + 16_383) / 16_384
                #expect(wire.count <= count + records * ends.client.overhead)
            }
        }
    }

    @Test("one octet changed anywhere: the seal does not fit", arguments: Seeds.few)
    func changed(seed: UInt64) {
        var dice = Dice(seed: seed)
        for (version, suite) in Self.pairs {
            let ends = Self.ends(version, suite)
            var writer = ends.client
            let wire = writer.write(Array("attack at dawn".utf8))
            for index in 5..<wire.count {
                var changed = wire
                changed[index] ^= UInt8(1 + dice.below(255))
                var reader = ends.server
                var events: [RecordLayer.Event] = []
                reader.read(changed, into: &events)
                #expect(Self.text(events) == "badRecord bad_record_mac", "\(suite) \(index)")
                events = []
                reader.read(wire, into: &events)
                #expect(events.isEmpty)
            }
            // A record twice, and one left out.
            let second = writer.write(Array("second".utf8))
            for wrong in [wire + wire, second] {
                var reader = ends.server
                var events: [RecordLayer.Event] = []
                reader.read(wrong, into: &events)
                #expect(Self.text(events).hasSuffix("badRecord bad_record_mac"))
            }
        }
    }

    @Test("headers that cannot be")
    func headers() {
        let cases: [([UInt8], String)] = [
            ([22, 3, 3, 0, 20], "unexpectedMessage unexpected_message"),
            ([20, 3, 3, 0, 1, 1], "unexpectedMessage unexpected_message"),
            ([99, 3, 3, 0, 1, 1], "unexpectedMessage unexpected_message"),
            ([23, 2, 3, 0, 1, 1], "unexpectedMessage unexpected_message"),
            ([23, 3, 3, 0x41, 0x01], "tooLong(limit: 16384) record_overflow"),
            ([23, 3, 3, 0, 0], "badRecord bad_record_mac"), ([23, 3, 3, 0x41], ""),
            ([23, 3, 3, 0x41, 0x00], ""),
        ]
        for (octets, expected) in cases {
            var ends = Self.ends(.tls13, .aes128GCM)
            var events: [RecordLayer.Event] = []
            ends.client.read(octets, into: &events)
            #expect(Self.text(events) == expected, "\(octets)")
        }
    }

    @Test("keys are changed on request, on our own and after so many records (RFC 8446 §4.6.3)")
    func keyUpdates() {
        var ends = Self.ends(.tls13, .aes256GCM, recordsOfKey: 3)
        var events: [RecordLayer.Event] = []
        for number in 0..<20 {
            ends.server.read(ends.client.write([UInt8(48 + number)]), into: &events)
        }
        #expect(Self.text(events).filter { $0 != "," && $0 != " " } == "0123456789:;<=>?@ABC")
        events = []
        ends.server.read(ends.client.keyUpdate(asksForOne: true), into: &events)
        #expect(Self.text(events) == "send 27")
        guard case .send(let answer)? = events.first else { return }
        events = []
        ends.client.read(answer + ends.server.write(Array("after".utf8)), into: &events)
        #expect(Self.text(events) == "after")
        events = []
        for _ in 0..<40 {
            ends.server.read(ends.client.keyUpdate(asksForOne: false), into: &events)
        }
        #expect(Self.text(events) == "unexpectedMessage unexpected_message")
    }

    /// A record with any contents, as only a malicious peer makes it.
    private static func forged(
        _ version: TLSVersion, _ suite: CipherSuite, _ contents: [UInt8], _ type: TLSContentType
    ) -> [RecordLayer.Event] {
        var ends = Self.ends(version, suite)
        let secret = [UInt8](repeating: 1, count: suite.digest.count)
        var chance = ChanceStream(seed: [])
        var seal = RecordSeal(TrafficKey(secret: secret, suite), number: 0)
        if version < .tls13 {
            let keys = TrafficKey.pair(
                master: [UInt8](repeating: 3, count: 48),
                clientRandom: [UInt8](repeating: 4, count: 32),
                serverRandom: [UInt8](repeating: 5, count: 32), version, suite)
            seal = RecordSeal(keys.client, number: 1)
        }
        var events: [RecordLayer.Event] = []
        ends.server.read(seal.seal(contents, type, chance: &chance), into: &events)
        return events
    }

    @Test("messages that may not come, and warnings that may")
    func forged() {
        let cases: [(TLSVersion, CipherSuite, [UInt8], TLSContentType, String)] = [
            (.tls13, .aes128GCM, [1, 90], .alert, ""),
            (.tls13, .aes128GCM, [1, 0], .alert, "closed"),
            (.tls13, .aes128GCM, [2], .alert, "unexpectedMessage decode_error"),
            (.tls13, .aes128GCM, [1, 40], .alert, "alert(handshake_failure) -"),
            (.tls12, .ecdsaAES128GCM, [1, 40], .alert, ""),
            (.tls12, .ecdsaAES128GCM, [2, 40], .alert, "alert(handshake_failure) -"),
            (.tls12, .ecdsaAES128GCM, [1, 0, 0, 1, 7], .handshake, "send 31"),
            (
                .tls12, .ecdsaAES128GCM, [0, 0, 0, 0], .handshake,
                "unexpectedMessage unexpected_message"
            ),
            (.tls13, .aes128GCM, [], .handshake, "unexpectedMessage unexpected_message"),
            (.tls13, .aes128GCM, [], .applicationData, ""),
            (.tls13, .aes128GCM, [4, 0, 0, 0], .handshake, "unexpectedMessage unexpected_message"),
            (
                .tls13, .aes128GCM, [24, 0, 0, 1, 2], .handshake,
                "unexpectedMessage unexpected_message"
            ),
            (
                .tls13, .aes128GCM, [24, 0, 0, 1, 0, 24], .handshake,
                "unexpectedMessage unexpected_message"
            ),
            (.tls13, .aes128GCM, [4, 9, 9, 9], .handshake, "tooLong(limit: 66560) decode_error"),
            (.tls13, .aes128GCM, [1], .changeCipherSpec, "unexpectedMessage unexpected_message"),
        ]
        for (version, suite, contents, type, expected) in cases {
            let events = Self.forged(version, suite, contents, type)
            #expect(Self.text(events) == expected, "\(version) \(contents) \(type)")
        }
    }
}

@Suite("Peers that do wrong")
struct BadPeerTests {
    @Test("what is no TLS is told as it is, on both sides")
    func notTLS() {
        var pair = Pair()
        pair.give(.start, to: .client)
        pair.give(.received(octets("220 mail.example.com ESMTP\r\n250 x\r\n")), to: .client)
        #expect(pair.failure(.client) == .notTLS(beginning: "220 mail.example.com ESMTP"))
        var other = Pair()
        other.give(.start, to: .server)
        for octet in octets("EHLO a\r\n") { other.give(.received([octet]), to: .server) }
        guard case .notTLS(let beginning)? = other.failure(.server) else {
            Issue.record("\(other.said)")
            return
        }
        #expect("EHLO a".hasPrefix(beginning) && !beginning.isEmpty)
    }

    @Test("an end in the middle of the handshake, at every octet of it")
    func ends() {
        for version in [TLSVersion.tls12, .tls13] {
            var whole = Pair(Fixture.client { $0.settings = Fixture.settings(version) })
            whole.shakeHands()
            let sent = whole.wire
            for (index, parcel) in sent.enumerated() {
                for count in stride(from: 0, to: parcel.octets.count, by: 97) {
                    var pair = Pair(Fixture.client { $0.settings = Fixture.settings(version) })
                    pair.start()
                    for _ in 0..<index { _ = pair.carryOne() }
                    let side = parcel.side.other
                    guard pair.facts(side) == nil else { continue }
                    pair.give(.received(Array(parcel.octets.prefix(count))), to: side)
                    pair.give(.closedByPeer, to: side)
                    #expect(pair.failure(side) == .closedEarly)
                    let before = pair.said.count
                    pair.give(.received([1, 2, 3]), to: side)
                    pair.give(.write([1]), to: side)
                    #expect(pair.said.count == before)
                }
            }
        }
    }

    @Test("fuzzed handshakes: a clear failure or none, no trap", arguments: Seeds.few)
    func fuzz(seed: UInt64) {
        var dice = Dice(seed: seed)
        for round in 0..<Seeds.rounds(soak: 20_000) {
            let version = TLSVersion.allCases[Int(dice.below(4))]
            var pair = Pair(
                Fixture.client { $0.settings = Fixture.settings(version) },
                Fixture.server { $0 = .lenient }, seed: seed &+ UInt64(round))
            pair.start()
            var isBusy = true
            while isBusy {
                isBusy = pair.carryOne { octets in
                    for _ in 0..<dice.below(3) {
                        octets[Int(dice.below(UInt64(octets.count)))] = UInt8(dice.below(256))
                    }
                    if dice.happens(1, in: 8) {
                        octets.removeLast(Int(dice.below(UInt64(octets.count))))
                    }
                    if dice.happens(1, in: 8) { octets += octets }
                }
            }
            for side in [Pair.Side.client, .server] {
                pair.give(.closedByPeer, to: side)
                let told = pair.failure(side) != nil || pair.facts(side) != nil
                #expect(told, "\(Seeds.again(seed)) round \(round)")
                if let failure = pair.failure(side) { #expect(!failure.note.key.isEmpty) }
            }
        }
    }

    @Test("a peer that floods the handshake is cut off at the limit")
    func flood() {
        var pair = Pair()
        pair.start()
        // Records of alerts that warn of nothing much, in the clear.
        let warning: [UInt8] = [21, 3, 1, 0, 2, 1, 90]
        var count = 0
        while pair.failure(.server) == nil, count < 300_000 {
            pair.give(.received(warning), to: .server)
            count += warning.count
        }
        #expect(pair.failure(.server) != nil)
        var piled = Pair()
        piled.start()
        piled.give(.received([22, 3, 1, 0x40, 0]), to: .server)
        piled.give(.received([UInt8](repeating: 0, count: 200_000)), to: .server)
        #expect(piled.failure(.server) == .tooLong(limit: TLSEngine.handshakeLimit))
    }
}
