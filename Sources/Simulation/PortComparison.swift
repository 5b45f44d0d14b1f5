import Clockwork
import Internet
import PostOffice
import Session
import Wire
import Wiretap

/// The bench on which one task is done over several ports; the learner's world is not touched.
///
/// Each trial has a copy of the world as it is now. In it, a known letter is put into the mailbox
/// by the server's own means, and an eavesdropper onto the client's link: every figure comes from
/// that copy's journal.
package struct PortComparison: Sendable {
    package static let subject = "The code"
    package static let body = "The code is 2413. Tell nobody."

    private let workbench: Workbench
    /// The host at which it is done, the account, and the server.
    package let client: String
    package let login: String
    package let server: String
    /// The other end of the client's link.
    package let door: String

    /// Finds the parties; without wishes, a server that takes passwords in the clear.
    package init(
        _ workbench: Workbench, on client: String, server: String? = nil, login: String? = nil
    ) throws(Trouble) {
        self.workbench = workbench
        self.client = client
        guard let door = workbench.neighbours(of: client).first,
            workbench.host(named: client)?.plan.isRouter == false
        else { throw Trouble("trouble.not-a-host", ["host": client]) }
        self.door = door
        let hosts = workbench.blueprint.hosts
        if let login {
            guard
                let account = workbench.accounts.first(where: {
                    $0.login.lowercased() == login.lowercased()
                })
            else { throw Trouble("trouble.no-such-account", ["address": login]) }
            self.login = account.login
            self.server = server ?? account.host
            return
        }
        let plan = hosts.first { $0.name == client }
        let candidates = hosts.filter { !($0.mail?.accounts.isEmpty ?? true) && $0.name != client }
        let found =
            server.map { name in candidates.first { $0.name == name } }
            ?? Self.preferred(candidates, for: plan)
        guard let found, let account = found.mail?.accounts.first else {
            throw Trouble("trouble.no-accounts-there", ["host": server ?? client])
        }
        self.server = found.name
        let user = found.mail?.accounts.first { $0.login == plan?.user }
        self.login = (user ?? account).login
    }

    /// A server that takes passwords in the clear: that of the client's user, or else a provider
    /// to which the way is longer than to the client's own router.
    private static func preferred(_ servers: [HostPlan], for client: HostPlan?) -> HostPlan? {
        let open = servers.filter { $0.mail?.takesCleartextPasswords ?? false }
        return open.first { $0.mail?.accounts.contains { $0.login == client?.user } ?? false }
            ?? open.first { $0.customer == .none && $0.router != client?.router } ?? open.first
            ?? servers.first
    }

    /// Does the task over one port, in a copy of the world.
    package func run(_ form: PortForm) throws(Trouble) -> PortTrial {
        let (bench, first) = try lived(form)
        return measure(bench, form, since: first)
    }

    /// The copy in which the task has been done over a port, and where in its journal it began.
    func lived(_ form: PortForm) throws(Trouble) -> (bench: Workbench, first: Int) {
        var bench = Workbench(trying: workbench.world)
        _ = bench.run(until: .quiet)
        if case .retrieve = form.task { try prepareMailbox(&bench, form) }
        bench.world.taps = []
        try bench.perform(.placeTap(a: client, b: door))
        let first = bench.journal.count
        switch form.task {
        case .send: try bench.perform(.send(sending(over: form)))
        case .retrieve(let using):
            try bench.perform(.fetch(fetching(using, form.security, deletes: false)))
        }
        // A program that gets no answer waits for its own timers.
        _ = bench.run(until: .quiet)
        if Self.outcome(of: bench, since: first) == nil {
            _ = bench.run(until: .moment(bench.now + .minutes(20)))
        }
        return (bench, first)
    }

    private func sending(over form: PortForm) -> SendOrder {
        let others = workbench.accounts.filter { $0.host == server && $0.login != login }
        return SendOrder(
            host: client, from: login, recipients: [others.first?.login ?? login],
            subject: Self.subject, body: Self.body,
            route: .server(name: server, port: form.port), security: form.security)
    }

    private func fetching(
        _ using: RetrievalProtocol, _ security: TransportSecurity?, deletes: Bool
    ) -> FetchOrder {
        FetchOrder(
            host: client, login: login, using: using, deletes: deletes, security: security)
    }

    /// Takes what lies in the mailbox away, and puts the known letter there.
    private func prepareMailbox(_ bench: inout Workbench, _ form: PortForm) throws(Trouble) {
        if try !bench.mailbox(of: login).isEmpty {
            try bench.perform(.fetch(fetching(.pop3, nil, deletes: true)))
            _ = bench.run(until: .quiet)
        }
        let domain = login.split(separator: "@").last.map(String.init) ?? server
        try bench.perform(
            .send(
                SendOrder(
                    host: server, from: "postmaster@\(domain)", recipients: [login],
                    subject: Self.subject, body: Self.body,
                    route: .server(name: server, port: 25))))
        if let message = bench.latestMessage {
            _ = bench.run(until: .settled(message: message))
        }
        _ = bench.run(until: .quiet)
    }

    // MARK: measuring

    private static func outcome(of bench: Workbench, since first: Int) -> Event? {
        bench.journal.suffix(from: min(first, bench.journal.count)).first { event in
            if case .answer = event.what { return true }
            return false
        }
    }

    private func measure(_ bench: Workbench, _ form: PortForm, since first: Int) -> PortTrial {
        var count = WireCount(port: form.port, link: bench.taps.first?.name ?? "")
        var handshake = (began: Instant?.none, ended: Instant?.none)
        var heard: [Event] = []
        for event in bench.journal.suffix(from: first) {
            switch event.what {
            case .packet(let stage, let facts): count.add(stage, facts)
            case .overheard: heard.append(event)
            case .tls(.records(.sent, _, _)) where event.host == client:
                handshake.began = handshake.began ?? event.moment
            case .tls(.secured) where event.host == client:
                handshake.ended = handshake.ended ?? event.moment
            case .action, .firewall, .tcpState, .connection, .dns, .lines, .tls, .note, .mail,
                .answer, .attack:
                continue
            }
        }
        let began = bench.journal[first].moment
        let outcome = Self.outcome(of: bench, since: first)
        let tally = bench.taps.first?.tallies.first { $0.port == form.port }
        var length: Interval?
        if let start = handshake.began, let end = handshake.ended { length = end - start }
        return PortTrial(
            form: form, failure: Self.failure(outcome), heard: heard, packets: count.packets,
            octets: count.octets, roundTrips: count.roundTrips,
            time: (outcome?.moment ?? bench.now) - began, handshake: length,
            tally: tally ?? PortTally(port: form.port))
    }

    private static func failure(_ event: Event?) -> Note? {
        guard case .answer(let outcome) = event?.what else { return Note("compare.no-end") }
        switch outcome {
        case .sendFinished(_, _, let refused): return refused.first?.reason
        case .fetchFinished(_, let letters, let failure):
            return failure ?? (letters.isEmpty ? Note("compare.no-letter") : nil)
        case .probe, .probed: return Note("compare.no-end")
        }
    }
}

/// What goes onto one link, in packets and turns.
private struct WireCount {
    let port: UInt16
    let link: String
    var packets = 0
    var octets = 0
    var roundTrips = 0
    private var waits = false

    init(port: UInt16, link: String) {
        self.port = port
        self.link = link
    }

    mutating func add(_ stage: Event.PacketStage, _ facts: Event.PacketFacts) {
        guard stage == .sent || stage == .forwarded, Self.same(facts.link, link) else { return }
        packets += 1
        octets += facts.octets.count
        guard let packet = IPPacket(facts.octets), let segment = packet.tcpSegment,
            segment.sequenceLength > 0
        else { return }
        // An acknowledgment alone is waited for by nobody.
        if segment.destinationPort == port {
            waits = true
        } else if segment.sourcePort == port, waits {
            waits = false
            roundTrips += 1
        }
    }

    /// A link is named after its ends, in either order.
    private static func same(_ name: String, _ other: String) -> Bool {
        name == other
            || name.split(separator: "–").reversed().joined(separator: "–") == other
    }
}

extension Workbench {
    /// A bench for a trial: the world as it is, with no story before it.
    init(trying world: World) {
        self.world = world
        replay = Replay(seed: world.seed)
        checkpoints = []
    }
}
