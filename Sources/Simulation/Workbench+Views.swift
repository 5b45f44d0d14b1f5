import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// What the present moment looks like.
extension Workbench {
    package var hosts: [HostView] {
        world.machines.indices.filter { !world.machines[$0].isGone }.map { view(of: $0) }
    }

    package func host(named name: String) -> HostView? {
        world.machineByName[name].map { view(of: $0) }
    }

    private func view(of index: Int) -> HostView {
        let machine = world.machines[index]
        var ports = machine.plan.mail?.ports ?? []
        if machine.plan.nameService != nil { ports.append(dnsPort) }
        ports.sort()
        let own = machine.plan.isRouter ? linkAddresses(of: machine.plan.name) : []
        return HostView(
            name: machine.plan.name, address: world.network.address(of: machine.node),
            addresses: machine.plan.addresses + own, plan: machine.plan, listening: ports)
    }

    /// The addresses of a router on its links to other routers.
    private func linkAddresses(of router: String) -> [IPAddress] {
        blueprint.links.flatMap { link -> [IPAddress] in
            if link.a == router { return [link.addressA] + [link.addressA6].compactMap { $0 } }
            if link.b == router { return [link.addressB] + [link.addressB6].compactMap { $0 } }
            return []
        }
    }

    /// Every account in the order of the world file, with the host that keeps it.
    package var accounts: [(login: String, password: String, host: String)] {
        world.machines.flatMap { machine in
            (machine.plan.mail?.accounts ?? []).map {
                ($0.login, $0.password, machine.plan.name)
            }
        }
    }

    package func mailbox(
        of login: String, named name: String = "INBOX"
    ) throws(Trouble) -> [MailboxRow] {
        for machine in world.machines {
            guard let rows = machine.mailHost?.listing(of: login, mailbox: name) else { continue }
            return rows.map {
                MailboxRow(
                    uid: $0.uid, flags: $0.flags, size: $0.octets.count,
                    internalDate: $0.internalDate, octets: $0.octets, from: $0.from, to: $0.to,
                    subject: $0.subject, date: $0.date)
            }
        }
        throw Trouble("trouble.no-such-account", ["address": login])
    }

    package func queue(of host: String) throws(Trouble) -> [QueueRow] {
        let index = try world.machine(host)
        guard let mailHost = world.machines[index].mailHost else {
            throw Trouble("trouble.no-mail-server", ["host": host])
        }
        return mailHost.queue.values.map { message in
            QueueRow(
                queueID: message.id, message: world.queuedMessages["\(host) \(message.id)"],
                from: message.sender.bare, recipients: message.waiting.map(\.path.bare),
                size: message.octets.count, arrived: message.arrived,
                attempts: message.attempts, nextAttempt: message.nextAttempt,
                reason: message.waiting.compactMap(\.reason).last)
        }
    }

    /// Connections opened by hand, the latest last; numbers start at 1.
    package var terminals: [TerminalView] {
        world.terminals.map { terminal in
            TerminalView(
                number: terminal.number, host: world.machines[terminal.machine].plan.name,
                target: terminal.target, port: terminal.port, state: terminal.state,
                connection: terminal.connection, heard: terminal.heard,
                security: terminal.security, reason: terminal.reason)
        }
    }

    /// The number of the latest message made by `send` or taken into a queue.
    package var latestMessage: Int? { world.messageCount > 0 ? world.messageCount : nil }

    /// Where a letter is on its way, for step and lab: the phase that an event belongs to.
    package func phase(of event: Event) -> Event.Phase? { event.phase }

    /// The event completes an exchange: an answer that a client got.
    package func completesExchange(_ event: Event) -> Bool {
        var low = 0
        var high = world.exchangeEnds.count
        while low < high {
            let middle = (low + high) / 2
            if world.exchangeEnds[middle] < event.number { low = middle + 1 } else { high = middle }
        }
        return low < world.exchangeEnds.count && world.exchangeEnds[low] == event.number
    }

    /// The question event that an answer event belongs to (for showing exchanges as pairs).
    package func question(of event: Event) -> Event? {
        switch event.what {
        case .dns(.answered(let question, _, _, _)):
            return last(before: event) { candidate in
                if case .dns(.asked(let asked, _)) = candidate.what { return asked == question }
                return false
            }
        case .connection(.opened), .connection(.failed):
            return last(before: event) { candidate in
                guard candidate.connection == event.connection else { return false }
                if case .connection(.opening) = candidate.what { return true }
                return false
            }
        case .lines(.heard, _, _):
            return last(before: event) { candidate in
                guard candidate.connection == event.connection else { return false }
                if case .lines(.sent, _, _) = candidate.what { return true }
                return false
            }
        case .tls(.secured), .tls(.failed): return clientHello(before: event)
        case .action, .packet, .firewall, .tcpState, .connection, .dns, .lines, .tls, .note,
            .mail, .answer, .overheard, .attack:
            return nil
        }
    }

