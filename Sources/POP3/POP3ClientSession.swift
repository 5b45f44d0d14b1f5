import Ciphers
import Clockwork
import SASL
import Session

/// The client's side of one POP3 connection: logs in, then does what it is told (RFC 1939).
///
/// It asks `next(after:)` when it is logged in and after each command. After a failure it asks once
/// more, with the failure, and closes by itself; after `.quit` it says QUIT and closes.
package struct POP3ClientSession: ByteSession {
    package typealias Outbox = [SessionOutput<POP3ClientQuestion>]

    enum State: Sendable {
        case unopened
        case greeting
        case capabilities(afterTLS: Bool)
        case capabilityLines(afterTLS: Bool)
        case upgrading
        case securing
        case name
        case password
        case digest
        /// AUTH (RFC 5034 §4).
        case exchanging(SASLClient)
        case statistics
        case deciding
        case listing
        case listingLines
        /// UIDL after LIST.
        case completing
        case completingLines
        case uniqueIDs
        case uniqueIDLines
        case retrieving(number: Int, isTop: Bool)
        case receiving(number: Int, isTop: Bool)
        case deleting(number: Int)
        case acting
        case quitting
        case finished
    }

    package let configuration: POP3ClientConfiguration
    var state = State.unopened
    var framer = LineFramer(limit: POP3Status.longestLine)
    var reader = POP3DotReader()
    var capabilities: [String] = []
    var entries: [POP3Entry] = []
    var uniqueIDs: [POP3UniqueID] = []
    var timestamp: String?
    /// What TLS found out, where the connection is encrypted.
    var security: TLSFacts?
    var isSecure: Bool { security != nil }
    private var lastProgress = Instant.zero
    private var peerHasClosed = false

    /// What STAT said after the login: messages and their octets.
    package internal(set) var maildrop: (count: Int, octets: Int) = (0, 0)

    package init(configuration: POP3ClientConfiguration) { self.configuration = configuration }

    package var nextDeadline: Instant? { stage == nil ? nil : lastProgress + configuration.timeout }

    package mutating func handle(
        _ input: SessionInput<POP3ClientAnswer>, at now: Instant, into outbox: inout Outbox
    ) {
        if case .finished = state { return }
        switch input {
        case .opened:
            guard case .unopened = state else { return }
            state = .greeting
        case .received(let octets):
            if case .securing = state { return }
            framer.append(octets)
        case .closedByPeer: peerHasClosed = true
        case .failed(let failure):
            fail(.transport(failure), into: &outbox)
            return
        case .secured(let facts):
            security = facts
            framer.discardAll()
            guard case .securing = state else { return }
            // What was learned in the clear counts for nothing (RFC 2595 §4).
            capabilities = []
            state = .capabilities(afterTLS: true)
            send("CAPA", into: &outbox)
        case .deadlinePassed:
            guard let deadline = nextDeadline, deadline <= now, let stage else { return }
            fail(.timedOut(stage), into: &outbox)
            return
        case .answered(let answer): take(answer, into: &outbox)
        case .notified, .writable: return
        case .shuttingDown:
            state = .finished
            outbox.append(.close)
            return
        }
        lastProgress = now
        proceed(into: &outbox)
    }

    /// Takes what has come as far as it goes.
    private mutating func proceed(into outbox: inout Outbox) {
        do {
            while try advance(into: &outbox) {}
        } catch {
            fail(.protocolError(error), into: &outbox)
        }
        guard peerHasClosed else { return }
        if case .finished = state { return }
        fail(.connectionLost(stage ?? .command), into: &outbox)
    }

    /// Takes one line, or a piece of a message; false when it needs more.
    private mutating func advance(
        into outbox: inout Outbox
    ) throws(POP3ProtocolError) -> Bool {
        switch state {
        case .unopened, .securing, .deciding, .finished: return false
        case .receiving(let number, let isTop):
            return try receive(number, isTop: isTop, into: &outbox)
        case .greeting, .capabilities, .capabilityLines, .upgrading, .name, .password, .digest,
            .exchanging, .statistics, .listing, .listingLines, .completing, .completingLines,
            .uniqueIDs,
            .uniqueIDLines, .retrieving, .deleting, .acting, .quitting:
            break
        }
        let line: [UInt8]
        do {
            guard let next = try framer.nextLine() else { return false }
            line = next
        } catch {
            switch error {
            case .bareLineEnd: throw .bareLineEnd
            case .tooLong(let limit): throw .lineTooLong(limit: limit)
            }
        }
        if takesListLines {
            try takeListLine(line, into: &outbox)
        } else if case .exchanging(let exchange) = state, line.first == UInt8(ascii: "+"),
            line.count < 3 || line[1] == 0x20
        {
            takeChallenge(line.dropFirst(2), exchange, into: &outbox)
        } else {
            guard let status = POP3Status(parsing: line) else {
                throw .noStatus(String(decoding: line.prefix(80), as: UTF8.self))
            }
            try take(status, into: &outbox)
        }
        return true
    }

    private mutating func receive(
        _ number: Int, isTop: Bool, into outbox: inout Outbox
    ) throws(POP3ProtocolError) -> Bool {
        guard framer.pendingCount > 0 else { return false }
        let octets = framer.takeAll()
        let count = reader.take(octets)
        guard reader.octets.count <= configuration.largestMessage else {
            throw .messageTooLarge(limit: configuration.largestMessage)
        }
        guard reader.isFinished else { return false }
        framer.append(Array(octets[count...]))
        let message = reader.octets
        reader = POP3DotReader()
        decide(
            after: isTop
                ? .top(number: number, message) : .message(number: number, message),
            into: &outbox)
        return true
    }

    // MARK: Outputs

    func command(_ text: String) -> [UInt8] { Array(text.utf8) + [0x0D, 0x0A] }

    mutating func send(_ text: String, into outbox: inout Outbox) {
        outbox.append(.send(command(text)))
    }

    /// Asks what to do next.
    mutating func decide(after result: POP3ClientResult?, into outbox: inout Outbox) {
        state = .deciding
        outbox.append(.ask(.next(after: result)))
    }

    /// Gives up: tells why, and closes.
    mutating func fail(_ failure: POP3ClientFailure, into outbox: inout Outbox) {
        state = .finished
        framer.discardAll()
        reader = POP3DotReader()
        outbox.append(.ask(.next(after: .failed(failure))))
        if case .transport = failure { return }
        outbox.append(.close)
    }

    /// What the client waits for; nil when it waits for nothing but its user.
    package var stage: POP3ClientStage? {
        switch state {
        case .unopened, .deciding, .finished: nil
        case .greeting: .greeting
        case .capabilities, .capabilityLines: .capabilities
        case .upgrading, .securing: .encryption
        case .name, .password, .digest, .exchanging: .login
        case .statistics: .maildrop
        case .listing, .listingLines, .completing, .completingLines, .uniqueIDs, .uniqueIDLines,
            .retrieving, .receiving, .deleting, .acting:
            .command
        case .quitting: .farewell
        }
    }
}
