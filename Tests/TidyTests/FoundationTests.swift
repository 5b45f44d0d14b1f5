import Testing

@Suite("No Foundation on floors 1 to 5, and nothing that hides shared state there")
struct FoundationTests {
    private static let banned = [
        "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch",
        "Synchronization", "Observation",
    ]
    /// The rooms whose types may own C memory.
    private static let ownersOfMemory = ["Ciphers", "TLS"]

    @Test("holds in the house")
    func holds() {
        let found = House.sources.flatMap {
            Self.offences(in: $0, rooms: FloorTable.deterministicRooms)
        }
        #expect(found.isEmpty, "\(report(found))")
    }

    @Test("refuses Foundation, classes and global variables below, and lets them be above")
    func canFail() {
        let text = """
            import Foundation
            internal import Glibc
            final class Store {}
            actor Keeper {}
            package protocol Engine: AnyObject {}
            nonisolated(unsafe) var total = 0
            // import Foundation
            let phrase = "a class of its own"
            """
        let below = HouseFile(path: "Sources/IMAP/Sample.swift", text: text)
        #expect(Self.offences(in: below, rooms: ["IMAP"]).map(\.line) == [1, 2, 3, 4, 5, 6])
        let above = HouseFile(path: "Sources/Shell/Sample.swift", text: text)
        #expect(Self.offences(in: above, rooms: ["IMAP"]).isEmpty)
    }

    static func offences(in file: HouseFile, rooms: [String]) -> [Offence] {
        guard let room = file.room, rooms.contains(room) else { return [] }
        let imports = file.offences("not on floors 1 to 5: values and no Foundation", in: file.code)
        { _, line in
            if let module = ImportTests.importedModule(line) { return banned.contains(module) }
            if finds("nonisolated(unsafe)", in: line) { return true }
            if ownersOfMemory.contains(room) { return false }
            return finds("AnyObject", in: line) || declaresReference(line)
        }
        return imports
    }

    private static func declaresReference(_ line: String) -> Bool {
        guard finds("class ", in: line) || finds("actor ", in: line) else { return false }
        let words = line.split(separator: " ").drop {
            ["package", "public", "private", "fileprivate", "internal", "final"].contains($0)
        }
        return words.count > 1 && ["class", "actor"].contains(words[words.startIndex])
    }
}
