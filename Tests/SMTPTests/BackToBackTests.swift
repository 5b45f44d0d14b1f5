import Clockwork
import Mail
import SASL
import SMTP
import Support
import Testing

/// Our client and our server, nothing between them but the cutting of octets.
@Suite struct BackToBackTests {
    /// Lets both talk until nobody says anything more.
    private func converse(
        _ client: inout Stage<SMTPClientSession>, _ server: inout Stage<SMTPServerSession>,
        size: Int
    ) {
        var toClient = server.give(.opened)
        var toServer = client.give(.opened)
        var rounds = 0
        while !toClient.isEmpty || !toServer.isEmpty, rounds < 10_000 {
            rounds += 1
            let forServer = toServer
            let forClient = toClient
            toServer = []
            toClient = []
            for piece in pieces(of: server.sentOctets(forClient), size: size) {
                toServer += client.give(.received(piece))
            }
            for piece in pieces(of: client.sentOctets(forServer), size: size) {
                toClient += server.give(.received(piece))
            }
        }
        #expect(rounds < 10_000)
    }

    private struct Job {
        let envelope: Envelope
        let octets: [UInt8]
    }

    private func job(_ dice: inout Dice) -> Job {
        let names = ["bob", "carol", "busy", "nobody", "x y"]
        let recipients = (0...dice.below(3)).map { _ in
            ForwardPath.address(
                MailAddress(
                    localPart: names[Int(dice.below(5))],
                    domain: dice.happens(1, in: 8) ? "far.example" : "lab.example"))
        }
        var octets: [UInt8] = []
        for _ in 0..<dice.below(30) {
            octets += [UInt8](repeating: 46, count: Int(dice.below(3)))
            octets += (0..<dice.below(20)).map { _ in
                let octet = UInt8(dice.below(256))
                return octet == 13 || octet == 10 || octet == 0 ? 32 : octet
            }
            octets += [13, 10]
        }
        let sender = ReversePath.address(MailAddress(localPart: "a", domain: "a.example"))
        return Job(
            envelope: Envelope(
                reversePath: dice.happens(1, in: 4) ? .null : sender, recipients: recipients),
            octets: octets)
    }

    @Test("random letters arrive as they were sent", arguments: Seeds.few)
    func letters(seed: UInt64) {
        for size in Seeds.pieceSizes {
            for usesPipelining in [true, false] {
                var dice = Dice(seed: seed)
                let jobs = (0..<8).map { _ in job(&dice) }
                var host = PaperHost.submission
                host.configuration.maximumSize = 100_000
                var configuration = SMTPClientConfiguration(
                    helloName: "[192.0.2.7]",
                    credentials: Credentials(login: "alice@example.com", password: "wonderland"))
                configuration.usesPipelining = usesPipelining
                var results: [SMTPClientResult] = []
                var next = 0
                var server = Stage(host.session, answer: PaperHost.answer)
                var client = Stage(SMTPClientSession(configuration: configuration)) { question in
                    guard case .next(let result) = question else { return nil }
                    if let result { results.append(result) }
                    guard next < jobs.count else { return .quit }
                    next += 1
                    return .transaction(jobs[next - 1].envelope, octets: jobs[next - 1].octets)
                }
                converse(&client, &server, size: size)
                #expect(client.session.isFinished)
                #expect(server.session.stateName == "closed")
                #expect(results.count == jobs.count)
                check(results, jobs, server.questions)
            }
        }
    }

    private func check(
        _ results: [SMTPClientResult], _ jobs: [Job], _ questions: [SMTPQuestion]
    ) {
        var letters = questions.compactMap { question -> SMTPLetter? in
            if case .store(let letter) = question { letter } else { nil }
        }[...]
        for (result, job) in zip(results, jobs) {
            guard case .sent(let outcome) = result else {
                Issue.record("\(result)")
                return
            }
            #expect(outcome.recipients.map(\.path) == job.envelope.recipients)
            let accepted = outcome.recipients.filter { $0.reply.isPositive }.map(\.path)
            let expected = job.envelope.recipients.filter { path in
                guard case .address(let address) = path else { return true }
                return address.domain == "lab.example"
                    && ["bob", "carol", "x y"].contains(address.localPart)
            }
            #expect(accepted == expected)
            #expect(outcome.isAccepted == !expected.isEmpty)
            guard outcome.isAccepted else { continue }
            let letter = letters.popFirst()
            #expect(letter?.octets == job.octets)
            #expect(letter?.envelope.recipients == expected)
            #expect(letter?.envelope.reversePath == job.envelope.reversePath)
            #expect(letter?.client == "[192.0.2.7]")
            #expect(letter?.login == "alice@example.com")
            #expect(letter?.protocolName == "ESMTPA")
        }
        #expect(letters.isEmpty)
    }
}
