import Clockwork
import Internet
import Support
import Testing
import Wire
import Wiretap

@testable import Simulation

@Suite("The same task over two ports")
struct CompareStories {
    private static func form(_ word: String) throws -> PortForm { try #require(PortForm(word)) }

    private static func comparison(
        _ bench: Workbench? = nil, on client: String = "bob-laptop"
    ) throws -> PortComparison {
        try PortComparison(try bench ?? Story.bench(), on: client)
    }

    @Test("from Bob's laptop every form works, and leaks two secrets or none")
    func everyForm() throws {
        let comparison = try Self.comparison()
        #expect(comparison.server == "mail.example.jp")
        #expect(comparison.login == "bob@example.jp")
        #expect(PortForm.all.count == 11)
        for form in PortForm.all {
            let trial = try comparison.run(form)
            #expect(trial.failure == nil, "\(form): \(trial.failure.map { "\($0)" } ?? "")")
            let isClear = !form.isUpgraded && !OverheardProtocol.isImplicitTLS(form.port)
            #expect(trial.tally.leaks == (isClear ? 2 : 0), "\(form)")
            #expect(trial.tally.passwords == (isClear ? 1 : 0), "\(form)")
            #expect((trial.handshake == nil) == isClear, "\(form)")
            #expect(trial.tally.serverNames == (isClear ? [] : ["mail.example.jp"]), "\(form)")
            #expect(trial.handshake ?? .zero < trial.time, "\(form)")
        }
    }

    @Test(
        "the figures are those of the capture",
        arguments: ["143", "993", "143+starttls", "995", "587", "465"])
    func capture(word: String) throws {
        let comparison = try Self.comparison()
        let form = try Self.form(word)
        let trial = try comparison.run(form)
        let (bench, _) = try comparison.lived(form)
        let address = try #require(bench.host(named: "bob-laptop")?.address)
        let packets = Self.packets(inCapture: bench.capture())
            .compactMap { octets in IPPacket(octets).map { (octets, $0) } }
            .filter { $0.1.source == address || $0.1.destination == address }
        #expect(packets.count == trial.packets)
        #expect(packets.reduce(0) { $0 + $1.0.count } == trial.octets)
        // The tap counts the conversation alone; the rest are questions to the DNS.
        let datagrams = packets.filter { $0.1.protocolNumber == .udp }
        #expect(trial.tally.packets + datagrams.count == trial.packets)
        #expect(
            trial.tally.octets + datagrams.reduce(0) { $0 + $1.0.count } == trial.octets)
        #expect(!datagrams.isEmpty)
    }

    /// The packets of a pcapng file's Enhanced Packet Blocks.
    private static func packets(inCapture octets: [UInt8]) -> [[UInt8]] {
        func number(_ place: Int) -> Int {
            (0..<4).reduce(0) { $0 | Int(octets[place + $1]) << (8 * $1) }
        }
        var packets: [[UInt8]] = []
        var place = 0
        while place + 12 <= octets.count {
            let length = number(place + 4)
            guard length >= 12 else { break }
            if number(place) == 6 {
                let start = place + 28
                packets.append(Array(octets[start..<start + number(place + 20)]))
            }
            place += length
        }
        return packets
    }

    @Test("TLS costs round trips: none, at once, and after STARTTLS")
    func roundTrips() throws {
        let comparison = try Self.comparison()
        let trials = try ["143", "993", "143+starttls"].map {
            try comparison.run(try Self.form($0))
        }
        #expect(trials[0].roundTrips < trials[1].roundTrips)
        #expect(trials[1].roundTrips < trials[2].roundTrips)
        #expect(trials[0].octets < trials[1].octets)
        #expect(trials[1].octets < trials[2].octets)
        #expect(trials[0].time < trials[2].time)
    }

    @Test("port 25 from a dynamic address: OP25B is the outcome, and nothing leaks")
    func blocked() throws {
        let comparison = try Self.comparison(on: "alice-pc")
        #expect(comparison.server == "mail.example.jp")
        let trial = try comparison.run(try Self.form("25"))
        #expect(trial.failure != nil)
        #expect(trial.roundTrips == 0)
        #expect(trial.time > .seconds(60))
        #expect(trial.tally.leaks == 0)
        #expect(try comparison.run(try Self.form("587")).failure == nil)
    }

    @Test("a server that wants TLS first refuses in the clear, and the password stays at home")
    func refused() throws {
        let comparison = try PortComparison(
            try Story.bench(), on: "alice-pc", login: "alice@example.com")
        #expect(comparison.server == "mail.example.com")
        for word in ["143", "110", "587"] {
            let trial = try comparison.run(try Self.form(word))
            #expect(trial.failure != nil, "\(word)")
            #expect(trial.tally.leaks == 0, "\(word)")
        }
        for word in ["993", "110+starttls", "465"] {
            let trial = try comparison.run(try Self.form(word))
            #expect(trial.failure == nil, "\(word)")
        }
    }

    @Test("the learner's world is not touched; its settings count, its letters do not")
    func copies() throws {
        var bench = try Story.bench()
        try bench.send()
        try bench.send(subject: "Another")
        _ = bench.run(until: .quiet)
        try bench.perform(.set(host: "mail.example.jp", .cleartextPasswords(false)))
        let text = bench.journal.map { bench.json(of: $0) }
        let trial = try Self.comparison(bench).run(try Self.form("143"))
        #expect(trial.failure != nil)
        try bench.perform(.set(host: "mail.example.jp", .cleartextPasswords(true)))
        let open = try Self.comparison(bench).run(try Self.form("143"))
        #expect(open.failure == nil)
        #expect(open.tally.letters == 1)
        #expect(bench.journal.prefix(text.count).map { bench.json(of: $0) } == text)
        #expect(bench.journal.count == text.count + 1)
        #expect(try bench.mailbox(of: "bob@example.jp").count == 2)
        #expect(bench.taps.isEmpty)
        // In the past, too: what is recorded behind it stays.
        let wentBack = bench.back(.exchange)
        #expect(wentBack)
        let later = try Self.comparison(bench).run(try Self.form("993"))
        #expect(later.failure == nil)
        #expect(bench.isInThePast)
    }

    @Test(
        "twice the same, and another seed other figures in time or ports only", arguments: [1, 7])
    func determinism(seed: UInt64) throws {
        let bench = try Story.bench(seed: seed)
        let (first, second) = (
            try Self.comparison(bench).run(try Self.form("993")),
            try Self.comparison(bench).run(try Self.form("993"))
        )
        #expect(first.octets == second.octets)
        #expect(first.time == second.time)
        #expect(first.heard.map { bench.json(of: $0) } == second.heard.map { bench.json(of: $0) })
    }

    @Test("words that name no form, and parties that are not there")
    func troubles() throws {
        for word in ["80", "993+starttls", "143+tls", "", "+starttls"] {
            #expect(PortForm(word) == nil)
        }
        #expect(PortForm("25+STARTTLS")?.description == "25+starttls")
        func key(_ body: () throws(Trouble) -> PortComparison) -> String? {
            do throws(Trouble) {
                _ = try body()
                return nil
            } catch { return error.key }
        }
        let bench = try Story.bench()
        #expect(
            key { () throws(Trouble) in try PortComparison(bench, on: "core.example") }
                == "trouble.not-a-host")
        #expect(
            key { () throws(Trouble) in
                try PortComparison(bench, on: "alice-pc", login: "x@example.com")
            } == "trouble.no-such-account")
        #expect(
            key { () throws(Trouble) in
                try PortComparison(bench, on: "alice-pc", server: "visitor")
            } == "trouble.no-accounts-there")
    }
}
