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
        case .resolve(let host, let name, let type):
            return try resolve(host, name, type, action)
        case .connect(let host, let target, let port):
            let index = try machine(host)
            guard addressKnown(target) != nil || (DNSName(target)?.isRoot == false) else {
                throw Trouble("trouble.bad-name", ["name": target])
            }
            if !target.contains("."), addressKnown(target) == nil {
                throw Trouble("trouble.no-such-host", ["host": target])
            }
            let cause = note(.action(action), on: index, because: nil)
            try openTerminal(index, target, port, because: cause)
            return cause
        case .say(let terminal, let octets):
            let index = try openTerminalMachine(terminal)
            let cause = note(
                .action(action), on: index, connection: terminals[terminal - 1].connection,
                because: nil)
            say(octets, terminal: terminal, because: cause)
            return cause
        case .disconnect(let terminal):
            let index = try openTerminalMachine(terminal)
            let cause = note(
                .action(action), on: index, connection: terminals[terminal - 1].connection,
                because: nil)
            disconnect(terminal: terminal, because: cause)
            terminals[terminal - 1].state = .ended
            return cause
        case .ping(let host, let target): return try ping(host, target, action)
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
        case .setCleartextPasswords(let host, let isOn):
            let index = try machine(host)
            guard machines[index].mailHost != nil else {
                throw Trouble("trouble.no-mail-server", ["host": host])
            }
            let cause = note(.action(action), on: index, because: nil)
            machines[index].mailHost?.setCleartextPasswords(isOn)
            return cause
        }
    }

    func machine(_ name: String) throws(Trouble) -> Int {
        guard let index = machineByName[name] else {
            throw Trouble("trouble.no-such-host", ["host": name])
        }
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

    private mutating func resolve(
        _ host: String, _ name: String, _ type: String, _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try machine(host)
        guard let recordType = RecordType(name: type) else {
            throw Trouble("trouble.bad-record-type", ["type": type])
        }
        guard machines[index].stub != nil else {
            throw Trouble("trouble.no-resolver", ["host": host])
        }
        let dnsName: DNSName
        if recordType == .ptr, let address = IPAddress(name) {
            dnsName = DNSName(reverseOf: address)
        } else if let parsed = DNSName(name) {
            dnsName = parsed
        } else {
            throw Trouble("trouble.bad-name", ["name": name])
        }
        let cause = note(.action(action), on: index, because: nil)
        // A look-up by hand belongs to no program: terminal 0 is nobody.
        var turn = Turn(now: now, cause: cause, log: CausalLog(startingAt: journal.nextNumber))
        turn.act(.resolve(token: 0, dnsName, recordType))
        carryOut(turn.log, of: .terminal(0), on: index)
        return cause
    }

    private mutating func ping(
        _ host: String, _ target: String, _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try machine(host)
        guard let address = addressKnown(target) ?? addressOfHost(target) else {
            throw Trouble("trouble.no-such-host", ["host": target])
        }
        let cause = note(.action(action), on: index, because: nil)
        let identifier = UInt16(truncatingIfNeeded: pingCount + 1)
        pingCount += 1
        pings[identifier] = (index, now, cause)
        if pings.count > 64 { pings.removeFirst() }
        let node = machines[index].node
        network {
            $0.ping(
                from: node, to: address, identifier: identifier, sequence: 1, because: cause,
                into: &$1)
        }
        return cause
    }

    func addressOfHost(_ name: String) -> IPAddress? {
        machineByName[name].flatMap { network.address(of: machines[$0].node) }
    }

    // MARK: mail programs

    private mutating func send(
        _ order: SendOrder, _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try machine(order.host)
        guard let own = machines[index].plan.address else {
            throw Trouble("trouble.not-a-host", ["host": order.host])
        }
        let server = try server(for: order)
        let number = messageCount + 1
        let task: SendTask.Order
        do {
            task = try SendTask.Order(
                LetterOrder(
                    from: order.from, envelopeFrom: order.envelopeFrom,
                    recipients: order.recipients, subject: order.subject, body: order.body,
                    letter: order.letter, date: blueprint.calendar.mailDate(now),
                    messageID: "\(number).\(seed).\(machines[index].plan.name)"),
                helloName: helloName(of: index, own),
                login: account(for: order, server: server), server: server)
        } catch {
            throw Trouble("trouble.bad-address", ["address": error.address])
        }
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
        machines[index].plan.mail == nil ? "[\(own)]" : machines[index].plan.mailName
    }

    private func server(for order: SendOrder) throws(Trouble) -> Courier.Target? {
        switch order.route {
        case .direct: return nil
        case .server(let name, let port):
            if !name.contains("."), addressKnown(name) == nil {
                throw Trouble("trouble.no-such-host", ["host": name])
            }
            return .server(name: name, port: port, address: addressKnown(name))
        case nil:
            guard let host = mailHost(ofAccount: order.from) else {
                throw Trouble("trouble.no-server-for", ["address": order.from])
            }
            return .server(
                name: machines[host].plan.name, port: MailService.submission.port,
                address: addressKnown(machines[host].plan.name))
        }
    }

    /// The account whose name and password the server knows, if the sender has one there.
    private func account(
        for order: SendOrder, server: Courier.Target?
    ) -> (login: String, password: String)? {
        guard case .server(let name, _, let address) = server,
            let host = mailHost(ofAccount: order.from),
            machines[host].plan.name == name
                || machines[host].plan.address == address
                    && address != nil,
            let account = machines[host].plan.mail?.accounts.first(where: {
                $0.login.lowercased() == order.from.lowercased()
            })
        else { return nil }
        return (account.login, account.password)
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
        let index = try machine(order.host)
        guard let host = mailHost(ofAccount: order.login),
            let account = machines[host].plan.mail?.accounts.first(where: {
                $0.login.lowercased() == order.login.lowercased()
            })
        else { throw Trouble("trouble.no-such-account", ["address": order.login]) }
        let service: MailService = order.using == .pop3 ? .pop3 : .imap
        let name = machines[host].plan.name
        let cause = note(.action(action), on: index, because: nil)
        taskCount += 1
        fetchTasks[taskCount] = true
        var fetch = FetchTask(
            login: account.login, password: account.password,
            server: .server(name: name, port: service.port, address: addressKnown(name)),
            service: service, deletes: order.deletes)
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
        let order = SendOrder(
            host: machines[index].plan.name, from: bot.from, recipients: bot.victims,
            subject: "You have won", body: "Reply at once to claim your prize.", route: .direct)
        // The blueprint was checked when the world was built, so that this cannot fail.
        _ = try? send(order, .send(order))
    }
}

extension HostPlan {
    /// The name with which its mail server introduces itself.
    var mailName: String {
        if name.contains(".") { return name }
        return mail?.domains.first.map { "\(name).\($0)" } ?? name
    }
}
