import Clockwork
import IMAP
import Mail
import PostOffice
import SASL
import Session
import Support

/// One account's mailboxes and a few IMAP sessions on them, without a network.
struct IMAPBench {
    static let calendar = Calendar(year: 2026, month: 4, day: 1, offsetMinutes: 540)

    var store = MailboxStore(uidValiditySeed: 42)
    var sessions: [IMAPServerSession] = []
    var now = Instant.zero + .hours(9)
    var notes: [Note] = []
    /// The most octets that one session gave out before it was told of room.
    var largestBurst = 0
    /// Sessions hear of changes that others make.
    var notifies = true

    init(
        sessions count: Int = 1, offersStartTLS: Bool = true, cleartextPasswords: Bool = true,
        change: (inout IMAPServerConfiguration) -> Void = { _ in }
    ) {
        var configuration = IMAPServerConfiguration(
            hostName: "mail.example.jp", offersStartTLS: offersStartTLS,
            cleartextPasswords: cleartextPasswords, calendar: Self.calendar)
        change(&configuration)
        sessions = Array(
            repeating: IMAPServerSession(configuration: configuration), count: count)
    }

    /// Stores a letter in INBOX, as a delivery does.
    mutating func deliver(_ text: String, to mailbox: String = "INBOX", flags: [Flag] = []) {
        let octets = Self.letter(text)
        _ = try? store.append(octets, flags: flags, at: now, to: mailbox)
        tell(mailbox, except: nil)
    }

    /// A text with LF line ends as a letter.
    static func letter(_ text: String) -> [UInt8] {
        text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }

    /// Gives a session an input, answers what it asks, and returns what it does.
    mutating func give(
        _ input: SessionInput<IMAPAnswer>, to index: Int = 0
    ) -> [Transcript.Heard] {
        var inputs = [input]
        var heard: [Transcript.Heard] = []
        while !inputs.isEmpty {
            let next = inputs.removeFirst()
            var outbox: [SessionOutput<IMAPQuestion>] = []
            sessions[index].handle(next, at: now, into: &outbox)
            var burst = 0
            for output in outbox {
                switch output {
                case .send(let octets):
                    heard.append(.octets(octets))
                    burst += octets.count
                case .ask(let question): inputs.append(.answered(answer(question, from: index)))
                case .startTLS: heard.append(.deed("startTLS"))
                case .close: heard.append(.deed("close"))
                case .abort: heard.append(.deed("abort"))
                case .note(let note): notes.append(note)
                }
            }
            largestBurst = max(largestBurst, burst)
            if burst > 0 { inputs.append(.writable(65_536)) }
        }
        return heard
    }

    private mutating func answer(_ question: IMAPQuestion, from index: Int) -> IMAPAnswer {
        if case .authenticate(let claim, _) = question {
            guard case .password(let credentials) = claim, credentials.login == "bob@example.jp",
                credentials.password == "builder"
            else { return .verdict(.refused) }
            return .verdict(.accepted(login: "bob@example.jp"))
        }
        let (answer, changed) = IMAPDesk.answer(
            question, from: &store, at: now, calendar: Self.calendar)
        for mailbox in changed { tell(mailbox, except: index) }
        return answer
    }

    /// What other sessions did because of a notice; it is heard when they are looked at.
    var overheard: [Int: [Transcript.Heard]] = [:]

    private mutating func tell(_ mailbox: String, except index: Int?) {
        guard notifies else { return }
        for other in sessions.indices where other != index {
            overheard[other, default: []] += give(
                .notified(.mailboxChanged(login: "bob@example.jp", mailbox: mailbox)), to: other)
        }
    }

    /// What a session says to lines of its client, as text; lines end with LF here.
    mutating func say(_ lines: String, to index: Int = 0) -> String {
        let octets = lines.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { (line: Substring) -> [UInt8] in
                Transcript.octets(String(line)) + [0x0D, 0x0A]
            }
        return Self.text(give(.received(octets), to: index))
    }

    /// What a session said without being asked.
    mutating func listen(_ index: Int) -> String {
        defer { overheard[index] = [] }
        return Self.text(overheard[index] ?? [])
    }

    static func text(_ heard: [Transcript.Heard]) -> String {
        heard.map { item in
            switch item {
            case .octets(let octets):
                String(decoding: octets.filter { $0 != 0x0D }, as: UTF8.self)
            case .deed(let name): "(\(name))\n"
            }
        }.joined()
    }

    /// A bench whose sessions are logged in and have INBOX selected.
    static func selected(
        sessions count: Int = 1, letters: [String] = [],
        change: (inout IMAPServerConfiguration) -> Void = { _ in }
    ) -> IMAPBench {
        var bench = IMAPBench(sessions: count, change: change)
        for letter in letters { bench.deliver(letter) }
        for index in 0..<count {
            _ = bench.give(.opened, to: index)
            _ = bench.say("a LOGIN bob@example.jp builder\nb SELECT INBOX", to: index)
        }
        bench.notes = []
        return bench
    }

    /// The first difference between a transcript and what a fresh bench does.
    static func difference(
        _ transcript: Transcript, pieceSize: Int, _ bench: IMAPBench = IMAPBench()
    ) -> String? {
        var bench = bench
        return transcript.firstDifference(pieceSize: pieceSize) { said in
            switch said {
            case .octets(let octets): return bench.give(.received(octets))
            case .event("opened"): return bench.give(.opened)
            case .event("secured"):
                return bench.give(
                    .secured(TLSFacts(protocolVersion: "TLSv1.3", cipherSuite: "-")))
            case .event("closed"): return bench.give(.closedByPeer)
            case .event("shutdown"): return bench.give(.shuttingDown)
            case .event("two seconds"):
                bench.now += .seconds(2)
                return bench.give(.deadlinePassed)
            case .event("half an hour"):
                bench.now += .minutes(30)
                return bench.give(.deadlinePassed)
            case .event("delivery"):
                bench.deliver("Subject: new\n\nnew\n")
                defer { bench.overheard = [:] }
                return bench.overheard[0] ?? []
            case .event(let name): return [.deed("no such event: \(name)")]
            }
        }
    }
}
