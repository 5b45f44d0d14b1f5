import Clockwork
import Mail
import Session

extension IMAPServerSession {
    /// Goes on with what was asked for.
    mutating func answered(
        _ answer: IMAPAnswer, at now: Instant, into outbox: inout Outbox
    ) {
        switch activity {
        case .waiting(let tag, let work):
            activity = .ready
            resume(work, tag, answer, at: now, into: &outbox)
        case .decidingLiteral(let tag, let size):
            activity = .ready
            decided(size, tag, answer)
        case .idling(let tag, true):
            activity = .idling(tag: tag, isRefreshing: false)
            guard takeSnapshot(answer, into: &outbox) else { return }
            view.announce(allowsExpunge: true, into: &output.writer)
            if isStale { refreshWhileIdle(into: &outbox) }
        case .ready, .authenticating, .idling, .fetching, .searching, .delaying, .over:
            // An answer to nothing: the connection ended meanwhile.
            return
        }
    }

    private mutating func resume(
        _ work: IMAPWork, _ tag: String, _ answer: IMAPAnswer, at now: Instant,
        into outbox: inout Outbox
    ) {
        switch (work, answer) {
        case (.login(nil), .verdict(.accepted(let login))): loggedIn(login, tag, into: &outbox)
        case (.login(let exchange?), .verdict(let verdict)):
            judged(verdict, exchange, tag, at: now, into: &outbox)
        case (.login, _): passwordIsWrong(tag, at: now, into: &outbox)
        case (.open(let name, let isReadOnly), .snapshot(let snapshot)):
            opened(name, isReadOnly, snapshot, tag, into: &outbox)
        case (.list(let request), .mailboxes(let mailboxes, let subscribed)):
            tell(request, mailboxes, subscribed, tag, into: &outbox)
        case (.change(let verb), .done):
            finish(IMAPCompletion(tag, .ok, "\(verb) completed"), into: &outbox)
        case (.renameSelected(let new), .done):
            if case .selected(let login, _, let isReadOnly) = stage {
                stage = .selected(login: login, mailbox: new, isReadOnly: isReadOnly)
            }
            finish(IMAPCompletion(tag, .ok, "RENAME completed"), into: &outbox)
        case (.status(let name, let items), .status(let status)):
            output.writer.raw("* STATUS ")
            output.writer.mailbox(name)
            output.writer.line(
                " (" + items.map { "\($0.rawValue) \(status[$0])" }.joined(separator: " ") + ")")
            finish(IMAPCompletion(tag, .ok, "STATUS completed"), into: &outbox)
        case (.append(let name), .appended(let uidValidity, let uid)):
            isStale = isStale || selectedMailbox == name.name
            finish(
                IMAPCompletion(
                    tag, .ok, code: "APPENDUID \(uidValidity) \(uid)", "APPEND completed"),
                into: &outbox)
        case (.copy(let uids, let name, let verb), .copied(let uidValidity, let copies)):
            isStale = isStale || selectedMailbox == name.name
            finish(
                IMAPCompletion(
                    tag, .ok,
                    code: "COPYUID \(uidValidity) \(SequenceSet(uids)) \(SequenceSet(copies))",
                    "\(verb) completed"),
                into: &outbox)
        case (.append, .refused(.noSuchMailbox)), (.copy, .refused(.noSuchMailbox)):
            finish(Self.tryCreate(tag), into: &outbox)
        case (.store(let uids, let isSilent, let byUID), .flags(let messages)):
            stored(uids, messages, isSilent: isSilent, byUID: byUID, tag, into: &outbox)
        case (.expunge(let verb), .done):
            isStale = true
            finish(IMAPCompletion(tag, .ok, "\(verb) completed"), into: &outbox)
        case (.close, .done): leaveMailbox(tag, "CLOSE completed", into: &outbox)
        case (.refresh(let completion, let allowsExpunge), _):
            guard takeSnapshot(answer, into: &outbox) else { return }
            finish(completion, allowsExpunge: allowsExpunge, into: &outbox)
        case (.fetchLetter, .letter(let octets, let flags)):
            activity = .fetching
            fetched(octets, flags, into: &outbox)
        case (.searchLetter, .letter(let octets, _)):
            activity = .searching
            continueSearch(letter: octets ?? [], into: &outbox)
        case (_, .refused(let refusal)): refuse(tag, Self.verb(of: work), refusal, into: &outbox)
        case (.open, _), (.list, _), (.change, _), (.renameSelected, _), (.status, _),
            (.append, _), (.copy, _), (.store, _), (.expunge, _), (.close, _), (.fetchLetter, _),
            (.searchLetter, _):
            // The answer is of another kind than the question: our own host is at fault, and the
            // client must not wait forever.
            fetchJob = nil
            searchJob = nil
            finish(
                IMAPCompletion(tag, .no, code: "SERVERBUG", "The answer does not fit"),
                into: &outbox)
        }
    }

