import Clockwork
import Foundation
import Session
import Support
import TLS
import Testing

/// Pages of this process that are in memory, from `/proc/self/statm`; nil where there is none.
private func residentKilobytes() -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
        return nil
    }
    let parts = text.split(separator: " ")
    return parts.count > 1 ? Int(parts[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) / 1_024 } : nil
}

@Suite("Memory stays flat")
struct MemoryTests {
    @Test(
        "in a process of its own",
        .enabled(if: residentKilobytes() != nil, "this system has no /proc/self/statm"),
        .enabled(if: OwnProcess.isPossible), arguments: ["handshakes", "longSession"])
    func alone(name: String) throws {
        let said = try OwnProcess.run("MemoryTests/\(name)")
        #expect(said.contains("1 test in 1 suite passed"), "\(said)")
    }

    private static func handshake(_ round: Int) {
        let version: TLSVersion = round % 2 == 0 ? .tls12 : .tls13
        var pair = Pair(
            Fixture.client { $0.settings = Fixture.settings(version) }, seed: UInt64(round))
        pair.start()
        // One in three is left in the middle, one in five is copied there.
        if round % 3 == 0 { return }
        _ = pair.carryOne()
        var copy = pair
        pair.carry()
        if round % 5 == 0 { copy.carry() }
        pair.give(.write([1, 2, 3]), to: .client)
        pair.carry()
        precondition(pair.plaintext(.server) == [1, 2, 3])
    }

    @Test(
        "after many handshakes, whole, broken off and copied: 10,000 in make soak",
        .enabled(if: OwnProcess.isThis, "measured in a process of its own"))
    func handshakes() throws {
        let rounds = max(200, Seeds.rounds(soak: 10_000))
        for round in 0..<100 { Self.handshake(round) }
        let before = try #require(residentKilobytes())
        for round in 0..<rounds { Self.handshake(round) }
        let after = try #require(residentKilobytes())
        print("handshakes: \(rounds), resident \(before) kB before, \(after) kB after")
        // One forgotten SSL would be some 30 kB, one in a hundred of them more than this.
        #expect(after - before < 1_000 + rounds / 4, "\(before) kB, then \(after) kB")
    }

    @Test(
        "an open connection keeps nothing of what goes through it",
        .enabled(if: OwnProcess.isThis, "measured in a process of its own"))
    func longSession() throws {
        var pair = Pair()
        pair.shakeHands()
        let block = [UInt8](repeating: 7, count: 16_384)
        let before = try #require(residentKilobytes())
        for _ in 0..<2_000 {
            pair.give(.write(block), to: .server)
            pair.forgetWire()
            pair.carry()
            pair.said = []
        }
        let after = try #require(residentKilobytes())
        print("32 MiB through one connection: resident \(before) kB before, \(after) kB after")
        #expect(after - before < 4_000, "\(before) kB, then \(after) kB")
        #expect(MemoryLayout.size(ofValue: pair.client) < 2_000)
    }
}
