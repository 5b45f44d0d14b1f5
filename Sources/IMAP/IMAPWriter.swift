import Mail

/// Writes responses so that nothing in them can be taken for something else.
///
/// Text that came from a letter or a peer goes out as a quoted string if it is short printable
/// ASCII, and else as a literal (RFC 3501 §4.3): a line end in it never ends our line.
package struct IMAPWriter: Sendable {
    package private(set) var octets: [UInt8] = []

    package init() {}

    package mutating func raw(_ text: String) { octets += Array(text.utf8) }
    package mutating func line(_ text: String) { raw(text + "\r\n") }

    /// `string = quoted / literal`
    package mutating func string(_ content: some Collection<UInt8>) {
        if Self.isQuotable(content) {
            octets += Self.quoted(content)
        } else {
            literal(content)
        }
    }

    /// `nstring = string / nil`
    package mutating func nstring(_ content: (some Collection<UInt8>)?) {
        if let content { string(content) } else { raw("NIL") }
    }

    /// A literal; NUL, which no literal may hold, becomes 0x80, so that the count stays right.
    package mutating func literal(_ content: some Collection<UInt8>) {
        raw("{\(content.count)}\r\n")
        let start = octets.count
        octets += content
        guard content.contains(0) else { return }
        for index in start..<octets.count where octets[index] == 0 { octets[index] = 0x80 }
    }

    package mutating func mailbox(_ name: MailboxName) {
        let wire = name.wire
        if Self.isBareword(wire) { octets += wire } else { string(wire) }
    }

    /// Longer texts go out as literals.
    private static let longestQuoted = 1_000

    static func isQuotable(_ content: some Collection<UInt8>) -> Bool {
        content.count <= longestQuoted && content.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    static func quoted(_ content: some Collection<UInt8>) -> [UInt8] {
        [0x22] + content.flatMap { $0 == 0x22 || $0 == 0x5C ? [0x5C, $0] : [$0] } + [0x22]
    }

    /// True if the name may stand as an atom and cannot be mistaken for NIL.
    static func isBareword(_ content: [UInt8]) -> Bool {
        !content.isEmpty && content.allSatisfy(IMAPCursor.isAtom)
            && !ASCII.equal(content, "NIL".utf8)
    }

    /// Printable ASCII as an astring.
    static func astringText(_ content: [UInt8]) -> String {
        String(
            decoding: isBareword(content) ? content : quoted(content), as: UTF8.self)
    }
}
