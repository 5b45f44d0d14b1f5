import Phrases
import Simulation

/// The sentences of the catalogue in the language of the person at the keyboard.
package struct Words: Hashable, Sendable {
    package var language: Language

    package init(_ language: Language) { self.language = language }

    /// The sentence of `key` with its values.
    package func callAsFunction(_ key: String, _ values: KeyValuePairs<String, String> = [:])
        -> String
    {
        self(key, values.map { (name: $0.key, text: $0.value) })
    }

    package func callAsFunction(_ key: String, _ values: [(name: String, text: String)]) -> String {
        Catalogue.house.text(key, values, in: language)
    }

    /// What cannot be done, and what to do instead.
    package func trouble(_ trouble: Trouble) -> String {
        let sentence = self(trouble.key, trouble.values.map { (name: $0.name, text: $0.text) })
        guard let place = trouble.place else { return sentence }
        // The text again, with a mark under the place.
        let before = Width.of(String(place.text.prefix(place.column - 1)))
        return [
            self("shell.column-of", ["column": "\(place.column)"]) + sentence,
            "  " + place.text, "  " + String(repeating: " ", count: before) + "^",
        ].joined(separator: "\n")
    }

    /// A remark with the place where it is written behind it.
    package func remark(_ remark: Remark) -> String {
        var sentence = self(remark.key, remark.values)
        // A value that is empty leaves a space behind it.
        while sentence.last == " " { sentence.removeLast() }
        return remark.source.isEmpty ? sentence : "\(sentence) (\(remark.source))"
    }

    package func has(_ key: String) -> Bool { Catalogue.house.has(key) }
}

/// An engine's note as this floor speaks of it: a phrase key, values, and a source.
package struct Remark: Sendable {
    package let key: String
    package let values: [(name: String, text: String)]
    package let source: String

    package init(key: String, values: [(name: String, text: String)] = [], source: String = "") {
        self.key = key
        self.values = values
        self.source = source
    }
}
