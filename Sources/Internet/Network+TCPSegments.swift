import Clockwork
import Session
import Wire

// Segments that arrive, news about those that left, and what connections want done.
extension Network {
    // MARK: Numbers of a new connection

    /// The next free port of a client, in order.
    mutating func takePort(
        on node: NodeID, from source: IPAddress, to remote: Endpoint
    ) -> UInt16 {
        guard nodes.indices.contains(node.raw) else { return 0 }
        for _ in Node.firstEphemeralPort...UInt16.max {
            let port = nodes[node.raw].nextPort
            nodes[node.raw].nextPort = port == .max ? Node.firstEphemeralPort : port + 1
            let local = Endpoint(source, port)
            if !nodes[node.raw].listening.contains(port),
                sockets.place(on: node, local: local, remote: remote) == nil
            {
                return port
            }
        }
        return 0
    }

    /// ISN = M + F(localip, localport, remoteip, remoteport, secretkey), where M counts four
    /// microseconds (RFC 6528 §3); the secret comes from the seed, and is another for each node.
    func initialNumbers(
        on node: NodeID, _ local: Endpoint, _ remote: Endpoint
    ) -> TCPConnection.Numbers {
        var secret = dice.stream("TCP initial numbers")
        var hash = KeyedHash(key: (secret.next(), secret.next()))
        for address in [local.address, remote.address] {
            switch address {
            case .v4(let bits): hash.add(UInt64(bits))
            case .v6(let high, let low):
                hash.add(high)
                hash.add(low)
            }
        }
        hash.add(UInt64(local.port) << 16 | UInt64(remote.port))
        hash.add(UInt64(node.raw))
        let value = hash.value
        let clock = UInt32(truncatingIfNeeded: now.nanoseconds / 4_000)
        return TCPConnection.Numbers(
            iss: UInt32(truncatingIfNeeded: value) &+ clock,
            clockOffset: UInt32(truncatingIfNeeded: value >> 32))
    }

    /// The largest segment that the way out takes: its MTU without the headers.
    func segmentSize(on node: NodeID, to address: IPAddress) -> Int {
        if let link = nodes.indices.contains(node.raw) ? nodes[node.raw].bridge?.near : nil {
            return max(64, links[link.raw].properties.mtu - (address.isV4 ? 40 : 60))
        }
        guard nodes.indices.contains(node.raw), !nodes[node.raw].owns(address),
            let route = nodes[node.raw].route(to: address)
        else { return 1_460 }
        let link = nodes[node.raw].interfaces[route.interface].link
        return max(64, links[link.raw].properties.mtu - (address.isV4 ? 40 : 60))
    }

    // MARK: Segments that arrive

    /// A segment has come to the node that it is addressed to.
    mutating func deliver(
        _ segment: TCPSegment, in parcel: Parcel, into log: inout CausalLog<Happening>
    ) {
        let node = parcel.place
        let local = Endpoint(parcel.header.destination, segment.destinationPort)
        let remote = Endpoint(parcel.header.source, segment.sourcePort)
        if let place = sockets.place(on: node, local: local, remote: remote) {
            if segment.flags.contains(.syn), sockets[place].connection.givesWay(to: segment),
                nodes[node.raw].listening.contains(segment.destinationPort)
            {
                replace(place, by: segment, because: parcel.cause, into: &log)
                return
            }
            sockets[place].connection.segmentArrives(
                segment, at: now, because: parcel.cause, into: &scratch)
            carryOut(place, because: parcel.cause, into: &log)
            return
        }
        // LISTEN (RFC 9293 §3.10.7.2): RST is ignored, ACK is answered RST, SYN begins.
        guard !segment.flags.contains(.rst) else { return }
        guard nodes[node.raw].listening.contains(segment.destinationPort),
            !segment.flags.contains(.ack)
        else {
            sendReset(answering: segment, in: parcel, from: node, into: &log)
            return
        }
        guard segment.flags.contains(.syn) else { return }
        accept(
            segment, on: node, local: local, remote: remote, because: parcel.cause, into: &log)
    }

    /// A SYN begins a connection, unless too many are waiting for the end of their handshake.
    ///
    /// One too many is dropped without a word, as Linux does: the peer will try again.
    private mutating func accept(
        _ syn: TCPSegment, on node: NodeID, local: Endpoint, remote: Endpoint,
        former: TCPConnection? = nil, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        let settings = tcpSettings(of: node)
        guard tcp.embryonicCount(on: node, port: local.port) < settings.backlog else { return }
        var numbers = initialNumbers(on: node, local, remote)
        if let former { numbers.iss = former.numberBeyond(numbers.iss) }
        let connection = TCPConnection.answering(
            syn, local: local, remote: remote, numbers: numbers,
            segmentSize: segmentSize(on: node, to: remote.address), settings: settings,
            former: former, because: because, at: now, into: &scratch)
        let (id, place) = sockets.add(connection, on: node)
        nodes[node.raw].sockets.append(id)
        carryOut(place, because: because, into: &log)
    }

    /// A SYN begins a new connection in the place of one in TIME-WAIT (RFC 9293 §3.6.1).
    private mutating func replace(
        _ place: Int, by syn: TCPSegment, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        let node = sockets[place].node
        let former = sockets[place].connection
        guard
            tcp.embryonicCount(on: node, port: former.local.port)
                < tcpSettings(of: node).backlog
        else { return }
        sockets[place].connection.end(into: &scratch)
        carryOut(place, because: because, into: &log)
        accept(
            syn, on: node, local: former.local, remote: former.remote, former: former,
            because: because, into: &log)
    }

    // MARK: News from routers

