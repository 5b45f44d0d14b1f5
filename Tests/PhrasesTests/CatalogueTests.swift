import Testing

@testable import Phrases

@Suite("Catalogue")
struct CatalogueTests {
    private static let sample = Catalogue([
        Phrase("a.greet", en: "Hello {name}, {name}!", ja: "{name}さん、こんにちは"),
        Phrase("a.plain", en: "Nothing", ja: "何もありません"),
    ])

    @Test("fills in values by name, as often as they stand there")
    func fill() {
        let text = Self.sample.text("a.greet", [("name", "Alice")], in: .english)
        #expect(text == "Hello Alice, Alice!")
        let japanese = Self.sample.text("a.greet", [("name", "Alice")], in: .japanese)
        #expect(japanese == "Aliceさん、こんにちは")
        #expect(Self.sample.text("a.plain", in: .japanese) == "何もありません")
    }

    @Test(
        "leaves braces that are no value's, also within values",
        arguments: [
            ("{a}", "{b}"), ("{x}", "{x}"), ("{", "{"), ("}", "}"), ("a{b", "a{b"), ("{}", "{}"),
            ("}{a}{", "}{b}{"), ("{ {a}", "{ {a}"), ("", ""), ("日{a}本", "日{b}本"),
        ])
    func braces(sample: (template: String, text: String)) {
        let values = [(name: "a", text: "{b}"), (name: "b", text: "never")]
        #expect(Catalogue.fill(sample.template, values) == sample.text)
    }

    @Test("shows an unknown key and its values instead of hiding them")
    func unknown() {
        #expect(Self.sample.text("a.none", in: .english) == "a.none")
        let text = Self.sample.text("a.none", [("x", "1"), ("y", "2")], in: .japanese)
        #expect(text == "a.none (x=1 y=2)")
        #expect(Self.sample.has("a.plain") && !Self.sample.has("a.none"))
    }

    @Test("in the house, every phrase has both languages and the same values in each")
    func house() {
        for phrase in allTables.flatMap({ $0 }) {
            #expect(!phrase.text.en.isEmpty && !phrase.text.ja.isEmpty, "\(phrase.key)")
            let english = Self.names(in: phrase.text.en)
            let japanese = Self.names(in: phrase.text.ja)
            #expect(english == japanese, "\(phrase.key)")
            #expect(Catalogue.house.has(phrase.key))
        }
    }

    @Test("in the house, no key stands twice and every key names its room")
    func keys() {
        let keys = allTables.flatMap { $0 }.map(\.key).sorted()
        for (one, next) in zip(keys, keys.dropFirst()) { #expect(one != next) }
        for key in keys {
            #expect(key.wholeMatch(of: #/[a-z0-9]+(\.[a-zA-Z0-9-]+)+/#) != nil, "\(key)")
        }
    }

    @Test("the languages have the names that people type")
    func languages() {
        #expect(Language(rawValue: "ja") == .japanese && Language(rawValue: "en") == .english)
        #expect(Language.allCases.count == 2)
        #expect(Text(en: "a", ja: "b")[.japanese] == "b")
    }

    /// The names of the values that a sentence uses, each once, sorted.
    private static func names(in text: String) -> [String] {
        var names: [String] = []
        for match in text.matches(of: #/\{([A-Za-z0-9-]+)\}/#)
        where !names.contains(String(match.output.1)) {
            names.append(String(match.output.1))
        }
        return names.sorted()
    }
}
