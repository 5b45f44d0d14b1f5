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
        guard let entry = queue.pop() else { return }
        now = max(now, entry.moment)
        switch entry.payload {
        case .arrival(let place):
            if let parcel = parcels.take(place) { arrive(parcel, into: &log) }
        case .timer(let socket, let generation):
            fireTimer(of: socket, generation: generation, into: &log)
        }
        discardStaleTimers()
    }

    /// Takes timers that no longer count off the front, so that `nextMoment` is always true.
    mutating func discardStaleTimers() {
        while let entry = queue.first, case .timer(let socket, let generation) = entry.payload {
            guard let place = sockets.place(of: socket),
                sockets[place].timerGeneration == generation
            else {
                _ = queue.pop()
                continue
            }
            guard let deadline = sockets[place].connection.deadline else {
                _ = queue.pop()
                sockets[place].armed = nil
                continue
            }
            if deadline <= entry.moment { return }
            // The deadline moved on since this was armed: wait again from here.
            _ = queue.pop()
            arm(place, at: deadline)
        }
    }

    /// Puts a packet onto the network as if `node` had made it: for edited and invented packets.
    ///
    /// Octets that are no packet are dropped as malformed.
    package mutating func inject(
        _ octets: [UInt8], from node: NodeID, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        guard nodes.indices.contains(node.raw) else { return }
        let id = takePacketID()
        do throws(PacketError) {
            let packet = try IPv4Packet(parsing: octets[...])
            let parcel = Parcel(
                octets: octets, header: packet.header, body: try Parcel.body(of: packet),
                packetID: id, retransmission: false, socket: nil, cause: because, place: node,
                link: nil)
            launch(parcel, into: &log)
        } catch {
            let event = PacketEvent(
                octets: octets, node: node, link: nil, packetID: id, retransmission: false,
                socket: nil)
            log.record(.packetDropped(event, .malformed(error)), at: now, because: because)
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
