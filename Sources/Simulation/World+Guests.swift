import Clockwork
import DNS
import Internet
import PostOffice
import Session
import TLS
import Wire

// Programs outside the world that stand at one of its hosts: what they do comes in as actions,
// what they are to hear goes out as news. Nothing here knows what they are made of.
extension World {
    /// Does what a guest has done.
    mutating func guest(_ order: GuestOrder, _ action: Action) throws(Trouble) -> Cause {
        switch order {
        case .connect(let host, let target, let port):
            return try connectGuest(host, target, port, action)
        case .ask(let host, let message): return try ask(host, message, action)
        case .send(let number, let octets):
            return try act(number, action, { .send($0, octets) })
        case .close(let number): return try act(number, action, { .close($0) })
        case .abort(let number): return try abort(number, action)
        case .read(let number, let isOn):
            let guest = try openGuest(number)
            let cause = note(action, of: guest)
            let name = SocketName(
                machine: guest.machine, program: .guest(number), key: guest.key)
            if let socket = sockets[name] {
                network { $0.setReading(isOn, on: socket, because: cause, into: &$1) }
            }
            return cause
        case .leave(let number):
            let guest = try knownGuest(number)
            let cause = note(action, of: guest)
            forget(guest)
            return cause
        }
    }

    private mutating func note(_ action: Action, of guest: Guest) -> Cause {
        note(.action(action), on: guest.machine, connection: guest.connection, because: nil)
    }

    private func knownGuest(_ number: Int) throws(Trouble) -> Guest {
        guard let guest = guests[number] else { throw Trouble("trouble.no-connection") }
        return guest
    }

    private func openGuest(_ number: Int) throws(Trouble) -> Guest {
        let guest = try knownGuest(number)
        guard guest.state == .open else { throw Trouble("trouble.not-connected-yet") }
        return guest
    }

    // MARK: connections

    private mutating func connectGuest(
        _ host: String, _ target: String, _ port: UInt16, _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try runningMachine(host)
        let known = addressKnown(target, from: index)
        let name = known == nil ? DNSName(target) : nil
        guard known != nil || name?.isRoot == false else {
            throw Trouble("trouble.bad-name", ["name": target])
        }
        guestCount += 1
        let number = guestCount
        guests[number] = Guest(
            number: number, machine: index, target: target, port: port, state: .resolving)
        let cause = note(.action(action), on: index, because: nil)
        if let known {
            reach(Endpoint(known, port), number, because: cause)
        } else if let name {
            let lookup = AddressLookup(name, families: machines[index].plan.families)
            guests[number]?.lookup = lookup
            for (token, type) in lookup.questions {
                act(.resolve(token: token, name, type), of: number, because: cause)
            }
        }
        return cause
    }

    private mutating func reach(_ endpoint: Endpoint, _ number: Int, because cause: Cause?) {
        guard let key = guests[number]?.key else { return }
        guests[number]?.state = .connecting
        act(.connect(key, endpoint, tls: nil), of: number, because: cause)
    }

    private mutating func act(
        _ number: Int, _ action: Action, _ body: (ConnectionKey) -> ProgramAct
    ) throws(Trouble) -> Cause {
        let guest = try openGuest(number)
        let cause = note(action, of: guest)
        act(body(guest.key), of: number, because: cause)
        return cause
    }

    private mutating func act(_ act: ProgramAct, of number: Int, because cause: Cause?) {
        guard let index = guests[number]?.machine else { return }
        var turn = Turn(now: now, cause: cause, log: CausalLog(startingAt: journal.nextNumber))
        turn.act(act)
        carryOut(turn.log, of: .guest(number), on: index)
    }

    /// In whatever state: a program may go away while it waits for the connection.
    private mutating func abort(_ number: Int, _ action: Action) throws(Trouble) -> Cause {
        let guest = try knownGuest(number)
        let cause = note(action, of: guest)
        guests[number]?.untried = []
        act(.abort(guest.key), of: number, because: cause)
        // What was being looked up when it left has nobody to hear of it.
        if let guest = guests[number] { forget(guest) }
        return cause
    }

    mutating func feedGuest(_ number: Int, _ input: ProgramInput, because cause: Cause?) {
        guard let guest = guests[number] else { return }
        switch input {
        case .accepted, .deadlinePassed, .secured: break
        case .resolved(let token, let result):
            guard let outcome = guests[number]?.lookup?.answered(result.outcome, token: token)
            else { return }
            guests[number]?.lookup = nil
            guard case .addresses(let addresses) = outcome, let first = addresses.first else {
                return fail(guest, .nameNotFound)
            }
            guests[number]?.untried = addresses.dropFirst().map { Endpoint($0, guest.port) }
            reach(Endpoint(first, guest.port), number, because: cause)
        case .opened(let key, _):
            guests[number]?.state = .open
            let socket = sockets[
                SocketName(machine: guest.machine, program: .guest(number), key: key)]
            tell(number, .opened(local: socket.flatMap(network.localEndpoint) ?? Self.nowhere))
        case .received(_, let octets): tell(number, .received(octets))
        case .closedByPeer: tell(number, .closedByPeer)
        case .drained: tell(number, .drained)
        case .failed(_, let failure, _):
            guard guest.state == .connecting, let next = guest.untried.first else {
                return fail(guest, failure)
            }
            guests[number]?.untried.removeFirst()
            guests[number]?.tried += 1
            reach(next, number, because: cause)
        }
    }

