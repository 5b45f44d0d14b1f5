import Clockwork
import PostOffice
import Session
import Simulation
import Testing

/// A person who speaks by hand, and what came of it.
struct Hand {
    var bench: Workbench
    private var number = 0

    init(_ blueprint: Blueprint? = nil, seed: UInt64 = 1) throws {
        bench = try Workbench(try blueprint ?? Story.internet(), seed: Seed(seed))
    }

    mutating func connect(
        _ port: UInt16, _ way: HandSecurity.Way? = nil, to target: String = "mail.example.com",
        on host: String = "bob-laptop", acceptsAny: Bool = false
    ) throws {
        let security = way.map { HandSecurity($0, acceptsAnyCertificate: acceptsAny) }
        try bench.perform(
            .connect(host: host, target: target, port: port, security: security))
        number = bench.terminals.count
        _ = bench.run(until: .quiet)
    }

    /// Says lines in one write, and returns what was heard then.
    @discardableResult
    mutating func say(_ lines: String...) throws -> String {
        let before = terminal.heard.count
        let text = lines.map { $0 + "\r\n" }.joined()
        try bench.perform(.say(terminal: number, octets: Array(text.utf8)))
        _ = bench.run(until: .quiet)
        return String(decoding: terminal.heard[before...], as: UTF8.self)
    }

    mutating func startTLS(acceptsAny: Bool = false) throws {
        try bench.perform(.startTLS(terminal: number, acceptsAnyCertificate: acceptsAny))
        _ = bench.run(until: .quiet)
    }

    var terminal: TerminalView { bench.terminals[number - 1] }

    /// Whether these octets went over any wire as they are.
    func wireHolds(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        let capture = bench.capture(withSecrets: false)
        guard capture.count >= wanted.count else { return false }
        return (0...capture.count - wanted.count).contains { place in
            capture[place] == wanted[0]
                && capture[place..<place + wanted.count].elementsEqual(wanted)
        }
    }
}

@Suite("Every port of a provider of today, by hand")
struct SecurePortStories {
    typealias Port = (port: UInt16, way: HandSecurity.Way)
    static let submissionPorts: [Port] = [(465, .implicit), (587, .upgrade)]
    static let popPorts: [Port] = [(995, .implicit), (110, .upgrade)]
    static let imapPorts: [Port] = [(993, .implicit), (143, .upgrade)]
    static let plain = "AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ="

    @Test("submission: greeted, logged in, taken over", arguments: submissionPorts)
    func submission(port: UInt16, way: HandSecurity.Way) throws {
        var hand = try Hand()
        try hand.connect(port, way)
        #expect(hand.terminal.security?.protocolVersion == "TLS 1.3")
        #expect(hand.terminal.security?.verification == .passed)
        #expect(hand.terminal.security?.peer?.names == ["mail.example.com"])
        let hello = try hand.say("EHLO me.example")
        #expect(hello.contains("AUTH PLAIN LOGIN") && !hello.contains("STARTTLS"))
        #expect(try hand.say("STARTTLS").hasPrefix("503 "))
        #expect(try hand.say("AUTH PLAIN \(Self.plain)").hasPrefix("235 "))
        #expect(try hand.say("MAIL FROM:<alice@example.com>").hasPrefix("250 "))
        #expect(try hand.say("RCPT TO:<dave@example.com>").hasPrefix("250 "))
        #expect(try hand.say("DATA").hasPrefix("354 "))
        #expect(try hand.say("Subject: veiled", "", "Nobody reads this.", ".").hasPrefix("250 "))
        #expect(try hand.say("QUIT").hasPrefix("221 "))
        #expect(hand.terminal.state == .closedByPeer)
        #expect(try hand.bench.mailbox(of: "dave@example.com").map(\.subject) == ["veiled"])
        for secret in [Self.plain, "Nobody reads this", "Subject: veiled", "dave@example.com"] {
            #expect(!hand.wireHolds(secret))
        }
        #expect(hand.wireHolds("mail.example.com"))
    }

