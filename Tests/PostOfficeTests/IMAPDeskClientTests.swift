import Clockwork
import IMAP
import Mail
import PostOffice
import SASL
import Session
import Support
import Testing

/// The client against the server, without a network between them.
@Suite struct IMAPDeskClientTests {
    /// What came of a list of things to do.
    struct Run {
        var results: [IMAPClientResult] = []
        var bench: IMAPBench
        var isClosed = false
        var octetsFromClient: [UInt8] = []
    }

    static func run(
        _ answers: [IMAPClientAnswer], on bench: IMAPBench, usesStartTLS: Bool = false,
        password: String = "builder", pieceSize: Int = 10_000
    ) -> Run {
        var run = Run(bench: bench)
        var client = IMAPClientSession(
            configuration: IMAPClientConfiguration(
                login: "bob@example.jp", password: password, usesStartTLS: usesStartTLS))
        var answers = answers[...]
        var inputs: [SessionInput<IMAPClientAnswer>] = [.opened]
        var toServer: [SessionInput<IMAPAnswer>] = [.opened]
        let facts = TLSFacts(protocolVersion: "TLSv1.3", cipherSuite: "-")
        while !inputs.isEmpty || !toServer.isEmpty {
            while !inputs.isEmpty {
                var outbox: [SessionOutput<IMAPClientQuestion>] = []
                client.handle(inputs.removeFirst(), at: run.bench.now, into: &outbox)
                for output in outbox {
                    switch output {
                    case .send(let octets):
                        run.octetsFromClient += octets
                        toServer += pieces(of: octets, size: pieceSize).map { .received($0) }
                    case .ask(.next(let result)):
                        if let result { run.results.append(result) }
                        inputs.append(.answered(answers.popFirst() ?? .logout))
                    case .startTLS:
                        inputs.append(.secured(facts))
                        toServer.append(.secured(facts))
                    case .close, .abort: run.isClosed = true
                    case .note: break
                    }
                }
            }
            while !toServer.isEmpty {
                for heard in run.bench.give(toServer.removeFirst()) {
                    switch heard {
                    case .octets(let octets):
                        inputs += pieces(of: octets, size: pieceSize).map { .received($0) }
                    case .deed("close"): inputs.append(.closedByPeer)
                    case .deed: break
                    }
                }
                if case .delaying? = Optional(run.bench.sessions[0].waiting) {
                    run.bench.now += .seconds(20)
                    toServer.append(.deadlinePassed)
                }
            }
        }
        return run
    }

    static func bench() -> IMAPBench {
        var bench = IMAPBench()
        bench.deliver("Subject: 1\n\none\n")
        bench.deliver("Subject: 2\n\ntwo {3}\n", flags: [.seen])
        return bench
    }

    @Test("fetch, search, store, copy, append, expunge", arguments: Seeds.pieceSizes)
    func everything(size: Int) {
        let run = Self.run(
            [
                .list(reference: "", pattern: "*"), .select("INBOX"),
                .fetch(
                    .all,
                    [
                        .uid, .flags, .rfc822Size,
                        .section(BodySection(), isPeek: true, partial: nil),
                    ],
                    byUID: false),
                .search(.subject("2"), byUID: true), .search(.subject("日本"), byUID: false),
                .create("送信済み"), .copy(SequenceSet([1]), to: "送信済み", byUID: true),
                .append(Array("Subject: 3\r\n\r\n".utf8), flags: [.seen], to: "送信済み"),
                .status("送信済み", [.messages, .unseen]),
                .store(SequenceSet([1]), StoreAction(.add, [.deleted]), byUID: false), .expunge,
                .noop, .select("nowhere"), .logout,
            ], on: Self.bench(), pieceSize: size)
        #expect(run.isClosed)
        #expect(run.results.count == 13)
        guard run.results.count == 13 else { return }
        guard case .listed(let listed) = run.results[0], case .selected(let inbox) = run.results[1],
            case .fetched(let messages) = run.results[2],
            case .status(_, let counts) = run.results[8]
        else {
            Issue.record("\(run.results)")
            return
        }
        #expect(listed.map(\.name) == ["INBOX"] && listed[0].separator == "/")
        #expect(inbox.exists == 2 && inbox.uidNext == 3 && inbox.uidValidity == 42)
        #expect(inbox.firstUnseen == 1 && !inbox.isReadOnly)
        #expect(messages.map(\.uid) == [1, 2])
        #expect(messages[0].letter == Array("Subject: 1\r\n\r\none\r\n".utf8))
        #expect(messages[1].letter == Array("Subject: 2\r\n\r\ntwo {3}\r\n".utf8))
        #expect(messages[1].flags == [.seen, .recent] && messages[1].size == 23)
        #expect(run.results[3] == .found([2]) && run.results[4] == .found([]))
        #expect(run.results[5] == .done && run.results[6] == .done)
        #expect(run.results[7] == .appended(uidValidity: 43, uid: 2))
        #expect(counts.map(\.number) == [2, 1])
        #expect(run.results[10] == .expunged([1]))
        guard case .refused(let status) = run.results[12] else {
            Issue.record("\(run.results[12])")
            return
        }
        #expect(status.code == ["NONEXISTENT"])
    }

    @Test("STARTTLS before the password; none without it")
    func startTLS() {
        var modern = IMAPBench(cleartextPasswords: false)
        modern.deliver("Subject: 1\n\none\n")
        let secure = Self.run([.select("INBOX")], on: modern, usesStartTLS: true)
        #expect(secure.results.count == 1 && secure.isClosed)
        let clear = Self.run([.select("INBOX")], on: modern)
        #expect(clear.results == [.failed(.loginDisabled)] && clear.isClosed)
        #expect(!String(decoding: clear.octetsFromClient, as: UTF8.self).contains("builder"))
        let stripped = Self.run(
            [], on: IMAPBench(offersStartTLS: false), usesStartTLS: true)
        #expect(stripped.results == [.failed(.startTLSNotOffered)] && stripped.isClosed)
        #expect(!String(decoding: stripped.octetsFromClient, as: UTF8.self).contains("builder"))
    }

    @Test("a wrong password is told once, with the server's words")
    func wrongPassword() {
        let run = Self.run([.select("INBOX")], on: Self.bench(), password: "wrong")
        guard case .failed(.loginRefused(let status))? = run.results.first else {
            Issue.record("\(run.results)")
            return
        }
        #expect(status.code == ["AUTHENTICATIONFAILED"] && run.results.count == 1)
        #expect(run.isClosed)
    }
}

extension IMAPServerSession {
    enum Waiting { case delaying, other }

    /// Whether the session only waits for its own clock.
    var waiting: Waiting {
        guard let deadline = nextDeadline else { return .other }
        return deadline < .zero + .hours(9) + .minutes(29) && login == nil ? .delaying : .other
    }
}
