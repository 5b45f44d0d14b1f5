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
    ///
    /// A bridge, which has no address, speaks as somebody who has: `client`.
    package mutating func open(
        from node: NodeID, to remote: Endpoint, as client: Endpoint? = nil, because: Cause?,
        into log: inout CausalLog<Happening>
    ) -> SocketID {
        let local = client ?? ownEndpoint(on: node, to: remote)
        let connection = TCPConnection(
            local: local, remote: remote, isActive: true,
            numbers: initialNumbers(on: node, local, remote),
            segmentSize: segmentSize(on: node, to: remote.address), settings: tcpSettings(of: node))
        let (id, place) = sockets.add(connection, on: node)
        guard nodes.indices.contains(node.raw),
            // Without a port of its own left, a host has no way there either.
            client != nil || (local.port != 0 && isReachable(remote.address, from: node))
        else {
            log.record(.failed(id, .networkUnreachable), at: now, because: because)
            sockets.remove(place)
            return id
        }
        nodes[node.raw].sockets.append(id)
        sockets[place].connection.open(because: because, at: now, into: &scratch)
        carryOut(place, because: because, into: &log)
        return id
    }

    private mutating func ownEndpoint(on node: NodeID, to remote: Endpoint) -> Endpoint {
        let source = sourceAddress(on: node, to: remote.address) ?? IPAddress(0, 0, 0, 0)
        return Endpoint(source, takePort(on: node, from: source, to: remote))
    }

    /// Nobody connects to an address of many hosts (RFC 1122 §4.2.3.10).
    private func isReachable(_ address: IPAddress, from node: NodeID) -> Bool {
        guard !address.isOfMany else { return false }
        return nodes[node.raw].owns(address) || nodes[node.raw].route(to: address) != nil
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

    /// Sends small segments at once, or holds them back while one is on its way
    /// (RFC 9293 §3.7.4).
    package mutating func setNoDelay(
        _ noDelay: Bool, on socket: SocketID, because: Cause?,
        into log: inout CausalLog<Happening>
    ) {
        guard let place = sockets.place(of: socket) else { return }
        sockets[place].connection.setNoDelay(noDelay, at: now, into: &scratch)
        carryOut(place, because: because, into: &log)
    }

    // MARK: Settings

    /// Changes how the TCP of a node behaves, for connections that begin from now on.
    package mutating func setTCPSettings(_ settings: TCPSettings, on node: NodeID) {
        tcp.setSettings(settings, of: node)
    }

    /// How the TCP of a node behaves.
    package func tcpSettings(of node: NodeID) -> TCPSettings { tcp.settings(of: node) }

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
}
