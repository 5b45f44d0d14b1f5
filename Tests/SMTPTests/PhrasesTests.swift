import Foundation
import Testing

@testable import SMTP

/// Every key that the rooms SMTP and SASL name has its phrase, and every phrase its use.
///
/// The tables are read as text, since this target does not import Phrases.
@Suite struct PhrasesTests {
    private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func keys(in files: [URL]) throws -> Set<String> {
        var found: Set<String> = []
        for file in files {
            let source = try String(contentsOf: file, encoding: .utf8)
            for match in source.matches(of: /"((?:smtp|sasl)\.[a-z0-9-]+)"/) {
                found.insert(String(match.1))
            }
        }
        return found
    }

    private func sources(_ folder: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: root.appending(path: "Sources/\(folder)"), includingPropertiesForKeys: nil)
    }

    @Test func everyKeyHasAPhrase() throws {
        let tables = try sources("Phrases").filter {
            $0.lastPathComponent.hasPrefix("SMTPPhrases")
                || $0.lastPathComponent.hasPrefix("SASLPhrases")
        }
        let written = try keys(in: tables)
            .union(
                keys(
                    in: sources("Phrases").filter {
                        $0.lastPathComponent.hasPrefix("AuthenticationPhrases")
                    }
                ).filter { $0.hasPrefix("smtp.") || $0.hasPrefix("sasl.") })
        let emitted = try keys(in: sources("SMTP") + sources("SASL"))
            .union(SMTPExplainer.everyKey)
        #expect(!written.isEmpty)
        #expect(emitted.subtracting(written).isEmpty, "\(emitted.subtracting(written))")
        #expect(written.subtracting(emitted).isEmpty, "\(written.subtracting(emitted))")
    }

    @Test func explainer() {
        #expect(SMTPExplainer.explain(reply: 550).key == "smtp.reply-550")
        #expect(
            SMTPExplainer.explain(reply: 550, enhanced: .init(5, 1, 1)).key == "smtp.status-1-1")
        #expect(SMTPExplainer.explain(reply: 559).key == "smtp.reply-5yz")
        #expect(SMTPExplainer.explain(reply: -7).key == "smtp.reply-unknown")
        #expect(SMTPExplainer.explain(verb: "rcpt").key == "smtp.verb-rcpt")
        #expect(SMTPExplainer.explain(answerTo: 354)?.key == "smtp.message")
        #expect(SMTPExplainer.explain(answerTo: 334)?.key == "smtp.auth-answer")
        #expect(SMTPExplainer.explain(answerTo: 250) == nil)
        #expect(SMTPExplainer.explain(verb: "FOO").key == "smtp.verb-unknown")
    }
}
