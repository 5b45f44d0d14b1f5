import Foundation
import Testing

/// Every script of the folder, one behaviour of TCP each.
@Suite("Packet scripts")
struct PacketScriptTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Scripts")

    static var names: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".pkt") }.sorted()
    }

    @Test("a script is played as it is written", arguments: names)
    func script(name: String) throws {
        let url = Self.folder.appendingPathComponent(name)
        try PacketScript.run(String(contentsOf: url, encoding: .utf8))
    }

    @Test("the scripts are there")
    func scriptsAreThere() { #expect(Self.names.count >= 90) }

    @Test("a wrong script fails")
    func wrongScriptFails() {
        #expect(throws: PacketScript.Failure.self) {
            try PacketScript.run("+0.0 call open\n+0.0 > SYN,ACK seq 0")
        }
        #expect(throws: PacketScript.Failure.self) {
            try PacketScript.run("+0.0 call open\n+0.1 > SYN seq 0")
        }
        #expect(throws: PacketScript.Failure.self) { try PacketScript.run("+0.0 call open") }
    }
}
