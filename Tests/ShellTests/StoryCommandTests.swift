import LabKit
import Phrases
import Shell
import Simulation
import Testing

@Suite("Stories at the prompt")
struct StoryCommandTests {
    private let files = PaperFiles()

    private func shell(
        _ language: Language = .english, surroundings: Surroundings? = nil
    ) throws -> Interpreter {
        let world = try WorldFile.read(path: DefaultShell.labs + "/worlds/internet.yaml")
        return Interpreter(
            try Workbench(world, seed: 1), language: language,
            surroundings: surroundings ?? files.surroundings,
            labPlaces: LabPlaces(folder: DefaultShell.labs))
    }

    private func journal(_ shell: Interpreter) -> [String] {
        shell.workbench.journal.map { shell.workbench.json(of: $0) }
    }

    @Test(
        "a story goes on where it was saved: time, place, seat, past", arguments: Language.allCases)
    func goesOn(language: Language) throws {
        var first = try shell(language)
        let lines = [
            "send --to bob@example.jp --subject one --body hello", "run", "use visitor",
            "connect mail.example.jp 25", "say EHLO visitor.example", "run", "back 4",
        ]
        for line in lines { #expect(first.run(line).succeeded, "\(line)") }
        #expect(first.workbench.isInThePast)
        #expect(first.run("save a.story").succeeded)
        var second = try shell(language)
        #expect(second.run("send --to carol@example.jp --subject other --body x").succeeded)
        let loaded = second.run("load a.story")
        #expect(loaded.succeeded, "\(loaded)")
        #expect(second.host == "visitor")
        #expect(second.workbench.isInThePast)
        #expect(journal(second) == journal(first))
        #expect(second.workbench.mark == first.workbench.mark)
        // Both play what is recorded, to the same end.
        #expect(first.run("goto now").succeeded && second.run("goto now").succeeded)
        #expect(!second.workbench.isInThePast)
        #expect(journal(second) == journal(first))
        #expect(second.run("save a.story").succeeded, "its own file may be written anew")
    }

    @Test("an open lab is open again, at its step, and its check works on what was done")
    func lab() throws {
        var first = try shell()
        #expect(first.run("lab start 1").succeeded)
        let one = try #require(first.session?.lab.steps.first)
        for line in one.solution { _ = first.run(line.text) }
        #expect(first.session?.stepIndex == 1)
        #expect(first.run("save lab.story").succeeded)
        var second = try shell(.japanese)
        #expect(second.run("load lab.story").succeeded)
        #expect(second.session?.lab.id == first.session?.lab.id)
        #expect(second.session?.stepIndex == 1)
        #expect(second.session?.since == first.session?.since)
        let two = try #require(second.session?.step)
        for line in two.solution {
            let text = second.session?.command(line.text, of: two, in: second.workbench)
            #expect(second.run(text ?? "").succeeded)
        }
        #expect(second.session?.stepIndex == 2)
        // Where the lab is not there, the world is.
        var third = Interpreter(
            try Workbench(second.workbench.blueprint, seed: 1), language: .english,
            surroundings: files.surroundings)
        let loaded = third.run("load lab.story")
        #expect(loaded.succeeded && third.session == nil)
        #expect(loaded.output.joined(separator: " ").contains("01-first-letter"))
    }

    @Test("what cannot be read or written is said, and nothing is lost")
    func refused() throws {
        _ = files.surroundings.write("mine.txt", Array("dear diary".utf8))
        var shell = try shell()
        #expect(shell.run("save mine.txt").error?.contains("mine.txt") == true)
        #expect(shell.run("load mine.txt").error?.contains("no story") == true)
        #expect(shell.run("load nothing").error?.contains("nothing") == true)
        #expect(shell.run("save").error != nil && shell.run("load").error != nil)
        #expect(shell.run("send --to bob@example.jp --subject kept --body x").succeeded)
        let before = journal(shell)
        #expect(shell.run("save a.story").succeeded)
        _ = shell.run("run")
        // Ctrl-C while a story is lived again leaves everything as it was.
        var long = try self.shell()
        for _ in 0..<4 {
            #expect(long.run("send --to bob@example.jp --subject x --body x").succeeded)
            #expect(long.run("run").succeeded)
        }
        #expect(long.run("save long.story").succeeded)
        var hasty = files.surroundings
        hasty.interrupted = { true }
        var other = try self.shell(surroundings: hasty)
        #expect(other.run("load long.story").error != nil)
        #expect(other.workbench.journal.isEmpty)
        #expect(before.count < journal(shell).count)
    }

    @Test("a story of another maillab says that it came out differently")
    func differs() throws {
        var first = try shell()
        #expect(first.run("send --to bob@example.jp --subject x --body x").succeeded)
        #expect(first.run("run").succeeded)
        #expect(first.run("save a.story").succeeded)
        guard case .success(let octets) = files.surroundings.read("a.story") else { return }
        // The lines at ISP A have become faster.
        let text = String(decoding: octets, as: UTF8.self)
            .replacing("latency: 5ms", with: "latency: 4ms")
        _ = files.surroundings.write("b.story", Array(text.utf8))
        var second = try shell()
        let loaded = second.run("load b.story")
        #expect(loaded.succeeded)
        #expect(loaded.output.joined(separator: " ").contains("differently"), "\(loaded.output)")
        // Each broken line is named.
        let broken = text.replacing("\"do\"", with: "\"don't\"")
        _ = files.surroundings.write("c.story", Array(broken.utf8))
        #expect(second.run("load c.story").error?.contains("c.story:2:") == true)
    }
}
