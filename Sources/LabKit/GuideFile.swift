import Phrases

/// A guide in one language: Markdown with a mark `<!-- step: id -->` before each step's part.
struct GuideFile {
    /// A part of the text, with the step that it belongs to.
    struct Part {
        let step: String?
        let line: Int
        var lines: [Substring] = []

        var text: String {
            var lines = lines
            while let first = lines.first, first.allSatisfy(\.isWhitespace) { lines.removeFirst() }
            while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
            return lines.joined(separator: "\n")
        }
    }

    /// The levels of all headings, with their lines.
    private(set) var headings: [(level: Int, line: Int)] = []
    private(set) var parts: [Part]

    init(_ text: String) {
        parts = [Part(step: nil, line: 1)]
        var isInCode = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("```") { isInCode.toggle() }
            if !isInCode, let step = Self.step(of: line) {
                parts.append(Part(step: step, line: index + 1))
                continue
            }
            let marks = line.prefix { $0 == "#" }
            if !isInCode, !marks.isEmpty, line.dropFirst(marks.count).hasPrefix(" ") {
                headings.append((marks.count, index + 1))
            }
            parts[parts.count - 1].lines.append(line)
        }
    }

    /// The whole text without the marks.
    var whole: String { parts.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n\n") }

    private static func step(of line: Substring) -> String? {
        let prefix = "<!-- step: "
        let suffix = " -->"
        guard line.hasPrefix(prefix), line.hasSuffix(suffix),
            line.count > prefix.count + suffix.count
        else { return nil }
        return String(line.dropFirst(prefix.count).dropLast(suffix.count))
    }
}

extension Guide {
    /// Puts the guides of both languages together; notes every difference between them.
    static func reading(
        en: (text: String, name: String), ja: (text: String, name: String), steps: [String],
        into troubles: inout [FileTrouble.Item]
    ) -> Guide {
        let files = [(GuideFile(en.text), en.name), (GuideFile(ja.text), ja.name)]
        for (file, name) in files {
            func note(_ key: String, _ values: [FileTrouble.Value], line: Int) {
                troubles.append(
                    .init(file: name, line: line, column: 1, key: key, values: values))
            }
            let marked = file.parts.compactMap(\.step)
            if marked != steps {
                let line = file.parts.dropFirst().enumerated().first { index, part in
                    index >= steps.count || part.step != steps[index]
                }?.element.line
                note(
                    "guide.steps",
                    [
                        .init(name: "steps", text: steps.joined(separator: ", ")),
                        .init(name: "found", text: marked.joined(separator: ", ")),
                    ], line: line ?? 1)
            }
            for part in file.parts where part.text.isEmpty {
                note("guide.empty", [], line: part.line)
            }
        }
        let levels = files.map { $0.0.headings.map(\.level) }
        if levels[0] != levels[1] {
            let same = zip(levels[0], levels[1]).prefix { $0 == $1 }.count
            let line = files[1].0.headings.dropFirst(same).first?.line ?? 1
            troubles.append(
                .init(
                    file: ja.name, line: line, column: 1, key: "guide.headings",
                    values: [.init(name: "other", text: en.name)]))
        }
        let (english, japanese) = (files[0].0, files[1].0)
        let sections = english.parts.dropFirst().compactMap { part -> Section? in
            guard let step = part.step,
                let twin = japanese.parts.first(where: { $0.step == step })
            else { return nil }
            return Section(step: step, text: Text(en: part.text, ja: twin.text))
        }
        return Guide(
            whole: Text(en: english.whole, ja: japanese.whole),
            introduction: Text(en: english.parts[0].text, ja: japanese.parts[0].text),
            sections: sections)
    }
}
