/// A mailbox address as the envelope carries it: `local-part@domain` (RFC 5321 §4.1.2).
package struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The local part without quoting; its case matters to its own host only (RFC 5321 §2.4).
    package let localPart: String
    /// The domain in lower case, or an address literal such as `[192.0.2.1]`.
    package let domain: String

    package init(localPart: String, domain: String) {
        self.localPart = localPart
        self.domain = domain.lowercased()
    }
}

/// Where a bounce goes; `MAIL FROM:<>` has nowhere (RFC 5321 §4.5.5).
package enum ReversePath: Hashable, Sendable, CustomStringConvertible {
    case null
    case address(MailAddress)

    package var description: String {
        switch self {
        case .null: "<>"
        case .address(let address): "<\(address)>"
        }
    }
}

/// Where a letter goes; `RCPT TO:<Postmaster>` needs no domain (RFC 5321 §4.5.1).
package enum ForwardPath: Hashable, Sendable, CustomStringConvertible {
    case postmaster
    case address(MailAddress)

    package var description: String {
        switch self {
        case .postmaster: "<Postmaster>"
        case .address(let address): "<\(address)>"
        }
    }
}

/// The outside of a letter: what SMTP says about it, not what its header says (RFC 5321 §2.3.1).
package struct Envelope: Hashable, Sendable {
    package var reversePath: ReversePath
    package var recipients: [ForwardPath]
    /// BODY=8BITMIME was said (RFC 6152 §2).
    package var isEightBit: Bool

    package init(reversePath: ReversePath, recipients: [ForwardPath], isEightBit: Bool = false) {
        self.reversePath = reversePath
        self.recipients = recipients
        self.isEightBit = isEightBit
    }
}
