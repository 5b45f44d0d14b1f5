import Clockwork
import Session
import Support
import Testing

@testable import POP3

@Suite("POP3 client")
struct ClientTests {
    /// A client whose user does the things of a list, one after the other.
    struct User {
        var session: POP3ClientSession
        var wishes: [POP3ClientAnswer]
        var results: [POP3ClientResult?] = []
        var now = Instant.zero
        var isClosed = false
        var wantsTLS = false

        init(
            _ wishes: [POP3ClientAnswer] = [], method: POP3ClientConfiguration.Login = .password,
            upgrade: POP3ClientConfiguration.Upgrade = .never, password: String = " wonder  land",
            largestMessage: Int = 1 << 20
        ) {
            session = POP3ClientSession(
                configuration: POP3ClientConfiguration(
                    login: "ann", password: password, method: method, upgrade: upgrade,
                    largestMessage: largestMessage))
            self.wishes = wishes
        }

        /// One input; the octets that go out, with the user's wishes in between.
        mutating func give(_ input: SessionInput<POP3ClientAnswer>) -> [UInt8] {
            var outbox = POP3ClientSession.Outbox()
            session.handle(input, at: now, into: &outbox)
            var octets: [UInt8] = []
            for output in outbox {
                switch output {
                case .send(let more): octets += more
                case .ask(.next(let result)):
                    results.append(result)
                    guard !wishes.isEmpty else { break }
                    octets += give(.answered(wishes.removeFirst()))
                case .startTLS: wantsTLS = true
                case .close, .abort: isClosed = true
                case .note: break
                }
            }
            return octets
        }

        /// Gives server lines.
        mutating func hear(_ text: String) -> String {
            String(decoding: give(.received(Array(text.utf8))), as: UTF8.self)
        }

        var failure: POP3ClientFailure? {
            if case .failed(let failure)?? = results.last { failure } else { nil }
        }
    }

    /// Lets a client and a server talk until nothing moves; pieces of `size` octets.
    static func talk(_ user: inout User, _ lab: inout ServerLab, size: Int = 10_000) {
        var toClient: [[UInt8]] = []
        func queue(_ heard: [Transcript.Heard]) {
            for case .octets(let octets) in heard { toClient += pieces(of: octets, size: size) }
        }
        var toServer = pieces(of: user.give(.opened), size: size)
        queue(lab.give(.opened))
        while !(toClient.isEmpty && toServer.isEmpty) {
            while !toClient.isEmpty {
                toServer += pieces(of: user.give(.received(toClient.removeFirst())), size: size)
            }
            while !toServer.isEmpty { queue(lab.give(.received(toServer.removeFirst()))) }
            if user.wantsTLS, toClient.isEmpty, toServer.isEmpty {
                user.wantsTLS = false
                let facts = TLSFacts(protocolVersion: "TLSv1.3", cipherSuite: "x")
                queue(lab.give(.secured(facts)))
                toServer += pieces(of: user.give(.secured(facts)), size: size)
            }
        }
    }

    static let everything: [POP3ClientAnswer] = [
        .list, .retrieve(1), .retrieve(2), .retrieve(3), .top(2, lines: 1), .uidl, .delete(9),
        .delete(2), .noop, .reset, .delete(3), .quit,
    ]

    @Test("against our server, in every cut", arguments: Seeds.pieceSizes)
    func backToBack(size: Int) {
        var user = User(Self.everything)
        var lab = ServerLab()
        Self.talk(&user, &lab, size: size)
        let entries = lab.listings.enumerated().map {
            POP3Entry(number: $0.offset + 1, size: $0.element.size, uniqueID: $0.element.uniqueID)
        }
        #expect(user.session.maildrop.count == 3 && user.session.maildrop.octets == 79)
        #expect(user.results.count == 12 && user.results[0] == nil)
        #expect(user.results[1] == .listing(entries))
        #expect(user.results[2] == .message(number: 1, ServerLab.letters[0]))
        #expect(user.results[3] == .message(number: 2, ServerLab.letters[1]))
        #expect(user.results[4] == .message(number: 3, ServerLab.letters[2] + [0x0D, 0x0A]))
        #expect(user.results[5] == .top(number: 2, Array("Subject: two\r\n\r\n.\r\n".utf8)))
        if case .refused(let status)? = user.results[7] {
            #expect(!status.isPositive)
        } else {
            Issue.record("DELE 9 was not refused")
        }
        #expect(user.results[8...] == [.deleted(number: 2), .done, .done, .deleted(number: 3)])
        #expect(user.isClosed && lab.removed == [3] && user.failure == nil)
    }

