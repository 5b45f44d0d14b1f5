import Clockwork
import SASL
import Session

extension POP3ServerSession {
    // MARK: The conversation

    /// What each command means in each state (RFC 1939 §4, §5, §7; RFC 2449 §5; RFC 2595 §4).
    mutating func perform(_ command: POP3Command, at now: Instant, into outbox: inout Outbox) {
        switch (state, command) {
        case (.authorization, .quit):
            reply(true, "\(configuration.hostName) signing off", into: &outbox)
            drop(.quit, into: &outbox)
        case (.authorization, .user(let name)): takeName(name, into: &outbox)
        case (.authorization(let name?), .pass(let password)):
            takePassword(password, of: name, into: &outbox)
        case (.authorization(nil), .pass):
            reply(false, "The name comes first: send USER name", into: &outbox)
        case (.authorization, .apop(let name, let digest)):
            takeDigest(digest, of: name, into: &outbox)
        case (.authorization, .auth(let mechanism, let response)):
            startExchange(mechanism, response, at: now, into: &outbox)
        case (.authorization, .stls): startTLS(into: &outbox)
        case (.authorization, .capa), (.transaction, .capa):
            forgetName()
            produce(
                POP3Production(lines: capabilities), after: "Capability list follows",
                into: &outbox)
        case (.authorization, .stat), (.authorization, .list), (.authorization, .retr),
            (.authorization, .dele), (.authorization, .noop), (.authorization, .rset),
            (.authorization, .top), (.authorization, .uidl):
            forgetName()
            reply(false, "Log in first: this belongs to the TRANSACTION state", into: &outbox)
        case (.transaction, .user), (.transaction, .pass), (.transaction, .apop),
            (.transaction, .auth), (.transaction, .stls):
            reply(
                false, "You are logged in: this belongs to the AUTHORIZATION state",
                into: &outbox)
        case (.transaction, .stat):
            reply(true, "\(maildrop.count) \(maildrop.octetCount)", into: &outbox)
        case (.transaction, .list(nil)):
            produce(.sizes, after: maildrop.summary, into: &outbox)
        case (.transaction, .list(let number?)):
            guard let entry = message(number, into: &outbox) else { return }
            reply(true, "\(number) \(entry.size)", into: &outbox)
        case (.transaction, .uidl(nil)):
            produce(.uniqueIDs, after: "unique-id listing follows", into: &outbox)
        case (.transaction, .uidl(let number?)):
            guard let entry = message(number, into: &outbox) else { return }
            reply(true, "\(number) \(entry.uniqueID)", into: &outbox)
        case (.transaction, .retr(let number)):
            fetch(number, bodyLines: nil, into: &outbox)
        case (.transaction, .top(let number, let lines)):
            fetch(number, bodyLines: lines, into: &outbox)
        case (.transaction, .dele(let number)): mark(number, into: &outbox)
        case (.transaction, .noop): reply(true, "", into: &outbox)
        case (.transaction, .rset):
            maildrop.unmarkAll()
            reply(true, "Maildrop has \(maildrop.summary)", into: &outbox)
        case (.transaction, .quit): update(into: &outbox)
        case (.unopened, _), (.exchanging, _), (.authenticating, _), (.opening, _),
            (.pausing, _), (.startingTLS, _), (.fetching, _), (.sending, _), (.updating, _),
            (.finished, _):
            // No line is taken in these states.
            return
        }
    }

    // MARK: TRANSACTION

    /// The message of a number, or a refusal that says why there is none.
    private mutating func message(_ number: Int, into outbox: inout Outbox) -> POP3Listing? {
        switch maildrop.find(number) {
        case .message(let entry): return entry
        case .marked:
            reply(
                false, "Message \(number) is marked for deletion; RSET brings it back",
                into: &outbox)
        case .none:
            let count = maildrop.entries.count
            reply(
                false,
                count == 0
                    ? "No such message: the maildrop is empty"
                    : "No such message: numbers go from 1 to \(count)", into: &outbox)
        }
        return nil
    }

    private mutating func fetch(_ number: Int, bodyLines: Int?, into outbox: inout Outbox) {
        guard let entry = message(number, into: &outbox) else { return }
        state = .fetching(number: number, bodyLines: bodyLines)
        outbox.append(.ask(.octets(uid: entry.uid)))
    }

    private mutating func mark(_ number: Int, into outbox: inout Outbox) {
        guard message(number, into: &outbox) != nil else { return }
        maildrop.mark(number)
        reply(true, "Message \(number) marked for deletion", into: &outbox)
        outbox.append(
            .note(Note("pop3.only-marked", ["number": "\(number)"], source: "RFC 1939 §5")))
    }

