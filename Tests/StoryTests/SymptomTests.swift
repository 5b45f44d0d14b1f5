import Clockwork
import PostOffice
import Session
import Simulation
import Testing

@Suite("One block, all its symptoms")
struct SymptomTests {
    /// What a Linux of today shows for each way of closing the port: measured, except that the
    /// ICMP errors come at once (the measurement had no latency, so that they came too early for
    /// the socket and only the second SYN, a second later, heard of one).
    private struct Row {
        let which: SymptomCase
        let errno: String?
        let seconds: ClosedRange<Double>
        let syns: Int
        let cameBack: String?
    }

    private static let rows = [
        Row(which: .open, errno: nil, seconds: 0...0.1, syns: 1, cameBack: "SYN,ACK"),
        Row(
            which: .closedPort, errno: "ECONNREFUSED", seconds: 0...0.1, syns: 1,
            cameBack: "RST,ACK"),
        Row(which: .reset, errno: "ECONNREFUSED", seconds: 0...0.1, syns: 1, cameBack: "RST,ACK"),
        Row(
            which: .portUnreachable, errno: "ECONNREFUSED", seconds: 0...0.1, syns: 1,
            cameBack: "port unreachable"),
        Row(
            which: .hostUnreachable, errno: "EHOSTUNREACH", seconds: 0...0.1, syns: 1,
            cameBack: "host unreachable"),
        Row(
            which: .prohibited, errno: "EHOSTUNREACH", seconds: 0...0.1, syns: 1,
            cameBack: "administratively prohibited"),
        Row(which: .drop, errno: "ETIMEDOUT", seconds: 133.3...133.5, syns: 11, cameBack: nil),
        Row(which: .tarpit, errno: nil, seconds: 0...0.1, syns: 1, cameBack: "SYN,ACK"),
        Row(which: .smtpRefusal, errno: nil, seconds: 0...0.1, syns: 1, cameBack: "SYN,ACK"),
    ]

    private func symptom(_ which: SymptomCase) throws -> Symptom {
        try SymptomBench(try Story.internet(), seed: 1).run(which)
    }

    @Test("errno, seconds and SYNs are those of Linux", arguments: 0..<9)
    func linux(index: Int) throws {
        let row = Self.rows[index]
        let found = try symptom(row.which)
        #expect(found.isConnected == (row.errno == nil))
        #expect(found.failure?.errnoName == row.errno || found.isConnected)
        let seconds = Double(found.connectTime.nanoseconds) / 1e9
        #expect(row.seconds.contains(seconds), "\(row.which): \(seconds) s")
        #expect(found.syns.count == row.syns)
        #expect(found.cameBack == row.cameBack)
    }

    @Test("a dropped SYN is repeated at the gaps that were measured")
    func gaps() throws {
        let syns = try symptom(.drop).syns
        let gaps = zip(syns.dropFirst(), syns).map { ($0 - $1).wholeMilliseconds }
        #expect(gaps == [1_000, 1_000, 1_000, 1_000, 1_000, 2_000, 4_200, 8_200, 16_100, 32_300])
    }

    @Test("the user of the mail program is told, and the mail server's log says deferred")
    func userAndLog() throws {
        for which in SymptomCase.allCases {
            let found = try symptom(which)
            #expect((found.userReason == nil) == (which == .open), "\(which)")
            switch (which, found.mailLog) {
            case (.open, .relayed), (.smtpRefusal, .bounced): break
            case (.closedPort, .deferred), (.reset, .deferred), (.portUnreachable, .deferred),
                (.hostUnreachable, .deferred), (.prohibited, .deferred), (.drop, .deferred),
                (.tarpit, .deferred):
                break
            case _: Issue.record("\(which): the log says \(String(describing: found.mailLog))")
            }
        }
        // A mail server is less patient than the operating system.
        #expect(try symptom(.drop).mailLogTime == .seconds(30))
        #expect(try symptom(.tarpit).userTime.map { $0.wholeSeconds } == 300)
        #expect(try symptom(.smtpRefusal).serverLine?.hasPrefix("554 ") == true)
    }

    @Test("RST from a router and from a closed port cannot be told apart by the program")
    func alike() throws {
        let closed = try symptom(.closedPort)
        let reset = try symptom(.reset)
        #expect(closed.failure == reset.failure)
        #expect(closed.cameBack == reset.cameBack)
        #expect(closed.syns.count == reset.syns.count)
    }

    @Test("a world without the parties says so")
    func elsewhere() throws {
        var blueprint = try Story.internet()
        blueprint.home = "visitor"
        #expect(throws: Trouble.self) { try SymptomBench(blueprint, seed: 1) }
    }
}
