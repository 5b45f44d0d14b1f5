import Clockwork
import Mail
import Session

/// FETCH, SEARCH, STORE, COPY and EXPUNGE.
extension IMAPServerSession {
    /// The UIDs that a command means; nil, and the command answered, if it names a number that no
    /// message has.
    private mutating func targets(
        _ set: SequenceSet, byUID: Bool, _ tag: String, into outbox: inout Outbox
    ) -> [UInt32]? {
        if byUID { return view.uids(ofUIDs: set) }
        guard let uids = view.uids(ofNumbers: set) else {
            finish(
                IMAPCompletion(
                    tag, .bad, "The mailbox has \(view.entries.count) messages, no more"),
                allowsExpunge: false, into: &outbox)
            return nil
        }
        return uids
    }

    // MARK: FETCH

    mutating func fetch(
        _ tag: String, _ set: SequenceSet, _ items: [FetchItem], byUID: Bool,
        into outbox: inout Outbox
    ) {
        guard let targets = targets(set, byUID: byUID, tag, into: &outbox) else { return }
        // UID FETCH always tells the UID (RFC 3501 §6.4.8).
        let shown = byUID && !items.contains(.uid) ? [.uid] + items : items
        note(
            byUID
                ? Note("imap.by-uid", source: "RFC 3501 §2.3.1.1")
                : Note("imap.by-number", source: "RFC 3501 §2.3.1.2"), into: &outbox)
        fetchJob = FetchJob(
            tag: tag, verb: byUID ? "UID FETCH" : "FETCH", items: shown, targets: targets,
            byUID: byUID)
        activity = .fetching
    }

    /// Produces FETCH responses as long as there is room for them.
    mutating func continueFetch(into outbox: inout Outbox) {
        guard let job = fetchJob, job.position < job.targets.count else {
            endFetch(into: &outbox)
            return
        }
        let uid = job.targets[job.position]
        guard let index = view.index(ofUID: uid), !view.entries[index].isGone else {
            fetchJob?.missesSome = true
            fetchJob?.position += 1
            return
        }
        guard job.needsOctets, case .selected(_, let mailbox, let isReadOnly) = stage else {
            write(job.items, at: index, octets: nil)
            fetchJob?.position += 1
            return
        }
        let setSeen =
            job.setsSeen && !isReadOnly && !view.entries[index].flags.contains(.seen)
        ask(
            job.readsText || setSeen
                ? .read(uid: uid, mailbox: mailbox.name, setSeen: setSeen)
                : .inspect(uid: uid, mailbox: mailbox.name),
            job.tag, for: .fetchLetter, into: &outbox)
    }

    /// The letter that FETCH needs is there, or is no longer there.
    mutating func fetched(_ octets: [UInt8]?, _ flags: [Flag], into outbox: inout Outbox) {
        guard let job = fetchJob, job.position < job.targets.count else { return }
        let uid = job.targets[job.position]
        fetchJob?.position += 1
        guard let octets, let index = view.index(ofUID: uid) else {
            view.markGone(uid)
            isStale = true
            fetchJob?.missesSome = true
            return
        }
        var items = job.items
        if view.entries[index].flags != flags {
            if job.setsSeen, flags.contains(.seen), !view.entries[index].flags.contains(.seen) {
                note(
                    Note("imap.seen-set", ["number": "\(index + 1)"], source: "RFC 3501 §6.4.5"),
                    into: &outbox)
            }
            view.setFlags(flags, of: uid, isTold: true)
            view.announceKeywords(into: &output.writer)
            // Reading set \Seen: the client is told in the same response.
            if !items.contains(.flags) { items.append(.flags) }
        }
        write(items, at: index, octets: octets)
    }

    private mutating func write(_ items: [FetchItem], at index: Int, octets: [UInt8]?) {
        FetchWriter(items: items, calendar: configuration.calendar).write(
            view.entries[index], number: index + 1, octets: octets, into: &output.writer)
    }

    private mutating func endFetch(into outbox: inout Outbox) {
        guard let job = fetchJob else {
            activity = .ready
            return
        }
        fetchJob = nil
        let isShort = job.missesSome && !job.byUID
        finish(
            isShort
                ? IMAPCompletion(
                    job.tag, .no, code: "EXPUNGEISSUED",
                    "\(job.verb): some of the messages are no longer there")
                : IMAPCompletion(job.tag, .ok, "\(job.verb) completed"),
            allowsExpunge: job.byUID, into: &outbox)
    }

    // MARK: SEARCH

