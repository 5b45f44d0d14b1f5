import Clockwork
import Mail

/// Writes the FETCH response for one message (RFC 3501 §7.4.2).
struct FetchWriter {
    let items: [FetchItem]
    let calendar: Calendar

    /// One untagged response; `octets` must be there if an item needs them.
    func write(
        _ entry: MailboxView.Entry, number: Int, octets: [UInt8]?, into writer: inout IMAPWriter
    ) {
        let letter = octets.map(LetterReader.init)
        writer.raw("* \(number) FETCH (")
        for (index, item) in items.enumerated() {
            if index > 0 { writer.raw(" ") }
            write(item, entry, letter, &writer)
        }
        writer.raw(")\r\n")
    }

    private func write(
        _ item: FetchItem, _ entry: MailboxView.Entry, _ letter: LetterReader?,
        _ writer: inout IMAPWriter
    ) {
        switch item {
        case .flags: writer.raw("FLAGS \(Flag.text(entry.shownFlags))")
        case .uid: writer.raw("UID \(entry.uid)")
        case .internalDate:
            writer.raw("INTERNALDATE \(IMAPDateTime.text(entry.internalDate, calendar))")
        case .rfc822Size: writer.raw("RFC822.SIZE \(letter?.octets.count ?? entry.size)")
        case .envelope, .bodyStructure, .body, .rfc822, .rfc822Header, .rfc822Text, .section:
            writer.raw(item.responseName + " ")
            if let letter { write(item, letter, &writer) } else { writer.raw("NIL") }
        }
    }

    private func write(_ item: FetchItem, _ letter: LetterReader, _ writer: inout IMAPWriter) {
        switch item {
        case .envelope: EnvelopeWriter.write(letter.message.header, into: &writer)
        case .bodyStructure, .body:
            BodyStructureWriter(octets: letter.octets, isExtended: item == .bodyStructure)
                .write(letter.message.root, into: &writer)
        case .rfc822: writer.literal(letter.octets)
        case .rfc822Header: writer.literal(letter.octets[letter.message.headerRange])
        case .rfc822Text: writer.literal(letter.message.body)
        case .section(let section, _, let partial):
            guard let content = letter.octets(of: section) else {
                writer.raw("NIL")
                return
            }
            guard let partial else {
                writer.literal(content)
                return
            }
            // Beyond the end there is nothing: an empty string, no error.
            let start = min(Int(partial.origin), content.count)
            let end = min(start + Int(partial.count), content.count)
            let base = content.startIndex
            writer.literal(content[base + start..<base + end])
        case .flags, .uid, .internalDate, .rfc822Size: break
        }
    }
}

extension FetchItem {
    /// The name in the response: PEEK is left out, and of a piece only its origin is said.
    package var responseName: String {
        guard case .section(let section, _, let partial) = self else { return text }
        return "BODY[\(section)]" + (partial.map { "<\($0.origin)>" } ?? "")
    }
}

/// Finds the octets of a section in a letter.
struct LetterReader {
    let message: Message

    init(octets: [UInt8]) { message = Message(octets: octets) }

    var octets: [UInt8] { message.octets }

    /// The octets of the section, nil if the letter has no such part.
    func octets(of section: BodySection) -> ArraySlice<UInt8>? {
        guard !section.path.isEmpty else {
            switch section.text {
            case .whole: return octets[...]
            case .header: return octets[message.headerRange]
            case .text: return message.body
            case .mime: return nil
            case .headerFields(let names, let isInverted):
                return fields(names, isInverted, of: message.header, in: message.headerRange)
            }
        }
        guard let part = message.root.part(at: section.path) else { return nil }
        switch (section.text, part.content) {
        case (.whole, _): return octets[part.bodyRange]
        case (.mime, _): return octets[part.headerRange]
        case (.header, .letter(let inner)): return octets[inner.headerRange]
        case (.text, .letter(let inner)): return octets[inner.bodyRange]
        case (.headerFields(let names, let isInverted), .letter(let inner)):
            return fields(names, isInverted, of: inner.header, in: inner.headerRange)
        case (.header, .leaf), (.header, .multipart), (.text, .leaf), (.text, .multipart),
            (.headerFields, .leaf), (.headerFields, .multipart):
            // Only a letter within the letter has these (RFC 3501 §6.4.5).
            return nil
        }
    }

    /// The fields as they stand, with the empty line that ends the header, if there is one.
    private func fields(
        _ names: [String], _ isInverted: Bool, of header: Header, in range: Range<Int>
    ) -> ArraySlice<UInt8> {
        let chosen = header.fields.filter { field in
            names.contains { field.isNamed($0) } != isInverted
        }
        let hasEmptyLine = range.count > header.octets.count
        return (chosen.flatMap(\.octets) + (hasEmptyLine ? [0x0D, 0x0A] : []))[...]
    }
}
