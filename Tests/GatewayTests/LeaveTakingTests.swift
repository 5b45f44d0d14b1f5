import Clockwork
import Foundation
import Gateway
import NIOCore
import Simulation
import Testing

@Suite("How real and simulated connections end", .serialized)
struct LeaveTakingTests {
    private static let size = 12_000_000

    /// A POP3 server with one long letter for Bob.
    private func served(_ limits: GatewayLimits) throws -> Served {
        let line = String(repeating: "x", count: 78) + "\r\n"
        let letter = Array(
            ("Subject: long\r\n\r\n" + String(repeating: line, count: Self.size / 80)).utf8)
        return try Served(110, of: "mail.example.jp", limits: limits) { bench in
            try bench.perform(
                .send(
                    SendOrder(
                        host: "alice-pc", from: "alice@example.com",
                        recipients: ["bob@example.jp"], letter: letter)))
            _ = bench.run(until: .quiet)
        }
    }

    /// Asks for the letter and the end, and reads nothing.
    private func ask(_ served: Served) throws -> RealClient {
        let client = try served.client(receiveBuffer: 16_384)
        client.send("USER bob@example.jp\r\nPASS builder\r\nRETR 1\r\nQUIT\r\n")
        return client
    }

    private func serverHasEnded(_ bench: Workbench) -> Bool {
        bench.journal.contains { event in
            guard event.host == "visitor", case .connection(.closedByPeer) = event.what else {
                return false
            }
            return true
        }
    }

    @Test("where the host loses its power, its programs are broken off")
    func crash() throws {
        let served = try Served(25)
        let client = try served.client()
        #expect(client.reply().hasPrefix("220 "))
        try served.withWorld { bench in _ = try bench.perform(.crash(host: "visitor")) }
        #expect(client.readToEnd().ending == .reset)
    }

    @Test("who ends its half while it still has much to read gets everything")
    func lateHalfClose() throws {
        var limits = GatewayLimits()
        // The world hands over everything and ends, long before the client reads.
        (limits.unreadHigh, limits.unreadLow) = (64_000_000, 32_000_000)
        let served = try served(limits)
        let client = try ask(served)
        #expect(try served.waits { serverHasEnded($0) })
        client.halfClose()
        #expect(
            try served.waits { bench in
                bench.journal.contains {
                    if case .action(.guest(.close)) = $0.what { return true }
                    return false
                }
            })
        let (octets, ending) = client.readToEnd()
        #expect(octets.count > Self.size)
        #expect(String(decoding: octets.suffix(40), as: UTF8.self).contains("signing off"))
        #expect(ending == .closed)
        #expect(try served.waits { _ in served.gateway.doors[0].present == 0 })
    }

    @Test("a reset while much waits to be read is a reset in the world, not an end")
    func resetAtTheEnd() throws {
        var limits = GatewayLimits()
        (limits.unreadHigh, limits.unreadLow) = (64_000_000, 32_000_000)
        let served = try served(limits)
        let client = try ask(served)
        #expect(try served.waits { serverHasEnded($0) })
        client.breakOff()
        #expect(try served.waits { _ in served.gateway.doors[0].present == 0 })
        let bench = try served.finish()
        let (ends, resets) = bench.journal.reduce(into: (0, 0)) { counts, event in
            if case .action(.guest(.close)) = event.what { counts.0 += 1 }
            if case .action(.guest(.abort)) = event.what { counts.1 += 1 }
        }
        #expect(ends == 0 && resets == 1)
    }

    @Test("a reset after the server's last word is a reset in the world")
    func resetAfterEnd() throws {
        let served = try Served(25)
        let client = try served.client()
        client.send("QUIT\r\n")
        #expect(client.readToEnd().ending == .closed)
        client.breakOff()
        #expect(try served.waits { _ in served.gateway.doors[0].present == 0 })
        let bench = try served.finish()
        let aborts = bench.count {
            if case .action(.guest(.abort)) = $0.what { return true }
            return false
        }
        #expect(aborts == 1)
    }

    @Test("who never ends its half, and who never reads, keeps its place for a while only")
    func patience() throws {
        var limits = GatewayLimits()
        limits.patience = .milliseconds(400)
        let served = try served(limits)
        let polite = try served.client()
        polite.send("QUIT\r\n")
        #expect(polite.readToEnd().ending == .closed)
        let deaf = try ask(served)
        #expect(try served.waits { _ in served.gateway.doors[0].accepted == 2 })
        #expect(try served.waits { _ in served.gateway.doors[0].present == 0 })
        // Both are still there, and have been broken off.
        polite.send("NOOP\r\n")
        #expect(deaf.readToEnd().ending == .reset)
    }

    /// A client in front of a firewall that drops what it sends: its SYN is sent again in a while.
    private func dropped() throws -> (served: Served, client: RealClient) {
        let served = try Served(25, from: "alice-pc", isSlow: true) { bench in
            try bench.perform(.setOP25B(host: "edge.isp-a.example", isOn: true, verdict: .drop))
        }
        let client = try served.client()
        let isWaiting = try served.waits { bench in
            bench.journal.contains {
                if case .packet(.dropped, _) = $0.what { return true }
                return false
            }
        }
        #expect(isWaiting)
        return (served, client)
    }

    @Test("while this program does not run, no time passes in the world")
    func pause() throws {
        let (served, client) = try dropped()
        // Another SYN is due in a second; nobody is there for four.
        let before = try served.withWorld { bench in
            Thread.sleep(forTimeInterval: 4)  // wall clock: that is what is tested
            return bench.now
        }
        let after = try served.withWorld { $0.now }
        #expect(after - before < .seconds(2), "\(after - before)")
        // And it goes on from there.
        #expect(try served.waits { $0.now - before > .seconds(2) })
        #expect(client.ending == nil)
    }

    @Test("a command that waits for a moment ends, though the clock has become slower meanwhile")
    func waiting() throws {
        let (served, client) = try dropped()
        var calls = 0
        let late = try served.withWorld { bench in
            let until = bench.now + .milliseconds(1_200)
            let report = served.gateway.wait(for: .moment(until), in: &bench) {
                calls += 1
                // Asked again and again on this thread: the second SYN is late by this.
                if calls == 1 { served.holdWorld(forSeconds: 1.6) }
                return calls > 200
            }
            #expect(!report.wasInterrupted)
            return bench.now - until
        }
        #expect(late >= .zero && late < .milliseconds(800), "\(late)")
        #expect(client.ending == nil)
    }

    @Test("what is due sooner because somebody let the world run ahead comes sooner")
    func ranAhead() throws {
        let (served, client) = try dropped()
        // The sixth SYN is sent after 63 seconds; the next thing is due a minute later.
        let begun = try served.withWorld { bench in
            let begun = bench.now
            _ = bench.run(until: .moment(begun + .seconds(66)))
            return begun
        }
        #expect(try served.waits { $0.now - begun > .milliseconds(66_200) })
        let start = Date()
        try served.withWorld { bench in
            _ = bench.run(until: .moment(begun + .seconds(126)))
        }
        #expect(client.readToEnd(within: 20).ending == .reset)
        #expect(Date().timeIntervalSince(start) < 15)
    }
}