    private mutating func fail(_ guest: Guest, _ failure: TransportFailure) {
        tell(guest.number, .failed(failure))
        forget(guest)
    }

    /// A socket of a guest is gone; if it was the one that it speaks on, so is the guest.
    mutating func guestSocketGone(_ number: Int, _ key: ConnectionKey) {
        guard let guest = guests[number], guest.key == key else { return }
        tell(number, .ended)
        forget(guest)
    }

    /// A host has lost its power, and with it the programs that stood at it.
    mutating func forgetGuests(of index: Int) {
        for guest in Array(guests.values) where guest.machine == index {
            // For a program outside, that is no orderly end.
            tell(guest.number, .failed(.reset))
            forget(guest)
        }
    }

    private mutating func forget(_ guest: Guest) {
        if case .asking(let port) = guest.state { release(port, guest) }
        guests[guest.number] = nil
    }

    private mutating func tell(_ number: Int, _ what: GuestNews.What) {
        if tellsGuests { guestNews.append(GuestNews(guest: number, what: what)) }
    }

    /// Octets of a guest that have not been sent for the first time.
    func unsentCount(ofGuest number: Int) -> Int {
        guard let guest = guests[number] else { return 0 }
        return sockets[
            SocketName(machine: guest.machine, program: .guest(number), key: guest.key)
        ].map { network.unsentCount(of: $0) } ?? 0
    }

    /// What the journal says of octets that a guest sends or hears: from a handshake on they are
    /// records, which the world carries as they are.
    mutating func guestOctets(
        _ number: Int, _ octets: [UInt8], _ direction: Event.LineDirection, _ spoken: MailProtocol
    ) -> Event.What {
        if guests[number]?.inspector == nil {
            guard direction == .sent, Guest.beginsTLS(octets) else {
                return .lines(direction, spoken, octets)
            }
            guests[number]?.inspector = TLSInspector()
        }
        let sightings =
            guests[number]?.inspector?.take(
                octets, from: direction == .sent ? .client : .server) ?? []
        return .tls(.records(direction, octets, sightings))
    }

    // MARK: datagrams

    private mutating func ask(
        _ host: String, _ message: [UInt8], _ action: Action
    ) throws(Trouble) -> Cause {
        let index = try runningMachine(host)
        guard let resolver = machines[index].plan.resolver else {
            throw Trouble("trouble.no-resolver", ["host": host])
        }
        guard let port = freePort(on: index) else {
            throw Trouble("trouble.no-free-port", ["host": host])
        }
        guestCount += 1
        let number = guestCount
        guests[number] = Guest(
            number: number, machine: index, target: "\(resolver)", port: dnsPort,
            state: .asking(port: port))
        let cause = note(.action(action), on: index, because: nil)
        let server = Endpoint(resolver, dnsPort)
        let sent = note(.dns(Self.sent(message, to: server)), on: index, because: cause)
        sendQuery(message, from: index, port: port, to: server, of: .guest(number), because: sent)
        return cause
    }

    /// A port that nobody can foresee, for a guest that asks.
    private func freePort(on index: Int) -> UInt16? {
        var chance = dice.stream("guest \(guestCount + 1)")
        for _ in 0..<64 {
            let port = UInt16(49_152 + chance.below(16_384))
            if machines[index].queryPorts[port] == nil { return port }
        }
        return nil
    }

    /// A datagram has come to the port of a guest; only the resolver's answer counts.
    mutating func guestHeard(_ number: Int, _ input: DNSInput) {
        guard let guest = guests[number], case .asking(let port) = guest.state else { return }
        switch input {
        case .datagram(let octets, let to, let from):
            guard to == port, from.port == dnsPort, "\(from.address)" == guest.target else {
                return
            }
            tell(number, .answered(octets))
            forget(guest)
        case .unreachable: fail(guest, .portUnreachable)
        case .stream, .deadlinePassed: break
        }
    }

    private mutating func release(_ port: UInt16, _ guest: Guest) {
        guard machines[guest.machine].queryPorts.remove(port) != nil else { return }
        network.unbind(on: machines[guest.machine].node, udpPort: port)
    }
}