    @Test("relay: port 25 upgrades, and needs no login for its own domain")
    func relay() throws {
        var hand = try Hand()
        try hand.connect(25, .upgrade, on: "visitor")
        #expect(hand.terminal.security != nil)
        try hand.say("EHLO visitor.example")
        try hand.say("MAIL FROM:<somebody@visitor.example>")
        #expect(try hand.say("RCPT TO:<alice@example.com>").hasPrefix("250 "))
        try hand.say("DATA")
        #expect(try hand.say("Subject: hi", "", "Hidden.", ".").hasPrefix("250 "))
        #expect(try hand.say("QUIT").hasPrefix("221 "))
        let letter = try #require(try hand.bench.mailbox(of: "alice@example.com").first)
        #expect(String(decoding: letter.octets, as: UTF8.self).contains("with ESMTPS id"))
        #expect(!hand.wireHolds("Hidden."))
    }

    @Test("POP3", arguments: popPorts)
    func pop3(port: UInt16, way: HandSecurity.Way) throws {
        var hand = try Hand()
        try hand.connect(port, way)
        #expect(hand.terminal.security != nil)
        let capabilities = try hand.say("CAPA")
        #expect(capabilities.contains("\r\nUSER\r\n") && !capabilities.contains("STLS"))
        #expect(try hand.say("STLS").hasPrefix("-ERR "))
        try hand.say("USER alice@example.com")
        #expect(try hand.say("PASS wonderland").hasPrefix("+OK "))
        #expect(try hand.say("STAT") == "+OK 0 0\r\n")
        #expect(try hand.say("QUIT").hasPrefix("+OK "))
        #expect(hand.terminal.state == .closedByPeer && !hand.wireHolds("wonderland"))
    }

    @Test("IMAP", arguments: imapPorts)
    func imap(port: UInt16, way: HandSecurity.Way) throws {
        var hand = try Hand()
        try hand.connect(port, way)
        #expect(hand.terminal.security != nil)
        let capabilities = try hand.say("a CAPABILITY")
        #expect(capabilities.contains("AUTH=PLAIN"))
        #expect(!capabilities.contains("STARTTLS") && !capabilities.contains("LOGINDISABLED"))
        #expect(try hand.say("b STARTTLS").hasPrefix("b BAD "))
        #expect(try hand.say("c LOGIN alice@example.com wonderland").contains("c OK "))
        #expect(try hand.say("d SELECT INBOX").contains("d OK "))
        #expect(try hand.say("e LOGOUT").contains("e OK "))
        #expect(hand.terminal.state == .closedByPeer && !hand.wireHolds("wonderland"))
    }

