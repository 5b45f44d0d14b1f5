import PostOffice
import Session
import Simulation
import Testing

@Suite("Conversations that somebody cuts off in the middle")
struct CutStories {
    /// A letter waits; then an attacker ends each conversation after so many octets.
    private func story(after octets: Int, deletes: Bool) throws -> (Workbench, String, Int) {
        let victim = Attacked.bob
        var bench = try Workbench(try Story.internet(), seed: 1)
        try bench.perform(
            .send(
                SendOrder(
                    host: victim.pc, from: victim.login, recipients: [victim.login],
                    subject: "long", body: String(repeating: "All is well. ", count: 400))))
        _ = bench.run(until: .quiet)
        try bench.perform(
            .placeAttacker(
                AttackOrder(
                    a: victim.pc, b: victim.router, plan: .init(.cut, octetsUntilCut: octets))))
        try bench.perform(
            .fetch(
                FetchOrder(
                    host: victim.pc, login: victim.login, using: .pop3, deletes: deletes,
                    security: .implicit)))
        _ = bench.run(until: .quiet)
        guard case .fetchFinished(_, let letters, let failure)? = bench.lastOutcome else {
            return (bench, "nothing", 0)
        }
        return (bench, failure?.key ?? "fetched", letters.count)
    }

    @Test("a FIN in the middle of TLS is told from an end, and nothing is lost")
    func truncated() throws {
        let (bench, outcome, letters) = try story(after: 4_000, deletes: true)
        #expect(outcome == "transport.truncated" && letters == 0)
        let told = bench.journal.contains { event in
            if case .tls(.truncated) = event.what { event.host == Attacked.bob.pc } else { false }
        }
        #expect(told)
        // POP3 removes at QUIT only, so the letter is still there (RFC 1939 §6).
        #expect(try bench.mailbox(of: Attacked.bob.login).count == 1)
    }

    @Test(
        "in the handshake it is an early end, and in no case half a letter",
        arguments: [0, 1, 500, 1_400, 2_500, 6_000])
    func anywhere(octets: Int) throws {
        let (bench, outcome, letters) = try story(after: octets, deletes: true)
        #expect(letters == 0)
        #expect(
            outcome == "transport.truncated" || outcome == "tls.failed-closed-early", "\(outcome)")
        #expect(try bench.mailbox(of: Attacked.bob.login).count == 1)
        let deeds = bench.journal.filter { if case .attack = $0.what { true } else { false } }
        #expect(deeds.count == 1)
    }

    @Test("an attacker who lets everything pass changes nothing")
    func late() throws {
        let (bench, outcome, letters) = try story(after: 1_000_000, deletes: true)
        #expect(outcome == "fetched" && letters == 1)
        #expect(try bench.mailbox(of: Attacked.bob.login).isEmpty)
    }
}

@Suite("What an attacker reads of what goes through its hands")
struct AttackReadingStories {
    private func secrets(_ bench: Workbench) -> [String] {
        bench.journal.compactMap { event -> String? in
            guard event.host == "attacker", case .overheard(let facts) = event.what,
                facts.what.leak != nil
            else { return nil }
            return "\(facts.server.port) \(facts.kind)"
        }
    }

    @Test("the stripper reads passwords and letters of those who go on in the clear")
    func strip() throws {
        var story = try Attacked(.init(.strip), Attacked.alice)
        _ = try story.everything(Attacked.alice, .opportunistic)
        #expect(
            secrets(story.bench) == [
                "587 overheard-password", "587 overheard-letter", "110 overheard-password",
                "110 overheard-letter", "143 overheard-password", "143 overheard-letter",
            ])
        let before = story.bench.journal.count
        _ = try story.everything(Attacked.alice, .starttls)
        _ = try story.everything(Attacked.alice, .implicit)
        let later = story.bench.journal.suffix(from: before).contains { event in
            guard event.host == "attacker", case .overheard(let facts) = event.what else {
                return false
            }
            return facts.what.leak != nil
        }
        #expect(!later)
    }

    @Test("the swapper reads inside TLS where its certificate is taken, and nowhere else")
    func swap() throws {
        var forged = try Attacked(.init(.swap, certificate: .misissued), Attacked.alice)
        _ = try forged.everything(Attacked.alice, .implicit)
        #expect(
            secrets(forged.bench) == [
                "465 overheard-password", "465 overheard-letter", "995 overheard-password",
                "995 overheard-letter", "993 overheard-password", "993 overheard-letter",
            ])
        _ = try forged.everything(Attacked.alice, .starttls)
        #expect(secrets(forged.bench).filter { $0 == "143 overheard-password" }.count == 1)
        var plain = try Attacked(.init(.swap), Attacked.alice)
        _ = try plain.everything(Attacked.alice, .implicit)
        _ = try plain.everything(Attacked.alice, .starttls)
        #expect(secrets(plain.bench).isEmpty)
    }

    @Test("a cutter and an injector pass TLS on unread")
    func passing() throws {
        var story = try Attacked(.init(.inject), Attacked.alice)
        _ = try story.everything(Attacked.alice, .starttls)
        #expect(secrets(story.bench).isEmpty)
    }

    @Test("channel binding breaks where the certificate was swapped, however good it looks")
    func binding() throws {
        var story = try Attacked(.init(.swap, certificate: .misissued), Attacked.alice)
        for (way, outcome) in [("plain", "fetched"), ("scram-sha-256", "fetched")] {
            #expect(try fetch(&story, way) == outcome, "\(way)")
        }
        #expect(try fetch(&story, "scram-sha-256-plus") != "fetched")
    }

    private func fetch(_ story: inout Attacked, _ way: String) throws -> String {
        var order = FetchOrder(
            host: Attacked.alice.pc, login: Attacked.alice.login, using: .imap, deletes: false,
            security: .implicit)
        order.way = try #require(SendOrder.way(named: way))
        try story.bench.perform(.fetch(order))
        _ = story.bench.run(until: .quiet)
        guard case .fetchFinished(_, _, let failure)? = story.bench.lastOutcome else {
            return "nothing"
        }
        return failure?.key ?? "fetched"
    }
}
