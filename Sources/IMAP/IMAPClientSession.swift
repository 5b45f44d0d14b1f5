import Clockwork
import Mail
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
            case .running: "a command"
            case .deciding, .failing, .closed: "nothing"
            }
        }
    }

    private let configuration: IMAPClientConfiguration
    private var stage = Stage.unopened
    private var framer = LiteralFramer(lineLimit: 2_097_152)
    private var isSecured = false
    private var capabilities: [String] = []
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
        case .secured:
            isSecured = true
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
        case .unopened, .greeting, .capability, .startTLS, .securing, .login, .deciding,
            .running:
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
        case .continuation:
            sendPiece(into: &outbox)
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
        case .login: fail(.loginRefused(status), into: &outbox)
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

/// What came during one command.
private struct ClientCollector: Hashable, Sendable {
    var octetCount = 0
    private var mailbox = SelectedMailbox(name: "")
    private var listed: [ListedMailbox] = []
    private var fetched: [FetchedMessage] = []
    private var found: [UInt32] = []
    private var expunged: [UInt32] = []
    private var status: [StatusCount] = []

    /// Further responses of one command are passed over.
    private static let limit = 1_000_000

    mutating func take(_ response: IMAPResponse) {
        switch response {
        case .exists(let count): mailbox.exists = count
        case .recent(let count): mailbox.recent = count
        case .flags(let flags): mailbox.flags = flags
        case .status(let status):
            mailbox.uidValidity = status.number("UIDVALIDITY") ?? mailbox.uidValidity
            mailbox.uidNext = status.number("UIDNEXT") ?? mailbox.uidNext
            mailbox.firstUnseen = status.number("UNSEEN") ?? mailbox.firstUnseen
        case .list(let mailbox), .lsub(let mailbox):
            if listed.count < Self.limit { listed.append(mailbox) }
        case .search(let numbers):
            if found.count < Self.limit { found += numbers }
        case .mailboxStatus(_, let numbers): status = numbers
        case .expunge(let number):
            if expunged.count < Self.limit { expunged.append(number) }
        case .fetch(let message):
            if fetched.count < Self.limit { fetched.append(message) }
        case .continuation, .tagged, .capability, .other: break
        }
    }

    func result(of command: IMAPClientAnswer, _ completion: IMAPStatus) -> IMAPClientResult {
        switch command {
        case .select(let name), .examine(let name):
            var selected = mailbox
            selected.name = name
            selected.isReadOnly = completion.code.first == "READ-ONLY"
            return .selected(selected)
        case .list: return .listed(listed)
        case .status(let name, _): return .status(name, status)
        case .fetch, .store: return .fetched(fetched)
        case .search: return .found(found)
        case .expunge: return .expunged(expunged)
        case .append:
            let code = completion.code
            guard code.first == "APPENDUID", code.count == 3 else {
                return .appended(uidValidity: nil, uid: nil)
            }
            return .appended(uidValidity: UInt32(code[1]), uid: UInt32(code[2]))
        case .create, .delete, .subscribe, .copy, .noop, .close, .logout: return .done
        }
    }
}
