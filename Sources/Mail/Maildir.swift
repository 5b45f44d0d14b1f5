import Clockwork

/// How a mailbox lies in its folder: `tmp`, `new` and `cur`, one file a message.
///
/// The name of a message's file says all that its mailbox knows of it, such as
/// `0000000012.32400000000000,S=1234:2,FS`: UID, date in nanoseconds, size, and its flags behind
/// `:2,` as letters (Maildir's "info"). So a mailbox can be read back from names alone. A message
/// lies in `new` until a session was told of it as recent; its flags are in its name even there.
enum Maildir {
    /// Holds UIDVALIDITY and UIDNEXT as `V8412 N13`.
    static let indexName = "maillab-uidlist"
    /// One keyword a line, `0 $Forwarded`; the number is the letter, from `a` on.
    static let keywordsName = "maillab-keywords"
    /// At the root: one mailbox a line.
    static let subscriptionsName = "subscriptions"
    /// At the root: the next UIDVALIDITY.
    static let validityName = "maillab-uidvalidity"
    /// Small letters are the keywords, and there are so many of them.
    static let largestKeywordCount = 26

    /// `.Sent/cur`, or `cur` for INBOX.
    static func path(_ folder: String, _ part: String) -> String {
        folder.isEmpty ? part : "\(folder)/\(part)"
    }

    static let parts = ["cur", "new", "tmp"]

    // MARK: Names of messages

    /// The name of a message's file.
    static func fileName(_ message: StoredMessage, keywords: [Flag]) -> String {
        baseName(message) + ":2," + letters(message.flags, keywords: keywords)
    }

    /// The name without its flags: what stays the same for as long as the message is there.
    static func baseName(_ message: StoredMessage) -> String {
        let digits = String(message.uid)
        let zeros = String(repeating: "0", count: max(0, 10 - digits.utf8.count))
        return "\(zeros)\(digits).\(message.internalDate.nanoseconds),S=\(message.size)"
    }

    /// Reads a file's name; nil when another program made it.
    static func message(named name: String, keywords: [Flag]) -> StoredMessage? {
        let halves = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 2, numbers[0].utf8.count == 10, let uid = UInt32(numbers[0]), uid > 0
        else { return nil }
        let fields = numbers[1].split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 2, let date = Int64(fields[0]), fields[1].hasPrefix("S="),
            let size = Int(fields[1].dropFirst(2)), size >= 0
        else { return nil }
        let message = StoredMessage(
            uid: uid, flags: flags(in: name, keywords: keywords),
            internalDate: Instant(nanoseconds: date), size: size)
        return fileName(message, keywords: keywords) == name ? message : nil
    }

    /// The flags in a file's name, whoever made it.
    static func flags(in name: String, keywords: [Flag]) -> [Flag] {
        guard let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")) else { return [] }
        let info = name.utf8[name.utf8.index(after: colon)...]
        guard info.starts(with: "2,".utf8) else { return [] }
        let letters = Array(info.dropFirst(2))
        let system = Flag.system.filter { flag in letters.contains { letter(of: flag) == $0 } }
        let others = keywords.indices.filter { letters.contains(UInt8(ascii: "a") + UInt8($0)) }
        return system + others.map { keywords[$0] }
    }

    /// The letters of flags, sorted by octets as Maildir wants them.
    private static func letters(_ flags: [Flag], keywords: [Flag]) -> String {
        var letters: [UInt8] = []
        for flag in flags {
            if let letter = letter(of: flag) {
                letters.append(letter)
            } else if let index = keywords.firstIndex(of: flag), index < largestKeywordCount {
                letters.append(UInt8(ascii: "a") + UInt8(index))
            }
        }
        return String(decoding: letters.sorted(), as: UTF8.self)
    }

    private static func letter(of flag: Flag) -> UInt8? {
        switch flag {
        case .draft: UInt8(ascii: "D")
        case .flagged: UInt8(ascii: "F")
        case .answered: UInt8(ascii: "R")
        case .seen: UInt8(ascii: "S")
        case .deleted: UInt8(ascii: "T")
        default: nil
        }
    }

    // MARK: Small files

    static func index(uidValidity: UInt32, uidNext: UInt32) -> [UInt8] {
        Array("V\(uidValidity) N\(uidNext)\n".utf8)
    }

    static func readIndex(_ octets: [UInt8]) -> (uidValidity: UInt32, uidNext: UInt32)? {
        guard let line = lines(octets).first else { return nil }
        let fields = line.split(separator: " ")
        guard fields.count == 2, fields[0].hasPrefix("V"), fields[1].hasPrefix("N"),
            let validity = UInt32(fields[0].dropFirst()), validity > 0,
            let next = UInt32(fields[1].dropFirst()), next > 0
        else { return nil }
        return (validity, next)
    }

    static func text(_ lines: [String]) -> [UInt8] {
        lines.flatMap { Array($0.utf8) + [0x0A] }
    }

    static func lines(_ octets: [UInt8]) -> [String] {
        octets.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Lines that end with CRLF: an LF without CR gets one, everything else stays as it is.
    ///
    /// What goes over the wire has CRLF only (RFC 5321 §2.3.8), and the sizes that POP3 and IMAP
    /// tell count it; so it is kept that way.
    static func withWireLines(_ octets: [UInt8]) -> [UInt8] {
        octets.withUnsafeBufferPointer { buffer in
            var bare = 0
            for index in buffer.indices where buffer[index] == 0x0A {
                if index == 0 || buffer[index - 1] != 0x0D { bare += 1 }
            }
            guard bare > 0 else { return octets }
            var result: [UInt8] = []
            result.reserveCapacity(buffer.count + bare)
            for index in buffer.indices {
                if buffer[index] == 0x0A, index == 0 || buffer[index - 1] != 0x0D {
                    result.append(0x0D)
                }
                result.append(buffer[index])
            }
            return result
        }
    }
}
