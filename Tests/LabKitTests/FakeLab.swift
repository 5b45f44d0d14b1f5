import LabKit
import Testing

/// A small lab of two steps in the small world; tests replace parts of it.
enum FakeLab {
    static let yaml = """
        format: 1
        title: { en: Small, ja: 小さい }
        summary: { en: A lab., ja: ラボ。 }
        world: small
        seed: 3
        steps:
          - id: ask
            title: { en: Ask, ja: 尋ねる }
            goal: { en: Ask for the MX., ja: MXを尋ねる。 }
            question: { en: Which type?, ja: どの型か。 }
            names:
              asked: { kind: asked, text: MX }
            checks:
              - event: { layer: dns, kind: asked, host: pc, text: MX }
              - answered: { one-of: [MX] }
            hints:
              - { en: One., ja: 一。 }
              - { en: Two., ja: 二。 }
              - seen: { en: "See {asked}.", ja: "{asked} を見る。" }
                unseen: { en: Ask first., ja: まず尋ねる。 }
            solution: [ask MX x.example, answer mx]
            wrong:
              - answer: { one-of: [A] }
                feedback: { en: "Not A, see {asked}.", ja: "Aではない。{asked} を見る。" }
              - commands: [ask A x.example]
                shows: { event: { kind: asked, text: A x } }
                feedback: { en: That was A., ja: それはA。 }
            explanation: { en: "You asked in {asked}.", ja: "{asked} で尋ねた。" }
          - id: deliver
            title: { en: Deliver, ja: 配送する }
            goal: { en: Deliver., ja: 配送する。 }
            checks:
              - event: { kind: delivered, login: ann@lab.example }
              - never: { kind: bounced }
              - mailbox: { address: ann@lab.example, contains: hello }
              - queue: { host: server, at-most: 0 }
            hints: [{ en: 1, ja: 1 }, { en: 2, ja: 2 }, { en: 3, ja: 3 }]
            solution: [wander, deliver]
            explanation: { en: Done., ja: 終わり。 }
        """
    static let guide = """
        # Title
        Words.
        <!-- step: ask -->
        ## One
        Part one.
        <!-- step: deliver -->
        ## Two
        Part two.
        """

    /// Reads the lab with `old` replaced by `new` in its YAML.
    static func read(
        _ old: String = "", _ new: String = "", en: String = guide, ja: String = guide
    ) throws(FileTrouble) -> Lab {
        let text = old.isEmpty ? yaml : yaml.replacing(old, with: new, maxReplacements: 1)
        return try LabFile.parse(text, folder: "Labs/07-small") { path throws(FileTrouble) in
            switch path {
            case "Labs/worlds/small.yaml": return WorldFileTests.small
            case "Labs/07-small/guide.en.md": return en
            case "Labs/07-small/guide.ja.md": return ja
            default:
                // Any file that is not there.
                _ = try WorldFile.read(path: "/nonexistent", name: path)
                return ""
            }
        }
    }
}
