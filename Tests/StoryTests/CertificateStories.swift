import Clockwork
import PostOffice
import Session
import Simulation
import Testing

@Suite("Certificates that are wrong on purpose, and what each client does")
struct CertificateStories {
    /// The internet in which one server's certificate is like that.
    private func world(
        _ certificate: CertificatePlan, of host: String = "mail.example.com"
    ) throws -> Blueprint {
        var blueprint = try Story.internet()
        let place = try #require(blueprint.hosts.firstIndex { $0.name == host })
        blueprint.hosts[place].mail?.certificate = certificate
        return blueprint
    }

    static let reasons: [(CertificatePlan, String)] = [
        (.defective(.expired), "tls.cert-expired"),
        (.defective(.notYetValid), "tls.cert-not-yet-valid"),
        (.defective(.wrongName), "tls.cert-wrong-name"),
        (.defective(.commonNameOnly), "tls.cert-common-name-only"),
        (.defective(.unknownAuthority), "tls.cert-unknown-authority"),
        (.defective(.selfSigned), "tls.cert-self-signed"),
        (.defective(.revoked), "tls.cert-revoked"),
        (.defective(.weakKey), "tls.cert-weak-key"),
        (.defective(.incompleteChain), "tls.cert-unknown-authority"),
    ]

    private func sendReason(_ bench: Workbench) -> String? {
        guard case .sendFinished(_, let accepted, let refused)? = bench.lastOutcome else {
            return nil
        }
        return accepted.isEmpty ? refused.first?.reason.key : "accepted"
    }

    private func fetchReason(_ bench: Workbench) -> String? {
        guard case .fetchFinished(_, _, let failure)? = bench.lastOutcome else { return nil }
        return failure?.key ?? "fetched"
    }

    @Test("each is refused with its own reason, by each program", arguments: reasons)
    func refused(certificate: CertificatePlan, reason: String) throws {
        var bench = try Workbench(try world(certificate), seed: 1)
        for security in [TransportSecurity.starttls, .implicit] {
            try bench.perform(
                .send(
                    SendOrder(
                        host: "alice-pc", from: "alice@example.com",
                        recipients: ["bob@example.jp"], security: security)))
            _ = bench.run(until: .quiet)
            #expect(sendReason(bench) == reason)
            for using in RetrievalProtocol.allCases {
                try bench.perform(
                    .fetch(
                        FetchOrder(
                            host: "alice-pc", login: "alice@example.com", using: using,
                            deletes: false, security: security)))
                _ = bench.run(until: .quiet)
                #expect(fetchReason(bench) == reason, "\(using) \(security)")
            }
        }
        // Nothing that matters was said: no password, no letter.
        let text = bench.journal.compactMap { event -> String? in
            guard event.host == "alice-pc", case .lines(.sent, _, let octets) = event.what else {
                return nil
            }
            return String(decoding: octets, as: UTF8.self)
        }.joined()
        for secret in ["AUTH", "wonderland", "PASS", "LOGIN", "MAIL FROM"] {
            #expect(!text.contains(secret))
        }
    }

    @Test("by hand it is refused, and taken when told to", arguments: reasons)
    func byHand(certificate: CertificatePlan, reason: String) throws {
        var hand = try Hand(try world(certificate))
        try hand.connect(993, .implicit)
        #expect(hand.terminal.state == .failed(reason) && hand.terminal.heard.isEmpty)
        try hand.connect(587, .upgrade)
        #expect(hand.terminal.state == .failed(reason))
        try hand.connect(993, .implicit, acceptsAny: true)
        #expect(hand.terminal.state == .open)
        guard case .overruled(let note)? = hand.terminal.security?.verification else {
            Issue.record("nothing was overruled")
            return
        }
        #expect(note.key == reason)
        #expect(try hand.say("a LOGIN alice@example.com wonderland").contains("a OK "))
    }

    @Test(
        "between servers any certificate is better than none",
        arguments: [CertificatePlan.defective(.expired)])
    func relay(certificate: CertificatePlan) throws {
        var bench = try Workbench(try world(certificate, of: "mail.example.jp"), seed: 1)
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("delivered:bob@example.jp"))
        let overruled = bench.journal.contains { event in
            guard case .tls(.secured(let facts, _)) = event.what,
                case .overruled = facts.verification
            else { return false }
            return event.host == "mail.example.com"
        }
        #expect(overruled)
    }

    @Test("a server without a certificate offers nothing; who needs TLS stops, servers go on")
    func none() throws {
        var bench = try Workbench(try world(.none, of: "mail.example.jp"), seed: 1)
        let view = try #require(bench.host(named: "mail.example.jp"))
        #expect(view.listening == [25, 110, 143, 587])
        try bench.send()
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("delivered:bob@example.jp"))
        for (using, key) in [(RetrievalProtocol.pop3, "tls"), (.imap, "tls")] {
            try bench.perform(
                .fetch(
                    FetchOrder(
                        host: "bob-laptop", login: "bob@example.jp", using: using, deletes: false,
                        security: .starttls)))
            _ = bench.run(until: .quiet)
            #expect(fetchReason(bench) == "fetch.\(key)-not-offered")
        }
        try bench.perform(
            .send(
                SendOrder(
                    host: "bob-laptop", from: "bob@example.jp",
                    recipients: ["alice@example.com"], security: .starttls)))
        _ = bench.run(until: .quiet)
        #expect(sendReason(bench) == "courier.starttls-not-offered")
    }

    @Test("mail programs do what their provider needs; orders say otherwise")
    func policies() throws {
        var bench = try Story.bench()
        func ports() -> [UInt16] {
            bench.journal.compactMap { event in
                guard case .connection(.opened(let peer)) = event.what,
                    event.host == "alice-pc" || event.host == "bob-laptop"
                else { return nil }
                return peer.port
            }
        }
        func fetch(_ login: String, _ using: RetrievalProtocol, _ security: TransportSecurity?)
            throws
        {
            let host = login.hasPrefix("alice") ? "alice-pc" : "bob-laptop"
            try bench.perform(
                .fetch(
                    FetchOrder(
                        host: host, login: login, using: using, deletes: false,
                        security: security)))
            _ = bench.run(until: .quiet)
            #expect(fetchReason(bench) == "fetched", "\(login) \(using)")
        }
        try bench.send()
        _ = bench.run(until: .quiet)
        try fetch("alice@example.com", .pop3, nil)
        try fetch("alice@example.com", .imap, nil)
        try fetch("alice@example.com", .imap, .starttls)
        try fetch("bob@example.jp", .pop3, nil)
        try fetch("bob@example.jp", .imap, nil)
        try fetch("bob@example.jp", .pop3, .implicit)
        try fetch("bob@example.jp", .pop3, .starttls)
        try bench.perform(
            .send(
                SendOrder(
                    host: "alice-pc", from: "alice@example.com", recipients: ["bob@example.jp"],
                    security: .implicit)))
        _ = bench.run(until: .quiet)
        #expect(ports() == [587, 995, 993, 143, 110, 143, 995, 110, 465])
        #expect(bench.mailStory.filter { $0 == "delivered:bob@example.jp" }.count == 2)
        // In the clear a provider of today takes no password.
        try bench.perform(
            .send(
                SendOrder(
                    host: "alice-pc", from: "alice@example.com", recipients: ["bob@example.jp"],
                    security: .clear)))
        _ = bench.run(until: .quiet)
        #expect(sendReason(bench) == "courier.no-mechanism")
    }
}
