import Clockwork
import PostOffice
import Session
import Simulation
import Testing

/// Every mechanism, in every protocol, with and without TLS, in the whole world.
@Suite("Logging in by every mechanism")
struct AuthStories {
    typealias Way = SendOrder.Way
    static let all = SendOrder.wayNames.filter { $0 != "usual" && $0 != "best" && $0 != "apop" }
    static let names = all + ["apop"]

    /// What became of a login: the mechanism that the server notes, or why it failed.
    private enum Result: Equatable {
        case loggedIn(String)
        case failed(String)
    }

    /// Alice's provider of today, Bob's of 2005.
    private static func fetch(
        _ bench: inout Workbench, _ login: String, _ using: RetrievalProtocol, _ name: String,
        _ security: TransportSecurity
    ) throws -> Result {
        var order = FetchOrder(
            host: "bob-laptop", login: login, using: using, deletes: false, security: security)
        order.way = try #require(SendOrder.way(named: name))
        let start = bench.journal.count
        try bench.perform(.fetch(order))
        _ = bench.run(until: .quiet)
        for event in bench.journal.dropFirst(start) {
            if case .mail(.loggedIn(login, _, let mechanism)) = event.what {
                return .loggedIn(mechanism)
            }
        }
        guard case .fetchFinished(_, _, let failure?)? = bench.lastOutcome else {
            Issue.record("no outcome")
            return .failed("")
        }
        return .failed(failure.key)
    }

    private static func send(
        _ bench: inout Workbench, _ from: String, _ name: String, _ security: TransportSecurity
    ) throws -> Result {
        var order = SendOrder(
            host: "bob-laptop", from: from, recipients: ["dave@example.com"], security: security)
        order.way = try #require(SendOrder.way(named: name))
        let start = bench.journal.count
        try bench.perform(.send(order))
        _ = bench.run(until: .quiet)
        for event in bench.journal.dropFirst(start) {
            if case .mail(.loggedIn(from, _, let mechanism)) = event.what {
                return .loggedIn(mechanism)
            }
        }
        for event in bench.journal.dropFirst(start) {
            if case .answer(.sendFinished(_, _, let refused)) = event.what {
                return .failed(refused.first?.reason.key ?? "")
            }
        }
        return .failed("")
    }

    @Test("TLS at a provider of today: all but what needs a password on the disk", arguments: names)
    func today(name: String) throws {
        let works = !["cram-md5", "apop"].contains(name)
        let expected = Result.loggedIn(name.uppercased())
        let alice = "alice@example.com"
        for security in [TransportSecurity.implicit, .starttls] {
            var bench = try Story.bench()
            for using in RetrievalProtocol.allCases where name != "apop" || using == .pop3 {
                let result = try Self.fetch(&bench, alice, using, name, security)
                if works {
                    #expect(result == expected, "\(using) \(security)")
                } else {
                    let reason = name == "apop" ? "fetch.no-timestamp" : "fetch.no-mechanism"
                    #expect(result == .failed(reason), "\(using) \(security)")
                }
            }
            guard name != "apop" else { continue }
            let result = try Self.send(&bench, alice, name, security)
            #expect(result == (works ? expected : .failed("courier.no-mechanism")), "\(security)")
        }
    }

