import Clockwork
import Mail
import Session

extension SMTPClientSession {
    /// Begins a transaction, unless the letter cannot go to this server at all.
    mutating func begin(
        _ envelope: Envelope, _ octets: [UInt8], at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        // `fail` must see a state in which no question is open.
        let isPipelined = configuration.usesPipelining && offers("PIPELINING")
        let transaction = Transaction(envelope: envelope, isPipelined: isPipelined)
        state = .sender(transaction)
        let isEightBit = octets.contains { $0 > 0x7F }
        if let failure = obstacle(envelope, isEightBit) {
            fail(failure, .quit, at: now, into: &outbox)
            return
        }
        guard let wire = SMTPDotStuffing.wire(octets) else {
            fail(.bareLineEnd, .quit, at: now, into: &outbox)
            return
        }
        letter = wire
        letterSent = 0
        var commands = [mailCommand(envelope, size: octets.count, isEightBit)]
        if isPipelined {
            note("smtp.client-pipelining", source: "RFC 2920 §3.1", into: &outbox)
            commands += envelope.recipients.map { "RCPT TO:\($0)" } + ["DATA"]
        }
        let group = commands.flatMap { "\($0)\r\n".utf8 }
        send(group, answers: commands.count, into: &outbox)
        wait(.sender(transaction), configuration.timeouts.command, from: now)
    }

    /// Why the letter cannot even be begun.
    private func obstacle(_ envelope: Envelope, _ isEightBit: Bool) -> SMTPClientFailure? {
        guard !envelope.recipients.isEmpty else { return .noRecipients }
        if isEightBit, !offers("8BITMIME") { return .eightBitNotOffered }
        // An address that was not read by the grammar could hold the end of a line.
        var sender = MailAddressCursor(Array(envelope.reversePath.description.utf8)[...])
        guard (try? sender.reversePath()) != nil, sender.isAtEnd else {
            return .unsendableAddress(envelope.reversePath.description)
        }
        for recipient in envelope.recipients {
            var cursor = MailAddressCursor(Array(recipient.description.utf8)[...])
            guard (try? cursor.forwardPath()) != nil, cursor.isAtEnd else {
                return .unsendableAddress(recipient.description)
            }
        }
        return nil
    }

    private func mailCommand(_ envelope: Envelope, size: Int, _ isEightBit: Bool) -> String {
        var command = "MAIL FROM:\(envelope.reversePath)"
        if offers("SIZE") { command += " SIZE=\(size)" }
        if isEightBit || (envelope.isEightBit && offers("8BITMIME")) {
            command += " BODY=8BITMIME"
        }
        return command
    }

    mutating func senderAnswered(
        _ reply: SMTPReply, _ transaction: Transaction, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        guard !reply.isIntermediate else {
            fail(outOfPlace(reply), .close, at: now, into: &outbox)
            return
        }
        var transaction = transaction
        transaction.sender = reply
        if transaction.isPipelined {
            wait(.recipients(transaction), configuration.timeouts.command, from: now)
        } else if reply.isPositive {
            send(line: "RCPT TO:\(transaction.envelope.recipients[0])", into: &outbox)
            wait(.recipients(transaction), configuration.timeouts.command, from: now)
        } else {
            conclude(outcome(transaction), into: &outbox)
        }
    }

    mutating func recipientAnswered(
        _ reply: SMTPReply, _ transaction: Transaction, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        guard !reply.isIntermediate else {
            fail(outOfPlace(reply), .close, at: now, into: &outbox)
            return
        }
        var transaction = transaction
        transaction.replies.append(reply)
        let recipients = transaction.envelope.recipients
        let isLast = transaction.replies.count == recipients.count
        if !isLast {
            if !transaction.isPipelined {
                send(line: "RCPT TO:\(recipients[transaction.replies.count])", into: &outbox)
            }
            wait(.recipients(transaction), configuration.timeouts.command, from: now)
        } else if transaction.isPipelined {
            wait(.dataStart(transaction), configuration.timeouts.dataStart, from: now)
        } else if transaction.isWanted {
            send(line: "DATA", into: &outbox)
            wait(.dataStart(transaction), configuration.timeouts.dataStart, from: now)
        } else {
            reset(after: outcome(transaction), at: now, into: &outbox)
        }
    }