    @Test("by APOP, with the digest of RFC 1939 §7")
    func apop() {
        var user = User([.quit], method: .apopIfOffered, password: "tanstaaf")
        var lab = ServerLab(
            .init(
                hostName: "mail.lab.example", apopTimestamp: "<1896.697170952@dbc.mtview.ca.us>"))
        Self.talk(&user, &lab)
        #expect(user.results == [nil] && user.isClosed)
        #expect(lab.noteKeys.contains("pop3.apop"))
        #expect(!lab.noteKeys.contains("pop3.password-in-clear"))
        var other = User(method: .apop)
        var plain = ServerLab()
        Self.talk(&other, &plain)
        #expect(other.failure == .noTimestamp && other.isClosed)
    }

    @Test("with STLS, the password goes under TLS")
    func startTLS() {
        var user = User([.quit], upgrade: .required)
        var lab = ServerLab(
            .init(hostName: "mail.lab.example", offersSTLS: true, cleartextPasswords: false))
        Self.talk(&user, &lab)
        #expect(user.results == [nil] && user.isClosed)
        #expect(!lab.noteKeys.contains("pop3.password-in-clear"))
        var stripped = User(upgrade: .required)
        var plain = ServerLab()
        Self.talk(&stripped, &plain)
        #expect(stripped.failure == .encryptionNotOffered)
        var injected = User(upgrade: .ifOffered)
        _ = injected.give(.opened)
        _ = injected.hear("+OK\r\n+OK\r\nSTLS\r\n.\r\n")
        let sent = injected.hear("+OK begin\r\n+OK injected\r\n")
        // It is thrown away: the next thing said comes after TLS.
        #expect(sent.isEmpty && injected.failure == nil)
    }

    @Test(
        "what a server may not say ends the session, once and with its name",
        arguments: [
            ("hello\r\n", POP3ClientFailure.protocolError(.noStatus("hello"))),
            ("+ok\r\n", .protocolError(.noStatus("+ok"))),
            ("+OKAY\r\n", .protocolError(.noStatus("+OKAY"))),
            ("+OK\n", .protocolError(.bareLineEnd)),
            ("-ERR busy\r\n", .greetingRefused(POP3Status(isPositive: false, text: "busy"))),
            (
                "+OK " + String(repeating: "x", count: 600) + "\r\n",
                .protocolError(.lineTooLong(limit: 512))
            ),
            ("+OK\r\n-ERR\r\n+OK\r\n+OK\r\n+OK x y\r\n", .protocolError(.malformedListing("x y"))),
            (
                "+OK\r\n-ERR\r\n+OK\r\n-ERR [auth] no\r\n",
                .authenticationFailed(POP3Status(isPositive: false, code: "AUTH", text: "no"))
            ),
            (
                "+OK\r\n-ERR\r\n+OK\r\n+OK\r\n+OK 1 1\r\n+OK\r\n1 -1\r\n",
                .protocolError(.malformedListing("1 -1"))
            ),
            (
                "+OK\r\n-ERR\r\n+OK\r\n+OK\r\n+OK 1 1\r\n+OK\r\n1 99999999999999999999\r\n",
                .protocolError(.malformedListing("1 99999999999999999999"))
            ),
            (
                "+OK\r\n-ERR\r\n+OK\r\n+OK\r\n+OK 1 1\r\n+OK\r\n1  1\r\n.\r\n+OK\r\n1 \u{1}\r\n",
                .protocolError(.malformedListing("1 \u{1}"))
            ),
        ])
    func badServers(text: String, failure: POP3ClientFailure) {
        for size in Seeds.pieceSizes {
            var user = User([.list])
            _ = user.give(.opened)
            // Each line comes when the client has asked for it.
            for line in text.utf8.split(separator: 0x0A) {
                for piece in pieces(of: Array(line) + [0x0A], size: size) {
                    _ = user.give(.received(piece))
                }
            }
            #expect(user.failure == failure && user.isClosed)
            #expect(user.results.filter { $0 == .failed(failure) }.count == 1)
            #expect(user.give(.received([0x41])).isEmpty)
        }
    }

