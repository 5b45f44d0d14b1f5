import Clockwork
import Session
import Wire

/// The part of a host that asks its recursive resolver (RFC 1034 §5.3.1).
///
/// It works through its list of servers twice, five seconds for each, as most systems do. It asks
/// over UDP without EDNS; what does not fit into 512 octets is asked for again over TCP
/// (RFC 7766 §5).
package struct StubResolver: DNSService {
    /// How long one server has to answer.
    package static let patience = Interval.seconds(5)
    /// How often each server is asked.
    package static let rounds = 2
    /// The lowest port that it asks from.
    static let firstPort: UInt16 = 32_768
    /// The most questions that may be open.
    package static let questionLimit = 1_000

    private struct Pending: Sendable {
        let token: UInt64
        let question: DNSQuestion
        let servers: [IPAddress]
        /// The port of ours that takes the answer.
        let port: UInt16
        /// Counts the servers that have had their turn.
        var attempt = 0
        var id: UInt16 = 0
        var isOverTCP: Bool
        var deadline: Instant
        var wasTruncated = false
        /// A server has said that it cannot.
        var hasFailed = false
        /// What it has said.
        var reply: StubReply?

        /// Whose turn it is.
        var server: Endpoint { Endpoint(servers[attempt % servers.count], dnsPort) }
    }

    package let servers: [IPAddress]
    private var dice: Dice
    private var pending: [Pending] = []
    private var results: [StubResult] = []
    private var dialer = DNSDialer()

    package init(servers: [IPAddress], dice: Dice) {
        self.servers = servers
        self.dice = dice
    }

    package var nextDeadline: Instant? { pending.map(\.deadline).min() }
    package var nextWork: Instant? { nextDeadline }

    /// Asks for records of `type`; the result comes with `token` through `takeResults`.
    package mutating func ask(
        _ name: DNSName, _ type: RecordType, token: UInt64, wishes: StubWishes = StubWishes(),
        at now: Instant, into outbox: inout [DNSOutput]
    ) {
        let question = DNSQuestion(name, type)
        let servers = wishes.server.map { [$0] } ?? servers
        guard let first = servers.first, pending.count < Self.questionLimit else {
            outbox.note("dns.stub-cannot-ask", ["name": "\(name)"], "RFC 1034 §5.2.3")
            results.append(
                StubResult(token: token, question: question, outcome: .serverFailure))
            return
        }
        outbox.note(
            "dns.stub-asks", ["name": "\(name)", "type": "\(type)", "server": "\(first)"],
            "RFC 1034 §5.3.1")
        pending.append(
            Pending(
                token: token, question: question, servers: servers, port: freePort(),
                isOverTCP: wishes.overTCP, deadline: now))
        send(pending.count - 1, at: now, into: &outbox)
    }

    /// Takes what has been answered since the last call, in order.
    package mutating func takeResults() -> [StubResult] {
        defer { results = [] }
        return results
    }

    private mutating func freePort() -> UInt16 {
        var port = dice.queryPort(above: Self.firstPort)
        // There are many more ports than questions.
        while pending.contains(where: { $0.port == port }) {
            port = dice.queryPort(above: Self.firstPort)
        }
        return port
    }

    // MARK: what comes in

    package mutating func handle(
        _ input: DNSInput, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        switch input {
        case .deadlinePassed:
            // From behind, because a question that gives up leaves the list.
            for index in pending.indices.reversed() where pending[index].deadline <= now {
                outbox.note(
                    "dns.server-silent",
                    [
                        "server": "\(pending[index].server.address)",
                        "seconds": "\(Self.patience.wholeSeconds)",
                    ], "RFC 1034 §5.3.3")
                tryNext(index, at: now, into: &outbox)
            }
        case .datagram(let octets, let port, let sender):
            receive(octets, from: sender, at: now, into: &outbox) {
                !$0.isOverTCP && $0.port == port
            }
        case .unreachable(let port, let server):
            let index = pending.firstIndex {
                !$0.isOverTCP && $0.port == port && $0.server == server
            }
            guard let index else { return }
            outbox.note(
                "dns.server-unreachable", ["server": "\(server.address)"], "RFC 1122 §4.1.3.3")
            pending[index].hasFailed = true
            tryNext(index, at: now, into: &outbox)
        case .stream(let id, let event):
            for event in dialer.handle(id, event, into: &outbox) {
                switch event {
                case .message(let octets, let server):
                    receive(octets, from: server, at: now, into: &outbox) { $0.isOverTCP }
                case .lost(let server, let ids, _):
                    lost(server, ids, at: now, into: &outbox)
                }
            }
        }
    }

    /// A response must come from the server asked, to the port that asked, with the ID and the
    /// question that it was asked (RFC 1035 §7.3).
    private mutating func receive(
        _ octets: [UInt8], from sender: Endpoint, at now: Instant,
        into outbox: inout [DNSOutput], onWay isOnWay: (Pending) -> Bool
    ) {
        guard let response = try? DNSMessage(parsing: octets), response.header.isResponse,
            let index = pending.firstIndex(where: { entry in
                isOnWay(entry) && response.header.id == entry.id && sender == entry.server
                    && (response.questions == [entry.question]
                        || response.questions.isEmpty && response.header.code == .formatError)
            })
        else {
            outbox.note("dns.unexpected-response", ["server": "\(sender)"], "RFC 1035 §7.3")
            return
        }
        take(response, for: index, at: now, into: &outbox)
    }

    /// A connection is gone: whoever waited for answers over it tries the next server.
    private mutating func lost(
        _ server: Endpoint, _ ids: [UInt16], at now: Instant, into outbox: inout [DNSOutput]
    ) {
        for id in ids {
            let index = pending.firstIndex {
                $0.isOverTCP && $0.id == id && $0.server == server
            }
            guard let index else { continue }
            outbox.note("dns.tcp-lost", ["server": "\(server.address)"], "RFC 7766 §6.2.4")
            pending[index].hasFailed = true
            tryNext(index, at: now, into: &outbox)
        }
    }

    private mutating func take(
        _ response: DNSMessage, for index: Int, at now: Instant,
        into outbox: inout [DNSOutput]
    ) {
        let entry = pending[index]
        if response.header.isTruncated, !entry.isOverTCP {
            outbox.note(
                "dns.truncated-retry", ["server": "\(entry.server.address)"], "RFC 7766 §5")
            pending[index].isOverTCP = true
            pending[index].wasTruncated = true
            send(index, at: now, into: &outbox)
            return
        }
        let reply = StubReply(
            message: response, server: entry.server, isOverTCP: entry.isOverTCP,
            wasTruncated: entry.wasTruncated)
        switch response.code {
        case .noError where !response.header.isTruncated:
            let records = response.records(answering: entry.question)
            finish(index, records.isEmpty ? .noData : .records(records), reply, into: &outbox)
        case .noSuchName:
            finish(index, .noSuchName, reply, into: &outbox)
        case _:
            outbox.note(
                "dns.server-failed",
                [
                    "server": "\(entry.server.address)",
                    "code": response.header.isTruncated ? "TC" : "\(response.code)",
                ], "RFC 1035 §4.1.1")
            pending[index].hasFailed = true
            pending[index].reply = reply
            tryNext(index, at: now, into: &outbox)
        }
    }

    // MARK: what goes out

    private mutating func send(
        _ index: Int, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        let server = pending[index].server
        var id = UInt16(truncatingIfNeeded: dice.next())
        while dialer.isInUse(id, at: server) { id = UInt16(truncatingIfNeeded: dice.next()) }
        pending[index].id = id
        pending[index].deadline = now + Self.patience
        let query = DNSMessage(asking: pending[index].question, id: id, recursionDesired: true)
        if pending[index].isOverTCP {
            // With too many connections the question waits for its deadline, and tries again.
            _ = dialer.ask(query.octets(), id: id, of: server, into: &outbox)
        } else {
            outbox.append(.send(query.octets(), port: pending[index].port, to: server))
        }
    }

    private mutating func tryNext(
        _ index: Int, at now: Instant, into outbox: inout [DNSOutput]
    ) {
        dialer.forget(pending[index].id, at: pending[index].server, into: &outbox)
        pending[index].attempt += 1
        let entry = pending[index]
        guard entry.attempt < entry.servers.count * Self.rounds else {
            outbox.note(
                "dns.stub-gave-up",
                ["name": "\(entry.question.name)", "type": "\(entry.question.type)"],
                "RFC 1034 §5.2.3")
            finish(
                index, entry.hasFailed ? .serverFailure : .timedOut, entry.reply, into: &outbox)
            return
        }
        outbox.note(
            "dns.stub-retries",
            ["name": "\(entry.question.name)", "server": "\(entry.server.address)"],
            "RFC 1034 §5.3.3")
        send(index, at: now, into: &outbox)
    }

    private mutating func finish(
        _ index: Int, _ outcome: StubOutcome, _ reply: StubReply?, into outbox: inout [DNSOutput]
    ) {
        let entry = pending.remove(at: index)
        outbox.append(.release(port: entry.port))
        results.append(
            StubResult(
                token: entry.token, question: entry.question, outcome: outcome, reply: reply))
    }
}

extension DNSMessage {
    /// The records of the answer section that answer `question`, at the end of its aliases.
    func records(answering question: DNSQuestion) -> [DNSRecord] {
        var name = question.name
        // A chain cannot be longer than the section that holds it.
        for _ in 0...answers.count {
            let found = answers.filter { $0.name == name && question.type.covers($0.type) }
            if !found.isEmpty { return found }
            guard let alias = answers.first(where: { $0.name == name && $0.type == .cname }),
                let target = alias.data.target
            else { return [] }
            name = target
        }
        return []
    }
}
