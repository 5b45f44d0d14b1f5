import Clockwork
import Foundation
import Gateway
import Session
import Simulation
import Testing

/// What programs at `alice-pc` feel, through published ports and through the proxy.
@Suite("OP25B, felt by swaks and curl", .serialized)
struct OutboundBlockTests {
    /// Doors where Alice sits, behind the firewall of ISP A, and where OP25B does not reach.
    private final class Street {
        let served: Served
        let authority: String

        init(_ verdict: BlockVerdict) throws {
            served = try Served([
                .port(host: "mail.example.com", port: 25, from: "alice-pc"),
                .port(host: "mail.example.com", port: 587, from: "alice-pc"),
                .socks(host: "alice-pc"),
                .port(host: "mail.example.com", port: 25, from: "mail.office.example"),
                .port(host: "mail.example.com", port: 25, from: "visitor"),
            ]) { bench in
                try bench.perform(
                    .setOP25B(host: "edge.isp-a.example", isOn: true, verdict: verdict))
            }
            authority =
                FileManager.default.temporaryDirectory
                .appendingPathComponent("maillab-\(UUID().uuidString).pem").path
            let pem = try served.withWorld { $0.authorityPEM }
            try Data(pem.utf8).write(to: URL(fileURLWithPath: authority))
        }

        deinit { try? FileManager.default.removeItem(atPath: authority) }

        func swaksRelay(door: Int = 0) throws -> RunningProgram {
            try RunningProgram("swaks", CommandLines.swaksRelay(served.ports[door]))
        }

        func swaksSubmission() throws -> RunningProgram {
            try RunningProgram(
                "swaks",
                CommandLines.swaksSubmission(served.ports[1], authority: authority))
        }

        func curlRelay() throws -> RunningProgram {
            try RunningProgram(
                "curl", CommandLines.curlRelay(proxy: served.ports[2]),
                input: CommandLines.letter)
        }

        func curlSubmission() throws -> RunningProgram {
            try RunningProgram(
                "curl", CommandLines.curlSubmission(proxy: served.ports[2], authority: authority),
                input: CommandLines.letter)
        }

        /// Waits until the world has done something with a connection of Alice's to port 25.
        func waits(for isIt: (Event) -> Bool) throws -> Bool {
            try served.waits { $0.journal.contains(where: isIt) }
        }

        func passTime(_ interval: Interval) throws {
            try served.withWorld { bench in
                _ = bench.run(until: .moment(bench.now + interval))
            }
        }
    }

    /// Whether the firewall of ISP A has thrown a packet away for OP25B, with this verdict.
    private static func isBlocked(_ event: Event, _ verdict: BlockVerdict) -> Bool {
        guard case .packet(.dropped, let facts) = event.what else { return false }
        return event.host == "edge.isp-a.example"
            && facts.dropReason?.key == "firewall.op25b-\(verdict.rawValue)"
    }

    private static func isOpened(_ event: Event) -> Bool {
        guard case .connection(.opened(let to)) = event.what else { return false }
        return event.host == "alice-pc" && to.port == 25
    }

    /// How Alice's attempts at port 25 failed, and how long after they had begun, in the world.
    private static func failures(
        _ bench: Workbench
    ) -> [(failure: TransportFailure, after: Interval)] {
        var begun: [Int: Instant] = [:]
        var failures: [(failure: TransportFailure, after: Interval)] = []
        for event in bench.journal where event.host == "alice-pc" {
            guard case .connection(let stage) = event.what, let number = event.connection
            else { continue }
            switch stage {
            case .opening(let to) where to.port == 25: begun[number] = event.moment
            case .failed(let failure, _):
                guard let start = begun[number] else { continue }
                failures.append((failure, event.moment - start))
            case .opening, .opened, .accepted, .closedByPeer, .closing, .aborting, .drained,
                .ended:
                break
            }
        }
        return failures
    }

    /// Verdicts that say no at once: what Alice's host hears, and what the proxy says then.
    private static let answers: [(verdict: BlockVerdict, failure: TransportFailure, code: Int)] = [
        (.reset, .refused, 5), (.portUnreachable, .portUnreachable, 5),
        (.hostUnreachable, .unreachable, 4), (.prohibited, .prohibited, 4),
    ]

    @Test(
        "swaks: port 25 throws it out at once; 587 with STARTTLS and AUTH works beside",
        .enabled(if: Programs.has("swaks"), "swaks is not on this machine"),
        arguments: answers.indices)
    func swaks(answer index: Int) async throws {
        let answer = Self.answers[index]
        let street = try Street(answer.verdict)
        let (relay, submission) = (try street.swaksRelay(), try street.swaksSubmission())
        let thrownOut = try await relay.outcome()
        #expect(CommandLines.wasThrownOut(thrownOut), "\(thrownOut)")
        // What swaks calls closed is a reset and no end in order.
        let raw = try street.served.client().readToEnd()
        #expect(raw.octets.isEmpty && raw.ending == .reset)
        let sent = try await submission.outcome()
        #expect(sent.status == 0, "\(sent.output)")
        #expect(try street.served.waits { $0.deliveries == ["dave@example.com"] })
        let bench = try street.served.finish()
        let failures = Self.failures(bench)
        #expect(failures.map { $0.failure } == [answer.failure, answer.failure])
        #expect(failures.allSatisfy { $0.after < .seconds(1) })
        #expect(bench.count { Self.isBlocked($0, answer.verdict) } >= 2)
    }

