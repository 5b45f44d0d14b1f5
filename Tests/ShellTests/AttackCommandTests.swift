import Phrases
import Shell
import Simulation
import Testing

@Suite("Attackers at the prompt")
struct AttackCommandTests {
    private func output(_ line: String, _ shell: inout Interpreter) -> String {
        let result = shell.run(line)
        #expect(result.succeeded, "\(line): \(result.error ?? "")")
        // A conversation is shown as it was; a ladder and a chain of causes count for themselves.
        let isOwn = ["follow", "ladder", "why"].contains { line.hasPrefix($0) }
        for shown in result.output where !isOwn {
            #expect(Width.of(shown) <= 80, "\(line): \(shown)")
        }
        return result.output.joined(separator: "\n")
    }

    @Test(
        "placed, listed, on the map, and taken away; `back` undoes it", arguments: Language.allCases
    )
    func placing(language: Language) throws {
        var shell = try DefaultShell.open(language)
        _ = output("attack", &shell)
        #expect(output("attack alice-pc edge.isp-a.example strip", &shell).contains("attacker"))
        for line in ["attack", "map", "hosts"] {
            #expect(output(line, &shell).contains("attacker"), "\(line)")
        }
        #expect(output("attack", &shell).contains("edge.isp-a.example"))
        _ = output("host attacker", &shell)
        _ = output("link alice-pc edge.isp-a.example --loss 1%", &shell)
        _ = output("attack alice-pc off", &shell)
        #expect(!output("hosts", &shell).contains("attacker"))
        // One end of the only link is enough, and so is the attacker's own name.
        _ = output("attack bob-laptop swap --certificate misissued --name mallory", &shell)
        #expect(output("attack", &shell).contains("misissued"))
        _ = output("attack mallory off", &shell)
        #expect(!output("map", &shell).contains("mallory"))
        _ = output("attack bob-laptop strip --keep-clear", &shell)
        #expect(output("attack", &shell).contains("--keep-clear"))
        _ = output("back", &shell)
        #expect(!output("hosts", &shell).contains("attacker"))
    }

    @Test("what it does is told by run, events, explain, why, follow and ladder")
    func telling() throws {
        for language in Language.allCases {
            var shell = try DefaultShell.open(language)
            _ = output("attack alice-pc strip", &shell)
            _ = output("send --to bob@example.jp --subject Hello --tls if-offered", &shell)
            #expect(output("run", &shell).contains("STARTTLS"))
            let list = output("events attack", &shell)
            #expect(list.contains("STARTTLS") && list.contains("AUTH PLAIN LOGIN"))
            let stripped = try #require(
                shell.workbench.journal.first {
                    if case .attack(let deed) = $0.what { deed.kind == "stripped" } else { false }
                })
            #expect(output("explain \(stripped.number)", &shell).contains("465"))
            #expect(output("why \(stripped.number)", &shell).contains("attacker"))
            #expect(output("inspect \(stripped.number)", &shell).contains("PIPELINING"))
            let connection = try #require(stripped.connection)
            #expect(output("follow \(connection)", &shell).contains("AUTH PLAIN"))
            _ = output("ladder", &shell)
            _ = output("track 1", &shell)
            let leak = output("events attacker smtp AUTH", &shell)
            #expect(leak.contains("wonderland"))
            #expect(shell.workbench.json(of: stripped).contains("\"kind\":\"attack-stripped\""))
            #expect(shell.workbench.json(of: stripped).contains("\"layer\":\"attack\""))
        }
    }

    @Test(
        "mistakes get one clear line in either language",
        arguments: [
            ("attack alice-pc", "usage"),
            ("attack alice-pc bob-laptop strip", "edge.isp-a.example"),
            ("attack alice-pc edge.isp-a.example eat", "strip"),
            ("attack core.example strip", "edge"),
            ("attack nobody strip", "nobody"), ("attack alice-pc off", "alice-pc"),
            ("attack alice-pc strip --certificate own-ca", "swap"),
            ("attack alice-pc swap --keep-clear", "strip"),
            ("attack alice-pc swap --certificate stolen", "misissued"),
            ("attack alice-pc strip --name alice-pc", "alice-pc"),
            ("attack alice-pc strip --name", "--name"), ("attack bob-laptop strip", "off"),
            ("send --to bob@example.jp --tls maybe", "if-offered"),
        ])
    func mistakes(line: String, hint: String) throws {
        var errors: [String] = []
        for language in Language.allCases {
            var shell = try DefaultShell.open(language)
            _ = shell.run("attack bob-laptop strip")
            let result = shell.run(line)
            let error = try #require(result.error)
            if hint != "usage" { #expect(error.contains(hint), "\(error)") }
            #expect(!error.contains("{") && !error.contains("shell."), "\(error)")
            errors.append(error)
        }
        #expect(Set(errors).count == errors.count)
    }

    @Test("completion knows hosts, deeds and certificates")
    func completion() throws {
        let shell = try DefaultShell.open()
        let completion = shell.completion
        #expect(completion.words(for: "att") == ["attack"])
        #expect(completion.words(for: "attack alice-pc s") == ["strip", "swap"])
        #expect(completion.words(for: "attack alice-pc edge.isp-a") == ["edge.isp-a.example"])
        #expect(completion.words(for: "attack alice-pc edge.isp-a.example o") == ["off"])
        #expect(completion.words(for: "attack alice-pc swap --certificate m") == ["misissued"])
        #expect(completion.words(for: "send --tls i") == ["if-offered", "implicit"])
    }
}
