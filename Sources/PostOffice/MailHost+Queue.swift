import Clockwork
import DNS
import Mail
import SMTP
import Session

extension MailHost {
    /// How long a new message lies in the queue before it is worked on.
    private static var queuePause: Interval { .milliseconds(100) }

    /// The next name in the queue, such as `4F2A7C`.
    mutating func mintQueueID() -> String {
        var id: String
        repeat {
            queueNumber += 1
            let text = String(queueNumber, radix: 16, uppercase: true)
            id = String(repeating: "0", count: max(0, 6 - text.utf8.count)) + text
            // A message of an earlier run may have the name.
        } while queue[id] != nil
        return id
    }

    /// Takes over a letter: from here on this server answers for it.
    mutating func takeOver(
        _ envelope: Envelope, octets: [UInt8], id: String, key: ConnectionKey?,
        in turn: inout Turn
    ) {
        let sender = envelope.reversePath
        let saved = turn.cause
        turn.cause = turn.act(
            .mail(
                .queued(
                    queueID: id, from: sender.bare, to: envelope.recipients.map(\.bare),
                    size: octets.count), key))
        let message = QueuedMessage(
            id: id, sender: sender, octets: octets, isEightBit: envelope.isEightBit,
            arrived: turn.now,
            waiting: envelope.recipients.map {
                .init(path: $0, domain: configuration.domain(of: $0))
            },
            // First the 250, then the work (RFC 5321 §4.2.5): the queue is next.
            nextAttempt: turn.now + Self.queuePause, cause: turn.cause)
        // On the disk first: the 250 that follows is a promise (RFC 5321 §6.1).
        spool.add(message)
        file(message)
        turn.cause = saved
    }

    private func localLogin(_ path: ForwardPath) -> String? {
        switch path {
        case .postmaster:
            configuration.domains.first.flatMap {
                RelayPolicy.login(
                    of: MailAddress(localPart: "postmaster", domain: $0), in: accounts)
            }
        case .address(let address):
            policy.isLocal(address.domain) ? RelayPolicy.login(of: address, in: accounts) : nil
        }
    }

    /// Final delivery: the Return-Path is written now (RFC 5321 §4.4).
    private mutating func deliver(
        _ octets: [UInt8], sender: ReversePath, to login: String, queueID: String,
        in turn: inout Turn
    ) {
        let letter = Trace.returnPath(sender) + octets
        let uid = accounts.deliver(letter, to: login, at: turn.now)
        guard let uid else {
            turn.act(.note(nil, Note("mail.mailbox-missing", ["login": login])))
            return
        }
        let saved = turn.cause
        turn.cause = turn.act(
            .mail(
                .delivered(queueID: queueID, login: login, mailbox: "INBOX", uid: uid), nil))
        announceChange(login: login, mailbox: "INBOX", except: nil, in: &turn)
        turn.cause = saved
    }

    /// Delivers to our own mailboxes, and sends a courier to each domain still owed it.
    private mutating func startAttempt(_ id: String, in turn: inout Turn) {
        guard var message = queue[id] else { return }
        message.nextAttempt = nil
        message.attempts += 1
        let owed = message.waiting.count
        for waiting in message.waiting {
            guard let login = localLogin(waiting.path) else { continue }
            deliver(message.octets, sender: message.sender, to: login, queueID: id, in: &turn)
            message.waiting.removeAll { $0.path == waiting.path }
        }
        var domains: [String] = []
        for waiting in message.waiting where !domains.contains(waiting.domain) {
            domains.append(waiting.domain)
        }
        var started: [Int] = []
        for domain in domains {
            let number = nextCourier
            nextCourier += 1
            let recipients = message.waiting.filter { $0.domain == domain }.map(\.path)
            let errand = Courier.Errand(
                target: .domain(domain),
                envelope: Envelope(
                    reversePath: message.sender, recipients: recipients,
                    isEightBit: message.isEightBit),
                octets: message.octets, helloName: configuration.hostName, identity: nil,
                ownName: configuration.hostName, ownAddresses: configuration.addresses,
                families: AddressFamilies(of: configuration.addresses),
                connectTimeout: configuration.connectTimeout, queueID: id,
                security: .opportunistic)
            couriers[number] = Courier(errand, id: number, dice: dice.stream("courier \(number)"))
            courierMessages[number] = id
            started.append(number)
        }
        message.couriers = started
        if message.waiting.count < owed, !started.isEmpty { spool.update(message) }
        file(message)
        if started.isEmpty { return conclude(id, in: &turn) }
        for number in started { withCourier(number, in: &turn) { $0.start(in: &$1) } }
    }

    /// Lends a courier out for one call, and looks at what it has achieved.
    mutating func withCourier(
        _ number: Int, in turn: inout Turn, _ body: (inout Courier, inout Turn) -> Void
    ) {
        guard var courier = couriers.remove(number) else { return }
        body(&courier, &turn)
        let outcomes = courier.takeOutcomes()
        let id = courierMessages[number]
        keep(courier, number)
        if let outcomes, let id { settle(outcomes, of: number, for: id, in: &turn) }
    }

