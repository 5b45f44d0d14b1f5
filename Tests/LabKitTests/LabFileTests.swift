import Foundation
import LabKit
import Phrases
import Testing

/// Lab files: what is read, and what is refused with its place.
@Suite("Lab files")
struct LabFileTests {
    @Test("the small lab is read as it is written")
    func small() throws {
        let lab = try FakeLab.read()
        #expect(lab.id == "07-small" && lab.number == "07" && lab.seed == 3)
        #expect(lab.steps.map(\.id) == ["ask", "deliver"])
        #expect(lab.world.name == "small")
        #expect(lab.guide.introduction.en == "# Title\nWords.")
        #expect(lab.guide.section(of: "deliver")?.ja == "## Two\nPart two.")
        #expect(lab.guide.section(of: "nothing") == nil)
        #expect(!lab.guide.whole.en.contains("<!--"))
        #expect(lab.commands(before: 2) == ["ask MX x.example", "answer mx"])
        #expect(lab.commands(before: 1) == [])
    }

    @Test("the properties of connections and of TLS are read")
    func properties() throws {
        let lab = try FakeLab.read(
            "host: pc, text: MX }\n      - answered",
            "family: ipv6, secured: false, version: TLS 1.3, name: mail.lab.example, "
                + "certificate: overruled, reason: tls.cert-expired }\n      - answered")
        guard case .event(let pattern, _) = lab.steps[0].check.clauses[0].condition else {
            Issue.record("the first clause is no event")
            return
        }
        #expect(
            pattern.description == "layer=dns kind=asked family=ipv6 secured=false "
                + "version=TLS 1.3 name=mail.lab.example certificate=overruled "
                + "reason=tls.cert-expired")
    }

    @Test("a folded line of Japanese has no space where it was folded, but beside numbers and code")
    func folds() throws {
        let folded =
            "        ja: >-\n          型を\n          尋ねて、MXを\n          2度\n"
            + "          `ask` で。イベント\n          {asked} を\n          (見る)。"
        let lab = try FakeLab.read(
            "explanation: { en: \"You asked in {asked}.\", ja: \"{asked} で尋ねた。\" }",
            "explanation:\n        en: \"You asked in {asked}.\"\n" + folded)
        #expect(lab.steps[0].explanation.ja == "型を尋ねて、MXを2度 `ask` で。イベント {asked} を(見る)。")
        // What stands on one line stays as it was written.
        let titled = try FakeLab.read("ja: 小さい }", "ja: 小さい その1 }")
        #expect(titled.title.ja == "小さい その1")
    }

    private func troubles(
        _ old: String = "", _ new: String = "", en: String = FakeLab.guide,
        ja: String = FakeLab.guide
    ) -> [String] {
        do {
            _ = try FakeLab.read(old, new, en: en, ja: ja)
            return []
        } catch {
            return error.items.map {
                "\($0.file.split(separator: "/").last ?? ""):\($0.line):\($0.column) \($0.key)"
            }
        }
    }

    @Test(
        "each mistake is found at its line and column",
        arguments: [
            ("title: { en: Small, ja: 小さい }", "title: { en: Small }", "2:8 file.missing-language"),
            ("format: 1", "format: 9", "1:9 file.unknown-format"),
            ("world: small", "world: big", "0:0 file.cannot-read"),
            ("id: deliver", "id: ask", "29:5 lab.duplicate-step"),
            ("kind: asked, host: pc", "kind: asking, host: pc", "14:36 file.expected-one-of"),
            ("host: pc, text", "host: moon, text", "14:49 world.unknown-host"),
            ("host: pc, text", "host: pc, secured: maybe, text", "14:62 file.expected-one-of"),
            ("host: pc, text", "host: pc, family: ipv5, text", "14:61 file.expected-one-of"),
            ("host: pc, text", "host: pc, version: SSL 3.0, text", "14:62 file.expected-one-of"),
            ("host: pc, text", "host: pc, certificate: fine, text", "14:66 file.expected-one-of"),
            ("host: pc, text", "host: pc, reason: tls.cert-ugly, text", "14:61 lab.unknown-reason"),
            ("login: ann@lab", "login: zoe@lab", "33:42 world.unknown-account"),
            ("- never: { kind: bounced }", "- never: {}", "34:16 lab.empty-pattern"),
            (
                "- never: { kind: bounced }", "- never: { kind: bounced }\n        at-most: 3",
                "35:9 lab.only-with-event"
            ),
            (
                "- never: { kind: bounced }", "- never: { kind: bounced }\n        event: {}",
                "34:9 lab.one-condition"
            ),
            ("See {asked}.", "See {seen}.", "19:21 lab.unknown-name"),
            ("en: \"See {asked}.\"", "en: See.", "19:15 lab.names-differ"),
            ("[wander, deliver]", "[wander, check]", "38:24 lab.own-command"),
            ("[wander, deliver]", "[]", "38:15 lab.no-commands"),
            ("- { en: Two., ja: 二。 }", "# none", "17:7 lab.three-hints"),
            ("- answered: { one-of: [MX] }", "# none", "10:15 lab.question-and-answer"),
            ("{ one-of: [MX] }", "{}", "15:19 lab.no-answers"),
            ("mailbox: { address", "mailbox: { adress", "35:20 file.unknown-key"),
            ("        shows:", "        shown:", "26:9 file.unknown-key"),
        ])
    func mistakes(old: String, new: String, expected: String) {
        #expect(
            troubles(old, new).contains { $0.hasSuffix(":" + expected) }, "\(troubles(old, new))")
    }

    @Test("guides have the same steps and headings in both languages")
    func guides() {
        let other = FakeLab.guide.replacing("<!-- step: deliver -->", with: "<!-- step: x -->")
        #expect(troubles(ja: other) == ["guide.ja.md:6:1 guide.steps"])
        let flat = FakeLab.guide.replacing("## Two", with: "### Two")
        #expect(troubles(ja: flat) == ["guide.ja.md:7:1 guide.headings"])
        let empty = FakeLab.guide.replacing("## One\nPart one.\n", with: "")
        #expect(troubles(en: empty).contains("guide.en.md:3:1 guide.empty"))
    }

    @Test("any cut of the file is refused, and never a trap")
    func cuts() {
        let text = FakeLab.yaml
        for end in stride(from: 0, to: text.count - 12, by: 5) {
            let cut = String(text.prefix(end))
            #expect(throws: FileTrouble.self, "cut at \(end)") {
                try LabFile.parse(cut, folder: "x") { _ throws(FileTrouble) in "" }
            }
        }
    }

    @Test("labs are found by number, by name and by both")
    func shelf() {
        #expect(LabShelf.list(labsFolder).first == "01-first-letter")
        for query in ["1", "01", "first-letter", "01-first-letter"] {
            #expect(LabShelf.find(query, in: labsFolder) == "01-first-letter")
        }
        for query in ["", "0", "letter", "99", "../labs"] {
            #expect(LabShelf.find(query, in: labsFolder) == nil)
        }
        #expect(LabShelf.list("/nonexistent") == [])
    }

    @Test("every key that this room emits has a phrase, and every phrase is used")
    func phrases() throws {
        let sources = String(labsFolder.dropLast("Labs".count)) + "Sources/LabKit"
        var used: [String] = []
        let key = /"((?:file|world|lab|guide|check|verify|progress)\.[a-z0-9-]+)"/
        for file in try FileManager.default.contentsOfDirectory(atPath: sources) {
            let text = try String(contentsOfFile: sources + "/" + file, encoding: .utf8)
            used += text.matches(of: key).map { String($0.output.1) }
        }
        // These are no keys but names of files.
        used.removeAll { ["lab.yaml"].contains($0) }
        for key in used { #expect(labCatalogue.has(key), "\(key)") }
        for phrase in labPhrases { #expect(used.contains(phrase.key), "\(phrase.key)") }
        #expect(used.count > 60)
    }
}
