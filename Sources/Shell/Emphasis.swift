/// The `*emphasis*` of Markdown on a terminal: strong type where there is colour, and no asterisks.
package enum Emphasis {
    /// Takes no column, and stands where emphasis begins or ends while lines are broken.
    private static let mark: Character = "\u{2063}"

    /// `text` in lines of at most `columns`.
    package static func wrap(_ text: String, to columns: Int, _ paint: Paint) -> [String] {
        var isStrong = false
        return Width.wrap(marked(text), to: columns).map { line in
            let parts = line.split(separator: mark, omittingEmptySubsequences: false)
            return parts.enumerated().map { place, part in
                if place > 0 { isStrong.toggle() }
                return isStrong ? paint(.strong, String(part)) : String(part)
            }.joined()
        }
    }

    /// `text` without the asterisks, for a sentence that is a value of another one.
    package static func plain(_ text: String) -> String {
        String(marked(text).filter { $0 != mark })
    }

    /// `text` with a mark for each asterisk of emphasis; code keeps its own.
    private static func marked(_ text: String) -> String {
        var result = ""
        var isCode = false
        var rest = Substring(text)
        while let character = rest.popFirst() {
            if character == "`" { isCode.toggle() }
            guard character == "*", !isCode, let inner = emphasized(rest) else {
                result.append(character)
                continue
            }
            result += "\(mark)\(inner)\(mark)"
            rest = rest.dropFirst(inner.count + 1)
        }
        return result
    }

    /// What stands before the next asterisk, if it can be emphasis: no space at its ends, no code.
    private static func emphasized(_ rest: Substring) -> Substring? {
        guard let end = rest.firstIndex(of: "*") else { return nil }
        let inner = rest[..<end]
        guard let first = inner.first, let last = inner.last, first != " ", last != " ",
            !inner.contains("`"), !inner.contains("\n")
        else { return nil }
        return inner
    }
}
