import Clockwork
import Mail
import SASL
import Session
import Testing

@testable import POP3
@testable import PostOffice

@Suite("POP3Desk and accounts")
struct POP3DeskTests {
    static func accounts() throws -> Accounts {
        var accounts = Accounts()
        for (login, password) in [("Bob@example.jp", "builder"), ("alice@example.com", "tanstaaf")]
        {
            accounts.add(
                Account(
                    login: login, password: password, store: MailboxStore(uidValiditySeed: 255)))
        }
        for text in ["Subject: a\n\n.a\n", "Subject: b\r\n\r\nno end"] {
            try accounts["alice@example.com"]?.store.append(
                Array(text.utf8), flags: [], at: .zero, to: "INBOX")
        }
        return accounts
    }

    @Test("logins keep their order; the domain's case does not matter")
    func logins() throws {
        var accounts = try Self.accounts()
        #expect(accounts.logins == ["Bob@example.jp", "alice@example.com"])
        #expect(accounts["Bob@EXAMPLE.jp"]?.login == "Bob@example.jp")
        #expect(accounts["bob@example.jp"] == nil)
        #expect(accounts.authenticate(login: "Bob@Example.JP", password: "builder"))
        #expect(!accounts.authenticate(login: "Bob@example.jp", password: "Builder"))
        #expect(!accounts.authenticate(login: "nobody", password: ""))
        let twin = Account(
            login: "Bob@example.JP", password: "", store: MailboxStore(uidValiditySeed: 1))
        #expect(accounts.add(twin) == false)
        #expect(accounts.authenticate(login: "Bob@example.jp", password: "builder"))
    }

