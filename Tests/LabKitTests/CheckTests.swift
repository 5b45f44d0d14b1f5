import Clockwork
import LabKit
import Phrases
import PostOffice
import Session
import Simulation
import Testing
import Wire

/// The language of checks, over journals written by hand.
@Suite("Checks")
struct CheckTests {
    private func pattern(_ change: (inout EventPattern) -> Void) -> EventPattern {
        var pattern = EventPattern()
        change(&pattern)
        return pattern
    }

    private func verdict(
        _ condition: Condition, in world: FakeWorld, answer: String? = nil, start: Int = 0,
        sinceStep: Bool = false
    ) -> Verdict {
        Clause(condition, sinceStep: sinceStep).verdict(
            in: CheckContext(world: world, answer: answer, stepStart: start))
    }

    private func events(_ verdict: Verdict) -> [UInt64]? {
        if case .failed(let failure) = verdict { return failure.events }
        return nil
    }

    @Test("an event is found by what it is, and a near miss is named by its number")
    func eventAndNearMiss() {
        var world = FakeWorld()
        let wanted = pattern {
            $0.layer = .dns
            $0.kind = .asked
            $0.host = "pc"
            $0.text = ["MX", "example.jp"]
        }
        #expect(events(verdict(.event(wanted, CountRange()), in: world)) == [])
        world.ask("server", "MX example.jp")
        world.ask("pc", "A mail.example.com")
        // The last question of the right host is nearer than the right question elsewhere.
        #expect(events(verdict(.event(wanted, CountRange()), in: world)) == [2])
        world.ask("pc", "mx EXAMPLE.jp")
        #expect(verdict(.event(wanted, CountRange()), in: world) == .passed)
    }

    @Test("counts have a lower and an upper end")
    func counts() {
        var world = FakeWorld()
        let asked = pattern { $0.layer = .dns }
        for _ in 1...3 { world.ask("pc", "A x.example") }
        let cases: [(Int, Int?, Bool)] = [
            (1, nil, true), (3, nil, true), (4, nil, false), (0, 2, false), (0, 3, true),
            (3, 3, true), (1, 2, false), (0, 0, false), (0, nil, true),
        ]
        for (low, high, passes) in cases {
            let verdict = verdict(
                .event(asked, CountRange(atLeast: low, atMost: high)), in: world)
            #expect((verdict == .passed) == passes, "\(low) to \(high.map(String.init) ?? "–")")
        }
    }

    @Test("order: the first of one kind comes before the first of another")
    func order() {
        var world = FakeWorld()
        let asked = pattern { $0.kind = .asked }
        let sent = pattern { $0.kind = .sent }
        let condition = Condition.order(asked, before: sent)
        #expect(verdict(condition, in: world) != .passed)
        world.line("pc", .sent, "EHLO pc")
        #expect(verdict(condition, in: world) != .passed)
        world.ask("pc", "A x.example")
        #expect(events(verdict(condition, in: world)) == [1, 2])
        var other = FakeWorld()
        other.ask("pc", "A x.example")
        #expect(verdict(condition, in: other) == .passed)
        other.line("pc", .sent, "EHLO pc")
        #expect(verdict(condition, in: other) == .passed)
    }

