import Clockwork
import Mail
import SASL
import Session

/// The client's side of IMAP4rev1 (RFC 3501): what a mail program does to fetch and keep mail.
package struct IMAPClientSession: ByteSession {
    package typealias Question = IMAPClientQuestion
    package typealias Answer = IMAPClientAnswer
    typealias Outbox = [SessionOutput<IMAPClientQuestion>]

    /// What is waited for.
    private enum Stage: Hashable, Sendable {
        case unopened
        case greeting
        case capability
        case startTLS
        case securing
        case login
        /// AUTHENTICATE (RFC 3501 §6.2.2).
        case exchanging(SASLClient)
        /// Whoever runs us decides what comes next.
        case deciding
        case running(IMAPClientAnswer)
        /// The failure was told; the answer to that does not matter.
        case failing
        case closed

        var name: String {
            switch self {
            case .unopened, .greeting: "greeting"
            case .capability: "CAPABILITY"
            case .startTLS, .securing: "STARTTLS"
            case .login: "LOGIN"
            case .exchanging: "AUTHENTICATE"
            case .running: "a command"
            case .deciding, .failing, .closed: "nothing"
            }
        }
    }

    let configuration: IMAPClientConfiguration
    private var stage = Stage.unopened
    private var framer = LiteralFramer(lineLimit: 2_097_152)
    /// What TLS found out, where the connection is encrypted.
    private(set) var security: TLSFacts?
    private var isSecured: Bool { security != nil }
    private(set) var capabilities: [String] = []
    private var tagNumber = 0
    /// Pieces of the present command that wait for `+`.
    private var unsent: ArraySlice<[UInt8]> = []
    private var collected = ClientCollector()
    private var deadline: Instant?

    package init(configuration: IMAPClientConfiguration) { self.configuration = configuration }

    package var nextDeadline: Instant? { deadline }

    package mutating func handle(
        _ input: SessionInput<IMAPClientAnswer>, at now: Instant,
        into outbox: inout [SessionOutput<IMAPClientQuestion>]
    ) {
        if stage == .closed { return }
        switch input {
        case .opened:
            stage = .greeting
            deadline = now + configuration.patience
        case .received(let octets):
            framer.append(octets)
            if deadline != nil { deadline = now + configuration.patience }
            read(at: now, into: &outbox)
        case .closedByPeer: fail(.connectionLost(waitingFor: stage.name), into: &outbox)
        case .failed(let failure): fail(.transport(failure), into: &outbox)
        case .secured(let facts):
            security = facts
            // What was heard in the clear is forgotten (RFC 3501 §6.2.1).
            if stage == .securing { askCapability(at: now, into: &outbox) }
        case .deadlinePassed:
            guard let deadline, now >= deadline else { return }
            fail(.timedOut(waitingFor: stage.name), into: &outbox)
        case .answered(let answer):
            if stage == .failing {
                close(into: &outbox)
            } else if stage == .deciding {
                run(answer, at: now, into: &outbox)
            }
        case .shuttingDown:
            stage = .closed
            deadline = nil
            outbox.append(.close)
        case .notified, .writable: return
        }
    }

    // MARK: Sending

    private var tag: String { "a\(tagNumber)" }

    private mutating func send(
        at now: Instant, into outbox: inout Outbox, _ write: (inout ClientCommandWriter) -> Void
    ) {
        tagNumber += 1
        var writer = ClientCommandWriter(tag: tag)
        write(&writer)
        writer.end()
        unsent = writer.pieces[...]
        collected = ClientCollector()
        deadline = now + configuration.patience
        sendPiece(into: &outbox)
    }

    private mutating func sendPiece(into outbox: inout Outbox) {
        if let piece = unsent.popFirst() { outbox.append(.send(piece)) }
    }

    private mutating func askCapability(at now: Instant, into outbox: inout Outbox) {
        stage = .capability
        capabilities = []
        send(at: now, into: &outbox) { $0.text("CAPABILITY") }
    }

    private mutating func run(
        _ answer: IMAPClientAnswer, at now: Instant, into outbox: inout Outbox
    ) {
        stage = .running(answer)
        send(at: now, into: &outbox) { answer.write(into: &$0) }
    }

    private mutating func askNext(
        after result: IMAPClientResult?, into outbox: inout Outbox
    ) {
        stage = .deciding
        deadline = nil
        outbox.append(.ask(.next(after: result)))
    }

    private mutating func fail(_ failure: IMAPClientFailure, into outbox: inout Outbox) {
        switch stage {
        case .failing, .closed:
            close(into: &outbox)
            return
        case .running(.logout):
            // The server may close before we do: everything was said.
            close(into: &outbox)
            return
        case .unopened, .greeting, .capability, .startTLS, .securing, .login, .exchanging,
            .deciding, .running:
            break
        }
        framer.discardAll()
        deadline = nil
        let wasAsked = stage == .deciding
        stage = .failing
        // A question that is still open will be answered; there is never a second one beside it.
        if !wasAsked { outbox.append(.ask(.next(after: .failed(failure)))) }
    }

    private mutating func close(into outbox: inout Outbox) {
        stage = .closed
        deadline = nil
        framer.discardAll()
        outbox.append(.close)
    }

    // MARK: Reading

    private mutating func read(at now: Instant, into outbox: inout Outbox) {
        while stage != .closed, stage != .failing, stage != .securing {
            switch framer.next() {
            case nil: return
            case .literalAsked(let size, _):
                guard size <= configuration.letterLimit,
                    collected.octetCount + size <= configuration.letterLimit
                else {
                    fail(.tooLarge(limit: configuration.letterLimit), into: &outbox)
                    return
                }
                collected.octetCount += size
                framer.accept()
            case .fault:
                fail(.protocolError("a line that is too long or badly ended"), into: &outbox)
            case .command(let pieces):
                do {
                    take(try IMAPResponseParser.parse(pieces), at: now, into: &outbox)
                } catch {
                    fail(.protocolError("\(error)"), into: &outbox)
                }
            }
        }
    }

    private mutating func take(
        _ response: IMAPResponse, at now: Instant, into outbox: inout Outbox
    ) {
        switch response {
        case .continuation(let text):
            if case .exchanging(let exchange) = stage, unsent.isEmpty {
                takeChallenge(text, exchange, at: now, into: &outbox)
            } else {
                sendPiece(into: &outbox)
            }
        case .tagged(let answered, let status):
            guard answered == tag else {
                fail(.protocolError("the tag \(answered.prefix(20)) is not ours"), into: &outbox)
                return
            }
            if status.code.first == "CAPABILITY" {
                capabilities = status.code.dropFirst().map { $0.uppercased() }
            }
            completed(status, at: now, into: &outbox)
        case .status(let status):
            if status.code.first == "CAPABILITY" {
                capabilities = status.code.dropFirst().map { $0.uppercased() }
            }
            if stage == .greeting {
                greeted(status, at: now, into: &outbox)
            } else if status.kind == .bye, stage != .running(.logout) {
                fail(.farewell(status.text), into: &outbox)
            } else {
                collected.take(response)
            }
        case .capability(let words): capabilities = words.map { $0.uppercased() }
        case .flags, .list, .lsub, .search, .mailboxStatus, .exists, .recent, .expunge, .fetch,
            .other:
            guard stage != .greeting else {
                fail(.protocolError("no greeting"), into: &outbox)
                return
            }
            collected.take(response)
        }
    }

    private mutating func greeted(
        _ status: IMAPStatus, at now: Instant, into outbox: inout Outbox
    ) {
        switch status.kind {
        case .ok:
            // A list in the greeting may be forged before TLS; it only saves a round trip.
            if capabilities.isEmpty {
                askCapability(at: now, into: &outbox)
            } else {
                knowsCapabilities(at: now, into: &outbox)
            }
        case .preauth:
            // Somebody on the way may have said so: with TLS wanted, this is not taken.
            if configuration.usesStartTLS, !configuration.startTLSIsOptional {
                fail(.startTLSNotOffered, into: &outbox)
            } else {
                askNext(after: nil, into: &outbox)
            }
        case .no, .bad, .bye: fail(.greetingRefused(status.text), into: &outbox)
        }
    }

    private mutating func knowsCapabilities(at now: Instant, into outbox: inout Outbox) {
        let isOffered = capabilities.contains("STARTTLS")
        if configuration.usesStartTLS, !isSecured,
            isOffered || !configuration.startTLSIsOptional
        {
            guard isOffered else {
                fail(.startTLSNotOffered, into: &outbox)
                return
            }
            stage = .startTLS
            send(at: now, into: &outbox) { $0.text("STARTTLS") }
            return
        }
        if let identity = configuration.identity, identity.way != .usual {
            logIn(as: identity, at: now, into: &outbox)
            return
        }
        logIn(at: now, into: &outbox)
    }

    /// LOGIN: name and password as they are (RFC 3501 §6.2.3).
    private mutating func logIn(at now: Instant, into outbox: inout Outbox) {
        guard !capabilities.contains("LOGINDISABLED") else {
            outbox.append(.note(Note("imap.login-disabled", source: "RFC 3501 §11.2")))
            fail(.loginDisabled, into: &outbox)
            return
        }
        let (login, password) = (configuration.login, configuration.password)
        stage = .login
        send(at: now, into: &outbox) {
            $0.text("LOGIN ")
            $0.string(Array(login.utf8))
            $0.text(" ")
            $0.string(Array(password.utf8))
        }
    }

    private mutating func completed(
        _ status: IMAPStatus, at now: Instant, into outbox: inout Outbox
    ) {
        unsent = []
        let isOK = status.kind == .ok
        switch stage {
        case .capability where isOK: knowsCapabilities(at: now, into: &outbox)
        case .capability: fail(.protocolError("CAPABILITY was refused"), into: &outbox)
        case .startTLS where isOK:
            if framer.pendingCount > 0 {
                outbox.append(
                    .note(
                        Note(
                            "imap.clear-octets-dropped", ["count": "\(framer.pendingCount)"],
                            source: "RFC 3501 §11.1")))
            }
            framer.discardAll()
            stage = .securing
            outbox.append(.startTLS)
        case .startTLS: fail(.startTLSRefused(status.text), into: &outbox)
        case .login where isOK: askNext(after: nil, into: &outbox)
        case .exchanging(let exchange) where isOK:
            // A server that skips its proof may not know the password at all (RFC 5802 §5).
            guard exchange.mayBelieveSuccess else {
                fail(.exchangeFailed(.serverNotProved), into: &outbox)
                return
            }
            if exchange.serverIsProved {
                outbox.append(.note(Note("sasl.server-proved", source: "RFC 5802 §5")))
            }
            askNext(after: nil, into: &outbox)
        case .login, .exchanging: fail(.loginRefused(status), into: &outbox)
        case .running(.logout): close(into: &outbox)
        case .running(let command):
            askNext(
                after: isOK ? collected.result(of: command, status) : .refused(status),
                into: &outbox)
        case .unopened, .greeting, .securing, .deciding, .failing, .closed:
            fail(.protocolError("an answer to nothing"), into: &outbox)
        }
    }
}

