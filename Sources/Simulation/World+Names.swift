import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// Hosts that ask for names, and the answers that come back to their programs.
extension World {
    /// A look-up by hand: it belongs to no program.
    mutating func resolve(
        _ host: String, _ name: String, _ type: String, _ server: String?, overTCP: Bool,
        _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try runningMachine(host)
        guard let recordType = RecordType(name: type), recordType != .opt else {
            throw Trouble("trouble.bad-record-type", ["type": type])
        }
        var wishes = StubWishes(overTCP: overTCP)
        if let server {
            guard
                let address = addressKnown(server, from: index)
                    ?? addressOfHost(server, from: index)
            else {
                throw Trouble("trouble.no-such-host", ["host": server])
            }
            wishes.server = address
        } else if machines[index].stub == nil {
            throw Trouble("trouble.no-resolver", ["host": host])
        }
        let dnsName: DNSName
        if recordType == .ptr, let address = IPAddress(name) {
            dnsName = DNSName(reverseOf: address)
        } else if let parsed = DNSName(name) {
            dnsName = parsed
        } else {
            throw Trouble("trouble.bad-name", ["name": name])
        }
        if machines[index].stub == nil {
            machines[index].stub = StubResolver(servers: [], dice: dice.stream("stub \(host)"))
        }
        let cause = note(.action(action), on: index, because: nil)
        let asked = wishes.server ?? machines[index].stub?.servers.first
        let question = note(
            .dns(
                .asked(
                    question: "\(recordType) \(dnsName)",
                    server: asked.map { "\($0)" } ?? "")), on: index, because: cause)
        // Terminal 0 is nobody.
        askStub(index, .terminal(0), 0, dnsName, recordType, wishes, because: question)
        return cause
    }

    /// A program's question, put to the host's stub resolver.
    mutating func askStub(
        _ index: Int, _ program: ProgramID, _ token: Int, _ name: DNSName, _ type: RecordType,
        _ wishes: StubWishes = StubWishes(), because cause: Cause
    ) {
        let question = Machine.OpenQuestion(
            program: program, token: token, asked: cause, text: "\(type) \(name)")
        guard var stub = machines[index].stub else {
            let result = StubResult(
                token: 0, question: DNSQuestion(name, type), outcome: .serverFailure)
            answer(question, result, on: index, because: cause)
            return
        }
        machines[index].stub = nil
        let own = machines[index].nextQuestion
        machines[index].nextQuestion += 1
        machines[index].questions[own] = question
        var outbox: [DNSOutput] = []
        stub.ask(name, type, token: own, wishes: wishes, at: now, into: &outbox)
        settle(&stub, outbox, on: index, because: cause)
    }

    mutating func feedStub(_ index: Int, _ input: DNSInput, because cause: Cause?) {
        guard var stub = machines[index].stub else { return }
        machines[index].stub = nil
        var outbox: [DNSOutput] = []
        stub.handle(input, at: now, into: &outbox)
        settle(&stub, outbox, on: index, because: cause)
    }

    /// Puts the stub back, does what it wants done, and passes on what it has learnt.
    private mutating func settle(
        _ stub: inout StubResolver, _ outbox: [DNSOutput], on index: Int, because cause: Cause?
    ) {
        let results = stub.takeResults()
        machines[index].stub = stub
        carry(outbox, of: .stub, on: index, because: cause)
        for result in results {
            guard let question = machines[index].questions.remove(result.token) else { continue }
            answer(question, result, on: index, because: cause ?? question.asked)
        }
        renewDeadlines(of: index)
    }

    private mutating func answer(
        _ question: Machine.OpenQuestion, _ result: StubResult, on index: Int,
        because cause: Cause
    ) {
        let outcome: String
        var succeeded = false
        switch result.outcome {
        case .records(let records):
            outcome = records.map { "\($0.data)" }.joined(separator: ", ")
            succeeded = true
        case .noSuchName: outcome = "NXDOMAIN"
        case .noData: outcome = "NODATA"
        case .serverFailure:
            outcome = machines[index].stub == nil ? "SERVFAIL" : Self.failure(result.reply)
        case .timedOut: outcome = "TIMEOUT"
        }
        let phase: Event.Phase?
        switch question.program {
        case .mailServer: phase = .mxLookup
        case .task(let number): phase = fetchTasks[number] != nil ? .retrieval : .nameResolution
        case .terminal, .nameService, .stub, .probe, .attacker, .guest: phase = nil
        }
        let facts = facts(of: result, asked: question.asked, on: index, because: cause)
        let answered = note(
            .dns(
                .answered(
                    question: question.text, outcome: outcome, succeeded: succeeded,
                    facts: facts)), on: index, because: cause, phase: phase)
        feed(
            index, question.program, .resolved(token: question.token, result), because: answered)
    }

    /// What a server has said of its failure; where none has said anything, ICMP or TCP has.
    private static func failure(_ reply: StubReply?) -> String {
        guard let code = reply?.message.code else { return "UNREACHABLE" }
        return code == .noError ? "SERVFAIL" : "\(code)"
    }

    private func facts(
        of result: StubResult, asked: Cause, on index: Int, because cause: Cause
    ) -> Event.AnswerFacts? {
        guard let reply = result.reply else {
            guard result.outcome == .timedOut else { return nil }
            return Event.AnswerFacts(nil, from: nil, overTCP: false, wasTruncated: false)
        }
        var facts = Event.AnswerFacts(
            reply.message, from: reply.server, overTCP: reply.isOverTCP,
            wasTruncated: reply.wasTruncated)
        facts.isFromCache =
            reply.message.header.recursionAvailable && !result.outcome.isUncertain
            && isFromMemory(asked: asked, on: index, because: cause)
        return facts
    }

    /// Whether, on the way from the question to its answer, no server has answered another host.
    private func isFromMemory(asked: Cause, on index: Int, because cause: Cause) -> Bool {
        let own = machines[index].plan.name
        var next: UInt64? = cause.number
        while let number = next, let event = journal[number: number] {
            if number <= asked.number { return number == asked.number }
            if case .dns(.heard(_, _, isQuery: false)) = event.what, event.host != own {
                return false
            }
            next = event.cause
        }
        return false
    }
}
