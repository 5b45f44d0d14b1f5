import Ciphers
import Clockwork
import Session
import TLS

/// The session inside TLS on behalf of a program: it asks its host to tell the program what came,
/// and sends what the program wants sent.
struct Passage: ByteSession {
    typealias Question = Word
    typealias Answer = Wish

    /// What the program is to be told.
    enum Word: Sendable {
        case opened
        case received([UInt8])
        case closedByPeer
        case failed(TransportFailure)
        case secured(TLSFacts)
    }

    /// What the program wants done.
    enum Wish: Sendable {
        case startTLS
        case send([UInt8])
        case close
        case abort
    }

    /// The program has ended its half, or there is no connection any more.
    private var isOver = false

    var nextDeadline: Instant? { nil }

    mutating func handle(
        _ input: SessionInput<Wish>, at now: Instant,
        into outbox: inout [SessionOutput<Word>]
    ) {
        switch input {
        case .opened: outbox.append(.ask(.opened))
        // What comes after the end is not decrypted, and nobody's business.
        case .received(let octets): if !isOver { outbox.append(.ask(.received(octets))) }
        case .closedByPeer: outbox.append(.ask(.closedByPeer))
        case .failed(let failure):
            isOver = true
            outbox.append(.ask(.failed(failure)))
        case .secured(let facts): outbox.append(.ask(.secured(facts)))
        case .answered(.startTLS): outbox.append(.startTLS)
        case .answered(.send(let octets)): outbox.append(.send(octets))
        case .answered(.close):
            isOver = true
            outbox.append(.close)
        case .answered(.abort):
            isOver = true
            outbox.append(.abort)
        case .deadlinePassed, .notified, .writable, .shuttingDown: break
        }
    }
}

/// One end of a connection that is encrypted, or about to be.
struct Channel: Sendable {
    var session: Secured<Passage>
    let side: TLSSide
    /// The port of the server, where TLS begins with the first octet; the program hears of the
    /// connection when it is encrypted.
    let securePort: UInt16?
    /// What everybody on the way makes out of the records.
    var inspector = TLSInspector()
    /// What TLS found out, and the event that says so, until the program hears of it.
    var found: (facts: TLSFacts, event: Cause)?

    init(
        _ role: TLSRole, chance: ChanceStream, isSecurePort port: UInt16? = nil
    ) {
        securePort = port
        session = Secured(Passage(), port == nil ? .onRequest : .atOnce, as: role, chance: chance)
        switch role {
        case .client: side = .client
        case .server: side = .server
        }
    }

    /// What octets say that came from the other end.
    mutating func see(_ octets: [UInt8], _ direction: Event.LineDirection) -> [TLSSighting] {
        let isFromClient = (side == .client) == (direction == .sent)
        return inspector.take(octets, from: isFromClient ? .client : .server)
    }
}

/// What the certificates of a world come from, and what has been made of it.
struct TrustStore: Sendable {
    var authority: CertificateAuthority?
    /// By the machine's place.
    var identities = Lookup<Int, TLSIdentity>()
    /// What attackers show in place of servers.
    var forged = Lookup<String, TLSIdentity>()
    var revocationLists: [[UInt8]]?
    /// The servers that programs outside the world reach under this machine's names.
    var published = Lookup<Int, Bool>()
}
