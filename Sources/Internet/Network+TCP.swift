import Clockwork
import Session
import Wire

// TCP as the users of the network see it.
extension Network {
    /// Accepts connections to a port from now on.
    package mutating func listen(on node: NodeID, port: UInt16) {
        guard nodes.indices.contains(node.raw), !nodes[node.raw].listening.contains(port) else {
            return
        }
        nodes[node.raw].listening.append(port)
    }

    /// Refuses new connections to a port; those that stand go on.
    package mutating func stopListening(on node: NodeID, port: UInt16) {
        guard nodes.indices.contains(node.raw) else { return }
        nodes[node.raw].listening.removeAll { $0 == port }
    }

    /// Begins to connect; `.connected` or `.failed` follows in a log.
    package mutating func open(
        from node: NodeID, to remote: Endpoint, because: Cause?,
        into log: inout CausalLog<Happening>
    ) -> SocketID {
        let source = sourceAddress(on: node, to: remote.address) ?? IPAddress(0, 0, 0, 0)
        let local = Endpoint(source, takePort(on: node, from: source, to: remote))
        let connection = TCPConnection(
            local: local, remote: remote, isActive: true,
            iss: initialSequence(on: node, local, remote),
            segmentSize: segmentSize(on: node, to: remote.address))
        let (id, place) = sockets.add(connection, on: node)
        guard nodes.indices.contains(node.raw), isReachable(remote.address, from: node) else {
            log.record(.failed(id, .unreachable), at: now, because: because)
            sockets.remove(place)
            return id
        }
        nodes[node.raw].sockets.append(id)
        sockets[place].connection.open(because: because, at: now, into: &scratch)
        carryOut(place, because: because, into: &log)
        return id
    }

    private func isReachable(_ address: IPAddress, from node: NodeID) -> Bool {
        nodes[node.raw].owns(address) || nodes[node.raw].route(to: address) != nil
    }

    /// Gives octets to a connection; they are sent as the windows allow.
    package mutating func send(
        _ octets: [UInt8], on socket: SocketID, because: Cause?,
        into log: inout CausalLog<Happening>
    ) {
        guard let place = sockets.place(of: socket) else { return }
        sockets[place].connection.send(octets, because: because, at: now, into: &scratch)
        carryOut(place, because: because, into: &log)
    }

    /// Sends FIN once everything given before has gone out.
    package mutating func close(
        _ socket: SocketID, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        guard let place = sockets.place(of: socket) else { return }
        sockets[place].connection.close(because: because, at: now, into: &scratch)
        carryOut(place, because: because, into: &log)
    }

    /// Sends RST and forgets the connection.
    package mutating func abort(
        _ socket: SocketID, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        guard let place = sockets.place(of: socket) else { return }
        sockets[place].connection.abort(because: because, at: now, into: &scratch)
        carryOut(place, because: because, into: &log)
    }

    /// Stops or goes on with `.received`; a paused reader's window closes as octets pile up.
    package mutating func setReading(
        _ isReading: Bool, on socket: SocketID, because: Cause?,
        into log: inout CausalLog<Happening>
    ) {
        guard let place = sockets.place(of: socket) else { return }
        sockets[place].connection.setPaused(!isReading, at: now, into: &scratch)
        carryOut(place, because: because, into: &log)
    }

    // MARK: Asking

    /// The state of a connection; one that is gone is CLOSED.
    package func state(of socket: SocketID) -> TCPStateName {
        sockets.place(of: socket).map { sockets[$0].connection.state.name } ?? .closed
    }

    /// The end of a connection on its own host; nil once it is gone.
    package func localEndpoint(of socket: SocketID) -> Endpoint? {
        sockets.place(of: socket).map { sockets[$0].connection.local }
    }

    /// The far end of a connection; nil once it is gone.
    package func remoteEndpoint(of socket: SocketID) -> Endpoint? {
        sockets.place(of: socket).map { sockets[$0].connection.remote }
    }

    /// The node that a connection belongs to; nil once it is gone.
    package func node(of socket: SocketID) -> NodeID? {
        sockets.place(of: socket).map { sockets[$0].node }
    }

    /// Octets given to `send` that have not been sent for the first time.
    package func unsentCount(of socket: SocketID) -> Int {
        sockets.place(of: socket).map { sockets[$0].connection.unsentCount } ?? 0
    }

    // MARK: Numbers of a new connection

    /// The next free port of a client, in order.
    private mutating func takePort(
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
    /// microseconds (RFC 9293 §3.4.1); the seed is the secret.
    private func initialSequence(
        on node: NodeID, _ local: Endpoint, _ remote: Endpoint
    ) -> UInt32 {
        var mixed: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in [
            UInt64(local.address.lowestBits), UInt64(local.port),
            UInt64(remote.address.lowestBits), UInt64(remote.port), UInt64(node.raw),
        ] {
            mixed = (mixed ^ part) &* 0x0000_0100_0000_01B3
        }
        var secret = dice
        var chance = Dice(seed: mixed ^ secret.next())
        let clock = UInt32(truncatingIfNeeded: now.nanoseconds / 4_000)
        return UInt32(truncatingIfNeeded: chance.next()) &+ clock
    }

    private func segmentSize(on node: NodeID, to address: IPAddress) -> Int {
        guard nodes.indices.contains(node.raw), !nodes[node.raw].owns(address),
            let route = nodes[node.raw].route(to: address)
        else { return 1_460 }
        let link = nodes[node.raw].interfaces[route.interface].link
        return max(64, links[link.raw].properties.mtu - 40)
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
            sockets[place].connection.segmentArrives(
                segment, at: now, because: parcel.cause, into: &scratch)
            carryOut(place, because: parcel.cause, into: &log)
            return
        }
        // LISTEN (RFC 9293 §3.10.7.2): RST is ignored, ACK is answered RST, SYN begins.
        guard !segment.flags.contains(.rst) else { return }
        guard nodes[node.raw].listening.contains(segment.destinationPort),
            segment.flags.contains(.syn), !segment.flags.contains(.ack)
        else {
            sendReset(answering: segment, in: parcel, from: node, into: &log)
            return
        }
        let connection = TCPConnection.answering(
            segment, local: local, remote: remote,
            iss: initialSequence(on: node, local, remote),
            segmentSize: segmentSize(on: node, to: remote.address), because: parcel.cause,
            at: now, into: &scratch)
        let (id, place) = sockets.add(connection, on: node)
        nodes[node.raw].sockets.append(id)
        carryOut(place, because: parcel.cause, into: &log)
    }

