import Clockwork
import Internet
import PostOffice
import Simulation
import Testing
import Wire

/// IP25B both ways: as a packet filter at the door, and as an answer of the mail server.
@Suite("IP25B")
struct InboundBlockingTests {
    /// What a sender on a dynamic address, whose own provider blocks nothing, hears.
    struct Symptom {
        var connects = false
        var firstLine = ""
        var reason = ""
        var delivered = false
    }

    private func symptom(_ actions: Action...) throws -> Symptom {
        var bench = try Story.bench()
        for action in actions { try bench.perform(action) }
        // Bob's provider has no OP25B, so what stops him is the receiver.
        try bench.send(
            on: "bob-laptop", from: "bob@example.jp", to: "dave@example.com", route: .direct)
        _ = bench.run(until: .quiet)
        var symptom = Symptom()
        symptom.delivered = bench.mailStory.contains("delivered:dave@example.com")
        for event in bench.journal where event.host == "bob-laptop" {
            switch event.what {
            case .connection(.opened): symptom.connects = true
            case .lines(.heard, _, let octets) where symptom.firstLine.isEmpty:
                symptom.firstLine = String(decoding: octets.prefix { $0 != 13 }, as: UTF8.self)
            case _: break
            }
        }
        if case .sendFinished(_, _, let refused)? = bench.lastOutcome, let first = refused.first {
            symptom.reason =
                first.reason.key + " "
                + first.reason.values.map(\.text).joined(separator: " ")
        }
        return symptom
    }

    @Test("nobody blocks: it is delivered")
    func open() throws {
        let found = try symptom()
        #expect(found.connects && found.delivered)
        #expect(found.firstLine.hasPrefix("220 "))
    }

    @Test("the filter: no connection; the sender cannot tell it from a dead server")
    func filter() throws {
        for (verdict, key) in [
            (BlockVerdict.drop, "transport.timed-out"), (.reset, "transport.refused"),
            (.prohibited, "transport.prohibited"), (.hostUnreachable, "transport.unreachable"),
        ] {
            let found = try symptom(
                .setIP25B(host: "core.example", isOn: true, verdict: verdict))
            #expect(!found.connects && !found.delivered, "\(verdict)")
            #expect(found.firstLine.isEmpty)
            #expect(found.reason.hasPrefix(key), "\(verdict): \(found.reason)")
        }
    }

    @Test("the server at RCPT: connected, greeted, and refused with 554 5.7.1")
    func atRecipient() throws {
        let found = try symptom(.setClientRefusal(host: "mail.example.com", at: .recipient))
        #expect(found.connects && !found.delivered)
        #expect(found.firstLine.hasPrefix("220 "))
        #expect(found.reason.contains("554 5.7.1 We do not accept mail from dynamic address"))
    }

    @Test("the server at the greeting: connected, and 554 in place of 220")
    func atGreeting() throws {
        let found = try symptom(.setClientRefusal(host: "mail.example.com", at: .greeting))
        #expect(found.connects && !found.delivered)
        #expect(found.firstLine.hasPrefix("554 mail.example.com We do not accept mail"))
        #expect(found.reason.contains("554"))
    }

    @Test("who is spared: static senders, AUTH on 25, submission, and mail for the postmaster")
    func spared() throws {
        var bench = try Story.bench()
        try bench.perform(.setClientRefusal(host: "mail.example.com", at: .recipient))
        try bench.perform(.setIP25B(host: "core.example", isOn: true, verdict: .reset))
        // From the office's static address, past the filter and the server.
        try bench.send(
            on: "mail.office.example", from: "owner@office.example", to: "dave@example.com",
            route: .direct)
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("delivered:dave@example.com"))
        // Alice submits on 587 from her dynamic address.
        try bench.send(to: "dave@example.com")
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.filter { $0 == "delivered:dave@example.com" }.count == 2)
        // Only the server judges now: the postmaster can still be reached.
        try bench.perform(.setIP25B(host: "core.example", isOn: false, verdict: nil))
        try bench.send(
            on: "bob-laptop", from: "bob@example.jp", to: "postmaster@example.com",
            route: .direct)
        _ = bench.run(until: .quiet)
        #expect(bench.mailStory.contains("delivered:postmaster@example.com"))
    }

    @Test("a refused client may only say QUIT")
    func onlyQuit() throws {
        var bench = try Story.bench()
        try bench.perform(.setClientRefusal(host: "mail.example.com", at: .greeting))
        try bench.perform(.connect(host: "bob-laptop", target: "mail.example.com", port: 25))
        _ = bench.run(until: .quiet)
        for line in ["EHLO bob", "NOOP", "QUIT"] {
            try bench.perform(.say(terminal: 1, octets: Array((line + "\r\n").utf8)))
            _ = bench.run(until: .quiet)
        }
        let heard = String(decoding: try #require(bench.terminals.last).heard, as: UTF8.self)
        let codes = heard.split(separator: "\r\n").map { $0.prefix(3) }
        #expect(codes == ["554", "503", "503", "221"], "\(heard)")
    }

    @Test("the matrix tells the filter and the server apart")
    func matrix() throws {
        var bench = try Story.bench()
        try bench.perform(.setOP25B(host: "edge.isp-a.example", isOn: false, verdict: nil))
        func cells() throws -> [(verdict: String, host: String)] {
            let matrix = try bench.policyMatrix(of: "core.example")
            return matrix.rows.filter { $0.source == .foreignDynamic && $0.family == .v4 }.map {
                ($0.cells[0].verdict, matrix.deciders[$0.cells[0].decider].host)
            }
        }
        #expect(try cells().map(\.verdict) == ["accept", "accept"])
        try bench.perform(.setClientRefusal(host: "mail.example.com", at: .recipient))
        #expect(try cells().map(\.verdict) == ["554", "554"])
        #expect(try cells().map(\.host) == ["mail.example.com", "mail.example.com"])
        try bench.perform(.setIP25B(host: "core.example", isOn: true, verdict: .tarpit))
        #expect(try cells().map(\.verdict) == ["tarpit", "tarpit"])
        #expect(try cells().map(\.host) == ["core.example", "core.example"])
    }

    @Test("a tarpit: connected, and no greeting ever comes")
    func tarpit() throws {
        var bench = try Story.bench()
        try bench.perform(.setIP25B(host: "core.example", isOn: true, verdict: .tarpit))
        try bench.perform(.connect(host: "bob-laptop", target: "mail.example.com", port: 25))
        _ = bench.run(until: .moment(bench.now + .minutes(4)))
        let terminal = try #require(bench.terminals.last)
        #expect(terminal.state == .open)
        #expect(terminal.heard.isEmpty)
        #expect(
            !bench.journal.contains {
                if case .connection(.accepted) = $0.what { true } else { false }
            })
    }
}
