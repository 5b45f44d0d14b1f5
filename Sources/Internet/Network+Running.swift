import Clockwork
import Wire

extension Network {
    /// The moment at which the next thing is due: a packet arrives or a timer fires.
    package var nextMoment: Instant? { queue.nextMoment }

    /// Whether only waiting timers are left, such as TIME-WAIT; retransmissions count as work.
    package var isQuiet: Bool { parcels.count == 0 && busySockets == 0 }

    /// Packets on their way.
    package var packetsInFlight: Int { parcels.count }

    /// Moves the clock to `moment`, but never past the next thing due, nor back.
    package mutating func advance(to moment: Instant) {
        let limit = queue.nextMoment.map { min($0, moment) } ?? moment
        now = max(now, limit)
    }

    /// Handles exactly the first thing that is due, and moves the clock there.
    package mutating func step(into log: inout CausalLog<Happening>) {
        guard let (moment, due) = queue.pop() else { return }
        now = max(now, moment)
        switch due {
        case .arrival(let place): arrive(place, into: &log)
        case .timer(let socket, let generation):
            fireTimer(of: socket, generation: generation, into: &log)
        case .reassembly(let node): giveUpFragments(at: node, into: &log)
        }
        discardStaleTimers()
    }

    /// Takes timers that no longer count off the front, so that `nextMoment` is always true.
    mutating func discardStaleTimers() {
        while let (timer, moment) = queue.firstTimer {
            let later: Instant?
            switch timer {
            case .socket(let socket, let generation):
                later = deadline(of: socket, generation: generation)
            case .reassembly(let node):
                later = nodes[node.raw].reassembler.deadline
                if later == nil { nodes[node.raw].reassemblyArmed = nil }
            }
            if let later, later <= moment { return }
            queue.popTimer()
            guard let later else { continue }
            // The deadline moved on since this was armed: wait again from here.
            switch timer {
            case .socket(let socket, _):
                if let place = sockets.place(of: socket) { arm(place, at: later) }
            case .reassembly(let node):
                nodes[node.raw].reassemblyArmed = later
                queue.push(.reassembly(node), at: later)
            }
        }
    }

    /// When a socket wants to be woken; nil when the timer does not count any more.
    private mutating func deadline(of socket: SocketID, generation: UInt32) -> Instant? {
        guard let place = sockets.place(of: socket),
            sockets[place].timerGeneration == generation
        else { return nil }
        let deadline = sockets[place].connection.deadline
        if deadline == nil { sockets[place].armed = nil }
        return deadline
    }

    /// Puts a packet onto the network as if `node` had made it: for edited and invented packets.
    ///
    /// Octets that are no packet are dropped as malformed; what is behind a packet's own length is
    /// left out.
    package mutating func inject(
        _ octets: [UInt8], from node: NodeID, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        guard nodes.indices.contains(node.raw) else { return }
        var parcel = Parcel.none
        parcel.octets = octets
        parcel.place = node
        parcel.cause = because
        parcel.packetID = takePacketID()
        do throws(PacketError) {
            try parcel.readHeaders()
            _ = try parcel.readBody(proving: true)
            launch(parcel, into: &log)
        } catch {
            drop(parcel, at: node, on: nil, .malformed(error), into: &log)
        }
        discardStaleTimers()
    }

    mutating func takePacketID() -> UInt64 {
        defer { nextPacketID += 1 }
        return nextPacketID
    }

    mutating func takeIdentification(of node: NodeID) -> UInt16 {
        defer { nodes[node.raw].nextIdentification &+= 1 }
        return nodes[node.raw].nextIdentification
    }
}
