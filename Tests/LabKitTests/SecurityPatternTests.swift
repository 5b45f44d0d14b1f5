import LabKit
import PostOffice
import Session
import Simulation
import Testing
import Wire

/// Patterns over what TLS does, in the journal of the default world.
@Suite("Patterns of TLS, ports and families")
struct SecurityPatternTests {
    private func bench(_ certificate: CertificatePlan = .valid) throws -> Workbench {
        var plan = try WorldFile.read(path: labsFolder + "/worlds/internet.yaml")
        let place = try #require(plan.hosts.firstIndex { $0.name == "mail.example.com" })
        plan.hosts[place].mail?.certificate = certificate
        return try Workbench(plan, seed: 1)
    }

    private func connect(
        _ bench: inout Workbench, _ port: UInt16, _ way: HandSecurity.Way?,
        on host: String = "alice-pc", acceptsAny: Bool = false, saying lines: [String] = []
    ) throws {
        let security = way.map { HandSecurity($0, acceptsAnyCertificate: acceptsAny) }
        try bench.perform(
            .connect(host: host, target: "mail.example.com", port: port, security: security))
        _ = bench.run(until: .quiet)
        for line in lines {
            try bench.perform(
                .say(terminal: bench.terminals.count, octets: Array((line + "\r\n").utf8)))
            _ = bench.run(until: .quiet)
        }
    }

    private func count(
        in bench: Workbench, _ change: (inout EventPattern) -> Void
    ) -> Int {
        var pattern = EventPattern()
        change(&pattern)
        return bench.journal.count { pattern.matches($0, in: bench) }
    }

    @Test("lines tell the port that they went to, and whether they went in the clear")
    func portsAndSecrecy() throws {
        var bench = try bench()
        try connect(&bench, 465, .implicit, saying: ["EHLO [203.0.113.66]"])
        try connect(&bench, 587, nil, saying: ["EHLO [203.0.113.66]"])
        func hellos(_ port: UInt16?, _ isSecured: Bool?) -> Int {
            count(in: bench) {
                $0.kind = .sent
                $0.host = "alice-pc"
                $0.starts = "EHLO"
                $0.port = port
                $0.isSecured = isSecured
            }
        }
        #expect(hellos(nil, nil) == 2)
        #expect(hellos(465, nil) == 1 && hellos(465, true) == 1 && hellos(465, false) == 0)
        #expect(hellos(587, nil) == 1 && hellos(587, true) == 0 && hellos(587, false) == 1)
        #expect(hellos(25, nil) == 0)
        // What has no port of its own has that of its connection.
        #expect(
            count(in: bench) {
                $0.layer = .tls; $0.port = 465
            } > 0)
        #expect(
            count(in: bench) {
                $0.layer = .tls; $0.port = 587
            } == 0)
        #expect(
            count(in: bench) {
                $0.kind = .accepted; $0.port = 587
            } == 1)
    }

    @Test("a handshake tells its version, the name asked for, and the certificate's fate")
    func handshake() throws {
        var bench = try bench()
        try connect(&bench, 993, .implicit)
        func secured(_ change: (inout EventPattern) -> Void) -> Int {
            count(in: bench) {
                $0.kind = .secured
                $0.host = "alice-pc"
                change(&$0)
            }
        }
        #expect(secured { $0.version = "TLS 1.3" } == 1 && secured { $0.version = "TLS 1.2" } == 0)
        #expect(secured { $0.name = "mail.example.com" } == 1)
        #expect(secured { $0.name = "mail.example.jp" } == 0)
        #expect(secured { $0.certificate = .verified } == 1)
        #expect(secured { $0.certificate = .overruled } == 0)
        // The ClientHello says the name in the clear, as it is sent and as it is heard.
        let hello = count(in: bench) {
            $0.layer = .tls
            $0.text = ["ClientHello"]
            $0.name = "mail.example.com"
        }
        #expect(hello == 2)
    }

    @Test("a reason is the same whether it stops a hand, a program, or nobody")
    func reasons() throws {
        var bench = try bench(.defective(.expired))
        try connect(&bench, 993, .implicit)
        try connect(&bench, 993, .implicit, acceptsAny: true)
        try bench.perform(
            .fetch(
                FetchOrder(
                    host: "alice-pc", login: "alice@example.com", using: .imap, deletes: false,
                    security: .implicit)))
        _ = bench.run(until: .quiet)
        func given(_ reason: String, _ kind: EventKind) -> Int {
            count(in: bench) {
                $0.host = "alice-pc"; $0.reason = reason; $0.kind = kind
            }
        }
        #expect(given("tls.cert-expired", .notSecured) == 2)
        #expect(given("tls.cert-expired", .secured) == 1)
        #expect(given("tls.cert-expired", .fetchFinished) == 1)
        #expect(given("tls.cert-revoked", .notSecured) == 0)
        let overruled = count(in: bench) {
            $0.certificate = .overruled; $0.name = nil
        }
        #expect(overruled == 1)
    }

    @Test("the family of addresses is that of the packet, or of the connection")
    func families() throws {
        var bench = try bench()
        try connect(&bench, 587, nil, on: "visitor", saying: ["EHLO visitor.example"])
        try connect(&bench, 587, nil, on: "alice-pc", saying: ["EHLO [203.0.113.66]"])
        for (host, family, other) in [
            ("visitor", IPFamily.v6, IPFamily.v4), ("alice-pc", .v4, .v6),
        ] {
            for kind in [EventKind.opened, .sent] {
                #expect(
                    count(in: bench) {
                        $0.host = host; $0.kind = kind; $0.family = family; $0.port = 587
                    } > 0, "\(host) \(kind)")
            }
            #expect(
                count(in: bench) {
                    $0.host = host; $0.family = other; $0.port = 587
                } == 0)
        }
    }

    @Test("a pattern names what it asks for")
    func description() {
        var pattern = EventPattern()
        pattern.family = .v6
        pattern.isSecured = false
        pattern.version = "TLS 1.3"
        pattern.name = "mail.example.com"
        pattern.certificate = .overruled
        pattern.reason = "tls.cert-expired"
        #expect(
            pattern.description == "family=ipv6 secured=false version=TLS 1.3 "
                + "name=mail.example.com certificate=overruled reason=tls.cert-expired")
    }
}
