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
        }
        discardStaleTimers()
    }

    /// Takes timers that no longer count off the front, so that `nextMoment` is always true.
    mutating func discardStaleTimers() {
        while let (timer, moment) = queue.firstTimer {
            guard let place = sockets.place(of: timer.socket),
                sockets[place].timerGeneration == timer.generation
            else {
                queue.popTimer()
                continue
            }
            guard let deadline = sockets[place].connection.deadline else {
                queue.popTimer()
                sockets[place].armed = nil
                continue
            }
            if deadline <= moment { return }
            // The deadline moved on since this was armed: wait again from here.
            queue.popTimer()
            arm(place, at: deadline)
        }
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
