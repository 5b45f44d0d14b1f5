import Clockwork
import Mail
import SASL
import Session

/// The client's side of SMTP: it opens the session, and then asks its host what to send
/// (RFC 5321 §3, §4.5.4.1).
///
/// A letter with octets above 127 for a server without 8BITMIME is a failure and not converted:
/// RFC 6152 §3 allows either, and a letter that arrives changed would be a poor lesson.
package struct SMTPClientSession: ByteSession {
    package typealias Question = SMTPClientQuestion
    package typealias Answer = SMTPClientAnswer

    /// One transaction as far as it has come.
    struct Transaction: Hashable, Sendable {
        let envelope: Envelope
        /// Every command went out at once (RFC 2920 §3.1).
        let isPipelined: Bool
        /// The reply to MAIL, once it is there.
        var sender: SMTPReply?
        /// Replies to RCPT in the order of the recipients.
        var replies: [SMTPReply] = []

        /// Whether anybody is to get the letter.
        var isWanted: Bool {
            sender?.isPositive == true && replies.contains { $0.isPositive }
        }
    }

    /// Where the conversation stands.
    enum State: Hashable, Sendable {
        case unopened
        case awaitingGreeting
        case awaitingHello(isExtended: Bool)
        case awaitingStartTLS
        case securing
        case authenticating(SASLClient)
        /// The host has been asked what comes next.
        case asking
        /// The same, and something has gone wrong meanwhile.
        case askingInVain(SMTPClientFailure)
        case sender(Transaction)
        case recipients(Transaction)
        case dataStart(Transaction)
        case sendingLetter(Transaction)
        case message(Transaction)
        case resetting(SMTPClientResult)
        case quitting
        case finished
    }

    package let configuration: SMTPClientConfiguration
    var state = State.unopened
    var reader = SMTPReplyReader()
    /// What the server offers: keywords in upper case with their parameters.
    package internal(set) var extensions: [SMTPExtension] = []
    /// What TLS found out, where the connection is encrypted.
    var security: TLSFacts?
    var isSecured: Bool { security != nil }
    /// The letter as it goes over the wire, beside the state (STYLE 2, idiom 4).
    var letter: [UInt8] = []
    var letterSent = 0
    /// Commands sent and not answered.
    var outstanding = 0
    /// Octets were there before the command they could be a reply to.
    var hasUnaskedOctets = false
    var deadline: Instant?

    package init(configuration: SMTPClientConfiguration) { self.configuration = configuration }

    package var nextDeadline: Instant? { deadline }

    package mutating func handle(
        _ input: SessionInput<SMTPClientAnswer>, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        switch input {
        case .opened:
            guard case .unopened = state else { return }
            outstanding = 1
            wait(.awaitingGreeting, configuration.timeouts.greeting, from: now)
        case .received(let octets): receive(octets, at: now, into: &outbox)
        case .closedByPeer: closedByPeer(at: now, into: &outbox)
        case .failed(let failure):
            fail(
                .transport(failure, stage: stage), .alreadyClosed, at: now, into: &outbox)
        case .secured(let facts): secured(facts, at: now, into: &outbox)
        case .deadlinePassed: checkDeadline(at: now, into: &outbox)
        case .answered(let answer): answered(answer, at: now, into: &outbox)
        case .writable(let room):
            if case .sendingLetter(let transaction) = state {
                sendLetter(transaction, room: room, at: now, into: &outbox)
            }
        case .shuttingDown:
            guard !isFinished else { return }
            outbox.append(.close)
            finish()
        case .notified: break
        }
    }
}

/// One line of an EHLO response (RFC 5321 §4.1.1.1).
package struct SMTPExtension: Hashable, Sendable {
    package let keyword: String
    package let parameters: [String]
}

extension SMTPClientSession {
    /// How a failure leaves the connection.
    enum Parting {
        /// The server listens, so it hears QUIT.
        case quit
        /// Nothing more is said.
        case close
        case alreadyClosed
    }

    package var isFinished: Bool {
        if case .finished = state { return true }
        return false
    }

    /// Where the client stands, for failures and for people.
    package var stage: SMTPClientStage {
        switch state {
        case .unopened: .connecting
        case .awaitingGreeting: .greeting
        case .awaitingHello: .hello
        case .awaitingStartTLS, .securing: .startTLS
        case .authenticating: .authentication
        case .asking, .askingInVain: .ready
        case .sender: .sender
        case .recipients: .recipients
        case .dataStart: .dataStart
        case .sendingLetter, .message: .message
        case .resetting: .reset
        case .quitting: .quit
        case .finished: .closed
        }
    }

