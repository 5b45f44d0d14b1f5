import Clockwork
import DNS
import IMAP
import Mail
import POP3
import SASL
import Session
import Wire

/// A mail program fetching an account's mail by POP3 or IMAP.
package struct FetchTask: Program {
    private enum State: Sendable {
        case unstarted
        case resolving(AddressLookup)
        case connecting
        case talking
        case finished
    }

    private let identity: SASLIdentity
    var login: String { identity.login }
    private let server: Courier.Target
    private let service: MailService
    let deletes: Bool
    private let families: AddressFamilies
    private let security: TransportSecurity
    private var state = State.unstarted
    private var attempts: [Endpoint] = []
    private var connectionCount = 0
    private var pop3: POP3ClientSession?
    private var imap: IMAPClientSession?
    var letters: [ClientOutcome.FetchedLetter] = []
    /// POP3: the messages to fetch, and how far we are.
    var listing: [POP3Entry] = []
    var position = 0
    var imapPlan = IMAPFetchPlan()
    var failure: Note?
    private var isBooked = false

    package init(
        as identity: SASLIdentity, server: Courier.Target, service: MailService,
        deletes: Bool, families: AddressFamilies = .ipv4, security: TransportSecurity = .clear
    ) {
        self.security = security
        self.families = families
        self.identity = identity
        self.server = server
        self.service = service
        self.deletes = deletes
    }

    private var key: ConnectionKey { -connectionCount }
    private var port: UInt16 {
        switch server {
        case .domain: service.port
        case .server(_, let port, _): port
        }
    }
    var serverName: String {
        switch server {
        case .domain(let name): name
        case .server(let name, _, _): name
        }
    }

    package var nextDeadline: Instant? {
        [pop3?.nextDeadline, imap?.nextDeadline].compactMap { $0 }.min()
    }
    package var nextWork: Instant? { nil }
    /// Nothing more comes.
    package var isOver: Bool {
        if case .finished = state { return true }
        return false
    }

    package mutating func start(in turn: inout Turn) {
        guard case .server(let name, let port, let address) = server else { return }
        if let address {
            attempts = [Endpoint(address, port)]
            tryNext(in: &turn)
        } else if let dnsName = DNSName(name) {
            let lookup = AddressLookup(dnsName, families: families)
            state = .resolving(lookup)
            for (token, type) in lookup.questions {
                turn.act(.resolve(token: token, dnsName, type))
            }
        } else {
            give(up: TransportFailure.nameNotFound.note(host: name, port: port), in: &turn)
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
        case .drained(let given) where given == key: drive(.writable(65_536), in: &turn)
        case .failed(let given, let reason, let detail) where given == key:
            let note = detail ?? reason.note(host: serverName, port: port)
            if case .connecting = state {
                failure = note
                tryNext(in: &turn)
            } else {
                if failure == nil { failure = note }
                drive(.failed(reason), in: &turn)
                if !isOver { give(up: note, in: &turn) }
            }
        case .opened, .secured, .received, .closedByPeer, .drained, .failed: break
        case .deadlinePassed:
            if let deadline = nextDeadline, deadline <= turn.now {
                drive(.deadlinePassed, in: &turn)
            }
        }
    }

    private mutating func resolved(_ token: Int, _ result: StubResult, in turn: inout Turn) {
        guard case .resolving(var lookup) = state else { return }
        guard let outcome = lookup.answered(result.outcome, token: token) else {
            state = .resolving(lookup)
            return
        }
        switch outcome {
        case .addresses(let addresses):
            attempts = addresses.map { Endpoint($0, port) }
        case .noSuchName, .noAddress:
            failure = TransportFailure.nameNotFound.note(host: serverName, port: port)
        case .temporaryFailure:
            failure = Note(
                "route.look-up-failed", ["domain": serverName], source: "RFC 1034 §5.3.1")
        }
        tryNext(in: &turn)
    }

    private mutating func tryNext(in turn: inout Turn) {
        guard !attempts.isEmpty else { return finish(in: &turn) }
        connectionCount += 1
        state = .connecting
        let wish = security == .implicit ? security.wish(for: serverName) : nil
        turn.act(.connect(key, attempts.removeFirst(), tls: wish))
    }

    private mutating func opened(_ facts: TLSFacts?, in turn: inout Turn) {
        state = .talking
        failure = nil
        switch service {
        case .imap:
            var setup = IMAPClientConfiguration(
                login: login, password: identity.password,
                usesStartTLS: security == .starttls || security == .opportunistic)
            setup.startTLSIsOptional = security == .opportunistic
            setup.identity = identity
            imap = IMAPClientSession(configuration: setup)
        case .pop3, .smtp, .submission:
            let upgrade: POP3ClientConfiguration.Upgrade =
                switch security {
                case .clear, .implicit: .never
                case .opportunistic: .ifOffered
                case .starttls: .required
                }
            var setup = POP3ClientConfiguration(
                login: login, password: identity.password, upgrade: upgrade)
            setup.identity = identity
            pop3 = POP3ClientSession(configuration: setup)
        }
        if let facts { drive(.secured(facts), in: &turn) }
        drive(.opened, in: &turn)
    }

    private mutating func drive(_ input: LineInput, in turn: inout Turn) {
        if var session = pop3 {
            pop3 = nil
            let isOpen = converse(&session, input, in: &turn) { task, question in
                task.answer(question)
            }
            if isOpen { pop3 = session } else { finish(in: &turn) }
        } else if var session = imap {
            imap = nil
            let isOpen = converse(&session, input, in: &turn) { task, question in
                task.answer(question)
            }
            if isOpen { imap = session } else { finish(in: &turn) }
        }
    }

    private mutating func converse<Engine: ByteSession>(
        _ engine: inout Engine, _ input: LineInput, in turn: inout Turn,
        _ answer: (inout FetchTask, Engine.Question) -> Engine.Answer
    ) -> Bool {
        var isOpen = true
        var inputs: [SessionInput<Engine.Answer>] = [input.forEngine()]
        var next = 0
        while next < inputs.count {
            var outbox: [SessionOutput<Engine.Question>] = []
            engine.handle(inputs[next], at: turn.now, into: &outbox)
            next += 1
            for output in outbox {
                switch output {
                case .send(let octets): turn.act(.send(key, octets))
                case .ask(let question): inputs.append(.answered(answer(&self, question)))
                case .startTLS: turn.act(.startTLS(key, security.wish(for: serverName)))
                case .abort:
                    turn.act(.abort(key))
                    isOpen = false
                case .close:
                    turn.act(.close(key))
                    isOpen = false
                case .note(let note): turn.act(.note(key, note))
                }
            }
        }
        return isOpen
    }

    private mutating func give(up reason: Note, in turn: inout Turn) {
        failure = reason
        finish(in: &turn)
    }

    private mutating func finish(in turn: inout Turn) {
        guard !isBooked else { return }
        isBooked = true
        state = .finished
        turn.act(.finished(.fetched(login: login, letters: letters, failure: failure)))
    }

    // MARK: POP3

    private mutating func answer(_ question: POP3ClientQuestion) -> POP3ClientAnswer {
        switch question {
        case .next(after: nil): return .list
        case .next(after: .listing(let entries)):
            listing = entries
            return nextMessage()
        case .next(after: .message(_, let octets)):
            letters.append(.init(uid: nil, octets: octets))
            if deletes { return .delete(listing[position].number) }
            position += 1
            return nextMessage()
        case .next(after: .deleted):
            position += 1
            return nextMessage()
        case .next(after: .refused(let status)):
            failure = Note("fetch.refused", ["host": serverName, "reply": "\(status)"])
            return .quit
        case .next(after: .failed(let reason)):
            if failure == nil { failure = reason.note(host: serverName) }
            return .quit
        case .next(after: .uniqueIDs), .next(after: .top), .next(after: .done): return .quit
        }
    }

    private func nextMessage() -> POP3ClientAnswer {
        position < listing.count ? .retrieve(listing[position].number) : .quit
    }
}

