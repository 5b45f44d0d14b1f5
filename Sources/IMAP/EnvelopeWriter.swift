import Mail

/// Writes the envelope structure of a header (RFC 3501 §7.4.2, ENVELOPE).
enum EnvelopeWriter {
    ///     envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP
    ///                env-to SP env-cc SP env-bcc SP env-in-reply-to SP env-message-id ")"
    static func write(_ header: Header, into writer: inout IMAPWriter) {
        writer.raw("(")
        text("Date", header, &writer)
        writer.raw(" ")
        text("Subject", header, &writer)
        let from = addresses("From", header)
        // Without a Sender or Reply-To, the server gives From in its place.
        let sender = addresses("Sender", header)
        let replyTo = addresses("Reply-To", header)
        let lists = [
            from, sender.isEmpty ? from : sender, replyTo.isEmpty ? from : replyTo,
            addresses("To", header), addresses("Cc", header), addresses("Bcc", header),
        ]
        for list in lists {
            writer.raw(" ")
            write(list, &writer)
        }
        writer.raw(" ")
        text("In-Reply-To", header, &writer)
        writer.raw(" ")
        text("Message-ID", header, &writer)
        writer.raw(")")
    }

    /// A field that is absent is NIL; one that is empty is an empty string.
    private static func text(_ name: String, _ header: Header, _ writer: inout IMAPWriter) {
        writer.nstring(header.first(name)?.unfolded)
    }

    private static func addresses(_ name: String, _ header: Header) -> [AddressList.Entry] {
        header.all(name).flatMap { AddressList(parsing: $0.unfolded).entries }
    }

    private static func write(_ entries: [AddressList.Entry], _ writer: inout IMAPWriter) {
        guard !entries.isEmpty else {
            writer.raw("NIL")
            return
        }
        writer.raw("(")
        for entry in entries {
            switch entry {
            case .mailbox(let mailbox): write(mailbox, &writer)
            case .group(let name, let members):
                // A group begins with its name where the local part stands, and ends with NIL.
                writer.raw("(NIL NIL ")
                writer.string(name)
                writer.raw(" NIL)")
                for member in members { write(member, &writer) }
                writer.raw("(NIL NIL NIL NIL)")
            }
        }
        writer.raw(")")
    }

    ///     address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
    ///
    /// A host of NIL would mean a group, so an address without a domain has an empty one.
    private static func write(_ mailbox: AddressList.Mailbox, _ writer: inout IMAPWriter) {
        writer.raw("(")
        writer.nstring(mailbox.name)
        writer.raw(" ")
        writer.nstring(mailbox.route)
        writer.raw(" ")
        writer.string(mailbox.localPart)
        writer.raw(" ")
        writer.string(mailbox.domain ?? [])
        writer.raw(")")
    }
}
