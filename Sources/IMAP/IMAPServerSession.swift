import Clockwork
import Mail
import SASL
import Session

/// The server's side of IMAP4rev1 (RFC 3501).
///
/// One command is worked on at a time; those behind it wait in the framer, so the ambiguities of
/// RFC 3501 §5.5 cannot arise.
package struct IMAPServerSession: ByteSession {
    package typealias Question = IMAPQuestion
    package typealias Answer = IMAPAnswer
    typealias Outbox = [SessionOutput<IMAPQuestion>]

    package let configuration: IMAPServerConfiguration
    var stage = IMAPStage.unopened
    var activity = IMAPActivity.ready
    var framer: LiteralFramer
    var isSecured: Bool
    /// What TLS found out, where the session was told.
    var security: TLSFacts?
    /// What AUTHENTICATE offers, with the chance for its nonces.
    var sasl: SASLOffer
    /// The selected mailbox as the client knows it: beside the stage, for it may be large.
    var view = MailboxView.empty
    /// The selected mailbox may have changed.
    var isStale = false
    var fetchJob: FetchJob?
    var searchJob: SearchJob?
    var wrongPasswords = 0
    var peerHasClosed = false
    var lastHeard = Instant.zero
    var output = IMAPOutput()

    package init(configuration: IMAPServerConfiguration) {
        self.configuration = configuration
        framer = LiteralFramer(lineLimit: configuration.lineLimit)
        isSecured = configuration.beginsInTLS
        sasl = configuration.sasl
        sasl.hostName = configuration.hostName
    }

    /// Who has logged in.
    package var login: String? { stage.login }
    /// The mailbox that is selected.
    package var selectedMailbox: String? {
        if case .selected(_, let mailbox, _) = stage { mailbox.name } else { nil }
    }
    /// The name of the state, as RFC 3501 §3 writes it.
    package var stateName: String { stage.name }

    /// Whether a wrong password is being paid for with time.
    package var isPausing: Bool {
        if case .delaying = activity { return true }
        return false
    }

    package var nextDeadline: Instant? {
        if stage == .unopened || stage == .loggedOut { return nil }
        let autologout = lastHeard + configuration.autologout
        if case .delaying(_, let until) = activity { return min(until, autologout) }
        return autologout
    }

    package mutating func handle(
        _ input: SessionInput<IMAPAnswer>, at now: Instant,
        into outbox: inout [SessionOutput<IMAPQuestion>]
    ) {
        guard activity != .over || output.hasMore else { return }
        switch input {
        case .opened:
            guard stage == .unopened else { return }
            lastHeard = now
            change(to: .notAuthenticated, into: &outbox)
            output.writer.line(
                "* OK [CAPABILITY \(capabilities)] \(configuration.hostName) IMAP4rev1 ready")
        case .received(let octets):
            guard activity != .over else { return }
            lastHeard = now
            framer.append(octets)
            guard framer.pendingCount <= configuration.letterLimit + 1_048_576 else {
                say(bye: "Too much at once", into: &outbox)
                break
            }
        case .closedByPeer: peerHasClosed = true
        case .failed:
            output = IMAPOutput()
            change(to: .loggedOut, into: &outbox)
            activity = .over
            return
        case .secured(let facts):
            isSecured = true
            security = facts
            lastHeard = now
        case .deadlinePassed: deadlinePassed(at: now, into: &outbox)
        case .answered(let answer): answered(answer, at: now, into: &outbox)
        case .notified(.mailboxChanged(let login, let mailbox)):
            noteChange(login, mailbox, into: &outbox)
        case .writable(let room):
            output.room = max(0, room)
            if room > 0, activity != .over { lastHeard = max(lastHeard, now) }
        case .shuttingDown: say(bye: "[UNAVAILABLE] The server is shutting down", into: &outbox)
        }
        proceed(at: now, into: &outbox)
        if peerHasClosed, isResting {
            change(to: .loggedOut, into: &outbox)
            activity = .over
            output.wantsClose = true
        }
        output.flush(into: &outbox)
    }

    /// True if nothing goes on without further octets of the client.
    private var isResting: Bool {
        switch activity {
        case .ready, .authenticating: output.hasRoom
        case .idling(_, let isRefreshing): !isRefreshing
        case .decidingLiteral, .waiting, .fetching, .searching, .delaying, .over: false
        }
    }

    /// Goes on as far as it can without an answer, further octets or more room.
    mutating func proceed(at now: Instant, into outbox: inout Outbox) {
        while stage != .unopened {
            if !output.hasRoom { output.flush(into: &outbox) }
            guard output.hasRoom else { return }
            switch activity {
            case .ready:
                guard let event = framer.next() else { return }
                handle(event, at: now, into: &outbox)
            case .authenticating(let tag, let exchange):
                guard takeResponse(tag, exchange, at: now, into: &outbox) else { return }
            case .idling(let tag, let isRefreshing):
                guard !isRefreshing, endIdle(tag, into: &outbox) else { return }
            case .fetching: continueFetch(into: &outbox)
            case .searching: continueSearch(letter: nil, into: &outbox)
            case .decidingLiteral, .waiting, .delaying, .over: return
            }
        }
    }

    private mutating func handle(
        _ event: LiteralFramer.Event, at now: Instant, into outbox: inout Outbox
    ) {
        switch event {
        case .command(let pieces):
            if pieces == [.text([])] { return }
            do {
                let (tag, command) = try IMAPCommandParser.parse(pieces)
                obey(command, tag, at: now, into: &outbox)
            } catch {
                let tag = IMAPCommandParser.tag(of: pieces)
                output.writer.line("\(tag ?? "*") BAD \(error)")
            }
        case .literalAsked(let size, let isSynchronizing):
            decideLiteral(size, isSynchronizing, into: &outbox)
        case .fault(.tooLong(let limit)):
            output.writer.line("* BAD Lines are at most \(limit) octets long")
        case .fault(.bareLineEnd):
            output.writer.line("* BAD Lines end with CR and LF, and hold neither")
        }
    }

    // MARK: What every part of the session needs

    mutating func note(_ note: Note, into outbox: inout Outbox) {
        output.flush(into: &outbox)
        outbox.append(.note(note))
    }

    mutating func change(to next: IMAPStage, into outbox: inout Outbox) {
        guard stage.name != next.name || stage == .unopened else {
            stage = next
            return
        }
        let old = stage
        stage = next
        note(
            Note(
                "imap.state", ["from": old == .unopened ? "-" : old.name, "to": next.name],
                source: "RFC 3501 §3"), into: &outbox)
    }

    mutating func ask(
        _ question: IMAPQuestion, _ tag: String, for work: IMAPWork, into outbox: inout Outbox
    ) {
        activity = .waiting(tag: tag, work)
        outbox.append(.ask(question))
    }

    mutating func reply(_ completion: IMAPCompletion) {
        output.writer.line(completion.line)
        activity = .ready
    }

    /// Ends a command: tells first what is new in the selected mailbox.
    ///
    /// EXPUNGE is held back during FETCH, STORE and SEARCH, whose numbers would shift under the
    /// client (RFC 3501 §7.4.1).
    mutating func finish(
        _ completion: IMAPCompletion, allowsExpunge: Bool = true, into outbox: inout Outbox
    ) {
        guard case .selected(_, let mailbox, let isReadOnly) = stage else {
            reply(completion)
            return
        }
        if isStale {
            isStale = false
            ask(
                .refresh(mailbox.name, isReadOnly: isReadOnly), completion.tag,
                for: .refresh(completion, allowsExpunge: allowsExpunge), into: &outbox)
            return
        }
        if !allowsExpunge, view.hasGone {
            note(Note("imap.expunge-held", source: "RFC 3501 §7.4.1"), into: &outbox)
        }
        view.announce(allowsExpunge: allowsExpunge, into: &output.writer)
        reply(completion)
    }

    /// Says farewell and closes.
    mutating func say(bye text: String, into outbox: inout Outbox) {
        guard activity != .over else { return }
        output.writer.line("* BYE \(text)")
        hangUp(into: &outbox)
    }

    mutating func hangUp(into outbox: inout Outbox) {
        framer.discardAll()
        fetchJob = nil
        searchJob = nil
        view = .empty
        change(to: .loggedOut, into: &outbox)
        activity = .over
        output.wantsClose = true
    }

    private mutating func deadlinePassed(at now: Instant, into outbox: inout Outbox) {
        if case .delaying(let completion, let until) = activity, now >= until {
            reply(completion)
        }
        guard let deadline = nextDeadline, now >= deadline,
            now >= lastHeard + configuration.autologout
        else { return }
        note(Note("imap.autologout", source: "RFC 3501 §5.4"), into: &outbox)
        say(bye: "Autologout: nothing was heard for too long", into: &outbox)
    }
}

/// What is to be sent, given out as the carrier has room.
struct IMAPOutput: Sendable {
    var writer = IMAPWriter()
    /// What does not fit now waits here; a big answer is not produced on before it is gone.
    private var backlog: [UInt8] = []
    private var start = 0
    /// Octets that may be sent before the carrier says `writable` again.
    var room = 65_536
    var wantsClose = false
    private var hasClosed = false

    /// True while more may be produced.
    var hasRoom: Bool { backlog.count - start + writer.octets.count < room }
    var hasMore: Bool {
        start < backlog.count || !writer.octets.isEmpty || wantsClose && !hasClosed
    }

    mutating func flush<Question>(into outbox: inout [SessionOutput<Question>]) {
        if !writer.octets.isEmpty {
            backlog += writer.octets
            writer = IMAPWriter()
        }
        let count = min(room, backlog.count - start)
        if count > 0 {
            outbox.append(.send(Array(backlog[start..<start + count])))
            start += count
            room -= count
            if start == backlog.count || start > 1_048_576 {
                backlog.removeFirst(start)
                start = 0
            }
        }
        if wantsClose, !hasClosed, start == backlog.count {
            hasClosed = true
            outbox.append(.close)
        }
    }
}
