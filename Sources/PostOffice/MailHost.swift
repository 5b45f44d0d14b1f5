import Ciphers
import Clockwork
import DNS
import IMAP
import Mail
import OrderedCollections
import POP3
import SASL
import SMTP
import Session
import Wire

/// How a mail server is set up.
package struct MailHostConfiguration: Sendable {
    package var hostName: String
    package var addresses: [IPAddress]
    package var domains: [String]
    /// Domains whose mail is taken for another server.
    package var backups: [BackupDomain] = []
    package var services: [MailService]
    package var takesCleartextPasswords: Bool
    /// How people prove who they are.
    package var authentication: MailAuthentication
    /// It has a certificate: STARTTLS and STLS are offered, and each service has its secure port.
    package var offersTLS: Bool
    package var relayFor: [IPPrefix]
    /// Clients of whom port 25 takes no mail, such as the dynamic addresses of other networks.
    package var clientRefusal: ClientRefusal?
    package var schedule: RetrySchedule
    package var calendar: Calendar
    /// How long a connection to the next host may take to come about: half a minute, after which
    /// the next address has its turn.
    package var connectTimeout: Interval = .seconds(30)

    package init(
        hostName: String, addresses: [IPAddress], domains: [String], services: [MailService],
        takesCleartextPasswords: Bool, offersTLS: Bool = false, relayFor: [IPPrefix] = [],
        clientRefusal: ClientRefusal? = nil, schedule: RetrySchedule = RetrySchedule(),
        calendar: Calendar
    ) {
        self.offersTLS = offersTLS
        self.hostName = hostName
        self.addresses = addresses
        self.domains = domains
        self.services = services
        self.takesCleartextPasswords = takesCleartextPasswords
        authentication = .usual(takesCleartextPasswords: takesCleartextPasswords)
        self.relayFor = relayFor
        self.clientRefusal = clientRefusal
        self.schedule = schedule
        self.calendar = calendar
    }

    /// The service that listens on a port.
    package func service(onPort port: UInt16) -> MailService? {
        services.first { $0.port == port || offersTLS && $0.securePort == port }
    }
}

/// A mail server: its engines, its accounts, its policy and its queue.
///
/// It is a value without any I/O: the carrier hands it what its connections bring and carries out
/// the acts that it notes.
package struct MailHost: Program {
    /// One connection to one of the engines.
    struct Line<Engine: ByteSession>: Sendable {
        var engine: Engine
        let peer: Endpoint
        let service: MailService
        var login: String?
    }

    package internal(set) var configuration: MailHostConfiguration
    package internal(set) var accounts: Accounts
    /// Messages on their way out, in order of arrival.
    ///
    /// Whatever changes a message's next attempt goes through `file` and `strike`.
    package internal(set) var queue = OrderedDictionary<String, QueuedMessage>()
    /// What of the queue outlives a power cut.
    var spool = Spool()

    /// Which engine a connection talks to; the engines themselves stand beside.
    var services = OrderedDictionary<ConnectionKey, MailService>()
    var smtpLines = Lookup<ConnectionKey, Line<SMTPServerSession>>()
    var popLines = Lookup<ConnectionKey, Line<POP3ServerSession>>()
    var imapLines = Lookup<ConnectionKey, Line<IMAPServerSession>>()
    var couriers = Lookup<Int, Courier>()
    /// The couriers that are out, with the message each carries.
    var courierMessages = OrderedDictionary<Int, String>()
    var nextCourier = 1
    /// The server is being shut down: what fails now fails because of that.
    var isEnding = false
    /// Until when each connection, courier and message waits.
    var waitingLines = Waiting<ConnectionKey>()
    var waitingCouriers = Waiting<Int>()
    var waitingMessages = Waiting<String>()
    var queueNumber: UInt64
    var dice: Dice
    /// What nonces and challenges are made from.
    var chance: ChanceStream

    /// Nonces come from the dice, unless there is chance that nobody can foresee.
    package init(
        configuration: MailHostConfiguration, accounts: Accounts, dice: Dice,
        nonces: ChanceStream? = nil
    ) {
        self.configuration = configuration
        self.accounts = accounts
        self.dice = dice
        chance = nonces ?? ChanceStream(dice.stream("nonces"))
        var numbers = dice.stream("queue")
        queueNumber = 0x10_0000 + numbers.below(0xEF_0000)
    }

    var policy: RelayPolicy {
        RelayPolicy(
            localDomains: configuration.domains, relayFor: configuration.relayFor,
            backups: configuration.backups)
    }

    // MARK: time

    package var nextDeadline: Instant? {
        earliest(
            waitingLines.deadlines.nextMoment, waitingCouriers.deadlines.nextMoment,
            waitingMessages.deadlines.nextMoment)
    }

    package var nextWork: Instant? {
        earliest(
            waitingLines.works.nextMoment, waitingCouriers.works.nextMoment,
            waitingMessages.works.nextMoment)
    }

    private func earliest(_ first: Instant?, _ second: Instant?, _ third: Instant?) -> Instant? {
        var earliest = first
        for moment in [second, third] {
            if let moment { earliest = earliest.map { min($0, moment) } ?? moment }
        }
        return earliest
    }

    // MARK: input

    package mutating func handle(_ input: ProgramInput, in turn: inout Turn) {
        switch input {
        case .accepted(let key, let port, let peer, let security):
            accept(key, port, peer, security, in: &turn)
        case .opened(let key, _): outgoing(key, input, in: &turn)
        case .secured(let key, let facts):
            if key < 0 { return outgoing(key, input, in: &turn) }
            drive(key, .secured(facts), in: &turn)
        case .received(let key, let octets):
            if key < 0 { return outgoing(key, input, in: &turn) }
            drive(key, .received(octets), in: &turn)
        case .closedByPeer(let key):
            if key < 0 { return outgoing(key, input, in: &turn) }
            drive(key, .closedByPeer, in: &turn)
        case .failed(let key, let failure, _):
            if key < 0 { return outgoing(key, input, in: &turn) }
            drive(key, .failed(failure), in: &turn)
            forget(key, in: &turn)
        case .drained(let key):
            if key < 0 { return outgoing(key, input, in: &turn) }
            drive(key, .writable(65_536), in: &turn)
        case .resolved(let token, _):
            withCourier(Courier.id(ofToken: token), in: &turn) { $0.handle(input, in: &$1) }
        case .deadlinePassed: deadlinePassed(in: &turn)
        }
    }

    private mutating func outgoing(
        _ key: ConnectionKey, _ input: ProgramInput, in turn: inout Turn
    ) {
        withCourier(Courier.id(ofKey: key), in: &turn) { $0.handle(input, in: &$1) }
    }

    private mutating func deadlinePassed(in turn: inout Turn) {
        // One may change the deadlines of others, so each is asked for when its turn comes.
        var last: UInt64 = 0
        while let (rank, key) = waitingLines.firstDue(by: turn.now, after: last) {
            last = rank
            drive(key, .deadlinePassed, in: &turn)
        }
        last = 0
        while let (rank, id) = waitingCouriers.firstDue(by: turn.now, after: last) {
            last = rank
            withCourier(id, in: &turn) { $0.handle(.deadlinePassed, in: &$1) }
        }
        retryWhatIsDue(in: &turn)
    }
}
