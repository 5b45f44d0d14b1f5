import Phrases
import Shell
import Simulation
import Testing

@Suite("The eavesdropper at the prompt")
struct TapCommandTests {
    private func output(_ line: String, _ shell: inout Interpreter) -> String {
        let result = shell.run(line)
        #expect(result.succeeded, "\(line): \(result.error ?? "")")
        for line in result.output { #expect(Width.of(line) <= Width.page, "\(line)") }
        return result.output.joined(separator: "\n")
    }

    private static let script = [
        "tap bob-laptop",
        "send --from alice@example.com --to bob@example.jp --subject Hello --body \"At six.\"",
        "run", "fetch --as bob@example.jp --proto pop3 --on bob-laptop --tls none --keep", "run",
        "fetch --as bob@example.jp --proto imap --on bob-laptop --tls starttls --keep", "run",
        "fetch --as bob@example.jp --proto imap --on bob-laptop --tls implicit --keep", "run",
    ]

    @Test("what was read stands there by name; TLS by its size alone; a table at the end")
    func story() throws {
        var shell = try DefaultShell.open()
        #expect(output("tap", &shell).contains("Nobody listens"))
        for line in Self.script { _ = output(line, &shell) }
        let shown = output("tap show", &shell)
        #expect(shown.contains("PASSWORD: bob@example.jp has “builder” (USER/PASS)"))
        #expect(shown.contains("subject"))
        #expect(shown.contains("| At six."))
        #expect(shown.contains("-- from here on TLS --"))
        #expect(shown.contains("wants mail.example.jp (SNI)"))
        #expect(shown.contains("> TLS application data, 37 octets"))
        #expect(shown.contains("2 secrets leaked"))
        #expect(!shown.contains("AUTH PLAIN"))
        let rows = shown.split(separator: "\n").filter {
            ["110", "143", "993"].contains($0.split(separator: " ").first.map(String.init) ?? "")
        }
        #expect(rows.count == 3)
        #expect(output("tap", &shell).contains("2 secrets read"))
        #expect(output("tap bob-laptop edge.isp-b.example off", &shell).contains("gone"))
        #expect(output("tap show", &shell) == shown)
        #expect(output("tap", &shell).contains("no longer listening"))
        #expect(output("events tap --all", &shell).contains("PASSWORD read"))
    }

    @Test("the same in Japanese, within 80 columns")
    func japanese() throws {
        var shell = try DefaultShell.open(.japanese)
        for line in Self.script { _ = output(line, &shell) }
        let shown = output("tap show --all", &shell)
        #expect(shown.contains("【パスワード】"))
        #expect(shown.contains("漏れた秘密: 2 件"))
        _ = output("events tap --all", &shell)
        _ = output("help tap", &shell)
        _ = output("help compare", &shell)
    }

    @Test("what a stranger wrote cannot steer the terminal")
    func escapes() throws {
        var shell = try DefaultShell.open()
        _ = output("tap alice-pc", &shell)
        _ = output("connect mail.example.jp 587", &shell)
        _ = output("say EHLO \u{1B}[31mred", &shell)
        _ = output("say AUTH PLAIN AGJvYgAbWzMxbXJlZA==", &shell)
        let shown = output("tap show", &shell) + output("events tap --all", &shell)
        #expect(!shown.contains("\u{1B}"))
        #expect(shown.contains("red"))
    }

    @Test(
        "what cannot be done gets one clear line in either language",
        arguments: [
            "tap alice-pc bob-laptop", "tap core.example", "tap nowhere", "tap show x",
            "tap alice-pc off", "tap --all", "tap alice-pc --all", "compare 143", "compare 143 110",
            "compare 143 143", "compare 80 143", "compare 993+starttls 143",
            "compare 143 993 --server visitor", "compare 143 993 --as nobody@example.com",
            "compare 143 993 --on core.example", "tap alice-pc edge.isp-a.example x",
        ])
    func bad(line: String) throws {
        var errors: [String] = []
        for language in Language.allCases {
            var shell = try DefaultShell.open(language)
            let result = shell.run(line)
            #expect(!result.succeeded, "\(line)")
            let error = try #require(result.error)
            #expect(!error.contains("shell.") && !error.contains("trouble."), "\(error)")
            errors.append(error)
        }
        #expect(Set(errors).count == errors.count, "\(errors)")
    }

    @Test("a link that is not there names those that are; a tap twice is an error")
    func links() throws {
        var shell = try DefaultShell.open()
        let error = try #require(shell.run("tap alice-pc visitor").error)
        #expect(error.contains("edge.isp-a.example"))
        _ = output("tap alice-pc", &shell)
        #expect(shell.run("tap edge.isp-a.example alice-pc").error?.contains("already") == true)
        _ = output("back", &shell)
        #expect(output("tap", &shell).contains("Nobody listens"))
    }

    @Test("completion knows hosts, `show`, `off`, and the forms of ports")
    func completion() throws {
        let shell = try DefaultShell.open()
        #expect(shell.completion.words(for: "tap sh") == ["show"])
        #expect(shell.completion.words(for: "tap alice-pc of") == ["off"])
        #expect(shell.completion.words(for: "tap bob-l") == ["bob-laptop"])
        #expect(shell.completion.words(for: "compare 143+") == ["143+starttls"])
        #expect(shell.completion.words(for: "compare 143 99") == ["993", "995"])
    }

    @Test("compare: both talks and all figures", arguments: Language.allCases)
    func compare(language: Language) throws {
        var shell = try DefaultShell.open(language)
        let shown = output("compare 143 993", &shell)
        #expect(shown.contains("LOGIN \"bob@example.jp\""))
        #expect(shown.contains("TLS ClientHello"))
        #expect(shown.contains("builder"))
        let blocked = output("compare 25 587+starttls", &shell)
        #expect(blocked.contains("STARTTLS"))
        #expect(blocked.contains("RFC 9293"))
        #expect(shell.workbench.journal.isEmpty)
    }
}
