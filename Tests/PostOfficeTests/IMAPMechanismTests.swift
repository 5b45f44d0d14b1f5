import Ciphers
import Clockwork
import IMAP
import Mail
import PostOffice
import SASL
import Session
import Support
import Testing

/// AUTHENTICATE with every mechanism (RFC 3501 §6.2.2, RFC 4959), client against server.
@Suite struct IMAPMechanismTests {
    private static let login = "bob@example.jp"

    private static func facts(_ octets: [UInt8]) -> TLSFacts {
        var facts = TLSFacts(protocolVersion: "TLS 1.3", cipherSuite: "lab")
        facts.channelBindings = [.init(kind: .exporter, octets: octets)]
        return facts
    }

    private struct Pair {
        var server: IMAPServerSession
        var client: IMAPClientSession
        var accounts: Accounts
        var now = Instant.zero
        var toClient: [UInt8] = []
        var toServer: [UInt8] = []
        var failure: IMAPClientFailure?

        mutating func give(server input: SessionInput<IMAPAnswer>) {
            var outbox: [SessionOutput<IMAPQuestion>] = []
            server.handle(input, at: now, into: &outbox)
            for output in outbox {
                switch output {
                case .send(let octets): toClient += octets
                case .ask(let question):
                    let (answer, _) = IMAPDesk.answer(
                        question, login: server.login, accounts: &accounts, at: now,
                        calendar: IMAPBench.calendar)
                    give(server: .answered(answer))
                case .startTLS, .close, .abort, .note: break
                }
            }
        }

        mutating func give(client input: SessionInput<IMAPClientAnswer>) {
            var outbox: [SessionOutput<IMAPClientQuestion>] = []
            client.handle(input, at: now, into: &outbox)
            for output in outbox {
                switch output {
                case .send(let octets): toServer += octets
                case .ask(.next(let result)):
                    if case .failed(let reason)? = result { failure = reason }
                    give(client: .answered(.logout))
                case .startTLS, .close, .abort, .note: break
                }
            }
        }
    }

    private func talk(
        _ method: SASLMethod, password: String = "builder", tls: Bool = true,
        serverSide: [UInt8] = [1, 2, 3], size: Int = 10_000
    ) -> (failure: IMAPClientFailure?, login: String?) {
        var accounts = Accounts(secrets: ServerSecrets(ChanceStream(seed: [5])))
        accounts.add(
            Account(
                login: Self.login, password: "builder", store: MailboxStore(uidValiditySeed: 1)))
        // The calendar's first day is long after 1970.
        accounts.issueTokens(until: .max)
        var setup = IMAPServerConfiguration(
            hostName: "mail.example.jp", offersStartTLS: false, cleartextPasswords: true,
            calendar: IMAPBench.calendar)
        setup.sasl = SASLOffer(SASLMethod.allCases, chance: ChanceStream(seed: [1]))
        var wish = IMAPClientConfiguration(login: Self.login, password: password)
        wish.identity = SASLIdentity(
            login: Self.login, password: password, token: accounts.token(for: Self.login),
            way: .method(method), chance: ChanceStream(seed: [2]))
        var pair = Pair(
            server: IMAPServerSession(configuration: setup),
            client: IMAPClientSession(configuration: wish), accounts: accounts)
        if tls {
            pair.give(server: .secured(Self.facts(serverSide)))
            pair.give(client: .secured(Self.facts([1, 2, 3])))
        }
        pair.give(server: .opened)
        pair.give(client: .opened)
        var login: String?
        for _ in 0..<5_000 {
            if pair.server.isPausing, let deadline = pair.server.nextDeadline {
                pair.now = deadline
                pair.give(server: .deadlinePassed)
            }
            guard !pair.toClient.isEmpty || !pair.toServer.isEmpty else { break }
            let piece = Array(pair.toClient.prefix(size))
            pair.toClient.removeFirst(piece.count)
            pair.give(client: .received(piece))
            let other = Array(pair.toServer.prefix(size))
            pair.toServer.removeFirst(other.count)
            pair.give(server: .received(other))
            login = login ?? pair.server.login
        }
        return (pair.failure, login)
    }

    @Test("both sides understand one another, in every cut", arguments: SASLMethod.allCases)
    func together(method: SASLMethod) {
        for size in Seeds.pieceSizes {
            let result = talk(method, size: size)
            #expect(result.failure == nil && result.login == Self.login, "pieces of \(size)")
        }
        let clear = talk(method, tls: false)
        #expect((clear.login == nil) == (method.isBound || method.takesToken))
        let middle = talk(method, serverSide: [9, 9, 9])
        #expect((middle.login == nil) == method.isBound)
        guard !method.takesToken else { return }
        let wrong = talk(method, password: "Builder")
        guard case .loginRefused(let status)? = wrong.failure else {
            Issue.record("\(String(describing: wrong.failure))")
            return
        }
        #expect(status.code.first == "AUTHENTICATIONFAILED" && wrong.login == nil)
    }
}
