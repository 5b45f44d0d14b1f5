import Testing

@Suite("Nothing left lying about: no open tasks, and no path of one machine")
struct LeftoverTests {
    // Put together here, so that this file does not break its own rule.
    private static let tasks: [String] = ["TO" + "DO", "FIX" + "ME"]
    private static let folders: [String] = ["work", "farm", "root", "tmp", "home"].map {
        "/" + $0 + "/"
    }

    @Test("no task is left in the house")
    func noTasks() {
        let files = House.sources + House.tests + House.documents + House.labs
        let found = files.flatMap(Self.unfinished)
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test("no path of one machine is left in the house")
    func noPaths() {
        let files = House.sources + House.documents + House.labs
        let found = files.flatMap(Self.machinePaths)
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test("refuses a task", arguments: tasks)
    func taskCanFail(word: String) {
        let file = HouseFile(path: "Docs/A.md", text: "fine\n// \(word): later\nAUTODO\n")
        #expect(Self.unfinished(in: file).map(\.line) == [2])
    }

    @Test("refuses a machine's path", arguments: folders)
    func pathCanFail(folder: String) {
        let file = HouseFile(
            path: "Labs/a/guide.en.md", text: "See \(folder)shared/x\nhome\(folder)a")
        #expect(Self.machinePaths(in: file).map(\.line) == [1])
    }

    static func unfinished(in file: HouseFile) -> [Offence] {
        file.offences("a task left undone", in: file.lines) { _, line in
            tasks.contains { finds($0, in: line) }
        }
    }

    static func machinePaths(in file: HouseFile) -> [Offence] {
        guard folders.contains(where: { file.text.contains($0) }) else { return [] }
        return file.offences("a path of one machine", in: file.lines) { _, line in
            folders.contains { folder in
                line.ranges(of: folder).contains { range in
                    range.lowerBound == line.startIndex
                        || line[..<range.lowerBound].last?.isLetter == false
                }
            }
        }
    }
}