    @Test("in the clear at a provider of 2005: PLAIN, LOGIN, CRAM-MD5, APOP", arguments: names)
    func in2005(name: String) throws {
        let works = ["plain", "login", "cram-md5", "apop"].contains(name)
        let bob = "bob@example.jp"
        var bench = try Story.bench()
        for using in RetrievalProtocol.allCases where name != "apop" || using == .pop3 {
            let result = try Self.fetch(&bench, bob, using, name, .clear)
            let expected =
                works ? Result.loggedIn(name.uppercased()) : .failed("fetch.no-mechanism")
            #expect(result == expected, "\(using)")
        }
        guard name != "apop" else { return }
        let result = try Self.send(&bench, bob, name, .clear)
        #expect(
            result == (works ? .loggedIn(name.uppercased()) : .failed("courier.no-mechanism")))
    }

    @Test("`best` shows no password where it can be helped, `usual` shows it")
    func best() throws {
        var bench = try Story.bench()
        let (alice, bob) = ("alice@example.com", "bob@example.jp")
        #expect(
            try Self.fetch(&bench, alice, .imap, "best", .implicit)
                == .loggedIn("SCRAM-SHA-256-PLUS"))
        #expect(try Self.fetch(&bench, bob, .imap, "best", .clear) == .loggedIn("CRAM-MD5"))
        #expect(try Self.fetch(&bench, bob, .pop3, "best", .clear) == .loggedIn("CRAM-MD5"))
        #expect(try Self.send(&bench, bob, "best", .clear) == .loggedIn("CRAM-MD5"))
        #expect(try Self.fetch(&bench, bob, .pop3, "usual", .clear) == .loggedIn("USER"))
        #expect(try Self.fetch(&bench, bob, .imap, "usual", .clear) == .loggedIn("LOGIN"))
        #expect(try Self.send(&bench, bob, "usual", .clear) == .loggedIn("PLAIN"))
        // With nothing else on offer, APOP is better than PLAIN.
        try bench.perform(.set(host: "mail.example.jp", .mechanisms(["plain", "apop"])))
        #expect(try Self.fetch(&bench, bob, .pop3, "best", .clear) == .loggedIn("APOP"))
        #expect(try Self.fetch(&bench, bob, .imap, "best", .clear) == .loggedIn("PLAIN"))
    }

    @Test("what is offered is a setting, and what is kept limits it")
    func setting() throws {
        var hand = try Hand()
        try hand.bench.perform(
            .set(host: "mail.example.jp", .mechanisms(["scram-sha-1", "plain"])))
        try hand.connect(587, to: "mail.example.jp")
        #expect(try hand.say("EHLO me.example").contains("250-AUTH SCRAM-SHA-1 PLAIN\r\n"))
        #expect(try hand.say("AUTH CRAM-MD5").hasPrefix("504 5.5.4 "))
        try hand.connect(110, to: "mail.example.jp")
        #expect(!String(decoding: hand.terminal.heard, as: UTF8.self).contains("<"))
        #expect(try hand.say("CAPA").contains("SASL SCRAM-SHA-1 PLAIN\r\n"))
        try hand.connect(143, to: "mail.example.jp")
        #expect(try hand.say("a CAPABILITY").contains(" AUTH=SCRAM-SHA-1 AUTH=PLAIN\r\n"))
        let mistakes: [(String, [String], String)] = [
            ("mail.example.com", ["cram-md5"], "trouble.mechanism-needs-password"),
            ("mail.example.com", ["apop"], "trouble.mechanism-needs-password"),
            ("mail.example.com", ["plain", "PLAIN"], "trouble.mechanism-twice"),
            ("mail.example.com", ["kerberos"], "trouble.unknown-mechanism"),
            ("visitor", ["plain"], "trouble.no-mail-server"),
        ]
        for (host, names, key) in mistakes {
            do {
                try hand.bench.perform(.set(host: host, .mechanisms(names)))
                Issue.record("\(names) were taken")
            } catch {
                #expect((error as? Trouble)?.key == key)
            }
        }
        // Nothing at all: there is no AUTH.
        try hand.bench.perform(.set(host: "mail.example.jp", .mechanisms([])))
        try hand.connect(587, to: "mail.example.jp")
        #expect(try !hand.say("EHLO me.example").contains("AUTH"))
    }

    @Test("an access token counts for an hour; then each protocol says so, and another helps")
    func tokens() throws {
        var bench = try Story.bench()
        let alice = "alice@example.com"
        let token = try #require(bench.accountTokens.first { $0.login == alice })
        #expect(!token.isExpired)
        for name in ["oauthbearer", "xoauth2"] {
            #expect(
                try Self.fetch(&bench, alice, .imap, name, .implicit)
                    == .loggedIn(name.uppercased()))
        }
        _ = bench.run(until: .moment(token.expiry + .seconds(1)))
        #expect(bench.accountTokens.first { $0.login == alice }?.isExpired == true)
        for name in ["oauthbearer", "xoauth2"] {
            for using in RetrievalProtocol.allCases {
                #expect(
                    try Self.fetch(&bench, alice, using, name, .implicit)
                        == .failed("fetch.login-refused"))
            }
            #expect(
                try Self.send(&bench, alice, name, .implicit) == .failed("courier.refused-by"))
        }
        let reasons = bench.journal.filter {
            if case .note(let note) = $0.what { note.key == "post.token-expired" } else { false }
        }
        #expect(reasons.count == 6)
        try bench.perform(.signIn(login: alice))
        #expect(
            try Self.fetch(&bench, alice, .pop3, "oauthbearer", .implicit)
                == .loggedIn("OAUTHBEARER"))
    }

    /// What stands behind `334` or `+`.
    private static func coded(_ answer: String) -> String {
        String(answer.split(whereSeparator: \.isWhitespace).last ?? "")
    }

    @Test("by hand: CRAM-MD5, APOP and SCRAM, with what `sasl` says to type")
    func byHand() throws {
        var hand = try Hand()
        let bob = "bob@example.jp"
        try hand.connect(587, to: "mail.example.jp")
        try hand.say("EHLO me.example")
        let challenge = try hand.say("AUTH CRAM-MD5")
        #expect(challenge.hasPrefix("334 "))
        let asked = Self.coded(challenge)
        var answer = try hand.bench.handExchange("cram-md5", as: bob, challenge: asked)
        #expect(try hand.say(answer.steps[0].line).hasPrefix("235 2.7.0 "))
        // The same answer in another session is of no use.
        try hand.connect(587, to: "mail.example.jp")
        try hand.say("EHLO me.example")
        try hand.say("AUTH CRAM-MD5")
        let before = hand.bench.now
        #expect(try hand.say(answer.steps[0].line).hasPrefix("535 5.7.8 "))
        #expect(hand.bench.now - before >= .seconds(1))

        let alice = "alice@example.com"
        try hand.connect(993, .implicit)
        for name in ["scram-sha-256", "scram-sha-256-plus"] {
            try hand.connect(993, .implicit)
            answer = try hand.bench.handExchange(name, as: alice, challenge: nil)
            let first = try hand.say("a AUTHENTICATE \(name) \(answer.steps[0].line)")
            #expect(first.hasPrefix("+ "))
            answer = try hand.bench.handExchange(
                name, as: alice, challenge: Self.coded(first))
            let final = try hand.say(answer.steps[0].line)
            #expect(final.hasPrefix("+ "))
            #expect(try hand.say("").hasPrefix("a OK "))
        }
        #expect(!hand.wireHolds("builder"))
    }

    @Test("wrong passwords are slowed in each protocol, and nobody is locked out")
    func slowed() throws {
        // \0bob@example.jp\0wrong, and the right one
        let wrong = "AGJvYkBleGFtcGxlLmpwAHdyb25n"
        let right = "AGJvYkBleGFtcGxlLmpwAGJ1aWxkZXI="
        var hand = try Hand()
        try hand.connect(587, to: "mail.example.jp")
        try hand.say("EHLO me.example")
        var pauses: [Interval] = []
        for _ in 0..<5 {
            let before = hand.bench.now
            #expect(try hand.say("AUTH PLAIN \(wrong)").hasPrefix("535 5.7.8 "))
            pauses.append(hand.bench.now - before)
        }
        #expect(pauses[0] >= .seconds(1) && pauses[1] >= .seconds(2))
        #expect(pauses[4] >= .seconds(8) && pauses[4] < .seconds(10))
        #expect(try hand.say("AUTH PLAIN \(right)").hasPrefix("235 "))
        try hand.connect(143, to: "mail.example.jp")
        let before = hand.bench.now
        #expect(
            try hand.say("a AUTHENTICATE PLAIN \(wrong)").hasPrefix(
                "a NO [AUTHENTICATIONFAILED] "))
        #expect(hand.bench.now - before >= .seconds(2))
        try hand.connect(110, to: "mail.example.jp")
        #expect(try hand.say("AUTH PLAIN \(wrong)").hasPrefix("-ERR [AUTH] "))
        #expect(try hand.say("AUTH PLAIN \(right)").hasPrefix("+OK "))
    }

    @Test("the disk of today holds no password; that of 2005 holds all of them")
    func disk() throws {
        let bench = try Story.bench()
        let secrets = bench.accounts
        #expect(bench.storedAccounts.count == secrets.count)
        for (stored, known) in zip(bench.storedAccounts, secrets) {
            let text = stored.lines.joined(separator: "\n")
            #expect(!stored.lines.isEmpty)
            #expect(text.contains(known.password) == (stored.storage == "clear"), "\(stored)")
        }
        #expect(Set(bench.storedAccounts.map(\.storage)) == ["clear", "scram"])
    }
}