    /// An ICMP error about a segment of one of our connections.
    mutating func deliver(
        _ message: ICMPMessage, about sequence: UInt32?, at node: NodeID, local: Endpoint,
        remote: Endpoint, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        guard let report = PathReport(message),
            let place = sockets.place(on: node, local: local, remote: remote)
        else { return }
        sockets[place].connection.routerReports(
            report, sequence: sequence, at: now, into: &scratch)
        carryOut(place, because: because, into: &log)
    }

    // MARK: Carrying out what a connection wants

    mutating func fireTimer(
        of socket: SocketID, generation: UInt32, into log: inout CausalLog<Happening>
    ) {
        guard let place = sockets.place(of: socket),
            sockets[place].timerGeneration == generation
        else { return }
        sockets[place].armed = nil
        // What fires is brought about by whatever made the connection wait in vain.
        let because = sockets[place].lastLoss ?? sockets[place].connection.handshakeCause
        sockets[place].connection.timerFires(at: now, into: &scratch)
        carryOut(place, because: because, into: &log)
    }

    mutating func carryOut(
        _ place: Int, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        var outputs: [TCPOutput] = []
        swap(&outputs, &scratch)
        let (id, node, local, remote) = sockets[place].ends()
        var isGone = false
        for output in outputs {
            switch output {
            case .segment(let departure):
                let cause = launch(
                    departure.segment, from: node, source: local.address, to: remote.address,
                    socket: id,
                    retransmission: departure.retransmission,
                    because: departure.cause ?? because, into: &log)
                sockets[place].connection.noteSent(departure, as: cause)
            case .changed(let from, let to):
                log.record(
                    .tcpStateChanged(id, node: node, from: from, to: to), at: now,
                    because: because)
            case .established(active: true): log.record(.connected(id), at: now, because: because)
            case .established(active: false):
                log.record(
                    .accepted(id, node: node, port: local.port, peer: remote), at: now,
                    because: because)
            case .received(let octets):
                log.record(.received(id, Array(octets)), at: now, because: because)
            case .closedByPeer: log.record(.closedByPeer(id), at: now, because: because)
            case .drained: log.record(.sendBufferDrained(id), at: now, because: because)
            case .failed(let failure):
                log.record(.failed(id, failure), at: now, because: because)
                isGone = true
            case .gone(let wasKnown):
                if wasKnown { log.record(.closed(id), at: now, because: because) }
                isGone = true
            }
        }
        outputs.removeAll(keepingCapacity: true)
        swap(&outputs, &scratch)
        settle(place, id, on: node, port: local.port, isGone: isGone)
    }

    /// After each change: counts what is to be counted, and arms the timer or forgets the socket.
    private mutating func settle(
        _ place: Int, _ id: SocketID, on node: NodeID, port: UInt16, isGone: Bool
    ) {
        let change = sockets[place].settle(isGone: isGone)
        busySockets += change.busy
        if change.embryonic != 0 {
            tcp.countEmbryonic(change.embryonic, on: node, port: port)
        }
        if isGone {
            forget(id, of: node)
            sockets.remove(place)
        } else if let deadline = change.deadline {
            arm(place, at: deadline)
        }
        discardStaleTimers()
    }

    /// Takes a socket off its node's list.
    private mutating func forget(_ socket: SocketID, of node: NodeID) {
        if let place = nodes[node.raw].sockets.firstIndex(of: socket) {
            nodes[node.raw].sockets.remove(at: place)
        }
    }

    mutating func arm(_ place: Int, at deadline: Instant) {
        sockets[place].timerGeneration &+= 1
        sockets[place].armed = deadline
        queue.push(
            .timer(sockets[place].id, generation: sockets[place].timerGeneration), at: deadline)
    }
}

// Mutating although two of them change little or nothing: a value as large as a socket is visited
// in its place, where asking for a part of it would copy the whole.
extension Socket {
    /// Its number, its node and its two ends.
    fileprivate mutating func ends() -> (SocketID, NodeID, local: Endpoint, remote: Endpoint) {
        (id, node, connection.local, connection.remote)
    }

    /// How the counts change, and the moment to arm its timer for if that is needed.
    ///
    /// A timer that is armed for an earlier moment finds out by itself that it is early.
    fileprivate mutating func settle(
        isGone: Bool
    ) -> (busy: Int, embryonic: Int, deadline: Instant?) {
        let busy = !isGone && connection.hasWork
        let embryonic = !isGone && connection.isEmbryonic
        let change = (
            busy: busy == isBusy ? 0 : busy ? 1 : -1,
            embryonic: embryonic == connection.isCounted ? 0 : embryonic ? 1 : -1
        )
        isBusy = busy
        connection.isCounted = embryonic
        guard !isGone, let deadline = connection.deadline else {
            return (change.busy, change.embryonic, nil)
        }
        if let armed, armed <= deadline { return (change.busy, change.embryonic, nil) }
        return (change.busy, change.embryonic, deadline)
    }
}

extension PathReport {
    /// What a message says about a path; nil for one that says nothing of it.
    ///
    /// The errors are those that `connect` gives on Linux.
    init?(_ message: ICMPMessage) {
        switch message {
        case .unreachable(.fragmentationNeeded, let mtu, _): self = .tooBig(mtu: Int(mtu))
        case .unreachable(let code, _, _):
            switch code.rawValue {
            // Network unreachable, unknown, prohibited, and for a type of service.
            case 0, 6, 9, 11: self = .unreachable(.networkUnreachable)
            case 2: self = .unreachable(.protocolUnreachable)
            case 3: self = .unreachable(.portUnreachable)
            case 13: self = .unreachable(.prohibited)
            case _: self = .unreachable(.unreachable)
            }
        case .timeExceeded: self = .unreachable(.unreachable)
        case _: return nil
        }
    }
}
