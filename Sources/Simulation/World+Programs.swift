import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// Programs are handed what happens, and their acts are carried out.
extension World {
    /// Hands an input to a program, writes down what it does, and does it.
    mutating func feed(
        _ index: Int, _ program: ProgramID, _ input: ProgramInput, because cause: Cause?
    ) {
        switch program {
        case .terminal(let number):
            feedTerminal(number, input, because: cause)
            return
        case .guest(let number):
            feedGuest(number, input, because: cause)
            return
        case .nameService, .stub:
            feedNames(index, program, input, because: cause)
            return
        case .probe(let number):
            feedProbe(number, input, because: cause)
            return
        case .attacker:
            feedAttacker(index, input, because: cause)
            return
        case .mailServer, .task: break
        }
        var turn = Turn(
            now: now, cause: cause, log: CausalLog(startingAt: journal.nextNumber))
        switch program {
        case .mailServer:
            // Taken out and put back, so that the change is made in place.
            var host: MailHost?
            swap(&host, &machines[index].mailHost)
            host?.handle(input, in: &turn)
            swap(&host, &machines[index].mailHost)
            noteDiskChanges(on: index)
        case .task(let number):
            guard var task = machines[index].tasks.removeValue(forKey: number) else { return }
            let isOver: Bool
            switch task {
            case .send(var send, let message):
                send.handle(input, in: &turn)
                task = .send(send, message: message)
                isOver = send.isOver
            case .fetch(var fetch):
                fetch.handle(input, in: &turn)
                task = .fetch(fetch)
                isOver = fetch.isOver
            }
            if !isOver { machines[index].tasks[number] = task }
        case .terminal, .probe, .nameService, .stub, .attacker, .guest: break
        }
        carryOut(turn.log, of: program, on: index)
    }

    /// Writes a program's acts into the journal, then carries them out in order.
    mutating func carryOut(_ log: CausalLog<ProgramAct>, of program: ProgramID, on index: Int) {
        for item in log.items { record(item, of: program, on: index) }
        actsUnderWay += 1
        for item in log.items { perform(item, of: program, on: index) }
        actsUnderWay -= 1
        renewDeadlines(of: index)
        tellDrains()
    }

    /// A socket has sent all that it was given; its program hears of it once nothing that was done
    /// before is still being carried out. It would give more octets at once, and they would
    /// overtake those that the rest of its acts are about.
    mutating func drained(_ socket: SocketID, because cause: Cause) {
        lateDrains.append((socket, cause))
        tellDrains()
    }

    /// Tells programs that their sockets have sent all, one after another.
    ///
    /// What comes of it waits for its turn in the loop: a thousand connections that have sent all
    /// at once would be a thousand calls one inside the other.
    mutating func tellDrains() {
        guard !isTellingDrains else { return }
        isTellingDrains = true
        defer { isTellingDrains = false }
        while actsUnderWay == 0, let (socket, cause) = lateDrains.first {
            lateDrains.removeFirst()
            let isAgain = lateDrains.contains { $0.socket == socket }
            guard !isAgain, network.unsentCount(of: socket) == 0, let owner = owners[socket]
            else { continue }
            feed(owner.machine, owner.program, .drained(owner.key), because: cause)
        }
    }

    private func facts(_ index: Int, _ program: ProgramID, _ key: ConnectionKey?) -> FlowFacts? {
        guard let key, let socket = sockets[SocketName(machine: index, program: program, key: key)]
        else { return nil }
        return owners[socket]?.facts
    }

    private func isSecured(_ index: Int, _ program: ProgramID, _ key: ConnectionKey) -> Bool {
        sockets[SocketName(machine: index, program: program, key: key)]
            .map { channels[$0] != nil } ?? false
    }

