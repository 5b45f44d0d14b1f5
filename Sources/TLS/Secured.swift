import Ciphers
import Clockwork
import Session

/// A session inside TLS: it wraps any session, which does not know.
///
/// It begins either with the connection (implicit TLS, RFC 8314 §3) or where the session inside
/// says `startTLS`. Until then octets go through as they are. Nothing that came in the clear is
/// ever given to the session as if it had been encrypted: the session empties its framer when it
/// says `startTLS` (RFC 3207 §4.2), and what comes after goes to TLS, which takes no cleartext.
package struct Secured<Inner: ByteSession>: ByteSession {
    package typealias Question = Inner.Question
    package typealias Answer = Inner.Answer
    package typealias Outbox = [SessionOutput<Question>]

    /// When the encryption begins.
    package enum Beginning: Hashable, Sendable {
        /// With the first octet: ports 465, 993 and 995.
        case atOnce
        /// When the session inside says so: STARTTLS and STLS.
        case onRequest
    }

    private enum Stage: Hashable, Sendable {
        case clear
        case shakingHands(deadline: Instant)
        case encrypted
        case over
    }

    package private(set) var inner: Inner
    /// Why there is no encryption, or none any more.
    package private(set) var failure: TLSFailure?
    /// What was found out when the handshake was over.
    package private(set) var facts: TLSFacts?
    private let beginning: Beginning
    private let patience: Interval
    /// The machine inside; nil where nobody offers TLS.
    private var engine: TLSEngine?
    private var stage = Stage.clear
    /// Room that was told before the session could use it.
    private var room: Int?

    /// Wraps `inner`; a handshake that takes longer than `patience` is given up.
    package init(
        _ inner: Inner, _ beginning: Beginning, as role: TLSRole, chance: ChanceStream,
        patience: Interval = .minutes(1), library: TLSLibrary = .shared
    ) {
        self.inner = inner
        self.beginning = beginning
        self.patience = patience
        engine = TLSEngine(role: role, chance: chance, library: library)
    }

    /// Wraps `inner` without any TLS: everything goes through as it is. A session that says
    /// `startTLS` all the same is reset.
    package init(clear inner: Inner) {
        self.inner = inner
        beginning = .onRequest
        patience = .zero
    }

    /// The secrets of the connection, for those who may look inside.
    package var keyLog: KeyLog { engine?.keyLog ?? KeyLog() }

    /// Whether what is sent now is encrypted.
    package var isEncrypted: Bool { stage == .encrypted }

    /// With implicit TLS the session inside hears of the connection when it is encrypted.
    private var innerHasBegun: Bool { beginning == .onRequest || facts != nil }

    package var nextDeadline: Instant? {
        let ofInner = innerHasBegun ? inner.nextDeadline : nil
        guard case .shakingHands(let deadline) = stage else { return ofInner }
        return ofInner.map { min($0, deadline) } ?? deadline
    }

    package mutating func handle(
        _ input: SessionInput<Answer>, at now: Instant, into outbox: inout Outbox
    ) {
        switch stage {
        case .clear: handleClear(input, at: now, into: &outbox)
        case .shakingHands(let deadline):
            handleShaking(input, deadline, at: now, into: &outbox)
        case .encrypted: handleEncrypted(input, at: now, into: &outbox)
        case .over: give(input, at: now, into: &outbox)
        }
    }
}

extension Secured {
    private mutating func handleClear(
        _ input: SessionInput<Answer>, at now: Instant, into outbox: inout Outbox
    ) {
        switch input {
        case .opened where beginning == .atOnce: begin(at: now, into: &outbox)
        case .received(let octets): receiveClear(octets, at: now, into: &outbox)
        case .opened, .closedByPeer, .failed, .secured, .deadlinePassed, .answered, .notified,
            .writable, .shuttingDown:
            give(input, at: now, into: &outbox)
        }
    }

    private mutating func handleShaking(
        _ input: SessionInput<Answer>, _ deadline: Instant, at now: Instant,
        into outbox: inout Outbox
    ) {
        switch input {
        case .received(let octets): drive(.received(octets), at: now, into: &outbox)
        case .closedByPeer: drive(.closedByPeer, at: now, into: &outbox)
        case .deadlinePassed where deadline <= now: fail(.timedOut, at: now, into: &outbox)
        case .writable(let count): room = count
        case .failed:
            stage = .over
            give(input, at: now, into: &outbox)
        case .shuttingDown where !innerHasBegun:
            stage = .over
            outbox.append(.close)
        case .deadlinePassed, .answered, .notified, .shuttingDown:
            if innerHasBegun { give(input, at: now, into: &outbox) }
        case .opened, .secured: break
        }
    }

    private mutating func handleEncrypted(
        _ input: SessionInput<Answer>, at now: Instant, into outbox: inout Outbox
    ) {
        switch input {
        case .received(let octets): drive(.received(octets), at: now, into: &outbox)
        case .closedByPeer: drive(.closedByPeer, at: now, into: &outbox)
        case .writable(let count):
            give(.writable(plaintextRoom(in: count)), at: now, into: &outbox)
        case .failed:
            stage = .over
            give(input, at: now, into: &outbox)
        case .deadlinePassed, .answered, .notified, .shuttingDown:
            give(input, at: now, into: &outbox)
        case .opened, .secured: break
        }
    }