    @Test("no password before TLS: not offered, and refused when tried")
    func beforeTLS() throws {
        var hand = try Hand()
        try hand.connect(587)
        let hello = try hand.say("EHLO me.example")
        #expect(hello.contains("STARTTLS") && !hello.contains("AUTH"))
        #expect(try hand.say("MAIL FROM:<alice@example.com>").hasPrefix("530 5.7.0 "))
        #expect(try hand.say("AUTH PLAIN \(Self.plain)").hasPrefix("538 5.7.11 "))
        try hand.connect(110)
        let capabilities = try hand.say("CAPA")
        #expect(capabilities.contains("STLS") && !capabilities.contains("USER"))
        #expect(!capabilities.contains("SASL"))
        #expect(try hand.say("USER alice@example.com").hasPrefix("-ERR "))
        try hand.connect(143)
        #expect(try hand.say("a CAPABILITY").contains("LOGINDISABLED"))
        #expect(
            try hand.say("b LOGIN alice@example.com wonderland")
                .hasPrefix("b NO [PRIVACYREQUIRED] "))
        // A provider of 2005 takes them, and says so; so does this one when told to.
        try hand.bench.perform(.set(host: "mail.example.com", .cleartextPasswords(true)))
        try hand.connect(587)
        #expect(try hand.say("EHLO me.example").contains("AUTH PLAIN LOGIN"))
        #expect(try hand.say("AUTH PLAIN \(Self.plain)").hasPrefix("235 "))
        #expect(hand.wireHolds(Self.plain))
    }

    @Test("`starttls` after the server's yes; not before it, and not twice")
    func byHand() throws {
        var hand = try Hand()
        try hand.connect(587)
        #expect(throws: Trouble.self) { try hand.startTLS() }
        try hand.say("EHLO me.example")
        #expect(try hand.say("STARTTLS").hasPrefix("220 "))
        try hand.startTLS()
        #expect(hand.terminal.security != nil)
        // Everything known is forgotten: EHLO comes first again.
        #expect(try hand.say("AUTH PLAIN \(Self.plain)").hasPrefix("503 "))
        #expect(try hand.say("EHLO me.example").contains("AUTH"))
        #expect(throws: Trouble("trouble.already-encrypted")) { try hand.startTLS() }
    }

    @Test("what is slipped in behind STARTTLS is never obeyed")
    func injection() throws {
        var hand = try Hand()
        try hand.connect(587, to: "mail.example.jp")
        try hand.say("EHLO me.example")
        let answer = try hand.say("STARTTLS", "EHLO liar.example", "NOOP")
        #expect(answer.hasPrefix("220 ") && answer.split(separator: "\r\n").count == 1)
        try hand.startTLS()
        #expect(try hand.say("MAIL FROM:<>").hasPrefix("503 "))

        try hand.connect(110, to: "mail.example.jp")
        let pop = try hand.say("STLS", "USER bob@example.jp", "PASS builder")
        #expect(pop.split(separator: "\r\n").count == 1)
        try hand.startTLS()
        #expect(try hand.say("STAT").hasPrefix("-ERR "))

        try hand.connect(143, to: "mail.example.jp")
        let imap = try hand.say("a STARTTLS", "b LOGIN bob@example.jp builder")
        #expect(imap.hasPrefix("a OK ") && imap.split(separator: "\r\n").count == 1)
        try hand.startTLS()
        #expect(try hand.say("c SELECT INBOX").hasPrefix("c BAD "))
        let logins = hand.bench.journal.filter {
            if case .mail(.loggedIn) = $0.what { true } else { false }
        }
        #expect(logins.isEmpty)
    }

    @Test("STARTTLS comes too late after AUTH and in a transaction")
    func tooLate() throws {
        var hand = try Hand()
        try hand.connect(587, to: "mail.example.jp")
        try hand.say("EHLO me.example")
        // \0bob@example.jp\0builder
        try hand.say("AUTH PLAIN AGJvYkBleGFtcGxlLmpwAGJ1aWxkZXI=")
        #expect(try hand.say("STARTTLS").hasPrefix("503 "))
        try hand.connect(25, to: "mail.example.jp", on: "visitor")
        try hand.say("EHLO me.example")
        try hand.say("MAIL FROM:<x@visitor.example>")
        #expect(try hand.say("STARTTLS").hasPrefix("503 "))
    }

    @Test("cleartext on a secure port, and TLS on a port in the clear, fail with their reasons")
    func wrongWay() throws {
        var hand = try Hand()
        try hand.connect(465)
        try hand.say("EHLO me.example")
        #expect(hand.failures == ["mail.example.com tls.failed-not-tls"])
        try hand.connect(587, .implicit)
        #expect(hand.terminal.reason?.key == "tls.failed-not-tls")
        #expect(
            hand.failures.last == "mail.example.com tls.failed-alert" || hand.failures.count > 1)
        guard case .failed = hand.terminal.state else {
            Issue.record("the connection is still there")
            return
        }
    }

    @Test("a peer that leaves, or says nothing, in the middle of the handshake")
    func stopped() throws {
        var hand = try Hand()
        try hand.connect(993)
        try hand.bench.perform(.disconnect(terminal: 1))
        _ = hand.bench.run(until: .quiet)
        #expect(hand.failures == ["mail.example.com tls.failed-closed-early"])
        try hand.connect(993)
        _ = hand.bench.run(until: .moment(hand.bench.now + .minutes(2)))
        #expect(hand.failures.last == "mail.example.com tls.failed-timed-out")
        #expect(hand.terminal.state == .closedByPeer)
    }
}

extension Hand {
    /// Every failure of TLS in the journal: host and reason.
    var failures: [String] {
        bench.journal.compactMap { event in
            guard case .tls(.failed(let reason)) = event.what else { return nil }
            return "\(event.host) \(reason.key)"
        }
    }
}
