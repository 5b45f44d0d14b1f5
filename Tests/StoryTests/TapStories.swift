import Clockwork
import LabKit
import PostOffice
import Session
import Support
import Testing
import Wire
import Wiretap

@testable import Simulation

/// A world with an eavesdropper at Bob's door, and what it has heard.
struct Listened {
    static let server = "mail.example.jp"
    static let password = "builder"
    static let body = "Meet me at six."

    var bench: Workbench

    init(seed: UInt64 = 1, tapped: Bool = true) throws {
        bench = try Story.bench(seed: seed)
        if tapped { try tap() }
    }

    mutating func tap(_ a: String = "bob-laptop", _ b: String = "edge.isp-b.example") throws {
        try bench.perform(.placeTap(a: a, b: b))
    }

    /// Submits a letter; by the server's address, nothing depends on the DNS.
    mutating func submit(
        _ port: UInt16, _ security: TransportSecurity, byAddress: Bool = false
    ) throws {
        let address = bench.host(named: Self.server)?.address.map { "\($0)" }
        try bench.perform(
            .send(
                SendOrder(
                    host: "bob-laptop", from: "bob@example.jp", recipients: ["bob@example.jp"],
                    subject: "Secret plan", body: Self.body,
                    route: .server(
                        name: byAddress ? try #require(address) : Self.server, port: port),
                    security: security)))
        _ = bench.run(until: .quiet)
    }

    mutating func fetch(
        _ using: RetrievalProtocol, _ security: TransportSecurity, runs: Bool = true
    ) throws {
        try bench.perform(
            .fetch(
                FetchOrder(
                    host: "bob-laptop", login: "bob@example.jp", using: using, deletes: false,
                    security: security)))
        if runs { _ = bench.run(until: .quiet) }
    }

    /// Puts a letter into Bob's mailbox that nobody on Bob's line hears.
    mutating func deliver() throws {
        try bench.send(subject: "Secret plan", body: Self.body)
        _ = bench.run(until: .quiet)
    }

    var heard: [Event.OverheardFacts] {
        bench.journal.compactMap { event in
            if case .overheard(let facts) = event.what { return facts }
            return nil
        }
    }

    func heard(onPort port: UInt16) -> [Overheard] {
        heard.filter { $0.server.port == port }.map(\.what)
    }

    var kinds: [String] { heard.map(\.kind) }

    /// The journal as JSON, event by event.
    var text: String { bench.journal.map { bench.json(of: $0) }.joined(separator: "\n") }

    func count(_ pattern: EventPattern) -> Int {
        bench.journal.count { pattern.matches($0, in: bench) }
    }

    static func pattern(_ kind: EventKind, port: UInt16) -> EventPattern {
        var pattern = EventPattern()
        pattern.layer = .tap
        pattern.kind = kind
        pattern.port = port
        return pattern
    }
}

extension [Overheard] {
    var passwords: [String] {
        compactMap { what in
            if case .secret(let secret) = what { return secret.text }
            return nil
        }
    }

    var letters: [OverheardLetter] {
        compactMap { what in
            if case .letter(let letter) = what { return letter }
            return nil
        }
    }
}

@Suite("The eavesdropper on a link of the default world")
struct TapStories {
    typealias Way = (port: UInt16, security: TransportSecurity)

    private static func letterAndPassword(_ way: Way) throws -> Listened {
        var listened = try Listened()
        switch way.port {
        case 25, 465, 587: try listened.submit(way.port, way.security)
        case 110, 995:
            try listened.deliver()
            try listened.fetch(.pop3, way.security)
        default:
            try listened.deliver()
            try listened.fetch(.imap, way.security)
        }
        return listened
    }

    @Test(
        "in the clear the password and the letter are read",
        arguments: [25, 587, 110, 143] as [UInt16])
    func clear(port: UInt16) throws {
        let listened = try Self.letterAndPassword((port, .clear))
        let heard = listened.heard(onPort: port)
        #expect(heard.passwords == [Listened.password])
        #expect(heard.letters.map(\.subject) == ["Secret plan"])
        #expect(heard.letters.first?.excerpt == [Listened.body])
        #expect(heard.letters.first?.isWhole == true)
        #expect(heard.contains { if case .verdict(_, _, true) = $0 { true } else { false } })
        // As a lab asks: a password on this port, and on no other.
        #expect(listened.count(Listened.pattern(.overheardPassword, port: port)) == 1)
        #expect(listened.count(Listened.pattern(.overheardLetter, port: port)) == 1)
        for other in [UInt16(465), 993, 995] {
            #expect(listened.count(Listened.pattern(.overheardPassword, port: other)) == 0)
        }
        let tally = try #require(listened.bench.taps.first?.tallies.first { $0.port == port })
        #expect((tally.passwords, tally.letters, tally.leaks) == (1, 1, 2))
        #expect(tally.serverNames.isEmpty)
    }

