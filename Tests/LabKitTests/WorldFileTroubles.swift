import LabKit
import Phrases
import Simulation
import Testing

/// The places and keys of what is wrong with a world file once `old` reads `new`; each has its
/// sentence in both languages.
func troubles(of world: String, replacing old: String, with new: String) -> [String] {
    let text = world.replacing(old, with: new, maxReplacements: 1)
    #expect(text != world || old == new)
    do {
        _ = try WorldFile.parse(text, name: "w.yaml")
        return []
    } catch {
        for item in error.items {
            #expect(labCatalogue.has(item.key), "\(item.key)")
            // No value was forgotten.
            #expect(item.text(in: .japanese).firstMatch(of: #/\{[a-z]+\}/#) == nil)
        }
        return error.items.map { "\($0.line):\($0.column) \($0.key)" }
    }
}
