import Gateway
import Phrases
import Shell
import Simulation
import Testing

@Suite("The prompt beside a data folder")
struct KeptPastTests {
    @Test(
        "the past can be looked at, and nobody is told that an action would change it",
        arguments: [(Language.english, "cannot be changed"), (.japanese, "変えることはできません")])
    func past(language: Language, words: String) throws {
        var bench = try Workbench(try Served.internet().withoutLatency, seed: 1)
        _ = bench.recordDisks()
        var shell = Interpreter(bench, language: language)
        #expect(shell.run("send --to bob@example.jp --subject hi --body hi").error == nil)
        #expect(shell.run("run").error == nil)
        let count = shell.workbench.journal.count
        let back = shell.run("back").output.joined(separator: " ")
        #expect(back.contains(words), "\(back)")
        #expect(shell.workbench.journal.count < count)
        #expect(shell.run("send --to bob@example.jp --subject no --body no").error != nil)
        #expect(shell.run("time").output.joined(separator: " ").contains(words))
        #expect(shell.run("run").error == nil)
        #expect(shell.workbench.journal.count == count)
    }

    @Test("without one, the old words hold")
    func free() throws {
        var shell = Interpreter(
            try Workbench(try Served.internet().withoutLatency, seed: 1), language: .english)
        #expect(shell.run("send --to bob@example.jp --subject hi --body hi").error == nil)
        #expect(shell.run("run").error == nil)
        #expect(shell.run("back").output.joined(separator: " ").contains("cuts it off"))
        #expect(shell.run("send --to bob@example.jp --subject yes --body yes").error == nil)
    }
}
