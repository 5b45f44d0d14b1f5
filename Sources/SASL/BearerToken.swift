import Ciphers

/// A toy of an access token: who, until when, and a seal that only the issuer can make.
///
/// Real ones come from a sign-in page somewhere else (RFC 7628 §1); what matters to a mail server
/// is the same: it sees no password, it checks a seal and a date, and whoever has the token is in.
package struct BearerToken: Hashable, Sendable {
    package let login: String
    /// The last second in which it counts, after 1970-01-01 UTC.
    package let expiry: Int64

    /// Why a token does not count.
    package enum Refusal: Error, Hashable, Sendable {
        case malformed
        case forged
        case expired
    }

    package init(login: String, expiry: Int64) {
        self.login = login
        self.expiry = expiry
    }

    /// The token as it is handed out.
    package func text(key: [UInt8]) -> String {
        let body = HexText.lower(Array("\(expiry) \(login)".utf8))
        return body + "." + HexText.lower(KeyedDigest.sha256(Array(body.utf8), key: key))
    }

    /// Reads a token that was sealed with `key` and still counts at `now`.
    package init(_ text: String, key: [UInt8], at now: Int64) throws(Refusal) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let body = HexText.octets(parts[0]),
            let seal = HexText.octets(parts[1])
        else { throw .malformed }
        let expected = KeyedDigest.sha256(Array(parts[0].utf8), key: key)
        guard constantTimeEquals(seal, expected) else { throw .forged }
        let words = String(decoding: body, as: UTF8.self).split(separator: " ", maxSplits: 1)
        guard words.count == 2, let expiry = Int64(words[0]) else { throw .malformed }
        guard now <= expiry else { throw .expired }
        login = String(words[1])
        self.expiry = expiry
    }

    /// The longest token taken.
    static let limit = 2_048

    /// A token must be printable and without spaces to be sent (RFC 7628 §3.1).
    static func check(_ text: String) throws(SASLFault) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= limit else { throw .tooLong }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .controlOctet }
    }
}
