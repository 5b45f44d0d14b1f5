import Phrases
import Shell
import Simulation
import Testing

@Suite("The network at the prompt")
struct NetworkCommandTests {
    private func shell(_ language: Language = .english) throws -> Interpreter {
        try DefaultShell.open(language)
    }

    private func output(_ line: String, _ shell: inout Interpreter) -> String {
        let result = shell.run(line)
        #expect(result.succeeded, "\(line): \(result.error ?? "")")
        return result.output.joined(separator: "\n")
    }

    @Test("a link is shown, changed, cut, mended and reset; `back` undoes it")
    func link() throws {
        var shell = try shell()
        #expect(output("link alice-pc", &shell).contains("100 Mbit/s"))
        let changed = output("link alice-pc --loss 1% --latency 40ms --bandwidth 2Mbit/s", &shell)
        #expect(changed.contains("40.0 ms"))
        #expect(changed.contains("1 %"))
        #expect(changed.contains("2 Mbit/s"))
        #expect(output("link alice-pc edge.isp-a.example", &shell) == changed)
        #expect(output("link alice-pc --down", &shell).contains("everything is lost"))
        #expect(!shell.run("ping visitor --count 1").succeeded)
        _ = output("link alice-pc --reset", &shell)
        #expect(shell.run("ping visitor --count 1").succeeded)
        let before = output("link alice-pc", &shell)
        _ = output("link alice-pc --loss 50%", &shell)
        _ = output("back", &shell)
        #expect(output("link alice-pc", &shell) == before)
    }

    @Test("netstat tells listening ports, connections and their states")
    func netstat() throws {
        var shell = try shell()
        _ = output("connect mail.example.com 587", &shell)
        let client = output("netstat", &shell)
        #expect(client.contains("192.0.2.10:587"))
        #expect(client.contains("ESTABLISHED"))
        let server = output("netstat mail.example.com", &shell)
        #expect(server.contains("LISTEN"))
        #expect(server.contains("203.0.113.66:"))
    }

    @Test(
        "bad quantities get one clear line in either language",
        arguments: [
            "link alice-pc --loss much", "link alice-pc --loss 101%", "link alice-pc visitor",
            "link core.example", "link alice-pc --bandwidth fast", "link alice-pc --mtu 12",
            "link alice-pc --down --up", "link nowhere", "crash nowhere", "ping visitor --count 0",
            "ping visitor --size x", "traceroute visitor --icmp --tcp 25",
            "traceroute visitor --tcp 99999", "netstat nowhere", "ping nosuch",
        ])
    func bad(line: String) throws {
        var errors: [String] = []
        for language in Language.allCases {
            var shell = try shell(language)
            let error = try #require(shell.run(line).error, "\(line)")
            #expect(!error.contains("{"))
            errors.append(error)
            #expect(shell.workbench.journal.isEmpty)
        }
        #expect(errors[0] != errors[1])
    }

    @Test(
        "symptoms fits the page, and leaves the learner's world alone", arguments: Language.allCases
    )
    func symptoms(language: Language) throws {
        var shell = try shell(language)
        let result = shell.run("symptoms")
        #expect(result.succeeded)
        for which in SymptomCase.allCases {
            // Once with its own paragraph, once in the table.
            #expect(result.output.count { $0.hasPrefix(which.rawValue + " ") } >= 2, "\(which)")
        }
        #expect(result.output.contains { $0.contains("ETIMEDOUT") && $0.contains("133.4 s") })
        #expect(result.output.allSatisfy { Width.of($0) <= Width.page })
        #expect(shell.workbench.journal.isEmpty)
        #expect(shell.run("symptoms drop").output.count < result.output.count / 3)
        #expect(!shell.run("symptoms sideways").succeeded)
    }

    @Test(
        "a crash is told, and what is done on the dead host is refused",
        arguments: Language.allCases)
    func crash(language: Language) throws {
        var shell = try shell(language)
        _ = output("connect mail.example.com 587", &shell)
        #expect(output("crash mail.example.com", &shell).contains("1"))
        #expect(shell.run("netstat mail.example.com").succeeded)
        #expect(!shell.run("crash mail.example.com").succeeded)
        #expect(shell.run("restart mail.example.com").succeeded)
        #expect(output("netstat mail.example.com", &shell).contains("LISTEN"))
    }
}
