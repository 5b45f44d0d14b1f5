import Foundation

/// A letter as a mail program shows it: four header fields and the text.
struct LetterText {
    private let fields: [(name: String, value: String)]
    private let body: [UInt8]

    init(_ octets: [UInt8]) {
        let (fields, bodyStart) = Self.split(octets[...])
        self.fields = fields
        body = Array(octets[bodyStart...])
    }

    /// The lines to show, the text cut after `limit` lines.
    func lines(words: Words, paint: Paint, limit: Int = 40) -> [String] {
        var lines = ["From", "To", "Cc", "Subject", "Date"].compactMap { name -> String? in
            guard let value = field(name) else { return nil }
            let shown = ProtocolText.shown(Self.decodeWords(value))
            return paint(.faint, "\(name):") + " " + shown
        }
        lines.append("")
        let text = ProtocolText.lines(text(ofPart: fields, body, depth: 0))
        lines += text.prefix(limit)
        if text.count > limit {
            lines.append(words("shell.more-lines", ["count": "\(text.count - limit)"]))
        }
        return lines
    }

    private func field(_ name: String) -> String? { Self.field(name, in: fields) }

    private static func field(_ name: String, in fields: [(name: String, value: String)])
        -> String?
    {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The fields of a header, unfolded, and where the body starts.
    private static func split(_ octets: ArraySlice<UInt8>) -> (
        [(name: String, value: String)], Int
    ) {
        var fields: [(name: String, value: String)] = []
        var position = octets.startIndex
        while position < octets.endIndex {
            let end = octets[position...].firstIndex(of: 0x0A) ?? octets.endIndex
            var line = Array(octets[position..<end])
            if line.last == 0x0D { line.removeLast() }
            let next = min(end + 1, octets.endIndex)
            if line.isEmpty { return (fields, next) }
            let text = String(decoding: line, as: UTF8.self)
            if let first = line.first, first == 0x20 || first == 0x09 {
                if !fields.isEmpty { fields[fields.count - 1].value += text }
            } else if let colon = text.firstIndex(of: ":") {
                let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                fields.append((String(text[..<colon]), String(value)))
            } else {
                // A line that is no field: the body begins without an empty line.
                return (fields, position)
            }
            position = next
        }
        return (fields, octets.endIndex)
    }

    /// The first text of a part, decoded; multiparts are looked into.
    private func text(ofPart fields: [(name: String, value: String)], _ body: [UInt8], depth: Int)
        -> [UInt8]
    {
        let type = Self.field("Content-Type", in: fields) ?? "text/plain"
        if type.lowercased().hasPrefix("multipart/"), depth < 5,
            let boundary = Self.parameter("boundary", of: type),
            let part = Self.firstPart(of: body, boundary: boundary)
        {
            let (inner, start) = Self.split(part[...])
            return text(ofPart: inner, Array(part[start...]), depth: depth + 1)
        }
        let encoding = (Self.field("Content-Transfer-Encoding", in: fields) ?? "").lowercased()
        var octets = body
        if encoding.hasPrefix("base64") {
            octets =
                Data(base64Encoded: Data(body), options: .ignoreUnknownCharacters).map(Array.init)
                ?? body
        } else if encoding.hasPrefix("quoted-printable") {
            octets = Self.quotedPrintable(body)
        }
        let charset = Self.parameter("charset", of: type) ?? "utf-8"
        return Self.text(octets, charset: charset).map { Array($0.utf8) } ?? octets
    }

    private static func firstPart(of body: [UInt8], boundary: String) -> [UInt8]? {
        let data = Data(body)
        let mark = Data("--\(boundary)".utf8)
        guard let start = data.range(of: mark),
            let lineEnd = data[start.upperBound...].firstIndex(of: 0x0A)
        else { return nil }
        let end = data.range(of: mark, in: (lineEnd + 1)..<data.endIndex)?.lowerBound
        return Array(data[(lineEnd + 1)..<(end ?? data.endIndex)])
    }

    private static func parameter(_ name: String, of value: String) -> String? {
        for part in value.split(separator: ";").dropFirst() {
            let halves = part.split(separator: "=", maxSplits: 1)
            guard halves.count == 2,
                halves[0].trimmingCharacters(in: .whitespaces).lowercased() == name
            else { continue }
            return halves[1].trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
        }
        return nil
    }

    static func quotedPrintable(_ octets: [UInt8], underscoreIsSpace: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        while position < octets.count {
            let octet = octets[position]
            if octet == UInt8(ascii: "="), position + 2 < octets.count,
                let high = Character(UnicodeScalar(octets[position + 1])).hexDigitValue,
                let low = Character(UnicodeScalar(octets[position + 2])).hexDigitValue
            {
                result.append(UInt8(high * 16 + low))
                position += 3
            } else if octet == UInt8(ascii: "="), position + 1 < octets.count,
                octets[position + 1] == 0x0A
            {
                position += 2
            } else if octet == UInt8(ascii: "="), position + 2 < octets.count,
                octets[position + 1] == 0x0D, octets[position + 2] == 0x0A
            {
                position += 3
            } else {
                result.append(underscoreIsSpace && octet == 0x5F ? 0x20 : octet)
                position += 1
            }
        }
        return result
    }

    /// The encoded words of a header field decoded (RFC 2047 §2); unknown charsets stay as they are.
    static func decodeWords(_ value: String) -> String {
        var result = ""
        var rest = Substring(value)
        var lastWasEncoded = false
        while let start = rest.range(of: "=?") {
            let before = rest[..<start.lowerBound]
            let parts = rest[start.upperBound...].split(
                separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4, parts[3].hasPrefix("="),
                let octets = octets(of: String(parts[2]), encoding: parts[1].lowercased()),
                let text = text(octets, charset: String(parts[0]))
            else {
                result += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                lastWasEncoded = false
                continue
            }
            // White space between two encoded words is not shown (RFC 2047 §6.2).
            let isGap = lastWasEncoded && before.allSatisfy { $0 == " " || $0 == "\t" }
            result += (isGap ? "" : before) + text
            rest = parts[3].dropFirst()
            lastWasEncoded = true
        }
        return result + rest
    }

    private static func octets(of text: String, encoding: String) -> [UInt8]? {
        switch encoding {
        case "b": Data(base64Encoded: text).map(Array.init)
        case "q": quotedPrintable(Array(text.utf8), underscoreIsSpace: true)
        default: nil
        }
    }

    private static func text(_ octets: [UInt8], charset: String) -> String? {
        let encoding: String.Encoding? =
            switch charset.lowercased() {
            case "utf-8", "us-ascii": .utf8
            case "iso-8859-1": .isoLatin1
            case "iso-2022-jp": .iso2022JP
            case "euc-jp": .japaneseEUC
            case "shift_jis": .shiftJIS
            default: nil
            }
        return encoding.flatMap { String(data: Data(octets), encoding: $0) }
    }
}
