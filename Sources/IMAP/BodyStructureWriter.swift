import Mail

/// Writes the structure of a letter's parts (RFC 3501 §7.4.2, BODY and BODYSTRUCTURE).
struct BodyStructureWriter {
    let octets: [UInt8]
    /// BODYSTRUCTURE has extension data, BODY has none.
    let isExtended: Bool

    ///     body = "(" (body-type-1part / body-type-mpart) ")"
    func write(_ part: MIMEPart, into writer: inout IMAPWriter) {
        writer.raw("(")
        switch part.content {
        case .multipart(let parts):
            for part in parts { write(part, into: &writer) }
            writer.raw(" ")
            writer.string(part.contentType.subtype.utf8.map(Self.upper))
            if isExtended {
                writer.raw(" ")
                parameters(part.contentType.parameters, &writer)
                disposition(part, &writer)
            }
        case .leaf, .letter:
            leaf(part, &writer)
            if isExtended {
                writer.raw(" ")
                writer.nstring(part.header.first("Content-MD5")?.unfolded)
                disposition(part, &writer)
            }
        }
        writer.raw(")")
    }

    ///     body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP
    ///                   body-fld-octets
    private func leaf(_ part: MIMEPart, _ writer: inout IMAPWriter) {
        let type = part.contentType
        writer.string(type.type.utf8.map(Self.upper))
        writer.raw(" ")
        writer.string(type.subtype.utf8.map(Self.upper))
        writer.raw(" ")
        parameters(type.parameters, &writer)
        writer.raw(" ")
        writer.nstring(part.header.first("Content-ID")?.unfolded)
        writer.raw(" ")
        writer.nstring(part.header.first("Content-Description")?.unfolded)
        writer.raw(" ")
        writer.string(part.transferEncoding.name.utf8.map(Self.upper))
        writer.raw(" \(part.bodyRange.count)")
        if case .letter(let inner) = part.content {
            writer.raw(" ")
            EnvelopeWriter.write(inner.header, into: &writer)
            writer.raw(" ")
            write(inner, into: &writer)
            writer.raw(" \(part.lineCount(in: octets))")
        } else if type.matches("text") {
            writer.raw(" \(part.lineCount(in: octets))")
        }
    }

    /// `body-fld-dsp SP body-fld-lang SP body-fld-loc`, with the space before them.
    private func disposition(_ part: MIMEPart, _ writer: inout IMAPWriter) {
        writer.raw(" ")
        if let field = part.header.first("Content-Disposition") {
            let value = ParameterizedValue(parsing: field.unfolded)
            writer.raw("(")
            writer.string(value.value.utf8.map(Self.upper))
            writer.raw(" ")
            parameters(value.parameters, &writer)
            writer.raw(")")
        } else {
            writer.raw("NIL")
        }
        writer.raw(" ")
        languages(part, &writer)
        writer.raw(" ")
        writer.nstring(part.header.first("Content-Location")?.unfolded)
    }

    /// One language is a string, several are a list.
    private func languages(_ part: MIMEPart, _ writer: inout IMAPWriter) {
        let tags =
            part.header.first("Content-Language")?.unfolded
            .split(separator: 0x2C).map { ASCII.trim($0) }.filter { !$0.isEmpty } ?? []
        switch tags.count {
        case 0: writer.raw("NIL")
        case 1: writer.string(tags[0])
        default:
            for (index, tag) in tags.prefix(50).enumerated() {
                writer.raw(index == 0 ? "(" : " ")
                writer.string(tag)
            }
            writer.raw(")")
        }
    }

    ///     body-fld-param = "(" string SP string *(SP string SP string) ")" / nil
    private func parameters(
        _ list: [ParameterizedValue.Parameter], _ writer: inout IMAPWriter
    ) {
        guard !list.isEmpty else {
            writer.raw("NIL")
            return
        }
        for (index, parameter) in list.enumerated() {
            writer.raw(index == 0 ? "(" : " ")
            writer.string(parameter.name.utf8.map(Self.upper))
            writer.raw(" ")
            writer.string(parameter.value)
        }
        writer.raw(")")
    }

    private static func upper(_ octet: UInt8) -> UInt8 {
        octet >= 0x61 && octet <= 0x7A ? octet & 0xDF : octet
    }
}
