import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// Name servers and stub resolvers.
extension World {
    /// A program's question, put to the host's stub resolver.
    mutating func askStub(
        _ index: Int, _ program: ProgramID, _ token: Int, _ name: DNSName, _ type: RecordType,
        because cause: Cause
    ) {
        guard var stub = machines[index].stub else {
            answer(
                program, token, on: index,
                StubResult(
                    token: 0, question: DNSQuestion(name, type), outcome: .serverFailure),
                text: "\(type) \(name)", because: cause)
            return
        }
        machines[index].stub = nil
        let own = machines[index].nextQuestion
        machines[index].nextQuestion += 1
        machines[index].questions[own] = Machine.OpenQuestion(
            program: program, token: token, asked: cause, text: "\(type) \(name)")
        var outbox: [DatagramOutput] = []
        stub.ask(name, type, token: own, at: now, into: &outbox)
        settle(&stub, outbox, on: index, because: cause)
    }

    mutating func feedStub(_ index: Int, _ input: DatagramInput, because cause: Cause?) {
        guard var stub = machines[index].stub else { return }
        machines[index].stub = nil
        var outbox: [DatagramOutput] = []
        stub.handle(input, at: now, into: &outbox)
        settle(&stub, outbox, on: index, because: cause)
    }

    /// Sends what the stub wants sent, puts it back, and passes on what it has learnt.
    private mutating func settle(
        _ stub: inout StubResolver, _ outbox: [DatagramOutput], on index: Int,
        because cause: Cause?
    ) {
        let results = stub.takeResults()
        machines[index].stub = stub
        let port = machines[index].stubPort
        for output in outbox {
            switch output {
            case .send(let octets, let to):
                send(octets, from: index, port: port, to: to, because: cause)
            case .note(let noted): note(.note(noted), on: index, because: cause)
            }
        }
        for result in results {
            guard let question = machines[index].questions.remove(result.token) else { continue }
            answer(
                question.program, question.token, on: index, result, text: question.text,
                because: cause ?? question.asked)
        }
        machines[index].renewDeadlines()
    }

    private mutating func answer(
        _ program: ProgramID, _ token: Int, on index: Int, _ result: StubResult, text: String,
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
        case .serverFailure: outcome = "SERVFAIL"
        case .timedOut: outcome = "TIMEOUT"
        }
        let phase: Event.Phase?
        switch program {
        case .mailServer: phase = .mxLookup
        case .task(let number): phase = fetchTasks[number] != nil ? .retrieval : .nameResolution
        case .terminal, .probe: phase = nil
        }
        let answered = note(
            .dns(.answered(question: text, outcome: outcome, succeeded: succeeded)), on: index,
            because: cause, phase: phase)
        feed(index, program, .resolved(token: token, result), because: answered)
    }

    mutating func feedNameService(_ index: Int, _ input: DatagramInput, because cause: Cause?) {
        var outbox: [DatagramOutput] = []
        var service: NameService?
        swap(&service, &machines[index].nameService)
        switch service {
        case nil: break
        case .authoritative(var server):
            server.handle(input, at: now, into: &outbox)
            service = .authoritative(server)
        case .resolver(var resolver):
            service = nil
            resolver.handle(input, at: now, into: &outbox)
            service = .resolver(resolver)
        }
        swap(&service, &machines[index].nameService)
        for output in outbox {
            switch output {
            case .send(let octets, let to):
                let message = try? DNSMessage(parsing: octets)
                let sent = note(
                    .dns(
                        .sent(
                            summary: message?.summary ?? "", to: to,
                            isQuery: !(message?.header.isResponse ?? false))),
                    on: index, because: cause)
                send(octets, from: index, port: 53, to: to, because: sent)
            case .note(let noted): note(.note(noted), on: index, because: cause)
            }
        }
        machines[index].renewDeadlines()
    }

    private mutating func send(
        _ octets: [UInt8], from index: Int, port: UInt16, to: Endpoint, because cause: Cause?
    ) {
        let node = machines[index].node
        network {
            $0.sendDatagram(
                from: node, port: port, to: to, octets: octets, because: cause, into: &$1)
        }
    }
}