    mutating func wait(_ next: State, _ interval: Interval, from now: Instant) {
        state = next
        deadline = now + interval
    }

    mutating func send(
        _ octets: [UInt8], answers: Int, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        // What is here already cannot be a reply to what is sent only now.
        if outstanding == 0, reader.isAmidReply { hasUnaskedOctets = true }
        outstanding += answers
        outbox.append(.send(octets))
    }

    mutating func send(
        line: String, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        send(Array(line.utf8) + [0x0D, 0x0A], answers: 1, into: &outbox)
    }

    func note(
        _ key: String, _ values: KeyValuePairs<String, String> = [:], source: String = "",
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        outbox.append(.note(Note(key, values, source: source)))
    }

    mutating func finish() {
        state = .finished
        deadline = nil
        letter = []
        reader.discardAll()
    }

    /// Reports a failure exactly once and closes.
    mutating func fail(
        _ failure: SMTPClientFailure, _ parting: Parting, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        switch state {
        case .finished: return
        case .asking:
            // A question is open; the failure is told when it has been answered.
            note(failure.key, failure.values, source: failure.source, into: &outbox)
            deadline = nil
            state = .askingInVain(failure)
            return
        case .askingInVain: return
        case .quitting:
            // All that was asked for is done, and the end may come in any manner.
            if parting == .close { outbox.append(.close) }
            finish()
            return
        case .unopened, .awaitingGreeting, .awaitingHello, .awaitingStartTLS, .securing,
            .authenticating, .sender, .recipients, .dataStart, .sendingLetter, .message,
            .resetting:
            break
        }
        note(failure.key, failure.values, source: failure.source, into: &outbox)
        report(failure, parting, at: now, into: &outbox)
    }

    private mutating func report(
        _ failure: SMTPClientFailure, _ parting: Parting, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        outbox.append(.ask(.next(after: .failed(failure))))
        switch parting {
        case .quit: quit(at: now, into: &outbox)
        case .close:
            outbox.append(.close)
            finish()
        case .alreadyClosed: finish()
        }
    }

    mutating func quit(
        at now: Instant, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        send(line: "QUIT", into: &outbox)
        wait(.quitting, configuration.timeouts.command, from: now)
    }

    private mutating func checkDeadline(
        at now: Instant, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        guard let deadline, now >= deadline else { return }
        fail(.timedOut(stage: stage), .close, at: now, into: &outbox)
    }

    private mutating func closedByPeer(
        at now: Instant, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        fail(.connectionLost(stage: stage), .close, at: now, into: &outbox)
    }

    private mutating func answered(
        _ answer: SMTPClientAnswer, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        switch (state, answer) {
        case (.asking, .transaction(let envelope, let octets)):
            begin(envelope, octets, at: now, into: &outbox)
        case (.asking, .quit):
            quit(at: now, into: &outbox)
        case (.askingInVain(let failure), .transaction):
            report(failure, failure.parting, at: now, into: &outbox)
        case (.askingInVain(let failure), .quit):
            if failure.parting == .close { outbox.append(.close) }
            finish()
        case (.quitting, _), (.finished, _):
            // The answer to the report of a failure changes nothing.
            break
        case (.unopened, _), (.awaitingGreeting, _), (.awaitingHello, _), (.awaitingStartTLS, _),
            (.securing, _), (.authenticating, _), (.sender, _), (.recipients, _),
            (.dataStart, _), (.sendingLetter, _), (.message, _), (.resetting, _):
            preconditionFailure("the host answered although it was not asked")
        }
    }

    private mutating func receive(
        _ octets: [UInt8], at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        switch state {
        case .finished, .askingInVain, .securing: return
        case .unopened, .awaitingGreeting, .awaitingHello, .awaitingStartTLS, .authenticating,
            .asking, .sender, .recipients, .dataStart, .sendingLetter, .message, .resetting,
            .quitting:
            break
        }
        reader.append(octets)
        do {
            while let reply = try reader.nextReply() {
                take(reply, at: now, into: &outbox)
            }
        } catch {
            fail(.protocolError(error, stage: stage), .close, at: now, into: &outbox)
        }
    }
}

extension SMTPClientFailure {
    /// How a failure that came while a question was open leaves the connection.
    fileprivate var parting: SMTPClientSession.Parting {
        if case .transport = self { return .alreadyClosed }
        return .close
    }
}