    mutating func record(
        _ item: CausalLog<ProgramAct>.Item, of program: ProgramID, on index: Int
    ) {
        var connection: Int?
        var message: Int?
        var phase: Event.Phase?
        var isSecured = false
        let what: Event.What
        switch item.entry {
        case .connect(_, let endpoint, _):
            // The number that `perform` gives it; connections are numbered in this order.
            connectionCount += 1
            connection = connectionCount
            phase = openingPhase(program, on: index)
            what = .connection(.opening(endpoint))
        case .send(let key, let octets):
            let facts = facts(index, program, key)
            connection = facts?.connection
            phase = facts?.phase
            isSecured = self.isSecured(index, program, key)
            if case .guest(let number) = program {
                what = guestOctets(number, octets, .sent, facts?.spoken ?? .text)
            } else if let records = overhear(octets, from: program, key, on: index) {
                what = records
            } else {
                what = sent(octets, facts, of: program, key, on: index)
            }
        case .close(let key):
            connection = facts(index, program, key)?.connection
            what = .connection(.closing)
        case .abort(let key):
            connection = facts(index, program, key)?.connection
            what = .connection(.aborting)
        case .startTLS(let key, _):
            let facts = facts(index, program, key)
            connection = facts?.connection
            phase = facts?.phase
            what = .tls(.begins)
        case .resolve(_, let name, let type):
            phase = lookupPhase(program, on: index)
            let server = machines[index].stub?.servers.first
            what = .dns(
                .asked(
                    question: "\(type) \(name)", server: server.map { "\($0)" } ?? ""))
        case .note(let key, let note):
            connection = facts(index, program, key)?.connection
            what = .note(note)
        case .mail(let happening, let key):
            connection = facts(index, program, key)?.connection
            message = self.message(of: happening, on: index, because: item.cause)
            phase = Self.phase(of: happening)
            what = .mail(happening)
        case .finished(let outcome):
            what = .answer(self.outcome(outcome, of: program, on: index))
        }
        write(
            what, number: item.id.number, host: machines[index].plan.name,
            connection: connection, message: message, because: item.cause, phase: phase,
            isSecured: isSecured)
    }

    private func openingPhase(_ program: ProgramID, on index: Int) -> Event.Phase? {
        switch program {
        case .mailServer: .relay
        case .task(let number): isFetch(number, on: index) ? .retrieval : .connection
        case .terminal, .probe, .nameService, .stub, .attacker, .guest: nil
        }
    }

    private func lookupPhase(_ program: ProgramID, on index: Int) -> Event.Phase? {
        switch program {
        case .mailServer: .mxLookup
        case .task(let number): isFetch(number, on: index) ? .retrieval : .nameResolution
        case .terminal, .probe, .nameService, .stub, .attacker, .guest: nil
        }
    }

    private func isFetch(_ number: Int, on index: Int) -> Bool {
        if case .fetch = machines[index].tasks[number] { return true }
        return fetchTasks[number] != nil
    }

    private static func phase(of happening: MailHappening) -> Event.Phase? {
        switch happening {
        case .attempting, .relayed: .relay
        case .delivered: .delivery
        case .fetched: .retrieval
        case .queued, .deferred, .bounced, .removed, .loggedIn, .loginFailed, .mailboxChanged: nil
        }
    }

    private mutating func outcome(
        _ outcome: ClientOutcome, of program: ProgramID, on index: Int
    ) -> Event.Outcome {
        switch outcome {
        case .sent(let accepted, let refused):
            var message = 0
            if case .task(let number) = program { message = taskMessages[number] ?? 0 }
            return .sendFinished(
                message: message, accepted: accepted,
                refused: refused.map { .init(recipient: $0.recipient, reason: $0.reason) })
        case .fetched(let login, let letters, let failure):
            return .fetchFinished(
                login: login, letters: letters.map(\.octets), failure: failure)
        }
    }

    /// The message that a happening is about; one that nobody knew gets the next number.
    private mutating func message(
        of happening: MailHappening, on index: Int, because cause: Cause?
    ) -> Int? {
        let host = machines[index].plan.name
        func queueKey(_ id: String) -> String { "\(host) \(id)" }
        switch happening {
        case .queued(let id, let from, _, _):
            let inherited = cause.flatMap { journal[number: $0.number] }
            let known: Int?
            if case .mail(.bounced) = inherited?.what {
                known = nil
            } else {
                known = inherited?.message
            }
            _ = from
            let number = known ?? nextMessage()
            queuedMessages[queueKey(id)] = number
            return number
        case .attempting(let id, _, _), .relayed(let id, _, _, _), .deferred(let id, _, _, _, _),
            .bounced(let id, _, _, _), .removed(let id):
            return queuedMessages[queueKey(id)]
        case .delivered(let id, let login, let mailbox, let uid):
            let number = queuedMessages[queueKey(id)]
            storedMessages["\(login) \(mailbox) \(uid)"] = number
            return number
        case .fetched(let login, let mailbox, let uid, _):
            return storedMessages["\(login) \(mailbox) \(uid)"]
        case .loggedIn, .loginFailed, .mailboxChanged: return nil
        }
    }

