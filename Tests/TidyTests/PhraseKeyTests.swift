import Foundation
import Testing

@Suite("Each phrase has one key, and each note has a phrase")
struct PhraseKeyTests {
    @Test("no key stands twice in the tables of Sources/Phrases")
    func unique() {
        let found = Self.repeatedKeys(in: House.sources.filter { $0.room == "Phrases" })
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test("every note that is written out has its phrase")
    func notes() {
        let phrases = House.sources.filter { $0.room == "Phrases" }
        let known = phrases.flatMap { Self.keys(after: "Phrase(", in: $0) }.map(\.key)
        let found = House.sources.filter { $0.room != "Phrases" }
            .flatMap { Self.notesWithoutPhrase(in: $0, known: known) }
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test("refuses a key that stands twice, in one table or in two")
    func canFail() {
        let one = HouseFile(
            path: "Sources/Phrases/A.swift",
            text: "let a: [Phrase] = [\n  Phrase(\"a.x\", en: \"\", ja: \"\"),\n  Phrase(\n"
                + "    \"a.y\", en: \"\", ja: \"\"),\n]\n")
        let two = HouseFile(
            path: "Sources/Phrases/B.swift", text: "Phrase(\"b.x\", en: \"\"), Phrase(\"a.y\",")
        #expect(Self.repeatedKeys(in: [one, two]).map(\.path) == ["Sources/Phrases/B.swift"])
        #expect(Self.repeatedKeys(in: [one, one]).count == 2)
        let note = HouseFile(
            path: "Sources/SMTP/A.swift",
            text: "Note(\"a.x\")\nNote(\n  \"a.z\", source: \"\")\nNote(\"a.\\(name)\")\n")
        #expect(Self.notesWithoutPhrase(in: note, known: ["a.x"]).map(\.line) == [3])
    }

    static func repeatedKeys(in files: [HouseFile]) -> [Offence] {
        var seen: [String] = []
        var found: [Offence] = []
        for file in files {
            for (key, line) in keys(after: "Phrase(", in: file) {
                if seen.contains(key) {
                    found.append(Offence(path: file.path, line: line, what: "\(key) stands twice"))
                }
                seen.append(key)
            }
        }
        return found
    }

    static func notesWithoutPhrase(in file: HouseFile, known: [String]) -> [Offence] {
        keys(after: "Note(", in: file).filter { !known.contains($0.key) && !$0.key.contains("\\") }
            .map { Offence(path: file.path, line: $0.line, what: "\($0.key) has no phrase") }
    }

    /// The string literals that directly follow `opening`, with the lines they stand in.
    static func keys(after opening: String, in file: HouseFile) -> [(key: String, line: Int)] {
        var found: [(key: String, line: Int)] = []
        for (index, line) in file.lines.enumerated() where finds(opening, in: line) {
            for piece in line.components(separatedBy: opening).dropFirst() {
                // The literal may stand in the next line.
                let isSplit = trimmed(piece).isEmpty && index + 1 < file.lines.count
                let text = isSplit ? trimmed(file.lines[index + 1]) : piece
                guard text.hasPrefix("\"") else { continue }
                let key = text.dropFirst().prefix { $0 != "\"" }
                found.append((String(key), index + 1 + (isSplit ? 1 : 0)))
            }
        }
        return found
    }
}
