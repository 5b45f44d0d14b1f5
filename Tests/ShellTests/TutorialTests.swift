import Foundation
import LabKit
import Phrases
import Shell
import Simulation
import Testing

/// The tutorial is typed from end to end, and every line of output that it shows is looked for.
@Suite("The tutorial")
struct TutorialTests {
    /// A typed line, and what the page shows below it.
    private struct Exchange {
        let typed: String
        var shown: [String] = []
    }

    private static let prompt = "alice-pc> "
    private static let said = "C:"

    private func exchanges(of page: String) throws -> [Exchange] {
        let path = URL(fileURLWithPath: DefaultShell.labs).deletingLastPathComponent()
            .appendingPathComponent("Docs/\(page)")
        var found: [Exchange] = []
        for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n") {
            guard line.hasPrefix("    ") else { continue }
            let text = line.dropFirst(4)
            if text.hasPrefix(Self.prompt) {
                found.append(Exchange(typed: String(text.dropFirst(Self.prompt.count))))
            } else if text.hasPrefix(Self.said) {
                let words = text.dropFirst(Self.said.count)
                found.append(Exchange(typed: "say" + words))
            } else if let last = found.indices.last {
                found[last].shown.append(String(text))
            }
        }
        return found
    }

    @Test(
        "every command works, and shows what the page says",
        arguments: [("Tutorial.md", Language.english), ("Tutorial.ja.md", .japanese)])
    func typed(page: String, language: Language) throws {
        var shell = try DefaultShell.open(language)
        let exchanges = try exchanges(of: page)
        #expect(exchanges.count > 50)
        for exchange in exchanges {
            let result = shell.run(exchange.typed)
            // Lines are wrapped at the page's width, which is not what this test is about.
            let whole = (result.output + [result.error ?? ""]).joined(separator: " ")
            let output = whole.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            var rest = Substring(output)
            for line in exchange.shown {
                let wanted = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                guard let place = rest.range(of: wanted) else {
                    Issue.record("\(exchange.typed): no \"\(wanted)\" in\n\(whole)")
                    continue
                }
                rest = rest[place.upperBound...]
            }
            // A command may fail only where the page shows how.
            #expect(result.succeeded || !exchange.shown.isEmpty, "\(exchange.typed)")
        }
    }
}
