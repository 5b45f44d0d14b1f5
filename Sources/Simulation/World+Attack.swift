import Attack
import Clockwork
import Internet
import Phrases
import PostOffice
import Session
import TLS
import Wire

/// An attacker to be put into a link.
package struct AttackOrder: Hashable, Sendable, Codable {
    /// What it does; Shell and labs know it by this name.
    package typealias Plan = AttackPlan

    /// The two ends of the link.
    package var a: String
    package var b: String
    /// What it is called; nil takes `attacker`, or the first name of that kind that is free.
    package var name: String?
    package var plan: AttackPlan

    package init(a: String, b: String, name: String? = nil, plan: AttackPlan) {
        self.a = a
        self.b = b
        self.name = name
        self.plan = plan
    }
}

// Attackers in the middle of links: boxes that own no address and pass everything on, except the
// TCP ports that they are after (`Docs/Decisions/0042`).
extension World {
    mutating func placeAttacker(_ order: AttackOrder, _ action: Action) throws(Trouble) -> Cause {
        let index = try machine(order.a)
        let link = try link(order.a, order.b)
        if let there = network.bridge(in: link) {
            throw Trouble(
                "trouble.attacker-there",
                ["host": network.name(of: there), "a": order.a, "b": order.b])
        }
        let name = try attackerName(order.name)
        guard let node = network.insertBridge(named: name, into: link) else {
            throw Trouble("shell.link.none", ["a": order.a, "b": order.b])
        }
        let cause = note(.action(action), on: index, because: nil)
        machineByName[name] = machines.count
        machineByNode[node] = machines.count
        var machine = Machine(
            plan: HostPlan(
                name: name,
                role: Text(en: "attacker on the way", ja: "経路上の攻撃者")), node: node)
        machine.attack = order
        machine.placed = cause
        machines.append(machine)
        noteDeadlines(of: machines.count - 1)
        beginIntercepting(machines.count - 1, order)
        return cause
    }

