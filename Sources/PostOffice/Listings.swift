import Clockwork
import IMAP
import Mail
import POP3
import SMTP
import Session

/// A message of a mailbox, as lists show it.
package struct MessageListing: Sendable {
    package let uid: UInt32
    package let flags: [String]
    package let internalDate: Instant
    package let octets: [UInt8]
    /// Decoded header fields; empty where the letter has none.
    package let from: String
    package let to: String
    package let subject: String
    package let date: String
}

extension MailHost {
    /// The messages of a mailbox, nil when the account or mailbox is not here.
    package func listing(of login: String, mailbox: String) -> [MessageListing]? {
        guard let name = accounts.logins.first(where: { $0.lowercased() == login.lowercased() }),
            let store = accounts[name]?.store, store.exists(mailbox)
        else { return nil }
        return store.messages(in: mailbox).compactMap { stored in
            guard let octets = store.octets(of: stored.uid, in: mailbox) else { return nil }
            let header = Message(octets: octets).header
            return MessageListing(
                uid: stored.uid, flags: stored.flags.map(\.rawValue),
                internalDate: stored.internalDate, octets: octets,
                from: header.first("From")?.decoded ?? "", to: header.first("To")?.decoded ?? "",
                subject: header.first("Subject")?.decoded ?? "",
                date: header.first("Date")?.decoded ?? "")
        }
    }

    /// Switches between a provider of today and one of 2005; open connections keep their rule.
    package mutating func setCleartextPasswords(_ isOn: Bool) {
        configuration.takesCleartextPasswords = isOn
    }

    /// Offers other mechanisms from now on; open connections keep theirs.
    package mutating func setMechanisms(_ authentication: MailAuthentication) {
        configuration.authentication = authentication
    }

    /// Hands out another access token; the old one counts until its own end.
    package mutating func issueToken(for login: String, until expiry: Int64) {
        guard let name = accounts.logins.first(where: { $0.lowercased() == login.lowercased() })
        else { return }
        accounts[name]?.tokenExpiry = expiry
    }

    /// Refuses clients from now on, or nobody any more; open connections keep their rule.
    package mutating func setClientRefusal(_ refusal: ClientRefusal?) {
        configuration.clientRefusal = refusal
    }

    /// The verbs that may come next on the first connection that is the one wanted.
    package func validVerbs(where isWanted: (ConnectionKey) -> Bool) -> [String]? {
        guard let (key, service) = services.first(where: { isWanted($0.key) }) else { return nil }
        switch service {
        case .smtp, .submission: return smtpLines[key]?.engine.validVerbs
        case .pop3: return popLines[key]?.engine.validVerbs
        case .imap:
            return imapLines[key].map { IMAPExplainer.validVerbs(inState: $0.engine.stateName) }
        }
    }
}

extension Accounts {
    /// Puts a letter into an INBOX; nil when the account is gone or full.
    mutating func deliver(_ letter: [UInt8], to login: String, at now: Instant) -> UInt32? {
        guard self[login] != nil else { return nil }
        return try? self[login]?.store.append(letter, flags: [], at: now, to: "INBOX")
    }
}

extension Accounts {
    /// Adds an account with a UIDVALIDITY of its own, which is never zero (RFC 3501 §2.3.1.1).
    package mutating func add(_ login: String, _ password: String, _ dice: Dice) {
        var stream = dice.stream("uidvalidity \(login)")
        let seed = UInt32(truncatingIfNeeded: 1_000_000 + stream.below(1_000_000_000))
        add(
            Account(
                login: login, password: password, store: MailboxStore(uidValiditySeed: seed)))
    }
}
