import Testing

@Suite("A lab is whole: its table and a guide in each language")
struct LabTests {
    private static let needed = ["lab.yaml", "guide.en.md", "guide.ja.md"]

    @Test("holds in the house")
    func holds() {
        let folders = House.names(in: "Labs").filter { $0 != "worlds" && !$0.hasPrefix(".") }
        for folder in folders {
            #expect(Self.missing(in: House.names(in: "Labs/" + folder)) == [], "Labs/\(folder)")
            #expect(Self.isLabName(folder), "Labs/\(folder) is not named NN-slug")
        }
    }

    @Test("refuses a lab without a guide, and a name without a number")
    func canFail() {
        #expect(Self.missing(in: ["lab.yaml", "guide.en.md"]) == ["guide.ja.md"])
        #expect(Self.missing(in: []) == Self.needed)
        #expect(Self.isLabName("01-first-letter"))
        #expect(!Self.isLabName("first-letter"))
        #expect(!Self.isLabName("01-First_Letter"))
    }

    private static func missing(in names: [String]) -> [String] {
        needed.filter { !names.contains($0) }
    }

    private static func isLabName(_ name: String) -> Bool {
        name.wholeMatch(of: #/[0-9]{2}(-[a-z0-9]+)+/#) != nil
    }
}