    /// Answers a segment that no connection wants with RST (RFC 9293 §3.5.2).
    ///
    /// The source is the segment's destination: a firewall that resets says it in its name.
    mutating func sendReset(
        answering segment: TCPSegment, in parcel: Parcel, from node: NodeID,
        into log: inout CausalLog<Happening>
    ) {
        guard !segment.flags.contains(.rst) else { return }
        let hasACK = segment.flags.contains(.ack)
        let length = UInt32(truncatingIfNeeded: segment.sequenceLength)
        let reset = TCPSegment(
            sourcePort: segment.destinationPort, destinationPort: segment.sourcePort,
            sequence: hasACK ? segment.acknowledgment : 0,
            acknowledgment: hasACK ? 0 : segment.sequence &+ length,
            flags: hasACK ? .rst : [.rst, .ack], window: 0)
        launch(
            reset, from: node, source: parcel.header.destination, to: parcel.header.source,
            socket: nil, retransmission: false, because: parcel.cause, into: &log)
    }

    /// Puts a segment into a packet and sends it.
    @discardableResult
    mutating func launch(
        _ segment: TCPSegment, from node: NodeID, source: IPAddress, to destination: IPAddress,
        socket: SocketID?, retransmission: Bool, because: Cause?,
        into log: inout CausalLog<Happening>
    ) -> Cause {
        let header = IPv4Header(
            protocolNumber: .tcp, source: source, destination: destination,
            identification: takeIdentification(of: node))
        var octets: [UInt8] = []
        let count = segment.count
        octets.reserveCapacity(header.count + count)
        header.write(payloadCount: count, into: &octets)
        segment.write(into: &octets, from: source, to: destination)
        // The data now live in the packet, so that the send buffer is not held on to.
        var sent = segment
        sent.data = octets[(octets.count - segment.data.count)...]
        return launch(
            Parcel(
                octets: octets, header: header, body: .tcp(sent), packetID: takePacketID(),
                retransmission: retransmission, socket: socket, cause: because, place: node,
                link: nil), into: &log)
    }

    /// An ICMP error about a segment of one of our connections.
    mutating func deliver(
        _ message: ICMPMessage, about sequence: UInt32?, at node: NodeID, local: Endpoint,
        remote: Endpoint, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        guard let place = sockets.place(on: node, local: local, remote: remote) else { return }
        sockets[place].connection.routerReports(
            message, sequence: sequence, at: now, into: &scratch)
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

    private mutating func carryOut(
        _ place: Int, because: Cause?, into log: inout CausalLog<Happening>
    ) {
        var outputs: [TCPOutput] = []
        swap(&outputs, &scratch)
        let id = sockets[place].id
        let node = sockets[place].node
        var isGone = false
        for output in outputs {
            switch output {
            case .segment(let departure):
                let (source, destination) = (
                    sockets[place].connection.local.address,
                    sockets[place].connection.remote.address
                )
                let cause = launch(
                    departure.segment, from: node, source: source, to: destination, socket: id,
                    retransmission: departure.retransmission,
                    because: departure.cause ?? because, into: &log)
                sockets[place].connection.noteSent(departure, as: cause)
            case .changed(let from, let to):
                log.record(
                    .tcpStateChanged(id, node: node, from: from, to: to), at: now,
                    because: because)
            case .established(active: true): log.record(.connected(id), at: now, because: because)
            case .established(active: false):
                let connection = sockets[place].connection
                log.record(
                    .accepted(
                        id, node: node, port: connection.local.port, peer: connection.remote),
                    at: now, because: because)
            case .received(let octets):
                log.record(.received(id, octets), at: now, because: because)
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
        settle(place, isGone: isGone)
    }

    /// After each change: counts the busy sockets, and arms the timer or forgets the socket.
    private mutating func settle(_ place: Int, isGone: Bool) {
        let isBusy = !isGone && sockets[place].connection.hasWork
        if isBusy != sockets[place].isBusy {
            sockets[place].isBusy = isBusy
            busySockets += isBusy ? 1 : -1
        }
        if isGone {
            let (id, node) = (sockets[place].id, sockets[place].node)
            if let index = nodes[node.raw].sockets.firstIndex(of: id) {
                nodes[node.raw].sockets.remove(at: index)
            }
            sockets.remove(place)
        } else if let deadline = sockets[place].connection.deadline {
            // A timer that is armed for an earlier moment finds out by itself that it is early.
            if let armed = sockets[place].armed, armed <= deadline {
                discardStaleTimers()
                return
            }
            arm(place, at: deadline)
        }
        discardStaleTimers()
    }

    mutating func arm(_ place: Int, at deadline: Instant) {
        sockets[place].timerGeneration &+= 1
        sockets[place].armed = deadline
        queue.push(
            .timer(sockets[place].id, generation: sockets[place].timerGeneration), at: deadline)
    }
}
