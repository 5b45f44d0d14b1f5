import DNS
import Foundation
import Session
import Support
import Testing
import Wire

/// Every key that the room's sources name must have its phrase.
@Suite("The phrases of the DNS room")
struct PhraseTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test("no key is without a phrase, no phrase without use")
    func keys() throws {
        let phrases = try Self.text("Sources/Phrases/DNSPhrases.swift")
        var defined = phrases.matches(of: /"(dns\.[a-z0-9-]+[a-z0-9])"/).map { String($0.output.1) }
        defined += phrases.matches(of: /zone\(\s*"([a-z0-9-]+)"/).map { "dns.zone-" + $0.output.1 }
        let folder = Self.root.appendingPathComponent("Sources/DNS")
        var used: [String] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let source = try Self.text("Sources/DNS/" + file)
            used += source.matches(of: /"(dns\.[a-z0-9-]+)"/).map { String($0.output.1) }
        }
        #expect(used.count > 60)
        #expect(Set(used) == Set(defined))
        #expect(Set(defined).count == defined.count)
    }

    /// The values that each phrase wants, by its key.
    private static func wanted() throws -> [String: Set<String>] {
        var wanted: [String: Set<String>] = [:]
        for part in try text("Sources/Phrases/DNSPhrases.swift").split(separator: "Phrase(") {
            guard let key = part.firstMatch(of: /"(dns\.[a-z0-9-]+[a-z0-9])"/) else { continue }
            wanted[String(key.output.1)] = Set(
                part.matches(of: /\{([a-z]+)\}/).map { String($0.output.1) })
        }
        return wanted
    }

    @Test("notes bring the values that their phrases want")
    func values() throws {
        let wanted = try Self.wanted()
        var notes: [Note] = []
        for seed in Seeds.few {
            var net = try SmallInternet.standard(seed: seed)
            for text in ["mail.example.jp", "far.example.jp", "www.glueless.jp", "www.chicken.jp"] {
                _ = try net.resolve(text, .a)
            }
            for text in ["nobody.example.jp", "mail.example.jp", "big.example.jp"] {
                _ = try net.resolve(text, .txt)
                _ = try net.resolve(text, .txt)
            }
            _ = try net.resolve("loop1.example.jp", .a)
            net.dead = [address("198.51.100.4"), address("198.51.100.5")]
            _ = try net.resolve("mx2.example.jp", .a)
            net.dead = [SmallInternet.resolver]
            _ = try net.resolve("mx2.example.jp", .a)
            notes += net.notes
        }
        #expect(Set(notes.map(\.key)).count > 20)
        for note in notes {
            let given = Set(note.values.map(\.name))
            let missing = (wanted[note.key] ?? []).subtracting(given)
            #expect(missing.isEmpty, "\(note.key) lacks \(missing)")
            #expect(note.source.contains(" §"))
        }
    }
}
