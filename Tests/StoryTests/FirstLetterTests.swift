import Clockwork
import Simulation
import Support
import Testing

@Suite("The first letter")
struct FirstLetterTests {
    @Test("Alice's letter reaches Bob by submission, relay and delivery", arguments: Seeds.few)
    func reachesBob(seed: UInt64) throws {
        var bench = try Story.bench(seed: seed)
        try bench.send()
        let report = bench.run(until: .quiet)
        if seed == 1 { for event in bench.journal { print(bench.json(of: event)) } }
        #expect(report.isQuiet)
        #expect(
            bench.mailStory == [
                "queued@mail.example.com", "attempting@mail.example.com",
                "queued@mail.example.jp", "delivered:bob@example.jp", "relayed@mail.example.com",
            ])
        let rows = try bench.mailbox(of: "bob@example.jp")
        #expect(rows.map(\.subject) == ["Hello"])
    }
}
