import Foundation

/// Octets of a protocol as a person may see them: nothing that could steer the terminal.
package enum ProtocolText {
    /// Octets shown of one line before the rest is only counted.
    static let limit = 400

    /// The lines of `octets` without their ends, control characters escaped.
    package static func lines(_ octets: [UInt8]) -> [String] {
        var lines: [[UInt8]] = [[]]
        for octet in octets {
            if octet == 0x0A {
                if lines[lines.count - 1].last == 0x0D { lines[lines.count - 1].removeLast() }
                lines.append([])
            } else {
                lines[lines.count - 1].append(octet)
            }
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { shown($0) }
    }

    /// All of `octets` on one line, its end left out, line ends within shown as `⏎`.
    package static func oneLine(_ octets: [UInt8], limit: Int = limit) -> String {
        let lines = lines(octets)
        let text = lines.prefix(6).joined(separator: " ⏎ ")
        return lines.count > 6 ? text + " ⏎ … (\(lines.count))" : text
    }

    /// Text with control characters as escapes; octets that are not UTF-8 as `\xNN`.
    package static func shown(_ octets: [UInt8]) -> String {
        let shortened = octets.count > limit ? Array(octets.prefix(limit)) : octets
        var result = ""
        if let text = String(validatingUTF8: shortened) {
            for scalar in text.unicodeScalars { result += escape(scalar) }
        } else {
            for octet in shortened {
                result +=
                    (0x20..<0x7F).contains(octet)
                    ? String(UnicodeScalar(octet)) : "\\x" + hex(octet)
            }
        }
        return octets.count > limit ? result + "… (\(octets.count))" : result
    }

    /// A text with its control characters as escapes.
    package static func shown(_ text: String) -> String {
        text.unicodeScalars.map(escape).joined()
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x09: return "\\t"
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0..<0x20, 0x7F..<0xA0: return "\\x" + hex(UInt8(scalar.value))
        // Marks that turn the direction of writing could make a line read backwards.
        case 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
            return "\\u{" + String(scalar.value, radix: 16) + "}"
        default: return String(scalar)
        }
    }

    static func hex(_ octet: UInt8) -> String {
        String(String(0x100 | UInt16(octet), radix: 16).dropFirst()).uppercased()
    }

    /// What a base64 line of an AUTH exchange says, NUL as `·` and control-A as `^A`; nil when it
    /// is none.
    package static func decodedCredentials(_ line: String) -> String? {
        let words = line.split(separator: " ")
        guard let last = words.last, last.count >= 4, last.count % 4 == 0 else { return nil }
        let verb = words.first.map { $0.uppercased() } ?? ""
        let isAuth =
            words.count == 3 && verb == "AUTH" || words.count == 2 && verb == "334"
            || words.count == 2 && verb == "+" || words.count == 1
            || words.count == 4 && words[1].uppercased() == "AUTHENTICATE"
        guard isAuth, let data = Data(base64Encoded: String(last)), !data.isEmpty,
            let text = String(data: data, encoding: .utf8)
        else { return nil }
        let readable = text.unicodeScalars.allSatisfy {
            $0.value <= 1 || $0.value >= 0x20 && $0.value != 0x7F
        }
        guard readable else { return nil }
        return text.replacingOccurrences(of: "\0", with: "·")
            .replacingOccurrences(of: "\u{1}", with: "^A")
    }

    /// Rows of sixteen octets: offset, hexadecimal, text.
    package static func hexDump(_ octets: [UInt8], limit: Int = 1_024) -> [String] {
        stride(from: 0, to: min(octets.count, limit), by: 16).map { offset in
            let row = octets[offset..<min(offset + 16, octets.count)]
            let cells = row.enumerated().map { ($0.offset == 8 ? " " : "") + hex($0.element) }
            let text = row.map {
                (0x20..<0x7F).contains($0) ? Character(UnicodeScalar($0)) : "."
            }
            let position = String(String(0x10000 | min(offset, 0xFFFF), radix: 16).dropFirst())
            return "  \(position)  " + Width.pad(cells.joined(separator: " "), to: 49)
                + " " + String(text)
        }
    }
}

extension String {
    /// The text that `octets` are in UTF-8; nil when they are not.
    init?(validatingUTF8 octets: [UInt8]) {
        guard let text = String(bytes: octets, encoding: .utf8) else { return nil }
        self = text
    }
}
