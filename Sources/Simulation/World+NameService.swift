import Clockwork
import DNS
import Internet
import PostOffice
import Session
import Wire

// Name servers and resolvers: what comes to them, and what they want done.
extension World {
    /// A datagram for a port of a host.
    mutating func datagramArrived(
        _ octets: [UInt8], from: Endpoint, port: UInt16, on index: Int, because cause: Cause?
    ) {
        let owner = port == dnsPort ? .nameService : machines[index].queryPorts[port]
        feedNames(index, owner, .datagram(octets, port: port, from: from), because: cause)
    }

    /// An ICMP error about a datagram of a host.
    mutating func queryUnreachable(
        _ server: Endpoint, port: UInt16, on index: Int, because cause: Cause?
    ) {
        feedNames(
            index, machines[index].queryPorts[port], .unreachable(port: port, server),
            because: cause)
    }

    /// What happens to a TCP connection of a name server, resolver or stub.
    mutating func feedNames(
        _ index: Int, _ program: ProgramID, _ input: ProgramInput, because cause: Cause?
    ) {
        let input: DNSInput? =
            switch input {
            case .accepted(let key, _, let peer, _): .stream(key, .accepted(peer: peer))
            case .opened(let key, _): .stream(key, .opened)
            case .received(let key, let octets): .stream(key, .received(octets))
            case .closedByPeer(let key): .stream(key, .closedByPeer)
            case .failed(let key, let failure, _): .stream(key, .failed(failure))
            case .drained(let key): .stream(key, .drained)
            case .deadlinePassed: .deadlinePassed
            case .resolved, .secured: nil
            }
        if let input { feedNames(index, program, input, because: cause) }
    }

    private mutating func feedNames(
        _ index: Int, _ program: ProgramID?, _ input: DNSInput, because cause: Cause?
    ) {
        switch program {
        case .nameService: feedNameService(index, input, because: cause)
        case .stub: feedStub(index, input, because: cause)
        case .guest(let number): guestHeard(number, input)
        case nil, .mailServer, .task, .terminal, .probe, .attacker: break
        }
    }

    mutating func feedNameService(_ index: Int, _ input: DNSInput, because cause: Cause?) {
        var outbox: [DNSOutput] = []
        // Taken out and put back, so that the change is made in place.
        var service: NameService?
        swap(&service, &machines[index].nameService)
        switch service {
        case nil: break
        case .authoritative(var server):
            service = nil
            server.handle(input, at: now, into: &outbox)
            service = .authoritative(server)
        case .resolver(var resolver):
            service = nil
            resolver.handle(input, at: now, into: &outbox)
            service = .resolver(resolver)
        }
        swap(&service, &machines[index].nameService)
        carry(outbox, of: .nameService, on: index, because: cause)
        renewDeadlines(of: index)
    }

    /// Does what a service of the DNS wants done, in order; the service itself is back in place,
    /// because it may hear at once of what comes of it.
    mutating func carry(
        _ outbox: [DNSOutput], of program: ProgramID, on index: Int, because cause: Cause?
    ) {
        for output in outbox {
            switch output {
            case .send(let octets, let port, let to):
                var cause = cause
                // The stub's question is an event already: that its program asks.
                if program == .nameService {
                    cause = note(.dns(Self.sent(octets, to: to)), on: index, because: cause)
                }
                sendQuery(octets, from: index, port: port, to: to, of: program, because: cause)
            case .release(let port):
                guard machines[index].queryPorts.remove(port) != nil else { continue }
                network.unbind(on: machines[index].node, udpPort: port)
            case .connect(let key, let endpoint):
                act(.connect(key, endpoint, tls: nil), of: program, on: index, because: cause)
            case .write(let key, let octets):
                act(.send(key, octets), of: program, on: index, because: cause)
            case .close(let key): act(.close(key), of: program, on: index, because: cause)
            case .abort(let key): act(.abort(key), of: program, on: index, because: cause)
            case .note(let noted): note(.note(noted), on: index, because: cause)
            }
        }
    }

    mutating func sendQuery(
        _ octets: [UInt8], from index: Int, port: UInt16, to: Endpoint, of program: ProgramID,
        because cause: Cause?
    ) {
        let node = machines[index].node
        if port != dnsPort, machines[index].queryPorts[port] == nil {
            machines[index].queryPorts[port] = program
            network.bind(on: node, udpPort: port)
        }
        network {
            $0.sendDatagram(
                from: node, port: port, to: to, octets: octets, because: cause, into: &$1)
        }
    }

    private mutating func act(
        _ act: ProgramAct, of program: ProgramID, on index: Int, because cause: Cause?
    ) {
        var turn = Turn(now: now, cause: cause, log: CausalLog(startingAt: journal.nextNumber))
        turn.act(act)
        carryOut(turn.log, of: program, on: index)
    }
}