    private static func verb(of work: IMAPWork) -> String {
        switch work {
        case .login(nil): "LOGIN"
        case .login: "AUTHENTICATE"
        case .open(_, let isReadOnly): isReadOnly ? "EXAMINE" : "SELECT"
        case .list(let request): request.verb
        case .change(let verb), .copy(_, _, let verb), .expunge(let verb): verb
        case .renameSelected: "RENAME"
        case .status: "STATUS"
        case .append: "APPEND"
        case .store: "STORE"
        case .close: "CLOSE"
        case .refresh(let completion, _): completion.text
        case .fetchLetter: "FETCH"
        case .searchLetter: "SEARCH"
        }
    }

    /// Takes in a refreshed mailbox; false if it is gone, and the session with it.
    private mutating func takeSnapshot(
        _ answer: IMAPAnswer, into outbox: inout Outbox
    ) -> Bool {
        guard case .snapshot(let snapshot) = answer, snapshot.uidValidity == view.uidValidity
        else {
            // RFC 2180 §3.3 allows to disconnect those who have a deleted mailbox open.
            say(bye: "The selected mailbox is no longer there", into: &outbox)
            return false
        }
        view.update(snapshot)
        return true
    }

    /// The answer to SELECT and EXAMINE (RFC 3501 §6.3.1).
    private mutating func opened(
        _ name: MailboxName, _ isReadOnly: Bool, _ snapshot: IMAPSnapshot, _ tag: String,
        into outbox: inout Outbox
    ) {
        view = MailboxView(snapshot)
        let flags = Flag.system + view.keywords
        output.writer.line("* FLAGS \(Flag.text(flags))")
        let kept = isReadOnly ? [] : flags + [Flag("\\*")]
        output.writer.line("* OK [PERMANENTFLAGS \(Flag.text(kept))] Flags that are kept")
        output.writer.line("* \(view.entries.count) EXISTS")
        output.writer.line("* \(view.recentCount) RECENT")
        if let unseen = view.firstUnseen {
            output.writer.line("* OK [UNSEEN \(unseen + 1)] The first that is not seen")
        }
        output.writer.line("* OK [UIDVALIDITY \(snapshot.uidValidity)] UIDs hold as long as this")
        output.writer.line("* OK [UIDNEXT \(snapshot.uidNext)] The next UID")
        if let login {
            change(
                to: .selected(login: login, mailbox: name, isReadOnly: isReadOnly), into: &outbox)
        }
        reply(
            IMAPCompletion(
                tag, .ok, code: isReadOnly ? "READ-ONLY" : "READ-WRITE",
                isReadOnly ? "EXAMINE completed" : "SELECT completed"))
    }

    private mutating func tell(
        _ request: ListRequest, _ mailboxes: [IMAPListedMailbox], _ subscribed: [String],
        _ tag: String, into outbox: inout Outbox
    ) {
        let lister = MailboxLister(mailboxes: mailboxes, subscribed: subscribed)
        for line in lister.lines(for: request) {
            output.writer.raw(
                "* \(request.verb) (\(line.attributes.joined(separator: " "))) \"/\" ")
            output.writer.mailbox(MailboxName(line.name))
            output.writer.raw("\r\n")
        }
        finish(IMAPCompletion(tag, .ok, "\(request.verb) completed"), into: &outbox)
    }
}

/// Chooses the mailboxes that LIST and LSUB show (RFC 3501 §6.3.8, §6.3.9).
struct MailboxLister {
    struct Line: Hashable {
        let name: String
        let attributes: [String]
    }

    let mailboxes: [IMAPListedMailbox]
    let subscribed: [String]

    func lines(for request: ListRequest) -> [Line] {
        let names = request.isLsub ? subscribed : mailboxes.map(\.name)
        var lines: [Line] = []
        for name in names.flatMap({ Self.withParents($0, request.pattern) })
        where request.pattern.matches(name) && !lines.contains(where: { $0.name == name }) {
            lines.append(
                Line(
                    name: name,
                    attributes: request.isLsub ? lsubAttributes(name) : attributes(name)))
        }
        return lines
    }

    /// The name, and before it the levels above it, which a pattern that ends with `%` shows even
    /// where they are no mailboxes.
    private static func withParents(_ name: String, _ pattern: MailboxPattern) -> [String] {
        guard pattern.endsWithPercent else { return [name] }
        let parts = name.split(separator: "/")
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }

    private func attributes(_ name: String) -> [String] {
        let mailbox = mailboxes.first { $0.name == name }
        let hasChildren = mailboxes.contains { $0.name.hasPrefix(name + "/") }
        return (mailbox?.isSelectable == true ? [] : ["\\Noselect"])
            + [hasChildren ? "\\HasChildren" : "\\HasNoChildren"]
    }

    private func lsubAttributes(_ name: String) -> [String] {
        subscribed.contains(name) ? [] : ["\\Noselect"]
    }
}
