/// The name of a mailbox, checked, and its folder in the manner of Maildir++.
///
/// INBOX is the root; every other mailbox is a folder beside it whose name begins with a dot, and
/// dots separate its parts. Octets that a folder's name should not hold are written as `%2E`.
struct MailboxName: Hashable, Sendable {
    static let separator = UInt8(ascii: "/")
    static let longest = 255

    let text: String
    let folder: String

    /// A name as a user gives it, nil when it cannot be one; INBOX in any case is INBOX.
    init?(_ given: String) {
        let octets = Array(given.utf8)
        guard !octets.isEmpty, octets.count <= Self.longest, octets.allSatisfy({ $0 > 0x1F }),
            given.unicodeScalars.allSatisfy({ !Self.isControl($0) })
        else { return nil }
        var parts = octets.split(
            separator: Self.separator, omittingEmptySubsequences: false
        ).map { Array($0) }
        guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        if Self.isInbox(parts[0]) { parts[0] = Array("INBOX".utf8) }
        text = parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
        folder =
            text == "INBOX"
            ? "" : parts.map { "." + Self.encoded($0) }.joined()
    }

    /// The name of a folder on the Disk; nil when it is not a mailbox's.
    init?(folder: String) {
        guard !folder.isEmpty else {
            self.init("INBOX")
            return
        }
        let parts = folder.utf8.split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count > 1, parts[0].isEmpty else { return nil }
        var names: [String] = []
        for part in parts.dropFirst() {
            guard let name = Self.decoded(Array(part)) else { return nil }
            names.append(name)
        }
        self.init(names.joined(separator: "/"))
        // A folder that we would have named otherwise is not ours.
        guard self.folder == folder else { return nil }
    }

    /// The names above this one, the highest first.
    var parents: [String] {
        let parts = text.split(separator: "/")
        return (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: "/") }
    }

    private static func isInbox(_ part: [UInt8]) -> Bool {
        part.count == 5 && zip(part, "inbox".utf8).allSatisfy { $0 | 0x20 == $1 }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028
            || scalar.value == 0x2029
    }

    private static func isPlain(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "-_&+,=@ ".utf8.contains(octet)
        }
    }

    private static func encoded(_ part: [UInt8]) -> String {
        PercentText.encoded(part, where: isPlain)
    }

    private static func decoded(_ part: [UInt8]) -> String? { PercentText.decodedText(part) }
}
