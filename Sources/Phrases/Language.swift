/// The languages that the lab speaks to people; protocol octets are never translated.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case japanese = "ja"
}

/// A text in every language.
package struct Text: Hashable, Sendable {
    package let en: String
    package let ja: String

    package init(en: String, ja: String) {
        self.en = en
        self.ja = ja
    }

    package subscript(language: Language) -> String {
        switch language {
        case .english: en
        case .japanese: ja
        }
    }
}