    /// The first record that the host of an event sent on its connection.
    private func clientHello(before event: Event) -> Event? {
        var found: Event?
        var number = event.number - 1
        while number >= 1, let candidate = journal[number: number] {
            number -= 1
            guard candidate.connection == event.connection, candidate.host == event.host else {
                continue
            }
            switch candidate.what {
            case .tls(.records(.sent, _, _)): found = candidate
            case .connection(.opened), .tls(.begins): return found
            case .action, .packet, .firewall, .tcpState, .connection, .dns, .lines, .tls, .note,
                .mail, .answer, .overheard, .attack:
                continue
            }
        }
        return found
    }

    private func last(before event: Event, _ test: (Event) -> Bool) -> Event? {
        var number = event.number - 1
        while number >= 1, let candidate = journal[number: number] {
            if candidate.host == event.host, test(candidate) { return candidate }
            number -= 1
        }
        return nil
    }

    /// For `dns` and `lines` events: the name of the host at the other end.
    package func peer(of event: Event) -> String? {
        switch event.what {
        case .dns(.asked(_, let server)): return hostName(of: server)
        case .dns(.answered):
            return question(of: event).flatMap { peer(of: $0) }
        case .dns(.sent(_, let to, _)): return hostName(of: "\(to.address)")
        case .dns(.heard(_, let from, _)): return hostName(of: "\(from.address)")
        case .connection(.opening(let peer)), .connection(.opened(let peer)),
            .connection(.accepted(let peer)), .connection(.failed(_, let peer)):
            return hostName(of: "\(peer.address)")
        case .packet(_, let facts):
            return IPPacket(facts.octets).map { hostName(of: "\($0.destination)") }
        case .connection, .lines, .tcpState, .tls, .attack:
            guard let connection = event.connection else { return nil }
            return otherEnd(of: connection, from: event.host)
        case .overheard(let facts): return hostName(of: "\(facts.server.address)")
        case .action, .firewall, .note, .mail, .answer: return nil
        }
    }

    private func otherEnd(of connection: Int, from host: String) -> String? {
        guard let ends = ends(of: connection) else { return nil }
        return ends.opener == host ? hostName(of: "\(ends.server.address)") : ends.opener
    }

    /// The server's end of a connection, and who opened it.
    package func ends(of connection: Int) -> (opener: String, server: Endpoint)? {
        guard let facts = world.connections[connection] else { return nil }
        return (world.machines[facts.opener].plan.name, facts.server)
    }

    /// The host that owns an address, or the address as text.
    package func hostName(of address: String) -> String {
        guard let parsed = IPAddress(address), let node = world.network.node(owning: parsed) else {
            return address
        }
        return world.network.name(of: node)
    }

    /// Protocol verbs valid in the present state of the terminal's connection (for completion).
    package func validVerbs(terminal number: Int) -> [String] {
        guard world.terminals.indices.contains(number - 1) else { return [] }
        let terminal = world.terminals[number - 1]
        guard let connection = terminal.connection else { return [] }
        // Behind a home router the server has another address than the one that was dialled.
        for (index, machine) in world.machines.enumerated() {
            let verbs = machine.mailHost?.validVerbs { key in
                world.owner(of: key, on: index)?.facts.connection == connection
            }
            if let verbs { return verbs }
        }
        return []
    }

    /// What a protocol line means (verbs, reply codes), or a look-up of a name; empty when nothing
    /// is known of it.
    package func explanation(of event: Event) -> [Note] {
        if case .dns(let stage) = event.what { return NameExplainer.explain(stage) }
        if case .overheard(let facts) = event.what { return [facts.note] }
        if case .tls(let stage) = event.what { return explanation(of: stage, event) }
        if case .attack(let deed) = event.what { return deed.notes + [deed.lesson] }
        guard case .lines(_, let spoken, let octets) = event.what,
            let connection = event.connection
        else { return [] }
        let isFromServer = isSaidByServer(event, connection)
        let service: MailService
        switch spoken {
        case .smtp: service = .smtp
        case .submission: service = .submission
        case .pop3: service = .pop3
        case .imap: service = .imap
        case .text: return []
        }
        return ProtocolExplainer.explain(
            octets, service: service, isFromServer: isFromServer,
            after: saidBefore(event, by: connection))
    }

    /// What the other side had said last before these lines, as their host saw it.
    private func saidBefore(_ event: Event, by connection: Int) -> [UInt8] {
        guard case .lines(let direction, _, _) = event.what else { return [] }
        for earlier in journal.prefix(Int(event.number) - 1).reversed()
        where earlier.connection == connection && earlier.host == event.host {
            if case .lines(let other, _, let octets) = earlier.what, other != direction {
                return octets
            }
        }
        return []
    }

    private func isSaidByServer(_ event: Event, _ connection: Int) -> Bool {
        guard case .lines(let direction, _, _) = event.what,
            let ends = ends(of: connection)
        else { return false }
        return (ends.opener == event.host) == (direction == .heard)
    }
}
