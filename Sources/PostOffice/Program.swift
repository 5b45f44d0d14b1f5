import Clockwork
import DNS
import Session
import Wire

/// The name of a connection within one program: positive when the carrier made it (accepted),
/// negative when the program made it (`connect`).
package typealias ConnectionKey = Int

/// What a program on a host can be given; what is large and rare lies apart.
package enum ProgramInput: Sendable {
    /// A connection is there; `security` says what TLS found out where it began at once.
    indirect case accepted(ConnectionKey, port: UInt16, peer: Endpoint, security: TLSFacts?)
    indirect case opened(ConnectionKey, security: TLSFacts?)
    /// TLS, which the program asked for with `startTLS`, is in use now.
    indirect case secured(ConnectionKey, TLSFacts)
    case received(ConnectionKey, [UInt8])
    case closedByPeer(ConnectionKey)
    /// `because` says more, where TLS knows more.
    case failed(ConnectionKey, TransportFailure, because: Note?)
    /// All that was sent has left: there is room for more.
    case drained(ConnectionKey)
    case resolved(token: Int, StubResult)
    case deadlinePassed
}

/// What a program does: each act is an entry of the journal, and the carrier carries it out.
package enum ProgramAct: Sendable {
    /// Opens a connection; with a wish, TLS begins with its first octet.
    case connect(ConnectionKey, Endpoint, tls: TLSWish?)
    case send(ConnectionKey, [UInt8])
    case close(ConnectionKey)
    case abort(ConnectionKey)
    /// Begins TLS on an open connection; a server has no wish.
    case startTLS(ConnectionKey, TLSWish?)
    case resolve(token: Int, DNSName, RecordType)
    case note(ConnectionKey?, Note)
    case mail(MailHappening, ConnectionKey?)
    /// What a client program was started for has come to an end.
    case finished(ClientOutcome)
}

/// What a client program's errand came to.
package enum ClientOutcome: Sendable {
    case sent(accepted: [String], refused: [Refusal])
    case fetched(login: String, letters: [FetchedLetter], failure: Note?)

    /// A recipient that did not get the message, and why.
    package struct Refusal: Hashable, Sendable {
        package let recipient: String
        package let reason: Note
    }

    /// A letter as it came from the server.
    package struct FetchedLetter: Hashable, Sendable {
        package let uid: UInt32?
        package let octets: [UInt8]
    }
}

/// One call to a program: its moment, its cause, and the log of what it does.
package struct Turn: Sendable {
    package let now: Instant
    package var cause: Cause?
    package var log: CausalLog<ProgramAct>

    package init(now: Instant, cause: Cause?, log: CausalLog<ProgramAct>) {
        self.now = now
        self.cause = cause
        self.log = log
    }

    /// Notes an act, brought about by this call's cause.
    @discardableResult
    package mutating func act(_ act: ProgramAct) -> Cause {
        log.record(act, at: now, because: cause)
    }
}

/// Something that runs on a host: a mail server, a mail program, a person at a terminal.
package protocol Program: Sendable {
    /// The moment at which it wants to hear `.deadlinePassed`, if any.
    var nextDeadline: Instant? { get }
    /// The earliest deadline that is work and not mere waiting: `run` goes on until there is none.
    var nextWork: Instant? { get }
    mutating func handle(_ input: ProgramInput, in turn: inout Turn)
}

extension TransportFailure {
    /// Why a connection failed, for people.
    package func note(host: String, port: UInt16) -> Note {
        let values: KeyValuePairs = ["host": host, "port": "\(port)"]
        switch self {
        case .refused: return Note("transport.refused", values, source: "RFC 9293 §3.10.7.3")
        case .portUnreachable:
            return Note("transport.port-unreachable", values, source: "RFC 1122 §3.2.2.1")
        case .protocolUnreachable:
            return Note("transport.protocol-unreachable", values, source: "RFC 1122 §3.2.2.1")
        case .timedOut: return Note("transport.timed-out", values, source: "RFC 9293 §3.8.3")
        case .networkUnreachable:
            return Note("transport.network-unreachable", values, source: "RFC 792")
        case .unreachable: return Note("transport.unreachable", values, source: "RFC 792")
        case .prohibited: return Note("transport.prohibited", values, source: "RFC 1122 §3.2.2.1")
        case .reset: return Note("transport.reset", values, source: "RFC 9293 §3.10.7.4")
        case .nameNotFound: return Note("transport.name-not-found", values, source: "RFC 1034 §3.7")
        case .notSecured: return Note("transport.not-secured", values, source: "RFC 8446 §6.2")
        case .truncated: return Note("transport.truncated", values, source: "RFC 8446 §6.1")
        }
    }

    /// The enhanced status code that a bounce gives it (RFC 3463 §3.5).
    package var statusCode: String {
        switch self {
        case .refused, .portUnreachable, .protocolUnreachable, .timedOut, .prohibited: "4.4.1"
        case .unreachable, .networkUnreachable, .nameNotFound: "4.4.4"
        case .reset, .truncated: "4.4.2"
        case .notSecured: "4.7.5"
        }
    }
}
