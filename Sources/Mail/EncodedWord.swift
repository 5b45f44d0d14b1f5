/// Words of other character sets in header fields: `=?utf-8?B?44GT?=` (RFC 2047 §2).
package enum EncodedWord {
    /// The text of a field with its encoded words decoded.
    ///
    /// White space between two encoded words is not shown (RFC 2047 §6.2). A word whose character
    /// set we do not know stays as it is.
    package static func decode(_ octets: [UInt8]) -> String {
        var result = ""
        var plain: [UInt8] = []
        // Neighbours of one character set are joined before decoding: many writers cut a
        // character in two, although each word should be complete (RFC 2047 §5).
        var pending: (charset: String, octets: [UInt8])?
        func flush(_ word: (charset: String, octets: [UInt8])?) -> String {
            word.flatMap { text($0.octets, charset: $0.charset) } ?? ""
        }
        var index = 0
        while index < octets.count {
            if octets[index] == 0x3D, let word = word(in: octets, at: index) {
                if pending == nil || !plain.allSatisfy(ASCII.isSpace) {
                    result += flush(pending)
                    pending = nil
                    result += String(decoding: plain, as: UTF8.self)
                }
                plain.removeAll()
                if let known = pending, known.charset == word.charset {
                    pending = (known.charset, known.octets + word.octets)
                } else {
                    result += flush(pending)
                    pending = (word.charset, word.octets)
                }
                index = word.end
            } else {
                plain.append(octets[index])
                index += 1
            }
        }
        return result + flush(pending) + String(decoding: plain, as: UTF8.self)
    }

    /// The encoded word at `start`: its character set, its octets, and the index behind it.
    private static func word(
        in octets: [UInt8], at start: Int
    ) -> (charset: String, octets: [UInt8], end: Int)? {
        let parts = octets[start...].prefix(Self.longestRead).split(
            separator: 0x3F, maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].elementsEqual([0x3D]), parts[4].first == 0x3D,
            parts[2].count == 1, !parts[1].isEmpty, !parts[3].contains(where: ASCII.isSpace)
        else { return nil }
        // A language may stand behind the character set (RFC 2231 §5).
        let charset = String(
            decoding: parts[1].prefix { $0 != 0x2A }.map(ASCII.lower), as: UTF8.self)
        let content: [UInt8]
        switch parts[2].first.map(ASCII.lower) {
        case UInt8(ascii: "b"):
            content = Base64.decodeLoosely(parts[3])
        case UInt8(ascii: "q"):
            content = QuotedPrintable.decode(Array(parts[3].map { $0 == 0x5F ? 0x20 : $0 })[...])
        default:
            return nil
        }
        guard text(content, charset: charset) != nil else { return nil }
        return (charset, content, parts[4].startIndex + 1)
    }

    /// Words longer than the 75 that are allowed are read, up to this.
    private static let longestRead = 2_000

    /// The text of `octets` in a character set that needs no table, or nil.
    package static func text(_ octets: some Collection<UInt8>, charset: String) -> String? {
        switch charset.lowercased() {
        case "utf-8", "utf8", "us-ascii", "ascii": return String(decoding: octets, as: UTF8.self)
        case "iso-8859-1", "latin1":
            var text = String.UnicodeScalarView()
            for octet in octets { text.append(Unicode.Scalar(octet)) }
            return String(text)
        default: return nil
        }
    }

    /// `text` as a field may carry it: as it is if it is ASCII, else in words of at most 75.
    ///
    /// `column` is the place on the first line where the text begins; lines with encoded words
    /// are at most 76 long (RFC 2047 §2). Line ends in `text` become spaces.
    package static func encode(_ text: String, column: Int = 0) -> String {
        let safe = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        guard safe.contains(where: { !$0.isASCII }) || holdsEncodedWord(text) else {
            return String(String.UnicodeScalarView(safe))
        }
        var words: [String] = []
        var word: [UInt8] = []
        var room = max(4, (76 - min(column, 60) - 12) / 4 * 3)
        for scalar in safe {
            let octets = Array(String(scalar).utf8)
            if word.count + octets.count > room {
                words.append(wrapped(word))
                word = []
                room = 45
            }
            word += octets
        }
        words.append(wrapped(word))
        return words.joined(separator: "\r\n ")
    }

    private static func wrapped(_ octets: [UInt8]) -> String {
        "=?utf-8?B?" + String(decoding: Base64.encode(octets), as: UTF8.self) + "?="
    }

    /// Text that looks like an encoded word must be encoded, or readers would decode it.
    private static func holdsEncodedWord(_ text: String) -> Bool {
        let octets = Array(text.utf8)
        return octets.indices.contains { octets[$0] == 0x3D && word(in: octets, at: $0) != nil }
    }
}
