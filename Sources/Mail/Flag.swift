/// A mark on a message: a system flag such as `\Seen`, or a keyword (RFC 3501 §2.3.2).
///
/// The case of its letters does not tell two flags apart.
package struct Flag: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// A flag by its name; system flags take the RFC's spelling whatever the case.
    package init(rawValue: String) {
        let folded = Self.folded(rawValue)
        self.rawValue = Self.spellings.first { Self.folded($0) == folded } ?? rawValue
    }

    package init(_ name: String) { self.init(rawValue: name) }

    private init(spelled name: String) { rawValue = name }

    package static let seen = Flag(spelled: "\\Seen")
    package static let answered = Flag(spelled: "\\Answered")
    package static let flagged = Flag(spelled: "\\Flagged")
    package static let deleted = Flag(spelled: "\\Deleted")
    package static let draft = Flag(spelled: "\\Draft")
    /// This is the first session that hears of the message; nobody can store it.
    package static let recent = Flag(spelled: "\\Recent")

    /// The system flags that can be stored, in the order in which they are told.
    package static let system: [Flag] = [answered, flagged, deleted, seen, draft]

    private static let spellings = [
        "\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft", "\\Recent",
    ]

    /// A keyword is a flag that does not begin with a backslash.
    package var isKeyword: Bool { rawValue.utf8.first != UInt8(ascii: "\\") }

    package var description: String { rawValue }

    package static func == (left: Flag, right: Flag) -> Bool {
        folded(left.rawValue) == folded(right.rawValue)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(Self.folded(rawValue)) }

    /// ASCII letters in lower case; everything else as it is.
    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
