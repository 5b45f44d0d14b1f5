extension MailAddress {
    /// The RFC's spelling; a local part that needs quoting is quoted (RFC 5321 §4.1.2).
    package var description: String {
        let atoms = localPart.split(separator: ".", omittingEmptySubsequences: false)
        let plain = atoms.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(Self.isAtomText) }
        guard !plain else { return "\(localPart)@\(domain)" }
        let quoted = localPart.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
        return "\"\(quoted)\"@\(domain)"
    }

    /// `atext` of RFC 5322 §3.2.3, and octets of UTF-8 above it.
    static func isAtomText(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
            true
        default:
            "!#$%&'*+-/=?^_`{|}~".utf8.contains(octet)
        }
    }
}
