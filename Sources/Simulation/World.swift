import Clockwork
import DNS
import Internet
import OrderedCollections
import PostOffice
import Session
import TLS
import Wire

/// A world: its network, what runs on its hosts, and the journal of what happened.
///
/// It is one value. A copy is a checkpoint; nothing outside it takes part (DESIGN 5).
package struct World: Sendable {
    package let blueprint: Blueprint
    package let seed: Seed
    package internal(set) var network: Network
    package internal(set) var journal = Journal()
    /// How many due things have been handled.
    package internal(set) var ticks = 0

    let chance: WorldChance
    /// What keys come from once programs outside the world are to trust them.
    var secretChance: WorldChance?
    let dice: Dice
    var machines: [Machine] = []
    /// What the plan says of each link, by the link's place.
    var plannedLines: [LineProperties] = []
    var machineByName = Lookup<String, Int>()
    var machineByNode = Lookup<NodeID, Int>()
    var owners = SharedLookup<SocketID, SocketOwner>()
    /// How many programs' acts are being carried out, one inside the other.
    var actsUnderWay = 0
    /// Sockets that have sent all, whose programs have not heard of it yet.
    var lateDrains: [(socket: SocketID, cause: Cause)] = []
    var isTellingDrains = false
    /// What the journal has seen of DNS messages that come in pieces.
    var dnsFramers = SharedLookup<SocketID, DNSMessageFramer>()
    var sockets = SharedLookup<SocketName, SocketID>()
    var flows = SharedLookup<FlowKey, FlowFacts>()
    /// Ends that two connections have in common: an attacker stands between them.
    var sharedFlows = SharedLookup<FlowKey, Bool>()
    /// What an attacker makes out of records that it passes on, by the socket they come or go by.
    var overheard = SharedLookup<SocketID, TLSInspector>()
    /// What is known of each connection, by its number.
    var connections = SharedLookup<Int, FlowFacts>()
    var terminals: [Terminal] = []
    var connectionCount = 0
    var messageCount = 0
    var taskCount = 0
    var probeCount = 0
    /// Which message a queue's name stands for: by host and queue ID.
    var queuedMessages = SharedLookup<String, Int>()
    /// Which message lies in a mailbox: by login, mailbox and UID.
    var storedMessages = SharedLookup<String, Int>()
    /// The message that a mail program's errand is about, and which errands fetch.
    var taskMessages = SharedLookup<Int, Int>()
    var fetchTasks = SharedLookup<Int, Bool>()
    /// What happens by itself at its hour: spam bots.
    var agenda = EventQueue<Int>()
    /// The last event of each exchange, in order.
    var exchangeEnds: [UInt64] = []
    /// The encrypted ends of connections.
    var channels = SharedLookup<SocketID, Apart<Channel>>()
    /// Until when each handshake that is under way has time.
    var handshakeDeadlines = Timetable<SocketID>()
    /// When each host wants to be woken, and which hosts have work that nobody waits for.
    var dueMachines = Timetable<Int>()
    var busyMachines = Timetable<Int>()
    /// What the certificates come from; made when TLS is first needed.
    var trust = TrustStore()
    /// Eavesdroppers, those that were taken away included.
    var taps: [Tap] = []
    /// Conversations that somebody reads along who has their plaintext.
    var clearReaders = Lookup<ReadingKey, ClearReading>()
    var readingCount = 0
    /// Pings and traceroutes under way, by number.
    var probes = OrderedDictionary<Int, Probe>()
    /// What became durable on the disks, when somebody keeps copies of them.
    var diskChanges: [WorldDiskChange] = []
    /// How many such changes came before.
    var diskChangesTaken = 0
    var recordsDisks = false
    /// How often the world has been started before, with what it had on its disks.
    let run: Int
    /// Programs outside the world that are here, by number.
    var guests = OrderedDictionary<Int, Guest>()
    var guestCount = 0
    /// What guests are to hear; somebody must take it, so it is only kept when there is one.
    var guestNews: [GuestNews] = []
    var tellsGuests = false

    /// The present moment.
    package var now: Instant { network.now }

    // MARK: time

    /// The moment of the next due thing, waiting timers included.
    package var nextMoment: Instant? {
        var earliest = network.nextMoment
        func consider(_ moment: Instant?) {
            if let moment { earliest = earliest.map { min($0, moment) } ?? moment }
        }
        consider(dueMachines.nextMoment)
        consider(agenda.nextMoment)
        consider(probeDeadline)
        consider(handshakeDeadlines.nextMoment)
        return earliest
    }

    /// Only waiting timers are left.
    package var isQuiet: Bool {
        network.isQuiet && probes.isEmpty && busyMachines.isEmpty
    }

    /// Handles the first due thing; returns false when there is none.
    @discardableResult
    package mutating func tick() -> Bool {
        guard let moment = nextMoment else { return false }
        ticks += 1
        let first = journal.nextNumber
        if let due = network.nextMoment, due <= moment {
            var log = CausalLog<Happening>(startingAt: first, expecting: 4)
            network.step(into: &log)
            absorb(log)
        } else if let first = dueMachines.first, first.moment == moment {
            network.advance(to: moment)
            wake(first.key)
        } else if probeDeadline == moment {
            network.advance(to: moment)
            wakeProbes()
        } else if handshakeDeadlines.nextMoment == moment {
            network.advance(to: moment)
            endSlowHandshakes()
        } else if let entry = agenda.pop() {
            network.advance(to: entry.moment)
            runBot(entry.payload)
        }
        markExchange(since: first)
        return true
    }

    /// Moves the clock on without anything happening; not past the next due thing.
    package mutating func advanceClock(to moment: Instant) {
        let limit = nextMoment.map { min($0, moment) } ?? moment
        if limit > now { network.advance(to: limit) }
    }

    /// A host's timers are due.
    private mutating func wake(_ index: Int) {
        if let deadline = machines[index].stub?.nextDeadline, deadline <= now {
            feedStub(index, .deadlinePassed, because: nil)
        }
        if let deadline = machines[index].nameService?.nextDeadline, deadline <= now {
            feedNameService(index, .deadlinePassed, because: nil)
        }
        if let deadline = machines[index].mailHost?.nextDeadline, deadline <= now {
            feed(index, .mailServer, .deadlinePassed, because: nil)
        }
        for number in Array(machines[index].tasks.keys) {
            feed(index, .task(number), .deadlinePassed, because: nil)
        }
        renewDeadlines(of: index)
    }

    // MARK: the journal

    /// Writes one event of the world's own.
    @discardableResult
    mutating func note(
        _ what: Event.What, on host: Int, connection: Int? = nil, message: Int? = nil,
        because cause: Cause?, phase: Event.Phase? = nil, isSecured: Bool = false
    ) -> Cause {
        let number = journal.nextNumber
        write(
            what, number: number, host: machines[host].plan.name, connection: connection,
            message: message, because: cause, phase: phase, isSecured: isSecured)
        return Cause(number: number)
    }

    /// Writes an event; a message that is not named is its cause's.
    mutating func write(
        _ what: Event.What, number: UInt64, host: String, connection: Int?, message: Int?,
        because cause: Cause?, phase: Event.Phase?, isSecured: Bool = false
    ) {
        let inherited = message ?? cause.flatMap { journal[number: $0.number]?.message }
        journal.append(
            Event(
                number: number, moment: now, tick: ticks, host: host, connection: connection,
                message: inherited, cause: cause?.number, phase: phase,
                isSecured: isSecured, what: what))
    }

    /// Finds out whether this tick has completed an exchange, and where.
    private mutating func markExchange(since first: UInt64) {
        var answer: UInt64?
        for number in first..<journal.nextNumber {
            guard let event = journal[number: number] else { continue }
            switch event.what {
            case .dns(.answered): exchangeEnds.append(number)
            case .connection(.opened), .connection(.failed): exchangeEnds.append(number)
            case .answer(.probe): exchangeEnds.append(number)
            case .tls(.secured), .tls(.failed): if isOpener(event) { exchangeEnds.append(number) }
            case .lines(.heard, _, _): if isOpener(event) { answer = number }
            case .lines(.sent, _, _), .connection(.closing), .answer:
                // The program acted on what it heard: the reply was whole.
                if let heard = answer, journal[number: heard]?.host == event.host {
                    exchangeEnds.append(heard)
                    answer = nil
                }
            case .mail(.delivered): exchangeEnds.append(number)
            case .action, .packet, .firewall, .tcpState, .connection, .dns, .tls, .note, .mail,
                .overheard, .attack:
                break
            }
        }
        if let answer, let event = journal[number: answer], isByHand(event) {
            exchangeEnds.append(answer)
        }
    }

    private func isOpener(_ event: Event) -> Bool {
        guard let connection = event.connection, let index = machineByName[event.host],
            let facts = connections[connection]
        else { return false }
        return facts.opener == index
    }

    private func isByHand(_ event: Event) -> Bool {
        guard let connection = event.connection, let facts = connections[connection] else {
            return false
        }
        switch facts.program {
        case .terminal, .guest: return true
        case .mailServer, .task, .nameService, .stub, .probe, .attacker: return false
        }
    }

}
