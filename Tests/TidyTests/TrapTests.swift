import Testing

@Suite("Nothing that ends the program on bad input")
struct TrapTests {
    private static let words = [
        "try!", "as!", "fatalError(", ".unsafelyUnwrapped", "unsafeBitCast", "abort()",
        "assertionFailure(",
    ]

    @Test("holds in the house")
    func holds() {
        let found = House.sources.flatMap(Self.offences)
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test("refuses each word", arguments: words)
    func canFail(word: String) {
        let file = HouseFile(path: "Sources/A/B.swift", text: "a\n let b = x \(word) y\n")
        #expect(Self.offences(in: file).map(\.line) == [2])
    }

    @Test("lets comments, strings and our own misuse be")
    func canPass() {
        let text = """
            // try! is forbidden
            let text = "fatalError("
            preconditionFailure("a session was opened twice")
            let count = try? read()
            """
        #expect(Self.offences(in: HouseFile(path: "Sources/A/B.swift", text: text)).isEmpty)
    }

    static func offences(in file: HouseFile) -> [Offence] {
        let present = words.filter { file.text.contains($0) }
        guard !present.isEmpty else { return [] }
        return file.offences("ends the program: throw, answer or ignore", in: file.code) {
            _, line in present.contains { finds($0, in: line) }
        }
    }
}
