import LabKit
import Simulation

/// What the world alone takes for letters of programs outside it: conversations such as those of
/// `smtp-source`, with nothing real in between.
///
/// Beside the figures over sockets it tells how much of those is the world.
func printGuestFigures() throws {
    let blueprint = try WorldFile.read(path: "Labs/worlds/internet.yaml").withoutLatency
    var bench = try Workbench(blueprint, seed: 1)
    bench.keepsRecording = false
    bench.setLive(true)
    guard let server = bench.address(ofHost: "mail.example.com", from: "visitor") else { return }
    let first = bench.journal.count
    let count = 2_000
    let time = try seconds {
        for _ in 0..<count {
            var sender = GuestSender()
            try sender.handIn(at: "\(server)", of: &bench)
            bench.forgetEvents(keeping: 100_000, andThoseFrom: .max)
        }
    }
    line("letters of guests, as over sockets but without them", perSecond(count, time))
    line("  events written", perSecond(bench.journal.count - first, time))
}

/// A guest that hands one letter in over a connection of its own.
private struct GuestSender {
    /// What it says at each answer.
    private static let script: [[UInt8]] = {
        let text = String(repeating: String(repeating: "X", count: 78) + "\r\n", count: 25)
        return [
            "HELO visitor.example\r\n", "MAIL FROM:<bob@example.jp>\r\n",
            "RCPT TO:<alice@example.com>\r\n", "DATA\r\n", text + ".\r\n", "QUIT\r\n",
        ].map { Array($0.utf8) }
    }()

    private var said = 0

    mutating func handIn(at server: String, of bench: inout Workbench) throws {
        let guest = try bench.admit(.connect(host: "visitor", target: server, port: 25))
        var isOver = false
        while !isOver {
            // The links take no time, so what comes of its words has come when nothing is due.
            while !bench.live(until: bench.now, atMost: 10_000) {}
            let heard = bench.takeGuestNews()
            isOver = heard.isEmpty
            for news in heard where news.guest == guest {
                switch news.what {
                case .received where said < Self.script.count:
                    said += 1
                    try bench.perform(.guest(.send(guest: guest, Self.script[said - 1])))
                case .closedByPeer: try bench.perform(.guest(.close(guest: guest)))
                case .failed: throw LoopbackFailure(what: "a guest's connection failed")
                case .opened, .received, .drained, .ended, .answered: break
                }
            }
        }
        guard said == Self.script.count else {
            throw LoopbackFailure(what: "a guest was not answered")
        }
    }
}
