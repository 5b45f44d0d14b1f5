import Ciphers
import Clockwork
import Session

/// One side of a TLS connection: octets of the peer and our own plaintext in, records and the
/// peer's plaintext out. A value, as every engine.
///
/// The handshake is OpenSSL's, over memory, with chance from a stream of its own. Its C state
/// cannot be copied. So the engine records what it was given; the live handshake counts what it
/// has taken; and a copy that finds that another copy has gone on makes a handshake of its own
/// from the record. The one that goes on first pays nothing.
///
/// Once the handshake is over the secrets are known, OpenSSL's part is let go, and the records are
/// sealed and opened here (`RecordLayer`): an open connection is a plain value of a few hundred
/// octets, however long it lasts, and copying it costs nothing.
package struct TLSEngine: Sendable {
    /// What an engine is given.
    package enum Input: Sendable {
        /// The connection is open: a client speaks first.
        case start
        case received([UInt8])
        /// Plaintext of our own; before the handshake is over it waits.
        case write([UInt8])
        /// Nothing more of our own comes.
        case close
        /// The peer's stream ended: FIN.
        case closedByPeer
    }

    /// What an engine wants done, in order.
    package enum Output: Hashable, Sendable {
        /// Send these octets to the peer.
        case send([UInt8])
        /// The peer's plaintext.
        case received([UInt8])
        case secured(TLSFacts)
        /// The peer has said that nothing more comes (close_notify).
        case closed
        /// The peer's stream ended without that word: something may be missing.
        case truncated
        case failed(TLSFailure)
    }

    private enum Stage: Sendable {
        case idle
        case handshaking(OpenHandshake.Opening, OpenHandshake)
        case open
        case over
    }

    package let role: TLSRole
    /// The secrets of this connection, for those who may look inside.
    package private(set) var keyLog = KeyLog()
    private let chance: ChanceStream
    private let library: TLSLibrary
    private var stage = Stage.idle
    /// What the peer has sent in the handshake: the handshake can be made again from it.
    private var recorded: [UInt8] = []
    /// What we have sent in it; only its end is needed.
    private var lastSent: [UInt8] = []
    /// Our own plaintext that waits for the end of the handshake.
    private var waiting: [UInt8] = []
    private var wantsClose = false
    private var records: RecordLayer?

    /// The most octets that a peer may send in a handshake.
    package static let handshakeLimit = 131_072

    package init(role: TLSRole, chance: ChanceStream, library: TLSLibrary = .shared) {
        self.role = role
        self.chance = chance
        self.library = library
    }

    package var isOpen: Bool {
        if case .open = stage { return true }
        return false
    }

    /// Octets of plaintext that become at most `room` octets of records.
    package func plaintextRoom(in room: Int) -> Int {
        let overhead = records?.overhead ?? 64
        return max(0, room - (room / RecordSeal.fragmentLimit + 1) * overhead)
    }

    package mutating func handle(
        _ input: Input, at now: Instant, into outbox: inout [Output]
    ) {
        switch (input, stage) {
        case (.start, .idle): start(at: now, into: &outbox)
        case (.received(let octets), .handshaking(let opening, let live)):
            guard !octets.isEmpty else { return }
            shake(octets, opening, live, into: &outbox)
        case (.received(let octets), .open): read(octets, into: &outbox)
        case (.write(let octets), .idle), (.write(let octets), .handshaking): waiting += octets
        case (.write(let octets), .open):
            guard let sealed = records?.write(octets), !sealed.isEmpty else { return }
            outbox.append(.send(sealed))
        case (.close, .idle): stage = .over
        case (.close, .handshaking): wantsClose = true
        case (.close, .open): closeOwnHalf(into: &outbox)
        case (.closedByPeer, .handshaking): fail(.closedEarly, into: &outbox)
        case (.closedByPeer, .open):
            if records?.isPeerDone == false { outbox.append(.truncated) }
            stage = .over
        case (.closedByPeer, .idle): stage = .over
        case (.start, .handshaking), (.start, .open), (.received, .idle), (_, .over): break
        }
    }

    private mutating func closeOwnHalf(into outbox: inout [Output]) {
        guard let word = records?.close(), !word.isEmpty else { return }
        outbox.append(.send(word))
    }

    private mutating func fail(_ failure: TLSFailure, into outbox: inout [Output]) {
        stage = .over
        letGo()
        records = nil
        outbox.append(.failed(failure))
    }

    /// The handshake is over: what it was made from is not needed any more.
    private mutating func letGo() {
        recorded = []
        lastSent = []
        waiting = []
    }
}

// MARK: The handshake

extension TLSEngine {
    private mutating func start(at now: Instant, into outbox: inout [Output]) {
        var opening = OpenHandshake.Opening(
            isClient: false, peerName: nil, unixSeconds: 0, chance: chance.stream("handshake"))
        if case .client(let configuration, let name) = role {
            opening.isClient = true
            opening.peerName = name
            opening.unixSeconds = configuration.calendar.unixNanoseconds(now) / 1_000_000_000
        }
        do {
            let live = try begin(opening)
            guard let step = live.step([], after: 0) else { return }
            go(on: step, opening, live, into: &outbox)
        } catch {
            fail(error, into: &outbox)
        }
    }

