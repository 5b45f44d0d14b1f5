/// How many columns text takes on a terminal: East Asian wide characters take two.
package enum Width {
    /// Columns that a terminal is sure to have.
    package static let page = 80

    /// The columns of `text`; colour sequences take none.
    package static func of(_ text: String) -> Int {
        var width = 0
        var inSequence = false
        for character in text {
            if inSequence {
                inSequence = character != "m"
            } else if character == "\u{1B}" {
                inSequence = true
            } else {
                width += of(character)
            }
        }
        return width
    }

    /// The columns of one character: its widest scalar decides, marks add nothing.
    static func of(_ character: Character) -> Int {
        var width = 0
        var asksForPicture = false
        for scalar in character.unicodeScalars {
            width = max(width, of(scalar))
            asksForPicture = asksForPicture || scalar.value == 0xFE0F
        }
        return asksForPicture && width == 1 ? 2 : width
    }

    /// The columns of one scalar (Unicode Standard Annex 11, wide and full-width ranges).
    static func of(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x20 || (0x7F..<0xA0).contains(value) { return 0 }
        if value < 0x300 { return value == 0xAD ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        return wide.contains { $0.contains(value) } ? 2 : 1
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0,
        0x23F3...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F,
        0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
        0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5,
        0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
        0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
        0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
        0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
        0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FE4, 0x17000...0x18CFF,
        0x1AFF0...0x1B2FF, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E,
        0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C,
        0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0,
        0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC,
        0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A...0x1F57A,
        0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5,
        0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF,
        0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB, 0x1F90C...0x1F93A,
        0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
    ]

    /// `text` with spaces behind it up to `columns`.
    package static func pad(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - of(text)))
    }

    /// `text` with spaces before it up to `columns`.
    package static func padLeft(_ text: String, to columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - of(text))) + text
    }

    /// `text` cut to `columns`, with `…` where something was left out; colours must come after.
    package static func cut(_ text: String, to columns: Int) -> String {
        guard of(text) > columns else { return text }
        var result = ""
        var width = 0
        for character in text {
            let next = of(character)
            guard width + next <= max(0, columns - 1) else { break }
            result.append(character)
            width += next
        }
        return result + "…"
    }

    /// `text` broken into lines of at most `columns`: at spaces, and between wide characters.
    package static func wrap(_ text: String, to columns: Int) -> [String] {
        let columns = max(8, columns)
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
            wrapLine(String($0), to: columns)
        }
    }

    private static func wrapLine(_ text: String, to columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var width = 0
        for piece in pieces(of: text, limit: columns) {
            let pieceWidth = of(piece)
            if width + pieceWidth > columns, width > 0 {
                lines.append(trimmedEnd(line))
                line = ""
                width = 0
                if piece == " " { continue }
            }
            line += piece
            width += pieceWidth
        }
        lines.append(trimmedEnd(line))
        return lines
    }

    private static func trimmedEnd(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    /// Characters that must not begin a line (the usual rule of Japanese typesetting).
    private static let closers = Set("、。,.)]}」』】〉》!?:;・ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョ…")
    /// Characters that must not end a line.
    private static let openers = Set("(「『【〈《[{(")

    /// Words, single spaces, and wide characters alone, so that a line may break between them.
    private static func pieces(of text: String, limit: Int) -> [String] {
        var pieces: [String] = []
        var word = ""
        var wordWidth = 0
        var joins = false
        func isWide(_ character: Character) -> Bool { of(character) == 2 }
        for character in text {
            let width = of(character)
            if character == " " {
                if !word.isEmpty { pieces.append(word) }
                word = ""
                wordWidth = 0
                pieces.append(" ")
            } else {
                let breaks =
                    !word.isEmpty && !joins && width > 0 && !closers.contains(character)
                    && (isWide(character) || word.last.map(isWide) == true)
                if breaks || wordWidth + width > limit {
                    pieces.append(word)
                    word = ""
                    wordWidth = 0
                }
                word.append(character)
                wordWidth += width
            }
            // What takes no column belongs to what it stands behind.
            if width > 0 { joins = openers.contains(character) }
        }
        if !word.isEmpty { pieces.append(word) }
        return pieces
    }
}
