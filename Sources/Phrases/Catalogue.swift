/// One sentence of the catalogue, in both languages, with `{name}` for each value.
///
/// Both languages stand in one entry, so a phrase that lacks one does not compile.
package struct Phrase: Hashable, Sendable {
    package let key: String
    package let text: Text

    package init(_ key: String, en: String, ja: String) {
        self.key = key
        text = Text(en: en, ja: ja)
    }
}

/// Every sentence that the program says to a person.
package struct Catalogue: Sendable {
    private let byKey: [String: Text]

    /// The catalogue of the house: the tables of all rooms.
    package static let house = Catalogue(allTables.flatMap { $0 })

    package init(_ phrases: [Phrase]) {
        var byKey: [String: Text] = [:]
        for phrase in phrases { byKey[phrase.key] = phrase.text }
        self.byKey = byKey
    }

    package func has(_ key: String) -> Bool { byKey[key] != nil }

    /// The sentence for `key` with its values filled in; the key itself when it is unknown.
    package func text(
        _ key: String, _ values: [(name: String, text: String)] = [], in language: Language
    ) -> String {
        guard let text = byKey[key] else {
            let list = values.map { "\($0.name)=\($0.text)" }.joined(separator: " ")
            return list.isEmpty ? key : "\(key) (\(list))"
        }
        return Self.fill(text[language], values)
    }

    /// Replaces each `{name}` in one pass, so that a value that holds braces stays as it is.
    static func fill(_ template: String, _ values: [(name: String, text: String)]) -> String {
        var result = ""
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            result += rest[..<open]
            if let value = values.first(where: { $0.name == name }) {
                result += value.text
            } else {
                result += rest[open...close]
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
