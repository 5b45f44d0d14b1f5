import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// What a learner does.
extension World {
    /// Does an action at the present moment; returns its event. Nothing else happens until `tick`.
    ///
    /// Whatever cannot be done is refused before anything is written down.
    @discardableResult
    package mutating func perform(_ action: Action) throws(Trouble) -> Cause {
        switch action {
        case .send(let order): return try send(order, action)
        case .fetch(let order): return try fetch(order, action)
        case .resolve(let host, let name, let type, let server, let overTCP):
            return try resolve(host, name, type, server, overTCP: overTCP, action)
        case .connect(let host, let target, let port, let security):
            return try connect(host, target, port, security, action)
        case .say(let terminal, let text):
            let index = try openTerminalMachine(terminal)
            let cause = note(
                .action(action), on: index, connection: terminals[terminal - 1].connection,
                because: nil)
            say(text.octets, terminal: terminal, because: cause)
            return cause
        case .startTLS(let terminal, let acceptsAny):
            let index = try openTerminalMachine(terminal)
            try checkStartTLS(terminals[terminal - 1])
            let cause = note(
                .action(action), on: index, connection: terminals[terminal - 1].connection,
                because: nil)
            startTLS(terminal: terminal, acceptsAny, because: cause)
            return cause
        case .disconnect(let terminal):
            let index = try openTerminalMachine(terminal)
            let cause = note(
                .action(action), on: index, connection: terminals[terminal - 1].connection,
                because: nil)
            disconnect(terminal: terminal, because: cause)
            terminals[terminal - 1].state = .ended
            return cause
        case .probe(let order): return try startProbe(order, action)
        case .changeLink(let change): return try changeLink(change, action)
        case .placeTap(let a, let b): return try placeTap(a, b, action)
        case .removeTap(let a, let b): return try removeTap(a, b, action)
        case .crash(let host): return try crash(host, action)
        case .restart(let host): return try restart(host, action)
        case .setOP25B(let host, let isOn, let verdict):
            return try setOutbound(host, action) { policy in
                policy.isOn = isOn
                if let verdict { policy.verdict = verdict.forFirewall }
            }
        case .setOP25BStage(let host, let stage):
            return try setOutbound(host, action) { policy in
                policy.isOn = stage.forFirewall != nil
                if let stage = stage.forFirewall { policy.stage = stage }
            }
        case .setIP25B(let host, let isOn, let verdict):
            return try setInbound(host, isOn, verdict, action)
        case .setClientRefusal(let host, let point):
            return try setClientRefusal(host, point, action)
        case .changeFirewall(let host, let change):
            return try changeFirewall(host, change, action)
        case .set(let host, let setting): return try set(host, setting, action)
        case .placeAttacker(let order): return try placeAttacker(order, action)
        case .removeAttacker(let host): return try removeAttacker(host, action)
        case .signIn(let login): return try signIn(login, action)
        case .guest(let order): return try guest(order, action)
        case .drawSecret(let secret): return try drawSecret(secret, action)
        case .publish(let host): return try publish(host, action)
        case .shutDown(let host): return try shutDown(host, action)
        }
    }

    private mutating func connect(
        _ host: String, _ target: String, _ port: UInt16, _ security: HandSecurity?,
        _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try runningMachine(host)
        let known = addressKnown(target, from: index)
        guard known != nil || (DNSName(target)?.isRoot == false) else {
            throw Trouble("trouble.bad-name", ["name": target])
        }
        if !target.contains("."), known == nil {
            throw Trouble("trouble.no-such-host", ["host": target])
        }
        let cause = note(.action(action), on: index, because: nil)
        try openTerminal(index, target, port, security, because: cause)
        return cause
    }

    func machine(_ name: String) throws(Trouble) -> Int {
        guard let index = machineByName[name] else {
            throw Trouble("trouble.no-such-host", ["host": name])
        }
        return index
    }

    /// A host that has power, for what its user wants to do there.
    func runningMachine(_ name: String) throws(Trouble) -> Int {
        let index = try machine(name)
        guard machines[index].isUp else { throw Trouble("trouble.host-is-down", ["host": name]) }
        return index
    }

    private func openTerminalMachine(_ number: Int) throws(Trouble) -> Int {
        guard terminals.indices.contains(number - 1) else {
            throw Trouble("trouble.no-connection")
        }
        let terminal = terminals[number - 1]
        switch terminal.state {
        case .open, .closedByPeer: return terminal.machine
        case .resolving, .connecting: throw Trouble("trouble.not-connected-yet")
        case .ended, .failed: throw Trouble("trouble.no-connection")
        }
    }

    /// An address of a host of this world, for somebody at another one.
    func addressOfHost(_ name: String, from index: Int) -> IPAddress? {
        guard let other = machineByName[name] else { return nil }
        return best(network.addresses(of: machines[other].node), from: index)
    }

    // MARK: mail programs