    mutating func search(
        _ tag: String, _ charset: String?, _ key: SearchKey, byUID: Bool,
        into outbox: inout Outbox
    ) {
        guard ["US-ASCII", "UTF-8"].contains(charset ?? "US-ASCII") else {
            finish(
                IMAPCompletion(
                    tag, .no, code: "BADCHARSET (US-ASCII UTF-8)",
                    "This character set cannot be searched"),
                allowsExpunge: false, into: &outbox)
            return
        }
        searchJob = SearchJob(
            tag: tag,
            evaluator: SearchEvaluator(key, in: view, calendar: configuration.calendar),
            byUID: byUID)
        activity = .searching
    }

    /// Looks at one message after the other; stops where a letter must be read first.
    mutating func continueSearch(letter: [UInt8]?, into outbox: inout Outbox) {
        guard var job = searchJob, case .selected(_, let mailbox, _) = stage else {
            activity = .ready
            return
        }
        // One copy of the job is at work: the list of what was found must not be copied each time.
        searchJob = nil
        var letter = letter
        while job.position < view.entries.count {
            let entry = view.entries[job.position]
            let isFound = entry.isGone ? false : job.evaluator.matches(entry, letter: letter)
            guard let isFound else {
                ask(
                    .inspect(uid: entry.uid, mailbox: mailbox.name), job.tag, for: .searchLetter,
                    into: &outbox)
                searchJob = job
                return
            }
            letter = nil
            if isFound {
                job.found.append(job.byUID ? entry.uid : UInt32(clamping: job.position + 1))
            }
            job.position += 1
        }
        output.writer.line("* SEARCH" + job.found.map { " \($0)" }.joined())
        finish(
            IMAPCompletion(job.tag, .ok, job.byUID ? "UID SEARCH completed" : "SEARCH completed"),
            allowsExpunge: job.byUID, into: &outbox)
    }

    // MARK: COPY

    mutating func copy(
        _ tag: String, _ set: SequenceSet, from mailbox: MailboxName, to target: MailboxName,
        byUID: Bool, into outbox: inout Outbox
    ) {
        guard let uids = targets(set, byUID: byUID, tag, into: &outbox) else { return }
        let verb = byUID ? "UID COPY" : "COPY"
        guard !uids.isEmpty else {
            // UIDs that no message has are ignored without any error (RFC 3501 §6.4.8).
            finish(IMAPCompletion(tag, .ok, "\(verb) completed: no messages"), into: &outbox)
            return
        }
        ask(
            .copy(uids: uids, from: mailbox.name, to: target.name), tag,
            for: .copy(uids, to: target, verb: verb), into: &outbox)
    }

    // MARK: STORE and EXPUNGE

    mutating func changeMessages(
        _ command: IMAPCommand, _ tag: String, _ mailbox: MailboxName, into outbox: inout Outbox
    ) {
        switch command {
        case .store(let set, let action, let byUID):
            guard let uids = targets(set, byUID: byUID, tag, into: &outbox) else { return }
            ask(
                .store(action, uids: uids, mailbox: mailbox.name), tag,
                for: .store(uids, isSilent: action.isSilent, byUID: byUID), into: &outbox)
        case .expunge:
            expunge(tag, view.entries.map(\.uid), mailbox, "EXPUNGE", into: &outbox)
        case .uidExpunge(let set):
            expunge(tag, view.uids(ofUIDs: set), mailbox, "UID EXPUNGE", into: &outbox)
        case .capability, .noop, .logout, .id, .startTLS, .authenticate, .login, .select,
            .examine, .create, .delete, .rename, .subscribe, .unsubscribe, .list, .lsub, .status,
            .append, .idle, .check, .close, .unselect, .search, .fetch, .copy:
            reply(IMAPCompletion(tag, .bad, "\(command.verb) changes no messages"))
        }
    }

    private mutating func expunge(
        _ tag: String, _ uids: [UInt32], _ mailbox: MailboxName, _ verb: String,
        into outbox: inout Outbox
    ) {
        note(Note("imap.numbers-shift", source: "RFC 3501 §7.4.1"), into: &outbox)
        ask(
            .expunge(uids: uids, mailbox: mailbox.name), tag, for: .expunge(verb: verb),
            into: &outbox)
    }

    /// The flags are stored; unless it was silent, they are told as they are now.
    mutating func stored(
        _ uids: [UInt32], _ messages: [FlaggedMessage], isSilent: Bool, byUID: Bool,
        _ tag: String, into outbox: inout Outbox
    ) {
        for message in messages { view.setFlags(message.flags, of: message.uid, isTold: true) }
        if messages.count < uids.count { isStale = true }
        view.announceKeywords(into: &output.writer)
        let there = messages.map(\.uid)
        var job = FetchJob(
            tag: tag, verb: byUID ? "UID STORE" : "STORE",
            items: byUID ? [.uid, .flags] : [.flags],
            targets: isSilent ? [] : there, byUID: byUID)
        job.missesSome = there.count < uids.count
        fetchJob = job
        activity = .fetching
    }
}
