/// A whole letter: its octets, and where its header ends.
package struct Message: Hashable, Sendable {
    package let octets: [UInt8]
    package let header: Header
    /// The header with the empty line behind it.
    package let headerRange: Range<Int>
    package let bodyRange: Range<Int>

    package init(octets: [UInt8]) {
        let (header, length) = HeaderParser.parse(octets[...])
        self.octets = octets
        self.header = header
        headerRange = 0..<length
        bodyRange = length..<octets.count
    }

    package var body: ArraySlice<UInt8> { octets[bodyRange] }
    /// The tree of parts; it is read anew at each call.
    package var root: MIMEPart { MIMEPart(parsing: octets) }

    /// The subject with its encoded words decoded; empty where there is none.
    package var subject: String { header.first("Subject")?.decoded ?? "" }

    /// The text that a mail program shows first: the first text part, decoded.
    package var text: String {
        guard let part = root.firstText else { return "" }
        return part.decodedText(of: octets)
    }
}
