import Clockwork
import IMAP
import Mail
import SASL

/// Answers what IMAP sessions ask, out of the accounts of their host.
package struct IMAPDesk: Sendable {
    /// A mailbox whose other sessions are to be told that it changed.
    package typealias ChangedMailbox = (login: String, mailbox: String)

    /// The answer to a question of a session where `login` has logged in, if anybody has.
    package static func answer(
        _ question: IMAPQuestion, login: String?, accounts: inout Accounts, at now: Instant,
        calendar: Calendar
    ) -> (answer: IMAPAnswer, changedMailboxes: [ChangedMailbox]) {
        if case .authenticate(let claim, _) = question {
            let now = calendar.unixNanoseconds(now) / 1_000_000_000
            return (.verdict(accounts.judge(claim, at: now).0), [])
        }
        guard let login,
            let (answer, changed) = accounts[login]?.store.answer(
                question, at: now, calendar: calendar)
        else { return (.refused(.noSuchMailbox), []) }
        return (answer, changed.map { (login, $0) })
    }

    /// The answer to a question of somebody who has logged in, and the mailboxes that it changed.
    ///
    /// A date of APPEND becomes a moment of the world by `calendar`.
    package static func answer(
        _ question: IMAPQuestion, from store: inout MailboxStore, at now: Instant,
        calendar: Calendar
    ) -> (answer: IMAPAnswer, changed: [String]) {
        do {
            switch question {
            case .authenticate: return (.verdict(.refused), [])
            case .list: return (list(store), [])
            case .exists(let name):
                try check(name, store)
                return (.done, [])
            case .status(let name): return (try status(name, store), [])
            case .open(let name, let isReadOnly), .refresh(let name, let isReadOnly):
                return (try snapshot(name, isReadOnly: isReadOnly, &store), [])
            case .read(let uid, let name, let setSeen):
                return read(uid, name, setSeen: setSeen, &store)
            case .inspect(let uid, let name): return read(uid, name, setSeen: false, &store)
            case .store(let action, let uids, let name):
                return change(action, uids, name, &store)
            case .copy(let uids, let source, let target):
                return try copy(uids, from: source, to: target, &store)
            case .append(let octets, let flags, let date, let name):
                return try append(octets, flags, date, to: name, &store, now, calendar)
            case .expunge(let uids, let name): return expunge(uids, name, &store)
            case .create(let name):
                try store.create(name)
                return (.done, [])
            case .delete(let name):
                try store.delete(name)
                return (.done, [name])
            case .rename(let old, let new):
                try store.rename(old, to: new)
                return (.done, [old, new])
            case .subscribe(let name):
                return (store.subscribe(name) ? .done : .refused(.invalidName), [])
            case .unsubscribe(let name):
                return (store.unsubscribe(name) ? .done : .refused(.noSuchMailbox), [])
            }
        } catch {
            return (.refused(IMAPRefusal(error)), [])
        }
    }

    // MARK: Reading

    private static func list(_ store: MailboxStore) -> IMAPAnswer {
        .mailboxes(
            store.mailboxNames.map {
                IMAPListedMailbox(name: $0, isSelectable: store.isSelectable($0))
            },
            subscribed: store.subscriptions)
    }

    private static func status(
        _ name: String, _ store: MailboxStore
    ) throws(MailboxError) -> IMAPAnswer {
        try check(name, store)
        let messages = store.messages(in: name)
        return .status(
            IMAPMailboxStatus(
                messages: messages.count, recent: store.recent(in: name).count,
                unseen: messages.count { !$0.flags.contains(.seen) },
                uidNext: store.uidNext(of: name), uidValidity: store.uidValidity(of: name)))
    }

    /// What the mailbox holds; who may change it also takes what is recent (RFC 3501 §2.3.2).
    private static func snapshot(
        _ name: String, isReadOnly: Bool, _ store: inout MailboxStore
    ) throws(MailboxError) -> IMAPAnswer {
        try check(name, store)
        let recent = isReadOnly ? store.recent(in: name) : store.takeRecent(in: name)
        return .snapshot(
            IMAPSnapshot(
                uidValidity: store.uidValidity(of: name), uidNext: store.uidNext(of: name),
                messages: store.messages(in: name), recent: recent))
    }

    private static func read(
        _ uid: UInt32, _ name: String, setSeen: Bool, _ store: inout MailboxStore
    ) -> (IMAPAnswer, [String]) {
        guard let message = store.message(uid: uid, in: name) else {
            return (.letter(nil, flags: []), [])
        }
        var changed: [String] = []
        if setSeen, !message.flags.contains(.seen) {
            store.setFlags(message.flags + [.seen], of: uid, in: name)
            changed = [name]
        }
        let flags = store.message(uid: uid, in: name)?.flags ?? message.flags
        return (.letter(store.octets(of: uid, in: name), flags: flags), changed)
    }

    // MARK: Changing

    private static func change(
        _ action: StoreAction, _ uids: [UInt32], _ name: String, _ store: inout MailboxStore
    ) -> (IMAPAnswer, [String]) {
        var result: [FlaggedMessage] = []
        let before = store.changeCount
        for uid in uids {
            guard let message = store.message(uid: uid, in: name) else { continue }
            store.setFlags(
                action.operation.apply(action.flags, to: message.flags), of: uid, in: name)
            let flags = store.message(uid: uid, in: name)?.flags ?? []
            result.append(FlaggedMessage(uid: uid, flags: flags))
        }
        return (.flags(result), store.changeCount == before ? [] : [name])
    }

    /// All messages or none: a client that hears NO finds nothing there (RFC 3501 §6.4.7).
    private static func copy(
        _ uids: [UInt32], from source: String, to target: String, _ store: inout MailboxStore
    ) throws(MailboxError) -> (IMAPAnswer, [String]) {
        try check(target, store)
        guard uids.allSatisfy({ store.message(uid: $0, in: source) != nil }) else {
            return (.refused(.noSuchMessage), [])
        }
        var copies: [UInt32] = []
        do {
            for uid in uids { copies.append(try store.copy(uid: uid, from: source, to: target)) }
        } catch {
            store.remove(uids: copies, from: target)
            throw error
        }
        return (.copied(uidValidity: store.uidValidity(of: target), uids: copies), [target])
    }

    private static func append(
        _ octets: [UInt8], _ flags: [Flag], _ date: IMAPDateTime?, to name: String,
        _ store: inout MailboxStore, _ now: Instant, _ calendar: Calendar
    ) throws(MailboxError) -> (IMAPAnswer, [String]) {
        try check(name, store)
        let moment = date.map { calendar.instant(unixSeconds: $0.unixSeconds) } ?? now
        let uid = try store.append(octets, flags: flags, at: moment, to: name)
        return (.appended(uidValidity: store.uidValidity(of: name), uid: uid), [name])
    }

    private static func expunge(
        _ uids: [UInt32], _ name: String, _ store: inout MailboxStore
    ) -> (IMAPAnswer, [String]) {
        let gone = uids.filter {
            store.message(uid: $0, in: name)?.flags.contains(.deleted) == true
        }
        store.remove(uids: gone, from: name)
        return (.done, gone.isEmpty ? [] : [name])
    }

    /// Throws unless messages can be in the mailbox.
    private static func check(_ name: String, _ store: MailboxStore) throws(MailboxError) {
        guard store.exists(name) else { throw .noSuchMailbox(name) }
        guard store.isSelectable(name) else { throw .notSelectable(name) }
    }
}

extension MailboxStore {
    /// `IMAPDesk.answer`, in place: a copy of a store would be dear.
    fileprivate mutating func answer(
        _ question: IMAPQuestion, at now: Instant, calendar: Calendar
    ) -> (answer: IMAPAnswer, changed: [String]) {
        IMAPDesk.answer(question, from: &self, at: now, calendar: calendar)
    }
}

extension IMAPRefusal {
    /// Why the store does not do it, as the protocol says it.
    init(_ error: MailboxError) {
        switch error {
        case .alreadyExists: self = .alreadyExists
        case .noSuchMailbox: self = .noSuchMailbox
        case .invalidName: self = .invalidName
        case .isInbox: self = .isInbox
        case .hasChildren: self = .hasChildren
        case .notSelectable: self = .notSelectable
        case .noSuchMessage: self = .noSuchMessage
        case .tooManyMailboxes, .outOfUIDs: self = .tooMany
        }
    }
}
