import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// Connections on which a learner speaks by hand.
extension World {
    /// Begins a connection by hand; the target is a host's name, a DNS name or an address.
    mutating func openTerminal(
        _ index: Int, _ target: String, _ port: UInt16, _ security: HandSecurity?,
        because cause: Cause
    ) throws(Trouble) {
        let number = terminals.count + 1
        var terminal = Terminal(
            number: number, machine: index, target: target, port: port, state: .resolving)
        terminal.wish = security
        if let address = addressKnown(target, from: index) {
            terminal.state = .connecting
            terminals.append(terminal)
            connect(Endpoint(address, port), number, because: cause)
        } else if let name = DNSName(target) {
            let lookup = AddressLookup(name, families: machines[index].plan.families)
            terminal.lookup = lookup
            terminals.append(terminal)
            for (token, type) in lookup.questions {
                act(.resolve(token: token, name, type), number, because: cause)
            }
        } else {
            throw Trouble("trouble.bad-name", ["name": target])
        }
    }

    /// An address, or the address of a host whose short name is not in the DNS, for somebody at
    /// another host.
    func addressKnown(_ target: String, from index: Int) -> IPAddress? {
        if let address = IPAddress(target) { return address }
        guard !target.contains("."), let other = machineByName[target] else { return nil }
        return best(machines[other].plan.addresses, from: index)
    }

    /// The address that a host tries first: IPv6 before IPv4, as with names, if it has that itself.
    func best(_ addresses: [IPAddress], from index: Int) -> IPAddress? {
        let families = families(of: index)
        return addresses.first { !$0.isV4 && families.hasIPv6 }
            ?? addresses.first { families.contains($0) } ?? addresses.first
    }

    /// The families that a host or router has addresses of.
    func families(of index: Int) -> AddressFamilies {
        AddressFamilies(of: network.addresses(of: machines[index].node))
    }

    mutating func say(_ octets: [UInt8], terminal number: Int, because cause: Cause) {
        terminals[number - 1].lastSaid = octets
        terminals[number - 1].answer = []
        act(.send(terminalKey(number), octets), number, because: cause)
    }

    mutating func disconnect(terminal number: Int, because cause: Cause) {
        act(.close(terminalKey(number)), number, because: cause)
    }

    /// Each address tried has a key of its own: -1, -2, …
    func terminalKey(_ number: Int) -> ConnectionKey {
        -(terminals[number - 1].tried + 1)
    }

    mutating func act(_ act: ProgramAct, _ number: Int, because cause: Cause?) {
        var turn = Turn(now: now, cause: cause, log: CausalLog(startingAt: journal.nextNumber))
        turn.act(act)
        let index = terminals[number - 1].machine
        carryOut(turn.log, of: .terminal(number), on: index)
    }

    mutating func feedTerminal(_ number: Int, _ input: ProgramInput, because cause: Cause?) {
        guard terminals.indices.contains(number - 1) else { return }
        let place = number - 1
        let port = terminals[place].port
        switch input {
        case .accepted, .deadlinePassed, .drained: break
        case .resolved(let token, let result):
            guard
                let outcome = terminals[place].lookup?.answered(result.outcome, token: token)
            else { return }
            terminals[place].lookup = nil
            guard case .addresses(let addresses) = outcome, let first = addresses.first else {
                terminals[place].state = .failed("transport.name-not-found")
                return
            }
            terminals[place].untried = addresses.dropFirst().map { Endpoint($0, port) }
            terminals[place].state = .connecting
            connect(Endpoint(first, port), number, because: cause)
        case .opened(_, let security): opened(place, security)
        case .secured(_, let facts): terminals[place].security = facts
        case .received(_, let octets):
            let room = Terminal.screenLimit - terminals[place].heard.count
            if octets.count > room {
                terminals[place].heard.removeFirst(
                    min(terminals[place].heard.count, octets.count - room))
            }
            terminals[place].heard += octets.suffix(Terminal.screenLimit)
            terminals[place].answer += octets.prefix(
                max(0, TerminalUpgrade.limit - terminals[place].answer.count))
            upgrade(number, octets, because: cause)
        case .closedByPeer:
            if terminals[place].state == .open { terminals[place].state = .closedByPeer }
        case .failed(_, let failure, let reason):
            guard terminals[place].state != .ended else { return }
            if !terminals[place].untried.isEmpty {
                let next = terminals[place].untried.removeFirst()
                terminals[place].tried += 1
                connect(next, number, because: cause)
            } else {
                let note =
                    reason ?? failure.note(host: terminals[place].target, port: port)
                terminals[place].reason = note
                terminals[place].state = .failed(note.key)
            }
        }
    }
}