    mutating func nextMessage() -> Int {
        messageCount += 1
        return messageCount
    }

    // MARK: doing

    mutating func perform(
        _ item: CausalLog<ProgramAct>.Item, of program: ProgramID, on index: Int
    ) {
        let name: (ConnectionKey) -> SocketName = {
            SocketName(machine: index, program: program, key: $0)
        }
        switch item.entry {
        case .connect(let key, let endpoint, let wish):
            open(key, endpoint, program, wish, on: index, because: item.id)
        case .send(let key, let octets):
            guard let socket = sockets[name(key)] else { return }
            if channels[socket] != nil {
                return drive(socket, .answered(.send(octets)), because: item.id)
            }
            network { $0.send(octets, on: socket, because: item.id, into: &$1) }
        case .close(let key):
            guard let socket = sockets[name(key)] else { return }
            if channels[socket] != nil {
                return drive(socket, .answered(.close), because: item.id)
            }
            network { $0.close(socket, because: item.id, into: &$1) }
        case .abort(let key):
            guard let socket = sockets[name(key)] else { return }
            if channels[socket] != nil {
                return drive(socket, .answered(.abort), because: item.id)
            }
            network { $0.abort(socket, because: item.id, into: &$1) }
        case .startTLS(let key, let wish):
            guard let socket = sockets[name(key)] else { return }
            startTLS(socket, wish, because: item.id)
        case .resolve(let token, let dnsName, let type):
            askStub(index, program, token, dnsName, type, because: item.id)
        case .note, .mail, .finished: break
        }
    }

    /// Calls the network, and takes what happened there into the journal.
    mutating func network(_ body: (inout Network, inout CausalLog<Happening>) -> Void) {
        var log = CausalLog<Happening>(startingAt: journal.nextNumber, expecting: 4)
        body(&network, &log)
        absorb(log)
    }

    /// Opens a connection; its owner is known before the network tells of it.
    ///
    /// An attacker opens it in a client's name.
    mutating func open(
        _ key: ConnectionKey, _ endpoint: Endpoint, _ program: ProgramID, _ wish: TLSWish?,
        on index: Int, as client: Endpoint? = nil, because cause: Cause
    ) {
        let number = journal[number: cause.number]?.connection ?? 0
        let spoken = MailProtocol(port: endpoint.port)
        let phase: Event.Phase?
        switch (program, spoken) {
        case (.terminal, _), (.probe, _), (.nameService, _), (.stub, _), (.guest, _): phase = nil
        case (.attacker, _): phase = client.flatMap { flows[FlowKey($0, endpoint)]?.phase }
        case (.mailServer, _): phase = .relay
        case (_, .pop3), (_, .imap): phase = .retrieval
        case (_, .smtp), (_, .submission), (_, .text): phase = .submission
        }
        let facts = FlowFacts(
            connection: number, opener: index, program: program, spoken: spoken, phase: phase,
            server: endpoint)
        connections[number] = facts
        if case .terminal(let terminal) = program, terminals.indices.contains(terminal - 1) {
            terminals[terminal - 1].connection = number
        }
        if case .guest(let guest) = program { guests[guest]?.connection = number }
        var log = CausalLog<Happening>(startingAt: journal.nextNumber, expecting: 4)
        let socket = network.open(
            from: machines[index].node, to: endpoint, as: client, because: cause, into: &log)
        let owner = SocketOwner(
            machine: index, program: program, key: key, facts: facts, remote: endpoint)
        owners[socket] = owner
        sockets[SocketName(machine: index, program: program, key: key)] = socket
        if let wish { beginSecurely(socket, endpoint.port, wish) }
        if let local = network.localEndpoint(of: socket) {
            flows[FlowKey(local, endpoint)] = facts
            // Both connections of an attacker have the same ends.
            if client != nil { sharedFlows[FlowKey(local, endpoint)] = true }
        }
        absorb(log)
        switch program {
        case .mailServer, .task, .attacker: dropNagle(socket)
        case .terminal, .probe, .nameService, .stub, .guest: break
        }
    }
}