    private func begin(_ opening: OpenHandshake.Opening) throws(TLSFailure) -> OpenHandshake {
        let context = try library.context(TLSContext.Key(role))
        return try OpenHandshake(opening, context, library.seeded)
    }

    private mutating func shake(
        _ octets: [UInt8], _ opening: OpenHandshake.Opening, _ live: OpenHandshake,
        into outbox: inout [Output]
    ) {
        guard recorded.count + octets.count <= Self.handshakeLimit else {
            fail(.tooLong(limit: Self.handshakeLimit), into: &outbox)
            return
        }
        do {
            var live = live
            var step = live.step(octets, after: recorded.count)
            if step == nil {
                // Another copy of this engine has gone on with it: make it again.
                live = try begin(opening)
                _ = live.step([], after: 0)
                if !recorded.isEmpty { _ = live.step(recorded, after: 0) }
                step = live.step(octets, after: recorded.count)
            }
            guard let step else {
                preconditionFailure("a handshake did not come out the same a second time")
            }
            recorded += octets
            go(on: step, opening, live, into: &outbox)
        } catch {
            fail(error, into: &outbox)
        }
    }

    private mutating func go(
        on step: HandshakeStep, _ opening: OpenHandshake.Opening, _ live: OpenHandshake,
        into outbox: inout [Output]
    ) {
        switch step {
        case .goesOn(let octets):
            stage = .handshaking(opening, live)
            send(octets, into: &outbox)
        case .done(let octets, let result):
            send(octets, into: &outbox)
            finish(result, into: &outbox)
        case .failed(let octets, let failure):
            send(octets, into: &outbox)
            fail(notTLS ?? failure, into: &outbox)
        }
    }

    private mutating func send(_ octets: [UInt8], into outbox: inout [Output]) {
        guard !octets.isEmpty else { return }
        lastSent = Array(octets.suffix(RecordCipher.blockCount))
        outbox.append(.send(octets))
    }

    /// The failure of a peer whose first octets are those of no TLS record.
    private var notTLS: TLSFailure? {
        let start = recorded.prefix(2)
        guard let type = start.first,
            TLSContentType(rawValue: type) == nil || start.dropFirst().first ?? 3 != 3
        else { return nil }
        let line = recorded.prefix { $0 != 0x0D && $0 != 0x0A }
        return .notTLS(beginning: DistinguishedName.printable(line.prefix(80)))
    }

    private mutating func finish(_ result: HandshakeResult, into outbox: inout [Output]) {
        keyLog = KeyLog(lines: result.keyLog)
        let facts = facts(result)
        let consumed = recorded.dropLast(result.rest.count)
        let received = Array(consumed.suffix(RecordCipher.blockCount))
        let isClient = if case .client = role { true } else { false }
        var layer = RecordLayer(
            result, isClient: isClient, chance: chance.stream("records"),
            lastBlocks: isClient
                ? (client: lastSent, server: received) : (client: received, server: lastSent))
        stage = .open
        outbox.append(.secured(facts))
        let waited = layer.write(waiting)
        if !waited.isEmpty { outbox.append(.send(waited)) }
        records = layer
        letGo()
        if !result.rest.isEmpty { read(result.rest, into: &outbox) }
        if wantsClose, isOpen { closeOwnHalf(into: &outbox) }
    }

    private func facts(_ result: HandshakeResult) -> TLSFacts {
        var facts = TLSFacts(
            protocolVersion: result.version.description, cipherSuite: result.suite.description,
            serverName: result.serverName)
        facts.group = result.group?.description ?? ""
        facts.applicationProtocol = result.applicationProtocol
        if result.version == .tls13 {
            facts.channelBindings.append(
                .init(kind: .exporter, octets: result.exporter))
        } else {
            facts.channelBindings.append(.init(kind: .unique, octets: result.finished))
        }
        let serverCertificate: Certificate?
        switch role {
        case .client:
            serverCertificate = result.peerChain.first
            facts.peer = serverCertificate.map(TLSFacts.CertificateFacts.init)
            facts.verification = result.refusal.map { .overruled($0.note) } ?? .passed
        case .server(let configuration): serverCertificate = configuration.identity.chain.first
        }
        if let serverCertificate {
            // Our certificates are all signed with SHA-256, and its digest is the binding.
            facts.channelBindings.append(
                .init(kind: .serverEndPoint, octets: Digest.sha256(serverCertificate.octets)))
        }
        return facts
    }
}

// MARK: Records

extension TLSEngine {
    private mutating func read(_ octets: [UInt8], into outbox: inout [Output]) {
        var events: [RecordLayer.Event] = []
        records?.read(octets, into: &events)
        for event in events {
            switch event {
            case .data(let octets): outbox.append(.received(octets))
            case .send(let octets): outbox.append(.send(octets))
            case .closed: outbox.append(.closed)
            case .failed(let failure, let alert):
                if let alert, let record = records?.tell(alert) { outbox.append(.send(record)) }
                fail(failure, into: &outbox)
            }
        }
    }
}

extension TLSFacts.CertificateFacts {
    init(_ certificate: Certificate) {
        self.init(
            subject: certificate.subject, issuer: certificate.issuer, names: certificate.names,
            notBefore: certificate.notBefore, notAfter: certificate.notAfter,
            key: certificate.key.description, fingerprint: certificate.fingerprint)
    }
}
