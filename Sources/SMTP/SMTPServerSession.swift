import Clockwork
import Mail
import SASL
import Session

/// The server's side of SMTP, for relaying and for submission (RFC 5321, RFC 6409).
///
/// It knows what may come when; whom mail is taken from and for, it asks.
package struct SMTPServerSession: ByteSession {
    package typealias Question = SMTPQuestion
    package typealias Answer = SMTPAnswer

    /// The client as it has made itself known.
    struct Peer: Hashable, Sendable {
        var name: String
        /// It said EHLO, not HELO.
        var isExtended: Bool
        var login: String?
    }

    /// Where the conversation stands, with what is known then and only then.
    indirect enum State: Hashable, Sendable {
        case unopened
        case unidentified
        /// 554 was said in place of the greeting; only QUIT makes sense now.
        case refused
        case identified(Peer)
        case authenticating(Peer, SASLServer)
        case judgingCredentials(Peer, SASLServer)
        /// A wrong password is answered late, so that guessing takes long.
        case pausing(Peer, until: Instant)
        case judgingSender(Peer, ReversePath, isEightBit: Bool)
        case senderGiven(Peer, ReversePath, isEightBit: Bool)
        /// The envelope holds what was accepted before, perhaps no recipient yet.
        case judgingRecipient(Peer, Envelope, ForwardPath)
        case addressed(Peer, Envelope)
        case readingBody(Peer, Envelope)
        case storing(Peer)
        case verifying(then: State)
        /// 220 was said to STARTTLS; nothing is believed until the handshake is over.
        case securing
        case finished
    }

    /// RFC 4954 §4 calls 12,288 octets enough for one line of AUTH.
    static let authenticationLineLimit = 12_288
    /// What a client may send ahead while a question is open; no honest group is larger.
    static let aheadLimit = 1_048_576

    package let configuration: SMTPServerConfiguration
    var state = State.unopened
    /// What TLS found out, where the connection is encrypted.
    var security: TLSFacts?
    var framer = LineFramer(limit: SMTPServerSession.authenticationLineLimit)
    /// The letter that is coming in, beside the state (STYLE 2, idiom 4).
    var body = SMTPBody(limit: 0)
    var errorCount = 0
    var wrongPasswords = 0
    /// What AUTH offers, with the chance for its nonces.
    var sasl: SASLOffer
    private var idleSince = Instant.zero
    private var peerHasClosed = false
    private var isShuttingDown = false
    private var hasNotedPipelining = false
    private var shownState = "unopened"

    package init(configuration: SMTPServerConfiguration) {
        self.configuration = configuration
        sasl = configuration.sasl
        sasl.hostName = configuration.hostName
    }

    package var nextDeadline: Instant? {
        switch state {
        case .pausing(_, let until): until
        case .unopened, .judgingCredentials, .judgingSender, .judgingRecipient, .storing,
            .verifying, .finished:
            nil
        case .unidentified, .refused, .identified, .authenticating, .senderGiven, .addressed,
            .readingBody, .securing:
            idleSince + configuration.timeout
        }
    }

    package mutating func handle(
        _ input: SessionInput<SMTPAnswer>, at now: Instant,
        into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        if case .finished = state { return }
        switch input {
        case .opened: open(at: now, into: &outbox)
        case .received(let octets): receive(octets, at: now, into: &outbox)
        case .closedByPeer: peerHasClosed = true
        case .failed: move(to: .finished, into: &outbox)
        case .secured(let facts):
            secured(facts, into: &outbox)
            idleSince = now
        case .deadlinePassed: checkDeadline(at: now, into: &outbox)
        case .answered(let answer):
            answered(answer, at: now, into: &outbox)
            idleSince = now
        case .shuttingDown: isShuttingDown = true
        case .notified, .writable: break
        }
        if !isShuttingDown { pump(at: now, into: &outbox) }
        endIfNeeded(into: &outbox)
    }
}

extension SMTPServerSession {
    private mutating func open(
        at now: Instant, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        guard case .unopened = state else { return }
        idleSince = now
        if let refusal = configuration.refusal {
            // No enhanced code: a greeting has none (RFC 2034 §3).
            note("smtp.refused-at-greeting", source: "RFC 5321 §3.1", into: &outbox)
            move(to: .refused, into: &outbox)
            reply(
                SMTPReply(.transactionFailed, nil, "\(configuration.hostName) \(refusal)"),
                into: &outbox)
            return
        }
        move(to: .unidentified, into: &outbox)
        reply(SMTPReply(.ready, nil, "\(configuration.hostName) ESMTP MailLab"), into: &outbox)
    }

    private mutating func receive(
        _ octets: [UInt8], at now: Instant, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        // Between 220 and the handshake nothing in the clear may be obeyed (RFC 3207 §4.2).
        if case .securing = state { return }
        if case .readingBody = state {
            idleSince = now
            if framer.pendingCount == 0 {
                readBody(octets, into: &outbox)
                return
            }
        }
        framer.append(octets)
        if isWaiting, framer.pendingCount > Self.aheadLimit {
            note("smtp.too-much-ahead", into: &outbox)
            hangUp(.init(4, 7, 0), "Too much sent ahead", into: &outbox)
        }
    }

    /// Whether a question is open, so that no line may be taken.
    var isWaiting: Bool {
        switch state {
        case .judgingCredentials, .pausing, .judgingSender, .judgingRecipient, .storing,
            .verifying:
            true
        case .unopened, .unidentified, .refused, .identified, .authenticating, .senderGiven,
            .addressed, .readingBody, .securing, .finished:
            false
        }
    }