// MARK: AUTHENTICATE

extension IMAPClientSession {
    /// Logs in otherwise than by LOGIN.
    private mutating func logIn(
        as identity: SASLIdentity, at now: Instant, into outbox: inout Outbox
    ) {
        let offered = capabilities.filter { $0.hasPrefix("AUTH=") }.map { String($0.dropFirst(5)) }
        guard let method = identity.method(of: offered, on: security?.saslBindings) else {
            if identity.way == .best {
                logIn(at: now, into: &outbox)
            } else {
                fail(.noMechanism(offered: offered), into: &outbox)
            }
            return
        }
        do {
            var identity = identity
            var exchange = try identity.begin(
                method, offered: offered, on: security?.saslBindings)
            var command = "AUTHENTICATE \(method)"
            var opening = exchange
            // Only a server that says SASL-IR takes it in the command (RFC 4959 §3).
            if capabilities.contains("SASL-IR"), let response = opening.initialResponse() {
                exchange = opening
                command += " " + String(decoding: SASLBase64.encode(response), as: UTF8.self)
            }
            stage = .exchanging(exchange)
            send(at: now, into: &outbox) { $0.text(command) }
        } catch {
            fail(.exchangeFailed(error), into: &outbox)
        }
    }

    /// Answers a challenge; one that makes no sense is cancelled (RFC 3501 §6.2.2).
    private mutating func takeChallenge(
        _ text: String, _ exchange: SASLClient, at now: Instant, into outbox: inout Outbox
    ) {
        var exchange = exchange
        do {
            let response = try exchange.respond(to: try SASLBase64.decode(Array(text.utf8)[...]))
            stage = .exchanging(exchange)
            deadline = now + configuration.patience
            outbox.append(.send(SASLBase64.encode(response) + [0x0D, 0x0A]))
        } catch {
            outbox.append(.send([0x2A, 0x0D, 0x0A]))
            fail(.exchangeFailed(error), into: &outbox)
        }
    }
}
