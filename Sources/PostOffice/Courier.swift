import Clockwork
import DNS
import Mail
import SASL
import SMTP
import Session
import Wire

/// What one recipient's delivery came to.
package struct RecipientOutcome: Sendable {
    /// Taken, not now, or never.
    package enum Verdict: Sendable {
        case accepted(host: String, reply: String)
        case temporary(Note, statusCode: String)
        case permanent(Note, statusCode: String)
    }

    package let path: ForwardPath
    package let verdict: Verdict
}

/// Carries one message to one destination: look-up, connection, SMTP, next host on failure.
///
/// A mail server has one for each domain of a queued message; a mail program has one that knows
/// its server already.
package struct Courier: Sendable {
    private enum State: Sendable {
        case lookingUp
        case resolving(AddressLookup, name: String, port: UInt16)
        case connecting(Attempt, giveUp: Instant?)
        case talking(Attempt)
        case finished
    }

    /// One host at one address.
    private struct Attempt: Sendable {
        let name: String
        let endpoint: Endpoint
        /// TLS came to nothing at this host, and was not necessary.
        var isFallback = false
    }

    private let errand: Errand
    private let id: Int
    private var dice: Dice
    private var state: State = .lookingUp
    private var lookup: MXLookup?
    private var session: SMTPClientSession?
    private var attempts: [Attempt] = []
    private var connectionCount = 0
    private var lastFailure: AttemptFailure?
    /// Why TLS failed on the connection at hand.
    private var failureReason: Note?
    /// The host at hand failed because of TLS alone, which was not necessary.
    private var mayFallBack = false
    /// The host at hand failed; set while a conversation is driven, used right after it.
    private var hostFailed: AttemptFailure?
    /// The server's verdicts, while QUIT is still under way.
    private var pendingOutcomes: [RecipientOutcome]?
    /// The outcome of each recipient, once the errand is over.
    private var outcomes: [RecipientOutcome]?
    private var isDecided = false

    package init(_ errand: Errand, id: Int, dice: Dice) {
        self.errand = errand
        self.id = id
        self.dice = dice
    }

    package static let span = 1_000
    /// The courier that a key or token of the program belongs to.
    package static func id(ofKey key: ConnectionKey) -> Int { -key / span }
    package static func id(ofToken token: Int) -> Int { token / span }

    private var key: ConnectionKey { -(id * Self.span + connectionCount) }

    /// Nothing more comes: the outcomes are there and the connection is ended.
    package private(set) var isOver = false

    /// The outcomes, once: nil before they are there and after they were taken.
    package mutating func takeOutcomes() -> [RecipientOutcome]? {
        defer { outcomes = nil }
        return outcomes
    }

    /// The connection that is open or being opened, for giving up.
    package var openKey: ConnectionKey? {
        switch state {
        case .connecting, .talking: key
        case .lookingUp, .resolving, .finished: nil
        }
    }

    package var nextDeadline: Instant? {
        switch state {
        case .connecting(_, let giveUp): giveUp
        case .talking: session?.nextDeadline
        case .lookingUp, .resolving, .finished: nil
        }
    }

    /// Waiting for a connection is work; waiting for a silent server is not.
    package var nextWork: Instant? {
        if case .connecting(_, let giveUp) = state { return giveUp }
        return nil
    }

    // MARK: the way

    package mutating func start(in turn: inout Turn) {
        switch errand.target {
        case .domain(let domain):
            var lookup = MXLookup(
                domain: domain, ownName: errand.ownName, ownAddresses: errand.ownAddresses,
                families: errand.families, dice: dice.stream("mx"))
            let steps = lookup.start()
            self.lookup = lookup
            follow(steps, in: &turn)
        case .server(let name, let port, let address):
            if let address {
                attempts = [Attempt(name: name, endpoint: Endpoint(address, port))]
                tryNext(in: &turn)
            } else if let dnsName = DNSName(name) {
                let lookup = AddressLookup(dnsName, families: errand.families)
                state = .resolving(lookup, name: name, port: port)
                for (token, type) in lookup.questions {
                    turn.act(.resolve(token: id * Self.span + token, dnsName, type))
                }
            } else {
                fail(TransportFailure.nameNotFound.note(host: name, port: port), "5.1.2", true)
                finish(in: &turn)
            }
        }
    }

    package mutating func handle(_ input: ProgramInput, in turn: inout Turn) {
        switch input {
        case .accepted: break
        case .resolved(let token, let result): resolved(token, result, in: &turn)
        case .opened(let given, let security) where given == key: opened(security, in: &turn)
        case .secured(let given, let facts) where given == key:
            drive(.secured(facts), in: &turn)
        case .received(let given, let octets) where given == key:
            drive(.received(octets), in: &turn)
        case .closedByPeer(let given) where given == key: drive(.closedByPeer, in: &turn)
        case .failed(let given, let failure, let reason) where given == key:
            failed(failure, reason, in: &turn)
        case .drained(let given) where given == key: drive(.writable(65_536), in: &turn)
        case .opened, .secured, .received, .closedByPeer, .failed, .drained: break
        case .deadlinePassed: deadlinePassed(in: &turn)
        }
    }

    private mutating func follow(_ steps: [MXLookup.Step], in turn: inout Turn) {
        for step in steps {
            switch step {
            case .ask(let name, let type, let token):
                turn.act(.resolve(token: id * Self.span + Int(token), name, type))
            case .note(let note):
                turn.act(.note(nil, note))
            case .finished(let route):
                arrived(at: route, in: &turn)
            }
        }
    }

    private mutating func arrived(at route: MXRoute, in turn: inout Turn) {
        guard case .domain(let domain) = errand.target else { return }
        let values: KeyValuePairs = ["domain": domain]
        switch route {
        case .hosts(let hosts):
            attempts = hosts.flatMap { host in
                host.addresses.map { Attempt(name: "\(host.name)", endpoint: Endpoint($0, 25)) }
            }
            fail(Note("route.no-address", values, source: "RFC 5321 §5.1"), "4.4.4", false)
            tryNext(in: &turn)
        case .nullMX:
            fail(Note("route.null-mx", values, source: "RFC 7505 §3"), "5.1.10", true)
            finish(in: &turn)
        case .noSuchDomain:
            fail(Note("route.no-such-domain", values, source: "RFC 5321 §5.1"), "5.1.2", true)
            finish(in: &turn)
        case .temporaryFailure:
            fail(Note("route.look-up-failed", values, source: "RFC 5321 §5.1"), "4.4.3", false)
            finish(in: &turn)
        case .noUsableHost:
            fail(Note("route.no-address", values, source: "RFC 5321 §5.1"), "5.4.4", true)
            finish(in: &turn)
        case .loop:
            fail(Note("route.loop", values, source: "RFC 5321 §5.1"), "5.4.6", true)
            finish(in: &turn)
        }
    }

    private mutating func resolved(
        _ token: Int, _ result: StubResult, in turn: inout Turn
    ) {
        switch state {
        case .lookingUp:
            let own = StubResult(
                token: UInt64(token % Self.span), question: result.question,
                outcome: result.outcome)
            guard let steps = lookup?.answered(own) else { return }
            follow(steps, in: &turn)
        case .resolving(var lookup, let name, let port):
            guard let outcome = lookup.answered(result.outcome, token: token % Self.span) else {
                state = .resolving(lookup, name: name, port: port)
                return
            }
            switch outcome {
            case .addresses(let addresses):
                attempts = addresses.map { Attempt(name: name, endpoint: Endpoint($0, port)) }
            case .noSuchName, .noAddress:
                fail(TransportFailure.nameNotFound.note(host: name, port: port), "5.1.2", true)
            case .temporaryFailure:
                fail(
                    Note("route.look-up-failed", ["domain": name], source: "RFC 1034 §5.3.1"),
                    "4.4.3", false)
            }
            tryNext(in: &turn)
        case .connecting, .talking, .finished: break
        }
    }

    private mutating func tryNext(in turn: inout Turn) {
        session = nil
        guard !attempts.isEmpty else { return finish(in: &turn) }
        let attempt = attempts.removeFirst()
        connectionCount += 1
        state = .connecting(attempt, giveUp: errand.connectTimeout.map { turn.now + $0 })
        if let queueID = errand.queueID {
            let to = errand.envelope.recipients.map(\.bare)
            turn.act(.mail(.attempting(queueID: queueID, to: to, host: attempt.name), key))
        }
        let isImplicit = errand.security == .implicit
        turn.act(
            .connect(
                key, attempt.endpoint,
                tls: isImplicit ? errand.security.wish(for: attempt.name) : nil))
    }

    private mutating func opened(_ security: TLSFacts?, in turn: inout Turn) {
        guard case .connecting(let attempt, _) = state else { return }
        state = .talking(attempt)
        var setup = SMTPClientConfiguration(helloName: errand.helloName)
        setup.identity = errand.identity
        // Servers pipeline; a mail program says one thing at a time, so that it can be followed.
        setup.usesPipelining = errand.queueID != nil
        switch errand.security {
        case .opportunistic where !attempt.isFallback: setup.startTLS = .ifOffered
        case .starttls: setup.startTLS = .required
        case .clear, .opportunistic, .implicit: break
        }
        session = SMTPClientSession(configuration: setup)
        if let security { drive(.secured(security), in: &turn) }
        drive(.opened, in: &turn)
    }

    private mutating func failed(
        _ failure: TransportFailure, _ reason: Note?, in turn: inout Turn
    ) {
        switch state {
        case .connecting(let attempt, _):
            fail(
                reason ?? failure.note(host: attempt.name, port: attempt.endpoint.port),
                failure.statusCode, false)
            tryNext(in: &turn)
        case .talking:
            failureReason = reason
            drive(.failed(failure), in: &turn)
            if isDecided { end() }
        case .lookingUp, .resolving, .finished: break
        }
    }

    private mutating func deadlinePassed(in turn: inout Turn) {
        switch state {
        case .connecting(let attempt, .some(let giveUp)) where giveUp <= turn.now:
            turn.act(.abort(key))
            fail(
                TransportFailure.timedOut.note(host: attempt.name, port: attempt.endpoint.port),
                "4.4.1", false)
            tryNext(in: &turn)
        case .talking:
            if let deadline = session?.nextDeadline, deadline <= turn.now {
                drive(.deadlinePassed, in: &turn)
            }
        case .connecting, .lookingUp, .resolving, .finished: break
        }
    }

    // MARK: the conversation

    private mutating func drive(_ input: SessionInput<SMTPClientAnswer>, in turn: inout Turn) {
        guard var session, case .talking(let attempt) = state else { return }
        self.session = nil
        var inputs = [input]
        var next = 0
        var hasEnded = false
        while next < inputs.count {
            var outbox: [SessionOutput<SMTPClientQuestion>] = []
            session.handle(inputs[next], at: turn.now, into: &outbox)
            next += 1
            for output in outbox {
                switch output {
                case .send(let octets): turn.act(.send(key, octets))
                case .ask(.next(let result)):
                    if let answer = consider(result, at: attempt) {
                        inputs.append(.answered(answer))
                    }
                case .startTLS:
                    turn.act(.startTLS(key, errand.security.wish(for: attempt.name)))
                case .close:
                    turn.act(.close(key))
                    hasEnded = true
                case .abort:
                    turn.act(.abort(key))
                    hasEnded = true
                case .note(let note): turn.act(.note(key, note))
                }
            }
        }
        self.session = session
        if let failure = hostFailed {
            hostFailed = nil
            lastFailure = failure
            if mayFallBack, !attempt.isFallback {
                // Without TLS the host may well take it (RFC 3207 §4.1): once more, in the clear.
                turn.act(
                    .note(
                        key,
                        Note("courier.falls-back", ["host": attempt.name], source: "RFC 3207 §4.1"))
                )
                attempts.insert(
                    Attempt(name: attempt.name, endpoint: attempt.endpoint, isFallback: true), at: 0
                )
            }
            mayFallBack = false
            tryNext(in: &turn)
        } else if pendingOutcomes != nil {
            finish(in: &turn)
            if hasEnded { end() }
        }
    }

    /// Looks at what became of the transaction, and says what the session is to do next.
    private mutating func consider(
        _ result: SMTPClientResult?, at attempt: Attempt
    ) -> SMTPClientAnswer? {
        switch result {
        case nil:
            return .transaction(errand.envelope, octets: errand.octets)
        case .sent(let outcome):
            pendingOutcomes = outcome.verdicts.map {
                RecipientOutcome(
                    path: $0.path, verdict: Self.verdict(of: $0.reply, host: attempt.name))
            }
            return .quit
        case .failed(let failure):
            // What was already agreed stands: a connection lost after the final reply harms nobody.
            guard pendingOutcomes == nil else { return .quit }
            hostFailed = failure.judged(host: attempt.name, port: attempt.endpoint.port)
            if let failureReason { hostFailed?.note = failureReason }
            failureReason = nil
            mayFallBack = errand.security == .opportunistic && failure.isAboutTLS
            return nil
        }
    }

    private mutating func fail(_ note: Note, _ code: String, _ isPermanent: Bool) {
        lastFailure = AttemptFailure(note: note, code: code, isPermanent: isPermanent)
    }

    private mutating func finish(in turn: inout Turn) {
        guard !isDecided else { return }
        isDecided = true
        if let pendingOutcomes {
            outcomes = pendingOutcomes
            return
        }
        end()
        let failure =
            lastFailure
            ?? AttemptFailure(note: Note("route.no-address"), code: "4.4.4", isPermanent: false)
        outcomes = errand.envelope.recipients.map {
            RecipientOutcome(
                path: $0,
                verdict: failure.isPermanent
                    ? .permanent(failure.note, statusCode: failure.code)
                    : .temporary(failure.note, statusCode: failure.code))
        }
    }

    private mutating func end() {
        state = .finished
        session = nil
        isOver = true
    }
}
