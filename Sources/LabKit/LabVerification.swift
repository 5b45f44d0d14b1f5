import Phrases

/// What the verifier found out about one lab, for `maillab lab verify`.
package struct LabVerification: Sendable {
    /// One thing that was tried.
    package struct Finding: Hashable, Sendable {
        package let isFine: Bool
        package let key: String
        let values: [Value]

        struct Value: Hashable, Sendable {
            let name: String
            let text: Text
        }

        package func text(in language: Language) -> String {
            labCatalogue.text(
                key, values.map { ($0.name, $0.text[language]) }, in: language)
        }
    }

    /// The lab's folder name.
    package let lab: String
    package private(set) var findings: [Finding] = []

    init(lab: String) { self.lab = lab }

    /// Everything that was tried came out as it must.
    package var isFine: Bool { findings.allSatisfy(\.isFine) }

    /// One line for each thing that was tried, `ok` or `FAIL` in front.
    package func lines(in language: Language) -> [String] {
        findings.map { finding in
            "\(finding.isFine ? "ok  " : "FAIL")  \(lab)  \(finding.text(in: language))"
        }
    }

    mutating func note(
        _ isFine: Bool, _ key: String, _ values: KeyValuePairs<String, String> = [:],
        reason: Text? = nil
    ) {
        var list = values.map {
            Finding.Value(name: $0.key, text: Text(en: $0.value, ja: $0.value))
        }
        if let reason { list.append(Finding.Value(name: "reason", text: reason)) }
        findings.append(Finding(isFine: isFine, key: key, values: list))
    }
}
