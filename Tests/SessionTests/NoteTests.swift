import Testing

@testable import Session

@Suite("Note")
struct NoteTests {
    @Test("keeps its values in the order in which they are written")
    func order() {
        let note = Note("smtp.a", ["z": "1", "a": "2", "m": "3"], source: "RFC 5321 §3.3")
        #expect(note.values.map(\.name) == ["z", "a", "m"])
        #expect(note.values.map(\.text) == ["1", "2", "3"])
        #expect(note.key == "smtp.a" && note.source == "RFC 5321 §3.3")
        #expect(Note("smtp.b").values.isEmpty && Note("smtp.b").source.isEmpty)
    }
}
