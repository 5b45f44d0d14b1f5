import Attack
import Clockwork
import PostOffice
import Session
import TLS
import Wire

/// Something that happened: one entry of the journal.
///
/// It never changes, so all copies of it share one record: a journal is copied with every
/// checkpoint, and each event is looked at several times when it is written.
package struct Event: Sendable {
    /// Why something is so, as a phrase with values; Shell knows notes by this name.
    package typealias Reason = Note

    /// All that an event says.
    private struct Record: Sendable {
        let number: UInt64
        let moment: Instant
        let tick: Int
        let host: String
        let connection: Int?
        let message: Int?
        let cause: UInt64?
        let phase: Phase?
        let isSecured: Bool
        let what: What
    }

    /// The place that copies share.
    private indirect enum Place: Sendable {
        case of(Record)
    }

    private let place: Place

    private var record: Record {
        switch place {
        case .of(let record): record
        }
    }

    package init(
        number: UInt64, moment: Instant, tick: Int, host: String, connection: Int? = nil,
        message: Int? = nil, cause: UInt64? = nil, phase: Phase? = nil,
        isSecured: Bool = false, what: What
    ) {
        place = .of(
            Record(
                number: number, moment: moment, tick: tick, host: host, connection: connection,
                message: message, cause: cause, phase: phase, isSecured: isSecured, what: what))
    }

    package var number: UInt64 { record.number }
    package var moment: Instant { record.moment }
    /// How many ticks of the world's clockwork had been taken when it happened.
    package var tick: Int { record.tick }
    package var host: String { record.host }
    /// The connection it belongs to; both ends share one number.
    package var connection: Int? { record.connection }
    /// The message it belongs to.
    package var message: Int? { record.message }
    /// The event that brought it about.
    package var cause: UInt64? { record.cause }
    /// The station of a letter's way that it belongs to, if it is one.
    package var phase: Phase? { record.phase }
    /// Its octets went, or came, inside TLS: nobody on the way can read them.
    package var isSecured: Bool { record.isSecured }
    package var what: What { record.what }

    /// The floor on which an event happens, for filters and colours.
    package enum Layer: String, Hashable, Sendable, CaseIterable {
        case action, packet, firewall, tcp, tls, dns, smtp, pop3, imap, text, note, mail, tap,
            attack
    }

    /// A station of a letter's way, in the order in which a letter takes them.
    package enum Phase: String, Hashable, Sendable, CaseIterable {
        case nameResolution = "name-resolution"
        case connection
        case submission
        case mxLookup = "mx-lookup"
        case relay
        case delivery
        case retrieval
    }

    /// What happened; what is large and rare lies apart, so that packets and lines stay small.
    package enum What: Sendable {
        indirect case action(Action)
        case packet(PacketStage, PacketFacts)
        indirect case firewall(JudgementFacts)
        case tcpState(from: String, to: String)
        case connection(ConnectionStage)
        indirect case dns(DNSStage)
        /// Octets handed to or taken from a transport, as whole lines where they come as lines.
        case lines(LineDirection, MailProtocol, [UInt8])
        case tls(TLSStage)
        case note(Note)
        case mail(MailHappening)
        indirect case answer(Outcome)
        /// An eavesdropper has made something out.
        indirect case overheard(OverheardFacts)
        /// What an attacker on the way has done to a connection.
        indirect case attack(Deed)
    }

    /// Where a packet is on its way.
    package enum PacketStage: String, Hashable, Sendable {
        case sent, forwarded, delivered, dropped
    }

    /// A packet as it was at that place.
    package struct PacketFacts: Sendable {
        package let octets: [UInt8]
        /// One number for a packet on all its hops.
        package let packet: UInt64
        package let isRetransmission: Bool
        package let link: String
        /// Why it was dropped: a key such as `firewall`, `loss`, `ttl`.
        package let dropReason: Note?

        package init(
            octets: [UInt8], packet: UInt64, isRetransmission: Bool, link: String,
            dropReason: Note? = nil
        ) {
            self.octets = octets
            self.packet = packet
            self.isRetransmission = isRetransmission
            self.link = link
            self.dropReason = dropReason
        }
    }

    /// A verdict and its reason.
    package struct JudgementFacts: Sendable {
        package let rule: String
        package let verdict: String
        package let reason: Note
        package let source: Endpoint
        package let destination: Endpoint

        package init(
            rule: String, verdict: String, reason: Note, source: Endpoint, destination: Endpoint
        ) {
            self.rule = rule
            self.verdict = verdict
            self.reason = reason
            self.source = source
            self.destination = destination
        }
    }

    /// How far a connection is, as its program sees it.
    package enum ConnectionStage: Hashable, Sendable {
        case opening(Endpoint)
        case opened(Endpoint)
        case accepted(Endpoint)
        case closedByPeer
        case failed(TransportFailure, Endpoint)
        /// The program ends its half (FIN).
        case closing
        /// The program breaks it off (RST).
        case aborting
        /// All that was to be sent has been sent once.
        case drained
        case ended
    }

    /// A step of a name look-up.
    package enum DNSStage: Hashable, Sendable {
        /// A host's own stub resolver asks, on behalf of a program.
        case asked(question: String, server: String)
        /// The stub resolver has the outcome; `facts` are nil when it could not even ask.
        case answered(question: String, outcome: String, succeeded: Bool, facts: AnswerFacts?)
        /// A name server, or any host over TCP, sent a query or an answer.
        case sent(summary: String, to: Endpoint, isQuery: Bool)
        /// A host got a query or an answer.
        case heard(summary: String, from: Endpoint, isQuery: Bool)
    }

    /// A step of TLS at one end of a connection.
    package enum TLSStage: Sendable {
        /// A program wants the connection, which began in the clear, to be encrypted.
        case begins
        /// Records as they lie on the wire, and what they say to everybody who sees them.
        case records(LineDirection, [UInt8], [TLSSighting])
        /// The handshake is over; its secrets open the capture.
        indirect case secured(TLSFacts, KeyLog)
        /// There is no encryption, or no more, and so no connection.
        case failed(Note)
        /// The peer has said that nothing more comes (close_notify).
        case closed
        /// The peer's stream ended without that word.
        case truncated
    }

    package enum LineDirection: String, Hashable, Sendable {
        case sent, heard
    }

    /// What a learner's own action came to.
    package enum Outcome: Sendable {
        case sendFinished(message: Int, accepted: [String], refused: [Refusal])
        case fetchFinished(login: String, letters: [[UInt8]], failure: Note?)
        /// What came back for one probe of a ping or traceroute.
        case probe(ProbeReport)
        case probed(ProbeSummary)
    }

    /// A recipient that was refused or could not be reached, and why.
    package struct Refusal: Hashable, Sendable {
        package let recipient: String
        package let reason: Note

        package init(recipient: String, reason: Note) {
            self.recipient = recipient
            self.reason = reason
        }
    }
}

/// The protocol spoken on a connection, by its server port.
package enum MailProtocol: String, Hashable, Sendable, CaseIterable {
    case smtp, submission, pop3, imap, text

    package init(port: UInt16) {
        switch port {
        case 25: self = .smtp
        case 587, 465: self = .submission
        case 110, 995: self = .pop3
        case 143, 993: self = .imap
        default: self = .text
        }
    }
}

extension Event {
    /// The floor on which it happened.
    package var layer: Layer {
        switch what {
        case .action, .answer: .action
        case .packet: .packet
        case .firewall: .firewall
        case .tcpState, .connection: .tcp
        case .dns: .dns
        case .lines(_, let spoken, _):
            switch spoken {
            case .smtp, .submission: .smtp
            case .pop3: .pop3
            case .imap: .imap
            case .text: .text
            }
        case .tls: .tls
        case .note: .note
        case .mail: .mail
        case .overheard: .tap
        case .attack: .attack
        }
    }
}
