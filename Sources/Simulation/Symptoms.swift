import Clockwork
import Internet
import PostOffice
import Session
import Wire

/// The ways in which port 25 can be closed, each tried on the same delivery.
package enum SymptomCase: String, Hashable, Sendable, CaseIterable {
    case open
    /// The server's host is there, and nobody listens.
    case closedPort = "closed-port"
    case reset
    case portUnreachable = "port-unreachable"
    case hostUnreachable = "host-unreachable"
    case prohibited
    case drop
    case tarpit
    /// The connection comes about, and the server says no.
    case smtpRefusal = "smtp-554"

    /// What the customer's router does; nil where it lets everything through.
    var verdict: Verdict? {
        switch self {
        case .open, .closedPort, .smtpRefusal: nil
        case .reset: .reset
        case .portUnreachable: .portUnreachable
        case .hostUnreachable: .hostUnreachable
        case .prohibited: .prohibited
        case .drop: .drop
        case .tarpit: .tarpit
        }
    }
}

/// One delivery that was tried, and what each party saw of it.
package struct Symptom: Sendable {
    package let which: SymptomCase
    /// Whether TCP was established.
    package let isConnected: Bool
    /// How the operating system says that there is no connection.
    package let failure: TransportFailure?
    /// From the first SYN until the program knew: connected, or not.
    package let connectTime: Interval
    /// The first line that the server said.
    package let serverLine: String?
    /// From the first SYN until the user was told.
    package let userTime: Interval?
    /// What the user was told; nil when the message was taken.
    package let userReason: Note?
    /// When each SYN was sent, counted from the first.
    package let syns: [Interval]
    /// The first packet that came back: `SYN,ACK`, `RST`, an ICMP message; nil for silence.
    package let cameBack: String?
    /// What the mail server at home wrote into its log.
    package let mailLog: MailHappening?
    /// From the server's first attempt until then.
    package let mailLogTime: Interval?
}

/// The bench on which one block is tried in all its forms; the learner's world is not touched.
package struct SymptomBench: Sendable {
    private let blueprint: Blueprint
    private let seed: Seed
    /// The customer at home, the customer's own mail server, and the server outside.
    package let client: String
    package let homeServer: String
    package let target: String
    private let router: String
    private let recipient: String
    private let sender: String
    private let homeSender: String

    /// Finds the parties of the delivery in a world; throws when it has no such.
    package init(_ blueprint: Blueprint, seed: Seed) throws(Trouble) {
        self.blueprint = blueprint
        self.seed = seed
        guard let client = blueprint.hosts.first(where: { $0.name == blueprint.home }),
            let router = client.router, let sender = client.user,
            let home = blueprint.hosts.first(where: {
                $0.router == router && $0.mail != nil
                    && ($0.customer == .dynamic || $0.customer == .homeServer)
            }),
            let target = blueprint.hosts.first(where: { host in
                host.router != router && host.mail?.services.contains(.smtp) ?? false
                    && host.mail?.accounts.contains { $0.login != sender } ?? false
            }),
            let recipient = target.mail?.accounts.first(where: { $0.login != sender })
        else { throw Trouble("trouble.no-symptoms-here") }
        self.client = client.name
        self.router = router
        self.sender = sender
        homeServer = home.name
        homeSender = "postmaster@\(home.mail?.domains.first ?? home.name)"
        self.target = target.name
        self.recipient = recipient.login
    }

    /// Tries the delivery in one way, in a fresh world.
    package func run(_ which: SymptomCase) throws(Trouble) -> Symptom {
        var bench = try prepared(for: which)
        try bench.perform(
            .send(
                SendOrder(
                    host: client, from: sender, recipients: [recipient], subject: "Symptoms",
                    body: "Does this arrive?", route: .server(name: target, port: 25))))
        let user = Self.patiently(&bench) { bench in
            UserSide(bench.journal, client: client)
        } isComplete: {
            $0.toldTime != nil
        }
        var server = try prepared(for: which)
        let first = server.journal.count
        try server.perform(
            .send(
                SendOrder(
                    host: homeServer, from: homeSender, recipients: [recipient],
                    subject: "Symptoms", body: "Does this arrive?",
                    route: .server(name: homeServer, port: 25))))
        let log = Self.patiently(&server) { server in
            ServerSide(server.journal.suffix(from: first), host: homeServer)
        } isComplete: {
            $0.happening != nil
        }
        return Symptom(
            which: which, isConnected: user.isConnected, failure: user.failure,
            connectTime: user.connectTime, serverLine: user.serverLine, userTime: user.toldTime,
            userReason: user.reason, syns: user.syns, cameBack: user.cameBack,
            mailLog: log.happening, mailLogTime: log.time)
    }

    /// Runs until all is quiet, and where somebody still waits for a timer, some time longer: a
    /// greeting is waited for five minutes (RFC 5321 §4.5.3.2.1).
    private static func patiently<Side>(
        _ bench: inout Workbench, _ look: (Workbench) -> Side, isComplete: (Side) -> Bool
    ) -> Side {
        _ = bench.run(until: .quiet)
        let side = look(bench)
        if isComplete(side) { return side }
        _ = bench.run(until: .moment(bench.now + .minutes(20)))
        return look(bench)
    }

    /// A fresh world in which port 25 of the target is closed in this way for the two customers.
    private func prepared(for which: SymptomCase) throws(Trouble) -> Workbench {
        var bench = try Workbench(blueprint, seed: seed)
        let node = bench.world.machines[try bench.world.machine(router)].node
        let server = bench.world.machines[try bench.world.machine(target)]
        bench.world.network.setFirewall(nil, on: node)
        if let verdict = which.verdict {
            let rule = FirewallRule(
                verdict, .tcp,
                to: RuleEnd(
                    AddressExpression(
                        bench.world.network.addresses(of: server.node).compactMap {
                            IPPrefix($0, length: $0.bitWidth)
                        }), ports: PortRanges(25)),
                name: "symptoms")
            do throws(AddressBook.Problem) {
                bench.world.network.setFirewall(try Firewall(rules: [rule]), on: node)
            } catch { throw Trouble("trouble.no-symptoms-here") }
        }
        switch which {
        case .closedPort: bench.world.network.stopListening(on: server.node, port: 25)
        case .smtpRefusal:
            let index = try bench.world.machine(target)
            bench.world.machines[index].mailHost?.setClientRefusal(
                ClientRefusal(everyClient, at: .greeting))
        case .open, .reset, .portUnreachable, .hostUnreachable, .prohibited, .drop, .tarpit:
            break
        }
        return bench
    }

    /// The two customers' addresses: what the server refuses.
    private var everyClient: [IPPrefix] {
        blueprint.hosts.filter { $0.name == client || $0.name == homeServer }
            .compactMap { $0.address.flatMap { IPPrefix($0, length: $0.bitWidth) } }
    }
}

