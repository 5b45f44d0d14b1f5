import Foundation
import Gateway
import Simulation
import Support
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

@Suite("A server that runs for long", .serialized)
struct LimitTests {
    private static var descriptors: Int {
        let folders = ["/proc/self/fd", "/dev/fd"]
        return folders.lazy.compactMap {
            try? FileManager.default.contentsOfDirectory(atPath: $0).count
        }.first ?? 0
    }

    /// One whole, short session.
    private func session(_ served: Served) throws {
        let client = try served.client()
        client.send("QUIT\r\n")
        _ = client.readToEnd()
    }

    @Test("many sessions one after another leave neither descriptors nor an endless journal")
    func oneAfterAnother() throws {
        let count = max(150, Seeds.rounds(soak: 10_000))
        var limits = GatewayLimits()
        limits.events = 2_000
        let served = try Served(25, limits: limits) { $0.keepsRecording = false }
        for _ in 0..<20 { try session(served) }
        #expect(try served.waits { _ in served.gateway.doors[0].present == 0 })
        let before = Self.descriptors
        for _ in 0..<count { try session(served) }
        #expect(try served.waits { _ in served.gateway.doors[0].present == 0 })
        // Other suites run beside this one, and have descriptors of their own.
        #expect(Self.descriptors < before + count / 2)
        let bench = try served.finish()
        #expect(bench.journal.forgottenCount > 0)
        #expect(bench.journal.count - bench.journal.forgottenCount < 6_000)
        #expect(bench.replay.entries.isEmpty)
        // The numbers go on as they were.
        #expect(bench.journal.last?.number == UInt64(bench.journal.count))
        #expect(bench.journal[number: 1] == nil)
        // What is known of connections goes with their events.
        #expect(bench.ends(of: 1) == nil)
        #expect((1...10_000).contains { bench.ends(of: $0) != nil })
    }

    @Test("sessions that are ended all at once end one after another")
    func endedAtOnce() throws {
        let count = 500
        var bench = try Workbench(try Served.internet().withoutLatency, seed: 1)
        bench.setLive(true)
        for _ in 0..<count {
            _ = try bench.admit(
                .connect(host: "visitor", target: "mail.example.com", port: 25))
        }
        _ = bench.run(until: .quiet)
        // More SYNs at one moment than a host keeps half open: some connections come later.
        let sessions = bench.count { event in
            guard case .lines(.sent, _, let octets) = event.what else { return false }
            return event.host == "mail.example.com" && octets.starts(with: "220 ".utf8)
        }
        #expect(sessions >= 100)
        try bench.perform(.shutDown(host: "mail.example.com"))
        _ = bench.run(until: .quiet)
        let farewells = bench.count { event in
            guard case .lines(.sent, _, let octets) = event.what else { return false }
            return event.host == "mail.example.com" && octets.starts(with: "421 ".utf8)
        }
        #expect(farewells == sessions)
    }

    @Test("a host whose ports are all in use has no way for one more, and is well afterwards")
    func everyPort() throws {
        var bench = try Workbench(try Served.internet().withoutLatency, seed: 1)
        try bench.perform(
            .setOP25B(host: "edge.isp-a.example", isOn: true, verdict: .drop))
        bench.setLive(true)
        bench.keepsRecording = false
        // Nobody answers, so each keeps its port: 49152 to 65535.
        let order = GuestOrder.connect(host: "alice-pc", target: "192.0.2.20", port: 25)
        for _ in 0..<16_384 { _ = try bench.admit(order) }
        #expect(bench.takeGuestNews().isEmpty)
        let late = try bench.admit(order)
        let news = bench.takeGuestNews()
        #expect(news.count == 1 && news.first?.guest == late)
        #expect(news.first?.what == .failed(.networkUnreachable))
        // To another port there is a way.
        let other = try bench.admit(.connect(host: "alice-pc", target: "192.0.2.20", port: 587))
        _ = bench.live(until: bench.now, atMost: 100_000)
        #expect(
            bench.takeGuestNews().contains { news in
                if case .opened = news.what { return news.guest == other }
                return false
            })
    }

    @Test("clients that stall, and clients that vanish, keep nobody else waiting")
    func stallAndVanish() throws {
        let served = try Served(25)
        let stalled = try (0..<20).map { _ in try served.client() }
        for client in stalled { client.send("EHL") }
        for _ in 0..<20 {
            let client = try served.client()
            client.send("EHLO here.example\r\nMAIL FRO")
            client.breakOff()
        }
        PublishedPortTests.deliver(over: try served.client(), to: "alice@example.com")
        #expect(try served.waits { _ in served.gateway.doors[0].present <= 21 })
        for client in stalled {
            #expect(client.reply().hasPrefix("220 "))
            client.send("O late.example\r\n")
            #expect(client.reply().hasPrefix("250 "))
        }
    }
}