    private func attackerName(_ wish: String?) throws(Trouble) -> String {
        if let wish {
            guard machineByName[wish] == nil else {
                throw Trouble("trouble.duplicate-host", ["host": wish])
            }
            let isName = wish.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                    || $0 == 0x2E
            }
            guard !wish.isEmpty, wish.utf8.count <= 63, isName else {
                throw Trouble("trouble.bad-name", ["name": wish])
            }
            return wish
        }
        var number = 1
        while true {
            let name = number == 1 ? "attacker" : "attacker-\(number)"
            if machineByName[name] == nil { return name }
            number += 1
        }
    }

    /// Begins to take the connections that an attacker is after.
    mutating func beginIntercepting(_ index: Int, _ order: AttackOrder) {
        machines[index].interceptor = Interceptor(order.plan)
        for port in order.plan.ports { network.listen(on: machines[index].node, port: port) }
    }

    mutating func removeAttacker(_ host: String, _ action: Action) throws(Trouble) -> Cause {
        let index = try machine(host)
        guard machines[index].attack != nil else {
            throw Trouble("trouble.not-an-attacker", ["host": host])
        }
        let cause = note(.action(action), on: index, because: nil)
        let node = machines[index].node
        network { $0.removeBridge(node, because: cause, into: &$1) }
        machines[index].isUp = false
        machines[index].isGone = true
        machines[index].attack = nil
        machines[index].losePower()
        machineByName.remove(host)
        return cause
    }

    // MARK: its program

    /// Hands an input to an attacker's program, writes down what it does, and does it.
    mutating func feedAttacker(_ index: Int, _ input: ProgramInput, because cause: Cause?) {
        if case .drained(let key) = input { return readAgain(key, on: index) }
        attackerHears(input, on: index, because: cause)
        guard let input = attackInput(input, on: index) else { return }
        var log = CausalLog<AttackAct>(startingAt: journal.nextNumber)
        let moment = now
        // Taken out and put back, so that the change is made in place.
        var interceptor: Interceptor?
        swap(&interceptor, &machines[index].interceptor)
        interceptor?.handle(input, at: moment, because: cause, into: &log)
        swap(&interceptor, &machines[index].interceptor)
        let items = log.items
        for item in items { record(item, on: index) }
        for item in items {
            attackerSays(item.entry, on: index, because: item.id)
            perform(item, on: index)
        }
    }

    /// One side takes octets more slowly than the other says them: that one has to wait.
    private mutating func watchBacklog(_ key: ConnectionKey, on index: Int) {
        guard let socket = socket(key, on: index),
            network.unsentCount(of: socket) > Interceptor.backlogLimit
        else { return }
        setPartner(of: key, reading: false, on: index)
    }

    private mutating func readAgain(_ key: ConnectionKey, on index: Int) {
        setPartner(of: key, reading: true, on: index)
    }

    private mutating func setPartner(of key: ConnectionKey, reading: Bool, on index: Int) {
        guard let partner = machines[index].interceptor?.partner(of: key),
            let socket = socket(partner, on: index)
        else { return }
        network { $0.setReading(reading, on: socket, because: nil, into: &$1) }
    }

    private func attackInput(_ input: ProgramInput, on index: Int) -> AttackInput? {
        switch input {
        case .accepted(let key, _, let peer, let security):
            guard let socket = socket(key, on: index),
                let server = network.localEndpoint(of: socket)
            else { return nil }
            return .accepted(key, client: peer, server: server, isSecured: security != nil)
        case .opened(let key, _): return .opened(key)
        case .secured(let key, _): return .secured(key)
        case .received(let key, let octets): return .received(key, octets)
        case .closedByPeer(let key): return .closedByPeer(key)
        case .failed(let key, let failure, let reason):
            return .failed(key, failure, because: reason)
        case .drained, .resolved, .deadlinePassed: return nil
        }
    }

    func socket(_ key: ConnectionKey, on index: Int) -> SocketID? {
        sockets[SocketName(machine: index, program: .attacker, key: key)]
    }

    private mutating func record(_ item: CausalLog<AttackAct>.Item, on index: Int) {
        func put(_ act: ProgramAct) {
            record(
                CausalLog<ProgramAct>.Item(
                    id: item.id, cause: item.cause, moment: item.moment, entry: act),
                of: .attacker, on: index)
        }
        switch item.entry {
        case .connect(let key, let server, _, _): put(.connect(key, server, tls: nil))
        case .send(let key, let octets): put(.send(key, octets))
        case .startTLS(let key): put(.startTLS(key, nil))
        case .close(let key): put(.close(key))
        case .abort(let key): put(.abort(key))
        case .deed(let key, let deed):
            let facts = socket(key, on: index).flatMap { owners[$0]?.facts }
            write(
                .attack(deed), number: item.id.number, host: machines[index].plan.name,
                connection: facts?.connection, message: nil, because: item.cause,
                phase: facts?.phase)
        }
    }

    private mutating func perform(_ item: CausalLog<AttackAct>.Item, on index: Int) {
        func carryOut(_ act: ProgramAct) {
            perform(
                CausalLog<ProgramAct>.Item(
                    id: item.id, cause: item.cause, moment: item.moment, entry: act),
                of: .attacker, on: index)
        }
        switch item.entry {
        case .connect(let key, let server, let client, let isSecured):
            let wish = TLSWish(peer: serverName(server), acceptsAnyCertificate: true)
            open(
                key, server, .attacker, isSecured ? wish : nil, on: index, as: client,
                because: item.id)
        case .send(let key, let octets):
            carryOut(.send(key, octets))
            watchBacklog(key, on: index)
        case .startTLS(let key):
            let wish = socket(key, on: index).flatMap { owners[$0] }.map {
                TLSWish(peer: serverName($0.remote), acceptsAnyCertificate: true)
            }
            carryOut(.startTLS(key, key < 0 ? wish : nil))
        case .close(let key): carryOut(.close(key))
        case .abort(let key): carryOut(.abort(key))
        case .deed: break
        }
    }

    // MARK: its certificates

    /// The host that a client means to reach.
    private func serverName(_ server: Endpoint) -> String {
        let owner = network.node(owning: server.address).flatMap { machineByNode[$0] }
        return owner.map { machines[$0].plan.mailName } ?? "\(server.address)"
    }

    /// A swapper got a connection to a port where TLS comes first.
    mutating func guardSwappedPort(_ socket: SocketID, _ server: Endpoint, on index: Int) {
        guard machines[index].attack?.plan.kind == .swap,
            MailService.securePorts.contains(server.port)
        else { return }
        encrypt(
            socket,
            Channel(
                serverRole(
                    forgedIdentity(index, for: server), of: index, MailProtocol(port: server.port)),
                chance: chance(socket.raw, owners[socket]?.facts.connection ?? 0),
                isSecurePort: server.port))
    }

    /// Who a host says to be on a connection: itself, or whom the attacker stands for.
    mutating func shownIdentity(_ index: Int, on socket: SocketID) -> TLSIdentity {
        guard machines[index].attack != nil, let server = network.localEndpoint(of: socket) else {
            return identity(of: index)
        }
        return forgedIdentity(index, for: server)
    }

    private mutating func forgedIdentity(_ index: Int, for server: Endpoint) -> TLSIdentity {
        let holder = machines[index].plan.name
        let certificate = machines[index].attack?.plan.certificate ?? .selfSigned
        let name = serverName(server)
        let key = "\(holder) \(certificate.rawValue) \(name)"
        if let known = trust.forged[key] { return known }
        let defect: CertificateDefect? =
            switch certificate {
            case .ownAuthority: .unknownAuthority
            case .selfSigned: .selfSigned
            case .wrongName: .wrongName
            case .misissued: nil
            }
        let made = certificateAuthority().identity(for: [name], defect: defect, holder: holder)
        trust.forged[key] = made
        return made
    }
}