    @Test(
        "through TLS no secret is read, yet the host's name and every size",
        arguments: [
            (465, .implicit), (993, .implicit), (995, .implicit), (25, .starttls),
            (587, .starttls), (110, .starttls), (143, .starttls),
        ] as [Way])
    func encrypted(way: Way) throws {
        let listened = try Self.letterAndPassword(way)
        let heard = listened.heard(onPort: way.port)
        #expect(heard.allSatisfy { $0.leak == nil })
        #expect(heard.contains(.upgrade) == (way.security == .starttls))
        #expect(listened.count(Listened.pattern(.overheardHello, port: way.port)) == 1)
        let tally = try #require(listened.bench.taps.first?.tallies.first { $0.port == way.port })
        #expect(tally.leaks == 0)
        #expect(tally.serverNames == [Listened.server])
        #expect(tally.sealedRecords >= 8)
        // TLS 1.3 hides the certificate (RFC 8446 §2).
        #expect(tally.certificateNames.isEmpty)
        // The client has what it wanted all the same.
        switch listened.bench.lastOutcome {
        case .sendFinished(_, let accepted, _)?: #expect(accepted == ["bob@example.jp"])
        case .fetchFinished(_, let letters, _)?: #expect(letters.count == 1)
        case .probe, .probed, nil: Issue.record("no mail was moved")
        }
        // Nor is any of it in the journal of the tap.
        let text = listened.bench.journal.filter { $0.layer == .tap }
            .map { listened.bench.json(of: $0) }.joined()
        #expect(!text.contains(Listened.password))
        #expect(!text.contains("Secret plan"))
    }

    @Test("names that are asked for show, whatever is encrypted")
    func names() throws {
        let listened = try Self.letterAndPassword((993, .implicit))
        #expect(listened.heard(onPort: 53).contains(.question("A mail.example.jp")))
        #expect((listened.bench.taps.first?.questions ?? 0) >= 1)
    }

    @Test("loss and disorder on the link: everything is read once", arguments: Seeds.few)
    func retransmissions(seed: UInt64) throws {
        var listened = try Listened(seed: seed)
        var change = LinkChange(a: "bob-laptop", b: "edge.isp-b.example")
        change.lossPerMillion = 80_000
        change.duplicationPerMillion = 100_000
        change.reorderingPerMillion = 100_000
        change.corruptionPerMillion = 30_000
        try listened.bench.perform(.changeLink(change))
        try listened.submit(587, .clear, byAddress: true)
        _ = listened.bench.run(until: .moment(listened.bench.now + .minutes(30)))
        let accepted = listened.bench.journal.compactMap { event -> [String]? in
            guard event.host == "bob-laptop",
                case .answer(.sendFinished(_, let accepted, _)) = event.what
            else { return nil }
            return accepted
        }.joined()
        #expect(Array(accepted) == ["bob@example.jp"], "\(Seeds.again(seed))")
        let again = listened.bench.journal.contains { event in
            if case .packet(_, let facts) = event.what { return facts.isRetransmission }
            return false
        }
        #expect(again, "\(Seeds.again(seed))")
        let heard = listened.heard(onPort: 587)
        #expect(heard.passwords == [Listened.password], "\(Seeds.again(seed))")
        #expect(heard.letters.map(\.excerpt) == [[Listened.body]], "\(Seeds.again(seed))")
        #expect(
            !heard.contains { if case .missed = $0 { true } else { false } },
            "\(Seeds.again(seed))")
    }

    @Test("each thing heard has the packet that completed it as its cause")
    func causes() throws {
        let listened = try Self.letterAndPassword((110, .clear))
        var count = 0
        for event in listened.bench.journal where event.layer == .tap {
            let cause = try #require(event.cause)
            let packet = try #require(listened.bench.journal[number: cause])
            guard case .packet(let stage, let facts) = packet.what else {
                Issue.record("#\(event.number) was not read off a packet")
                continue
            }
            #expect(stage == .sent || stage == .forwarded)
            #expect(facts.link == "bob-laptop–edge.isp-b.example")
            #expect(event.host == "tap")
            #expect(event.moment == packet.moment)
            count += 1
        }
        #expect(count >= 20)
    }

    @Test("several taps hear the same conversation, each on its own link")
    func several() throws {
        var listened = try Listened()
        try listened.tap("mail.example.jp", "core.example")
        try listened.deliver()
        try listened.fetch(.pop3, .clear)
        let taps = listened.bench.taps
        #expect(taps.map(\.isListening) == [true, true])
        for tap in taps {
            let passwords = listened.heard.filter { $0.tap == tap.name }.map(\.what).passwords
            #expect(passwords == [Listened.password])
        }
    }

