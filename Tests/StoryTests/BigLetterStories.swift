import PostOffice
import Simulation
import Testing

@Suite("Big letters")
struct BigLetterStories {
    private static func letter(_ lines: Int) -> [UInt8] {
        let head = "Subject: big\r\n\r\n"
        let body = (0..<lines).map {
            "line \($0) " + String(repeating: "x", count: $0 % 60) + "\r\n"
        }
        return Array((head + body.joined()).utf8)
    }

    @Test(
        "come back octet for octet, in order, by every way", arguments: RetrievalProtocol.allCases,
        [TransportSecurity.clear, .starttls, .implicit])
    func whole(using: RetrievalProtocol, security: TransportSecurity) throws {
        let letter = Self.letter(8_000)
        var bench = try Workbench(try Story.internet(), seed: 1)
        try bench.perform(
            .send(
                SendOrder(
                    host: "bob-laptop", from: "bob@example.jp", recipients: ["bob@example.jp"],
                    letter: letter, security: security)))
        _ = bench.run(until: .quiet)
        try bench.perform(
            .fetch(
                FetchOrder(
                    host: "bob-laptop", login: "bob@example.jp", using: using, deletes: false,
                    security: security)))
        _ = bench.run(until: .quiet)
        guard case .fetchFinished(_, let letters, nil)? = bench.lastOutcome else {
            Issue.record("not fetched")
            return
        }
        #expect(letters.count == 1)
        #expect(letters.first.map { Array($0.suffix(letter.count)) } == letter)
    }
}
