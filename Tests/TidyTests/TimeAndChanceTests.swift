import Testing

@Suite("No clock and no chance outside Clockwork")
struct TimeAndChanceTests {
    private static let clocks = [
        "Date(", "Date.now", "ContinuousClock", "SuspendingClock", "DispatchTime",
        "DispatchWallTime", "clock_gettime", "gettimeofday", "time(nil)", "time(NULL)",
        "systemUptime", "Task.sleep", "usleep(", "nanosleep(", "sleep(", "CFAbsoluteTime",
    ]
    private static let chances = [
        "random(in", ".random()", "SystemRandomNumberGenerator", ".shuffled()", ".shuffle()",
        ".randomElement()", "arc4random", "getentropy", "UUID()", "drand48", "rand()", "RAND_bytes",
        ".hashValue", "Hasher()",
    ]
    /// A line that needs the wall clock says so, and why: `// wall clock: …`.
    private static let mark = "// wall clock: "
    /// So does the one that draws a seed where real programs come: `// system's chance: …`.
    private static let seedMark = "// system's chance: "

    @Test("holds in the house")
    func holds() {
        let found = House.sources.flatMap(Self.offences)
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test("refuses each clock and each source of chance", arguments: clocks + chances)
    func canFail(word: String) {
        let file = HouseFile(path: "Sources/Shell/A.swift", text: "let a = 1\nlet b = \(word)x)\n")
        #expect(Self.offences(in: file).map(\.line) == [2])
    }

    @Test("lets words of the same ending, comments, strings and marked lines be")
    func canPass() {
        let text = """
            let date = calendar.mailDate(now)
            let internalDate = StoredMessage.internalDate(now)
            // Date( is forbidden, and so is sleep(
            let text = "Date() and .hashValue"
            let start = ContinuousClock.now  // wall clock: a bench measures real seconds
            let seed = UInt64.random(in: 0...9)  // system's chance: a seed that nobody knows
            """
        let file = HouseFile(path: "Sources/Shell/A.swift", text: text)
        #expect(Self.offences(in: file).isEmpty)
        let interpolated = HouseFile(path: "Sources/Shell/A.swift", text: #"let a = "\(Date())""#)
        #expect(Self.offences(in: interpolated).count == 1)
    }

    static func offences(in file: HouseFile) -> [Offence] {
        guard file.room != "Clockwork" else { return [] }
        let clocks = clocks.filter { file.text.contains($0) }
        let chances = chances.filter { file.text.contains($0) }
        guard !clocks.isEmpty || !chances.isEmpty else { return [] }
        return file.offences("a clock or chance outside Clockwork", in: file.code) { index, line in
            chances.contains { finds($0, in: line) } && !file.lines[index].contains(seedMark)
                || clocks.contains { finds($0, in: line) } && !file.lines[index].contains(mark)
        }
    }
}
