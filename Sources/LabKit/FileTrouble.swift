import Phrases

/// What is wrong with a file that a person wrote: every finding with its place.
package struct FileTrouble: Error, Hashable, Sendable {
    /// One finding.
    package struct Item: Hashable, Sendable {
        /// The file's name as the person gave it.
        package let file: String
        /// The line, counted from 1; 0 when the trouble is with the file as a whole.
        package let line: Int
        /// The column, counted from 1 in Unicode scalars; 0 when there is no line.
        package let column: Int
        /// The key of the phrase that says what was expected.
        package let key: String
        /// The values of that phrase.
        package let values: [Value]

        /// The finding as a sentence, with its place in front: `file:line:column: sentence`.
        package func text(
            in language: Language, from catalogue: Catalogue = labCatalogue
        ) -> String {
            let place = line > 0 ? "\(file):\(line):\(column)" : file
            let sentence = catalogue.text(
                key, values.map { ($0.name, $0.text) }, in: language)
            return "\(place): \(sentence)"
        }
    }

    /// One named value of a finding's phrase.
    package struct Value: Hashable, Sendable {
        package let name: String
        package let text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// Every finding, in the order of their places; never empty.
    package let items: [Item]

    package init(_ items: [Item]) {
        // Sorting must not depend on the sort being stable: the place in the list breaks ties.
        self.items = items.enumerated().sorted {
            ($0.element.line, $0.element.column, $0.offset)
                < ($1.element.line, $1.element.column, $1.offset)
        }.map(\.element)
    }

    /// Every finding as one line of text.
    package func lines(in language: Language) -> [String] { items.map { $0.text(in: language) } }
}

/// The phrases of this room, for texts that are made before the whole catalogue is at hand.
package let labCatalogue = Catalogue(labPhrases + firewallPhrases)
