import Phrases
import Shell
import Simulation
import Testing

@Suite("resolve, as dig would tell it")
struct ResolveTests {
    private func shell(_ language: Language = .english) throws -> Interpreter {
        try DefaultShell.open(language)
    }

    private func told(_ line: String, by shell: inout Interpreter) -> String {
        let result = shell.run(line)
        return (result.output + [result.error ?? ""]).joined(separator: "\n")
    }

    @Test("status, server, way, records with their times, and whether it was cached")
    func answers() throws {
        var shell = try shell()
        let first = told("resolve smtp.example.jp", by: &shell)
        #expect(first.contains("status NOERROR, from resolver.isp-a.example (203.0.113.20)"))
        #expect(first.contains("over UDP") && first.contains("rd ra"))
        // The chain of aliases, with its end.
        #expect(first.contains("smtp.example.jp  3600  CNAME  mail.example.jp"))
        #expect(first.contains("mail.example.jp  3600  A      192.0.2.20"))
        #expect(!first.contains("cache"))
        #expect(told("resolve smtp.example.jp", by: &shell).contains("in its cache"))
    }

    @Test("another server, and TCP")
    func servers() throws {
        var shell = try shell()
        for line in [
            "resolve example.jp MX @ns.example.jp --tcp",
            "resolve @ns.example.jp example.jp MX --tcp",
            "resolve example.jp MX --server ns.example.jp --tcp",
        ] {
            let text = told(line, by: &shell)
            #expect(text.contains("from ns.example.jp (192.0.2.62)") && text.contains("TCP"))
            #expect(text.contains("has authority"))
            #expect(text.contains("example.jp  3600  MX  10 mail.example.jp"))
        }
        let referral = shell.run("resolve example.jp MX @ns.root.example")
        #expect(referral.succeeded)
        #expect(referral.output.joined().contains("the servers of jp know more"))
    }

    @Test("failures show what is known, then fail")
    func failures() throws {
        var shell = try shell()
        let none = shell.run("resolve nobody.example.jp")
        #expect(!none.succeeded)
        let text = none.output.joined(separator: "\n")
        #expect(text.contains("status NXDOMAIN") && text.contains("300  SOA"))
        #expect(text.contains("for 300 seconds"))
        #expect(none.error?.contains("NXDOMAIN") == true)
        let empty = shell.run("resolve mail.example.jp MX")
        #expect(empty.output.joined().contains("no records of this type"))
        let stranger = shell.run("resolve example.jp MX @resolver.isp-b.example")
        #expect(stranger.output.joined().contains("status REFUSED"))
        #expect(shell.run("resolve example.jp MX @visitor").error?.contains("UNREACHABLE") == true)
        #expect(!shell.run("resolve example.jp MX @nowhere").succeeded)
        #expect(!shell.run("resolve").succeeded)
        #expect(!shell.run("resolve a.example MX A").succeeded)
    }

    @Test("question and answer are explained, in steps and by `explain`")
    func explained() throws {
        var shell = try shell()
        #expect(told("resolve example.jp MX --step", by: &shell).contains("ready") == false)
        let step = told("step", by: &shell)
        #expect(step.contains("Which hosts take mail for example.jp?"))
        #expect(step.contains("lowest preference is tried first"))
        _ = shell.run("resolve nobody.example.jp")
        let number = try #require(
            shell.workbench.journal.last { event in
                if case .dns(.answered) = event.what { return true }
                return false
            }
        ).number
        #expect(told("explain \(number)", by: &shell).contains("does not exist"))
        #expect(told("explain 1", by: &shell).isEmpty == false)
    }

    @Test("both languages say all of it, within 80 columns", arguments: Language.allCases)
    func languages(language: Language) throws {
        var shell = try shell(language)
        for line in [
            "resolve example.jp MX", "resolve example.jp MX", "resolve nobody.example.jp",
            "resolve example.jp MX @ns.root.example --tcp", "resolve mail.example.jp MX",
            "resolve example.jp SOA @ns.example.jp",
        ] {
            let lines = told(line, by: &shell).split(separator: "\n").map(String.init)
            #expect(!lines.contains { $0.contains("shell.") || $0.contains("{") })
            #expect(lines.allSatisfy { Width.of($0) <= Width.page }, "\(lines)")
        }
    }
}
