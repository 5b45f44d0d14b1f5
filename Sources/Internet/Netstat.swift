import Wire

/// One line of what a host's sockets are doing.
package struct NetstatRow: Hashable, Sendable {
    package let protocolNumber: IPProtocol
    package let local: Endpoint
    /// Nil for a port that waits for anybody.
    package let remote: Endpoint?
    /// Nil for UDP, which has no states.
    package let state: TCPStateName?
    /// Octets sent or waiting to be, and not acknowledged.
    package let sendQueue: Int
    /// Octets that have come and nobody has read.
    package let receiveQueue: Int
    package let socket: SocketID?
}

extension Network {
    /// The listening ports, the connections and the bound UDP ports of a node, in fixed order.
    package func netstat(on node: NodeID) -> [NetstatRow] {
        guard nodes.indices.contains(node.raw) else { return [] }
        let anywhere = unspecified(on: node)
        let listening = nodes[node.raw].listening.sorted().flatMap { port in
            anywhere.map {
                NetstatRow(
                    protocolNumber: .tcp, local: Endpoint($0, port), remote: nil, state: .listen,
                    sendQueue: 0, receiveQueue: 0, socket: nil)
            }
        }
        let connections = nodes[node.raw].sockets.compactMap { id -> NetstatRow? in
            guard let place = sockets.place(of: id) else { return nil }
            let connection = sockets[place].connection
            return NetstatRow(
                protocolNumber: .tcp, local: connection.local, remote: connection.remote,
                state: connection.state.name, sendQueue: connection.sendBuffer.count,
                receiveQueue: connection.receiveBuffer.unread.count, socket: id)
        }
        let datagrams = nodes[node.raw].datagramPorts.sorted().flatMap { port in
            anywhere.map {
                NetstatRow(
                    protocolNumber: .udp, local: Endpoint($0, port), remote: nil, state: nil,
                    sendQueue: 0, receiveQueue: 0, socket: nil)
            }
        }
        return listening + connections + datagrams
    }

    /// What stands for “any address of mine”, once for each family that a node has.
    private func unspecified(on node: NodeID) -> [IPAddress] {
        let families = addresses(of: node).map(\.family)
        let both: [IPAddress] = [.v4(0), .v6(0, 0)]
        return both.filter { families.contains($0.family) || families.isEmpty && $0.isV4 }
    }
}
