import Foundation
import Testing

@testable import POP3

@Suite("POP3 notes")
struct NoteTests {
    /// The folder that holds Sources.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test("every key that is emitted has a phrase, and every phrase is emitted")
    func keys() throws {
        let phrases = try String(
            contentsOf: Self.root.appending(path: "Sources/Phrases/POP3Phrases.swift"),
            encoding: .utf8)
        let known = Set(phrases.matches(of: /"(pop3\.[a-z0-9.-]+)"/).map { String($0.1) })
        let folder = Self.root.appending(path: "Sources/POP3")
        var emitted: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            emitted.formUnion(
                text.matches(of: /"(pop3\.[a-z0-9.-]+)"/).map { String($0.1) })
        }
        for keyword in POP3Keyword.allCases {
            let note = try #require(POP3Explainer.explain(verb: keyword.rawValue.lowercased()))
            emitted.insert(note.key)
            #expect(!note.source.isEmpty)
        }
        #expect(known == emitted)
    }

    @Test("verbs fit their states")
    func verbs() {
        #expect(POP3Explainer.explain(verb: "HELO") == nil)
        #expect(POP3Explainer.validVerbs(in: "TRANSACTION").contains("RETR"))
        #expect(!POP3Explainer.validVerbs(in: "AUTHORIZATION").contains("RETR"))
        #expect(POP3Explainer.validVerbs(in: "UPDATE").isEmpty)
        let status = POP3Status(parsing: Array("-ERR [in-use] x".utf8))
        #expect(status.map { POP3Explainer.explain(response: $0).key } == "pop3.response.in-use")
    }
}
