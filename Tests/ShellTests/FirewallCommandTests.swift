import Phrases
import Shell
import Simulation
import Testing

@Suite("firewall, op25b, ip25b and policy at the prompt")
struct FirewallCommandTests {
    private func shell(_ language: Language = .english) throws -> Interpreter {
        try DefaultShell.open(language)
    }

    @Test("a rule typed in one line is shown as it was typed, and works")
    func rules() throws {
        var shell = try shell()
        let rule = "drop tcp from @dynamic to any port 25 except @own-mail"
        let added = shell.run("firewall add edge.isp-a.example \(rule)").output
        #expect(added.joined(separator: " ") == "Rule 1 of edge.isp-a.example: \(rule)")
        #expect(shell.run("op25b off").succeeded)
        #expect(!shell.run("connect mail.example.jp 25").succeeded)
        let list = shell.run("firewall edge.isp-a.example").output
        #expect(list.contains("  1  \(rule)"))
        #expect(list.contains { $0.contains("11 packet(s)") && $0.contains("1 new connection") })
        // Without a host, the router in front of the learner is meant.
        #expect(shell.run("firewall add --at 1 accept tcp from alice-pc name alice").succeeded)
        #expect(shell.run("connect mail.example.jp 25").output.contains { $0.hasPrefix("220 ") })
        #expect(shell.run("firewall remove alice").succeeded)
        #expect(shell.run("firewall counters edge.isp-a.example").output.count == 5)
        #expect(shell.run("firewall counters edge.isp-a.example --reset").succeeded)
        #expect(shell.run("firewall remove 1").succeeded)
        #expect(shell.run("firewall set friends mail.example.jp, 192.0.2.0/29").succeeded)
        #expect(
            shell.run("firewall set @friends").output == [
                "@friends = mail.example.jp, 192.0.2.0/29"
            ])
        #expect(shell.run("firewall set friends --remove").succeeded)
        #expect(shell.run("firewall default visitor reset").succeeded)
        #expect(shell.run("firewall visitor").succeeded)
    }

    @Test(
        "mistakes get a clear line in either language, with the place where there is one",
        arguments: [
            ("firewall add drop tpc to any port 25", true), ("firewall frob", false),
            ("firewall add", false), ("firewall remove 4", false),
            ("firewall add drop from @nobody", true), ("firewall list --at 3", false),
            ("firewall set x 1.2.3", true), ("firewall add drop to any port 25", true),
            ("firewall default sideways", false), ("op25b stage later", false),
            ("op25b stage all visitor", false), ("op25b off --verdict drop", false),
            ("ip25b on alice-pc", false), ("ip25b on --at door", false),
            ("ip25b on --verdict shout", false), ("policy", false), ("policy test visitor", false),
            ("policy trace 99", false), ("op25b on --verdict shout", false),
        ])
    func mistakes(line: String, hasPlace: Bool) throws {
        var errors: [String] = []
        for language in Language.allCases {
            var shell = try shell(language)
            let result = shell.run(line)
            let error = try #require(result.error, "\(line)")
            #expect(!error.contains("{") && !error.contains("shell."), "\(error)")
            #expect(error.hasSuffix("^") == hasPlace, "\(error)")
            errors.append(error)
            #expect(shell.workbench.journal.isEmpty)
        }
        #expect(errors[0] != errors[1])
    }

    @Test("the caret stands under the word that is wrong")
    func caret() throws {
        var shell = try shell()
        let error = try #require(shell.run("firewall add  drop tcp   to any prot 25").error)
        let lines = error.split(separator: "\n")
        #expect(lines[1] == "  drop tcp to any prot 25")
        #expect(lines[2] == "                  ^")
    }

    @Test(
        "every page fits 80 columns and is aligned, in both languages", arguments: Language.allCases
    )
    func pages(language: Language) throws {
        var shell = try shell(language)
        _ = shell.run("firewall add tarpit tcp from @public-wifi to any port 443")
        _ = shell.run("firewall add port-unreachable tcp from @static to any port 143")
        _ = shell.run("ip25b on mail.example.com --at server")
        _ = shell.run("connect mail.example.jp 25")
        let blocked = shell.workbench.journal.first { event in
            if case .firewall = event.what { return true }
            return false
        }
        let number = try #require(blocked).number
        for line in [
            "firewall", "firewall counters", "policy test", "policy test core.example",
            "policy trace #\(number)", "op25b status", "op25b", "ip25b",
            "op25b edge.isp-a.example", "ip25b edge.isp-b.example", "ip25b mail.example.jp",
            "op25b stage", "ip25b status",
            "events firewall", "help firewall", "help policy", "help ip25b", "help op25b",
        ] {
            let result = shell.run(line)
            #expect(result.succeeded, "\(line): \(result.error ?? "")")
            for row in result.output {
                #expect(Width.of(row) <= 80, "\(line): \(row)")
                #expect(!row.contains("shell.") && !row.contains("firewall.rule"), "\(row)")
            }
        }
        // The matrix's columns begin at the same place in every row.
        let matrix = shell.run("policy test").output
        let heading = try #require(matrix.first { $0.contains("587") })
        let column = Width.of(String(heading[..<heading.range(of: "587")!.lowerBound]))
        for row in matrix.dropFirst(2).prefix(while: { !$0.isEmpty }) {
            var width = 0
            let before = row.prefix { character in
                width += Width.of(String(character))
                return width <= column
            }
            #expect(before.last == " ", "\(row)")
        }
    }

    @Test("trace marks every condition with a sign and a word, not by colour alone")
    func trace() throws {
        var shell = try shell()
        _ = shell.run("firewall add accept tcp from @static to any port 25")
        _ = shell.run("connect mail.example.jp 25")
        let judged = shell.workbench.journal.first { event in
            if case .firewall = event.what { return true }
            return false
        }
        let number = try #require(judged).number
        let text = shell.run("policy trace #\(number)").output.joined(separator: "\n")
        #expect(text.contains("✗ Is the source in @static? It is 203.0.113.66. → no"))
        #expect(text.contains("✓ Is the destination port 25? It is 25. → yes"))
        #expect(text.contains("OP25B → decides: dropped in silence"))
        #expect(!text.contains("changed since"))
        _ = shell.run("op25b off")
        let later = shell.run("policy trace #\(number)").output.joined(separator: "\n")
        #expect(later.contains("changed since"))
        #expect(later.contains("OP25B → decides: dropped in silence"))
    }

    @Test("completion knows verbs, rule words, sets and hosts")
    func completion() throws {
        let completion = try shell().completion
        #expect(completion.words(for: "firewall a").contains("add"))
        #expect(completion.words(for: "firewall edge.isp-a").contains("edge.isp-a.example"))
        #expect(completion.words(for: "firewall add dr") == ["drop"])
        #expect(completion.words(for: "firewall add drop tcp from @dyn") == ["@dynamic"])
        #expect(completion.words(for: "firewall add drop tcp from ali") == ["alice-pc"])
        #expect(completion.words(for: "op25b st") == ["stage", "status"])
        #expect(completion.words(for: "op25b stage mob") == ["mobile-carriers"])
        #expect(completion.words(for: "ip25b on --at s") == ["server"])
        #expect(completion.words(for: "op25b on edge.isp-a") == ["edge.isp-a.example"])
        #expect(completion.words(for: "policy t") == ["test", "trace"])
    }
}