    @Test(
        "swaks: a drop is silence while 587 works, and a reset when the simulated time is up",
        .enabled(if: Programs.has("swaks"), "swaks is not on this machine"))
    func swaksDropped() async throws {
        let street = try Street(.drop)
        let relay = try street.swaksRelay()
        #expect(try await relay.says("Connected to 127.0.0.1"))
        #expect(try street.waits { Self.isBlocked($0, .drop) })
        let sent = try await street.swaksSubmission().outcome()
        #expect(sent.status == 0, "\(sent.output)")
        #expect(try street.served.waits { $0.deliveries == ["dave@example.com"] })
        #expect(relay.isRunning && !relay.said.contains("220 "))
        try street.passTime(.minutes(3))
        let thrownOut = try await relay.outcome()
        #expect(CommandLines.wasThrownOut(thrownOut), "\(thrownOut)")
        let bench = try street.served.finish()
        let failures = Self.failures(bench)
        #expect(failures.map { $0.failure } == [.timedOut])
        #expect(failures.allSatisfy { $0.after > .seconds(120) && $0.after < .seconds(140) })
        #expect(bench.count { Self.isBlocked($0, .drop) } >= 4, "the SYN is sent again")
    }

    @Test(
        "swaks and curl in a tarpit: connected and told nothing, for as long as they like",
        .enabled(if: Programs.has("swaks", "curl"), "swaks and curl are not on this machine"))
    func tarpit() async throws {
        let street = try Street(.tarpit)
        let (relay, proxied) = (try street.swaksRelay(), try street.curlRelay())
        #expect(try street.served.waits { $0.count(Self.isOpened) == 2 })
        #expect(try await relay.says("Connected to 127.0.0.1"))
        let sent = try await street.swaksSubmission().outcome()
        #expect(sent.status == 0, "\(sent.output)")
        try street.passTime(.minutes(10))
        #expect(try street.served.waits { $0.deliveries == ["dave@example.com"] })
        #expect(relay.isRunning && proxied.isRunning)
        #expect(!relay.stop().output.contains("220 "))
        #expect(proxied.stop().output.isEmpty)
        let bench = try street.served.finish()
        #expect(Self.failures(bench).isEmpty)
        #expect(bench.count { Self.isBlocked($0, .tarpit) } >= 2)
    }

    @Test(
        "swaks: who has a static address, and who sits elsewhere, reaches port 25",
        .enabled(if: Programs.has("swaks"), "swaks is not on this machine"),
        arguments: [BlockVerdict.drop, .reset])
    func spared(verdict: BlockVerdict) async throws {
        let street = try Street(verdict)
        let programs = try [3, 4].map { try street.swaksRelay(door: $0) }
        for program in programs {
            let sent = try await program.outcome()
            #expect(sent.status == 0, "\(sent.output)")
        }
        #expect(try street.served.waits { $0.deliveries.count == 2 })
    }

    @Test(
        "curl through the proxy: the reply code tells which it was, and 587 delivers",
        .enabled(if: Programs.has("curl"), "curl is not on this machine"),
        arguments: answers.indices)
    func curl(answer index: Int) async throws {
        let answer = Self.answers[index]
        let street = try Street(answer.verdict)
        let (relay, submission) = (try street.curlRelay(), try street.curlSubmission())
        let refused = try await relay.outcome()
        #expect(CommandLines.wasRefused(refused, with: answer.code), "\(refused)")
        let sent = try await submission.outcome()
        #expect(sent.status == 0, "\(sent.output)")
        #expect(try street.served.waits { $0.deliveries == ["dave@example.com"] })
        let failures = Self.failures(try street.served.finish())
        #expect(failures.map { $0.failure } == [answer.failure])
        #expect(failures.allSatisfy { $0.after < .seconds(1) })
    }

    @Test(
        "curl through the proxy: silence, and code 6 when the simulated time is up",
        .enabled(if: Programs.has("curl"), "curl is not on this machine"))
    func curlDropped() async throws {
        let street = try Street(.drop)
        let relay = try street.curlRelay()
        #expect(try street.waits { Self.isBlocked($0, .drop) })
        let sent = try await street.curlSubmission().outcome()
        #expect(sent.status == 0, "\(sent.output)")
        #expect(try street.served.waits { $0.deliveries == ["dave@example.com"] })
        #expect(relay.isRunning && relay.said.isEmpty)
        try street.passTime(.minutes(3))
        let refused = try await relay.outcome()
        #expect(CommandLines.wasRefused(refused, with: 6), "\(refused)")
        #expect(Self.failures(try street.served.finish()).map { $0.failure } == [.timedOut])
    }
}
