import Ciphers
import Clockwork
import Session
import Support
import TLS
import Testing

@Suite("The same seed, the same octets; copies that go their own ways")
struct TLSDeterminismTests {
    private static let kinds: [KeyPair.Kind] = [.p256, .rsa(bits: 2_048)]

    private static func pair(
        _ version: TLSVersion, _ kind: KeyPair.Kind = .p256, seed: UInt64 = 1,
        library: TLSLibrary = .shared
    ) -> Pair {
        Pair(
            Fixture.client { $0.settings = Fixture.settings(version) },
            Fixture.server(kind == .p256 ? Fixture.good : Fixture.goodRSA) { $0 = .lenient },
            seed: seed, library: library)
    }

    private static func whole(_ pair: Pair) -> [[UInt8]] {
        var pair = pair
        pair.shakeHands()
        pair.give(.write(octets("a secret")), to: .client)
        pair.give(.write(octets("another")), to: .server)
        pair.carry()
        pair.give(.close, to: .client)
        pair.give(.close, to: .server)
        pair.carry()
        return pair.wire.map(\.octets) + [octets(pair.client.keyLog.text)]
    }

    @Test("a fresh library gives the same octets", arguments: TLSVersion.allCases, kinds)
    func freshLibraries(version: TLSVersion, kind: KeyPair.Kind) {
        let first = Self.whole(Self.pair(version, kind))
        // The shared library has a history by now, the other two have none.
        #expect(Self.whole(Self.pair(version, kind, library: TLSLibrary())) == first)
        #expect(Self.whole(Self.pair(version, kind, library: TLSLibrary())) == first)
        #expect(Self.whole(Self.pair(version, kind)) == first)
        let other = Self.whole(Self.pair(version, kind, seed: 2))
        #expect(other.count == first.count)
        #expect(other[0] != first[0] && other.last != first.last)
    }

    /// The digest of handshakes of every version and kind of key.
    private static var digest: String {
        let all = TLSVersion.allCases.flatMap { version in
            kinds.flatMap { whole(pair(version, $0)) }
        }
        return HexText.lower(Digest.sha256(all.flatMap { $0 }))
    }

    @Test("two processes send the same octets", .enabled(if: OwnProcess.isPossible))
    func twoProcesses() throws {
        let first = try OwnProcess.run("TLSDeterminismTests/printed")
        #expect(first.contains("digest \(Self.digest)."), "\(first)")
    }

    @Test("prints the digest", .enabled(if: OwnProcess.isThis, "the other process does"))
    func printed() { print("digest \(Self.digest).") }

    @Test("sessions side by side do not move each other's chance", arguments: kinds)
    func sideBySide(kind: KeyPair.Kind) {
        let alone = (1...4).map { Self.whole(Self.pair(.tls13, kind, seed: $0)) }
        var pairs = (1...4).map { Self.pair(.tls13, kind, seed: $0) }
        for index in pairs.indices { pairs[index].start() }
        var isBusy = true
        while isBusy {
            isBusy = false
            for index in pairs.indices where pairs[index].carryOne() { isBusy = true }
        }
        for (pair, expected) in zip(pairs, alone) {
            #expect(Array(expected.prefix(pair.wire.count)) == pair.wire.map(\.octets))
        }
    }

    @Test(
        "a copy at every moment goes on as the original does, whichever goes first",
        arguments: TLSVersion.allCases, kinds)
    func copies(version: TLSVersion, kind: KeyPair.Kind) {
        let expected = Self.whole(Self.pair(version, kind))
        var original = Self.pair(version, kind)
        original.pieceSize = 400
        original.start()
        var copies = [original]
        while original.carryOne() { copies.append(original) }
        #expect(copies.count > 3)
        func finish(_ pair: Pair) -> [[UInt8]] {
            var pair = pair
            pair.carry()
            pair.give(.write(octets("a secret")), to: .client)
            pair.give(.write(octets("another")), to: .server)
            pair.carry()
            pair.give(.close, to: .client)
            pair.give(.close, to: .server)
            pair.carry()
            return pair.wire.map(\.octets) + [octets(pair.client.keyLog.text)]
        }
        for copy in copies.reversed() + copies { #expect(finish(copy) == expected) }
    }

    @Test("a copy is not disturbed by what becomes of the other")
    func independence() throws {
        var pair = Self.pair(.tls13)
        pair.start()
        _ = pair.carryOne()
        let copy = pair
        pair.give(.received([UInt8](repeating: 0, count: 600)), to: .client)
        #expect(pair.failure(.client) != nil)
        var other = copy
        other.carry()
        #expect(other.facts(.client)?.verification == .passed)
        var third = copy
        third.give(.closedByPeer, to: .client)
        #expect(third.failure(.client) == .closedEarly)
        var fourth = copy
        fourth.carry()
        #expect(fourth.wire.map(\.octets) == other.wire.map(\.octets))
        // Open connections are values outright.
        fourth.give(.write([1, 2, 3]), to: .client)
        other.give(.write([1, 2, 3]), to: .client)
        other.give(.write([4]), to: .client)
        fourth.carry()
        other.carry()
        #expect(fourth.plaintext(.server) == [1, 2, 3])
        #expect(other.plaintext(.server) == [1, 2, 3, 4])
    }

    @Test("the chance of a stream is its seed's alone, however it is drawn")
    func streams() {
        var whole = ChanceStream(seed: [1])
        var pieces = ChanceStream(seed: [1])
        let all = whole.octets(1_000)
        #expect([1, 31, 32, 33, 400, 503].flatMap { pieces.octets($0) } == all)
        var other = ChanceStream(seed: [2])
        #expect(other.octets(32) != Array(all.prefix(32)))
        var purpose = ChanceStream(seed: [1]).stream("keys")
        #expect(purpose.octets(32) != Array(all.prefix(32)))
        #expect(ChanceStream(Dice(seed: 3)) == ChanceStream(Dice(seed: 3)))
        #expect(ChanceStream(Dice(seed: 3)) != ChanceStream(Dice(seed: 4)))
    }
}
