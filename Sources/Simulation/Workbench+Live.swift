import Clockwork
import OrderedCollections
import PostOffice
import Wire

// A world that the wall clock drives, with guests from outside.
extension Workbench {
    /// Whether guests stand in the world: the past is read-only then.
    package var isLive: Bool { world.tellsGuests }

    /// The wall clock drives from now on, or no more. The story is at its present end.
    package mutating func setLive(_ isLive: Bool) {
        guard isLive != self.isLive else { return }
        if isLive { while isInThePast { guard advance() else { break } } }
        world.tellsGuests = isLive
        world.guestNews = []
    }

    /// What guests are to hear, in order, since the last call.
    package mutating func takeGuestNews() -> [GuestNews] {
        guard !world.guestNews.isEmpty else { return [] }
        defer { world.guestNews = [] }
        return world.guestNews
    }

    /// Does what a new guest has done; returns its number.
    package mutating func admit(_ order: GuestOrder) throws(Trouble) -> Int {
        try perform(.guest(order))
        return world.guestCount
    }

    /// Octets of a guest that have not been sent for the first time.
    package func unsentCount(ofGuest number: Int) -> Int { world.unsentCount(ofGuest: number) }

    /// Handles what is due up to a moment, at most `limit` things, and moves the clock there;
    /// false when something due is left.
    package mutating func live(until moment: Instant, atMost limit: Int) -> Bool {
        var count = 0
        while let next = world.nextMoment, next <= moment {
            guard count < limit, advance() else { return false }
            count += 1
        }
        world.advanceClock(to: moment)
        return true
    }

    /// Lets go of the oldest events when they are a quarter more than so many, but of none from a
    /// place on that somebody needs: to let go of them often is not worth it.
    ///
    /// Asked after every turn, so it is done in place: to look at the journal from outside would
    /// copy the world for a moment.
    package mutating func forgetEvents(keeping limit: Int, andThoseFrom needed: Int) {
        guard hasTooManyEvents(limit) else { return }
        world.forgetEvents(before: min(world.journal.count - limit, needed))
    }

    /// So many events more than the limit that it is worth to let go of them.
    package func hasTooManyEvents(_ limit: Int) -> Bool {
        world.journal.count - limit - world.journal.forgottenCount > limit / 4
    }

    /// The address of a host, for somebody at another one.
    package func address(ofHost name: String, from other: String) -> IPAddress? {
        guard let index = world.machineByName[other] else { return nil }
        return world.addressOfHost(name, from: index)
    }

    /// The resolver that a host asks.
    package func resolver(of host: String) -> IPAddress? {
        world.machineByName[host].flatMap { world.machines[$0].plan.resolver }
    }
}

extension World {
    /// Lets go of events before a place in the journal, and of what is known of connections whose
    /// end is among them: of a server that runs for weeks nothing grows for ever.
    mutating func forgetEvents(before position: Int) {
        var ends: [(place: Int, connection: Int)] = []
        for place in min(journal.forgottenCount, position)..<max(position, 0) {
            switch journal[place].what {
            case .connection(.ended), .connection(.failed):
                if let connection = journal[place].connection { ends.append((place, connection)) }
            case .action, .packet, .firewall, .tcpState, .connection, .dns, .lines, .tls, .note,
                .mail, .answer, .overheard, .attack:
                break
            }
        }
        journal.forget(before: position)
        for end in ends where end.place < journal.forgottenCount {
            connections.remove(end.connection)
        }
    }

    /// Makes the certificate of a host name this machine, too: real programs reach it by that.
    mutating func publish(_ host: String, _ action: Action) throws(Trouble) -> Cause {
        let index = try machine(host)
        let cause = note(.action(action), on: index, because: nil)
        if trust.published[index] == nil {
            trust.published[index] = true
            // The next handshake shows a certificate with the names of this machine.
            trust.identities[index] = nil
        }
        return cause
    }

    /// Ends a host's services in order: whoever speaks with them is told.
    mutating func shutDown(_ host: String, _ action: Action) throws(Trouble) -> Cause {
        let index = try runningMachine(host)
        let cause = note(.action(action), on: index, because: nil)
        for port in machines[index].plan.mail?.ports ?? [] {
            network.stopListening(on: machines[index].node, port: port)
        }
        var turn = Turn(now: now, cause: cause, log: CausalLog(startingAt: journal.nextNumber))
        var host: MailHost?
        swap(&host, &machines[index].mailHost)
        host?.shutDown(in: &turn)
        swap(&host, &machines[index].mailHost)
        noteDiskChanges(on: index)
        carryOut(turn.log, of: .mailServer, on: index)
        return cause
    }
}

extension Blueprint {
    /// The same world with links that deliver at once and lose nothing.
    package var withoutLatency: Blueprint {
        var copy = self
        for index in copy.hosts.indices { copy.hosts[index].line.forgetTime() }
        for index in copy.links.indices { copy.links[index].line.forgetTime() }
        copy.source?.isWithoutLatency = true
        return copy
    }
}

extension LineProperties {
    fileprivate mutating func forgetTime() {
        latency = .zero
        jitter = .zero
        bitsPerSecond = 0
        lossPerMillion = 0
        duplicationPerMillion = 0
        reorderingPerMillion = 0
        corruptionPerMillion = 0
    }
}
