import PostOffice
import Session
import Simulation
import Testing

@Suite("The ports of a host, tried")
struct PortSurveyStories {
    private func survey(
        _ bench: Workbench, _ host: String, from client: String = "visitor"
    ) throws -> [UInt16: PortFinding] {
        var found: [UInt16: PortFinding] = [:]
        for finding in try bench.survey(host, from: client) { found[finding.port] = finding }
        return found
    }

    @Test("a provider of today: nothing about passwords before TLS, all of it inside")
    func today() throws {
        let bench = try Workbench(try Story.internet(), seed: 1)
        let found = try survey(bench, "mail.example.com")
        #expect(found.count == 7)
        for (port, finding) in found {
            #expect(finding.failure == nil && finding.secureFailure == nil, "\(port)")
            #expect(finding.way == ([465, 993, 995].contains(port) ? .implicit : .upgrade))
            #expect(finding.security?.verification == .passed)
            #expect(finding.security?.peer?.names == ["mail.example.com"])
            #expect(finding.before.isEmpty == (finding.way == .implicit))
            let clear = finding.before.joined(separator: " ")
            #expect(!clear.contains("AUTH ") && !clear.contains("AUTH=") && !clear.contains("USER"))
            let veiled = finding.after.joined(separator: " ")
            #expect(!veiled.contains("STARTTLS") && !veiled.contains("STLS"))
            #expect(veiled.contains("SCRAM-SHA-256-PLUS"))
        }
        #expect(found[143]?.before.contains("LOGINDISABLED") == true)
        #expect(found[110]?.before.contains("STLS") == true)
        #expect(bench.journal.isEmpty)
    }

    @Test("what stands in the way shows: OP25B, a stripper, a bad certificate")
    func obstacles() throws {
        var bench = try Workbench(try Story.internet(), seed: 1)
        let blocked = try survey(bench, "mail.example.com", from: "alice-pc")
        #expect(blocked[25]?.failure?.key == "transport.timed-out")
        #expect((blocked[25]?.time ?? .zero) > .minutes(2))
        #expect(blocked[587]?.failure == nil)
        #expect(
            try survey(bench, "home-mta", from: "alice-pc")[993]?.failure?.key
                == "transport.refused")
        try bench.perform(
            .set(host: "mail.example.jp", .certificate(.defective(.expired))))
        try bench.perform(
            .placeAttacker(
                AttackOrder(
                    a: "mail.example.jp", b: "core.example", plan: .init(.strip, keepsClear: true)))
        )
        let before = bench.journal.count
        let found = try survey(bench, "mail.example.jp")
        for port: UInt16 in [25, 110, 143, 587] {
            #expect(found[port]?.failure == nil && found[port]?.way == nil)
        }
        guard case .overruled(let reason)? = found[995]?.security?.verification else {
            Issue.record("the certificate passed")
            return
        }
        #expect(reason.key == "tls.cert-expired")
        #expect(bench.journal.count == before)
    }

    @Test("a server that is old: TLS comes to nothing, and why is told")
    func old() throws {
        var bench = try Workbench(try Story.internet(), seed: 1)
        let versions = try #require(TLSVersionPlan("1.0-1.1"))
        try bench.perform(.set(host: "mail.example.com", .tlsVersions(versions)))
        let found = try survey(bench, "mail.example.com")
        #expect(found[993]?.failure?.key == "tls.failed-alert")
        #expect(found[587]?.failure == nil && found[587]?.security == nil)
        #expect(found[587]?.secureFailure?.key == "tls.failed-alert")
    }
}