    private mutating func send(
        _ order: SendOrder, _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try runningMachine(order.host)
        guard let own = machines[index].plan.addresses.first else {
            throw Trouble("trouble.not-a-host", ["host": order.host])
        }
        let security = security(of: order)
        let server = try server(for: order, security, from: index)
        let identity = try identity(for: order, server: server)
        let number = messageCount + 1
        var task: SendTask.Order
        do {
            task = try SendTask.Order(
                LetterOrder(
                    from: order.from, envelopeFrom: order.envelopeFrom,
                    recipients: order.recipients, subject: order.subject, body: order.body,
                    letter: order.letter, date: blueprint.calendar.mailDate(now),
                    messageID: messageID(number, on: machines[index].plan)),
                helloName: helloName(of: index, own),
                identity: identity, server: server)
        } catch {
            throw Trouble("trouble.bad-address", ["address": error.address])
        }
        task.families = machines[index].plan.families
        task.security = security
        messageCount = number
        let cause = note(.action(action), on: index, message: number, because: nil)
        taskCount += 1
        taskMessages[taskCount] = number
        var send = SendTask(task, dice: dice.stream("send \(taskCount)"))
        start(taskCount, on: index, because: cause) { turn in
            send.start(in: &turn)
            return .send(send, message: number)
        }
        return cause
    }

    /// The local part of a Message-ID: of each run of a world another.
    private func messageID(_ number: Int, on plan: HostPlan) -> String {
        "\(number).\(WorldChance.tag(of: seed)).\(plan.name)" + (run == 0 ? "" : ".\(run)")
    }

    /// Puts a task on a host and carries out its first acts.
    private mutating func start(
        _ number: Int, on index: Int, because cause: Cause,
        _ body: (inout Turn) -> ClientTask
    ) {
        var turn = Turn(now: now, cause: cause, log: CausalLog(startingAt: journal.nextNumber))
        machines[index].tasks[number] = body(&turn)
        carryOut(turn.log, of: .task(number), on: index)
    }

    /// A PC introduces itself by its address (RFC 5321 §4.1.3), a server by its name.
    private func helloName(of index: Int, _ own: IPAddress) -> String {
        machines[index].plan.mail == nil ? own.literal : machines[index].plan.mailName
    }

    private func server(
        for order: SendOrder, _ security: TransportSecurity, from index: Int
    ) throws(Trouble) -> Courier.Target? {
        switch order.route {
        case .direct: return nil
        case .server(let name, let port):
            let known = addressKnown(name, from: index)
            if !name.contains("."), known == nil {
                throw Trouble("trouble.no-such-host", ["host": name])
            }
            return .server(name: name, port: port, address: known)
        case nil:
            guard let host = mailHost(ofAccount: order.from) else {
                throw Trouble("trouble.no-server-for", ["address": order.from])
            }
            let secure = security == .implicit ? MailService.submission.securePort : nil
            return .server(
                name: machines[host].plan.name, port: secure ?? MailService.submission.port,
                address: addressKnown(machines[host].plan.name, from: index))
        }
    }

    /// The host that keeps an account.
    func mailHost(ofAccount login: String) -> Int? {
        machines.firstIndex { machine in
            machine.plan.mail?.accounts.contains { $0.login.lowercased() == login.lowercased() }
                ?? false
        }
    }

    private mutating func fetch(
        _ order: FetchOrder, _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try runningMachine(order.host)
        guard let host = mailHost(ofAccount: order.login),
            let account = machines[host].plan.mail?.accounts.first(where: {
                $0.login.lowercased() == order.login.lowercased()
            })
        else { throw Trouble("trouble.no-such-account", ["address": order.login]) }
        let service: MailService = order.using == .pop3 ? .pop3 : .imap
        guard order.way != .apop || service == .pop3 else {
            throw Trouble("trouble.apop-is-pop3")
        }
        let name = machines[host].plan.name
        let security = order.security ?? (needsTLS(host) ? .implicit : .clear)
        let port = (security == .implicit ? service.securePort : nil) ?? service.port
        let cause = note(.action(action), on: index, because: nil)
        taskCount += 1
        fetchTasks[taskCount] = true
        var fetch = FetchTask(
            as: identity(account, at: host, order.way),
            server: .server(name: name, port: port, address: addressKnown(name, from: index)),
            service: service, deletes: order.deletes, families: machines[index].plan.families,
            security: security)
        start(taskCount, on: index, because: cause) { turn in
            fetch.start(in: &turn)
            return .fetch(fetch)
        }
        return cause
    }

    // MARK: bots

    /// A spam bot's hour has come: one letter to each victim, straight to their MX hosts.
    mutating func runBot(_ index: Int) {
        guard let bot = machines[index].plan.bot else { return }
        agenda.push(index, at: now + bot.every)
        guard machines[index].isUp else { return }
        let order = SendOrder(
            host: machines[index].plan.name, from: bot.from, recipients: bot.victims,
            subject: "You have won", body: "Reply at once to claim your prize.", route: .direct)
        // The blueprint was checked when the world was built, so that this cannot fail.
        _ = try? send(order, .send(order))
    }
}

extension HostPlan {
    /// Its addresses, IPv4 first: a PC that has both introduces itself by that.
    var addresses: [IPAddress] { [address, address6].compactMap { $0 } }

    /// Over which families it asks, and is asked.
    var families: AddressFamilies { AddressFamilies(of: addresses) }

    /// The name with which its mail server introduces itself.
    var mailName: String {
        if name.contains(".") { return name }
        return mail?.domains.first.map { "\(name).\($0)" } ?? name
    }
}