    @Test("a tap that comes in the middle, and one that is taken away")
    func lateAndGone() throws {
        var listened = try Listened(tapped: false)
        try listened.deliver()
        try listened.fetch(.pop3, .clear, runs: false)
        // Until USER has been said.
        while !listened.bench.journal.contains(where: Self.saysUser) {
            _ = listened.bench.step(.packet)
        }
        try listened.tap()
        _ = listened.bench.run(until: .quiet)
        #expect(listened.heard(onPort: 110).letters.count == 1)
        let count = listened.heard.count
        try listened.bench.perform(
            .removeTap(a: "edge.isp-b.example", b: "bob-laptop"))
        try listened.fetch(.pop3, .clear)
        #expect(listened.heard.count == count)
        #expect(listened.bench.taps.map(\.isListening) == [false])
        try listened.tap()
        try listened.fetch(.pop3, .clear)
        #expect(listened.heard(onPort: 110).passwords.last == Listened.password)
        #expect(listened.bench.taps.count == 1)
    }

    private static func saysUser(_ event: Event) -> Bool {
        if case .lines(.heard, .pop3, let octets) = event.what {
            return octets.starts(with: Array("USER".utf8))
        }
        return false
    }

    @Test("a tap placed twice, one that is not there, and a link that is not there")
    func troubles() throws {
        var listened = try Listened()
        let before = listened.bench.journal.count
        func key(_ action: Action) -> String? {
            do throws(Trouble) {
                _ = try listened.bench.perform(action)
                return nil
            } catch { return error.key }
        }
        #expect(
            key(.placeTap(a: "edge.isp-b.example", b: "bob-laptop")) == "trouble.tap-there")
        #expect(key(.removeTap(a: "alice-pc", b: "edge.isp-a.example")) == "trouble.no-tap")
        #expect(key(.placeTap(a: "alice-pc", b: "bob-laptop")) == "shell.link.none")
        #expect(key(.placeTap(a: "nobody", b: "bob-laptop")) == "trouble.no-such-host")
        #expect(listened.bench.journal.count == before)
    }
}

@Suite("Whoever has the plaintext reads along")
struct ReadingAlongStories {
    @Test("lines that somebody in the middle has decrypted are read like a tap's")
    func readAlong() throws {
        var world = try World(Story.internet(), seed: 1)
        let client = Endpoint(IPAddress(203, 0, 113, 9), 40_000)
        let server = Endpoint(IPAddress(192, 0, 2, 20), 993)
        for (side, line) in [
            (0, "* OK ready"), (1, "a LOGIN bob builder"), (0, "a OK in"), (1, "b LOGOUT"),
        ] {
            world.readAlong(
                Array((line + "\r\n").utf8), from: side == 0 ? .server : .client, client: client,
                server: server, at: "edge.isp-b.example", connection: 7, isOver: line == "b LOGOUT",
                because: nil)
        }
        let heard = world.journal.compactMap { event -> Overheard? in
            guard case .overheard(let facts) = event.what else { return nil }
            #expect(event.host == "edge.isp-b.example")
            #expect(event.connection == 7)
            #expect(facts.conversation == 1)
            return facts.what
        }
        #expect(heard.passwords == ["builder"])
        #expect(heard.contains(.verdict(login: "bob", mechanism: "LOGIN", isAccepted: true)))
        #expect(world.clearReaders.isEmpty)
    }
}

@Suite("Taps and time")
struct TapTimeStories {
    private static func story(seed: UInt64) throws -> Listened {
        var listened = try Listened(seed: seed)
        try listened.deliver()
        try listened.fetch(.imap, .clear)
        try listened.fetch(.imap, .starttls)
        try listened.fetch(.pop3, .implicit)
        return listened
    }

    @Test("the same seed, the same journal", arguments: Seeds.few)
    func twice(seed: UInt64) throws {
        let (first, second) = (try Self.story(seed: seed), try Self.story(seed: seed))
        #expect(first.text == second.text)
        #expect(first.kinds.contains("overheard-password"))
    }

    @Test("back over a tap and on again: it is not there, then it is, and hears the same")
    func back() throws {
        var listened = try Self.story(seed: 1)
        let whole = listened.text
        let end = listened.bench.now
        let tallies = listened.bench.taps.map(\.tallies)
        while listened.bench.back(.packet) {}
        #expect(listened.bench.taps.isEmpty)
        while listened.bench.isInThePast { _ = listened.bench.step(.packet) }
        try listened.bench.goto(moment: end)
        #expect(listened.text == whole)
        #expect(listened.bench.taps.map(\.tallies) == tallies)
    }

    @Test("a tap changes nothing for those who are heard")
    func passive() throws {
        var listened = try Listened()
        var alone = try Listened(tapped: false)
        for way in [TransportSecurity.clear, .starttls] {
            try listened.submit(587, way)
            try alone.submit(587, way)
        }
        #expect(listened.bench.now == alone.bench.now)
        func packets(_ bench: Workbench) -> [[UInt8]] {
            bench.journal.compactMap { event in
                if case .packet(_, let facts) = event.what { return facts.octets }
                return nil
            }
        }
        #expect(packets(listened.bench) == packets(alone.bench))
    }
}
