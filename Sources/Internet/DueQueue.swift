import Clockwork

/// What can be due.
enum Due: Sendable {
    /// A packet, by its place in the list of packets on their way, reaches a node.
    case arrival(Int)
    /// A socket wants to be woken, if nothing was armed since.
    case timer(SocketID, generation: UInt32)
    /// A node's oldest fragments have waited long enough.
    case reassembly(NodeID)
}

/// Packets and timers in one order: by moment, and among equals by the order of pushing.
///
/// Packets are many and always count. Timers are few, and most of them are stale before they are
/// due: they have a queue of their own, so that they are in nobody's way.
struct DueQueue: Sendable {
    /// What is not a packet.
    enum Timer: Sendable {
        case socket(SocketID, generation: UInt32)
        case reassembly(NodeID)
    }

    /// Packets by their places in the list of packets.
    private var arrivals = EventQueue<Int32>()
    private var timers = EventQueue<Timer>()
    private var nextTicket: UInt64 = 0

    /// The moment of the first thing due.
    var nextMoment: Instant? {
        guard let arrival = arrivals.first else { return timers.nextMoment }
        guard let timer = timers.nextMoment else { return arrival.moment }
        return min(arrival.moment, timer)
    }

    /// The first timer, when it comes before every packet.
    var firstTimer: (timer: Timer, moment: Instant)? {
        guard let timer = timers.first else { return nil }
        if let arrival = arrivals.first {
            guard (timer.moment, timer.ticket) < (arrival.moment, arrival.ticket) else {
                return nil
            }
        }
        return (timer.payload, timer.moment)
    }

    mutating func push(_ due: Due, at moment: Instant) {
        switch due {
        case .arrival(let place):
            arrivals.push(Int32(truncatingIfNeeded: place), at: moment, ticket: nextTicket)
        case .timer(let socket, let generation):
            timers.push(
                .socket(socket, generation: generation), at: moment, ticket: nextTicket)
        case .reassembly(let node):
            timers.push(.reassembly(node), at: moment, ticket: nextTicket)
        }
        nextTicket += 1
    }

    /// Takes the first timer away.
    mutating func popTimer() { _ = timers.pop() }

    /// Takes the first thing due.
    mutating func pop() -> (moment: Instant, due: Due)? {
        if let first = firstTimer {
            popTimer()
            switch first.timer {
            case .socket(let socket, let generation):
                return (first.moment, .timer(socket, generation: generation))
            case .reassembly(let node): return (first.moment, .reassembly(node))
            }
        }
        return arrivals.pop().map { ($0.moment, .arrival(Int($0.payload))) }
    }
}
