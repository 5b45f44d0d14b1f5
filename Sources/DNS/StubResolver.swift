import Clockwork
import Session
import Wire

/// How a question of a host ended.
package enum StubOutcome: Hashable, Sendable {
    /// Records of the type asked for, at the end of all aliases.
    case records([DNSRecord])
    case noSuchName
    case noData
    case serverFailure
    case timedOut
}

/// The answer to a question that a host has asked.
package struct StubResult: Hashable, Sendable {
    /// What the asker gave to know its question again.
    package let token: UInt64
    package let question: DNSQuestion
    package let outcome: StubOutcome

    package init(token: UInt64, question: DNSQuestion, outcome: StubOutcome) {
        self.token = token
        self.question = question
        self.outcome = outcome
    }
}

/// The part of a host that asks its recursive resolver (RFC 1034 §5.3.1).
///
/// It works through its list of servers twice, five seconds for each, as most systems do.
package struct StubResolver: DatagramService {
    /// How long one server has to answer.
    package static let patience = Interval.seconds(5)
    /// How often each server is asked.
    package static let rounds = 2
    /// The most questions that may be open.
    package static let questionLimit = 1_000

    private struct Pending: Sendable {
        let token: UInt64
        let question: DNSQuestion
        /// Counts questions sent to any server.
        var attempt: Int
        var id: UInt16
        var offersSize: Bool
        var deadline: Instant
        /// A server has said that it cannot.
        var hasFailed: Bool
    }

    package let servers: [IPAddress]
    private var dice: Dice
    private var pending: [Pending] = []
    private var results: [StubResult] = []

    package init(servers: [IPAddress], dice: Dice) {
        self.servers = servers
        self.dice = dice
    }

    package var nextDeadline: Instant? { pending.map(\.deadline).min() }

    /// Asks for records of `type`; the result comes with `token` through `takeResults`.
    package mutating func ask(
        _ name: DNSName, _ type: RecordType, token: UInt64, at now: Instant,
        into outbox: inout [DatagramOutput]
    ) {
        let question = DNSQuestion(name, type)
        guard !servers.isEmpty, pending.count < Self.questionLimit else {
            outbox.note("dns.stub-cannot-ask", ["name": "\(name)"], "RFC 1034 §5.2.3")
            results.append(
                StubResult(token: token, question: question, outcome: .serverFailure))
            return
        }
        outbox.note(
            "dns.stub-asks",
            ["name": "\(name)", "type": "\(type)", "server": "\(servers[0])"], "RFC 1034 §5.3.1")
        pending.append(
            Pending(
                token: token, question: question, attempt: 0, id: 0, offersSize: false,
                deadline: now, hasFailed: false))
        send(pending.count - 1, at: now, into: &outbox)
    }

    /// Takes what has been answered since the last call, in order.
    package mutating func takeResults() -> [StubResult] {
        defer { results = [] }
        return results
    }

    package mutating func handle(
        _ input: DatagramInput, at now: Instant, into outbox: inout [DatagramOutput]
    ) {
        switch input {
        case .deadlinePassed:
            // From behind, because a question that gives up leaves the list.
            for index in pending.indices.reversed() where pending[index].deadline <= now {
                outbox.note(
                    "dns.server-silent",
                    [
                        "server": "\(server(of: pending[index]))",
                        "seconds": "\(Self.patience.wholeSeconds)",
                    ], "RFC 1034 §5.3.3")
                tryNext(index, at: now, into: &outbox)
            }
        case .received(let octets, let sender):
            guard let response = try? DNSMessage(parsing: octets),
                let index = pending.firstIndex(where: { accepts($0, response, from: sender) })
            else {
                outbox.note(
                    "dns.unexpected-response", ["server": "\(sender)"], "RFC 1035 §7.3")
                return
            }
            take(response, for: index, at: now, into: &outbox)
        }
    }

    private func server(of pending: Pending) -> IPAddress {
        servers[pending.attempt % servers.count]
    }

    /// A response must come from the server asked, with the id and question that it was asked
    /// (RFC 1035 §7.3).
    private func accepts(
        _ pending: Pending, _ response: DNSMessage, from sender: Endpoint
    ) -> Bool {
        response.header.isResponse && response.header.id == pending.id
            && sender == Endpoint(server(of: pending), 53)
            && (response.questions == [pending.question]
                || (response.questions.isEmpty && response.header.code == .formatError))
    }

    private mutating func send(
        _ index: Int, at now: Instant, into outbox: inout [DatagramOutput]
    ) {
        pending[index].id = UInt16(truncatingIfNeeded: dice.next())
        pending[index].deadline = now + Self.patience
        let entry = pending[index]
        var query = DNSMessage(asking: entry.question, id: entry.id, recursionDesired: true)
        if entry.offersSize { query.offerSize() }
        outbox.append(.send(query.octets(), to: Endpoint(server(of: entry), 53)))
    }

    private mutating func tryNext(
        _ index: Int, at now: Instant, into outbox: inout [DatagramOutput]
    ) {
        pending[index].attempt += 1
        let entry = pending[index]
        guard entry.attempt < servers.count * Self.rounds else {
            outbox.note(
                "dns.stub-gave-up",
                ["name": "\(entry.question.name)", "type": "\(entry.question.type)"],
                "RFC 1034 §5.2.3")
            finish(index, entry.hasFailed ? .serverFailure : .timedOut)
            return
        }
        outbox.note(
            "dns.stub-retries",
            ["name": "\(entry.question.name)", "server": "\(server(of: entry))"],
            "RFC 1034 §5.3.3")
        send(index, at: now, into: &outbox)
    }

    private mutating func finish(_ index: Int, _ outcome: StubOutcome) {
        let entry = pending.remove(at: index)
        results.append(
            StubResult(token: entry.token, question: entry.question, outcome: outcome))
    }

    private mutating func take(
        _ response: DNSMessage, for index: Int, at now: Instant,
        into outbox: inout [DatagramOutput]
    ) {
        if response.header.isTruncated, !pending[index].offersSize {
            outbox.note(
                "dns.truncated-retry", ["server": "\(server(of: pending[index]))"],
                "RFC 2181 §9")
            pending[index].offersSize = true
            send(index, at: now, into: &outbox)
            return
        }
        switch response.header.code {
        case .noError where !response.header.isTruncated:
            let question = pending[index].question
            let records = response.records(answering: question)
            finish(index, records.isEmpty ? .noData : .records(records))
        case .noSuchName:
            finish(index, .noSuchName)
        case _:
            outbox.note(
                "dns.server-failed",
                [
                    "server": "\(server(of: pending[index]))",
                    "code": response.header.isTruncated ? "TC" : "\(response.header.code)",
                ], "RFC 1035 §4.1.1")
            pending[index].hasFailed = true
            tryNext(index, at: now, into: &outbox)
        }
    }
}

extension DNSMessage {
    /// The records of the answer section that answer `question`, at the end of its aliases.
    func records(answering question: DNSQuestion) -> [DNSRecord] {
        var name = question.name
        // A chain cannot be longer than the section that holds it.
        for _ in 0...answers.count {
            let found = answers.filter { $0.name == name && $0.type == question.type }
            if !found.isEmpty { return found }
            guard let alias = answers.first(where: { $0.name == name && $0.type == .cname }),
                let target = alias.data.target
            else { return [] }
            name = target
        }
        return []
    }
}
