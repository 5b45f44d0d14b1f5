import Phrases
import Shell
import Simulation
import Testing

@Suite("The interpreter")
struct InterpreterTests {
    private func shell(_ language: Language = .english) throws -> Interpreter {
        try DefaultShell.open(language)
    }

    @Test(
        "bad input gets one clear line in either language, and the lab goes on",
        arguments: [
            "use nowhere", "frobnicate", "send --from alice@example.com --subject \"half",
            "send --from alice@example.com --to nobody", "mailbox nobody@example.org",
            "connect mail.example.com 99999", "connect mail.example.com", "connect nowhere 25",
            "resolve example.jp NONSENSE", "inspect 9999", "explain x", "goto 99999", "say hello",
            "op25b sideways", "queue visitor", "firewall visitor", "export letter.docx",
            "fetch --as nobody@example.org", "step sideways", "step 0", "back -1", "lang fr",
            "send --to bob@example.jp --via", "set mail.example.com colour red",
        ])
    func badInput(line: String) throws {
        var errors: [String] = []
        for language in Language.allCases {
            var shell = try shell(language)
            let result = shell.run(line)
            #expect(!result.succeeded, "\(line)")
            let error = try #require(result.error, "\(line)")
            #expect(!error.isEmpty && !error.contains("{"))
            errors.append(error)
            // The lab goes on.
            #expect(shell.run("time").succeeded)
            #expect(shell.workbench.journal.isEmpty)
        }
        #expect(errors[0] != errors[1], "both languages say \(errors[0])")
    }

    @Test("the whole story at the prompt: send, step, run, fetch, why")
    func story() throws {
        var shell = try shell()
        #expect(
            shell.run(
                "send --from alice@example.com --to bob@example.jp --subject Hello --body Hi"
            ).output.joined().contains("message 1 is ready on alice-pc"))
        let step = shell.run("step").output.joined(separator: "\n")
        #expect(step.contains("alice-pc → resolver.isp-a.example"))
        #expect(step.contains("192.0.2.10"))
        #expect(shell.run("run").succeeded)
        for spoken in ["pop3", "imap"] {
            let fetched = shell.run("fetch --as bob@example.jp --proto \(spoken) --on bob-laptop")
            #expect(fetched.succeeded)
            #expect(fetched.output.contains("Subject: Hello"))
            #expect(fetched.output.contains("Hi"))
        }
        let why = shell.run("why delivery").output.joined(separator: "\n")
        #expect(why.contains("#1 "))
        #expect(why.contains("mail.example.com"))
    }

    @Test("a connection by hand: octets as typed, and a failure that says what a client says")
    func byHand() throws {
        var shell = try shell()
        #expect(shell.run("use visitor").succeeded)
        #expect(shell.run("connect mail.example.jp 25").output.contains { $0.hasPrefix("220 ") })
        let heard = shell.run("say EHLO visitor.example").output
        #expect(heard.contains { $0.hasPrefix("250-PIPELINING") })
        #expect(shell.run("say RCPT TO:<bob@example.jp>").output.contains { $0.hasPrefix("503 ") })
        #expect(shell.run("disconnect").succeeded)
        #expect(shell.run("use alice-pc").succeeded)
        let blocked = shell.run("connect mail.example.jp 25")
        #expect(!blocked.succeeded)
        #expect(blocked.error?.contains("timed out") == true)
    }

    @Test("every command of `help all` has its own help in both languages")
    func helpOfAll() throws {
        for language in Language.allCases {
            var shell = try shell(language)
            for name in Command.all.map(\.name) {
                let help = shell.run("help \(name)")
                #expect(help.succeeded && !help.output.isEmpty, "\(name)")
                #expect(!help.output.joined().contains("shell."), "\(name): \(help.output)")
            }
        }
    }
}