/// What the journal tells of the customer's mail program.
private struct UserSide {
    var isConnected = false
    var failure: TransportFailure?
    var connectTime = Interval.zero
    var serverLine: String?
    var toldTime: Interval?
    var reason: Note?
    var syns: [Interval] = []
    var cameBack: String?

    init(_ journal: Journal, client: String) {
        var began: Instant?
        var connection: Int?
        for event in journal where event.host == client {
            let passed = began.map { event.moment - $0 } ?? .zero
            switch event.what {
            case .connection(.opening(let there)) where there.port == 25:
                began = event.moment
                connection = event.connection
            case .connection(.opened) where event.connection == connection:
                isConnected = true
                connectTime = passed
            case .connection(.failed(let failure, _)) where event.connection == connection:
                self.failure = failure
                if !isConnected { connectTime = passed }
            case .lines(.heard, _, let octets) where event.connection == connection:
                serverLine = serverLine ?? Self.firstLine(octets)
            case .answer(.sendFinished(_, _, let refused)):
                toldTime = passed
                reason = refused.first?.reason
            case .packet(let stage, let facts):
                guard began != nil else { continue }
                see(stage, facts, passed)
            case _: continue
            }
        }
    }

    private static func firstLine(_ octets: [UInt8]) -> String {
        String(decoding: octets.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
    }

    private mutating func see(
        _ stage: Event.PacketStage, _ facts: Event.PacketFacts, _ passed: Interval
    ) {
        guard let packet = IPPacket(facts.octets) else { return }
        switch (stage, packet.protocolNumber) {
        case (.sent, .tcp):
            if let segment = packet.tcpSegment, segment.flags == .syn,
                segment.destinationPort == 25
            {
                syns.append(passed)
            }
        case (.delivered, .tcp):
            if let segment = packet.tcpSegment, segment.sourcePort == 25 {
                cameBack = cameBack ?? "\(segment.flags)"
            }
        case (.delivered, .icmp), (.delivered, .icmpV6):
            // What the message quotes is known already.
            cameBack = cameBack ?? packet.icmpSummary?.split(separator: " (").first.map(String.init)
        case _: break
        }
    }
}

/// What the log of the mail server at home says in the end.
private struct ServerSide {
    var happening: MailHappening?
    var time: Interval?

    init(_ events: some Sequence<Event>, host: String) {
        var began: Instant?
        for event in events where event.host == host {
            guard case .mail(let happening) = event.what else { continue }
            switch happening {
            case .attempting: began = began ?? event.moment
            case .relayed, .deferred, .bounced:
                guard self.happening == nil else { continue }
                self.happening = happening
                time = began.map { event.moment - $0 }
            case .queued, .delivered, .removed, .loggedIn, .loginFailed, .fetched,
                .mailboxChanged:
                continue
            }
        }
    }
}