    mutating func dataAnswered(
        _ reply: SMTPReply, _ transaction: Transaction, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        if reply.isPositive {
            fail(outOfPlace(reply), .close, at: now, into: &outbox)
        } else if reply.isIntermediate, transaction.isWanted {
            sendLetter(
                transaction, room: configuration.firstPiece ?? letter.count, at: now, into: &outbox)
        } else if reply.isIntermediate {
            // Nobody is to get it, and yet the server waits: an empty letter, which it must not
            // send to anybody (RFC 2920 §3.1, §3.2).
            send(line: ".", into: &outbox)
            wait(.message(transaction), configuration.timeouts.dataEnd, from: now)
        } else if transaction.sender?.isPositive == true {
            let final = transaction.isWanted ? reply : nil
            reset(after: outcome(transaction, dataReply: final), at: now, into: &outbox)
        } else {
            conclude(outcome(transaction), into: &outbox)
        }
    }

    /// Hands on as much of the letter as there is room for.
    mutating func sendLetter(
        _ transaction: Transaction, room: Int, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        let end = letterSent + min(max(0, room), letter.count - letterSent)
        let isLast = end == letter.count
        if end > letterSent {
            send(Array(letter[letterSent..<end]), answers: isLast ? 1 : 0, into: &outbox)
        }
        letterSent = end
        guard isLast else {
            wait(.sendingLetter(transaction), configuration.timeouts.dataBlock, from: now)
            return
        }
        letter = []
        wait(.message(transaction), configuration.timeouts.dataEnd, from: now)
    }

    mutating func messageAnswered(
        _ reply: SMTPReply, _ transaction: Transaction, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        guard !reply.isIntermediate else {
            fail(outOfPlace(reply), .close, at: now, into: &outbox)
            return
        }
        conclude(
            transaction.isWanted
                ? outcome(transaction, messageReply: reply) : outcome(transaction), into: &outbox)
    }

    /// The verdict, by the reply that decided.
    private func outcome(
        _ transaction: Transaction, dataReply: SMTPReply? = nil, messageReply: SMTPReply? = nil
    ) -> SMTPTransactionOutcome {
        let sender = transaction.sender ?? SMTPReply(.localError)
        guard sender.isPositive else {
            return SMTPTransactionOutcome(
                recipients: transaction.envelope.recipients.map {
                    SMTPRecipientReply(path: $0, reply: sender)
                }, final: sender, stage: .sender)
        }
        let recipients = zip(transaction.envelope.recipients, transaction.replies).map {
            SMTPRecipientReply(path: $0, reply: $1)
        }
        let (final, stage) =
            if let messageReply {
                (messageReply, SMTPClientStage.message)
            } else if let dataReply {
                (dataReply, SMTPClientStage.dataStart)
            } else {
                (transaction.replies.last ?? sender, SMTPClientStage.recipients)
            }
        return SMTPTransactionOutcome(recipients: recipients, final: final, stage: stage)
    }

    /// Gives an open transaction up before the next one (RFC 5321 §4.1.1.5).
    private mutating func reset(
        after outcome: SMTPTransactionOutcome, at now: Instant,
        into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        letter = []
        tell(outcome, into: &outbox)
        send(line: "RSET", into: &outbox)
        wait(.resetting(.sent(outcome)), configuration.timeouts.command, from: now)
    }

    private mutating func conclude(
        _ outcome: SMTPTransactionOutcome, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        letter = []
        tell(outcome, into: &outbox)
        ask(after: .sent(outcome), into: &outbox)
    }

    private func tell(
        _ outcome: SMTPTransactionOutcome, into outbox: inout [SessionOutput<SMTPClientQuestion>]
    ) {
        let refused = outcome.recipients.count { !$0.reply.isPositive }
        let count = outcome.recipients.count
        if outcome.isAccepted, refused > 0 {
            note(
                "smtp.client-partly-accepted",
                ["accepted": "\(count - refused)", "refused": "\(refused)"],
                source: "RFC 5321 §3.3", into: &outbox)
        } else if outcome.isAccepted {
            note(
                "smtp.client-accepted", ["reply": outcome.final.description],
                source: "RFC 5321 §4.2.5", into: &outbox)
        } else if outcome.final.isTransient {
            note(
                "smtp.client-deferred",
                ["stage": outcome.stage.rawValue, "reply": outcome.final.description],
                source: "RFC 5321 §4.2.1", into: &outbox)
        } else {
            note(
                "smtp.client-refused",
                ["stage": outcome.stage.rawValue, "reply": outcome.final.description],
                source: "RFC 5321 §4.2.1", into: &outbox)
        }
    }
}
