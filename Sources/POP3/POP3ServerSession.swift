import Clockwork
import SASL
import Session

/// The server's side of one POP3 connection (RFC 1939).
///
/// Answers to LIST, UIDL, CAPA, RETR and TOP are made as there is room: 64 KiB at first, and as
/// much as each `.writable` says. Commands that come meanwhile wait in the framer.
package struct POP3ServerSession: ByteSession {
    package typealias Outbox = [SessionOutput<POP3Question>]

    /// What is under way; what is known in it stands with it, and bulk beside it.
    enum State: Sendable {
        case unopened
        /// AUTHORIZATION; a name, once USER gave it.
        case authorization(name: String?)
        /// AUTHORIZATION, within AUTH (RFC 5034 §4).
        case exchanging(SASLServer)
        /// The host is asked; nil stands for USER and PASS, and for APOP.
        case authenticating(SASLServer?)
        case opening(login: String)
        /// A wrong password is answered late.
        case pausing(until: Instant)
        case startingTLS
        case transaction
        case fetching(number: Int, bodyLines: Int?)
        /// TRANSACTION, within a multi-line response.
        case sending
        /// UPDATE, while messages are removed.
        case updating
        case finished
    }

    /// How long a silent client is waited for: the least that RFC 1939 §3 allows.
    package static let autologout = Interval.minutes(10)
    /// After so many wrong passwords the connection ends.
    package static let tries = 3
    /// The longest that a wrong password is answered late.
    package static let longestPause = Interval.seconds(8)
    /// What is sent before the transport says that there is room for more.
    package static let firstRoom = 65_536
    /// Octets of pipelined commands that may wait.
    package static let longestQueue = 65_536
    /// The longest command, in octets with its CRLF (RFC 2449 §4).
    package static let longestCommand = 255
    /// The longest response within AUTH: a token, or a message of SCRAM, in base64.
    static let longestResponse = 6_000
    private static let pieceSize = 16_384

    package let configuration: POP3ServerConfiguration
    var state = State.unopened
    var framer = LineFramer(limit: Self.longestCommand)
    var maildrop = POP3Maildrop.none
    var production = POP3Production.finished
    /// What TLS found out, where the connection is encrypted.
    var security: TLSFacts?
    var isSecure: Bool { security != nil }
    /// What AUTH offers, with the chance for its nonces.
    var sasl: SASLOffer
    /// The maildrop was asked for and not released.
    var holdsMaildrop = false
    var wrongPasswords = 0
    /// What went out with the greeting; without it there is no APOP.
    private(set) var offeredTimestamp: String?
    private var room = Self.firstRoom
    private var lastActivity = Instant.zero
    private var peerHasClosed = false

    package init(configuration: POP3ServerConfiguration) {
        self.configuration = configuration
        sasl = configuration.sasl
        sasl.hostName = configuration.hostName
    }

    package var nextDeadline: Instant? {
        switch state {
        case .unopened, .finished, .authenticating, .opening, .fetching, .updating: nil
        case .pausing(let until): until
        case .authorization, .exchanging, .startingTLS, .transaction, .sending:
            lastActivity + Self.autologout
        }
    }

    package mutating func handle(
        _ input: SessionInput<POP3Answer>, at now: Instant, into outbox: inout Outbox
    ) {
        if case .finished = state { return }
        switch input {
        case .opened: open(at: now, into: &outbox)
        case .received(let octets): receive(octets, at: now, into: &outbox)
        case .closedByPeer:
            peerHasClosed = true
            proceed(at: now, into: &outbox)
        case .failed: drop(.failed, into: &outbox)
        case .secured(let facts): secure(facts, at: now, into: &outbox)
        case .deadlinePassed: passDeadline(at: now, into: &outbox)
        case .answered(let answer):
            take(answer, at: now, into: &outbox)
            proceed(at: now, into: &outbox)
        case .notified: break
        case .writable(let count):
            room = max(0, count)
            if case .sending = state { lastActivity = now }
            proceed(at: now, into: &outbox)
        case .shuttingDown: drop(.shuttingDown, into: &outbox)
        }
    }

    // MARK: Inputs

    private mutating func open(at now: Instant, into outbox: inout Outbox) {
        guard case .unopened = state else { return }
        lastActivity = now
        enter(.authorization(name: nil), into: &outbox)
        var text = "\(configuration.hostName) POP3 server ready"
        if takesPasswords, let timestamp = configuration.apopTimestamp {
            offeredTimestamp = timestamp
            text += " \(timestamp)"
        }
        reply(true, text, into: &outbox)
    }

    private mutating func receive(
        _ octets: [UInt8], at now: Instant, into outbox: inout Outbox
    ) {
        switch state {
        case .unopened, .startingTLS, .finished: return
        case .authorization, .exchanging, .authenticating, .opening, .pausing, .transaction,
            .fetching, .sending, .updating:
            break
        }
        framer.append(octets)
        proceed(at: now, into: &outbox)
        guard framer.pendingCount > Self.longestQueue else { return }
        reply(false, "Too many commands wait; goodbye", into: &outbox)
        drop(.flooded, into: &outbox)
    }

    private mutating func secure(
        _ facts: TLSFacts, at now: Instant, into outbox: inout Outbox
    ) {
        security = facts
        lastActivity = now
        framer.discardAll()
        guard case .startingTLS = state else { return }
        state = .authorization(name: nil)
        outbox.append(
            .note(
                Note(
                    "pop3.secured", ["version": facts.protocolVersion], source: "RFC 2595 §4")))
    }

    private mutating func passDeadline(at now: Instant, into outbox: inout Outbox) {
        guard let deadline = nextDeadline, deadline <= now else { return }
        guard case .pausing = state else {
            drop(.idle, into: &outbox)
            return
        }
        lastActivity = now
        reply(false, code: "AUTH", "That name and password do not fit", into: &outbox)
        guard wrongPasswords < Self.tries else {
            outbox.append(
                .note(
                    Note(
                        "pop3.too-many-tries", ["count": "\(Self.tries)"],
                        source: "RFC 1939 §4")))
            drop(.tooManyTries, into: &outbox)
            return
        }
        state = .authorization(name: nil)
        proceed(at: now, into: &outbox)
    }

    // MARK: Going on

    /// Does everything that can be done now: sends what there is room for, takes commands.
    private mutating func proceed(at now: Instant, into outbox: inout Outbox) {
        while true {
            if case .sending = state { pump(into: &outbox) }
            if case .startingTLS = state, peerHasClosed { break }
            guard takesLines else { return }
            do {
                guard let line = try framer.nextLine() else { break }
                lastActivity = now
                process(line, at: now, into: &outbox)
            } catch {
                lastActivity = now
                refuse(error, into: &outbox)
            }
        }
        if peerHasClosed { drop(.closedByPeer, into: &outbox) }
    }

    private var takesLines: Bool {
        switch state {
        case .authorization, .exchanging, .transaction: true
        case .unopened, .authenticating, .opening, .pausing, .startingTLS, .fetching, .sending,
            .updating, .finished:
            false
        }
    }

    private mutating func process(
        _ line: [UInt8], at now: Instant, into outbox: inout Outbox
    ) {
        if case .exchanging(let exchange) = state {
            continueExchange(exchange, with: line, at: now, into: &outbox)
            return
        }
        do {
            perform(try POP3Command(parsing: line), at: now, into: &outbox)
        } catch {
            forgetName()
            reply(false, error.text, into: &outbox)
        }
    }

    private mutating func refuse(_ fault: LineFramer.Fault, into outbox: inout Outbox) {
        endExchange()
        forgetName()
        switch fault {
        case .bareLineEnd:
            reply(false, "A line must end with CR and LF together", into: &outbox)
        case .tooLong(let limit):
            reply(false, "The line is longer than \(limit) octets", into: &outbox)
        }
    }

    private mutating func pump(into outbox: inout Outbox) {
        while room > 0 {
            let octets = production.take(room: min(room, Self.pieceSize), from: maildrop)
            send(octets, into: &outbox)
            guard production.isFinished else { continue }
            if production.stuffedCount > 0 {
                outbox.append(
                    .note(
                        Note(
                            "pop3.dot-stuffed", ["count": "\(production.stuffedCount)"],
                            source: "RFC 1939 §3")))
            }
            production = .finished
            state = maildrop.login.isEmpty ? .authorization(name: nil) : .transaction
            return
        }
    }

    // MARK: Outputs

    /// PASS may come immediately after USER only (RFC 1939 §7).
    mutating func forgetName() {
        if case .authorization = state { state = .authorization(name: nil) }
    }

    mutating func send(_ octets: [UInt8], into outbox: inout Outbox) {
        room = max(0, room - octets.count)
        outbox.append(.send(octets))
    }

    mutating func reply(
        _ isPositive: Bool, code: String? = nil, _ text: String, into outbox: inout Outbox
    ) {
        let status = POP3Status(isPositive: isPositive, code: code, text: text)
        send(status.octets, into: &outbox)
    }

    /// Begins a multi-line response; `proceed` sends it.
    mutating func produce(
        _ production: POP3Production, after text: String, into outbox: inout Outbox
    ) {
        reply(true, text, into: &outbox)
        self.production = production
        state = .sending
    }

    /// Changes to a state that learners know by name.
    mutating func enter(_ state: State, into outbox: inout Outbox) {
        self.state = state
        outbox.append(.note(Note("pop3.state", ["state": stateName], source: "RFC 1939 §3")))
    }

    /// The name of the state: AUTHORIZATION, TRANSACTION or UPDATE (RFC 1939 §3).
    package var stateName: String {
        switch state {
        case .unopened, .authorization, .exchanging, .authenticating, .opening, .pausing,
            .startingTLS:
            POP3Explainer.authorization
        case .transaction, .fetching: POP3Explainer.transaction
        case .sending:
            maildrop.login.isEmpty ? POP3Explainer.authorization : POP3Explainer.transaction
        case .updating: POP3Explainer.update
        case .finished: POP3Explainer.closed
        }
    }

    /// Whether a wrong password is being paid for with time.
    package var isPausing: Bool {
        if case .pausing = state { return true }
        return false
    }

    /// The keywords that fit the state now.
    package var validVerbs: [String] {
        POP3Explainer.validVerbs(
            in: stateName, offersSTLS: configuration.offersSTLS && !isSecure,
            takesPasswords: takesPasswords, offersAPOP: offeredTimestamp != nil)
    }

    /// Whether a password may be sent as things stand.
    var takesPasswords: Bool { isSecure || configuration.cleartextPasswords }

}
