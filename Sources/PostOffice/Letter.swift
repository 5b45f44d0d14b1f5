import Clockwork
import Mail
import SASL

/// A letter as a person orders it, before it has an envelope.
package struct LetterOrder: Sendable {
    package var from: String
    /// Nil takes `from`; empty is the null reverse-path.
    package var envelopeFrom: String?
    package var recipients: [String]
    package var subject: String
    package var body: String
    /// A finished letter in place of subject and body.
    package var letter: [UInt8]?
    package var date: String
    /// The local part of the Message-ID.
    package var messageID: String

    package init(
        from: String, envelopeFrom: String?, recipients: [String], subject: String, body: String,
        letter: [UInt8]?, date: String, messageID: String
    ) {
        self.from = from
        self.envelopeFrom = envelopeFrom
        self.recipients = recipients
        self.subject = subject
        self.body = body
        self.letter = letter
        self.date = date
        self.messageID = messageID
    }
}

/// Why a letter cannot be ordered: an address that is none.
package struct LetterTrouble: Error, Hashable, Sendable {
    package let address: String
}

extension SendTask.Order {
    /// Puts a letter into its envelope; throws at the first address that is none.
    package init(
        _ order: LetterOrder, helloName: String, identity: SASLIdentity?,
        server: Courier.Target?
    ) throws(LetterTrouble) {
        let from = try Self.address(order.from)
        let sender: ReversePath
        switch order.envelopeFrom {
        case nil: sender = .address(from)
        case .some(let text) where text.isEmpty || text == "<>": sender = .null
        case .some(let text): sender = .address(try Self.address(text))
        }
        var recipients: [MailAddress] = []
        for text in order.recipients { recipients.append(try Self.address(text)) }
        guard !recipients.isEmpty else { throw LetterTrouble(address: "") }
        let octets =
            order.letter
            ?? MailComposer(
                from: from, to: recipients, subject: order.subject, body: order.body,
                date: order.date, messageID: "\(order.messageID)@\(from.domain)"
            ).octets
        self.init(
            envelope: Envelope(
                reversePath: sender, recipients: recipients.map { .address($0) },
                isEightBit: octets.contains { $0 >= 0x80 }),
            octets: octets, helloName: helloName,
            identity: identity, server: server)
    }

    private static func address(_ text: String) throws(LetterTrouble) -> MailAddress {
        guard let address = MailAddress(text) else { throw LetterTrouble(address: text) }
        return address
    }
}