extension POP3ClientFailure {
    /// Why fetching came to nothing.
    fileprivate func note(host: String) -> Note {
        switch self {
        case .authenticationFailed(let status):
            Note(
                "fetch.login-refused", ["host": host, "reply": "\(status)"],
                source: "RFC 1939 §7")
        case .transport(let failure): failure.note(host: host, port: MailService.pop3.port)
        case .greetingRefused(let status), .maildropRefused(let status),
            .updateFailed(let status), .encryptionRefused(let status):
            Note("fetch.refused", ["host": host, "reply": "\(status)"])
        case .encryptionNotOffered:
            Note("fetch.tls-not-offered", ["host": host], source: "RFC 2595 §2.2")
        case .noMechanism(let offered):
            Note.noMechanism(offered, host: host, source: "RFC 5034 §3")
        case .noTimestamp: Note("fetch.no-timestamp", ["host": host], source: "RFC 1939 §7")
        case .exchangeFailed(let fault): Note(fault.key, source: fault.source)
        case .timedOut, .connectionLost, .unsafeCredentials, .protocolError:
            Note("fetch.broken-off", ["host": host])
        }
    }
}

extension Note {
    /// The server offers none of the mechanisms that would do.
    static func noMechanism(_ offered: [String], host: String, source: String) -> Note {
        let list = offered.isEmpty ? "-" : offered.joined(separator: " ")
        return Note("fetch.no-mechanism", ["host": host, "offered": list], source: source)
    }
}