    private mutating func update(into outbox: inout Outbox) {
        let uids = maildrop.markedUIDs
        enter(.updating, into: &outbox)
        if !uids.isEmpty {
            outbox.append(
                .note(Note("pop3.update", ["count": "\(uids.count)"], source: "RFC 1939 §6")))
        }
        outbox.append(.ask(.commit(deletedUIDs: uids)))
    }

    // MARK: Answers

    /// Takes the host's answer; one that nothing waits for is passed over.
    mutating func take(_ answer: POP3Answer, at now: Instant, into outbox: inout Outbox) {
        switch (state, answer) {
        case (.authenticating(nil), .verdict(.accepted(let login))):
            open(login, into: &outbox)
        case (.authenticating(nil), .verdict): pause(at: now, into: &outbox)
        case (.authenticating(let exchange?), .verdict(let verdict)):
            judged(verdict, exchange, at: now, into: &outbox)
        case (.opening(let login), .opened(let entries)):
            maildrop = POP3Maildrop(login: login, entries: entries)
            outbox.append(
                .note(Note("pop3.maildrop-locked", ["login": login], source: "RFC 1939 §4")))
            enter(.transaction, into: &outbox)
            reply(true, "Maildrop locked and ready: \(maildrop.summary)", into: &outbox)
        case (.opening(let login), .inUse):
            notOpened("IN-USE", "Another session has this maildrop open", into: &outbox)
            outbox.append(
                .note(Note("pop3.in-use", ["login": login], source: "RFC 2449 §8.1.2")))
        case (.opening, .unavailable):
            notOpened("SYS/TEMP", "The maildrop cannot be opened now", into: &outbox)
        case (.fetching(_, let bodyLines), .octets(let octets?)):
            produce(
                POP3Production(message: octets, bodyLines: bodyLines),
                after: bodyLines == nil ? "\(octets.count) octets" : "Top of message follows",
                into: &outbox)
        case (.fetching(let number, _), .octets(nil)):
            state = .transaction
            reply(false, code: "SYS/TEMP", "Message \(number) cannot be read", into: &outbox)
        case (.updating, .committed):
            let left = maildrop.count == 0 ? "maildrop empty" : "\(maildrop.count) left"
            reply(true, "\(configuration.hostName) signing off (\(left))", into: &outbox)
            drop(.quit, into: &outbox)
        case (.updating, .commitFailed):
            reply(
                false, code: "SYS/TEMP", "Some deleted messages were not removed", into: &outbox)
            drop(.quit, into: &outbox)
        case (_, .verdict), (_, .opened), (_, .inUse),
            (_, .unavailable), (_, .octets), (_, .committed), (_, .commitFailed),
            (_, .released):
            return
        }
    }

    private mutating func notOpened(_ code: String, _ text: String, into outbox: inout Outbox) {
        state = .authorization(name: nil)
        holdsMaildrop = false
        outbox.append(.ask(.release))
        reply(false, code: code, text, into: &outbox)
    }

    // MARK: Ends

    /// Why a session ends.
    enum Ending: Sendable {
        case quit, closedByPeer, failed, idle, tooManyTries, flooded, shuttingDown
    }

    /// Ends the session, and gives the maildrop back.
    ///
    /// Without QUIT nothing is removed, whatever was marked (RFC 1939 §6).
    mutating func drop(_ ending: Ending, into outbox: inout Outbox) {
        switch ending {
        case .idle:
            outbox.append(.note(Note("pop3.autologout", source: "RFC 1939 §3")))
            noteKept(into: &outbox)
        case .closedByPeer, .failed, .flooded, .shuttingDown: noteKept(into: &outbox)
        case .quit, .tooManyTries: break
        }
        if holdsMaildrop { outbox.append(.ask(.release)) }
        holdsMaildrop = false
        state = .finished
        framer.discardAll()
        production = .finished
        switch ending {
        case .failed: break
        case .quit, .closedByPeer, .idle, .tooManyTries, .flooded, .shuttingDown:
            outbox.append(.close)
        }
    }

    private func noteKept(into outbox: inout Outbox) {
        if case .updating = state { return }
        let count = maildrop.markedUIDs.count
        guard count > 0 else { return }
        outbox.append(
            .note(Note("pop3.no-update", ["count": "\(count)"], source: "RFC 1939 §6")))
    }

    /// The capabilities that hold now (RFC 2449 §6, RFC 2595 §4, RFC 3206 §6, RFC 5034 §3).
    private var capabilities: [String] {
        var lines = ["TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "EXPIRE NEVER"]
        if takesPasswords {
            lines.append("USER")
            let names = offeredMethods.map(\.description).joined(separator: " ")
            if !names.isEmpty { lines.append("SASL \(names)") }
        }
        if case .authorization = state, configuration.offersSTLS, !isSecure { lines.append("STLS") }
        return lines + ["IMPLEMENTATION MailLab"]
    }
}
