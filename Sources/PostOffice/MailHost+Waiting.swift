import Clockwork
import IMAP
import POP3
import SMTP
import Session

/// A session that lets a wrong password be paid for with time.
protocol PausingSession: ByteSession {
    var isPausing: Bool { get }
}

extension SMTPServerSession: PausingSession {}
extension POP3ServerSession: PausingSession {}
extension IMAPServerSession: PausingSession {}

/// What waits of one kind, in the order in which it came: until when, and for what.
struct Waiting<Key: Hashable & Sendable>: Sendable {
    /// Until when each waits.
    private(set) var deadlines = Timetable<Key>()
    /// Those whose waiting is a part of their work: a world is not quiet before they are done.
    private(set) var works = Timetable<Key>()

    mutating func set(_ key: Key, deadline: Instant?, work: Instant?) {
        deadlines.set(key, at: deadline)
        if let work { works.set(key, at: work) } else { works.remove(key) }
    }

    mutating func remove(_ key: Key) {
        deadlines.remove(key)
        works.remove(key)
    }

    /// The first in the order, behind the one with the rank `last`, whose deadline has come.
    func firstDue(by moment: Instant, after last: UInt64) -> (rank: UInt64, key: Key)? {
        deadlines.due(by: moment).first { $0.rank > last }
    }
}

// Whoever waits is entered when it has changed, so that nobody need be asked who has not.
extension MailHost {
    /// Enters until when a connection waits that is still open.
    mutating func noteWaiting(_ key: ConnectionKey, _ engine: some PausingSession) {
        let deadline = engine.nextDeadline
        waitingLines.set(key, deadline: deadline, work: engine.isPausing ? deadline : nil)
    }

    /// A connection is over.
    mutating func dismiss(_ key: ConnectionKey) {
        services[key] = nil
        waitingLines.remove(key)
    }

    /// Sends a courier on, or lets it go.
    mutating func keep(_ courier: Courier, _ number: Int) {
        guard !courier.isOver else {
            courierMessages[number] = nil
            waitingCouriers.remove(number)
            return
        }
        waitingCouriers.set(number, deadline: courier.nextDeadline, work: courier.nextWork)
        couriers[number] = courier
    }

    /// Puts a message into the queue, or back.
    mutating func file(_ message: QueuedMessage) {
        // The first try is work; a later one is waited for.
        waitingMessages.set(
            message.id, deadline: message.nextAttempt,
            work: message.attempts == 0 ? message.nextAttempt : nil)
        queue[message.id] = message
    }

    /// Takes a message out of the queue.
    mutating func strike(_ id: String) {
        waitingMessages.remove(id)
        queue[id] = nil
    }
}
