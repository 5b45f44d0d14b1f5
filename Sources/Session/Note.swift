/// What an engine tells the learner: a key into the phrase catalogue, values, and the source.
///
/// The sentence itself is in `Phrases`, in English and Japanese, with `{name}` for each value.
package struct Note: Hashable, Sendable {
    /// One named value of a note.
    package struct Value: Hashable, Sendable {
        package let name: String
        package let text: String
    }

    /// The key of the phrase, such as `smtp.sender-accepted`.
    package let key: String
    package let values: [Value]
    /// Where it is written, such as `RFC 5321 §3.3`; empty where no RFC says it.
    package let source: String

    package init(_ key: String, _ values: KeyValuePairs<String, String> = [:], source: String = "")
    {
        self.key = key
        self.values = values.map { Value(name: $0.key, text: $0.value) }
        self.source = source
    }

    /// A note with values that are known only when it is made.
    package init(_ key: String, values: [Value], source: String = "") {
        self.key = key
        self.values = values
        self.source = source
    }
}

extension Note.Value {
    /// A value of a note that was written down and is read back.
    package init(named name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}
