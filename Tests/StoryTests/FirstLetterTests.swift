import Clockwork
import Foundation
import Simulation
import Support
import Testing

@Suite("The first letter")
struct FirstLetterTests {
    @Test("Alice's letter reaches Bob by submission, relay and delivery", arguments: Seeds.few)
    func reachesBob(seed: UInt64) throws {
        var bench = try Story.bench(seed: seed)
        try bench.send()
        let report = bench.run(until: .quiet)
        #expect(report.isQuiet)
        #expect(
            bench.mailStory == [
                "queued@mail.example.com", "attempting@mail.example.com",
                "queued@mail.example.jp", "relayed@mail.example.com", "delivered:bob@example.jp",
            ])
        let rows = try bench.mailbox(of: "bob@example.jp")
        #expect(rows.map(\.subject) == ["Hello"])
    }

    @Test("the causes of the delivery lead back to `send`")
    func whyDelivered() throws {
        var bench = try Story.bench()
        try bench.send()
        _ = bench.run(until: .quiet)
        let delivery = try #require(
            bench.journal.last { event in
                if case .mail(.delivered) = event.what { return true }
                return false
            })
        let chain = bench.journal.chain(of: delivery.number)
        guard case .action(.send)? = chain.last?.what else {
            Issue.record("the chain ends with \(String(describing: chain.last?.what))")
            return
        }
        // Through both servers, and through the look-up of the MX.
        #expect(chain.contains { $0.host == "mail.example.com" })
        #expect(chain.contains { $0.host == "mail.example.jp" })
        #expect(chain.allSatisfy { $0.message == 1 })
    }

    @Test("stepping by phase names each station in order")
    func phases() throws {
        var bench = try Story.bench()
        try bench.send()
        var phases: [Event.Phase] = []
        while !bench.isQuiet {
            let report = bench.step(.phase)
            guard !report.events.isEmpty else { break }
            if let phase = bench.journal[report.events].compactMap({ $0.phase }).first {
                phases.append(phase)
            }
        }
        #expect(
            phases == [
                .nameResolution, .connection, .submission, .mxLookup, .relay, .delivery,
            ])
    }

    @Test("stepping by exchange shows a question and its answer")
    func exchanges() throws {
        var bench = try Story.bench()
        try bench.send()
        let first = bench.step(.exchange)
        let answer = try #require(bench.journal[first.events].last { bench.completesExchange($0) })
        guard case .dns(.answered(let question, let outcome, true, _)) = answer.what else {
            Issue.record("the first answer is \(answer.what)")
            return
        }
        #expect(question == "A mail.example.com")
        #expect(outcome == "192.0.2.10")
        #expect(bench.question(of: answer)?.number == 2)
        #expect(bench.peer(of: answer) == "resolver.isp-a.example")
    }

    @Test("every line of a letter's way is explained as what it is; the message is no command")
    func explained() throws {
        var bench = try Story.bench()
        try bench.send(to: "bob@example.jp")
        _ = bench.run(until: .quiet)
        let keys = bench.journal.flatMap { bench.explanation(of: $0).map(\.key) }
        #expect(keys.contains("smtp.verb-mail"))
        #expect(keys.contains("smtp.message"))
        #expect(!keys.contains("smtp.verb-unknown"))
    }

    @Test("POP3 and IMAP give the same letter back", arguments: RetrievalProtocol.allCases)
    func fetched(using: RetrievalProtocol) throws {
        var bench = try Story.bench()
        try bench.send(body: "one\n.two\n..three\n.")
        _ = bench.run(until: .quiet)
        try bench.perform(
            .fetch(
                FetchOrder(
                    host: "bob-laptop", login: "bob@example.jp", using: using, deletes: false)))
        _ = bench.run(until: .quiet)
        guard case .fetchFinished(_, let letters, let failure)? = bench.lastOutcome else {
            Issue.record("nothing came of the fetch: \(String(describing: bench.lastOutcome))")
            return
        }
        #expect(failure == nil)
        #expect(letters.count == 1)
        let stored = try bench.mailbox(of: "bob@example.jp")
        #expect(letters == stored.map(\.octets))
        #expect(stored.count == 1)
        if using == .imap { #expect(stored[0].flags.contains("\\Seen")) }
    }

    @Test("fetching with deletion empties the mailbox", arguments: RetrievalProtocol.allCases)
    func fetchedAndDeleted(using: RetrievalProtocol) throws {
        var bench = try Story.bench()
        try bench.send()
        try bench.send(subject: "Again")
        _ = bench.run(until: .quiet)
        try bench.perform(
            .fetch(
                FetchOrder(
                    host: "bob-phone", login: "bob@example.jp", using: using, deletes: true)))
        _ = bench.run(until: .quiet)
        guard case .fetchFinished(_, let letters, nil)? = bench.lastOutcome else {
            Issue.record("\(String(describing: bench.lastOutcome))")
            return
        }
        #expect(letters.count == 2)
        #expect(try bench.mailbox(of: "bob@example.jp").isEmpty)
    }

    @Test("a real message arrives octet for octet, but for the trace", arguments: Seeds.few)
    func octetForOctet(seed: UInt64) throws {
        let file = Story.root.appendingPathComponent("Tests/StoryTests/Letters/attachment.eml")
        let letter = [UInt8](try Data(contentsOf: file))
        // As the file should be: CRLF, 8-bit text, dots at line starts, no final line end.
        #expect(letter.last != 0x0A)
        #expect(letter.contains { $0 >= 0x80 })
        var bench = try Story.bench(seed: seed)
        try bench.send(letter: letter)
        _ = bench.run(until: .quiet)
        let row = try #require(try bench.mailbox(of: "bob@example.jp").first)
        let start = Array("MIME-Version: 1.0\r\n".utf8)
        let index = try #require(
            row.octets.indices.first { row.octets[$0...].starts(with: start) })
        #expect(Array(row.octets[index...]) == letter + [0x0D, 0x0A])
        let trace = String(decoding: row.octets[..<index], as: UTF8.self)
        #expect(trace.hasPrefix("Return-Path: <alice@example.com>\r\nReceived: "))
        #expect(trace.components(separatedBy: "Received: ").count == 3)
    }
}
