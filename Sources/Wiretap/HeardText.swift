import Mail
import SASL

/// Octets of unknown people as text that can be shown.
enum HeardText {
    /// The longest text that is kept of anything.
    static let limit = 2_000

    /// UTF-8 as far as it is; control characters stand as U+FFFD, but LF between lines.
    static func of(_ octets: some Collection<UInt8>, limit: Int = limit) -> String {
        safe(String(decoding: octets.prefix(limit), as: UTF8.self))
    }

    /// The same for text that has been decoded already.
    static func safe(_ text: String, limit: Int = limit) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) {
            let isControl =
                scalar.value < 0x20 && scalar != "\n" || (0x7F...0x9F).contains(scalar.value)
            scalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(scalars)
    }

    /// A listener is not strict: what can be decoded is, also where the server will refuse it.
    static func base64(_ text: some Collection<UInt8>) -> [UInt8]? {
        if text.isEmpty || text.elementsEqual([UInt8(ascii: "=")]) { return [] }
        let isOther = text.contains { octet in
            !(octet.isLetterOrDigit || octet == UInt8(ascii: "+") || octet == UInt8(ascii: "/")
                || octet == UInt8(ascii: "="))
        }
        return isOther ? nil : Base64.decodeLoosely(Array(text)[...])
    }

    /// The words of a line, which single or several spaces part.
    static func words(_ line: [UInt8]) -> [ArraySlice<UInt8>] {
        line.split(separator: UInt8(ascii: " "))
    }

    /// A verb in capital letters, for comparison; what is too long is none.
    static func verb(_ word: ArraySlice<UInt8>?) -> String {
        guard let word, word.count <= 32 else { return "" }
        return String(decoding: word, as: UTF8.self).uppercased()
    }
}

extension UInt8 {
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
