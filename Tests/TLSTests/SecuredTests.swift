import Ciphers
import Clockwork
import Session
import Support
import TLS
import Testing

/// A client and a server on one line, each behind `Secured`.
private struct Line {
    var client: Secured<ToyClient>
    var server: Secured<ToyServer>
    var now = Fixture.morning
    var pieceSize = 10_000
    var toServer: [UInt8] = []
    var toClient: [UInt8] = []
    /// Everything that went over the line, and what else was wanted.
    var wire: [UInt8] = []
    var deeds: [String] = []
    var notes: [String] = []

    init(
        _ beginning: Secured<ToyServer>.Beginning,
        _ configuration: TLSClientConfiguration = Fixture.client(),
        _ identity: TLSIdentity = Fixture.good
    ) {
        let isAtOnce = beginning == .atOnce
        client = Secured(
            ToyClient(upgrades: !isAtOnce), isAtOnce ? .atOnce : .onRequest,
            as: .client(configuration, to: .host(Fixture.host)),
            chance: Fixture.chance(1, "client"))
        server = Secured(
            ToyServer(), beginning, as: .server(Fixture.server(identity)),
            chance: Fixture.chance(1, "server"))
    }

    /// Takes a client that has nothing to say.
    mutating func silence() {
        client = Secured(
            ToyClient(upgrades: false, secrets: []), .atOnce,
            as: .client(Fixture.client(), to: .host(Fixture.host)),
            chance: Fixture.chance(1, "client"))
    }

    mutating func giveClient(_ input: SessionInput<Never>) {
        var outbox: [SessionOutput<Never>] = []
        client.handle(input, at: now, into: &outbox)
        for output in outbox {
            switch output {
            case .send(let octets): toServer += octets
            case .startTLS: deeds.append("client startTLS")
            case .close: deeds.append("client close")
            case .abort: deeds.append("client abort")
            case .note(let note): notes.append("client \(note.key)")
            }
        }
    }

    mutating func giveServer(_ input: SessionInput<String>) {
        var outbox: [SessionOutput<String>] = []
        server.handle(input, at: now, into: &outbox)
        for output in outbox {
            switch output {
            case .send(let octets): toClient += octets
            case .startTLS: deeds.append("server startTLS")
            case .close: deeds.append("server close")
            case .abort: deeds.append("server abort")
            case .ask(let question): deeds.append("server ask \(question)")
            case .note(let note): notes.append("server \(note.key)")
            }
        }
    }

    mutating func open() {
        giveServer(.opened)
        giveClient(.opened)
        carry()
    }

    mutating func carry() {
        while !toServer.isEmpty || !toClient.isEmpty {
            let (up, down) = (toServer, toClient)
            (toServer, toClient) = ([], [])
            wire += up + down
            for piece in pieces(of: up, size: pieceSize) { giveServer(.received(piece)) }
            for piece in pieces(of: down, size: pieceSize) { giveClient(.received(piece)) }
        }
    }

    var wireText: String { Transcript.text(wire) }
}

