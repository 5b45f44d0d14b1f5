import Clockwork
import PostOffice
import Session
import Simulation
import Testing

@Suite("Attackers on the way, and what each client does")
struct AttackStories {
    // MARK: the stripper

    @Test("stripped: who takes TLS when offered says the password", arguments: Attacked.victims)
    func stripIfOffered(victim: Attacked.Victim) throws {
        var story = try Attacked(.init(.strip), victim)
        let outcomes = try story.everything(victim, .opportunistic)
        #expect(outcomes == ["accepted", "fetched", "fetched"])
        #expect(story.leaks(victim))
        for secret in ["Secret plans", "Meet me at noon.", "LOGIN", "PASS \(victim.password)"] {
            #expect(story.read.contains(secret), "\(secret)")
        }
        // The server saw TLS three times; the client none.
        #expect(story.securedCount(on: victim.server) == 3)
        #expect(story.securedCount(on: victim.pc) == 0)
        #expect(story.deeds.filter { $0 == "upgraded-alone" }.count == 3)
        #expect(story.deeds.filter { $0 == "stripped" }.count == 3)
        let letter = try #require(try story.bench.mailbox(of: victim.login).first)
        #expect(letter.subject == "Secret plans")
    }

    @Test("stripped: who requires STARTTLS stops in time", arguments: Attacked.victims)
    func stripRequired(victim: Attacked.Victim) throws {
        var story = try Attacked(.init(.strip), victim)
        let outcomes = try story.everything(victim, .starttls)
        #expect(
            outcomes == [
                "courier.starttls-not-offered", "fetch.tls-not-offered", "fetch.tls-not-offered",
            ])
        #expect(!story.leaks(victim) && !story.read.contains("Secret plans"))
    }

    @Test("stripped: TLS from the first octet is not touched", arguments: Attacked.victims)
    func stripImplicit(victim: Attacked.Victim) throws {
        var story = try Attacked(.init(.strip), victim)
        #expect(
            try story.everything(victim, .implicit) == ["accepted", "fetched", "fetched"])
        #expect(story.deeds.isEmpty && story.read.isEmpty)
        #expect(story.securedCount(on: victim.pc) == 3)
    }

    @Test("stripped: a client that tries all the same is refused by the attacker")
    func stripTried() throws {
        for (port, lines, answer) in [
            (587, ["EHLO me.example", "STARTTLS"], "502 "), (110, ["STLS"], "-ERR "),
            (143, ["a STARTTLS"], "a BAD "),
        ] as [(UInt16, [String], String)] {
            var hand = try Hand()
            try hand.bench.perform(
                .placeAttacker(
                    AttackOrder(a: "bob-laptop", b: "edge.isp-b.example", plan: .init(.strip))))
            try hand.connect(port)
            var heard = ""
            for line in lines { heard = try hand.say(line) }
            #expect(heard.hasPrefix(answer))
            #expect(throws: Trouble.self) { try hand.startTLS() }
            let refused = hand.bench.journal.contains {
                if case .attack(.refused) = $0.what { true } else { false }
            }
            #expect(refused)
        }
    }

    @Test("stripped in the clear on both sides: a server of today still takes no password")
    func stripKeepingClear() throws {
        let plan = AttackOrder.Plan(.strip, keepsClear: true)
        var old = try Attacked(plan, Attacked.bob)
        #expect(
            try old.everything(Attacked.bob, .opportunistic) == ["accepted", "fetched", "fetched"])
        #expect(old.leaks(Attacked.bob) && old.securedCount(on: "mail.example.jp") == 0)
        var new = try Attacked(plan, Attacked.alice)
        let outcomes = try new.everything(Attacked.alice, .opportunistic)
        #expect(!outcomes.contains("accepted") && !outcomes.contains("fetched"))
    }

    @Test("between servers the letter goes in the clear")
    func stripRelay() throws {
        let router = try #require(
            try Story.internet().hosts.first { $0.name == "mail.example.jp" }?.router)
        for plan in [AttackOrder.Plan(.strip), .init(.strip, keepsClear: true)] {
            var story = try Attacked(plan, "mail.example.jp", router)
            try story.bench.send(subject: "Between servers", body: "For your eyes only.")
            _ = story.bench.run(until: .quiet)
            #expect(story.bench.mailStory.contains("delivered:bob@example.jp"))
            #expect(story.read.contains("For your eyes only."))
            #expect(story.deeds.contains("stripped"))
            #expect(story.deeds.contains("upgraded-alone") == !plan.keepsClear)
        }
    }

    // MARK: the swapper

    static let certificates: [(AttackOrder.Plan.Certificate, String)] = [
        (.ownAuthority, "tls.cert-unknown-authority"), (.selfSigned, "tls.cert-self-signed"),
        (.wrongName, "tls.cert-wrong-name"),
    ]

    @Test("swapped: each certificate is refused with its reason", arguments: certificates)
    func swap(certificate: AttackOrder.Plan.Certificate, reason: String) throws {
        for victim in Attacked.victims {
            for security in [TransportSecurity.starttls, .implicit] {
                var story = try Attacked(.init(.swap, certificate: certificate), victim)
                let outcomes = try story.everything(victim, security)
                #expect(outcomes == [reason, reason, reason], "\(victim.login) \(security)")
                #expect(!story.leaks(victim) && !story.read.contains("Secret plans"))
                #expect(story.deeds == ["swap-refused", "swap-refused", "swap-refused"])
            }
        }
    }

    @Test("swapped: a certificate that should never have been issued is taken by everybody")
    func misissued() throws {
        for security in [TransportSecurity.starttls, .implicit] {
            var story = try Attacked(
                .init(.swap, certificate: .misissued), Attacked.alice)
            #expect(
                try story.everything(Attacked.alice, security)
                    == ["accepted", "fetched", "fetched"])
            #expect(story.leaks(Attacked.alice) && story.read.contains("Meet me at noon."))
            #expect(story.deeds == ["swapped", "swapped", "swapped"])
            #expect(story.securedCount(on: "alice-pc") == 3)
            #expect(story.securedCount(on: "mail.example.com") == 3)
            #expect(story.securedCount(on: "attacker") == 6)
        }
    }

    @Test("swapped: who takes TLS when offered takes it from anybody", arguments: Attacked.victims)
    func swapIfOffered(victim: Attacked.Victim) throws {
        var story = try Attacked(.init(.swap), victim)
        #expect(
            try story.everything(victim, .opportunistic) == ["accepted", "fetched", "fetched"])
        #expect(story.leaks(victim) && story.deeds == ["swapped", "swapped", "swapped"])
    }

    @Test("swapped: who is told to take any certificate is read")
    func swapInsecure() throws {
        for (port, way) in [(587, .upgrade), (993, .implicit)] as [(UInt16, HandSecurity.Way)] {
            var hand = try Hand()
            try hand.bench.perform(
                .placeAttacker(
                    AttackOrder(a: "bob-laptop", b: "edge.isp-b.example", plan: .init(.swap))))
            try hand.connect(port, way)
            #expect(hand.terminal.state == .failed("tls.cert-unknown-authority"))
            try hand.connect(port, way, acceptsAny: true)
            let answer =
                port == 587
                ? try hand.say("EHLO me.example")
                : try hand.say("a LOGIN alice@example.com wonderland")
            #expect(answer.contains(port == 587 ? "250 " : "a OK "))
            let heard = hand.bench.journal.contains { event in
                guard event.host == "attacker", case .lines(.heard, _, let octets) = event.what
                else { return false }
                let text = String(decoding: octets, as: UTF8.self)
                return event.isSecured
                    && text.contains(port == 587 ? "EHLO me.example" : "wonderland")
            }
            #expect(heard)
        }
    }

    // MARK: the injector

    @Test("injected: neither end obeys, and the session goes on well", arguments: Attacked.victims)
    func inject(victim: Attacked.Victim) throws {
        var story = try Attacked(.init(.inject), victim)
        #expect(
            try story.everything(victim, .starttls) == ["accepted", "fetched", "fetched"])
        for host in [victim.server, victim.pc] {
            for key in [
                "smtp.starttls-discarded", "pop3.discarded-before-tls",
                "imap.clear-octets-dropped",
            ] {
                #expect(story.notes(on: host).contains(key), "\(host) \(key)")
            }
        }
        #expect(story.deeds == Array(repeating: "injected", count: 6))
        #expect(!story.leaks(victim))
        for event in story.bench.journal {
            switch event.what {
            case .mail(.loginFailed): Issue.record("#\(event.number): somebody was obeyed")
            case .lines(.heard, _, let octets) where event.isSecured:
                let text = String(decoding: octets, as: UTF8.self)
                #expect(!text.contains("mallory") && !text.contains("forged"))
            default: break
            }
        }
        // What passes under TLS is shown as records, not as lines.
        let records = story.bench.journal.filter { event in
            guard event.host == "attacker", case .tls(.records) = event.what else { return false }
            return true
        }
        #expect(records.count > 10)
    }

    @Test("a forged PREAUTH: who needs TLS stops; who does not gets nothing by it")
    func preauth() throws {
        var story = try Attacked(.init(.preauth), Attacked.alice)
        #expect(
            try story.fetch(Attacked.alice, .imap, .starttls)
                == "fetch.tls-not-offered")
        #expect(!story.leaks(Attacked.alice) && story.deeds == ["preauthenticated"])
        #expect(try story.fetch(Attacked.alice, .imap, .implicit) == "fetched")
        for security in [TransportSecurity.opportunistic, .clear] {
            #expect(try story.fetch(Attacked.alice, .imap, security) != "fetched")
        }
        #expect(!story.leaks(Attacked.alice))
    }
}