    @Test("a sequel comes after something, and in time")
    func sequel() {
        var world = FakeWorld()
        let asked = pattern { $0.kind = .asked }
        let delivered = pattern { $0.kind = .delivered }
        world.deliver(to: "ann@lab.example")
        world.ask("pc", "A x.example")
        let soon = Condition.sequel(delivered, after: asked, within: .seconds(1))
        #expect(verdict(soon, in: world) != .passed)
        world.line("pc", .sent, "NOOP")
        world.deliver(to: "ann@lab.example")
        #expect(events(verdict(soon, in: world)) == [2, 4])
        let late = Condition.sequel(delivered, after: asked, within: .seconds(2))
        #expect(verdict(late, in: world) == .passed)
        #expect(
            verdict(.sequel(delivered, after: asked, within: nil), in: world) == .passed)
    }

    @Test("never: the events that should not be are named")
    func never() {
        var world = FakeWorld()
        let password = pattern { $0.starts = "AUTH" }
        #expect(verdict(.never(password), in: world) == .passed)
        world.line("pc", .sent, "NOOP")
        world.line("pc", .sent, "AUTH PLAIN xyz")
        #expect(events(verdict(.never(password), in: world)) == [2])
        #expect(
            verdict(.never(password), in: world, start: 2, sinceStep: true) == .passed)
    }

    @Test("a passage is judged by what a first packet would meet now")
    func passage() {
        let world = FakeWorld()
        func passage(_ port: UInt16, _ word: String) -> Condition {
            .passage(Passage(from: "pc", to: "server", port: port, .init(word)))
        }
        for (port, word, passes) in [
            (25, "drop", true), (25, "refused", true), (25, "accept", false),
            (25, "reset", false), (587, "accept", true), (587, "refused", false),
            (1, "accept", false), (1, "refused", false),
        ] {
            let condition = passage(UInt16(port), word)
            #expect((verdict(condition, in: world) == .passed) == passes, "\(port) \(word)")
        }
    }

    @Test("mailboxes and queues are counted as they are now")
    func places() {
        var world = FakeWorld()
        func mailbox(_ text: String?, _ count: CountRange) -> Verdict {
            verdict(
                .mailbox(login: "ann@lab.example", name: "INBOX", contains: text, count),
                in: world)
        }
        #expect(mailbox(nil, CountRange()) != .passed)
        #expect(mailbox(nil, CountRange(atLeast: 0, atMost: 0)) == .passed)
        world.inbox = ["Subject: one\r\n", "Subject: two\r\n"]
        #expect(mailbox("two", CountRange()) == .passed)
        #expect(mailbox("two", CountRange(atLeast: 2)) != .passed)
        #expect(mailbox("three", CountRange()) != .passed)
        let nobody = Condition.mailbox(
            login: "no@lab.example", name: "INBOX", contains: nil,
            CountRange(atLeast: 0, atMost: 9))
        #expect(verdict(nobody, in: world) != .passed)
        world.waiting = 2
        #expect(verdict(.queue(host: "server", CountRange(atLeast: 2)), in: world) == .passed)
        let empty = CountRange(atLeast: 0, atMost: 0)
        #expect(verdict(.queue(host: "server", empty), in: world) != .passed)
        #expect(verdict(.queue(host: "pc", empty), in: world) != .passed)
    }

    @Test(
        "answers are compared by what they mean",
        arguments: [
            ("587", true), ("  587. ", true), ("#587", true), ("５８７", true),
            ("Port  587", true), ("「587」", true), ("58", false), ("", false), ("25", false),
        ])
    func answers(given: String, isRight: Bool) {
        let meant = Condition.answered(AnswerPattern(oneOf: ["587", "port 587"]))
        #expect((verdict(meant, in: FakeWorld(), answer: given) == .passed) == isRight)
        #expect(verdict(meant, in: FakeWorld()) != .passed)
    }

    @Test("an answer may be the number of an event")
    func eventAnswers() {
        var world = FakeWorld()
        world.line("pc", .heard, "250 2.1.0 Sender OK")
        let number = world.line("pc", .heard, "250 2.6.0 Taken")
        let meant = Condition.answered(
            AnswerPattern(event: pattern { $0.starts = "250 2.6" }))
        #expect(verdict(meant, in: world, answer: "#\(number)") == .passed)
        for wrong in ["1", "0", "99", "-1", "18446744073709551616", "two"] {
            #expect(verdict(meant, in: world, answer: wrong) != .passed)
        }
    }

    @Test("one of several ways is enough; the first clause that fails speaks")
    func anyAndFirst() {
        var world = FakeWorld()
        world.ask("pc", "A x.example")
        let met = Clause(.event(pattern { $0.kind = .asked }, CountRange()))
        let unmet = Clause(
            .event(pattern { $0.kind = .bounced }, CountRange()), reason: Text(en: "1", ja: "一"))
        let later = Clause(
            .event(pattern { $0.kind = .relayed }, CountRange()), reason: Text(en: "2", ja: "二"))
        let context = CheckContext(world: world)
        #expect(Clause(.any([unmet, met])).verdict(in: context) == .passed)
        #expect(Clause(.any([unmet, later])).verdict(in: context) != .passed)
        let verdict = Check([met, unmet, later]).verdict(in: context)
        #expect(
            verdict == .failed(CheckFailure(reason: Text(en: "1", ja: "一"), events: [])))
    }

    @Test("every field of a pattern counts")
    func fields() {
        var world = FakeWorld()
        world.write(
            "pc", .connection(.opened(Endpoint(IPAddress(192, 0, 2, 4), 587))), phase: .connection)
        world.write(
            "server", .mail(.queued(queueID: "q", from: "a@x", to: ["b@y"], size: 1)))
        world.write(
            "server", .mail(.loggedIn(login: "ann@lab.example", service: .imap, mechanism: "PLAIN"))
        )
        world.write(
            "gate",
            .firewall(
                Event.JudgementFacts(
                    rule: "op25b", verdict: "drop", reason: Note("x"),
                    source: Endpoint(IPAddress(192, 0, 2, 2), 4_000),
                    destination: Endpoint(IPAddress(192, 0, 2, 4), 25))))
        world.line("pc", .sent, "EHLO pc")
        let right: [(UInt64, EventPattern)] = [
            (
                1,
                pattern {
                    $0.port = 587; $0.peer = "server"; $0.kind = .opened
                }
            ),
            (1, pattern { $0.phase = .connection }),
            (2, pattern { $0.to = "b@y" }),
            (
                3,
                pattern {
                    $0.login = "ann@lab.example"; $0.service = .imap
                }
            ),
            (
                4,
                pattern {
                    $0.verdict = "drop"; $0.port = 25; $0.host = "gate"
                }
            ),
            (
                5,
                pattern {
                    $0.spoken = .submission; $0.starts = "ehlo"
                }
            ),
        ]
        for (number, pattern) in right {
            let matching = world.journal.filter { pattern.matches($0, in: world) }
            #expect(matching.map(\.number) == [number], "\(pattern.description)")
        }
    }
}
