import Foundation
import Testing

@Suite("No Set and no Dictionary where their order could be seen")
struct UnorderedTests {
    private static let exempt = [
        "Sources/Clockwork/Lookup.swift", "Sources/Phrases/Catalogue.swift",
    ]
    /// A line that may hold one says so, and why: `// unordered: never iterated, …`.
    private static let mark = "// unordered: never iterated"

    @Test("holds on floors 1 to 5")
    func holds() {
        let found = House.sources.flatMap {
            Self.offences(in: $0, rooms: FloorTable.deterministicRooms)
        }
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test(
        "refuses every way to declare one",
        arguments: [
            "var seen: Set<Int> = []", "let seen = Set(list)", "var byName: [String: Int] = [:]",
            "let grouped = Dictionary(grouping: list) { $0.name }", "var a: Dictionary<Int, Int>",
            "func f() -> [UInt16: [UInt8]] {", "let map = [\"a\": 1, \"b\": 2]",
            "private let byKey: [DNSName.Label: Zone]", "let map = [Int: String]()",
            "let map = [.seen: 1]", "var open: [Endpoint?: (a: Int, b: Int)]",
            "let map = [\n    \"a\": 1,\n]",
        ])
    func canFail(line: String) {
        let file = HouseFile(path: "Sources/SMTP/Sample.swift", text: line)
        #expect(Self.offences(in: file, rooms: ["SMTP"]).count == 1)
        let above = HouseFile(path: "Sources/Shell/Sample.swift", text: line)
        #expect(Self.offences(in: above, rooms: ["SMTP"]).isEmpty)
    }

    @Test(
        "lets everything ordered be",
        arguments: [
            "var byName: OrderedDictionary<String, Int> = [:]", "let set: OrderedSet<Int> = []",
            "let numbers = SequenceSet(parsing: text)", "var pairs: [(name: String, text: String)]",
            "outbox.append(.note(Note(\"smtp.x\", [\"name\": value])))",
            "let values: KeyValuePairs<String, String> = [\"name\": value]",
            "let chosen = list[isFirst ? a : b]", "let sorted = [Name(a: 1), Name(a: 2)]",
            "// a Set<Int> in a comment", "case flags([Flag]), text(String: Int)",
            "var seen: Set<Int>  // unordered: never iterated, only asked whether it contains",
        ])
    func canPass(line: String) {
        let file = HouseFile(path: "Sources/SMTP/Sample.swift", text: line)
        #expect(Self.offences(in: file, rooms: ["SMTP"]) == [])
    }

    @Test("refuses a mark that gives no reason")
    func markNeedsReason() {
        let file = HouseFile(
            path: "Sources/SMTP/Sample.swift",
            text: "var seen: Set<Int>  // unordered: never iterated")
        #expect(Self.offences(in: file, rooms: ["SMTP"]).count == 1)
    }

    static func offences(in file: HouseFile, rooms: [String]) -> [Offence] {
        guard let room = file.room, rooms.contains(room), !exempt.contains(file.path) else {
            return []
        }
        return file.offences("an unordered collection", in: file.code) { index, line in
            guard isUnordered(line, next: index + 1 < file.code.count ? file.code[index + 1] : "")
            else { return false }
            let parts = file.lines[index].components(separatedBy: mark)
            return parts.count < 2 || trimmed(parts[1]).count < 10
        }
    }

    private static func isUnordered(_ line: String, next: String) -> Bool {
        for word in ["Set<", "Set(", "Dictionary<", "Dictionary("] where finds(word, in: line) {
            return true
        }
        return line.contains("[") && (holdsDictionaryType(line) || assignsLiteral(line, next))
    }

    /// Whether the line holds `[Key: Value]`, where a type's name begins with a capital letter.
    private static func holdsDictionaryType(_ line: String) -> Bool {
        line.contains(#/\[[A-Z][A-Za-z0-9_.?<>]*: *[\[(A-Z][^\]]*\]/#)
    }

    /// Whether the line sets a name of no stated type to a literal with keys.
    private static func assignsLiteral(_ line: String, _ next: String) -> Bool {
        if line.contains(#/(let|var) \w+ = \[("[^"]*"|\.\w+|\d+): /#) { return true }
        return line.contains(#/(let|var) \w+ = \[$/#)
            && next.contains(#/^ *("[^"]*"|\.\w+|\d+): /#)
    }
}
