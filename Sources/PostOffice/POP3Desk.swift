import Ciphers
import Clockwork
import Mail
import POP3

/// What came of a question, for the journal and for other sessions.
package enum POP3DeskEvent: Hashable, Sendable {
    case loggedIn(login: String)
    case loginFailed(login: String)
    /// A message was read: RETR or TOP.
    case fetched(login: String, uid: UInt32)
    case mailboxChanged(login: String, mailbox: String)
}

/// Answers what a POP3 server asks, from the accounts of its host; the maildrop is INBOX.
package struct POP3Desk {
    private static let maildrop = "INBOX"

    /// Answers a question of a connection, whose number holds the lock while its maildrop is open.
    ///
    /// After the connection ends, `release` must be asked; the session does so itself.
    package static func answer(
        _ question: POP3Question, connection: UInt64, accounts: inout Accounts, at now: Instant
    ) -> (POP3Answer, [POP3DeskEvent]) {
        switch question {
        case .authenticate(let claim, _):
            // Tokens are judged by `MailHost`, which knows what day it is.
            let (verdict, _) = accounts.judge(claim, at: .max)
            switch verdict {
            case .accepted(let login): return (.verdict(verdict), [.loggedIn(login: login)])
            case .refused: return (.verdict(verdict), [.loginFailed(login: claim.login)])
            case .verifier: return (.verdict(verdict), [])
            }
        case .authenticateAPOP(let login, let digest, let timestamp):
            let password = accounts[login]?.stored.password ?? ""
            let right = HexText.lower(Digest.md5(Array((timestamp + password).utf8)))
            let isRight = Accounts.isSame(digest, right) && !password.isEmpty
            return judge(isRight, login, accounts)
        case .open(let login): return (open(login, connection, &accounts), [])
        case .octets(let uid): return octets(of: uid, connection, accounts)
        case .commit(let uids): return commit(uids, connection, &accounts)
        case .release:
            if let login = accounts.login(lockedBy: connection) {
                accounts[login]?.maildropLock = nil
            }
            return (.released, [])
        }
    }

    private static func judge(
        _ isRight: Bool, _ login: String, _ accounts: Accounts
    ) -> (POP3Answer, [POP3DeskEvent]) {
        guard isRight, let account = accounts[login] else {
            return (.verdict(.refused), [.loginFailed(login: login)])
        }
        return (
            .verdict(.accepted(login: account.login)), [.loggedIn(login: account.login)]
        )
    }

    private static func open(
        _ login: String, _ connection: UInt64, _ accounts: inout Accounts
    ) -> POP3Answer {
        guard let account = accounts[login] else { return .unavailable }
        guard account.maildropLock == nil || account.maildropLock == connection else {
            return .inUse
        }
        accounts[login]?.maildropLock = connection
        let store = account.store
        let validity = hexadecimal(store.uidValidity(of: maildrop))
        return .opened(
            store.messages(in: maildrop).map { message in
                let last = store.octets(of: message.uid, in: maildrop)?.last
                return POP3Listing(
                    uid: message.uid, size: message.size + missingEnd(last),
                    uniqueID: validity + hexadecimal(message.uid))
            })
    }

    private static func octets(
        of uid: UInt32, _ connection: UInt64, _ accounts: Accounts
    ) -> (POP3Answer, [POP3DeskEvent]) {
        guard let login = accounts.login(lockedBy: connection),
            var octets = accounts[login]?.store.octets(of: uid, in: maildrop)
        else { return (.octets(nil), []) }
        if missingEnd(octets.last) > 0 { octets += [0x0D, 0x0A] }
        return (.octets(octets), [.fetched(login: login, uid: uid)])
    }

    /// The UPDATE state: removes what was marked, and gives the maildrop back (RFC 1939 §6).
    private static func commit(
        _ uids: [UInt32], _ connection: UInt64, _ accounts: inout Accounts
    ) -> (POP3Answer, [POP3DeskEvent]) {
        guard let login = accounts.login(lockedBy: connection) else {
            return (uids.isEmpty ? .committed : .commitFailed, [])
        }
        let before = accounts[login]?.store.count(in: maildrop) ?? 0
        accounts[login]?.store.remove(uids: uids, from: maildrop)
        accounts[login]?.maildropLock = nil
        let isChanged = accounts[login]?.store.count(in: maildrop) != before
        return (
            .committed, isChanged ? [.mailboxChanged(login: login, mailbox: maildrop)] : []
        )
    }

    /// Octets that the last line lacks: on the wire every line ends with CRLF (RFC 1939 §3).
    private static func missingEnd(_ last: UInt8?) -> Int {
        last == nil || last == 0x0A ? 0 : 2
    }

    /// Eight digits, so that UIDVALIDITY and UID can stand side by side in a unique-id.
    private static func hexadecimal(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}
