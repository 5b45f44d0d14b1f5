import Ciphers
import Clockwork
import Foundation
import Support
import TLS
import Testing

/// A server in a process of its own, so that what it takes of this machine is its own.
///
/// `make test` has a fixed small share of it. `make soak` has it whole: 1,000 clients at once and
/// 10,000 one after another.
@Suite(
    "A maillab serve and very many clients", .serialized,
    .enabled(
        if: ServeProcess.program != nil && ServeProcess.isMeasurable,
        "needs the built program, and /proc to measure it"))
struct CrowdedServerTests {
    /// A server, and what it took when nobody had come yet.
    private final class Watched {
        let server: ServeProcess
        let relay: UInt16
        let secure: UInt16
        private let place: ServeProcess.Place
        private let descriptors: Int
        private let began = Date()
        private var figures: [String] = []

        init() throws {
            Crowd.allowManyDescriptors()
            place = try ServeProcess.Place()
            server = try ServeProcess.start(
                place,
                ServeProcess.Way(
                    keepsData: false, doors: [("mail.example.com", 25), ("mail.example.com", 993)]))
            relay = try server.port("mail.example.com", 25)
            secure = try server.port("mail.example.com", 993)
            // What the first session needs once and for all is not counted as a leak.
            try Crowd.session(relay)
            descriptors = try Self.settledDescriptors(server)
            try note("at the start")
        }

        /// Waits until nobody is here, as far as descriptors tell.
        private static func settledDescriptors(_ server: ServeProcess) throws -> Int {
            var counts = [-1, -2, -3]
            let limit = Date().addingTimeInterval(60)
            while Set(counts.suffix(3)).count > 1, Date() < limit {
                Thread.sleep(forTimeInterval: 0.05)
                counts.append(try server.descriptorCount())
            }
            return counts.last ?? 0
        }

        /// Waits until as many descriptors are open as in the beginning; how many there are.
        func hasNoDescriptorLeft() throws -> Bool {
            let limit = Date().addingTimeInterval(60)
            while try server.descriptorCount() > descriptors, Date() < limit {
                Thread.sleep(forTimeInterval: 0.05)
            }
            return try server.descriptorCount() <= descriptors
        }

        /// Writes down what the server takes now; millions of octets that it has in memory.
        @discardableResult
        func note(_ moment: String) throws -> Double {
            let millions = Double(try server.residentOctets()) / 1e6
            let seconds = Int(Date().timeIntervalSince(began))
            figures.append(
                "\(moment): \(seconds) s, \(Int(millions)) MB, "
                    + "\(try server.descriptorCount()) descriptors")
            return millions
        }

        /// All that was written down; in a soak it is printed, too.
        func report() -> String {
            let text = figures.joined(separator: "; ")
            if CrowdedServerTests.isSoak { print("A maillab serve in a soak: \(text)") }
            return text
        }
    }

    private static let isSoak = Seeds.rounds(soak: 1_000) >= 100

    @Test("so many at once: each is served, one too many is reset, and nothing is left of them")
    func atOnce() throws {
        let count = max(100, min(1_000, Seeds.rounds(soak: 1_000)))
        let watched = try Watched()
        var memory: [Double] = []
        for _ in 0..<(Self.isSoak ? 4 : 2) {
            let crowd = try Crowd(count, at: watched.relay)
            crowd.say("EHLO here.example", hear: "250 ")
            try watched.note("\(count) at once")
            if count == 1_000 {
                let late = try #require(RealClient(port: watched.relay)).readToEnd(within: 60)
                #expect(late.octets.isEmpty && late.ending == .reset)
            }
            crowd.say("NOOP", hear: "250 ")
            crowd.quit()
            #expect(try watched.hasNoDescriptorLeft(), "\(watched.report())")
            memory.append(try watched.note("when they have gone"))
        }
        let growth = (memory.last ?? 0) - memory[memory.count / 2 - 1]
        #expect(growth < 25, "\(watched.report())")
        try Crowd.session(watched.relay)
        try watched.note("in the end")
        _ = watched.report()
        #expect(watched.server.end(SIGTERM) == 0)
    }

