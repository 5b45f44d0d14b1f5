/// A guide's Markdown as plain lines for a terminal.
package enum GuideText {
    /// Paragraphs wrapped to the page, headings strong, code and tables as they stand.
    package static func lines(_ markdown: String, _ paint: Paint) -> [String] {
        var lines: [String] = []
        var paragraph: [Substring] = []
        var isCode = false
        func flush() {
            guard !paragraph.isEmpty else { return }
            lines += wrapped(paragraph, paint)
            paragraph = []
        }
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                flush()
                isCode.toggle()
            } else if isCode {
                lines.append("    " + paint(.typed, String(line)))
            } else if line.hasPrefix("#") {
                flush()
                let title = line.drop { $0 == "#" || $0 == " " }
                lines.append(paint(.strong, String(title)))
            } else if line.hasPrefix("|") || line.hasPrefix("    ") {
                flush()
                lines.append(String(line))
            } else if line.allSatisfy(\.isWhitespace) {
                flush()
                if lines.last != "" { lines.append("") }
            } else {
                if isItem(line) { flush() }
                paragraph.append(line)
            }
        }
        flush()
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func isItem(_ line: Substring) -> Bool {
        let text = line.drop { $0 == " " }
        if text.hasPrefix("- ") || text.hasPrefix("* ") { return true }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        return !digits.isEmpty && text.dropFirst(digits.count).hasPrefix(". ")
    }

    private static func wrapped(_ paragraph: [Substring], _ paint: Paint) -> [String] {
        var text = ""
        for line in paragraph {
            let line = text.isEmpty ? line : line.drop { $0 == " " }
            // Japanese lines join without a space; beside code there is one anyway.
            let sides = [text.last, line.first].compactMap { $0 }
            let joinsWide =
                sides.contains { Width.of($0) == 2 } && !sides.contains("`")
            text += (text.isEmpty || joinsWide ? "" : " ") + line
        }
        text = text.split(separator: "**", omittingEmptySubsequences: false).joined()
        let indent = isItem(Substring(text)) ? 2 : 0
        return Emphasis.wrap(text, to: Width.page - indent, paint).enumerated().map { index, line in
            index == 0 ? line : String(repeating: " ", count: indent) + line
        }
    }
}