    /// Octets in the clear.
    ///
    /// A peer that is in a hurry may have put the beginning of its handshake behind the line that
    /// asks for it. That much goes to TLS, if the session says `startTLS`; the session throws away
    /// anything else that stands there.
    private mutating func receiveClear(
        _ octets: [UInt8], at now: Instant, into outbox: inout Outbox
    ) {
        var rest = octets[...]
        while stage == .clear, let cut = Self.startOfRecord(in: rest) {
            give(.received(Array(rest[..<cut])), at: now, into: &outbox)
            rest = rest[cut...]
        }
        guard !rest.isEmpty else { return }
        if stage == .clear {
            give(.received(Array(rest)), at: now, into: &outbox)
        } else {
            handle(.received(Array(rest)), at: now, into: &outbox)
        }
    }

    /// Where, behind the end of a line, a record of a handshake begins.
    private static func startOfRecord(in octets: ArraySlice<UInt8>) -> Int? {
        var index = octets.startIndex
        while let found = octets[index...].firstIndex(of: TLSContentType.handshake.rawValue) {
            let isBehindLine = found > octets.startIndex && octets[found - 1] == 0x0A
            if isBehindLine, found + 1 < octets.endIndex, octets[found + 1] == 3 { return found }
            index = found + 1
        }
        return nil
    }
}

extension Secured {
    /// Hands an input to the session inside and carries out what it wants.
    private mutating func give(
        _ input: SessionInput<Answer>, at now: Instant, into outbox: inout Outbox
    ) {
        var wishes: Outbox = []
        inner.handle(input, at: now, into: &wishes)
        for wish in wishes {
            switch (wish, stage) {
            case (.ask, _), (.note, _): outbox.append(wish)
            case (_, .over): break
            case (.send, .clear), (.close, .clear), (.abort, .clear): outbox.append(wish)
            case (.send(let octets), .shakingHands), (.send(let octets), .encrypted):
                drive(.write(octets), at: now, into: &outbox)
            case (.startTLS, .clear): begin(at: now, into: &outbox)
            case (.startTLS, .shakingHands), (.startTLS, .encrypted):
                preconditionFailure("a session began TLS inside TLS")
            case (.close, .shakingHands), (.close, .encrypted):
                drive(.close, at: now, into: &outbox)
                stage = .over
                outbox.append(.close)
            case (.abort, .shakingHands), (.abort, .encrypted):
                stage = .over
                outbox.append(.abort)
            }
        }
    }

    private func plaintextRoom(in room: Int) -> Int { engine?.plaintextRoom(in: room) ?? room }

    private mutating func begin(at now: Instant, into outbox: inout Outbox) {
        guard engine != nil else {
            stage = .over
            outbox.append(.abort)
            return
        }
        stage = .shakingHands(deadline: now + patience)
        outbox.append(.note(Note("tls.begins", source: "RFC 8446 §2")))
        drive(.start, at: now, into: &outbox)
    }

    /// Hands an input to TLS and carries out what it wants.
    private mutating func drive(
        _ input: TLSEngine.Input, at now: Instant, into outbox: inout Outbox
    ) {
        var wishes: [TLSEngine.Output] = []
        engine?.handle(input, at: now, into: &wishes)
        for wish in wishes where stage != .over {
            switch wish {
            case .send(let octets): outbox.append(.send(octets))
            case .received(let octets): give(.received(octets), at: now, into: &outbox)
            case .secured(let facts): secured(facts, at: now, into: &outbox)
            case .closed:
                outbox.append(.note(Note("tls.closed", source: "RFC 8446 §6.1")))
                give(.closedByPeer, at: now, into: &outbox)
            case .truncated:
                outbox.append(.note(Note("tls.truncated", source: "RFC 8446 §6.1")))
                end(.truncated, at: now, into: &outbox)
            case .failed(let failure): fail(failure, at: now, into: &outbox)
            }
        }
    }

    private mutating func secured(
        _ facts: TLSFacts, at now: Instant, into outbox: inout Outbox
    ) {
        stage = .encrypted
        self.facts = facts
        for note in facts.notes { outbox.append(.note(note)) }
        give(.secured(facts), at: now, into: &outbox)
        if beginning == .atOnce, stage == .encrypted { give(.opened, at: now, into: &outbox) }
        if let room, stage == .encrypted {
            give(.writable(plaintextRoom(in: room)), at: now, into: &outbox)
        }
        room = nil
    }

    private mutating func fail(
        _ failure: TLSFailure, at now: Instant, into outbox: inout Outbox
    ) {
        self.failure = failure
        outbox.append(.note(Note("tls.failed", source: failure.note.source)))
        outbox.append(.note(failure.note))
        end(.notSecured, at: now, into: &outbox)
    }

    /// The connection is of no more use, though it still stands: it is closed from here.
    private mutating func end(
        _ failure: TransportFailure, at now: Instant, into outbox: inout Outbox
    ) {
        stage = .over
        give(.failed(failure), at: now, into: &outbox)
        outbox.append(.close)
    }
}