    @Test("a message too large, data unasked for, and loss are failures with names")
    func failures() {
        let loggedIn = "+OK\r\n-ERR\r\n+OK\r\n+OK\r\n+OK 1 1\r\n"
        var large = User([.retrieve(1)], largestMessage: 100)
        _ = large.give(.opened)
        _ = large.hear(loggedIn)
        _ = large.hear("+OK\r\n" + String(repeating: "x", count: 101))
        #expect(large.failure == .protocolError(.messageTooLarge(limit: 100)))

        var chatty = User()
        _ = chatty.give(.opened)
        _ = chatty.hear(loggedIn + "+OK surprise\r\n")
        _ = chatty.give(.answered(.noop))
        #expect(chatty.failure == .protocolError(.unexpectedData))

        var lost = User([.retrieve(1)])
        _ = lost.give(.opened)
        _ = lost.hear(loggedIn)
        _ = lost.hear("+OK\r\nhalf a message")
        _ = lost.give(.closedByPeer)
        #expect(lost.failure == .connectionLost(.command) && lost.isClosed)

        var silent = User()
        _ = silent.give(.opened)
        #expect(silent.session.nextDeadline == .zero + .minutes(2))
        silent.now += .minutes(2)
        _ = silent.give(.deadlinePassed)
        #expect(silent.failure == .timedOut(.greeting))

        var refused = User()
        _ = refused.give(.failed(.refused))
        #expect(refused.failure == .transport(.refused) && !refused.isClosed)

        var evil = User(password: "x\r\nDELE 1")
        _ = evil.give(.opened)
        _ = evil.hear("+OK\r\n-ERR\r\n")
        #expect(evil.failure == .unsafeCredentials)
    }

    @Test("only CRLF, a dot and CRLF end a message", arguments: Seeds.pieceSizes)
    func dots(size: Int) {
        let cases: [(wire: String, message: String)] = [
            (".\r\n", ""), ("\r\n.\r\n", "\r\n"), ("..\r\n.\r\n", ".\r\n"),
            ("a\n.\n.\r\r\n.\r\n", "a\n.\n.\r\r\n"), (".a\r\n..b\r\n.\r\n", "a\r\n.b\r\n"),
            ("\r\r\n.\r\n", "\r\r\n"), (".\r.\r\n.\r\n", "\r.\r\n"),
            ("a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n"), ("a\r.\r\n.\r\n", "a\r.\r\n"),
            (".\r\r\n.\r\n", "\r\r\n"),
        ]
        for (wire, message) in cases {
            var reader = POP3DotReader()
            var rest: [UInt8] = []
            for piece in pieces(of: Array((wire + "+OK\r\n").utf8), size: size) {
                rest += piece.dropFirst(reader.take(piece))
            }
            #expect(
                reader.isFinished && reader.octets == Array(message.utf8),
                "\(wire.debugDescription)")
            #expect(rest == Array("+OK\r\n".utf8))
        }
    }

    @Test("random octets never trap", arguments: Seeds.few)
    func randomOctets(seed: UInt64) {
        var dice = Dice(seed: seed)
        let words = ["+OK", "-ERR", " 1 2", "\r\n", ".\r\n", "..", "<a@b>", "STLS\r\n", "\n"]
        for _ in 0..<200 {
            var user = User(Self.everything, method: .apopIfOffered, upgrade: .ifOffered)
            _ = user.give(.opened)
            for _ in 0..<60 {
                var octets = Array(words[Int(dice.below(UInt64(words.count)))].utf8)
                if dice.happens(1, in: 20) { octets.append(UInt8(dice.below(256))) }
                _ = user.give(.received(octets))
            }
            let failures = user.results.filter { if case .failed? = $0 { true } else { false } }
            #expect(failures.count <= 1)
        }
    }
}
