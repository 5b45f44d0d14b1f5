import Phrases
import Shell
import Testing

@Suite("Emphasis in texts of labs")
struct EmphasisTests {
    @Test(
        "asterisks go where they mark emphasis, and stay where they do not",
        arguments: [
            ("who *only listens* hears", "who only listens hears"),
            ("*両方*を。", "両方を。"), ("`* OK` and `a*b*c`", "`* OK` and `a*b*c`"),
            ("2 * 3 * 4", "2 * 3 * 4"), ("a * b*", "a * b*"), ("*", "*"), ("**", "**"),
            ("*a* and *b*", "a and b"), ("*never closed", "*never closed"),
        ])
    func plain(text: String, shown: String) {
        #expect(Emphasis.plain(text) == shown)
        #expect(Emphasis.wrap(text, to: 80, .plain) == [shown])
    }

    @Test("with colour it is strong, also where it goes over the end of a line")
    func painted() {
        let lines = Emphasis.wrap("one *two three* four", to: 8, Paint(isOn: true))
        #expect(lines == ["one \u{1B}[1mtwo\u{1B}[0m", "\u{1B}[1mthree\u{1B}[0m", "four"])
    }

    @Test("a mark takes no column, and no line begins with a closing sign")
    func columns() {
        let text = "一二三四五六七*八九*。十"
        for columns in 8...24 {
            let lines = Emphasis.wrap(text, to: columns, .plain)
            #expect(lines.joined() == "一二三四五六七八九。十")
            #expect(lines.allSatisfy { Width.of($0) <= columns && !$0.hasPrefix("。") })
        }
    }
}

@Suite("Reading the journal at the prompt")
struct JournalReadingTests {
    @Test("no line of why is wider than a page", arguments: Language.allCases)
    func why(language: Language) throws {
        var shell = try DefaultShell.open(language)
        for line in ["attack alice-pc strip", "send --to bob@example.jp --tls if-offered", "run"] {
            #expect(shell.run(line).error == nil)
        }
        let output = shell.run("why delivery").output
        #expect(output.count > 100)
        for line in output { #expect(Width.of(line) <= Width.page, "\(line)") }
    }

    @Test("explain alone speaks of the handshake that has just been refused")
    func refused() throws {
        var shell = try DefaultShell.open(.english)
        _ = shell.run("set mail.example.com certificate expired")
        #expect(shell.run("connect mail.example.com 993 --tls").error != nil)
        let result = shell.run("explain")
        #expect(result.error == nil)
        #expect(result.output.joined(separator: " ").contains("The certificate ended its life"))
    }

    @Test("explain knows why a password is refused before TLS")
    func privacyRequired() throws {
        var shell = try DefaultShell.open(.english)
        _ = shell.run("connect mail.example.com 143")
        _ = shell.run("say a1 LOGIN alice@example.com wonderland")
        #expect(shell.run("explain").output.joined(separator: " ").contains("only under TLS"))
    }
}
