import Testing

@Suite("Files of at most 400 lines, lines of at most 100 columns")
struct LengthTests {
    @Test("holds in the house")
    func holds() {
        let found = (House.sources + House.tests + [House.package]).flatMap(Self.offences)
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test("refuses the 401st line and the 101st column")
    func canFail() {
        let long = HouseFile(
            path: "Sources/A/Long.swift", text: String(repeating: "let a = 1\n", count: 401))
        #expect(Self.offences(in: long).map(\.line) == [401])
        let wide = HouseFile(
            path: "Sources/A/Wide.swift",
            text: "short\n" + String(repeating: "x", count: 101) + "\n"
                + String(repeating: "é", count: 100) + "\n")
        #expect(Self.offences(in: wide).map(\.line) == [2])
    }

    @Test("lets Japanese phrases be wider, and nothing else")
    func japanesePhrases() {
        let line = String(repeating: "x", count: 90) + String(repeating: "語", count: 20)
        let phrase = HouseFile(path: "Sources/Phrases/SMTPPhrases.swift", text: line)
        #expect(Self.offences(in: phrase).isEmpty)
        let elsewhere = HouseFile(path: "Sources/Shell/Words.swift", text: line)
        #expect(Self.offences(in: elsewhere).count == 1)
    }

    static func offences(in file: HouseFile) -> [Offence] {
        let tooWide = file.offences("longer than 100 columns", in: file.lines) { _, line in
            line.utf8.count > 100 && line.count > 100
                && !(file.room == "Phrases" && line.unicodeScalars.contains { $0.value > 0x2E7F })
        }
        guard file.lines.count > 400 else { return tooWide }
        return tooWide + [Offence(path: file.path, line: 401, what: "longer than 400 lines")]
    }
}