    @Test("a maildrop is open for one connection only")
    func locks() throws {
        var accounts = try Self.accounts()
        func ask(_ question: POP3Question, _ connection: UInt64) -> POP3Answer {
            POP3Desk.answer(question, connection: connection, accounts: &accounts, at: .zero).0
        }
        guard case .opened(let listings) = ask(.open(login: "alice@example.com"), 1) else {
            Issue.record("not opened")
            return
        }
        #expect(
            listings == [
                POP3Listing(uid: 1, size: 18, uniqueID: "000000ff00000001"),
                POP3Listing(uid: 2, size: 22, uniqueID: "000000ff00000002"),
            ])
        guard case .inUse = ask(.open(login: "alice@example.com"), 2) else {
            Issue.record("opened twice")
            return
        }
        // Whoever does not hold the lock gets and removes nothing.
        guard case .octets(nil) = ask(.octets(uid: 1), 2) else {
            Issue.record("read without the lock")
            return
        }
        _ = ask(.release, 2)
        guard case .commitFailed = ask(.commit(deletedUIDs: [1]), 2) else {
            Issue.record("removed without the lock")
            return
        }
        #expect(accounts["alice@example.com"]?.maildropLock == 1)
        guard case .octets(let octets?) = ask(.octets(uid: 2), 1) else {
            Issue.record("no octets")
            return
        }
        #expect(octets == Array("Subject: b\r\n\r\nno end\r\n".utf8))
        _ = ask(.release, 1)
        guard case .opened = ask(.open(login: "alice@example.com"), 2) else {
            Issue.record("still locked")
            return
        }
    }

    @Test("QUIT removes, and tells of it; a release alone removes nothing")
    func commit() throws {
        var accounts = try Self.accounts()
        func ask(_ question: POP3Question) -> [POP3DeskEvent] {
            POP3Desk.answer(question, connection: 7, accounts: &accounts, at: .zero).1
        }
        let login = "alice@example.com"
        let wrong = SASLClaim.password(Credentials(login: login, password: "x"))
        #expect(ask(.authenticate(wrong, nil)) == [.loginFailed(login: login)])
        #expect(
            ask(
                .authenticateAPOP(
                    login: login, digest: "c4c9334bac560ecc979e58001b3e22fb",
                    timestamp: "<1896.697170952@dbc.mtview.ca.us>")) == [.loggedIn(login: login)])
        _ = ask(.open(login: login))
        #expect(ask(.octets(uid: 1)) == [.fetched(login: login, uid: 1)])
        #expect(ask(.release).isEmpty)
        #expect(accounts[login]?.store.count(in: "INBOX") == 2)
        _ = ask(.open(login: login))
        #expect(
            ask(.commit(deletedUIDs: [1, 99])) == [
                .mailboxChanged(login: login, mailbox: "INBOX")
            ])
        #expect(accounts[login]?.store.messages(in: "INBOX").map(\.uid) == [2])
        #expect(accounts[login]?.maildropLock == nil)
    }

    @Test("a client, a server, the desk: a message is fetched and removed")
    func together() throws {
        var accounts = try Self.accounts()
        let login = "alice@example.com"
        var server = POP3ServerSession(configuration: .init(hostName: "mail.example.com"))
        var client = POP3ClientSession(configuration: .init(login: login, password: "tanstaaf"))
        var wishes: [POP3ClientAnswer] = [.list, .retrieve(1), .delete(1), .quit]
        var results: [POP3ClientResult?] = []
        var toServer: [SessionInput<POP3Answer>] = [.opened]
        var toClient: [SessionInput<POP3ClientAnswer>] = [.opened]
        while !(toServer.isEmpty && toClient.isEmpty) {
            var said = POP3ServerSession.Outbox()
            if !toServer.isEmpty {
                server.handle(toServer.removeFirst(), at: .zero, into: &said)
            }
            for output in said {
                switch output {
                case .send(let octets): toClient.append(.received(octets))
                case .ask(let question):
                    let (answer, _) = POP3Desk.answer(
                        question, connection: 3, accounts: &accounts, at: .zero)
                    toServer.append(.answered(answer))
                case .close: toClient.append(.closedByPeer)
                case .startTLS, .abort, .note: break
                }
            }
            var done = POP3ClientSession.Outbox()
            if !toClient.isEmpty {
                client.handle(toClient.removeFirst(), at: .zero, into: &done)
            }
            for output in done {
                switch output {
                case .send(let octets): toServer.append(.received(octets))
                case .ask(.next(let result)):
                    results.append(result)
                    if !wishes.isEmpty { toClient.append(.answered(wishes.removeFirst())) }
                case .close: toServer.append(.closedByPeer)
                case .startTLS, .abort, .note: break
                }
            }
        }
        #expect(
            results.dropFirst(2) == [
                .message(number: 1, Array("Subject: a\r\n\r\n.a\r\n".utf8)), .deleted(number: 1),
            ])
        #expect(accounts[login]?.store.messages(in: "INBOX").map(\.uid) == [2])
        #expect(accounts[login]?.maildropLock == nil)
    }

    @Test("a maildrop of 10,000 messages opens quickly")
    func large() throws {
        var accounts = Accounts()
        var store = MailboxStore(uidValiditySeed: 1)
        for _ in 0..<10_000 {
            try store.append(Array("\r\nx\r\n".utf8), flags: [], at: .zero, to: "INBOX")
        }
        accounts.add(Account(login: "a@b.example", password: "x", store: store))
        let taken = ContinuousClock().measure {
            let question = POP3Question.open(login: "a@b.example")
            let (answer, _) = POP3Desk.answer(
                question, connection: 1, accounts: &accounts, at: .zero)
            if case .opened(let entries) = answer { #expect(entries.count == 10_000) }
            let uids = Array(UInt32(1)...9_000)
            _ = POP3Desk.answer(
                .commit(deletedUIDs: uids), connection: 1, accounts: &accounts, at: .zero)
        }
        #expect(accounts["a@b.example"]?.store.count(in: "INBOX") == 1_000)
        #expect(taken < .seconds(5))
    }
}
