import PostOffice
import Simulation

/// What kind of thing happened, within its layer; the names that lab files use.
package enum EventKind: String, Hashable, Sendable, CaseIterable {
    // Actions of the learner, and what they came to.
    case send, fetch, resolve, connect, starttls, say, disconnect, ping, traceroute
    case crash, restart
    case changeLink = "change-link"
    case setPolicy = "set-op25b"
    case setInboundPolicy = "set-ip25b"
    case changeFirewall = "change-firewall"
    case setPasswords = "set-cleartext-passwords"
    case setVersions = "set-tls-versions"
    case setCertificate = "set-certificate"
    case placeAttacker = "place-attacker"
    case removeAttacker = "remove-attacker"
    case setMechanisms = "set-auth-mechanisms"
    case signIn = "sign-in"
    // What a program outside the world has done, and what was made ready for it.
    case guestConnect = "guest-connect"
    case guestSend = "guest-send"
    case guestClose = "guest-close"
    case guestAbort = "guest-abort"
    case guestRead = "guest-read"
    case guestAsk = "guest-ask"
    case guestLeave = "guest-leave"
    case drawSecret = "draw-secret"
    case publish
    case shutDown = "shut-down"
    case sendFinished = "send-finished"
    case fetchFinished = "fetch-finished"
    /// Of a ping or traceroute: the target answered, a router did, or nobody; and its end.
    case pong, hop, unreachable, silence, probed
    // Packets, and lines of a conversation (sent, heard).
    case sent, heard, forwarded, dropped
    case packetDelivered = "packet-delivered"
    // Firewalls and connections.
    case judged
    case stateChanged = "state-changed"
    case opening, opened, accepted, failed, ended
    case closedByPeer = "closed-by-peer"
    case closing, aborting, drained
    // TLS; its records are `sent` and `heard`.
    case begins, secured
    case notSecured = "tls-failed"
    case secureEnd = "tls-closed"
    case truncated = "tls-truncated"
    // What an eavesdropper makes out.
    case tap
    case tapOff = "tap-off"
    case overheardPassword = "overheard-password"
    case overheardToken = "overheard-token"
    case overheardChallenge = "overheard-challenge"
    case overheardVerdict = "overheard-verdict"
    case overheardLetter = "overheard-letter"
    case overheardName = "overheard-name"
    case overheardSender = "overheard-sender"
    case overheardRecipient = "overheard-recipient"
    case overheardLine = "overheard-line"
    case overheardUpgrade = "overheard-upgrade"
    case overheardHello = "overheard-hello"
    case overheardCertificate = "overheard-certificate"
    case overheardTLS = "overheard-tls"
    case overheardGarbled = "overheard-garbled"
    case overheardQuestion = "overheard-question"
    case overheardMissed = "overheard-missed"
    // Names.
    case asked, answered
    case notAnswered = "not-answered"
    case querySent = "query-sent"
    case queryHeard = "query-heard"
    case answerSent = "answer-sent"
    case answerHeard = "answer-heard"
    // Mail in a server.
    case queued, attempting, relayed, deferred, bounced, delivered, removed, fetched
    case loggedIn = "logged-in"
    case loginFailed = "login-failed"
    case mailboxChanged = "mailbox-changed"
    // What an attacker on the way has done.
    case stripped, swapped, injected, preauthenticated, cut
    case refusedTLS = "refused-starttls"
    case upgradedAlone = "upgraded-alone"
    case swapRefused = "swap-refused"
    // Notes of an engine.
    case note

    init(_ what: Event.What) {
        switch what {
        case .action(let action): self.init(action)
        case .packet(.sent, _): self = .sent
        case .packet(.forwarded, _): self = .forwarded
        case .packet(.delivered, _): self = .packetDelivered
        case .packet(.dropped, _): self = .dropped
        case .firewall: self = .judged
        case .tcpState: self = .stateChanged
        case .connection(let stage): self.init(stage)
        case .dns(let stage): self.init(stage)
        case .lines(.sent, _, _): self = .sent
        case .lines(.heard, _, _): self = .heard
        case .tls(let stage): self.init(stage)
        case .note: self = .note
        case .attack(.stripped): self = .stripped
        case .attack(.refused): self = .refusedTLS
        case .attack(.upgraded): self = .upgradedAlone
        case .attack(.swapped): self = .swapped
        case .attack(.swapRefused): self = .swapRefused
        case .attack(.injected): self = .injected
        case .attack(.preauthenticated): self = .preauthenticated
        case .attack(.cut): self = .cut
        case .mail(let happening): self.init(happening)
        case .overheard(let facts): self = EventKind(rawValue: facts.kind) ?? .overheardLine
        case .answer(.sendFinished): self = .sendFinished
        case .answer(.fetchFinished): self = .fetchFinished
        case .answer(.probed): self = .probed
        case .answer(.probe(let report)):
            switch report.answer {
            case .reached: self = .pong
            case .passing: self = .hop
            case .refused: self = .unreachable
            case .silence: self = .silence
            }
        }
    }

    private init(_ action: Action) {
        switch action {
        case .send: self = .send
        case .fetch: self = .fetch
        case .resolve: self = .resolve
        case .connect: self = .connect
        case .startTLS: self = .starttls
        case .say: self = .say
        case .disconnect: self = .disconnect
        case .changeLink: self = .changeLink
        case .placeTap: self = .tap
        case .removeTap: self = .tapOff
        case .crash: self = .crash
        case .restart: self = .restart
        case .probe(let order): self = order.isTraceroute ? .traceroute : .ping
        case .setOP25B, .setOP25BStage: self = .setPolicy
        case .setIP25B, .setClientRefusal: self = .setInboundPolicy
        case .changeFirewall: self = .changeFirewall
        case .set(_, .cleartextPasswords): self = .setPasswords
        case .set(_, .tlsVersions): self = .setVersions
        case .set(_, .certificate): self = .setCertificate
        case .placeAttacker: self = .placeAttacker
        case .removeAttacker: self = .removeAttacker
        case .set(_, .mechanisms): self = .setMechanisms
        case .signIn: self = .signIn
        case .guest(let order): self.init(order)
        case .drawSecret: self = .drawSecret
        case .publish: self = .publish
        case .shutDown: self = .shutDown
        }
    }

    private init(_ order: GuestOrder) {
        switch order {
        case .connect: self = .guestConnect
        case .send: self = .guestSend
        case .close: self = .guestClose
        case .abort: self = .guestAbort
        case .read: self = .guestRead
        case .ask: self = .guestAsk
        case .leave: self = .guestLeave
        }
    }

    private init(_ stage: Event.ConnectionStage) {
        switch stage {
        case .opening: self = .opening
        case .opened: self = .opened
        case .accepted: self = .accepted
        case .closedByPeer: self = .closedByPeer
        case .failed: self = .failed
        case .closing: self = .closing
        case .aborting: self = .aborting
        case .drained: self = .drained
        case .ended: self = .ended
        }
    }

    private init(_ stage: Event.TLSStage) {
        switch stage {
        case .begins: self = .begins
        case .records(.sent, _, _): self = .sent
        case .records(.heard, _, _): self = .heard
        case .secured: self = .secured
        case .failed: self = .notSecured
        case .closed: self = .secureEnd
        case .truncated: self = .truncated
        }
    }

    private init(_ stage: Event.DNSStage) {
        switch stage {
        case .asked: self = .asked
        case .answered(_, _, succeeded: true, _): self = .answered
        case .answered(_, _, succeeded: false, _): self = .notAnswered
        case .sent(_, _, isQuery: true): self = .querySent
        case .sent(_, _, isQuery: false): self = .answerSent
        case .heard(_, _, isQuery: true): self = .queryHeard
        case .heard(_, _, isQuery: false): self = .answerHeard
        }
    }

    private init(_ happening: MailHappening) {
        switch happening {
        case .queued: self = .queued
        case .attempting: self = .attempting
        case .relayed: self = .relayed
        case .deferred: self = .deferred
        case .bounced: self = .bounced
        case .delivered: self = .delivered
        case .removed: self = .removed
        case .loggedIn: self = .loggedIn
        case .loginFailed: self = .loginFailed
        case .fetched: self = .fetched
        case .mailboxChanged: self = .mailboxChanged
        }
    }
}