    /// Books what a courier has achieved; the last one back decides what happens next.
    private mutating func settle(
        _ outcomes: [RecipientOutcome], of number: Int, for id: String, in turn: inout Turn
    ) {
        guard var message = queue[id] else { return }
        var taken: [(path: ForwardPath, host: String, reply: String)] = []
        var dead: [(path: ForwardPath, note: Note, code: String)] = []
        for outcome in outcomes {
            let place = message.waiting.firstIndex { $0.path == outcome.path }
            switch outcome.verdict {
            case .accepted(let host, let reply):
                taken.append((outcome.path, host, reply))
                if let place { message.waiting.remove(at: place) }
            case .permanent(let note, let code):
                dead.append((outcome.path, note, code))
                if let place { message.waiting.remove(at: place) }
            case .temporary(let note, let code):
                if let place { message.waiting[place].reason = note }
                if turn.now >= message.arrived + configuration.schedule.lifetime {
                    dead.append((outcome.path, note, code.giveUp))
                    if let place { message.waiting.remove(at: place) }
                }
            }
        }
        message.couriers.removeAll { $0 == number }
        file(message)
        if let first = taken.first {
            turn.cause = turn.act(
                .mail(
                    .relayed(
                        queueID: id, to: taken.map(\.path.bare), host: first.host,
                        reply: first.reply), nil))
        }
        if !dead.isEmpty { bounce(dead, of: message, in: &turn) }
        if message.couriers.isEmpty {
            conclude(id, in: &turn)
        } else if !taken.isEmpty || !dead.isEmpty {
            spool.update(message)
        }
    }

    /// Every courier of a try is back: done, or deferred until the next one.
    private mutating func conclude(_ id: String, in turn: inout Turn) {
        guard var message = queue[id] else { return }
        guard !message.waiting.isEmpty else {
            spool.remove(id)
            strike(id)
            turn.act(.mail(.removed(queueID: id), nil))
            return
        }
        if isEnding {
            message.nextAttempt = nil
            message.attempts = max(0, message.attempts - 1)
            spool.update(message)
            queue[id] = message
            return
        }
        let next =
            configuration.schedule.nextAttempt(
                after: message.attempts, arrived: message.arrived, now: turn.now)
            ?? turn.now + .minutes(30)
        message.nextAttempt = next
        message.cause = turn.act(
            .mail(
                .deferred(
                    queueID: id, to: message.waiting.map(\.path.bare),
                    reason: message.waiting.compactMap(\.reason).last ?? Note("mail.not-yet"),
                    attempt: message.attempts, next: next), nil))
        spool.update(message)
        file(message)
    }

    mutating func retryWhatIsDue(in turn: inout Turn) {
        let due = waitingMessages.deadlines.due(by: turn.now).compactMap { queue[$0.key] }
        for message in due {
            let saved = turn.cause
            turn.cause = message.cause ?? saved
            startAttempt(message.id, in: &turn)
            turn.cause = saved
        }
    }

    /// Tells the sender; a bounce itself has nobody to tell (RFC 5321 §6.1).
    private mutating func bounce(
        _ dead: [(path: ForwardPath, note: Note, code: String)], of message: QueuedMessage,
        in turn: inout Turn
    ) {
        let noticeID: String?
        switch message.sender {
        case .null: noticeID = nil
        case .address: noticeID = mintQueueID()
        }
        turn.cause = turn.act(
            .mail(
                .bounced(
                    queueID: message.id, to: dead.map(\.path.bare), reason: dead[0].note,
                    notice: noticeID), nil))
        guard let noticeID, case .address(let sender) = message.sender else { return }
        let report = DeliveryStatus.Report(
            hostName: configuration.hostName, queueID: noticeID, originalSender: "\(sender)",
            arrived: configuration.calendar.mailDate(message.arrived),
            now: configuration.calendar.mailDate(turn.now),
            failures: dead.map { failure in
                let reply = failure.note.values.first { $0.name == "reply" }?.text
                let host = failure.note.values.first { $0.name == "host" }?.text
                return DeliveryStatus.Failure(
                    recipient: failure.path.bare, statusCode: failure.code,
                    diagnostic: reply ?? Self.words(for: failure.note), isReply: reply != nil,
                    remoteHost: host)
            },
            original: message.octets)
        takeOver(
            Envelope(reversePath: .null, recipients: [.address(sender)]),
            octets: DeliveryStatus.compose(report), id: noticeID, key: nil, in: &turn)
    }

    /// A reason in the English of mail programs, for the bounce's diagnostic line.
    private static func words(for note: Note) -> String {
        let host = note.values.first { $0.name == "host" }?.text ?? "the next host"
        let port = note.values.first { $0.name == "port" }?.text ?? "25"
        switch note.key {
        case "transport.timed-out": return "connect to \(host) port \(port): connection timed out"
        case "transport.refused", "transport.port-unreachable":
            return "connect to \(host) port \(port): connection refused"
        case "transport.protocol-unreachable":
            return "connect to \(host) port \(port): protocol not available"
        case "transport.network-unreachable":
            return "connect to \(host) port \(port): network is unreachable"
        case "transport.unreachable": return "connect to \(host) port \(port): no route to host"
        case "transport.prohibited":
            return "connect to \(host) port \(port): administratively prohibited"
        case "transport.reset": return "lost connection with \(host)"
        case "route.null-mx": return "the domain does not accept mail (null MX)"
        case "route.no-such-domain": return "the domain does not exist"
        case "route.no-address": return "the domain has no usable mail exchanger"
        case "route.look-up-failed": return "the name servers did not answer"
        case "route.loop": return "mail for the domain loops back to this server"
        case "courier.timed-out": return "conversation with \(host) timed out"
        case "courier.connection-lost": return "lost connection with \(host)"
        default: return "delivery failed (\(note.key))"
        }
    }
}

extension MailHostConfiguration {
    /// The domain to which a recipient's mail goes.
    func domain(of path: ForwardPath) -> String {
        switch path {
        case .postmaster: domains.first ?? backups.first?.domain ?? ""
        case .address(let address): address.domain
        }
    }
}

extension String {
    /// A transient status code as it stands when the patience is over (RFC 3463 §3.5: 4.4.7).
    fileprivate var giveUp: String { hasPrefix("4.") ? "4.4.7" : self }
}
