import Clockwork
import DNS
import Internet
import OrderedCollections
import PostOffice
import Session
import Wire

// Links that get worse, hosts that lose their power and come back.
extension World {
    mutating func changeLink(_ change: LinkChange, _ action: Action) throws(Trouble) -> Cause {
        let index = try machine(change.a)
        let link = try link(change.a, change.b)
        let line = change.applied(to: line(of: link), planned: plannedLines[link.raw])
        let cause = note(.action(action), on: index, because: nil)
        network.setProperties(line.forNetwork, of: link)
        return cause
    }

    /// The link that joins two hosts.
    func link(_ a: String, _ b: String) throws(Trouble) -> LinkID {
        let ends = (machines[try machine(a)].node, machines[try machine(b)].node)
        let found = network.linkIDs.first { id in
            guard let (near, far) = network.ends(of: id) else { return false }
            return (near, far) == ends || (far, near) == ends
        }
        guard let found else { throw Trouble("shell.link.none", ["a": a, "b": b]) }
        return found
    }

    func line(of link: LinkID) -> LineProperties {
        network.properties(of: link).map(LineProperties.init(ofNetwork:)) ?? LineProperties()
    }

    /// Names of the hosts at the other ends of a host's links.
    func neighbours(of name: String) -> [String] {
        guard let index = machineByName[name] else { return [] }
        let node = machines[index].node
        return network.linkIDs.compactMap { id in
            guard let (near, far) = network.ends(of: id) else { return nil }
            return near == node ? network.name(of: far) : far == node ? network.name(of: near) : nil
        }
    }

    // MARK: power

    /// Cuts a host's power. What is on its disk survives: mailboxes, and the queue, whose messages
    /// are written and synced before their 250 (RFC 5321 §4.2.5). Its peers are told nothing.
    mutating func crash(_ host: String, _ action: Action) throws(Trouble) -> Cause {
        let index = try machine(host)
        guard machines[index].isUp else { throw Trouble("trouble.host-is-down", ["host": host]) }
        let cause = note(.action(action), on: index, because: nil)
        cutPower(of: index, because: cause)
        return cause
    }

    mutating func restart(_ host: String, _ action: Action) throws(Trouble) -> Cause {
        let index = try machine(host)
        let cause = note(.action(action), on: index, because: nil)
        if machines[index].isUp { cutPower(of: index, because: cause) }
        machines[index].isUp = true
        machines[index].restarts += 1
        network.restart(machines[index].node)
        try startServices(index)
        let moment = now
        machines[index].mailHost?.restart(at: moment)
        renewDeadlines(of: index)
        return cause
    }

    private mutating func cutPower(of index: Int, because cause: Cause) {
        let node = machines[index].node
        for task in machines[index].tasks.keys {
            note(
                .note(Note("sim.task-lost", ["task": "\(task)"])), on: index, because: cause)
        }
        machines[index].isUp = false
        // Before their sockets go: the end of those would look to them like one in order.
        forgetGuests(of: index)
        network { $0.crash(node, because: cause, into: &$1) }
        for place in terminals.indices where terminals[place].machine == index {
            switch terminals[place].state {
            case .resolving, .connecting, .open, .closedByPeer: terminals[place].state = .ended
            case .ended, .failed: break
            }
        }
        forgetProbes(of: index)
        if network.firewall(on: node) != nil {
            network.modifyFirewall(on: node) { $0.resetCounters() }
        }
        machines[index].losePower()
        noteDeadlines(of: index)
        noteDiskChanges(on: index)
    }
}

extension Machine {
    /// Forgets all that was only in memory.
    mutating func losePower() {
        tasks = OrderedDictionary()
        questions = Lookup()
        queryPorts = Lookup()
        stub = nil
        nameService = nil
        mailHost?.crash()
        interceptor = nil
        deadline = nil
        work = nil
    }
}

// What lists show of links and sockets.
extension Workbench {
    package func neighbours(of host: String) -> [String] { world.neighbours(of: host) }

    package func link(_ a: String, _ b: String) throws(Trouble) -> LinkView {
        LinkView(a: a, b: b, line: world.line(of: try world.link(a, b)))
    }

    /// What netstat shows on a host: listening ports, connections, UDP ports.
    package func sockets(of host: String) throws(Trouble) -> [SocketRow] {
        let index = try world.machine(host)
        return world.network.netstat(on: world.machines[index].node).map { row in
            SocketRow(
                protocolName: "\(row.protocolNumber)".lowercased(), local: "\(row.local)",
                remote: row.remote.map { "\($0)" }, state: row.state?.rawValue,
                sendQueue: row.sendQueue, receiveQueue: row.receiveQueue,
                connection: row.socket.flatMap { world.owners[$0]?.facts.connection })
        }
    }
}
