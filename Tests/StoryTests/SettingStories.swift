import PostOffice
import Session
import Simulation
import Testing

@Suite("Settings of hosts: versions of TLS, certificates")
struct SettingStories {
    private func versions(_ text: String) throws -> TLSVersionPlan {
        try #require(TLSVersionPlan(text))
    }

    @Test("texts of versions", arguments: TLSVersionPlan.choices)
    func texts(text: String) throws { #expect(try versions(text).text == text) }

    @Test("what is no version", arguments: ["", "1", "1.4", "1.3-1.2", "1.0-1.1-1.2", "-", "1.2-"])
    func noVersions(text: String) { #expect(TLSVersionPlan(text) == nil) }

    @Test("an old server and a program of today have nothing in common; an old program has")
    func oldServer() throws {
        var hand = try Hand()
        try hand.bench.perform(.set(host: "mail.example.com", .tlsVersions(versions("1.0-1.1"))))
        try hand.connect(993, .implicit)
        #expect(hand.terminal.state == .failed("tls.failed-alert"))
        try hand.bench.perform(.set(host: "bob-laptop", .tlsVersions(versions("1.0-1.3"))))
        try hand.connect(993, .implicit)
        #expect(hand.terminal.security?.protocolVersion == "TLS 1.1")
        #expect(hand.terminal.security?.applicationProtocol == "imap")
        #expect(try hand.say("a LOGIN alice@example.com wonderland").contains("a OK "))
        #expect(!hand.wireHolds("wonderland"))
        try hand.connect(587, .upgrade)
        #expect(hand.terminal.security?.protocolVersion == "TLS 1.1")
        #expect(hand.terminal.security?.applicationProtocol == nil)
    }

    @Test(
        "up to 1.2 the certificate goes by in the clear; in 1.3 only its owner's name does, as SNI")
    func certificateInTheClear() throws {
        for (text, isClear) in [("1.2", true), ("1.3", false)] {
            var hand = try Hand()
            try hand.bench.perform(.set(host: "mail.example.com", .tlsVersions(versions(text))))
            try hand.connect(995, .implicit)
            #expect(hand.terminal.security?.protocolVersion == "TLS \(text)")
            #expect(hand.wireHolds("MailLab Intermediate") == isClear)
            #expect(hand.wireHolds("mail.example.com"))
        }
    }

    @Test("a relay between servers that have no version in common goes on in the clear")
    func relay() throws {
        var bench = try Workbench(try Story.internet(), seed: 1)
        try bench.perform(.set(host: "mail.example.jp", .tlsVersions(versions("1.0"))))
        try bench.perform(
            .send(
                SendOrder(
                    host: "alice-pc", from: "alice@example.com", recipients: ["bob@example.jp"],
                    subject: "old")))
        _ = bench.run(until: .quiet)
        #expect(try bench.mailbox(of: "bob@example.jp").map(\.subject) == ["old"])
    }

    @Test("a certificate is changed under way: new connections see it, and it can be mended")
    func certificate() throws {
        var hand = try Hand()
        let plans: [(CertificatePlan, String?)] = [
            (.defective(.revoked), "tls.cert-revoked"), (.valid, nil),
            (.defective(.expired), "tls.cert-expired"), (.valid, nil),
        ]
        for (plan, reason) in plans {
            try hand.bench.perform(.set(host: "mail.example.com", .certificate(plan)))
            try hand.connect(993, .implicit)
            if let reason {
                #expect(hand.terminal.state == .failed(reason))
            } else {
                #expect(hand.terminal.state == .open)
            }
        }
        #expect(hand.bench.host(named: "mail.example.com")?.plan.mail?.certificate == .valid)
        #expect(throws: Trouble.self) {
            try hand.bench.perform(.set(host: "alice-pc", .certificate(.valid)))
        }
        #expect(throws: Trouble.self) {
            try hand.bench.perform(.set(host: "alice-pc", .cleartextPasswords(true)))
        }
    }

    @Test("back undoes a setting")
    func back() throws {
        var hand = try Hand()
        try hand.connect(993, .implicit)
        try hand.bench.perform(.set(host: "mail.example.com", .certificate(.defective(.expired))))
        try hand.connect(993, .implicit)
        #expect(hand.terminal.state == .failed("tls.cert-expired"))
        let before = hand.bench.journal.first { event in
            if case .action(.set) = event.what { true } else { false }
        }
        try hand.bench.goto(event: try #require(before?.number) - 1)
        #expect(hand.bench.host(named: "mail.example.com")?.plan.mail?.certificate == .valid)
    }
}
