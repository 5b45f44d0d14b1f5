import Ciphers
import Clockwork
import Session
import Support
import TLS
import Testing

@Suite("What a listener makes out")
struct InspectorTests {
    private static func talk(_ version: TLSVersion, seed: UInt64 = 1) -> Pair {
        var pair = Pair(
            Fixture.client { $0.settings = Fixture.settings(version) },
            Fixture.server { $0 = .lenient }, seed: seed)
        pair.shakeHands()
        pair.give(.write(octets("PASS secret")), to: .client)
        pair.give(.write(octets("+OK")), to: .server)
        pair.carry()
        pair.give(.close, to: .client)
        pair.carry()
        return pair
    }

    private static func sightings(
        _ pair: Pair, _ log: KeyLog = KeyLog(), size: Int = 10_000
    ) -> (TLSInspector, [TLSSighting]) {
        var inspector = TLSInspector(keyLog: log)
        let found = pair.wire.flatMap { parcel in
            pieces(of: parcel.octets, size: size).flatMap {
                inspector.take($0, from: parcel.side == .client ? .client : .server)
            }
        }
        return (inspector, found)
    }

    private static func hello(_ found: [TLSSighting]) throws -> ClientHello {
        for sighting in found {
            if case .clientHello(let hello) = sighting.meaning { return hello }
        }
        throw Missing()
    }

    private struct Missing: Error {}

    @Test("names, versions and choices in the clear; in every cut", arguments: Seeds.pieceSizes)
    func clear(size: Int) throws {
        for version in TLSVersion.allCases {
            let pair = Self.talk(version)
            let (inspector, found) = Self.sightings(pair, size: size)
            #expect(inspector.version == version)
            #expect(inspector.serverName == Fixture.host)
            #expect(inspector.suite?.description == pair.facts(.client)?.cipherSuite)
            let hello = try Self.hello(found)
            #expect(hello.serverName == Fixture.host)
            #expect(hello.versions == [version.rawValue])
            #expect(hello.groups == [29, 23, 24])
            #expect(hello.keyShares == (version == .tls13 ? [29] : []))
            #expect(hello.extensions.contains(0))
            let certificates = found.compactMap { sighting -> [String]? in
                guard case .certificates(let list) = sighting.meaning else { return nil }
                return list.first?.names
            }
            // From 1.3 on the certificate is sealed too.
            #expect(certificates == (version == .tls13 ? [] : [[Fixture.host]]))
            #expect(found.map(\.wireCount).allSatisfy { $0 > 5 })
            let all = found.map { "\($0.meaning)" }.joined()
            #expect(!all.contains("secret"))
            #expect(!found.contains { $0.inside != nil })
        }
    }

    @Test("sizes still show through: what was said can be guessed by its length")
    func sizes() {
        for version in [TLSVersion.tls12, .tls13] {
            let (_, found) = Self.sightings(Self.talk(version))
            let counts = found.compactMap { sighting -> Int? in
                guard case .sealed(.applicationData, let count) = sighting.meaning else {
                    return nil
                }
                return count
            }
            #expect(counts.contains(11) && counts.contains(3), "\(counts)")
            #expect(found.last?.meaning != nil)
        }
    }

    @Test("with the secrets everything is open to the owner of an end", arguments: Seeds.pieceSizes)
    func opened(size: Int) {
        for version in TLSVersion.allCases {
            let pair = Self.talk(version)
            let (_, found) = Self.sightings(pair, pair.server.keyLog, size: size)
            func data(_ side: TLSSide) -> [UInt8] {
                found.flatMap { sighting -> [UInt8] in
                    guard sighting.from == side, let inside = sighting.inside,
                        inside.type == .applicationData
                    else { return [] }
                    return inside.octets
                }
            }
            #expect(data(.client) == octets("PASS secret"), "\(version)")
            #expect(data(.server) == octets("+OK"), "\(version)")
            let alerts = found.filter { $0.inside?.type == .alert }
            #expect(alerts.last?.inside?.octets == [1, 0])
            let sealed = found.filter { if case .sealed = $0.meaning { true } else { false } }
            #expect(sealed.allSatisfy { $0.inside != nil })
            // The secrets of another connection open nothing.
            let other = Self.talk(version, seed: 2)
            let (_, dark) = Self.sightings(pair, other.server.keyLog, size: size)
            #expect(dark.allSatisfy { $0.inside == nil })
        }
    }

    @Test("a retry, an alert in the clear, and what is no TLS")
    func others() {
        var pair = Pair(Fixture.client(), Fixture.server { $0.groups = [.secp384r1] })
        pair.shakeHands()
        let (_, found) = Self.sightings(pair)
        let retries = found.compactMap { sighting -> UInt16? in
            guard case .serverHello(let hello) = sighting.meaning, hello.isRetry else { return nil }
            return hello.group
        }
        #expect(retries == [24])
        #expect(found.first?.note.key == "tls.seen-client-hello")

        var refusing = Pair(Fixture.client(), Fixture.server { $0 = .legacy })
        refusing.shakeHands()
        let (_, refused) = Self.sightings(refusing)
        #expect(refused.last?.meaning == .alert(TLSAlert(isFatal: true, code: 70)))

        var inspector = TLSInspector()
        let sighted = inspector.take(octets("220 mail.example.com ESMTP\r\n"), from: .server)
        #expect(
            sighted.map(\.meaning) == [.notTLS(beginning: "220 mail.example.com ESMTP")])
        #expect(inspector.take(octets("more"), from: .server) == [])
        #expect(
            inspector.take([0x16, 3, 1, 0xFF, 0xFF], from: .client).map(\.meaning) == [.malformed])
    }

    @Test("fuzzed wires: no trap, and nothing piles up", arguments: Seeds.few)
    func fuzz(seed: UInt64) {
        var dice = Dice(seed: seed)
        let pairs = [Self.talk(.tls12), Self.talk(.tls13), Self.talk(.tls10)]
        for _ in 0..<Seeds.rounds(soak: 200_000) {
            let pair = pairs[Int(dice.below(3))]
            var inspector = TLSInspector(
                keyLog: dice.happens(1, in: 2) ? pair.client.keyLog : KeyLog())
            for parcel in pair.wire {
                var octets = parcel.octets
                for _ in 0..<dice.below(6) {
                    octets[Int(dice.below(UInt64(octets.count)))] = UInt8(dice.below(256))
                }
                if dice.happens(1, in: 5) {
                    octets.removeLast(Int(dice.below(UInt64(octets.count))))
                }
                let found = inspector.take(octets, from: parcel.side == .client ? .client : .server)
                for sighting in found { _ = sighting.note }
            }
        }
        var flooded = TLSInspector()
        for _ in 0..<2_000 {
            _ = flooded.take(
                [UInt8](repeating: 22, count: 1) + [3, 3, 0, 4, 1, 0, 0xFF, 0xFF], from: .client)
        }
    }
}