    /// Whether lines, or octets of a letter, are taken from the framer now.
    private var isReading: Bool {
        switch state {
        case .unidentified, .refused, .identified, .authenticating, .senderGiven, .addressed,
            .readingBody:
            true
        case .unopened, .judgingCredentials, .pausing, .judgingSender, .judgingRecipient,
            .storing, .verifying, .securing, .finished:
            false
        }
    }

    private mutating func pump(
        at now: Instant, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        while isReading {
            if case .readingBody = state {
                guard framer.pendingCount > 0 else { return }
                readBody(framer.takeAll(), into: &outbox)
                continue
            }
            do {
                guard let line = try framer.nextLine() else { return }
                idleSince = now
                take(line, at: now, into: &outbox)
                notePipelining(into: &outbox)
            } catch {
                idleSince = now
                refuse(error, into: &outbox)
            }
        }
    }

    /// More was there than the command that was just taken (RFC 2920 §3.1).
    private mutating func notePipelining(into outbox: inout [SessionOutput<SMTPQuestion>]) {
        guard !hasNotedPipelining, framer.pendingCount > 0 else { return }
        switch state {
        case .judgingSender, .senderGiven, .judgingRecipient, .addressed:
            hasNotedPipelining = true
            note("smtp.pipelining", source: "RFC 2920 §3.1", into: &outbox)
        case .unopened, .unidentified, .refused, .identified, .authenticating,
            .judgingCredentials, .pausing, .readingBody, .storing, .verifying, .securing,
            .finished:
            break
        }
    }

    private mutating func checkDeadline(
        at now: Instant, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        guard let nextDeadline, now >= nextDeadline else { return }
        if case .pausing(let peer, _) = state {
            idleSince = now
            move(to: .identified(peer), into: &outbox)
            complain(Self.wrongPassword, into: &outbox)
            return
        }
        note("smtp.timed-out", source: "RFC 5321 §4.5.3.2.7", into: &outbox)
        if case .securing = state {
            // The line belongs to TLS; a reply in the clear would only confuse.
            outbox.append(.close)
            move(to: .finished, into: &outbox)
        } else {
            hangUp(.init(4, 4, 2), "Timeout, closing connection", into: &outbox)
        }
    }

    /// Ends what the peer or the host wants ended, once no answer is awaited any more.
    ///
    /// While a letter is being stored a shutdown waits: a 421 then would make the client send
    /// again what is already here (RFC 5321 §6.1).
    private mutating func endIfNeeded(into outbox: inout [SessionOutput<SMTPQuestion>]) {
        switch state {
        case .finished: return
        case .storing: return
        case .unopened, .securing:
            guard isShuttingDown || peerHasClosed else { return }
            outbox.append(.close)
            move(to: .finished, into: &outbox)
        case .unidentified, .refused, .identified, .authenticating, .judgingCredentials,
            .pausing, .judgingSender, .senderGiven, .judgingRecipient, .addressed, .readingBody,
            .verifying:
            if isShuttingDown {
                note("smtp.shutting-down", source: "RFC 5321 §3.8", into: &outbox)
                hangUp(.init(4, 3, 2), "Service shutting down", into: &outbox)
            } else if peerHasClosed, !isWaiting {
                note("smtp.closed-early", source: "RFC 5321 §4.1.1.10", into: &outbox)
                outbox.append(.close)
                move(to: .finished, into: &outbox)
            }
        }
    }

    private mutating func secured(
        _ facts: TLSFacts, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        security = facts
        // On a port that is encrypted from the first octet the greeting is still to come.
        if case .unopened = state { return }
        framer.discardAll()
        note("smtp.secured", source: "RFC 3207 §4.2", into: &outbox)
        move(to: .unidentified, into: &outbox)
    }
}

extension SMTPServerSession {
    /// Enters a state, and tells the learner where it is one that has a name of its own.
    mutating func move(to next: State, into outbox: inout [SessionOutput<SMTPQuestion>]) {
        state = next
        guard !isWaiting, stateName != shownState else { return }
        note(
            "smtp.state", ["from": shownState, "to": stateName], source: "RFC 5321 §4.1.4",
            into: &outbox)
        shownState = stateName
    }

    func note(
        _ key: String, _ values: KeyValuePairs<String, String> = [:], source: String = "",
        into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        outbox.append(.note(Note(key, values, source: source)))
    }

    func reply(_ reply: SMTPReply, into outbox: inout [SessionOutput<SMTPQuestion>]) {
        outbox.append(.send(reply.octets))
    }

    /// Answers a mistake of the client; too many of them end the session (RFC 5321 §7.8).
    mutating func complain(
        _ complaint: SMTPReply, into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        errorCount += 1
        reply(complaint, into: &outbox)
        guard errorCount >= configuration.maximumErrors else { return }
        note(
            "smtp.too-many-errors", ["count": "\(errorCount)"], source: "RFC 5321 §7.8",
            into: &outbox)
        hangUp(.init(4, 7, 0), "Too many errors", into: &outbox)
    }

    /// Says 421 and closes (RFC 5321 §3.8).
    mutating func hangUp(
        _ enhanced: EnhancedStatusCode, _ text: String,
        into outbox: inout [SessionOutput<SMTPQuestion>]
    ) {
        reply(
            SMTPReply(.serviceUnavailable, enhanced, "\(configuration.hostName) \(text)"),
            into: &outbox)
        outbox.append(.close)
        move(to: .finished, into: &outbox)
    }
}
