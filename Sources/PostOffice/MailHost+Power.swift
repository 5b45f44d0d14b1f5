import Clockwork
import Mail
import OrderedCollections

// What a power cut does to a mail server.
extension MailHost {
    /// Loses all that was only in memory: sessions, and couriers on their way.
    ///
    /// Mailboxes and the queue come back as their disks have them: a message is written and synced
    /// before the 250 that takes it over (RFC 5321 §4.2.5), and a recipient is crossed out once its
    /// delivery is known. So a courier that was out when the power went may have
    /// handed its letter over without anybody knowing, and the letter is sent twice.
    package mutating func crash() {
        isEnding = false
        services = OrderedDictionary()
        smtpLines = Lookup()
        popLines = Lookup()
        imapLines = Lookup()
        couriers = Lookup()
        courierMessages = OrderedDictionary()
        waitingLines = Waiting()
        waitingCouriers = Waiting()
        accounts.crash()
        spool.disk.crash()
        readQueue()
    }

    /// Ends every session in order: SMTP says 421, IMAP says BYE, POP3 hangs up.
    ///
    /// A courier that does not come through any more has had no fair try: its letter stays due, and
    /// the next start tries at once.
    package mutating func shutDown(in turn: inout Turn) {
        isEnding = true
        for key in Array(services.keys) { drive(key, .shuttingDown, in: &turn) }
    }

    /// The queue as the disk has it.
    mutating func readQueue() {
        let configuration = configuration
        queue = OrderedDictionary()
        waitingMessages = Waiting()
        for message in spool.read(domain: configuration.domain(of:)) { file(message) }
    }

    /// Starts again: what was due meanwhile, or was being worked on, is tried at once.
    package mutating func restart(at now: Instant) {
        for var message in queue.values {
            message.nextAttempt = max(message.nextAttempt ?? now, now)
            file(message)
        }
    }
}

extension Accounts {
    /// Cuts the power of every account's disk; locks are only in memory.
    mutating func crash() {
        for login in logins {
            self[login]?.store.crash()
            self[login]?.maildropLock = nil
        }
    }
}
