extension MailAddress {
    /// Reads one address and nothing after it.
    ///
    ///     Mailbox        = Local-part "@" ( Domain / address-literal )    ; RFC 5321 §4.1.2
    package init(parsing octets: ArraySlice<UInt8>) throws(MailAddressError) {
        var cursor = MailAddressCursor(octets)
        let address = try cursor.mailbox()
        guard cursor.isAtEnd else {
            throw MailAddressError(.unexpectedOctet, at: cursor.position)
        }
        self = address
    }

    /// The address that `text` spells, or nil.
    package init?(_ text: String) {
        guard let address = try? MailAddress(parsing: Array(text.utf8)[...]) else { return nil }
        self = address
    }
}

/// What may stand between the brackets of an address literal (RFC 5321 §4.1.3).
enum AddressLiteral {
    /// Whether `text` is an IPv4 address, `IPv6:` and an address, or a tag and its content.
    static func isValid(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return isIPv4(text[...]) }
        let tag = text[..<colon]
        let content = text[text.index(after: colon)...]
        if tag.lowercased() == "ipv6" { return isIPv6(content) }
        return tag.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            && tag.utf8.last?.isLetterOrDigit == true && !content.isEmpty
            && !content.utf8.contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "\\") }
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count)
                    && part.utf8.allSatisfy { (48...57).contains($0) } && UInt8(part) != nil
            }
    }

    /// Eight groups, or fewer around one `::`; the last two may be written as IPv4.
    private static func isIPv6(_ text: Substring) -> Bool {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, !text.contains(":::") else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (place, part) in parts.enumerated() {
                let isLast = index == halves.count - 1 && place == parts.count - 1
                if isLast, part.contains(".") {
                    guard isIPv4(part) else { return false }
                    groups += 2
                } else {
                    guard (1...4).contains(part.utf8.count),
                        part.utf8.allSatisfy({ UInt8(ascii: "0") <= $0 && $0 < 0x80 }),
                        UInt16(part, radix: 16) != nil
                    else { return false }
                    groups += 1
                }
            }
        }
        return halves.count == 2 ? groups <= 6 : groups == 8
    }
}
