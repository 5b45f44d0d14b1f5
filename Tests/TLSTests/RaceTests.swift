import Foundation
import TLS
import Testing

@Suite("The race of make bench")
struct RaceTests {
    @Test("both sides of it shake hands", arguments: [TLSVersion.tls12, .tls13])
    func both(version: TLSVersion) {
        let race = HandshakeRace(version)
        #expect(race.withEngines(5) == 5)
        #expect(race.withBareLibrary(5) == 5)
    }

    /// MAILLAB_RACE=2000 prints the figures, in a build for speed.
    @Test(
        "handshakes a second, ours and the bare library's",
        .enabled(if: ProcessInfo.processInfo.environment["MAILLAB_RACE"] != nil),
        arguments: [TLSVersion.tls12, .tls13])
    func figures(version: TLSVersion) {
        let wanted = ProcessInfo.processInfo.environment["MAILLAB_RACE"].flatMap { Int($0) } ?? 1
        let race = HandshakeRace(version)
        var best = (ours: Double.infinity, bare: Double.infinity)
        for _ in 0..<5 {
            var start = Date()
            #expect(race.withEngines(wanted) == wanted)
            best.ours = min(best.ours, -start.timeIntervalSinceNow)
            start = Date()
            #expect(race.withBareLibrary(wanted) == wanted)
            best.bare = min(best.bare, -start.timeIntervalSinceNow)
        }
        let count = Double(wanted)
        print(
            "\(version): ours \(Int(count / best.ours))/s, bare \(Int(count / best.bare))/s,",
            "cost \(best.ours / best.bare)")
    }
}