@Suite("A session inside TLS")
struct SecuredTests {
    @Test("both beginnings, in every cut", arguments: [true, false], Seeds.pieceSizes)
    func whole(isAtOnce: Bool, size: Int) {
        var line = Line(isAtOnce ? .atOnce : .onRequest)
        line.pieceSize = size
        line.open()
        #expect(line.client.isEncrypted && line.server.facts != nil)
        #expect(
            line.server.inner.heard == (isAtOnce ? [] : ["STARTTLS"]) + ["(PASS secret)", "(QUIT)"])
        #expect(
            line.client.inner.heard
                == (isAtOnce ? ["220 toy"] : ["220 toy", "220 go ahead"])
                + ["heard PASS secret", "221 bye"])
        let order = isAtOnce ? ["secured", "opened"] : ["opened", "secured"]
        #expect(line.server.inner.inputs == order)
        #expect(line.client.inner.inputs == order + ["closed"])
        #expect(line.deeds.first == "server close")
        #expect(!line.wireText.contains("PASS") && !line.wireText.contains("heard"))
        #expect(line.wireText.contains("220 toy") == !isAtOnce)
        #expect(line.client.facts?.peer?.names == [Fixture.host])
        #expect(line.notes.contains("client tls.closed"))
        #expect(!line.notes.contains { $0.contains("failed") || $0.contains("truncated") })
        #expect(!line.client.keyLog.isEmpty)
    }

    @Test(
        "cleartext injected behind STARTTLS is never obeyed (RFC 3207 §4.2)",
        arguments: [true, false])
    func injectedCommands(isOneSegment: Bool) {
        var line = Line(.onRequest)
        line.giveServer(.opened)
        line.giveClient(.opened)
        line.giveClient(.received(line.toClient))
        line.toClient = []
        #expect(line.toServer == octets("STARTTLS\r\n"))
        line.toServer = []
        if isOneSegment {
            line.giveServer(.received(octets("STARTTLS\r\nMAIL evil\r\nPASS evil\r\n")))
            line.carry()
            #expect(line.server.inner.heard == ["STARTTLS", "(PASS secret)", "(QUIT)"])
        } else {
            line.giveServer(.received(octets("STARTTLS\r\n")))
            line.giveServer(.received(octets("MAIL evil\r\n")))
            #expect(line.server.inner.heard == ["STARTTLS"])
            #expect(line.server.failure == .notTLS(beginning: "MAIL evil"))
            #expect(line.server.inner.inputs.last == "failed notSecured")
            #expect(line.deeds == ["server close"])
        }
    }

    @Test("replies injected behind the go-ahead are never believed")
    func injectedReplies() {
        var line = Line(.onRequest)
        line.giveClient(.opened)
        line.giveClient(.received(octets("220 toy\r\n")))
        line.giveClient(.received(octets("220 go ahead\r\n250 AUTH PLAIN, please\r\n")))
        #expect(line.client.inner.heard == ["220 toy", "220 go ahead"])
        line.giveClient(.received(octets("250 more of it\r\n")))
        #expect(line.client.inner.heard == ["220 toy", "220 go ahead"])
        #expect(line.client.failure == .notTLS(beginning: "250 more of it"))
        #expect(line.notes.suffix(2) == ["client tls.failed", "client tls.failed-not-tls"])
    }

    @Test("a handshake in the same segment as STARTTLS is TLS's", arguments: [0, 1, 2])
    func hurry(kind: Int) {
        var line = Line(.onRequest)
        line.giveServer(.opened)
        // What a client sends that does not wait for the go-ahead.
        var eager = TLSEngine(
            role: .client(Fixture.client(), to: .host(Fixture.host)),
            chance: Fixture.chance(3, "eager"))
        var wishes: [TLSEngine.Output] = []
        eager.handle(.start, at: line.now, into: &wishes)
        guard case .send(let hello)? = wishes.first else {
            Issue.record("no ClientHello")
            return
        }
        let before = [
            octets(""), octets("NOOP\r\n"), octets("NOOP\r\n") + [0x16, 3] + octets("\r\n"),
        ]
        line.toClient = []
        line.giveServer(.received(before[kind] + octets("STARTTLS\r\n") + hello))
        #expect(line.server.inner.heard.contains("STARTTLS"))
        let answer = line.toClient
        let word = octets("go ahead\r\n")
        let start = answer.indices.first { answer[..<$0].suffix(word.count) == word[...] } ?? 0
        wishes = []
        eager.handle(.received(Array(answer[start...])), at: line.now, into: &wishes)
        #expect(eager.isOpen, "\(wishes)")
    }

    @Test("a certificate that does not pass: nothing secret is sent, and the reason is told")
    func refused() {
        for (beginning, defect) in [
            (Secured<ToyServer>.Beginning.atOnce, CertificateDefect.expired),
            (.onRequest, .selfSigned),
        ] {
            let identity = Fixture.authority.identity(for: [Fixture.host], defect: defect)
            var line = Line(beginning, Fixture.client(), identity)
            line.open()
            #expect(line.client.inner.inputs.last == "failed notSecured")
            #expect(line.server.inner.inputs.last == "failed notSecured")
            #expect(!line.server.inner.heard.contains { $0.contains("PASS") })
            #expect(!line.wireText.contains("PASS"))
            #expect(line.deeds.sorted() == ["client close", "server close"])
            let key = defect == .expired ? "expired" : "self-signed"
            #expect(line.notes.contains("client tls.cert-\(key)"))
            #expect(line.notes.contains("server tls.failed-alert"))

            var careless = Line(beginning, Fixture.client { $0.trust = .acceptAnyway }, identity)
            careless.open()
            #expect(careless.server.inner.heard.contains("(PASS secret)"))
            #expect(careless.notes.contains("client tls.overruled"))
            #expect(careless.notes.contains("client tls.cert-\(key)"))
        }
    }

    @Test("a peer that stops in the middle is waited for so long and no longer")
    func patience() {
        var line = Line(.atOnce)
        line.giveServer(.opened)
        #expect(line.server.nextDeadline == line.now + .minutes(1))
        line.giveServer(.received([0x16, 3, 1, 2]))
        line.now += .seconds(59)
        line.giveServer(.deadlinePassed)
        #expect(line.deeds.isEmpty)
        line.now += .seconds(1)
        line.giveServer(.deadlinePassed)
        #expect(line.server.failure == .timedOut)
        #expect(line.deeds == ["server close"])
        #expect(line.server.nextDeadline == nil)
        line.giveServer(.received([1, 2, 3]))
        line.giveServer(.deadlinePassed)
        #expect(line.server.inner.inputs == ["failed notSecured", "deadline"])
        #expect(line.toClient.isEmpty)
    }

    @Test("an end without close_notify is told apart from one with it")
    func truncation() {
        var line = Line(.atOnce)
        line.silence()
        line.open()
        line.giveServer(.closedByPeer)
        #expect(line.server.inner.inputs == ["secured", "opened", "failed truncated"])
        #expect(line.notes.contains("server tls.truncated"))
        #expect(line.deeds == ["server close"])
        var early = Line(.atOnce)
        early.giveServer(.opened)
        early.giveServer(.closedByPeer)
        #expect(early.server.failure == .closedEarly)
    }

    @Test("questions, notices, room, deadlines and the end reach the session inside and come out")
    func passage() {
        var line = Line(.onRequest)
        line.server = Secured(
            {
                var toy = ToyServer()
                toy.deadline = Fixture.morning + .seconds(5)
                return toy
            }(), .onRequest, as: .server(Fixture.server()), chance: Fixture.chance(1, "server"))
        #expect(line.server.nextDeadline == Fixture.morning + .seconds(5))
        line.giveServer(.opened)
        line.giveServer(.received(octets("ASK\r\nSTARTTLS\r\n")))
        line.giveServer(.writable(1_000))
        #expect(line.server.inner.room == nil)
        #expect(line.server.nextDeadline == Fixture.morning + .seconds(5))
        line.giveServer(.answered("forty-two"))
        line.giveServer(.notified(.mailboxChanged(login: "a", mailbox: "INBOX")))
        line.giveServer(.deadlinePassed)
        #expect(line.server.inner.inputs == ["opened", "deadline"])
        #expect(Transcript.text(line.toClient) == "220 toy\\x0D\\x0A220 go ahead\\x0D\\x0A")
        line.giveServer(.shuttingDown)
        #expect(line.deeds == ["server ask what?", "server close"])

        var open = Line(.atOnce)
        open.giveServer(.writable(100))
        open.giveServer(.opened)
        open.giveServer(.writable(100_000))
        open.silence()
        open.giveClient(.opened)
        open.carry()
        // Seven records' headers, types and seals.
        #expect(open.server.inner.room == 100_000 - 7 * 22)
        open.giveServer(.writable(10))
        #expect(open.server.inner.room == 0)
        open.giveServer(.failed(.reset))
        #expect(open.server.inner.inputs.last == "failed reset")
    }

    @Test("without TLS everything goes through as it is")
    func clear() {
        var line = Line(.onRequest)
        line.server = Secured(clear: ToyServer())
        line.giveServer(.opened)
        line.giveServer(.received(octets("NOOP\r\n")))
        line.giveServer(.writable(7))
        #expect(line.server.inner.room == 7)
        #expect(Transcript.text(line.toClient) == "220 toy\\x0D\\x0Aheard NOOP\\x0D\\x0A")
        #expect(line.server.keyLog.isEmpty && !line.server.isEncrypted)
        line.giveServer(.received(octets("STARTTLS\r\n")))
        #expect(line.deeds == ["server abort"])
        line.giveServer(.received(octets("QUIT\r\n")))
        #expect(line.deeds == ["server abort"])
    }

    @Test("a copy of a wrapped session goes its own way")
    func copies() {
        var line = Line(.onRequest)
        line.giveServer(.opened)
        line.giveClient(.opened)
        var steps = [line]
        while !line.toServer.isEmpty || !line.toClient.isEmpty {
            let (up, down) = (line.toServer, line.toClient)
            (line.toServer, line.toClient) = ([], [])
            line.wire += up + down
            line.giveServer(.received(up))
            line.giveClient(.received(down))
            steps.append(line)
        }
        #expect(steps.count > 5)
        for step in steps.reversed() {
            var copy = step
            copy.carry()
            #expect(copy.wire == line.wire)
            #expect(copy.client.inner.heard == line.client.inner.heard)
        }
    }
}
