import Clockwork
import DNS
import Mail
import PostOffice
import SASL
import SMTP
import Session
import Testing
import Wire

private func name(_ text: String) -> DNSName { DNSName(text) ?? .root }
private func address(_ text: String) -> IPAddress { IPAddress(text) ?? .v4(0) }

/// Answers a mail program's questions from a list of records, and lets every connection fail.
private struct FailingNet {
    var records: [DNSRecord] = []
    var silent: [DNSQuestion] = []
    var asked: [String] = []
    var tried: [String] = []
    var refusals: [String] = []
    var failure: String?

    mutating func run(_ acts: CausalLog<ProgramAct>, _ give: (ProgramInput) -> [ProgramAct]) {
        var queue = acts.items.map(\.entry)
        while !queue.isEmpty {
            switch queue.removeFirst() {
            case .resolve(let token, let name, let type):
                asked.append("\(type) \(name)")
                let question = DNSQuestion(name, type)
                let found = records.filter { $0.name == name && $0.type == type }
                let outcome: StubOutcome =
                    silent.contains(question)
                    ? .timedOut : found.isEmpty ? .noData : .records(found)
                queue += give(
                    .resolved(
                        token: token,
                        StubResult(token: 0, question: question, outcome: outcome)))
            case .connect(let key, let endpoint, _):
                tried.append("\(endpoint.address)")
                queue += give(.failed(key, .refused, because: nil))
            case .finished(.sent(_, let refused)):
                refusals = refused.map(\.reason.key)
            case .finished(.fetched(_, _, let reason)): failure = reason?.key
            case .send, .close, .abort, .startTLS, .note, .mail: break
            }
        }
    }

    mutating func send(
        _ families: AddressFamilies, _ server: Courier.Target?, to recipient: String
    ) throws {
        var order = try SendTask.Order(
            LetterOrder(
                from: "a@a.example", envelopeFrom: nil, recipients: [recipient], subject: "",
                body: "", letter: nil, date: "", messageID: "1"),
            helloName: "a.example", identity: nil, server: server)
        order.families = families
        var task = SendTask(order, dice: Dice(seed: 1))
        var turn = Turn(now: .zero, cause: nil, log: CausalLog(startingAt: 1))
        task.start(in: &turn)
        run(turn.log) { input in
            var turn = Turn(now: .zero, cause: nil, log: CausalLog(startingAt: 1))
            task.handle(input, in: &turn)
            return turn.log.items.map(\.entry)
        }
        #expect(task.isOver)
    }

    mutating func fetch(_ families: AddressFamilies) {
        var task = FetchTask(
            as: SASLIdentity(login: "b@b.example", password: ""),
            server: .server(
                name: "mail.b.example", port: 143, address: nil),
            service: .imap, deletes: false, families: families)
        var turn = Turn(now: .zero, cause: nil, log: CausalLog(startingAt: 1))
        task.start(in: &turn)
        run(turn.log) { input in
            var turn = Turn(now: .zero, cause: nil, log: CausalLog(startingAt: 1))
            task.handle(input, in: &turn)
            return turn.log.items.map(\.entry)
        }
        #expect(task.isOver)
    }
}

@Suite("Mail programs on hosts with IPv4, IPv6 or both")
struct DualStackTests {
    private let net = FailingNet(records: [
        DNSRecord(name("mail.b.example"), .address(address("192.0.2.1"))),
        DNSRecord(name("mail.b.example"), .address(address("2001:db8::1"))),
        DNSRecord(name("b.example"), .mx(preference: 20, name("old.b.example"))),
        DNSRecord(name("b.example"), .mx(preference: 10, name("mail.b.example"))),
        DNSRecord(name("old.b.example"), .address(address("192.0.2.9"))),
        DNSRecord(name("c.example"), .mx(preference: 0, .root)),
    ])
    private let server = Courier.Target.server(name: "mail.b.example", port: 587, address: nil)

    @Test("each address is tried, IPv6 first; a host asks only for what it has")
    func submission() throws {
        var both = net
        try both.send(.both, server, to: "x@b.example")
        #expect(both.asked == ["A mail.b.example", "AAAA mail.b.example"])
        #expect(both.tried == ["2001:db8::1", "192.0.2.1"])
        var old = net
        try old.send(.ipv4, server, to: "x@b.example")
        #expect(old.asked == ["A mail.b.example"] && old.tried == ["192.0.2.1"])
        var new = net
        try new.send(.ipv6, server, to: "x@b.example")
        #expect(new.asked == ["AAAA mail.b.example"] && new.tried == ["2001:db8::1"])
    }

    @Test("MX hosts by preference, each with all its addresses (RFC 5321 §5.1)")
    func relay() throws {
        var both = net
        try both.send(.both, nil, to: "x@b.example")
        #expect(both.tried == ["2001:db8::1", "192.0.2.1", "192.0.2.9"])
        var new = net
        try new.send(.ipv6, nil, to: "x@b.example")
        #expect(new.tried == ["2001:db8::1"])
        #expect(new.refusals == ["transport.refused"])
        var null = net
        try null.send(.both, nil, to: "x@c.example")
        #expect(null.tried.isEmpty && null.refusals == ["route.null-mx"])
    }

    @Test("half an answer is enough, no answer is a temporary failure")
    func unanswered() throws {
        var half = net
        half.silent = [DNSQuestion(name("mail.b.example"), .aaaa)]
        try half.send(.both, server, to: "x@b.example")
        #expect(half.tried == ["192.0.2.1"])
        half.silent.append(DNSQuestion(name("mail.b.example"), .a))
        half.tried = []
        try half.send(.both, server, to: "x@b.example")
        #expect(half.tried.isEmpty && half.refusals == ["route.look-up-failed"])
        half.fetch(.both)
        #expect(half.failure == "route.look-up-failed")
        var none = FailingNet()
        none.fetch(.both)
        #expect(none.failure == "transport.name-not-found")
        #expect(none.asked == ["A mail.b.example", "AAAA mail.b.example"])
    }

    @Test("fetching tries both families too")
    func retrieval() {
        var both = net
        both.fetch(.both)
        #expect(both.tried == ["2001:db8::1", "192.0.2.1"])
        #expect(both.failure == "transport.refused")
    }

    @Test("an address in place of a name carries its tag, and servers take it (RFC 5321 §4.1.3)")
    func literals() throws {
        #expect(address("192.0.2.1").literal == "[192.0.2.1]")
        #expect(address("2001:db8::1").literal == "[IPv6:2001:db8::1]")
        let line = "EHLO \(address("2001:db8::1").literal)"
        #expect(throws: Never.self) { try SMTPCommand(parsing: Array(line.utf8)[...]) }
    }
}
