import Ciphers
import Clockwork
import Session
import Support
import TLS

/// What the tests of this room share: a world's date, its authority, and certificates.
enum Fixture {
    static let calendar = Calendar(year: 2026, month: 4, day: 1, offsetMinutes: 540)
    static let morning = Instant.zero + .hours(9)
    static let authority = CertificateAuthority(
        chance: ChanceStream(Dice(seed: 1).stream("authority")), calendar: calendar)
    static let host = "mail.example.com"
    static let good = authority.identity(for: [host])

    /// The same host with a key that takes long to make.
    static let goodRSA = authority.identity(for: [host], kind: .rsa(bits: 2_048))

    static func chance(_ seed: UInt64, _ purpose: String) -> ChanceStream {
        ChanceStream(Dice(seed: seed).stream(purpose))
    }

    static func client(
        _ change: (inout TLSClientConfiguration) -> Void = { _ in }
    ) -> TLSClientConfiguration {
        var configuration = TLSClientConfiguration(anchors: [authority.root], calendar: calendar)
        change(&configuration)
        return configuration
    }

    static func server(
        _ identity: TLSIdentity = good, _ change: (inout TLSSettings) -> Void = { _ in }
    ) -> TLSServerConfiguration {
        var configuration = TLSServerConfiguration(identity: identity)
        change(&configuration.settings)
        return configuration
    }

    /// Settings of a client for one version only.
    static func settings(_ version: TLSVersion) -> TLSSettings {
        var settings = TLSSettings.lenient
        settings.versions = version...version
        return settings
    }
}

/// Two engines, and everything that went between them.
struct Pair: Sendable {
    enum Side: Hashable, Sendable {
        case client
        case server

        var other: Side { self == .client ? .server : .client }
    }

    var client: TLSEngine
    var server: TLSEngine
    /// What each side has told its owner, without the octets to send.
    var said: [(side: Side, output: TLSEngine.Output)] = []
    /// What each side has sent, in order.
    var wire: [(side: Side, octets: [UInt8])] = []
    /// What was sent and not given to the other side yet.
    private var underway: [(side: Side, octets: [UInt8])] = []
    var now = Fixture.morning
    /// The size of the pieces in which octets arrive.
    var pieceSize = 10_000

    init(
        _ client: TLSClientConfiguration = Fixture.client(),
        _ server: TLSServerConfiguration = Fixture.server(), to host: String = Fixture.host,
        seed: UInt64 = 1, library: TLSLibrary = .shared
    ) {
        self.client = TLSEngine(
            role: .client(client, to: TLSPeerName(host)), chance: Fixture.chance(seed, "client"),
            library: library)
        self.server = TLSEngine(
            role: .server(server), chance: Fixture.chance(seed, "server"), library: library)
    }

    mutating func give(_ input: TLSEngine.Input, to side: Side) {
        var outbox: [TLSEngine.Output] = []
        switch side {
        case .client: client.handle(input, at: now, into: &outbox)
        case .server: server.handle(input, at: now, into: &outbox)
        }
        for output in outbox {
            if case .send(let octets) = output {
                wire.append((side, octets))
                underway.append((side, octets))
            } else {
                said.append((side, output))
            }
        }
    }

    /// Carries one parcel over, as `spoil` leaves it; false when there is none.
    mutating func carryOne(_ spoil: (inout [UInt8]) -> Void = { _ in }) -> Bool {
        guard !underway.isEmpty else { return false }
        var (side, octets) = underway.removeFirst()
        spoil(&octets)
        for piece in pieces(of: octets, size: pieceSize) {
            give(.received(piece), to: side.other)
        }
        return true
    }

    /// Forgets what was sent, where so much is sent that keeping it matters.
    mutating func forgetWire() { wire = [] }

    mutating func carry() { while carryOne() {} }

    mutating func start() {
        give(.start, to: .server)
        give(.start, to: .client)
    }

    mutating func shakeHands() {
        start()
        carry()
    }

    func facts(_ side: Side) -> TLSFacts? {
        for case (side, .secured(let facts)) in said { return facts }
        return nil
    }

    func failure(_ side: Side) -> TLSFailure? {
        for case (side, .failed(let failure)) in said { return failure }
        return nil
    }

    func plaintext(_ side: Side) -> [UInt8] {
        said.flatMap { item -> [UInt8] in
            guard item.side == side, case .received(let octets) = item.output else { return [] }
            return octets
        }
    }

    func sent(_ side: Side) -> [UInt8] { wire.filter { $0.side == side }.flatMap(\.octets) }
}

func octets(_ text: String) -> [UInt8] { Array(text.utf8) }