    @Test("very many one after another: memory is flat, and no descriptor is left")
    func oneAfterAnother() throws {
        let count = max(120, Seeds.rounds(soak: 10_000))
        let watched = try Watched()
        var memory: [Double] = []
        for part in 1...5 {
            for _ in 0..<count / 5 { try Crowd.session(watched.relay) }
            #expect(try watched.hasNoDescriptorLeft(), "\(watched.report())")
            memory.append(try watched.note("\(count / 5 * part) later"))
        }
        // After three parts the journal holds as much as it ever will.
        #expect(memory[4] - memory[2] < 15, "\(watched.report())")
        _ = watched.report()
        #expect(watched.server.end(SIGTERM) == 0)
    }

    /// What a TLS client says first.
    private static func clientHello() throws -> [UInt8] {
        let configuration = TLSClientConfiguration(
            anchors: [], calendar: try Served.internet().calendar)
        var engine = TLSEngine(
            role: .client(configuration, to: .host("localhost")),
            chance: ChanceStream(Dice(seed: 1)))
        var outbox: [TLSEngine.Output] = []
        engine.handle(.start, at: .zero, into: &outbox)
        return outbox.flatMap { output -> [UInt8] in
            if case .send(let octets) = output { return octets }
            return []
        }
    }

    /// Goes in the middle of something: with FIN and RST by turns.
    private func vanish(_ client: RealClient, _ number: Int) {
        if number.isMultiple(of: 2) { client.breakOff() }
    }

    @Test("who stalls, drips, or vanishes in a handshake or in DATA costs nobody else anything")
    func badCompany() throws {
        let drops = Array("NOOP\r\n".utf8)
        let rounds = max(60, Seeds.rounds(soak: 1_000)) / drops.count * drops.count
        let hello = try Self.clientHello()
        #expect(hello.count > 100 && hello.first == 22)
        let watched = try Watched()
        let stalled = try Crowd(20, at: watched.relay)
        let dripping = try Crowd(10, at: watched.relay)
        for client in stalled.clients { client.send("EHL") }
        var rest = "O late.example"
        var before = 0.0
        for round in 0..<rounds {
            // A drop of each; and in between whole sessions of others, so that time passes.
            let drop = drops[round % drops.count]
            for client in dripping.clients { client.send([drop]) }
            if drop == drops.last {
                #expect(dripping.clients.allSatisfy { $0.reply(within: 60).hasPrefix("250 ") })
            }
            // Nobody is kept for longer than the server's five minutes.
            if round % 100 == 99 {
                stalled.say(rest, hear: "250 ")
                for client in stalled.clients { client.send("NOO") }
                rest = "P"
            }
            let half = try #require(RealClient(port: watched.secure))
            half.send(Array(hello.prefix(1 + round * 7 % (hello.count - 1))))
            vanish(half, round)
            let whole = try #require(RealClient(port: watched.secure))
            whole.send(hello)
            // The server's answer is half read.
            #expect(whole.read(40, within: 60).first == 22)
            vanish(whole, round + 1)
            let letter = try #require(RealClient(port: watched.relay))
            for line in [
                "EHLO a.example", "MAIL FROM:<a@b.example>", "RCPT TO:<alice@example.com>",
            ] {
                letter.send(line + "\r\n")
            }
            letter.send("DATA\r\n")
            for code in ["220 ", "250 ", "250 ", "250 ", "354 "] {
                #expect(letter.reply(within: 60).hasPrefix(code))
            }
            letter.send("Subject: half\r\n\r\n" + String(repeating: "x", count: 50 + round % 500))
            vanish(letter, round)
            if round == rounds * 2 / 5 { before = try watched.note("in the middle") }
        }
        try Crowd.session(watched.relay)
        stalled.say(rest, hear: "250 ")
        Crowd(stalled.clients + dripping.clients).quit()
        #expect(try watched.hasNoDescriptorLeft(), "\(watched.report())")
        let after = try watched.note("in the end")
        #expect(after - before < 25, "\(watched.report())")
        _ = watched.report()
        #expect(watched.server.end(SIGTERM) == 0)
    }
}
