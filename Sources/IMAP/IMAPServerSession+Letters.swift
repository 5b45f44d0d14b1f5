import Clockwork
import Mail
import Session

/// APPEND, and literals before their octets are there.
extension IMAPServerSession {
    /// Decides whether the literal that was announced may come.
    mutating func decideLiteral(
        _ size: Int, _ isSynchronizing: Bool, into outbox: inout Outbox
    ) {
        let pieces = framer.pieces
        guard let tag = IMAPCommandParser.tag(of: pieces) else {
            framer.refuse()
            output.writer.line("* BAD \(IMAPSyntaxError.badTag)")
            return
        }
        let mailbox = IMAPCommandParser.mailboxBeforeLetter(pieces)
        if !isSynchronizing, size > max(4 * configuration.letterLimit, 1_048_576) {
            // It will come whatever we say: skipping so much serves nobody (RFC 7888 §4).
            say(bye: "A literal of \(size) octets is too large", into: &outbox)
            return
        }
        if let mailbox, login != nil {
            guard size <= configuration.letterLimit else {
                refuseLiteral(size, limit: configuration.letterLimit, into: &outbox)
                output.writer.line(
                    "\(tag) NO [TOOBIG] Letters are at most \(configuration.letterLimit) octets")
                return
            }
            guard isSynchronizing else {
                framer.accept()
                return
            }
            activity = .decidingLiteral(tag: tag, size: size)
            outbox.append(.ask(.exists(mailbox.name)))
            return
        }
        let limit =
            login == nil ? configuration.strangersCommandLimit : configuration.commandLimit
        guard size <= limit, framer.pieceOctets + size <= limit else {
            refuseLiteral(size, limit: limit, into: &outbox)
            output.writer.line("\(tag) BAD The command is longer than \(limit) octets")
            return
        }
        framer.accept()
        if isSynchronizing { goAhead(size, into: &outbox) }
    }

    private mutating func refuseLiteral(_ size: Int, limit: Int, into outbox: inout Outbox) {
        framer.refuse()
        note(
            Note(
                "imap.literal-refused", ["size": "\(size)", "limit": "\(limit)"],
                source: "RFC 3501 §7.5"), into: &outbox)
    }

    private mutating func goAhead(_ size: Int, into outbox: inout Outbox) {
        output.writer.line("+ Ready for \(size) octets")
        note(
            Note("imap.literal-asked", ["size": "\(size)"], source: "RFC 3501 §4.3"),
            into: &outbox)
    }

    /// The post office knows whether the letter's mailbox exists.
    mutating func decided(_ size: Int, _ tag: String, _ answer: IMAPAnswer) {
        if case .refused(let refusal) = answer {
            framer.refuse()
            let (code, text) = refusal.reply
            output.writer.line(
                refusal == .noSuchMailbox
                    ? Self.tryCreate(tag).line : "\(tag) NO [\(code)] \(text)")
        } else {
            framer.accept()
            output.writer.line("+ Ready for \(size) octets")
        }
    }

    /// RFC 3501 §6.3.11: the client is told that CREATE would help.
    static func tryCreate(_ tag: String) -> IMAPCompletion {
        IMAPCompletion(tag, .no, code: "TRYCREATE", "No such mailbox")
    }

    mutating func append(
        _ octets: [UInt8], _ flags: [Flag], _ date: IMAPDateTime?, to name: MailboxName,
        _ tag: String, into outbox: inout Outbox
    ) {
        guard !octets.isEmpty, !octets.contains(0) else {
            // RFC 3501 §4.3: a literal holds no NUL; and a letter of nothing is none.
            finish(
                IMAPCompletion(
                    tag, .no, octets.isEmpty ? "The letter is empty" : "NUL in a letter"),
                into: &outbox)
            return
        }
        ask(
            .append(octets: octets, flags: flags, date: date, mailbox: name.name), tag,
            for: .append(name), into: &outbox)
    }
}
