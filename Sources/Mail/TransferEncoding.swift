/// How a part's octets were made fit for transport (RFC 2045 §6).
package enum TransferEncoding: Hashable, Sendable {
    /// `7bit`, `8bit` and `binary`: the octets are what they are.
    case identity(name: String)
    case base64
    case quotedPrintable
    /// An encoding that we do not know; its octets cannot be decoded.
    case unknown(name: String)

    /// The value of a Content-Transfer-Encoding field; a missing one means 7bit (RFC 2045 §6.1).
    package init(_ value: String?) {
        let name = value.map { String(decoding: HeaderCursor.firstToken(of: $0), as: UTF8.self) }
        switch name?.lowercased() {
        case nil, "": self = .identity(name: "7bit")
        case "7bit", "8bit", "binary": self = .identity(name: name ?? "")
        case "base64": self = .base64
        case "quoted-printable": self = .quotedPrintable
        case .some: self = .unknown(name: name ?? "")
        }
    }

    package var name: String {
        switch self {
        case .identity(let name), .unknown(let name): name
        case .base64: "base64"
        case .quotedPrintable: "quoted-printable"
        }
    }

    /// The octets that were meant; what is broken is skipped.
    package func decode(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        switch self {
        case .identity, .unknown: Array(octets)
        case .base64: Base64.decodeLoosely(octets)
        case .quotedPrintable: QuotedPrintable.decode(octets)
        }
    }
}

extension HeaderCursor {
    static func firstToken(of value: String) -> [UInt8] {
        var cursor = HeaderCursor(Array(value.utf8))
        cursor.skipSpaceAndComments()
        return cursor.takeToken()
    }
}

/// Three octets in four letters (RFC 2045 §6.8, RFC 4648 §4).
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text for `octets`, on one line.
    package static func encode(_ octets: some Collection<UInt8>) -> [UInt8] {
        encode(octets, alphabet: alphabet, pad: true)
    }

    static func encode(
        _ octets: some Collection<UInt8>, alphabet: [UInt8], pad: Bool
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((octets.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var count = 0
        for octet in octets {
            bits = bits << 8 | UInt32(octet)
            count += 1
            guard count == 3 else { continue }
            for shift in [18, 12, 6, 0] { text.append(alphabet[Int(bits >> UInt32(shift) & 63)]) }
            bits = 0
            count = 0
        }
        if count > 0 {
            bits <<= UInt32(24 - 8 * count)
            for index in 0...count {
                text.append(alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)])
            }
            if pad { text += Array(repeating: 0x3D, count: 3 - count) }
        }
        return text
    }

    /// The text for `octets` in lines of 76 letters, each with CRLF (RFC 2045 §6.8).
    package static func encodeLines(_ octets: some Collection<UInt8>) -> [UInt8] {
        let text = encode(octets)
        return stride(from: 0, to: text.count, by: 76).flatMap {
            Array(text[$0..<min($0 + 76, text.count)]) + [0x0D, 0x0A]
        }
    }

    /// The octets of a text that is base64 and nothing else, or nil (RFC 4648 §3.2, §3.3).
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var letters = Array(text)
        while letters.last == 0x3D, text.count - letters.count < 2 { letters.removeLast() }
        guard letters.allSatisfy({ value(of: $0) != nil }), letters.count % 4 != 1 else {
            return nil
        }
        return decodeLoosely(letters[...])
    }

    /// The octets of a text, where anything outside the alphabet is skipped (RFC 2045 §6.8).
    package static func decodeLoosely(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        for letter in text {
            if letter == 0x3D { break }
            guard let value = value(of: letter) else { continue }
            bits = bits << 6 | value
            count += 1
            guard count == 4 else { continue }
            for shift in [16, 8, 0] { octets.append(UInt8(truncatingIfNeeded: bits >> shift)) }
            bits = 0
            count = 0
        }
        if count == 2 { octets.append(UInt8(truncatingIfNeeded: bits >> 4)) }
        if count == 3 {
            octets.append(UInt8(truncatingIfNeeded: bits >> 10))
            octets.append(UInt8(truncatingIfNeeded: bits >> 2))
        }
        return octets
    }

    static func value(of letter: UInt8) -> UInt32? {
        switch letter {
        case 0x41...0x5A: UInt32(letter - 0x41)
        case 0x61...0x7A: UInt32(letter - 0x61) + 26
        case 0x30...0x39: UInt32(letter - 0x30) + 52
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}

/// Text that stays readable, with `=XX` for what does not fit (RFC 2045 §6.7).
package enum QuotedPrintable {
    /// The text for lines that end with CRLF; no line of the result is longer than 76.
    package static func encode(_ octets: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var column = 0
        var index = 0
        while index < octets.count {
            let octet = octets[index]
            if octet == 0x0D, index + 1 < octets.count, octets[index + 1] == 0x0A {
                text += [0x0D, 0x0A]
                column = 0
                index += 2
                continue
            }
            let endsLine =
                index + 1 == octets.count
                || (index + 2 < octets.count && octets[index + 1] == 0x0D
                    && octets[index + 2] == 0x0A)
            let isPlain =
                octet >= 0x21 && octet <= 0x7E && octet != 0x3D
                || ASCII.isSpace(octet) && !endsLine
            let piece = isPlain ? [octet] : [0x3D] + hex(octet)
            // One column is kept for the "=" of a soft line break.
            if column + piece.count > 75 {
                text += [0x3D, 0x0D, 0x0A]
                column = 0
            }
            text += piece
            column += piece.count
            index += 1
        }
        return text
    }

    /// The octets that were meant; a broken `=` stands for itself.
    package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let octet = text[index]
            index += 1
            guard octet == 0x3D else {
                octets.append(octet)
                continue
            }
            let rest = text[index...]
            if let high = rest.first.flatMap(hexValue),
                let low = rest.dropFirst().first.flatMap(hexValue)
            {
                octets.append(high << 4 | low)
                index += 2
            } else {
                // A soft line break; spaces before the line end are padding of the transport.
                let end = rest.drop(while: ASCII.isSpace)
                if end.prefix(2) == [0x0D, 0x0A] {
                    index = end.startIndex + 2
                } else if end.isEmpty {
                    index = end.endIndex
                } else {
                    octets.append(octet)
                }
            }
        }
        return octets
    }

    static func hex(_ octet: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [digits[Int(octet >> 4)], digits[Int(octet & 15)]]
    }

    static func hexValue(_ letter: UInt8) -> UInt8? {
        switch letter {
        case 0x30...0x39: letter - 0x30
        case 0x41...0x46: letter - 0x41 + 10
        case 0x61...0x66: letter - 0x61 + 10
        default: nil
        }
    }
}
