import Clockwork
import SASL
import Session
import Support

@testable import POP3

/// A POP3 server with a small host behind it, for transcripts and for clients.
struct ServerLab {
    static let letters: [[UInt8]] = [
        Array("Subject: one\r\n\r\nHello.\r\n".utf8),
        Array("Subject: two\r\n\r\n.\r\n..b\r\n\r\n.c\r\nend\r\n".utf8),
        Array("Subject: bare\r\n\r\nx".utf8),
    ]

    var session: POP3ServerSession
    var now = Instant.zero
    var letters = Self.letters
    var isLocked = false
    var removed: [UInt32]?
    var releases = 0
    var notes: [Note] = []
    /// Without this the host keeps its answers to itself.
    var answers = true
    /// The carrier's buffer drains at once.
    var drains = true
    private(set) var pending: [POP3Question] = []
    private(set) var largestBurst = 0

    init(_ configuration: POP3ServerConfiguration = .init(hostName: "mail.lab.example")) {
        session = POP3ServerSession(configuration: configuration)
    }

    var noteKeys: [String] { notes.map(\.key) }

    /// One input; everything that the session does, with the host's answers in between.
    mutating func give(_ input: SessionInput<POP3Answer>) -> [Transcript.Heard] {
        var outbox = POP3ServerSession.Outbox()
        session.handle(input, at: now, into: &outbox)
        var heard: [Transcript.Heard] = []
        var burst = 0
        for output in outbox {
            switch output {
            case .send(let octets):
                burst += octets.count
                heard.append(.octets(octets))
            case .ask(let question):
                if answers { heard += answer(question) } else { pending.append(question) }
            case .startTLS: heard.append(.deed("startTLS"))
            case .close: heard.append(.deed("close"))
            case .abort: heard.append(.deed("abort"))
            case .note(let note): notes.append(note)
            }
        }
        largestBurst = max(largestBurst, burst)
        if drains, burst > 0 { heard += give(.writable(65_536)) }
        return heard
    }

    private mutating func answer(_ question: POP3Question) -> [Transcript.Heard] {
        switch question {
        case .authenticate(let claim, _):
            return give(.answered(.verdict(Self.judge(claim))))
        case .authenticateAPOP(_, let digest, _):
            let isRight = digest == "c4c9334bac560ecc979e58001b3e22fb"
            return give(
                .answered(.verdict(isRight ? .accepted(login: "ann") : .refused)))
        case .open:
            guard !isLocked else { return give(.answered(.inUse)) }
            return give(.answered(.opened(listings)))
        case .octets(let uid): return give(.answered(.octets(octets(of: uid))))
        case .commit(let uids):
            removed = uids
            return give(.answered(.committed))
        case .release:
            releases += 1
            return give(.answered(.released)) + [.deed("release")]
        }
    }

    var listings: [POP3Listing] {
        letters.indices.map { index in
            POP3Listing(
                uid: UInt32(index + 1), size: octets(of: UInt32(index + 1))?.count ?? 0,
                uniqueID: "id-\(index + 1)")
        }
    }

    private func octets(of uid: UInt32) -> [UInt8]? {
        guard uid >= 1, uid <= letters.count else { return nil }
        let letter = letters[Int(uid) - 1]
        return letter.last == 0x0A ? letter : letter + [0x0D, 0x0A]
    }

    /// What a transcript gives: octets, or an event by name.
    mutating func perform(_ said: Transcript.Said) -> [Transcript.Heard] {
        switch said {
        case .octets(let octets): return give(.received(octets))
        case .event("open"): return give(.opened)
        case .event("secured"):
            return give(
                .secured(TLSFacts(protocolVersion: "TLSv1.3", cipherSuite: "x")))
        case .event("closed"): return give(.closedByPeer)
        case .event("failed"): return give(.failed(.reset))
        case .event("shutdown"): return give(.shuttingDown)
        case .event("lock"):
            isLocked = true
            return []
        case .event(let name):
            // `time 600`: so many seconds later.
            let seconds = name.split(separator: " ").last.flatMap { Int($0) } ?? 0
            now += .seconds(seconds)
            return give(.deadlinePassed)
        }
    }
}

/// Plays a transcript against a fresh server in every cut; nil when all is well.
func difference(
    _ transcript: Transcript,
    _ configuration: POP3ServerConfiguration = .init(hostName: "mail.lab.example")
) -> String? {
    for size in Seeds.pieceSizes {
        var lab = ServerLab(configuration)
        let found = transcript.firstDifference(pieceSize: size) { lab.perform($0) }
        if let found { return found }
    }
    return nil
}

extension ServerLab {
    static let password = " wonder  land"

    /// Ann's password is known, and kept as it is.
    static func judge(_ claim: SASLClaim) -> SASLVerdict {
        switch claim {
        case .password(let given):
            return given.login == "ann" && given.password == password
                ? .accepted(login: "ann") : .refused
        case .digest(let login, let challenge, let code):
            let holds = CRAMProof.holds(code, challenge: challenge, password: password)
            return login == "ann" && holds ? .accepted(login: "ann") : .refused
        case .verifier(_, let digest):
            return .verifier(SCRAMVerifier(password: password, salt: [1, 2, 3], digest))
        case .token(let login, let token):
            return login == "ann" && token == "good" ? .accepted(login: "ann") : .refused
        case .proved(let login, _): return login == "ann" ? .accepted(login: "ann") : .refused
        case .disproved: return .refused
        }
    }
}
